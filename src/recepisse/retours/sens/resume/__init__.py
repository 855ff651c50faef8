"""One good French sentence about a return, for lists, notices and printed pages. Never any personal data."""
