"""AGIRC-ARRCO returns (natures 70 and 71): ``LecteurAgircArrco`` reads them, and what they hold inside."""

from recepisse.retours.familles.agirc_arrco.lecteur import LecteurAgircArrco

__all__ = ["LecteurAgircArrco"]
