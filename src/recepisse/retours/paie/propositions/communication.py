"""AT/MP rates (nature 34) and bonus-malus (nature 117), from the element ``communication`` of the bilans.

An information may be calculated several times: the latest ``date_calcul`` wins, an assumption that the
published examples neither confirm nor deny. Names vary from one example to another (``codeCTN`` or
``codeCtn``, ``dateDebutEffet`` or ``dateDebut``): they are read whatever their case.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from recepisse.retours.donnees import lire_jour, objet, objets, periode, texte
from recepisse.retours.modele import Complement, Donnee
from recepisse.retours.paie.propositions.modele import GenreProposition, PropositionLue

ATMP, BONUS_MALUS = "atmp", "bmcc"
"""Types of communication (``information_collective@type``)."""

PATRONALE, CCP = "patronale", "ccp"
"""Parts of a rate (``taux@part``)."""

_LIBELLES = {
    "codectn": "Code CTN",
    "coderisque": "Code risque (S21.G00.40.040)",
    "temoinbureau": "Taux bureau",
    "identifianttaux": "Identifiant du taux à déclarer",
    "datecalcultauxcontribution": "Date de calcul du taux",
    "infodatedebut": "Début de la période étudiée",
    "infodatefin": "Fin de la période étudiée",
    "infonombreseparations": "Nombre de séparations",
    "identifiantregularisation": "Identifiant de régularisation à déclarer",
    "codemotifregularisation": "Motif de régularisation",
    "codemotifexclusion": "Motif d’exclusion",
    "codetypetauxdetail": "Détail du type de taux",
}
"""French words of the names met; another name is shown as it is."""


class _Information(NamedTuple):
    """One ``information`` with the ``calcul`` that it belongs to, names in lower case."""

    date_calcul: str
    phase: str
    clefs: Mapping[str, str]
    taux: tuple[tuple[str, str], ...]
    """Part and value, parts in lower case."""
    complements: tuple[Complement, ...]


def propositions_communication(communication: Mapping[str, Donnee]) -> Iterator[PropositionLue]:
    """Yield what one ``communication`` proposes; a type that is not known proposes nothing."""
    lire = {ATMP: _atmp, BONUS_MALUS: _bonus_malus}.get(texte(communication, "type").lower())
    if lire is None:
        return
    dernieres: dict[tuple[object, ...], tuple[str, PropositionLue]] = {}
    for information in _informations(communication):
        for proposition in lire(information):
            cle = (proposition.cle, proposition.periode, proposition.date_effet)
            connue = dernieres.get(cle)
            if connue is None or information.date_calcul >= connue[0]:
                dernieres[cle] = (information.date_calcul, proposition)
    for _date_calcul, proposition in dernieres.values():
        yield proposition


def _informations(communication: Mapping[str, Donnee]) -> Iterator[_Information]:
    for calcul in objets(communication, "calculs"):
        date_calcul, phase = texte(calcul, "date_calcul"), texte(calcul, "phase")
        for information in objets(calcul, "informations"):
            declaration = objet(information, "declaration")
            complements = [*_nommes(declaration), *_nommes(objet(information, "complement"))]
            taux: list[tuple[str, str]] = []
            for paie in objets(information, "paie"):
                taux += [(texte(t, "part").lower(), texte(t, "valeur")) for t in objets(paie, "taux")]
                complements += [
                    Complement(f"Montant {texte(m, 'type')}".strip(), texte(m, "valeur"))
                    for m in objets(paie, "montants")
                ]
                complements += _nommes(objet(paie, "rubriques"))
            yield _Information(
                date_calcul,
                phase,
                {nom.lower(): valeur for nom, valeur in _paires(objet(information, "clefs"))},
                tuple(taux),
                (
                    *complements,
                    *_si("Phase", phase),
                    *_si("Date de calcul", date_calcul),
                ),
            )


def _atmp(information: _Information) -> Iterator[PropositionLue]:
    """Yield the rate of one section (S21.G00.40.043)."""
    clefs = information.clefs
    effet = clefs.get("datedebuteffet") or clefs.get("datedebut", "")
    for part, valeur in information.taux:
        if part == PATRONALE and valeur:
            yield PropositionLue(
                genre=GenreProposition.TAUX_ATMP,
                sujet="Taux d’accident du travail",
                cle=f"Section {clefs.get('section', '')}".strip(),
                rubrique="S21.G00.40.043",
                nouvelle=valeur,
                date_effet=lire_jour(effet),
                complements=information.complements,
            )


def _bonus_malus(information: _Information) -> Iterator[PropositionLue]:
    """Yield the two rates of a period: the employer's, and that of the employees of a fund of paid leave."""
    clefs = information.clefs
    debut, fin = clefs.get("datedebuteffet", ""), clefs.get("datefineffet", "")
    for part, valeur in information.taux:
        if valeur:
            yield PropositionLue(
                genre=GenreProposition.BONUS_MALUS,
                sujet=_SUJETS_BONUS_MALUS.get(part, f"Taux « {part} » du bonus-malus"),
                cle=part,
                nouvelle=valeur,
                date_effet=lire_jour(debut),
                periode=periode(debut, fin),
                complements=information.complements,
            )


_SUJETS_BONUS_MALUS = {
    PATRONALE: "Taux de contribution d’assurance chômage",
    CCP: "Taux de contribution d’assurance chômage, caisse de congés payés",
}


def _nommes(donnees: Mapping[str, Donnee]) -> list[Complement]:
    return [Complement(_LIBELLES.get(nom.lower(), nom), valeur) for nom, valeur in _paires(donnees) if valeur]


def _paires(donnees: Mapping[str, Donnee]) -> list[tuple[str, str]]:
    return [(nom, texte(donnees, nom)) for nom in donnees]


def _si(nom: str, valeur: str) -> list[Complement]:
    return [Complement(nom, valeur)] if valeur else []
