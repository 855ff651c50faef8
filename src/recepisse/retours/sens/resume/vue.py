"""What the sentence of a return is made from."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from recepisse.retours.donnees import objet, objets
from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Anomalie, Contenu, Donnee

MANDAT = "MANDAT"
"""Code of the finding that stands for a mandate to sign (see ``familles.oc.mandats``)."""


class Tete(NamedTuple):
    """The start of the sentence: what this return is about."""

    texte: str
    complete: bool = False
    """True when it already says everything: findings are not counted behind it."""
    liaison: str = " ; "
    """What stands between it and the findings."""


class Vue(NamedTuple):
    """A return about to be summed up."""

    contenu: Contenu
    nature: str
    """Code, without blanks or leading zeros."""
    statut: str
    """Word of the listing, in capitals."""
    gravite: Gravite
    anomalies: list[Anomalie]
    """Findings that are more than facts."""

    @property
    def donnees(self) -> Mapping[str, Donnee]:
        """What the document says, by name."""
        return self.contenu.donnees

    @property
    def is_refus(self) -> bool:
        """True when something was not taken: the listing says it, or the document does."""
        return self.gravite is Gravite.BLOQUANT

    def codes(self, debut: str) -> int:
        """Return the number of findings whose code starts with ``debut``."""
        return sum(a.code.startswith(debut) for a in self.anomalies)

    def bilans(self) -> Iterator[Mapping[str, Donnee]]:
        """Yield the declarations of a document of the "bilan" family."""
        return objets(self.donnees, "declarations")

    def calcul(self, genre: str) -> list[Mapping[str, Donnee]]:
        """Return the pieces of information of the latest calculation of this kind (``atmp``, ``bmcc``)."""
        calculs = [
            calcul
            for communication in objets(self.donnees, "communications")
            if communication.get("type") == genre
            for calcul in objets(communication, "calculs")
        ]
        dernier = max(calculs, key=lambda calcul: str(calcul.get("date_calcul", "")), default={})
        return list(objets(dernier, "informations"))

    def identification(self) -> Mapping[str, Donnee]:
        """Return how a document of the "bilan" family identifies the deposit."""
        return objet(objet(self.donnees, "envoi"), "identification")
