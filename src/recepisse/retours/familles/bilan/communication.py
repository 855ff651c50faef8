"""Rates published to an employer: AT/MP (nature 34, ``atmp``), bonus-malus (nature 117, ``bmcc``).

Each ``calcul`` is dated, and may come again: the latest is the one to use (hypothesis: nothing says it, but a
recalculation has no other reading). ``phase`` of the bonus-malus is 10, then 30 for a regularisation. An
``information`` has keys (section and date of effect, or dates of effect), rates and amounts by share, what is
to be declared (CTN, risk, ``temoinBureau`` that is ``B`` or empty, ``identifiantTaux``) and complements.

Two names are written in two ways: ``codeCTN`` is given as ``codeCtn``, and ``dateDebut`` as
``dateDebutEffet``; ``noms`` has all the names of the information as written. An empty value stays, as "": the
rubric was sent.
"""

from lxml import etree

from recepisse.retours.familles.bilan.blocs import TYPEES, Attendus, Reste, attributs_de, ouvrir, texte_de
from recepisse.retours.familles.bilan.objet import Objet
from recepisse.retours.modele import Donnee

_SYNONYMES = {"codeCTN": "codeCtn", "dateDebut": "dateDebutEffet"}


def lire_communication(element: etree._Element, reste: Reste) -> Donnee:
    """Return the communications, by ``information_collective``: ``type`` and ``calculs`` of each."""
    objet = Objet(reste)
    ouvrir(element, _COMMUNICATION, objet)
    return objet.donnees.get("communications", [])


class _Information(Objet):
    """An information being read, with the names that it writes."""

    __slots__ = ("noms", "rubriques")

    def __init__(self, reste: Reste) -> None:
        super().__init__(reste)
        self.noms: list[Donnee] = []
        self.rubriques: dict[str, Donnee] = {}
        """Those of the part being read."""

    def lire_rubriques(self, element: etree._Element, attendus: "Attendus[_Information]") -> Donnee:
        """Return the rubrics of one part of the information."""
        self.rubriques = rubriques = dict[str, Donnee]()
        ouvrir(element, attendus, self)
        return rubriques


class _Paie(Objet):
    """What an information gives for one bracket."""

    __slots__ = ("information",)

    def __init__(self, information: _Information) -> None:
        super().__init__(information.reste)
        self.information = information


def _lire_collective(objet: Objet, element: etree._Element) -> None:
    collective = Objet(objet.reste)
    collective.donnees = attributs_de(element, "type")
    ouvrir(element, _COLLECTIVE, collective)
    objet.ajouter("communications", collective.donnees)


def _lire_calcul(objet: Objet, element: etree._Element) -> None:
    calcul = Objet(objet.reste)
    calcul.donnees = attributs_de(element, "date_calcul", "phase")
    ouvrir(element, _CALCUL, calcul)
    objet.ajouter("calculs", calcul.donnees)


def _lire_information(objet: Objet, element: etree._Element) -> None:
    information = _Information(objet.reste)
    ouvrir(element, _INFORMATION, information)
    objet.ajouter("informations", information.donnees | {"noms": information.noms})


def _lire_clefs(information: _Information, element: etree._Element) -> None:
    information.donnees["clefs"] = information.lire_rubriques(element, _RUBRIQUES)


def _lire_declaration(information: _Information, element: etree._Element) -> None:
    information.donnees["declaration"] = information.lire_rubriques(element, _RUBRIQUES)


def _lire_complement(information: _Information, element: etree._Element) -> None:
    information.donnees["complement"] = information.lire_rubriques(element, _RUBRIQUES)


def _lire_rubriques(information: _Information, element: etree._Element) -> None:
    ouvrir(element, _TYPEES, information)


def _lire_rubrique(information: _Information, element: etree._Element) -> None:
    """Read one rubric; one without a name, or whose name is taken, is kept as it is."""
    ecrit = element.get("name", "")
    nom = _SYNONYMES.get(ecrit, ecrit)
    if not nom or nom in information.rubriques:
        information.reste.element(element)
    else:
        information.noms.append(ecrit)
        information.rubriques[nom] = texte_de(element, information.reste)


def _lire_paie(information: _Information, element: etree._Element) -> None:
    paie = _Paie(information)
    paie.donnees = attributs_de(element, "tranche")
    ouvrir(element, _PAIE, paie)
    information.ajouter("paie", paie.donnees)


def _lire_taux(paie: _Paie, element: etree._Element) -> None:
    paie.ajouter("taux", attributs_de(element, "part") | {"valeur": texte_de(element, paie.reste)})


def _lire_montant(paie: _Paie, element: etree._Element) -> None:
    paie.ajouter("montants", attributs_de(element, "type") | {"valeur": texte_de(element, paie.reste)})


def _lire_rubriques_paie(paie: _Paie, element: etree._Element) -> None:
    paie.donnees["rubriques"] = paie.information.lire_rubriques(element, _TYPEES)


_COMMUNICATION: Attendus[Objet] = {"information_collective": _lire_collective}
_COLLECTIVE: Attendus[Objet] = {"calcul": _lire_calcul}
_CALCUL: Attendus[Objet] = {"information": _lire_information}
_INFORMATION: Attendus[_Information] = {
    "donnees_clefs": _lire_clefs,
    "donnees_paie": _lire_paie,
    "donnees_declaration": _lire_declaration,
    "donnees_complement": _lire_complement,
}
_RUBRIQUES: Attendus[_Information] = {"rubriques": _lire_rubriques}
_TYPEES: Attendus[_Information] = dict.fromkeys(TYPEES, _lire_rubrique)
_PAIE: Attendus[_Paie] = {"taux": _lire_taux, "montant": _lire_montant, "rubriques": _lire_rubriques_paie}
