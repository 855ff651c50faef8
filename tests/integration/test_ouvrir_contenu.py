"""The index of a deposit: made once, found again, never trusted about bytes that it was not made of."""

import shutil
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recepisse.erreurs import ErreurArchive
from tests.integration.aide import build_dsn

if TYPE_CHECKING:
    from recepisse.dsn.index import Index
    from recepisse.gestion.gestes.contexte import Contexte


@pytest.fixture
def indexations(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how many times a whole file is read."""
    from recepisse.gestion.gestes.envois import ouvrir_contenu as module

    faites: list[int] = []
    vraie = module._indexer

    def comptee(somme: str, ctx: "Contexte") -> "Index":
        faites.append(1)
        return vraie(somme, ctx)

    monkeypatch.setattr(module, "_indexer", comptee)
    module._connu.cache_clear()
    return faites


def lire(ctx: "Contexte", somme: str) -> str:
    from recepisse.gestion.gestes.envois.ouvrir_contenu import ouvrir_contenu

    with ouvrir_contenu(somme, ctx) as document:
        return document.identite(1).nom


def oublier() -> None:
    """Be another process."""
    from recepisse.gestion.gestes.envois.ouvrir_contenu import _connu

    _connu.cache_clear()


def dossier(ctx: "Contexte") -> Path:
    from recepisse.gestion.gestes.envois.ouvrir_contenu import DOSSIER

    return ctx.reglages.donnees / DOSSIER


def test_the_whole_file_is_read_once(ctx: "Contexte", indexations: list[int]) -> None:
    somme = ctx.archive.deposer(build_dsn())
    assert [lire(ctx, somme) for _ in range(3)] == ["MARTIN"] * 3
    oublier()
    assert lire(ctx, somme) == "MARTIN"
    assert len(indexations) == 1


def test_the_folder_may_be_deleted(ctx: "Contexte", indexations: list[int]) -> None:
    somme = ctx.archive.deposer(build_dsn())
    lire(ctx, somme)
    shutil.rmtree(dossier(ctx))
    oublier()
    assert lire(ctx, somme) == "MARTIN"
    assert len(indexations) == 2
    assert list(dossier(ctx).rglob("*.json"))


@pytest.mark.parametrize("texte", ["", "n’importe quoi", "0-0-0\n{}", "\xff"])
def test_an_altered_index_is_made_again(ctx: "Contexte", indexations: list[int], texte: str) -> None:
    somme = ctx.archive.deposer(build_dsn())
    lire(ctx, somme)
    (chemin,) = dossier(ctx).rglob("*.json")
    chemin.write_text(texte, encoding="latin-1" if texte == "\xff" else "utf-8")
    oublier()
    assert lire(ctx, somme) == "MARTIN"
    assert len(indexations) == 2


def test_other_bytes_under_the_same_name_are_refused(ctx: "Contexte", indexations: list[int]) -> None:
    somme = ctx.archive.deposer(build_dsn())
    lire(ctx, somme)
    chemin = ctx.archive.chemin(somme)
    chemin.chmod(0o600)
    chemin.write_bytes(build_dsn().replace(b"MARTIN", b"MARTEL"))
    with pytest.raises(ErreurArchive, match="altéré"):
        lire(ctx, somme)
    chemin.unlink()
    with pytest.raises(ErreurArchive, match="pas lisible"):
        lire(ctx, somme)


def test_a_restored_file_is_checked_again(ctx: "Contexte", indexations: list[int]) -> None:
    somme = ctx.archive.deposer(build_dsn())
    lire(ctx, somme)
    ctx.archive.chemin(somme).unlink()
    ctx.archive.deposer_flux(BytesIO(build_dsn()))
    assert lire(ctx, somme) == "MARTIN"
    assert len(indexations) == 2


def test_a_disk_that_refuses_the_index_refuses_nothing_else(ctx: "Contexte", indexations: list[int]) -> None:
    somme = ctx.archive.deposer(build_dsn())
    dossier(ctx).write_text("un fichier à la place du dossier", encoding="utf-8")
    assert lire(ctx, somme) == "MARTIN"
