"""Where each block and each person starts, whatever the reading pieces cut."""

import doctest
from io import BytesIO

import pytest

from recepisse.dsn import index as module
from recepisse.dsn.index import Entree, codes_presents, depuis_texte, indexer
from recepisse.erreurs import ErreurFichier
from tests.unitaires.dsn.aides import ENTETE, MENSUELLE, dsn, ecrire, grand_fichier

SECONDE = ("S21.G00.30.001,'2900378006084'", "S21.G00.30.002,'NOËL'", "S21.G00.40.009,'2'")
APRES = ("S21.G00.44.001,'001'", "S21.G00.85.001,'1'", "S21.G00.85.001,'2'")


def test_the_docstring_tells_the_truth() -> None:
    assert not doctest.testmod(module).failed


def test_persons_and_blocks_are_where_the_file_has_them() -> None:
    octets = dsn((*MENSUELLE, *SECONDE, *APRES))
    index = indexer(BytesIO(octets))
    assert index.nombre == 2
    for debut, ligne in zip(index.personnes, index.lignes_personnes, strict=True):
        assert octets[debut:].startswith(b"S21.G00.30.001")
        assert octets.count(b"\n", 0, debut) + 1 == ligne
    for entree in index.blocs:
        assert octets[entree.debut :].startswith(entree.code.encode())
        assert octets.count(b"\n", 0, entree.debut) + 1 == entree.ligne
    assert codes_presents(index.blocs) == {
        "S10.G00.00": 1,
        "S10.G00.01": 1,
        "S20.G00.05": 1,
        "S21.G00.06": 1,
        "S21.G00.11": 1,
        "S21.G00.44": 1,
        "S21.G00.85": 2,
        "S90.G00.90": 1,
    }
    assert (index.octets, index.lignes, index.norme) == (len(octets), octets.count(b"\n"), "P26V01")
    assert index.encodage == "windows-1252"


def test_a_place_ends_where_the_next_one_starts() -> None:
    octets = dsn((*MENSUELLE, *SECONDE, *APRES))
    index = indexer(BytesIO(octets))
    places = [index.place_personne(rang) for rang in (1, 2)]
    places += [index.place_bloc(numero) for numero in range(len(index.blocs))]
    assert b"".join(octets[p.debut : p.fin] for p in sorted(places)) == octets
    assert octets[places[1].debut : places[1].fin].decode("latin-1").split() == list(SECONDE)
    for rang in (0, -1, 3):
        with pytest.raises(IndexError):
            index.place_personne(rang)


def test_each_line_belongs_to_a_person_or_to_a_block() -> None:
    octets = dsn((*MENSUELLE, *SECONDE, *APRES))
    index = indexer(BytesIO(octets))
    lignes = octets.decode("latin-1").splitlines()
    premier = lignes.index(MENSUELLE[11]) + 1
    assert [index.personne_de(n) for n in range(premier - 1, premier + 8)] == [0, 1, 1, 1, 1, 2, 2, 2, 0]
    assert index.blocs[index.bloc_de(premier - 1)].code == "S21.G00.11"
    assert index.bloc_de(premier) == -1
    assert index.blocs[index.bloc_de(len(lignes))].code == "S90.G00.90"
    assert index.personne_de(len(lignes) + 1) == 0
    assert index.bloc_de(len(lignes) + 1) == -1


def test_two_persons_with_nothing_between_are_two() -> None:
    index = indexer(BytesIO(ecrire(SECONDE[:2], SECONDE[:2], ("S21.G00.30.002,'A'",))))
    assert index.lignes_personnes == (1, 3, 5)


@pytest.mark.parametrize("taille", [40, 41, 57, 90, 300])
def test_what_a_reading_piece_cuts_changes_nothing(monkeypatch: pytest.MonkeyPatch, taille: int) -> None:
    from recepisse.dsn.blocs import iter_blocs

    octets = dsn((*MENSUELLE, *SECONDE, *APRES), entete=ENTETE)
    entier = indexer(BytesIO(octets))
    monkeypatch.setattr(module, "iter_blocs", lambda flux: iter_blocs(flux, taille))
    assert indexer(BytesIO(octets)) == entier
    sans_fin = octets.removesuffix(b"\r\n")
    assert indexer(BytesIO(sans_fin)).lignes == entier.lignes


def test_a_byte_order_mark_moves_the_offsets() -> None:
    octets = dsn(MENSUELLE)
    sans, avec = indexer(BytesIO(octets)), indexer(BytesIO(b"\xef\xbb\xbf" + octets))
    assert avec.personnes == tuple(debut + 3 for debut in sans.personnes)
    assert avec.lignes_personnes == sans.lignes_personnes


def test_the_encoding_is_the_one_that_explains_the_bytes() -> None:
    assert indexer(BytesIO("S21.G00.30.002,'NOËL'\n".encode())).encodage == "utf-8"
    assert indexer(BytesIO(b"S21.G00.30.002,'NO\xcbL'\n")).encodage == "windows-1252"
    assert indexer(BytesIO(b"S21.G00.30.002,'NOEL'\n")).encodage == "windows-1252"


def test_blank_lines_after_the_totals_are_no_ones() -> None:
    index = indexer(BytesIO(dsn(MENSUELLE) + b"\r\n\r\n"))
    assert index.blocs[-1].code == "S90.G00.90"
    assert index.nombre == 1


def test_several_declarations_are_one_run_of_persons() -> None:
    index = indexer(BytesIO(dsn(MENSUELLE, MENSUELLE)))
    assert index.nombre == 2
    assert codes_presents(index.blocs)["S20.G00.05"] == 2


def test_a_big_file_reads_back_from_its_text() -> None:
    octets = grand_fichier(2500)
    index = indexer(BytesIO(octets))
    assert index.nombre == 2500
    assert depuis_texte(index.en_texte()) == index


@pytest.mark.parametrize(
    "texte", ["", "[]", "{}", '{"version":0}', '{"version":1,"codes":[],"blocs":[[1,2,3]]}', "null"]
)
def test_a_text_that_is_no_index_is_none(texte: str) -> None:
    assert depuis_texte(texte) is None


def test_the_text_of_an_index_holds_nothing_of_what_lines_say() -> None:
    octets = dsn((*MENSUELLE, *SECONDE))
    texte = indexer(BytesIO(octets)).en_texte()
    for secret in ("1850578006084", "2900378006084", "ARC", "NOËL", "732829320", "METIER"):
        assert secret not in texte


def test_a_line_without_end_is_refused() -> None:
    with pytest.raises(ErreurFichier, match="démesurée"):
        indexer(BytesIO(b"S21.G00.30.002,'" + b"A" * 2_000_000 + b"'\nS21.G00.30.004,'B'\n"))


def test_an_entry_says_what_it_is() -> None:
    assert Entree(0, 1, "S10.G00.00") == (0, 1, "S10.G00.00")
