"""The lexicon and the shortcuts."""
