"""The home page: what must be done now, and before when."""
