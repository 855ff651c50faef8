"""Whether bytes are a trial or a real declaration: S10.G00.00.005, read from the bytes themselves."""

from recepisse.erreurs import ErreurFichier

RUBRIQUE = b"S10.G00.00.005,"
ESSAI = b"01"
REEL = b"02"


def lire_essai(octets: bytes) -> bool:
    """Return True when S10.G00.00.005 is 01 (essai), False when it is 02 (réel).

    The bytes are those that are about to leave: nothing but them decides. Anything else than these two
    values raises, so that a doubtful file never leaves as one or the other.
    """
    debut = 0 if octets.startswith(RUBRIQUE) else octets.find(b"\n" + RUBRIQUE) + 1
    fin = octets.find(b"\n", debut)
    ligne = octets[debut : fin if fin >= 0 else len(octets)]
    valeur = ligne[len(RUBRIQUE) :].strip().strip(b"'") if ligne.startswith(RUBRIQUE) else b""
    if valeur not in (ESSAI, REEL):
        raise ErreurFichier(
            "Le code essai/réel (S10.G00.00.005) du fichier n’est ni 01 ni 02.",
            conseil="Produisez le fichier de nouveau avec votre logiciel de paie.",
        )
    return valeur == ESSAI
