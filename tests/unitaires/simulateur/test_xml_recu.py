"""The small XML reader of received messages."""

import pytest

from recepisse.simulateur.xml_recu import lire_feuilles


def test_les_feuilles_ont_leur_chemin_sans_prefixe() -> None:
    assert lire_feuilles(b"<a xmlns:p='u'><p:b> x </p:b><c><d>1</d></c><e/></a>") == [
        ("a/b", "x"),
        ("a/c/d", "1"),
        ("a/e", ""),
    ]


def test_un_texte_en_plusieurs_morceaux_est_recolle() -> None:
    assert lire_feuilles(b"<a>m0t&amp;passe&#233;</a>") == [("a", "m0t&passe\u00e9")]


@pytest.mark.parametrize(
    "octets",
    [b"", b"<a>", b"<a></b>", b"<!DOCTYPE a><a/>", b'<?xml version="1.0" encoding="inconnu"?><a/>', b"\xff"],
)
def test_le_reste_est_refuse(octets: bytes) -> None:
    assert lire_feuilles(octets) is None


def test_le_prologue_est_obei() -> None:
    assert lire_feuilles('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1")) == [
        ("a", "é")
    ]
