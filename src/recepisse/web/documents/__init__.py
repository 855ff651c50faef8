"""The documents filed on reception."""
