"""Accounts of the services and their links (administrators only)."""
