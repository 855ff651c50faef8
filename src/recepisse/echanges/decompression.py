"""Bodies read with a limit, and gzip undone without trust: bombs and truncated streams are refused.

One :class:`Lecteur` per answer, fed with what arrives. It counts bytes on the wire and bytes decompressed,
and stops at the first one too many, before they are in memory.
"""

import zlib

from recepisse.erreurs import ReponseInattendue

_FORMAT_GZIP = 31
"""``zlib``'s number for the largest window with a gzip header and trailer."""

_ENTETE_GZIP = b"\x1f\x8b"


class Lecteur:
    """Gathers one body: ``recevoir`` each piece, then ``terminer``."""

    __slots__ = ("_gzip", "_max", "_max_recu", "_morceaux", "_recu", "_taille")

    def __init__(self, *, encodage: str, maximum: int, maximum_recu: int) -> None:
        if encodage not in {"", "identity", "gzip", "x-gzip"}:
            raise ReponseInattendue(f"La réponse est compressée d’une façon inconnue ({encodage[:20]}).")
        self._gzip = zlib.decompressobj(_FORMAT_GZIP) if encodage.endswith("gzip") else None
        self._max = maximum
        self._max_recu = maximum_recu
        self._morceaux: list[bytes] = []
        self._recu = 0
        self._taille = 0

    @property
    def recu(self) -> int:
        """Bytes received on the wire."""
        return self._recu

    def recevoir(self, morceau: bytes) -> None:
        """Take the next piece, or raise when the body is too big or is not gzip."""
        self._recu += len(morceau)
        if self._recu > self._max_recu:
            raise _trop_gros(self._max_recu)
        if self._gzip is None:
            self._garder(morceau)
        else:
            self._decompresser(morceau)

    def terminer(self) -> bytes:
        """Return the whole body, or raise when its gzip stops before its end."""
        if self._gzip is not None and not self._gzip.eof and self._recu:
            raise ReponseInattendue("La réponse compressée est tronquée.")
        return self._morceaux[0] if len(self._morceaux) == 1 else b"".join(self._morceaux)

    def _garder(self, morceau: bytes) -> None:
        self._taille += len(morceau)
        if self._taille > self._max:
            raise _trop_gros(self._max)
        if morceau:
            self._morceaux.append(morceau)

    def _decompresser(self, morceau: bytes) -> None:
        """Undo what ``morceau`` holds; several gzip members in a row make one body."""
        reste = morceau
        while reste:
            membre = self._membre(reste)
            if membre is None:
                return
            try:
                self._garder(membre.decompress(reste, self._max - self._taille + 1))
            except zlib.error as erreur:
                raise _pas_gzip() from erreur
            reste = membre.unused_data if membre.eof else membre.unconsumed_tail

    def _membre(self, suite: bytes) -> "zlib._Decompress | None":
        """Return what undoes ``suite``: the current member, a new one, or None for final padding."""
        if self._gzip is not None and self._gzip.eof:
            if not suite.strip(b"\x00"):
                return None
            if not _ENTETE_GZIP.startswith(suite[:2]):
                raise _pas_gzip()
            self._gzip = zlib.decompressobj(_FORMAT_GZIP)
        return self._gzip


def _pas_gzip() -> ReponseInattendue:
    return ReponseInattendue("La réponse annoncée compressée ne l’est pas.")


def _trop_gros(maximum: int) -> ReponseInattendue:
    return ReponseInattendue(
        f"La réponse du service dépasse {maximum // 1024} Ko : elle n’est pas lue.",
        conseil="Signalez-le : aucune réponse normale n’atteint cette taille.",
    )
