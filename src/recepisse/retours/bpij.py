"""Reader of the family bpij."""

from recepisse.retours.generique import LECTEUR as LECTEUR
