"""Declarations and what they still await."""
