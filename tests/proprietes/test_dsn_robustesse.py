"""Whatever the bytes, the reader describes or raises ErreurFichier, and never lets a damaged file through."""

from datetime import date
from io import BytesIO
from unittest import mock

from hypothesis import example, given, settings
from hypothesis import strategies as st

from recepisse.dsn import apercu as module
from recepisse.dsn.apercu import Apercu, lire_apercu
from recepisse.dsn.decoupage import ecrire_partie, parties
from recepisse.erreurs import ErreurFichier
from recepisse.simulateur.fabrique import entreprise_fictive, fabriquer_dsn

MENSUELLE = fabriquer_dsn([entreprise_fictive(3, 2)], date(2026, 3, 1))
EVENEMENTS = fabriquer_dsn([entreprise_fictive(4, 2)], date(2026, 3, 1), nature="07", fin_de_ligne=b"\n")
FRAGMENTS = (
    b"\n", b"\r", b"'", b",'", b"\0", b"\x92", b"\xc3\xa9", b"S",
    b"S10.G00.00.001,'x'\r\n", b"S20.G00.05.001,'01'\r\n",
    b"S21.G00.30.002,'x'\r\n", b"S90.G00.90.001,'9'\r\n", b"S90.G00.90.002,'9'\r\n", b"S05.G51.00.001,'1'\n",
)  # fmt: skip

octets_au_hasard = st.one_of(
    st.binary(max_size=400), st.lists(st.sampled_from(FRAGMENTS), max_size=60).map(b"".join)
)


def lire(octets: bytes) -> Apercu | None:
    try:
        return lire_apercu(BytesIO(octets))
    except ErreurFichier as erreur:
        assert erreur.conseil  # noqa: PT017
        return None


def verifier(octets: bytes) -> None:
    """What is true of any description, and of the parts of any file said to be sendable."""
    apercu = lire(octets)
    if apercu is None:
        return
    assert apercu.octets == len(octets)
    assert apercu.lignes == octets.count(b"\n") + (not octets.endswith(b"\n"))
    positions = [bord for d in apercu.declarations for bord in (d.debut, d.fin)]
    assert positions == sorted(positions)
    for partie in parties(apercu) if apercu.envoyable else ():
        vers = BytesIO()
        ecrire_partie(BytesIO(octets), apercu, partie, vers)
        relu = lire(vers.getvalue())
        assert relu is not None
        assert relu.envoyable
        assert len(relu.declarations) == 1


@settings(max_examples=400)
@given(octets_au_hasard)
@example(b"S10.G00.00.001,'x'")
@example(b"\xef\xbb\xbfS10.G00.00.001,'x'\n")
def test_any_bytes(octets: bytes) -> None:
    verifier(octets)


@settings(max_examples=300)
@given(
    st.sampled_from([MENSUELLE, EVENEMENTS]),
    st.lists(
        st.tuples(st.integers(0, len(EVENEMENTS)), st.integers(0, 30), st.sampled_from((b"", *FRAGMENTS))),
        min_size=1,
        max_size=4,
    ),
)
def test_a_good_file_damaged_in_a_few_places(octets: bytes, degats: list[tuple[int, int, bytes]]) -> None:
    for ou, enleves, mis in degats:
        octets = octets[:ou] + mis + octets[ou + enleves :]
    verifier(octets)


@settings(max_examples=150)
@given(st.integers(0, len(MENSUELLE)), st.sampled_from(FRAGMENTS), st.sampled_from([1, 2, 3, 5, 8, 13]))
def test_a_damage_is_seen_the_same_wherever_blocks_are_cut(ou: int, mis: bytes, kilo: int) -> None:
    """Masses and heads meet at any place when blocks are small; only the counts of masses differ."""
    octets = MENSUELLE[:ou] + mis + MENSUELLE[ou:]
    with mock.patch.object(module, "TAILLE_BLOC", kilo * 1024):
        petit = lire(octets)
    grand = lire(octets)
    assert (petit is None) == (grand is None)
    if petit is None or grand is None:
        return
    assert petit.declarations == grand.declarations
    assert (petit.lignes, petit.octets) == (grand.lignes, grand.octets)
    invisibles = {"ligne_invalide", "encodage_utf8", "encodage_windows_1252"}
    assert {c for c in petit.constats if c.code not in invisibles} == {
        c for c in grand.constats if c.code not in invisibles
    }
