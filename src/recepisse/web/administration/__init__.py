"""Portfolios, settings, journal: what administrators keep."""
