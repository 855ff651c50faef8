"""The numbers that name companies, establishments and people: one file each, the same verbs everywhere.

``parse_`` returns the compact text or raises :class:`~recepisse.erreurs.ErreurSaisie`; ``is_valid_``
answers; ``format_`` groups the digits for a person's eye.
"""
