"""Reader of the family bilan."""

from recepisse.retours.generique import LECTEUR as LECTEUR
