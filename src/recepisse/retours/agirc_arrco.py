"""Reader of the family agirc_arrco."""

from recepisse.retours.generique import LECTEUR as LECTEUR
