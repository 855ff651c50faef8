"""Returns of complementary organisations (natures 50 and 51): ``LECTEUR`` reads them."""

from recepisse.retours.familles.oc.lecteur import LECTEUR

__all__ = ["LECTEUR"]
