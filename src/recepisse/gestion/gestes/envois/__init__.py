"""From a file to its deposits: prepared, recorded, tried, proved or decided."""
