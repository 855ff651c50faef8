"""What the yearly DSN norm says, as data: known versions and the labels of the header's codes.

Tables are packaged JSON with their provenance (``donnees/``). Each lookup is open: a code that the tables
do not know gets a plain label, never an exception, because next year's norm arrives before next year's
tables.
"""
