"""Use cases: one file each, named by its verb. Screens and commands call them and nothing deeper."""
