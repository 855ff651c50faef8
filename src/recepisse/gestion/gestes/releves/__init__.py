"""Bring the returns back: rhythm, windows, listings, downloads, health, adoption."""
