"""Reader of the family neores."""

from recepisse.retours.generique import LECTEUR as LECTEUR
