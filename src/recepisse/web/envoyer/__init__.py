"""Send a file: choose it, look at it, say with which identifier, confirm."""
