import pytest

from recepisse.erreurs import ErreurFichier
from tests.unitaires.dsn.aides import MENSUELLE, dsn, ecrire, lire, totaux


@pytest.mark.parametrize(
    ("octets", "mot"),
    [
        (b"", "vide"),
        (b"PK\x03\x04zip", "zip"),
        (b"\x1f\x8b\x08gz", "gzip"),
        (b"%PDF-1.7", "PDF"),
        ("S10.G00.00.001,'x'\n".encode("utf-16"), "UTF-16"),
        (b"\xfe\xff\0S", "UTF-16"),
        (b"<?xml version='1.0'?>", "XML"),
        (b"\x7fELF\0\0\0", "binaire"),
        (b"\r\n \r\n", "aucune rubrique"),
        (b"nom;prenom\r\n", "aucune rubrique"),
        (b"\xef\xbb\xbf", "aucune rubrique"),
        (dsn(MENSUELLE).replace(b"\r\n", b"\r"), "retour chariot"),
        (ecrire(MENSUELLE), "en-tête"),
        (ecrire(totaux(2, 0)), "en-tête"),
        (b"S21.G00.30.001,'1'\n", "en-tête"),
    ],
)
def test_says_what_the_file_looks_like_and_what_to_do(octets: bytes, mot: str) -> None:
    with pytest.raises(ErreurFichier, match=mot) as erreur:
        lire(octets)
    assert erreur.value.conseil.endswith(".")
    assert erreur.value.sortie == 4
