from io import BytesIO

import pytest

from recepisse.dsn.decoupage import build_totaux, ecrire_partie, parties
from recepisse.erreurs import ErreurFichier
from tests.unitaires.dsn.aides import ARRET, ENTETE, MENSUELLE, dsn, ecrire, grand_fichier, lire, totaux


def couper(octets: bytes) -> list[bytes]:
    apercu, flux = lire(octets), BytesIO(octets)
    ecrites = []
    for partie in parties(apercu):
        vers = BytesIO()
        ecrire_partie(flux, apercu, partie, vers)
        assert len(vers.getvalue()) == partie.octets
        ecrites.append(vers.getvalue())
    return ecrites


@pytest.mark.parametrize("fin", ["\r\n", "\n"])
def test_each_declaration_gets_its_own_envelope_and_totals(fin: str) -> None:
    compte = len(ENTETE) + 2
    assert couper(dsn(MENSUELLE, ARRET, fin=fin)) == [
        ecrire(ENTETE, MENSUELLE, totaux(compte + len(MENSUELLE), 1), fin=fin),
        ecrire(ENTETE, ARRET, totaux(compte + len(ARRET), 1), fin=fin),
    ]


@pytest.mark.parametrize(
    "octets",
    [
        dsn(MENSUELLE),
        dsn(MENSUELLE).removesuffix(b"\r\n"),
        dsn(MENSUELLE) + b"\r\n",
        dsn(MENSUELLE).replace(b"S90.G00.90.002,'1'", b"S90.G00.90.002,'00001'"),
        dsn(MENSUELLE).replace(b"\r\n", b"\n", 3),
    ],
)
def test_a_single_declaration_is_sent_byte_for_byte(octets: bytes) -> None:
    assert couper(octets) == [octets]


def test_parts_are_themselves_good_files_of_one_declaration() -> None:
    octets = dsn(MENSUELLE, ARRET, MENSUELLE)
    source = lire(octets).declarations
    for partie, declaration in zip(map(lire, couper(octets)), source, strict=True):
        assert partie.constats == ()
        (seule,) = partie.declarations
        assert (seule.nature, seule.siret, seule.salaries) == (
            declaration.nature,
            declaration.siret,
            declaration.salaries,
        )


def test_parts_know_their_rank_and_their_lines() -> None:
    apercu = lire(dsn(MENSUELLE, ARRET))
    assert [(p.rang, p.lignes, p.entiere) for p in parties(apercu)] == [(1, 26, False), (2, 25, False)]


def test_the_end_of_line_is_the_one_of_the_source_s_totals() -> None:
    octets = dsn(MENSUELLE, ARRET)
    melange = octets.replace(b"'\r\nS90.G00.90.002,'2'\r\n", b"'\nS90.G00.90.002,'2'\n")
    assert all(
        part.endswith(b"S90.G00.90.002,'1'\n") and not part.endswith(b"\r\n") for part in couper(melange)
    )


def test_bytes_that_are_not_latin_letters_go_through_unchanged() -> None:
    octets = dsn(MENSUELLE, ARRET).replace(b"D'ARC", bytes(range(0x80, 0x100)))
    assert all(bytes(range(0x80, 0x100)) in part for part in couper(octets))


def test_large_parts_go_through_blocks() -> None:
    octets = grand_fichier(salaries=700, etablissements=2)
    ecrites = couper(octets)
    assert all(len(part) > 700_000 for part in ecrites)
    assert sum(part.count(b"\nS21.G00.30.001,'") for part in ecrites) == 1400


def test_a_file_that_must_not_be_sent_is_not_cut() -> None:
    apercu = lire(ecrire(ENTETE, MENSUELLE, ARRET, totaux(3, 2)))
    with pytest.raises(ErreurFichier, match="annonce 3 lignes") as erreur:
        next(parties(apercu))
    assert erreur.value.ligne == apercu.refus[0].ligne
    assert erreur.value.conseil


@pytest.mark.parametrize("declarations", [(MENSUELLE,), (MENSUELLE, ARRET)])
def test_a_source_that_shrank_meanwhile_is_noticed(declarations: tuple[tuple[str, ...], ...]) -> None:
    octets = dsn(*declarations)
    apercu = lire(octets)
    with pytest.raises(ErreurFichier, match="a changé"):
        ecrire_partie(BytesIO(octets[:300]), apercu, next(parties(apercu)), BytesIO())


def test_writing_tells_its_progress() -> None:
    octets = dsn(MENSUELLE, ARRET)
    apercu = lire(octets)
    partie = next(parties(apercu))
    pas: list[int] = []
    ecrire_partie(BytesIO(octets), apercu, partie, BytesIO(), progression=pas.append)
    assert sum(pas) == partie.octets - len(partie.totaux)


def test_totals_are_two_lines() -> None:
    assert build_totaux(12, b"\n") == b"S90.G00.90.001,'12'\nS90.G00.90.002,'1'\n"
