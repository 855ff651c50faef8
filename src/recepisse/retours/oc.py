"""Reader of the family oc."""

from recepisse.retours.generique import LECTEUR as LECTEUR
