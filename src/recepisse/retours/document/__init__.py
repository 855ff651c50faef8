"""Bytes to trees, safely: XML of any size and encoding, archives, and what is not XML."""
