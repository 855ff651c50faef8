"""The declaration file (DSN): read as a stream of bytes, described, and cut for the API.

Nothing here opens a file: every function takes binary file objects opened by the caller. What is wrong
with a file is a list of :class:`~recepisse.dsn.constats.Constat`; :class:`~recepisse.erreurs.ErreurFichier`
is kept for what cannot be described at all (empty, binary, not a DSN).
"""
