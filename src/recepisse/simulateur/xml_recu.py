"""Read the small XML messages that clients send (login, DPAE): leaves only, no DTD, no entities.

The standard expat parser with every declaration refused: a login message is untrusted input.
"""

from xml.parsers import expat


class _Refus(Exception):
    """A DTD was met."""


def lire_feuilles(octets: bytes) -> list[tuple[str, str]] | None:
    """Return ``(path, text)`` of each element without children, or None when this is not plain XML.

    Paths are ``racine/enfant/petit-enfant`` with local names; texts are stripped.
    """
    feuilles: list[tuple[str, str]] = []
    pile: list[str] = []
    texte: list[str] = []
    est_feuille = False

    def ouvrir(nom: str, _attributs: dict[str, str]) -> None:
        nonlocal est_feuille
        pile.append(nom.rpartition(":")[2])
        texte.clear()
        est_feuille = True

    def fermer(_nom: str) -> None:
        nonlocal est_feuille
        if est_feuille:
            feuilles.append(("/".join(pile), "".join(texte).strip()))
        est_feuille = False
        pile.pop()

    def refuser(*_: object) -> None:
        raise _Refus

    lecteur = expat.ParserCreate()
    lecteur.StartElementHandler = ouvrir
    lecteur.EndElementHandler = fermer
    lecteur.CharacterDataHandler = texte.append
    lecteur.StartDoctypeDeclHandler = refuser
    try:
        lecteur.Parse(octets, True)  # noqa: FBT003 -- positional in expat's own signature
    except (expat.ExpatError, _Refus, ValueError, LookupError):
        return None
    return feuilles
