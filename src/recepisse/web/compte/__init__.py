"""One's own account: password, open sessions."""
