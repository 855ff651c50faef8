"""Flux deposited elsewhere, waiting for the declaration they belong to."""
