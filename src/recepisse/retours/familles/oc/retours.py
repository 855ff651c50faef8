"""A business return of an OC (``RetourMetier``, models 1.1.1 to 1.1.4) as a finding.

The return names a rubric of our declaration, what it held, what it should hold, and up to fifteen rubrics of
context: the person, the contract of the organisation, the contract of employment, the period. Published
examples put the dates of the period in S21.G00.78.001 and .002, where the norm of today has .002 and .003:
whatever looks like a date there is taken.

Errors that look alike may be one return with ``NbErreursSimilaires`` above 1: the context is then that of the
first one only.
"""

from functools import lru_cache
from itertools import starmap
from typing import NamedTuple, cast

from lxml import etree

from recepisse.retours.document.xml import nom_local
from recepisse.retours.familles.oc.attributs import (
    lire_attributs,
    lire_feuille,
    lire_inconnu,
    lire_suite,
    lire_textes,
)
from recepisse.retours.familles.oc.codes import NATURE, domaine
from recepisse.retours.familles.oc.gravite import gravite_retour
from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Anomalie, Autre, Complement, Donnee, Individu
from recepisse.retours.sens.actions import conseil

CONTRAT = "S21.G00.15.001"
"""Reference of the contract of the organisation."""
_MONTANT = "S21.G00.20.005"
_INDIVIDU = "S21.G00.30."

_CONTEXTE = "ContexteRetourMetier"
_CONTEXTE_CONNU = frozenset({"Rubrique", "Libelle", "Valeur", "LibelVal"})
_USUELS = ["Rubrique", "Libelle", "Valeur"]
# fmt: off
_RETOUR_CONNU = frozenset({
    "IdRetour", "NbErreursSimilaires", "CodeRetourMetier", "LibelCodeRetourMetier", "CriticiteRetour",
    "DescriptionRetour", "RubriqueBlocRetour", "LibelRubBlocRetour", "ValeurRubriqueErreur",
    "LibelValRubriqueErreur", "ValeurCorrigeeAjoutee", "LibelValCorrigeeAjoutee", "DateEvt",
})
# fmt: on
_EN_COMPLEMENT = (
    "DescriptionRetour",
    "LibelRubBlocRetour",
    "LibelValRubriqueErreur",
    "LibelValCorrigeeAjoutee",
    "DateEvt",
)
_PERSONNE = {
    "S21.G00.30.001": "nir",
    "S21.G00.30.020": "ntt",
    "S21.G00.30.002": "nom",
    "S21.G00.30.004": "prenoms",
    "S21.G00.30.019": "matricule",
    "S21.G00.30.006": "naissance",
}
_PERIODES = (
    ("S21.G00.78.001", "S21.G00.78.002", "S21.G00.78.003"),
    ("S21.G00.82.003", "S21.G00.82.004"),
    ("S21.G00.20.006", "S21.G00.20.007"),
    ("S21.G00.55.004",),
)
"""Rubrics that say a period: base, establishment contribution, payment, component of payment."""
_LONGUEUR_DATE = 7
"""Shortest value that says a period (``2026T03``); the code of a base has two characters."""
_CHIFFRES = 9
_NIR_AVEC_CLE = 15
_NIR = 13


class _Contexte(NamedTuple):
    """What the rubrics of context say."""

    personne: dict[str, str]
    """By field of a person."""
    de_la_personne: list[Complement]
    autres: dict[str, str]
    """By rubric."""
    doubles: list[Complement]
    """What is said again of a rubric already met."""


def individu(champs: dict[str, str], complements: list[Complement]) -> Individu | None:
    """Return the person that ``champs`` (by field of :class:`Individu`) name; None when nothing does.

    A NIR written with its key is cut to 13; its full form is then a complement.
    """
    if not champs and not complements:
        return None
    nir = champs.get("nir", "")
    entier = [Complement("NIR", nir)] if len(nir) == _NIR_AVEC_CLE else []
    return Individu(
        nir=nir[:_NIR] if entier else nir,
        ntt=champs.get("ntt", ""),
        nom=champs.get("nom", ""),
        prenoms=champs.get("prenoms", ""),
        matricule=champs.get("matricule", ""),
        naissance=champs.get("naissance", ""),
        complements=(*entier, *complements),
    )


def lire_retour_metier(
    element: etree._Element, autres: list[Autre], rang: int, code_retour: str
) -> tuple[Anomalie, dict[str, Donnee]]:
    """Return the finding of ``element`` and its data, for the declaration of this rank and outcome."""
    attributs = lire_attributs(element, _RETOUR_CONNU, autres)
    lire_textes(element, autres)
    donnees = cast("dict[str, Donnee]", attributs.copy())
    contextes, range_ = _lire_contextes(element, autres)
    if contextes:
        donnees["contextes"] = contextes
    return _anomalie(attributs, range_, rang, code_retour), donnees


