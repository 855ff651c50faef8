"""The health of the retrieval, identifier by identifier."""
