from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recepisse.reglages import genres
from recepisse.reglages.genres import Genre

HEURE = timedelta(hours=1)


class Couleur(StrEnum):
    ROUGE = "rouge"
    VERT = "vert"


@pytest.mark.parametrize(
    ("genre", "brut", "lu"),
    [
        (genres.entier(0, 10), 7, 7),
        (genres.entier(0, 10), " 7 ", 7),
        (genres.parmi(5, 15), 15, 15),
        (genres.parmi(5, 15), "5", 5),
        (genres.duree(timedelta(0), HEURE), 90, timedelta(seconds=90)),
        (genres.duree(timedelta(0), HEURE), "90 s", timedelta(seconds=90)),
        (genres.duree(timedelta(0), HEURE), "5min", timedelta(minutes=5)),
        (genres.duree(timedelta(0), HEURE), "1 h", HEURE),
        (genres.duree(timedelta(0), 24 * HEURE), "1 J", timedelta(days=1)),
        (genres.taille(0, 10**10), "64 Mo", 64_000_000),
        (genres.taille(0, 10**10), "2 Go", 2_000_000_000),
        (genres.taille(0, 10**10), "12 ko", 12_000),
        (genres.taille(0, 10**10), 12, 12),
        (genres.booleen(), True, True),
        (genres.booleen(), "oui", True),
        (genres.booleen(), "Non", False),
        (genres.booleen(), "0", False),
        (genres.choix("INFO", "DEBUG"), "info", "INFO"),
        (genres.enumere(Couleur), "vert", Couleur.VERT),
        (genres.texte(), " Paie ", "Paie"),
        (genres.liste(), "a, b", ("a", "b")),
        (genres.liste(), ["a", "b"], ("a", "b")),
        (genres.dossier(), "/srv/paie", Path("/srv/paie")),
        (genres.base_http(), "", ""),
        (genres.base_http(), "https://exemple.test/", "https://exemple.test"),
        (genres.base_http(), "http://127.0.0.1:8701", "http://127.0.0.1:8701"),
        (genres.base_http(), "http://[::1]:8701", "http://[::1]:8701"),
    ],
)
def test_a_kind_reads_toml_and_text(genre: Genre, brut: object, lu: object) -> None:
    assert genre.lire(brut) == lu


@pytest.mark.parametrize(
    ("genre", "brut"),
    [
        (genres.entier(0, 10), 11),
        (genres.entier(0, 10), -1),
        (genres.entier(0, 10), "²"),
        (genres.entier(0, 10), "٣"),
        (genres.entier(0, 10), True),
        (genres.entier(0, 10), 1.5),
        (genres.parmi(5, 15), 10),
        (genres.parmi(5, 15), True),
        (genres.duree(timedelta(0), HEURE), "2 h"),
        (genres.duree(timedelta(0), HEURE), "5 siècles"),
        (genres.duree(timedelta(0), HEURE), True),
        (genres.duree(timedelta(0), HEURE), ""),
        (genres.taille(100, 1000), 99),
        (genres.taille(100, 1000), "1 Mo"),
        (genres.booleen(), "peut-être"),
        (genres.booleen(), 1),
        (genres.choix("INFO"), "TOUT"),
        (genres.enumere(Couleur), "bleu"),
        (genres.texte(), "deux\nlignes"),
        (genres.texte(r"[a-z]+"), "é"),
        (genres.texte(), 12),
        (genres.liste(), ""),
        (genres.liste(), []),
        (genres.liste(), ["a", 1]),
        (genres.dossier(), ""),
        (genres.base_http(), "http://exemple.test"),
        (genres.base_http(), "ftp://127.0.0.1"),
        (genres.base_http(), "https://u:p@exemple.test"),
        (genres.base_http(), "https://exemple.test/?a=1"),
        (genres.base_http(), "https://exemple.test:99999"),
        (genres.base_http(), "https://"),
        (genres.base_http(), "127.0.0.1:8701"),
    ],
)
def test_a_kind_refuses_nonsense(genre: Genre, brut: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- the sentence is made by the reader of settings
        genre.lire(brut)


def test_a_home_is_expanded_and_a_path_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert genres.dossier().lire("~/d") == tmp_path / "d"
    assert genres.dossier().lire("d") == tmp_path / "d"


@pytest.mark.parametrize(
    ("genre", "valeur", "texte"),
    [
        (genres.duree(timedelta(0), HEURE), timedelta(seconds=90), "90 s"),
        (genres.duree(timedelta(0), HEURE), timedelta(minutes=5), "5 min"),
        (genres.duree(timedelta(0), HEURE), timedelta(0), "0 s"),
        (genres.taille(0, 10), 64_000_000, "64 Mo"),
        (genres.taille(0, 10), 1_500, "1500 o"),
        (genres.taille(0, 10), 0, "0 o"),
        (genres.booleen(), True, "oui"),
        (genres.booleen(), False, "non"),
        (genres.liste(), ("a", "b"), "a, b"),
        (genres.entier(0, 9), 3, "3"),
    ],
)
def test_a_kind_writes_what_a_person_would_write(genre: Genre, valeur: object, texte: str) -> None:
    assert genre.ecrire(valeur) == texte


@pytest.mark.parametrize("fabrique", [lambda: genres.duree(timedelta(0), 48 * HEURE)])
@given(secondes=st.integers(0, 172_800))
def test_a_written_duration_reads_back(fabrique: Callable[[], Genre], secondes: int) -> None:
    genre = fabrique()
    assert genre.lire(genre.ecrire(timedelta(seconds=secondes))) == timedelta(seconds=secondes)


@given(octets=st.integers(0, 10**12))
def test_a_written_size_reads_back(octets: int) -> None:
    genre = genres.taille(0, 10**12)
    assert genre.lire(genre.ecrire(octets)) == octets


def test_what_is_expected_is_said_with_the_bounds() -> None:
    assert genres.entier(1, 32).attendu == "un nombre entier de 1 à 32"
    assert "de 1 min à 1 h" in genres.duree(timedelta(minutes=1), HEURE).attendu
    assert "de 1 ko à 2 Go" in genres.taille(1_000, 2 * 10**9).attendu
    assert genres.enumere(Couleur).attendu == "l’une des valeurs « rouge », « vert »"