def _lire_contextes(element: etree._Element, autres: list[Autre]) -> tuple[list[Donnee], _Contexte]:
    """Return the contexts of a return, as they are and put where they belong.

    They are nearly all of a report, hence the short way for the usual three attributes, whose names are then
    one text for all of them.
    """
    contextes: list[Donnee] = []
    range_ = _Contexte({}, [], {}, [])
    for enfant in element:
        if enfant.tag != _CONTEXTE and nom_local(enfant) != _CONTEXTE:
            lire_inconnu(enfant, autres)
            continue
        if enfant.keys() == _USUELS and not len(enfant) and not enfant.text:
            valeurs: list[str] = enfant.values()  # type: ignore[assignment]  # stubs think of bytes
            ecrite, libelle, valeur = valeurs
            contextes.append({"Rubrique": ecrite, "Libelle": libelle, "Valeur": valeur})
            if enfant.tail:
                lire_suite(enfant, autres)
        else:
            lus = lire_feuille(enfant, _CONTEXTE_CONNU, autres)
            contextes.append(cast("Donnee", lus))
            ecrite, valeur = lus.get("Rubrique", ""), lus.get("Valeur", "")
        _ranger(ecrite, valeur.strip(), range_)
    return contextes, range_


@lru_cache(maxsize=1024)
def _role(ecrite: str) -> tuple[str, str]:
    """Return a rubric with dots and no blank, and what it says: a field, the person (``+``), or else ""."""
    rubrique = ecrite.strip().replace("_", ".")
    return rubrique, _PERSONNE.get(rubrique, "+" if rubrique.startswith(_INDIVIDU) else "")


def _ranger(ecrite: str, valeur: str, contexte: _Contexte) -> None:
    """Put one rubric of context where it belongs."""
    rubrique, role = _role(ecrite)
    if role and role != "+" and role not in contexte.personne:
        contexte.personne[role] = valeur
    elif role:
        contexte.de_la_personne.append(Complement(rubrique, valeur))
    elif rubrique in contexte.autres:
        contexte.doubles.append(Complement(rubrique, valeur))
    else:
        contexte.autres[rubrique] = valeur


def _periode(dit: dict[str, str]) -> str:
    """Return the first period that the context says, as written."""
    for rubriques in _PERIODES:
        if not dit.keys().isdisjoint(rubriques):
            dates = [dit[r] for r in rubriques if len(dit.get(r, "")) >= _LONGUEUR_DATE]
            if dates:
                return "/".join(dict.fromkeys(dates))
    return ""


def _anomalie(attributs: dict[str, str], contexte: _Contexte, rang: int, code_retour: str) -> Anomalie:
    dits = {nom: valeur.strip() for nom, valeur in attributs.items()}
    code = dits.get("CodeRetourMetier", "")
    rubrique = dits.get("RubriqueBlocRetour", "").replace("_", ".")
    declaree = dits.get("ValeurRubriqueErreur", "")
    criticite = dits.get("CriticiteRetour", "")
    gravite, court = _juger(code, criticite, code_retour)
    avis = conseil(NATURE, code, gravite)
    autres = contexte.autres
    return Anomalie(
        code=code,
        gravite=gravite,
        message=_message(dits),
        rubrique=rubrique,
        valeur_declaree=declaree,
        valeur_attendue=dits.get("ValeurCorrigeeAjoutee", ""),
        individu=individu(contexte.personne, contexte.de_la_personne),
        contrat=autres.pop(CONTRAT, "") or (declaree if rubrique == CONTRAT else ""),
        periode=_periode(autres) or dits.get("DateEvt", ""),
        montant=autres.get(_MONTANT, "") or (declaree if rubrique == _MONTANT else ""),
        action=avis.texte,
        delai=avis.delai,
        aide=avis.aide,
        rang=rang,
        categorie=criticite,
        nombre=_nombre(dits.get("NbErreursSimilaires", "")),
        complements=(
            *court,
            *[Complement(nom, dits[nom]) for nom in _EN_COMPLEMENT if dits.get(nom)],
            *starmap(Complement, autres.items()),
            *contexte.doubles,
        ),
    )


@lru_cache(maxsize=4096)
def _juger(code: str, criticite: str, code_retour: str) -> tuple[Gravite, tuple[Complement, ...]]:
    """Return the gravity of a code, and its domain as a complement when it is known."""
    court = domaine(code)
    gravite = gravite_retour(code[:1], criticite, code_retour)
    return gravite, (Complement("Domaine", court),) if court else ()


def _nombre(ecrit: str) -> int | None:
    """Return a number of errors, None for what is none."""
    return int(ecrit) if ecrit.isascii() and ecrit.isdigit() and len(ecrit) <= _CHIFFRES else None


def _message(dits: dict[str, str]) -> str:
    libelle, description = dits.get("LibelCodeRetourMetier", ""), dits.get("DescriptionRetour", "")
    if libelle and description:
        return f"{libelle}\N{NO-BREAK SPACE}: {description}"
    return libelle or description
