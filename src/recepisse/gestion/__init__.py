"""The Django application: rows and their constraints (``models``), use cases (``gestes``)."""
