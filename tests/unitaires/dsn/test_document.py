"""A file read by places: nothing else than what is asked for."""

from io import BytesIO

import pytest

from recepisse.dsn.document import Document, Identite
from recepisse.dsn.index import indexer
from tests.unitaires.dsn.aides import ENTETE, MENSUELLE, dsn, grand_fichier

SECONDE = (
    "S21.G00.30.002,'LE GALL'",
    "S21.G00.30.003,'NOËL'",
    "S21.G00.30.004,'Maëlle'",
    "S21.G00.30.006,'01021990'",
    "S21.G00.30.019,'M-2'",
    "S21.G00.30.020,'NTT1900102003'",
    "S21.G00.40.009,'2'",
    "S21.G00.50.001,'31032026'",
)


class Compteur(BytesIO):
    """Counts the bytes read."""

    lus = 0

    def read(self, taille: int | None = -1, /) -> bytes:
        octets = super().read(taille)
        self.lus += len(octets)
        return octets


def document(octets: bytes) -> Document:
    return Document(Compteur(octets), indexer(BytesIO(octets)))


def test_who_a_person_is() -> None:
    lu = document(dsn((*MENSUELLE, *SECONDE)))
    premiere, seconde = lu.identites()
    assert (premiere.nir, premiere.nom, premiere.rang) == ("1850578006084", "D'ARC", 1)
    assert seconde.nom_complet == "NOËL Maëlle"
    assert (seconde.nom, seconde.naissance, seconde.matricule, seconde.ntt) == (
        "LE GALL",
        "01021990",
        "M-2",
        "NTT1900102003",
    )
    assert seconde.ligne == premiere.ligne + 4
    assert [p.rang for p in lu.identites(range(2, 3))] == [2]


def test_a_person_is_never_shown_by_a_trace() -> None:
    assert "ARC" not in repr(Identite(1, 2, nir="1850578006084", nom="D'ARC"))
    assert "1850" not in repr(Identite(1, 2, nir="1850578006084", nom="D'ARC"))


def test_the_tree_of_a_person() -> None:
    lu = document(dsn((*MENSUELLE, *SECONDE)))
    personne = lu.personne(2)
    assert [n.bloc.code for n in personne.sous] == ["S21.G00.40", "S21.G00.50"]
    assert [b.code for b in lu.blocs_personne(1)] == ["S21.G00.30", "S21.G00.40"]
    for rang in (0, 3):
        with pytest.raises(IndexError):
            lu.personne(rang)


def test_blocks_outside_the_persons() -> None:
    lu = document(dsn(MENSUELLE))
    assert [b.code for b in lu.blocs(range(2))] == ["S10.G00.00", "S10.G00.01"]
    assert lu.blocs(range(1))[0].valeur(2) == "Éditeur"
    assert lu.norme.version == "P26V01"


def test_reading_one_person_of_a_big_file_reads_her_alone() -> None:
    octets = grand_fichier(3000)
    lu = document(octets)
    flux = lu.flux
    assert isinstance(flux, Compteur)
    personne = lu.personne(2999)
    place = lu.index.place_personne(2999)
    assert flux.lus == place.fin - place.debut
    assert personne.bloc.ligne == place.ligne
    flux.lus = 0
    lu.identite(1500)
    assert flux.lus <= 2048


def test_an_identity_longer_than_the_first_read_is_read_whole() -> None:
    longue = [f"S21.G00.30.{n:03d},'{'x' * 240}'" for n in range(1, 19)]
    lu = document(
        dsn((*MENSUELLE[:11], *longue, "S21.G00.30.019,'M-9'", "S21.G00.40.009,'1'"), entete=ENTETE)
    )
    assert lu.identite(1).matricule == "M-9"
