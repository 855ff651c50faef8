"""Save the whole data folder while the program runs, and bring it back."""
