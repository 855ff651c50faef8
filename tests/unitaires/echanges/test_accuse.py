"""The receipt of a deposit, whatever its form."""

from pathlib import Path

import pytest

from recepisse.echanges.accuse import Accuse, lire_accuse

API = Path(__file__).parents[2] / "donnees" / "api" / "deposit"
AEE = Accuse("AEE", "F1zQ7kLm.t2Xv-9RbD4sWpA")
ARE = Accuse("ARE", "F1bN0yHc8Ue_3KrT.5gJxQo")


@pytest.mark.parametrize(
    ("nom", "accuse"),
    [
        ("response-200-aee-v1.xml", AEE),
        ("response-200-aee-v2.HYPOTHETICAL.json", AEE),
        ("response-422-are-v1.xml", ARE),
        ("response-422-are-v2.HYPOTHETICAL.json", ARE),
    ],
)
def test_lit_les_exemples(nom: str, accuse: Accuse) -> None:
    corps = (API / nom).read_bytes()
    assert lire_accuse(corps) == accuse
    assert lire_accuse(b"\xef\xbb\xbf\n" + corps) == accuse


@pytest.mark.parametrize("idflux", ["F1aaaaaaaaaaaaaaaaaaaaaaa.", "a", "x" * 50, "A" * 29, "-_.", "..."])
def test_l_idflux_n_est_pas_touche(idflux: str) -> None:
    assert lire_accuse(f'{{"a":[{{"IdFlux":"{idflux}"}}]}}'.encode()).idflux == idflux
    assert lire_accuse(f"<a><b><idflux>{idflux}</idflux></b></a>".encode()).idflux == idflux


def test_l_etat_remplace_un_type_absent() -> None:
    assert lire_accuse(b"<rapport><envoi_etat>KO</envoi_etat></rapport>") == Accuse("ARE", "")
    assert lire_accuse(b'{"envoi_etat":"ok","type":"autre","idflux":"F"}') == Accuse("AEE", "F")


@pytest.mark.parametrize(
    "corps",
    [
        b"",
        b"OK",
        b"<html><body>idflux</body></html>",
        b"{",
        b"<a>",
        b'{"idflux":null}',
        b'{"idflux":"%s"}' % (b"x" * 51),
    ],
    ids=str,
)
def test_le_reste_ne_dit_rien(corps: bytes) -> None:
    assert lire_accuse(corps) == Accuse("", "")
