"""Rates published to an employer: AT/MP (nature 34, ``atmp``), bonus-malus (nature 117, ``bmcc``).

Each ``calcul`` is dated, and may come again: the latest is the one to use (hypothesis: nothing says it, but a
recalculation has no other reading). ``phase`` of the bonus-malus is 10, then 30 for a regularisation. An
``information`` has keys (section and date of effect, or dates of effect), rates and amounts by share, what is
to be declared (CTN, risk, ``temoinBureau`` that is ``B`` or empty, ``identifiantTaux``) and complements.

Names are those of the document but two that it writes in two ways: ``codeCTN`` is given as ``codeCtn``, and
``dateDebut`` as ``dateDebutEffet``. An empty value stays, as "": the rubric was sent.
"""

from lxml import etree

from recepisse.retours.bilan.blocs import (
    AUCUNE_FEUILLE,
    Reste,
    Table,
    ouvrir,
    ranger,
    table,
    texte_de,
)
from recepisse.retours.modele import Donnee

_COLLECTIVES = table(information_collective="type")
_CALCULS = table(calcul="date_calcul phase")
_INFORMATIONS = table("information")
_SECTIONS = table("donnees_clefs", "donnees_declaration", "donnees_complement", donnees_paie="tranche")
_PAIE = table("rubriques", taux="part", montant="type")
_RUBRIQUES = table("rubriques")
_PLUSIEURS = frozenset({"information_collective", "calcul", "information", "donnees_paie", "taux", "montant"})
_SYNONYMES = {"codeCTN": "codeCtn", "dateDebut": "dateDebutEffet"}
_TYPEES = table(
    **{f"rubrique_{type_}": "name" for type_ in ("string", "decimal", "integer", "boolean", "date", "time")}
)


def lire_communication(element: etree._Element, reste: Reste) -> list[Donnee]:
    """Return the communications: ``type`` and ``calculs`` of each."""
    return [
        _attributs(collective, "type")
        | {
            "calculs": [
                _attributs(calcul, "date_calcul", "phase")
                | {"informations": [_information(i, reste) for i in _blocs(calcul, _INFORMATIONS, reste)]}
                for calcul in _blocs(collective, _CALCULS, reste)
            ]
        }
        for collective in _blocs(element, _COLLECTIVES, reste)
    ]


def _blocs(element: etree._Element, connus: Table, reste: Reste) -> list[etree._Element]:
    """Return the blocks of an element that holds only one kind of them."""
    return [bloc for _, bloc in ouvrir(element, AUCUNE_FEUILLE, connus, reste)[1]]


def _attributs(element: etree._Element, *noms: str) -> dict[str, Donnee]:
    return {nom: valeur for nom in noms if (valeur := element.get(nom))}


def _information(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    blocs = ranger(ouvrir(element, AUCUNE_FEUILLE, _SECTIONS, reste)[1], reste, _PLUSIEURS)
    information: dict[str, Donnee] = {}
    for nom, clef in (("donnees_clefs", "clefs"), ("donnees_declaration", "declaration")):
        if nom in blocs:
            information[clef] = _section(blocs[nom][0], reste)
    if "donnees_paie" in blocs:
        information["paie"] = [_paie(bloc, reste) for bloc in blocs["donnees_paie"]]
    if "donnees_complement" in blocs:
        information["complement"] = _section(blocs["donnees_complement"][0], reste)
    return information


def _section(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    valeurs: dict[str, Donnee] = {}
    for rubriques in _blocs(element, _RUBRIQUES, reste):
        _rubriques(rubriques, valeurs, reste)
    return valeurs


def _rubriques(element: etree._Element, valeurs: dict[str, Donnee], reste: Reste) -> None:
    """Add to ``valeurs`` the rubrics of ``element``, by name; a nameless one is kept apart."""
    for rubrique in _blocs(element, _TYPEES, reste):
        ecrit = rubrique.get("name", "")
        nom = _SYNONYMES.get(ecrit, ecrit)
        nom = ecrit if nom in valeurs else nom
        if not nom or nom in valeurs:
            reste.element(rubrique)
        else:
            valeurs[nom] = texte_de(rubrique, reste)


def _paie(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    """Return rates and amounts, with their share or type, for one bracket."""
    blocs = ranger(ouvrir(element, AUCUNE_FEUILLE, _PAIE, reste)[1], reste, _PLUSIEURS)
    paie = _attributs(element, "tranche")
    for nom, clef, attribut in (("taux", "taux", "part"), ("montant", "montants", "type")):
        if nom in blocs:
            paie[clef] = [
                _attributs(bloc, attribut) | {"valeur": texte_de(bloc, reste)} for bloc in blocs[nom]
            ]
    if "rubriques" in blocs:
        valeurs: dict[str, Donnee] = {}
        _rubriques(blocs["rubriques"][0], valeurs, reste)
        paie["rubriques"] = valeurs
    return paie
