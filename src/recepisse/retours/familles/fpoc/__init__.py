"""Parameter sheets of complementary organisations: ``LECTEUR`` reads them."""

from recepisse.retours.familles.fpoc.lecteur import LECTEUR

__all__ = ["LECTEUR"]
