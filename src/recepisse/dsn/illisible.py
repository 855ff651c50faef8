"""Refuse what cannot be described as a DSN at all, and say what it looks like instead."""

from typing import NoReturn

from recepisse.dsn.lecture import Lecteur
from recepisse.erreurs import ErreurFichier

_CHOISIR = "Choisissez le fichier DSN produit par le logiciel de paie."
_RUBRIQUES = (b"S10.", b"S05.", b"\xef\xbb\xbfS10.")
"""A file that starts like a DSN is described, damage included."""
_SIGNATURES = (
    (b"PK\x03\x04", "une archive zip ou un classeur", "Extrayez-en le fichier DSN."),
    (b"\x1f\x8b", "un fichier compressé (gzip)", "Décompressez-le d’abord."),
    (b"%PDF", "un document PDF", _CHOISIR),
    (b"\xff\xfe", "un texte en UTF-16", "Enregistrez-le en ISO-8859-1."),
    (b"\xfe\xff", "un texte en UTF-16", "Enregistrez-le en ISO-8859-1."),
    (b"<?xml", "un document XML", _CHOISIR),
)


def refuser_binaire(premier: bytes) -> None:
    """Raise ErreurFichier when the first bytes of a file show that it is no text of rubrics."""
    for signature, nom, conseil in _SIGNATURES:
        if premier.startswith(signature):
            raise ErreurFichier(f"Ce fichier est {nom}, pas une DSN.", conseil=conseil)
    if b"\0" in premier and not premier.startswith(_RUBRIQUES):
        raise ErreurFichier("Ce fichier est binaire : ce n’est pas une DSN.", conseil=_CHOISIR)


def refuser_sans_rubrique(lecteur: Lecteur) -> None:
    """Raise ErreurFichier when nothing of what was read is an envelope (S10)."""
    if lecteur.entete:
        return
    if not lecteur.octets:
        raise ErreurFichier("Le fichier est vide.", conseil=_CHOISIR)
    _refuser_contenu(lecteur)


def _refuser_contenu(lecteur: Lecteur) -> NoReturn:
    """Raise the ErreurFichier that fits a file which has bytes but no envelope."""
    if lecteur.retours_chariot:
        raise ErreurFichier(
            "Les lignes du fichier se terminent par un retour chariot seul.",
            conseil="Enregistrez-le avec des fins de ligne LF ou CRLF.",
            ligne=1,
        )
    if lecteur.declarations or lecteur.totaux or lecteur.hors_declaration:
        raise ErreurFichier(
            "Le fichier n’a pas d’en-tête d’envoi (S10.G00.00) : son début manque.",
            conseil="Vérifiez qu’il a été copié en entier, ou produisez-le de nouveau.",
            ligne=1,
        )
    raise ErreurFichier("Ce fichier ne contient aucune rubrique de DSN.", conseil=_CHOISIR, ligne=1)
