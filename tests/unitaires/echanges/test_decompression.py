"""Bodies are bounded, bombs and truncated gzip are refused."""

import gzip
import tracemalloc

import pytest

from recepisse.echanges.decompression import Lecteur
from recepisse.erreurs import ReponseInattendue


def lire(*morceaux: bytes, encodage: str = "gzip", maximum: int = 1000, maximum_recu: int = 1000) -> bytes:
    lecteur = Lecteur(encodage=encodage, maximum=maximum, maximum_recu=maximum_recu)
    for morceau in morceaux:
        lecteur.recevoir(morceau)
    assert lecteur.recu == sum(map(len, morceaux))
    return lecteur.terminer()


def test_lit_ce_qui_n_est_pas_compresse() -> None:
    assert lire(b"ab", b"", b"cd", encodage="") == b"abcd"
    assert lire(b"ab", encodage="identity") == b"ab"
    assert lire(encodage="") == b""


def test_decompresse() -> None:
    fil = gzip.compress(b"bonjour")
    assert lire(fil) == b"bonjour"
    assert lire(*(fil[i : i + 1] for i in range(len(fil)))) == b"bonjour"
    assert lire(fil, encodage="x-gzip") == b"bonjour"


def test_un_corps_vide_annonce_compresse_reste_vide() -> None:
    assert lire() == b""
    assert lire(b"") == b""


def test_plusieurs_membres_et_un_remplissage_final() -> None:
    assert lire(gzip.compress(b"a") + gzip.compress(b"b") + b"\x00" * 9) == b"ab"


def test_des_octets_apres_la_fin_sont_refuses() -> None:
    with pytest.raises(ReponseInattendue):
        lire(gzip.compress(b"a") + b"reste")


@pytest.mark.parametrize("coupe", [1, 5, 12, -8, -1])
def test_un_gzip_tronque_est_refuse(coupe: int) -> None:
    with pytest.raises(ReponseInattendue, match="tronquée"):
        lire(gzip.compress(b"bonjour")[:coupe])


def test_une_somme_fausse_est_refusee() -> None:
    fil = bytearray(gzip.compress(b"bonjour"))
    fil[-5] ^= 1
    with pytest.raises(ReponseInattendue, match="ne l’est pas"):
        lire(bytes(fil))


def test_ce_qui_n_est_pas_du_gzip_est_refuse() -> None:
    with pytest.raises(ReponseInattendue, match="ne l’est pas"):
        lire(b'{"retours":{}}')


@pytest.mark.parametrize("encodage", ["br", "deflate", "gzip, gzip", "zstd"])
def test_une_autre_compression_est_refusee(encodage: str) -> None:
    with pytest.raises(ReponseInattendue, match="façon inconnue"):
        lire(b"x", encodage=encodage)


def test_une_bombe_est_refusee_sans_etre_depliee() -> None:
    bombe = gzip.compress(b"\x00" * 50_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(ReponseInattendue, match="dépasse"):
            lire(bombe, maximum=100_000, maximum_recu=len(bombe))
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


def test_les_bornes_sont_exactes() -> None:
    assert lire(b"x" * 1000, encodage="") == b"x" * 1000
    assert lire(gzip.compress(b"x" * 1000)) == b"x" * 1000
    for encodage, corps in (("", b"x" * 1001), ("gzip", gzip.compress(b"x" * 1001))):
        with pytest.raises(ReponseInattendue, match="dépasse"):
            lire(corps, encodage=encodage, maximum_recu=10_000)
    with pytest.raises(ReponseInattendue, match="dépasse"):
        lire(b"x" * 1001, encodage="", maximum=10_000)
