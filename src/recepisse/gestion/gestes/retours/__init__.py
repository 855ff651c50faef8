"""What is done with a return: read it, mark it, know which ones must still come."""
