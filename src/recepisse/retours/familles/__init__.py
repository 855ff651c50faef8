"""The readers, one folder a family of documents, and the reader of last resort."""
