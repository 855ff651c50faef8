"""Slips of daily allowances: ``LECTEUR`` reads them."""

from recepisse.retours.familles.bpij.lecteur import LECTEUR

__all__ = ["LECTEUR"]
