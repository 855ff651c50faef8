"""A declaration as it was sent."""
