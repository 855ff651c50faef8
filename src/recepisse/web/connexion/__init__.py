"""Logging in and out: throttled attempts, French sentences."""
