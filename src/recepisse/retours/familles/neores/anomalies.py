"""From the blocks of a NEOReS return to its anomalies: one line for one thing that a payroll clerk corrects.

* A detail (B005) gives its findings (see ``neores_trouvailles``), each once per person (B006). When it has
  several persons and several findings the document does not say which value is whose: each person has each
  finding, up to :data:`PRODUIT_MAX`; beyond, the findings are given once, and the persons once each.
* The amount (B005.R004) is that of the whole detail: only its first anomaly bears it, so that a sum is right;
  the others say it in their complements.
* An identity (B009) is one anomaly; its rubric and values are given when exactly one field differs.
* An action (B004) without detail is one anomaly, which bears the number of persons (R009). An action made of
  parameters only (B008) is none, unless it asks to regularise them (type 05): a parameter is an information.
* An information (B011, 2027) is one anomaly per person, or one, of the lowest gravity.

Gravity: KO (files of 2022 and 2023) blocks; "substitutable" is critical, because the organisation may write
in the place of the declarant; a trigger or a type of action that informs (04, 06; 04) is an information; the
rest is to be corrected. What to do and where to find help are the organisation's own words, else ours.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product
from typing import NamedTuple

from recepisse.retours.familles.neores.arbre import Valeurs
from recepisse.retours.familles.neores.codes import (
    IDENTITE,
    INFORMATIFS,
    REGULARISER,
    TYPES_INFORMATIFS,
    complements,
)
from recepisse.retours.familles.neores.trouvailles import RIEN, Trouvaille, periode, trouver
from recepisse.retours.gravite import Gravite, gravite_du_mot
from recepisse.retours.modele import Anomalie, Complement, Individu
from recepisse.retours.sens.actions import conseil

PRODUIT_MAX = 1_000
"""Most anomalies made by pairing the persons and the findings of one detail."""

SUBSTITUABLE = "01"

_NIR_AVEC_CLEF = 15
_NIR = 13
_ADRESSE = re.compile(r"https?://[^\s\[\]()<>\"«»]+", re.ASCII)
_IDENTITE = (
    ("nir", "nir_declare", "nir_reference"),
    ("nom", "nom_declare", "nom_reference"),
    ("prenoms", "prenoms_declares", "prenoms_reference"),
    ("naissance", "naissance_declaree", "naissance_reference"),
)


class CadreNeores(NamedTuple):
    """What surrounds the anomalies of one return (B002)."""

    nature: str
    """Of the listing, never the one written inside."""
    declencheur: str = ""
    """B001.R001"""
    etat: str = ""
    """B003.R002"""
    rang: int = 1
    """1-based rank of the declaration in the document."""


class _Base(NamedTuple):
    """What all the anomalies of an action, or of an information, say."""

    code: str
    message: str
    gravite: Gravite
    categorie: str
    rang: int
    action: str
    delai: str
    aide: str
    nombre: int | None
    complements: tuple[Complement, ...]


class _Personne(NamedTuple):
    individu: Individu | None = None
    contrat: str = ""


_PERSONNE = (_Personne(),)


def anomalies_du_retour(retour: Valeurs, cadre: CadreNeores) -> list[Anomalie]:
    """Return the anomalies of one return, in its order: actions, then informations."""
    return [
        *chain.from_iterable(_de_l_action(a, cadre) for a in retour.get("actions", ())),
        *chain.from_iterable(_de_l_information(i, cadre) for i in retour.get("informations", ())),
    ]


# --- an action (B004) --------------------------------------------------------------------------------


def _de_l_action(action: Valeurs, cadre: CadreNeores) -> Iterator[Anomalie]:
    parametres = action.get("parametres", ())
    if "details" in action or "identites" in action:
        bases: dict[str, _Base] = {}
        for detail in action.get("details", ()):
            drapeau = detail.get("substituable", "")
            base = bases.get(drapeau) or bases.setdefault(drapeau, _base(action, cadre, drapeau))
            yield from _du_detail(detail, base)
        if "identites" in action:
            base = bases.get("") or _base(action, cadre)
            yield from (_de_l_identite(identite, base) for identite in action["identites"])
    elif not parametres or action.get("type") == REGULARISER:
        base = _base(action, cadre)
        extra = chain.from_iterable(complements("parametre", p) for p in parametres)
        yield _anomalie(base, nombre=base.nombre, complements=tuple(extra))


def _base(action: Valeurs, cadre: CadreNeores, drapeau: str = "") -> _Base:
    """Return what the anomalies of an action say; ``drapeau``: the flag of their detail (B005.R005, 2027)."""
    informe = cadre.declencheur in INFORMATIFS or action.get("type") in TYPES_INFORMATIFS
    substituable = SUBSTITUABLE in {action.get("substituable"), drapeau}
    gravite = _gravite(cadre.etat, informe=informe, substituable=substituable)
    return _commun(action, cadre, gravite, complements("action", action))


def _gravite(etat: str, *, informe: bool, substituable: bool) -> Gravite:
    if gravite_du_mot(etat) is Gravite.BLOQUANT:
        return Gravite.BLOQUANT
    if substituable:
        return Gravite.CRITIQUE
    return Gravite.INFORMATION if informe else Gravite.A_CORRIGER


def _commun(bloc: Valeurs, cadre: CadreNeores, gravite: Gravite, extra: tuple[Complement, ...]) -> _Base:
    """Return what an action and an information have alike: their words, ours for what they leave out."""
    code, aide = bloc.get("code", ""), bloc.get("aide", "")
    adresse = _adresse(aide)
    if aide != adresse:
        extra = (*extra, Complement("aide", aide))
    notre = conseil(cadre.nature, code, gravite)
    return _Base(
        code,
        bloc.get("libelle", ""),
        gravite,
        cadre.etat,
        cadre.rang,
        bloc.get("action") or notre.texte,
        notre.delai,
        adresse or notre.aide,
        _entier(bloc.get("individus")),
        extra,
    )


def _adresse(aide: str) -> str:
    """Return the (first) address of a text of help: some hold a sentence, or a link between brackets."""
    trouvee = _ADRESSE.search(aide) if "http" in aide else None
    return trouvee[0].rstrip(".,;:") if trouvee else ""


def _entier(texte: object) -> int | None:
    return int(texte) if isinstance(texte, str) and texte.isascii() and texte.isdigit() else None


# --- a detail (B005) ---------------------------------------------------------------------------------


def _du_detail(detail: Valeurs, base: _Base) -> Iterator[Anomalie]:
    personnes = [_personne(i) for i in detail.get("individus", ())] or _PERSONNE
    trouvailles = trouver(detail.get("donnees", ())) if "donnees" in detail else [RIEN]
    montant, mois = detail.get("montant", ""), periode(detail)
    reste = complements("detail", detail)
    for personne, trouvaille in _couples(personnes, trouvailles):
        yield _du_constat(personne, trouvaille, base, mois, montant, reste)
        if montant:
            reste, montant = (Complement("montant de tout le détail", montant), *reste), ""


def _couples(
    personnes: Sequence[_Personne], trouvailles: Sequence[Trouvaille]
) -> Iterable[tuple[_Personne, Trouvaille]]:
    """Pair persons and findings; without pairing them when there would be too many."""
    nombre = len(personnes) * len(trouvailles)
    if nombre <= PRODUIT_MAX or nombre in (len(personnes), len(trouvailles)):
        return product(personnes, trouvailles)
    return chain(product(_PERSONNE, trouvailles), product(personnes, [RIEN]))


def _du_constat(
    personne: _Personne,
    trouvaille: Trouvaille,
    base: _Base,
    mois: str,
    montant: str,
    reste: tuple[Complement, ...],
) -> Anomalie:
    donnee, contexte = trouvaille
    acceptees = donnee.get("acceptees", ())
    return _anomalie(
        base,
        rubrique=donnee.get("rubrique", "").replace("_", "."),
        valeur_declaree=donnee.get("declaree", ""),
        valeur_attendue=donnee.get("preconisee") or " ou ".join(acceptees),
        personne=personne,
        periode=periode(donnee) or mois,
        montant=montant,
        complements=(
            *complements("donnee", donnee),
            *[Complement("valeur acceptée", a) for a in acceptees],
            *contexte,
            *reste,
        ),
    )


# --- an identity (B009) ------------------------------------------------------------------------------


def _de_l_identite(identite: Valeurs, base: _Base) -> Anomalie:
    declares = {champ: identite[cle] for champ, cle, _ in _IDENTITE if cle in identite}
    attendus = {champ: identite[cle] for champ, _, cle in _IDENTITE if cle in identite}
    propres = {cle: identite[cle] for cle in ("ntt", "matricule") if cle in identite}
    compares = {"nir": identite.get("ntt", "")} | declares  # who had no NIR was declared under an NTT
    ecarts = [champ for champ, valeur in attendus.items() if valeur != compares.get(champ, "")]
    champ = ecarts[0] if len(ecarts) == 1 else ""
    return _anomalie(
        base,
        rubrique=IDENTITE.get(champ, ""),
        valeur_declaree=compares.get(champ, "") if champ else "",
        valeur_attendue=attendus.get(champ, ""),
        personne=_Personne(_individu(declares | propres)),
        reference=_individu(attendus) if attendus else None,
    )


# --- an information (B011) ---------------------------------------------------------------------------


def _de_l_information(information: Valeurs, cadre: CadreNeores) -> Iterator[Anomalie]:
    base = _commun(information, cadre, Gravite.INFORMATION, complements("information", information))
    for individu in information.get("individus", ({},)):
        yield _anomalie(base, personne=_personne(individu))


# --- persons, and the anomaly itself -----------------------------------------------------------------


def _personne(bloc: Valeurs) -> _Personne:
    """Return the person and contract of a block B006 or B012."""
    if not bloc:
        return _Personne()
    debut = bloc.get("contrat_debut")
    return _Personne(
        _individu(bloc, (Complement("début du contrat", debut),) if debut else ()), bloc.get("contrat", "")
    )


def _individu(bloc: Valeurs, extra: tuple[Complement, ...] = ()) -> Individu:
    dit, nir = bloc.get, bloc.get("nir", "")
    if len(nir) == _NIR_AVEC_CLEF and nir.isascii() and nir.isalnum():
        extra = (*extra, Complement("NIR complet", nir))
        nir = nir[:_NIR]
    return Individu(
        nir,
        dit("ntt", ""),
        dit("nom", ""),
        dit("prenoms", ""),
        dit("matricule", ""),
        dit("naissance", ""),
        extra,
    )


def _anomalie(
    base: _Base,
    *,
    rubrique: str = "",
    valeur_declaree: str = "",
    valeur_attendue: str = "",
    personne: _Personne = _PERSONNE[0],
    reference: Individu | None = None,
    periode: str = "",
    montant: str = "",
    nombre: int | None = None,
    complements: tuple[Complement, ...] = (),
) -> Anomalie:
    return Anomalie(
        base.code,
        base.gravite,
        base.message,
        rubrique,
        valeur_declaree,
        valeur_attendue,
        personne.individu,
        reference,
        personne.contrat,
        periode,
        montant,
        base.action,
        base.aide,
        None,
        base.rang,
        base.categorie,
        nombre,
        base.delai,
        complements + base.complements,
    )
