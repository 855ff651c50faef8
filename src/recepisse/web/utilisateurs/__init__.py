"""The people who log in (administrators only)."""
