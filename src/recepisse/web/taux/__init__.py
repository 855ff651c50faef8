"""The rates of tax at source."""
