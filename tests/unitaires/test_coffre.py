import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recepisse.coffre import Coffre, charger_cle, charger_cle_django, lire_ou_creer_secret
from recepisse.erreurs import ErreurCoffre

COFFRE = Coffre(bytes(range(32)))
AUTRE = Coffre(bytes(reversed(range(32))))


@given(texte=st.text(), contexte=st.text())
def test_what_is_sealed_opens_in_its_context(texte: str, contexte: str) -> None:
    assert COFFRE.ouvrir(COFFRE.sceller(texte, contexte), contexte) == texte


@given(texte=st.text(max_size=20), place=st.integers(0), bit=st.integers(0, 7))
def test_one_changed_bit_anywhere_is_refused(texte: str, place: int, bit: int) -> None:
    scelle = bytearray(COFFRE.sceller(texte, "c"))
    scelle[place % len(scelle)] ^= 1 << bit
    with pytest.raises(ErreurCoffre):
        COFFRE.ouvrir(bytes(scelle), "c")


@given(scelle=st.binary(max_size=60))
def test_no_bytes_at_all_make_it_fail_otherwise(scelle: bytes) -> None:
    with pytest.raises(ErreurCoffre):
        COFFRE.ouvrir(scelle, "c")


@given(coupe=st.integers(0, 40))
def test_a_cut_secret_is_refused(coupe: int) -> None:
    scelle = COFFRE.sceller("mot de passe", "c")
    with pytest.raises(ErreurCoffre):
        COFFRE.ouvrir(scelle[: min(coupe, len(scelle) - 1)], "c")


def test_another_context_or_another_key_does_not_open() -> None:
    scelle = COFFRE.sceller("secret", "identifiant:1")
    with pytest.raises(ErreurCoffre, match="la clé a changé"):
        COFFRE.ouvrir(scelle, "identifiant:2")
    with pytest.raises(ErreurCoffre, match="Remettez la clé d’origine"):
        AUTRE.ouvrir(scelle, "identifiant:1")


def test_two_seals_of_the_same_text_differ() -> None:
    assert COFFRE.sceller("secret", "c") != COFFRE.sceller("secret", "c")


def test_the_sealed_bytes_and_the_repr_tell_nothing() -> None:
    assert b"secret" not in COFFRE.sceller("secret", "c")
    assert COFFRE.cle.hex() not in repr(COFFRE)
    assert repr(COFFRE.cle) not in repr(COFFRE)


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ErreurCoffre, match="longueur"):
        Coffre(b"court")


def test_fingerprints_match_for_equal_texts_under_one_key_only() -> None:
    assert COFFRE.empreinte("a") == COFFRE.empreinte("a")
    assert COFFRE.empreinte("a") != COFFRE.empreinte("b")
    assert COFFRE.empreinte("a") != AUTRE.empreinte("a")
    assert len(COFFRE.empreinte("a")) == 64


def test_the_key_is_made_once_with_strict_rights(tmp_path: Path) -> None:
    cle = charger_cle(tmp_path / "d")
    assert len(cle) == 32
    assert charger_cle(tmp_path / "d") == cle
    assert stat.S_IMODE((tmp_path / "d" / "cle_coffre").stat().st_mode) == 0o600
    assert [chemin.name for chemin in (tmp_path / "d").iterdir()] == ["cle_coffre"]


def test_the_setting_wins_and_writes_no_file(tmp_path: Path) -> None:
    assert charger_cle(tmp_path, "0f" * 32) == b"\x0f" * 32
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("contenu", ["", "zz" * 32, "ab", "é"])
def test_a_key_file_that_holds_something_else_is_refused_and_kept(tmp_path: Path, contenu: str) -> None:
    fichier = tmp_path / "cle_coffre"
    fichier.touch(0o600)
    fichier.write_text(contenu, encoding="utf-8")
    with pytest.raises(ErreurCoffre):
        charger_cle(tmp_path)
    assert fichier.read_text(encoding="utf-8") == contenu


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_key_that_others_can_read_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    charger_cle(tmp_path)
    (tmp_path / "cle_coffre").chmod(mode)
    with pytest.raises(ErreurCoffre, match="chmod 600"):
        charger_cle(tmp_path)


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "fichier").touch()
    with pytest.raises(ErreurCoffre, match="ne peut pas être créé"):
        charger_cle(tmp_path / "fichier" / "d")


def test_many_first_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as groupe:
        secrets = set(groupe.map(lambda _rang: lire_ou_creer_secret(tmp_path / "cle"), range(32)))
    assert len(secrets) == 1


def test_a_crash_before_the_name_leaves_no_half_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def panne(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", panne)
    with pytest.raises(ErreurCoffre, match="ne peut pas être créé"):
        lire_ou_creer_secret(tmp_path / "cle")
    assert not list(tmp_path.iterdir())


def test_the_key_of_sessions_has_its_own_file(tmp_path: Path) -> None:
    assert charger_cle_django(tmp_path) == charger_cle_django(tmp_path)
    assert charger_cle_django(tmp_path) != charger_cle(tmp_path).hex()
    assert charger_cle_django(tmp_path, "autre") == "autre"
