"""NEOReS returns (natures 118 and above): ``LECTEUR`` reads them."""

from recepisse.retours.familles.neores.lecteur import LECTEUR

__all__ = ["LECTEUR"]
