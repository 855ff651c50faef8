"""Reader of the family fpoc."""

from recepisse.retours.generique import LECTEUR as LECTEUR
