"""Récépissé: send French employers' declarations and bring back every answer."""

__version__ = "26.11.0"
