"""What NEOReS proposes: identities (B009), parameters such as headcounts (B008), expected values (B007).

The blocks decide, whatever the nature (118 to 121, 124, 125, 130 to 136, and those to come). A value is
proposed when the organisation gives the one it expects (B007.R003) or those it accepts (B010); the other
rubrics of the same detail say which line of the declaration is meant, and are shown with it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from recepisse.retours.donnees import lire_jour, nir_sans_cle, objet, objets, periode, texte, textes
from recepisse.retours.modele import Complement, Donnee, Individu, RetourLu
from recepisse.retours.paie.propositions.identite import comparer_identites
from recepisse.retours.paie.propositions.modele import GenreProposition, PropositionLue

_EFFECTIFS = {
    "01": "Effectif moyen",
    "02": "Effectif de bénéficiaires de l’obligation d’emploi (BOETH)",
    "03": "Effectif ECAP",
    "04": "Effectif d’assujettissement à l’obligation d’emploi (OETH)",
    "05": "Effectif CSA, alternants (CFIP)",
    "07": "Effectif CSA",
}
"""Meaning of the two digits of a headcount (B008.R001), after M (monthly) or A (yearly)."""

_EFFECTIF = re.compile(r"([MA])([0-9]{2})", re.ASCII)
_PERIODICITES = {"M": "mensuel", "A": "annuel"}
_NIVEAUX = {"01": "entreprise", "02": "établissement", "03": "section", "04": "individu", "05": "contrat"}
"""B004.R004."""

_MONTANT_NUL = re.compile(r"[+-]?0*(?:[.,]0*)?", re.ASCII)


def propositions_neores(lu: RetourLu) -> Iterator[PropositionLue]:
    """Yield what each target of action (B004) proposes."""
    for retour in objets(lu.contenu.donnees, "retours"):
        contexte = objet(retour, "contexte")
        etudiee = periode(texte(contexte, "periode_debut"), texte(contexte, "periode_fin"))
        for action in objets(retour, "actions"):
            yield from _identites(action)
            yield from _parametres(action)
            for detail in objets(action, "details"):
                yield from _valeurs(action, detail, etudiee)


def _identites(action: Mapping[str, Donnee]) -> Iterator[PropositionLue]:
    for identite in objets(action, "identites"):
        declare = Individu(
            nir=nir_sans_cle(texte(identite, "nir_declare")),
            ntt=texte(identite, "ntt"),
            nom=texte(identite, "nom_declare"),
            prenoms=texte(identite, "prenoms_declares"),
            matricule=texte(identite, "matricule"),
            naissance=texte(identite, "naissance_declaree"),
        )
        reference = Individu(
            nir=nir_sans_cle(texte(identite, "nir_reference")),
            nom=texte(identite, "nom_reference"),
            prenoms=texte(identite, "prenoms_reference"),
            naissance=texte(identite, "naissance_reference"),
        )
        yield from comparer_identites(declare, reference, _origine(action))


def _parametres(action: Mapping[str, Donnee]) -> Iterator[PropositionLue]:
    for parametre in objets(action, "parametres"):
        code, valeur = texte(parametre, "type"), texte(parametre, "valeur")
        if not valeur:
            continue
        effet = texte(parametre, "effet")
        sujet = _sujet_effectif(code)
        yield PropositionLue(
            genre=GenreProposition.EFFECTIF if sujet else GenreProposition.VALEUR,
            sujet=sujet or texte(action, "libelle") or f"Paramètre {code}",
            cle=code,
            rubrique=texte(parametre, "rubrique"),
            nouvelle=valeur,
            date_effet=lire_jour(effet),
            periode=periode(effet, texte(parametre, "fin")),
            complements=_complements(
                {
                    "Niveau": _NIVEAUX.get(texte(action, "niveau"), texte(action, "niveau")),
                    "Calculé le": texte(parametre, "calcul"),
                    **_origine(action),
                }
            ),
        )


def _sujet_effectif(code: str) -> str:
    trouve = _EFFECTIF.fullmatch(code)
    if not trouve or trouve[2] not in _EFFECTIFS:
        return ""
    return f"{_EFFECTIFS[trouve[2]]}, {_PERIODICITES[trouve[1]]}"


def _valeurs(
    action: Mapping[str, Donnee], detail: Mapping[str, Donnee], etudiee: str
) -> Iterator[PropositionLue]:
    """Yield the expected values of a detail for each of its persons, else its amount alone."""
    donnees = list(objets(detail, "donnees"))
    proposees = [d for d in donnees if _propose(d)]
    montant = texte(detail, "montant")
    bornes = periode(texte(detail, "periode_debut"), texte(detail, "periode_fin")) or etudiee
    sujet, code = texte(action, "libelle") or "Valeur attendue", texte(action, "code")
    for individu, contrat in _individus(detail):
        communs = _complements(
            {"Contrat": contrat, "Montant recalculé": montant, "Atypie": texte(detail, "atypie")}
            | _origine(action)
        )
        for donnee in proposees:
            autour = _autour(donnees, donnee)
            yield PropositionLue(
                genre=GenreProposition.VALEUR,
                sujet=sujet,
                cle=code,
                rubrique=texte(donnee, "rubrique"),
                individu=individu,
                ancienne=texte(donnee, "declaree"),
                nouvelle=texte(donnee, "preconisee") or " ou ".join(textes(donnee, "acceptees")),
                date_effet=lire_jour(texte(donnee, "effet_debut")),
                periode=periode(texte(donnee, "periode_debut"), texte(donnee, "periode_fin")) or bornes,
                distinction="|".join((contrat, *(f"{c.nom}={c.valeur}" for c in autour))),
                complements=(*autour, *communs),
            )
        if not proposees and not _MONTANT_NUL.fullmatch(montant):
            yield PropositionLue(
                genre=GenreProposition.VALEUR,
                sujet=f"{sujet} : montant recalculé",
                cle=f"{code} montant".strip(),
                individu=individu,
                nouvelle=montant,
                periode=bornes,
                distinction="|".join((contrat, *(f"{c.nom}={c.valeur}" for c in _autour(donnees, None)))),
                complements=(*_autour(donnees, None), *communs),
            )


def _propose(donnee: Mapping[str, Donnee]) -> bool:
    """Return True when a value other than the one declared is expected, or some are accepted."""
    preconisee = texte(donnee, "preconisee")
    return bool(textes(donnee, "acceptees") or (preconisee and preconisee != texte(donnee, "declaree")))


def _individus(detail: Mapping[str, Donnee]) -> Sequence[tuple[Individu | None, str]]:
    """Return the persons of a detail with their contract; nobody when it is about the establishment."""
    trouves = [
        (
            Individu(
                nir=nir_sans_cle(texte(individu, "nir")),
                ntt=texte(individu, "ntt"),
                nom=texte(individu, "nom"),
                prenoms=texte(individu, "prenoms"),
                matricule=texte(individu, "matricule"),
                naissance=texte(individu, "naissance"),
            ),
            " du ".join(filter(None, (texte(individu, "contrat"), texte(individu, "contrat_debut")))),
        )
        for individu in objets(detail, "individus")
    ]
    return trouves or [(None, "")]


def _autour(
    donnees: Sequence[Mapping[str, Donnee]], proposee: Mapping[str, Donnee] | None
) -> tuple[Complement, ...]:
    """Return the rubrics declared beside ``proposee``, for which nothing else is expected."""
    return tuple(
        Complement(texte(d, "rubrique"), texte(d, "declaree"))
        for d in donnees
        if d is not proposee and texte(d, "declaree") and not _propose(d)
    )


def _origine(action: Mapping[str, Donnee]) -> dict[str, str]:
    return {"Contrôle": texte(action, "code"), "Action attendue": texte(action, "action")}


def _complements(valeurs: Mapping[str, str]) -> tuple[Complement, ...]:
    return tuple(Complement(nom, valeur) for nom, valeur in valeurs.items() if valeur)
