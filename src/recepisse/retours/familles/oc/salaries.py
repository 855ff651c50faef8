"""Model 8.31 of the OCs' report, for the first phases of the DSN: diagnostics, employees, events.

It is no longer produced; kept returns may hold it. Its codes are bare numbers without a label (``codes``
names them) at three levels:

* ``Diagnostic``: the declaration; 000 (accepted) and 999 (see the levels below) are no findings, unless they
  come with a text;
* ``Salarie``: one employee and one contract; the family of the code says which datum is wrong (10–19 the
  contract, 20–29 the option, 30–39 the population), with its expected or added value;
* ``Evt``: an event the organisation saw; 00 and 01 are facts to know.

Gravities follow the same hypotheses as the later models (``oc_gravite``).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from lxml import etree

from recepisse.retours.familles.oc.attributs import (
    is_nomme,
    lire_attributs,
    lire_feuille,
    lire_inconnu,
    lire_textes,
)
from recepisse.retours.familles.oc.codes import NATURE, libelle_ancien
from recepisse.retours.familles.oc.gravite import gravite_retour
from recepisse.retours.familles.oc.retours import individu
from recepisse.retours.modele import Anomalie, Autre, Complement, Donnee, Individu
from recepisse.retours.sens.actions import conseil

_DIAGNOSTIC_CONNU = frozenset({"CodeRetourDetail", "ComplementRetourDetail"})
_EVT_CONNU = frozenset({"CodeEvt", "DateEvt", "SrcEvt", "CodeRetourEvt", "ComplementRetourEvt"})
# fmt: off
_SALARIE_CONNU = frozenset({
    "NirSal", "NTTSal", "NomSal", "PrenomSal", "NomUsageSal", "MatriculeSal", "RefContrat", "RefContratAtt",
    "RefContratAj", "CodeOption", "CodeOptionAtt", "CodeOptionAj", "CodePopulation", "CodePopulationAtt",
    "CodePopulationAj", "CodeRetourSal", "ComplementRetourSal", "CoderetourEvts",
})
# fmt: on
_SANS_SUITE = {"000", "999", "00"}
"""Codes that find nothing wrong."""
_PRIS_OU_CONNU = {"00", "01"}
_CHAMPS = {
    "NirSal": "nir",
    "NTTSal": "ntt",
    "NomSal": "nom",
    "PrenomSal": "prenoms",
    "MatriculeSal": "matricule",
}
"""Field of a person by attribute."""
_DONNEE_FAUSSE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "1": ("S21.G00.70.001", "RefContrat"),
        "2": ("S21.G00.70.004", "CodeOption"),
        "3": ("S21.G00.70.005", "CodePopulation"),
    }
)
"""By first digit of CodeRetourSal: the rubric of the norm of that time, and the attribute."""
_EN_COMPLEMENT = ("CodeOption", "CodePopulation", "CoderetourEvts")


class _Trouve(NamedTuple):
    """What every level says."""

    code: str
    message: str
    rubrique: str = ""
    declaree: str = ""
    attendue: str = ""
    contrat: str = ""
    periode: str = ""
    complements: tuple[Complement, ...] = ()


def lire_diagnostic(
    element: etree._Element, autres: list[Autre], rang: int, code_retour: str
) -> tuple[list[Anomalie], dict[str, Donnee]]:
    """Return the findings (0 or 1) and the data of a ``Diagnostic``."""
    attributs = lire_feuille(element, _DIAGNOSTIC_CONNU, autres)
    dits = _dits(attributs)
    code, texte = dits.get("CodeRetourDetail", ""), dits.get("ComplementRetourDetail", "")
    donnees: dict[str, Donnee] = {**attributs}
    if code in _SANS_SUITE and not texte:
        return [], donnees
    trouve = _Trouve(code, _phrase(libelle_ancien("diagnostics", code), texte))
    return [_anomalie(trouve, None, rang, code_retour, sans_suite=code in _SANS_SUITE)], donnees


def lire_salarie(
    element: etree._Element, autres: list[Autre], rang: int, code_retour: str
) -> tuple[list[Anomalie], dict[str, Donnee]]:
    """Return the findings of a ``Salarie`` (its own, then those of its events) and its data."""
    attributs = lire_attributs(element, _SALARIE_CONNU, autres)
    lire_textes(element, autres)
    donnees: dict[str, Donnee] = {**attributs}
    dits = _dits(attributs)
    usage = [Complement("NomUsageSal", dits["NomUsageSal"])] if dits.get("NomUsageSal") else []
    personne = individu({c: dits[n] for n, c in _CHAMPS.items() if dits.get(n)}, usage)
    trouves = [(_du_salarie(dits), _sans_suite(dits))] if _a_dire(dits) else []
    evenements: list[Donnee] = []
    for enfant in element:
        if is_nomme(enfant, "Evt"):
            lus = lire_feuille(enfant, _EVT_CONNU, autres)
            evenements.append({**lus})
            evenement = _dits(lus)
            trouves.append((_de_l_evenement(evenement, dits), _est_su(evenement)))
        else:
            lire_inconnu(enfant, autres)
    if evenements:
        donnees["evenements"] = evenements
    return [_anomalie(t, personne, rang, code_retour, sans_suite=s) for t, s in trouves], donnees


def _dits(attributs: dict[str, str]) -> dict[str, str]:
    return {nom: valeur.strip() for nom, valeur in attributs.items()}


def _sans_suite(dits: dict[str, str]) -> bool:
    return dits.get("CodeRetourSal", "") in _SANS_SUITE


def _a_dire(dits: dict[str, str]) -> bool:
    return not _sans_suite(dits) or bool(dits.get("ComplementRetourSal"))


def _est_su(evenement: dict[str, str]) -> bool:
    return evenement.get("CodeRetourEvt", "") in _PRIS_OU_CONNU


def _phrase(libelle: str, texte: str) -> str:
    return f"{libelle}\N{NO-BREAK SPACE}: {texte}" if libelle and texte else libelle or texte


def _du_salarie(dits: dict[str, str]) -> _Trouve:
    code = dits.get("CodeRetourSal", "")
    rubrique, nom = _DONNEE_FAUSSE.get(code[:1], ("", ""))
    return _Trouve(
        code,
        _phrase(libelle_ancien("salaries", code), dits.get("ComplementRetourSal", "")),
        rubrique,
        dits.get(nom, ""),
        dits.get(f"{nom}Att", "") or dits.get(f"{nom}Aj", ""),
        dits.get("RefContrat", ""),
        complements=tuple(Complement(n, dits[n]) for n in _EN_COMPLEMENT if dits.get(n)),
    )


def _de_l_evenement(evenement: dict[str, str], salarie: dict[str, str]) -> _Trouve:
    code, jour = evenement.get("CodeRetourEvt", ""), evenement.get("DateEvt", "")
    quoi = libelle_ancien("evenements", evenement.get("CodeEvt", ""))
    sort = libelle_ancien("retours_evenements", code)
    libelle = f"{quoi}\N{NO-BREAK SPACE}: {sort}" if quoi and sort else quoi or sort
    return _Trouve(
        code,
        _phrase(libelle, evenement.get("ComplementRetourEvt", "")),
        libelle_ancien("sources_evenements", evenement.get("SrcEvt", "")),
        contrat=salarie.get("RefContrat", ""),
        periode=jour,
        complements=tuple(Complement(n, evenement[n]) for n in ("CodeEvt", "SrcEvt") if evenement.get(n)),
    )


def _anomalie(
    trouve: _Trouve, personne: Individu | None, rang: int, code_retour: str, *, sans_suite: bool
) -> Anomalie:
    gravite = gravite_retour("I" if sans_suite else "E", "", code_retour)
    avis = conseil(NATURE, trouve.code, gravite)
    return Anomalie(
        code=trouve.code,
        gravite=gravite,
        message=trouve.message,
        rubrique=trouve.rubrique,
        valeur_declaree=trouve.declaree,
        valeur_attendue=trouve.attendue,
        individu=personne,
        contrat=trouve.contrat,
        periode=trouve.periode,
        action=avis.texte,
        delai=avis.delai,
        aide=avis.aide,
        rang=rang,
        complements=trouve.complements,
    )
