"""Write what a read return proposes to the payroll (feature C22). Nothing is applied without a person.

A **subject** is what a proposal is the value of: kind, establishment, person, rubric, key, period, date of
effect, and what else tells it apart. Of one subject the last published undecided proposal is to be decided;
those before it are ``REMPLACEE``, and an older return that arrives late proposes nothing that is not already
replaced. The same value of the same subject is one row for ever, whatever the number of returns that repeat
it: who refused it is not asked again. A return that no longer proposes what its former version did withdraws
it.

A return whose establishment is not known proposes nothing before its flux is adopted. Values are sealed: a
row holds no NIR, no name and no amount in clear.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.releves.versions import rang_publication
from recepisse.gestion.gestes.retours.retrouver_salaries import retrouver_salaries
from recepisse.gestion.gestes.retours.situer_retour import etablissement_de, rang
from recepisse.gestion.models import Etablissement, Proposition, Salarie, VersionRetour
from recepisse.identifiants.masque import masquer_texte
from recepisse.retours.modele import Complement, RetourLu
from recepisse.retours.paie.propositions import PropositionLue, lire_propositions

Etat = Proposition.Etat
_LOT = 500
_LARGEURS = {"sujet": 120, "cle": 120, "rubrique": 30, "changement": 30, "periode": 40}
"""Most characters kept in each clear column; what is cut stays told apart by the fingerprint."""

Rang = tuple[str, int]
"""Publication (14 digits) and version: what orders proposals."""


class Valeurs(NamedTuple):
    """What a proposal says, opened."""

    ancienne: str
    nouvelle: str
    complements: tuple[Complement, ...]


@dataclass(frozen=True, slots=True)
class _Nouvelle:
    """A proposal of the return, with its fingerprints."""

    lue: PropositionLue
    etablissement: Etablissement
    salarie: Salarie | None
    sujet: str
    empreinte: str


@dataclass(slots=True)
class _Connue:
    """A row already written."""

    pk: int
    etat: str
    sujet: str
    retour: int
    rang: Rang


def proposer(lu: RetourLu, version: VersionRetour, ctx: Contexte) -> None:
    """Write what ``version``, read as ``lu``, proposes; to be called in the transaction of the reading."""
    lues = lire_propositions(lu)
    etablissement = etablissement_de(lu, version) if lues else None
    nouvelles = _preparer(lues, etablissement, ctx) if etablissement is not None else {}
    connues = _lire_connues(nouvelles, version)
    sujets: dict[str, list[_Connue]] = {}
    for connue in connues.values():
        sujets.setdefault(connue.sujet, []).append(connue)
    ici, etats, lignes = rang(version), {c.pk: c.etat for c in connues.values()}, []
    for nouvelle in nouvelles.values():
        meme = connues.get(nouvelle.empreinte)
        autres = [c for c in sujets.get(nouvelle.sujet, []) if c is not meme]
        derniere = all(ici >= c.rang for c in autres)
        if meme is None:
            etat = Etat.PROPOSEE if derniere else Etat.REMPLACEE
            lignes.append(_ligne(nouvelle, etat, version, ctx))
        elif meme.etat == Etat.REMPLACEE and derniere and ici > meme.rang:
            etats[meme.pk] = Etat.PROPOSEE
        if derniere:
            etats |= {c.pk: Etat.REMPLACEE for c in autres if c.etat == Etat.PROPOSEE}
    _retirer(connues, nouvelles, version, etats)
    _dire_la_declaration(version)
    Proposition.objects.bulk_create(lignes, batch_size=_LOT)
    _ecrire_etats(connues.values(), etats)
    _rattacher(
        [
            c.pk
            for empreinte, c in connues.items()
            if empreinte in nouvelles and ici > c.rang and etats[c.pk] == Etat.PROPOSEE
        ],
        version,
    )


def valeurs(proposition: Proposition, ctx: Contexte) -> Valeurs:
    """Return what ``proposition`` says, opened."""

    def ouvrir(scelle: bytes | memoryview, champ: str) -> str:
        octets = bytes(scelle)
        return ctx.coffre.ouvrir(octets, _contexte(proposition.empreinte, champ)) if octets else ""

    complements = ouvrir(proposition.complements_scelles, "complements")
    return Valeurs(
        ouvrir(proposition.ancienne_scellee, "ancienne"),
        ouvrir(proposition.nouvelle_scellee, "nouvelle"),
        tuple(Complement(nom, valeur) for nom, valeur in json.loads(complements or "[]")),
    )


def _preparer(
    lues: Sequence[PropositionLue], etablissement: Etablissement, ctx: Contexte
) -> dict[str, _Nouvelle]:
    """Return the proposals by fingerprint.

    Two different values of what looks like one subject, in one return, are two subjects that the document
    does not tell apart but by their order; the same value twice is one.
    """
    individus = [lue.individu for lue in lues if lue.individu is not None]
    salaries = retrouver_salaries(etablissement.entreprise, individus, ctx)
    par_sujet: dict[str, list[tuple[str, str]]] = {}
    preparees: dict[str, _Nouvelle] = {}
    for lue in lues:
        salarie = salaries.get(lue.individu) if lue.individu is not None else None
        commun = _sujet(lue, salarie, etablissement)
        deja = par_sujet.setdefault(commun, [])
        if (lue.ancienne, lue.nouvelle) in deja:
            continue
        sujet = ctx.coffre.empreinte(_en_json([commun, len(deja)]) if deja else commun)
        deja.append((lue.ancienne, lue.nouvelle))
        empreinte = ctx.coffre.empreinte(_en_json(["valeur", sujet, lue.ancienne, lue.nouvelle]))
        preparees[empreinte] = _Nouvelle(lue, etablissement, salarie, sujet, empreinte)
    return preparees


def _sujet(lue: PropositionLue, salarie: Salarie | None, etablissement: Etablissement) -> str:
    """Return what two values of one thing share; the kind of return is no part of it."""
    return _en_json(
        [
            "sujet",
            lue.genre,
            etablissement.pk,
            salarie.pk if salarie else None,
            lue.rubrique,
            lue.cle,
            lue.periode,
            lue.date_effet.isoformat() if lue.date_effet else "",
            lue.distinction,
        ]
    )


def _en_json(morceaux: Sequence[object]) -> str:
    return json.dumps(morceaux, ensure_ascii=False, separators=(",", ":"))


def _lire_connues(nouvelles: dict[str, _Nouvelle], version: VersionRetour) -> dict[str, _Connue]:
    """Return, by fingerprint, the rows of the same subjects and those that this return made."""
    trouvees: dict[str, _Connue] = {}
    sujets = [nouvelle.sujet for nouvelle in nouvelles.values()]
    filtres: list[dict[str, object]] = [{"retour": version.retour}]
    filtres += [{"empreinte_sujet__in": sujets[i : i + _LOT]} for i in range(0, len(sujets), _LOT)]
    for filtre in filtres:
        for pk, empreinte, etat, sujet, retour, publication, vu_le, version_id in Proposition.objects.filter(
            **filtre
        ).values_list(
            "pk",
            "empreinte",
            "etat",
            "empreinte_sujet",
            "retour_id",
            "version__publication",
            "version__vu_le",
            "version_id",
        ):
            publie = rang_publication(publication, vu_le)
            trouvees[empreinte] = _Connue(pk, etat, sujet, retour, (publie, version_id))
    return trouvees


def _retirer(
    connues: dict[str, _Connue],
    nouvelles: dict[str, _Nouvelle],
    version: VersionRetour,
    etats: dict[int, str],
) -> None:
    """Withdraw what an older version of this return, or older readers, proposed and this one does not."""
    for empreinte, connue in connues.items():
        if (
            connue.etat == Etat.PROPOSEE
            and connue.retour == version.retour_id
            and empreinte not in nouvelles
            and connue.rang <= rang(version)
        ):
            etats[connue.pk] = Etat.REMPLACEE


def _dire_la_declaration(version: VersionRetour) -> None:
    """Say of which declaration are the proposals of a return whose flux was adopted since."""
    declaration = version.retour.declaration
    if declaration is not None:
        Proposition.objects.filter(retour=version.retour, declaration=None).update(declaration=declaration)


def _ecrire_etats(connues: Iterable[_Connue], etats: dict[int, str]) -> None:
    for etat in (Etat.PROPOSEE, Etat.REMPLACEE):
        changees = [c.pk for c in connues if etats[c.pk] == etat and c.etat != etat]
        for debut in range(0, len(changees), _LOT):
            Proposition.objects.filter(pk__in=changees[debut : debut + _LOT]).update(etat=etat)


def _rattacher(pks: Sequence[int], version: VersionRetour) -> None:
    """Say that the last return that proposes a value is this one."""
    for debut in range(0, len(pks), _LOT):
        Proposition.objects.filter(pk__in=pks[debut : debut + _LOT]).update(
            version=version, retour=version.retour, nature=version.retour.nature
        )


def _ligne(nouvelle: _Nouvelle, etat: str, version: VersionRetour, ctx: Contexte) -> Proposition:
    lue, retour = nouvelle.lue, version.retour

    def sceller(texte: str, champ: str) -> bytes:
        return ctx.coffre.sceller(texte, _contexte(nouvelle.empreinte, champ)) if texte else b""

    return Proposition(
        empreinte=nouvelle.empreinte,
        empreinte_sujet=nouvelle.sujet,
        genre=lue.genre.value,
        etat=etat,
        nature=retour.nature,
        retour=retour,
        version=version,
        declaration=retour.declaration,
        entreprise=nouvelle.etablissement.entreprise,
        etablissement=nouvelle.etablissement,
        salarie=nouvelle.salarie,
        sujet=_clair(lue.sujet, "sujet"),
        cle=_clair(lue.cle, "cle"),
        rubrique=_clair(lue.rubrique, "rubrique"),
        rubrique_changement=_clair(lue.changement, "changement"),
        ancienne_scellee=sceller(lue.ancienne, "ancienne"),
        nouvelle_scellee=sceller(lue.nouvelle, "nouvelle"),
        complements_scelles=sceller(_en_json(lue.complements), "complements") if lue.complements else b"",
        date_effet=lue.date_effet,
        periode=_clair(lue.periode, "periode"),
        cree_le=ctx.horloge(),
    )


def _clair(texte: str, colonne: str) -> str:
    """Return a text for a clear column: no personal number, and not too long."""
    return masquer_texte(texte)[: _LARGEURS[colonne]]


def _contexte(empreinte: str, champ: str) -> str:
    """Return what binds a sealed value to its row and its column."""
    return f"proposition:{empreinte}:{champ}"
