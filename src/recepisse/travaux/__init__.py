"""The engine of due rows: claim, lease, wake. It remembers nothing outside the database."""
