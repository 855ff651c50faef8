"""The status bar of every page and its buttons."""
