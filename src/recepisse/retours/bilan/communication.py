"""Rates published to an employer: AT/MP (nature 34, ``atmp``), bonus-malus (nature 117, ``bmcc``).

Each ``calcul`` is dated, and may come again: the latest is the one to use (hypothesis: nothing says it, but a
recalculation has no other reading). ``phase`` of the bonus-malus is 10, then 30 for a regularisation. An
``information`` has keys (section and date of effect, or dates of effect), rates and amounts by share, what is
to be declared (CTN, risk, ``temoinBureau`` that is ``B`` or empty, ``identifiantTaux``) and complements.

Two names are written in two ways: ``codeCTN`` is given as ``codeCtn``, and ``dateDebut`` as
``dateDebutEffet``; ``noms`` has all the names of the information as written. An empty value stays, as "": the
rubric was sent.
"""

from itertools import chain

from lxml import etree

from recepisse.retours.bilan.blocs import Reste, Table, blocs_de, table, texte_de
from recepisse.retours.modele import Donnee

_COLLECTIVES = table(multiples="information_collective", information_collective="type")
_CALCULS = table(multiples="calcul", calcul="date_calcul phase")
_INFORMATIONS = table(multiples="information")
_SECTIONS = table(
    blocs="donnees_clefs donnees_declaration donnees_complement",
    multiples="donnees_paie",
    donnees_paie="tranche",
)
_PAIE = table(blocs="rubriques", multiples="taux montant", taux="part", montant="type")
_RUBRIQUES = table(multiples="rubriques")
_TYPES = [f"rubrique_{genre}" for genre in ("string", "decimal", "integer", "boolean", "date", "time")]
_TYPEES = table(multiples=" ".join(_TYPES), **dict.fromkeys(_TYPES, "name"))
_SYNONYMES = {"codeCTN": "codeCtn", "dateDebut": "dateDebutEffet"}


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
    return list(chain.from_iterable(blocs_de(element, connus, reste).values()))


def _attributs(element: etree._Element, *noms: str) -> dict[str, Donnee]:
    return {nom: valeur for nom in noms if (valeur := element.get(nom))}


def _information(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    blocs = blocs_de(element, _SECTIONS, reste)
    information: dict[str, Donnee] = {}
    noms: list[Donnee] = []
    for nom, memes in blocs.items():
        if nom == "donnees_paie":
            information["paie"] = [_paie(bloc, noms, reste) for bloc in memes]
        else:
            information[nom.removeprefix("donnees_")] = _section(memes[0], noms, reste)
    return information | {"noms": noms}


def _section(element: etree._Element, noms: list[Donnee], reste: Reste) -> dict[str, Donnee]:
    """Return the rubrics of ``element`` by name, and add the names as written to ``noms``."""
    valeurs: dict[str, Donnee] = {}
    for rubriques in _blocs(element, _RUBRIQUES, reste):
        _nommer(rubriques, valeurs, noms, reste)
    return valeurs


def _nommer(rubriques: etree._Element, valeurs: dict[str, Donnee], noms: list[Donnee], reste: Reste) -> None:
    """Add rubrics to ``valeurs``; one without a name, or whose name is taken, is kept as it is."""
    for rubrique in _blocs(rubriques, _TYPEES, reste):
        ecrit = rubrique.get("name", "")
        nom = _SYNONYMES.get(ecrit, ecrit)
        if not nom or nom in valeurs:
            reste.element(rubrique)
        else:
            noms.append(ecrit)
            valeurs[nom] = texte_de(rubrique, reste)


def _paie(element: etree._Element, noms: list[Donnee], reste: Reste) -> dict[str, Donnee]:
    """Return rates and amounts, with their share or type, for one bracket."""
    blocs = blocs_de(element, _PAIE, reste)
    paie = _attributs(element, "tranche")
    for nom, clef, attribut in (("taux", "taux", "part"), ("montant", "montants", "type")):
        if nom in blocs:
            paie[clef] = [
                _attributs(bloc, attribut) | {"valeur": texte_de(bloc, reste)} for bloc in blocs[nom]
            ]
    valeurs: dict[str, Donnee] = {}
    for rubriques in blocs.get("rubriques", ()):
        _nommer(rubriques, valeurs, noms, reste)
    return paie | {"rubriques": valeurs} if valeurs else paie
