"""Which encoding a file really is in, looked at as it streams.

A DSN is written in ISO-8859-1. Real files also come in windows-1252 (bytes 0x80 to 0x9F, that ISO-8859-1
keeps for control codes) or wrongly in UTF-8. Each suspect byte is looked for by itself: thirty searches in C
cost less than one look at every byte.
"""

from dataclasses import dataclass

BOM = b"\xef\xbb\xbf"
ISO_8859_1, WINDOWS_1252, UTF_8 = "iso-8859-1", "windows-1252", "utf-8"

_C1 = range(0x80, 0xA0)


@dataclass(slots=True)
class Encodage:
    """Running diagnosis; ``ligne_nul`` and ``ligne_c1`` are the lines of the first NUL and 0x80-0x9F byte."""

    ascii: bool = True
    utf8: bool = True
    ligne_nul: int = 0
    ligne_c1: int = 0

    def observer(self, tampon: bytearray, fin: int, lignes_avant: int) -> None:
        """Look at ``tampon[:fin]`` (whole lines), which ``lignes_avant`` lines precede in the file."""
        if not self.ligne_nul and (ou := tampon.find(0, 0, fin)) >= 0:
            self.ligne_nul = lignes_avant + tampon.count(b"\n", 0, ou) + 1
        if not self.ligne_c1:
            trouves = [ou for octet in _C1 if (ou := tampon.find(octet, 0, fin)) >= 0]
            if trouves:
                self.ligne_c1 = lignes_avant + tampon.count(b"\n", 0, min(trouves)) + 1
        if self.utf8:
            self._observer_utf8(tampon[:fin])

    def _observer_utf8(self, octets: bytearray) -> None:
        """Keep track of whether all that was seen is ASCII, or else UTF-8."""
        if octets.isascii():
            return
        self.ascii = False
        try:
            octets.decode("utf-8")
        except UnicodeDecodeError:
            self.utf8 = False

    @property
    def nom(self) -> str:
        """Return the name of the encoding that explains all the bytes seen."""
        if self.utf8 and not self.ascii:
            return UTF_8
        return WINDOWS_1252 if self.ligne_c1 else ISO_8859_1

    def decoder(self, octets: bytes) -> str:
        """Return ``octets`` as text in the diagnosed encoding; nothing is ever undecodable."""
        return octets.decode(self.nom, errors="replace")
