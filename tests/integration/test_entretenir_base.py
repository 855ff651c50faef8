"""The samples by which the database chooses its indexes: taken when tables change, then every hour."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant


def echantillon(table: str) -> list[Any]:
    """Return what the database knows of the indexes of ``table``."""
    from django.db import connection

    with connection.cursor() as curseur:
        curseur.execute("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = %s", [table])
        return list(curseur.fetchall())


def creer_flux(identifiant: "Identifiant", debut: int, nombre: int, ctx: "Contexte") -> None:
    from recepisse.gestion.models import Flux

    vu_le = ctx.horloge()
    Flux.objects.bulk_create(
        Flux(idflux=f"F{rang}", identifiant=identifiant, vu_le=vu_le) for rang in range(debut, debut + nombre)
    )


def test_l_echantillon_suit_les_lignes(ctx: "Contexte", identifiant: "Identifiant") -> None:
    from recepisse.gestion.gestes.entretenir_base import rafraichir_statistiques

    creer_flux(identifiant, 0, 10, ctx)
    rafraichir_statistiques()
    assert {stat.split()[0] for _index, stat in echantillon("gestion_flux")} == {"10"}
    creer_flux(identifiant, 10, 30, ctx)
    rafraichir_statistiques()
    assert {stat.split()[0] for _index, stat in echantillon("gestion_flux")} == {"40"}


def test_le_moteur_reprend_l_echantillon_de_temps_en_temps(
    ctx: "Contexte", identifiant: "Identifiant", monkeypatch: pytest.MonkeyPatch
) -> None:
    from recepisse.gestion.models import Flux
    from recepisse.travaux.moteurs import interne

    instants = [1000.0]
    monkeypatch.setattr(interne, "monotonic", lambda: instants[0])
    moteur = interne.Moteur(ctx, [])
    vus = []
    for nombre, attente in ((10, 0.0), (5, 60.0), (5, interne.PERIODE_STATISTIQUES)):
        creer_flux(identifiant, Flux.objects.count(), nombre, ctx)
        instants[0] += attente
        moteur._pas()
        vus += list({stat.split()[0] for _index, stat in echantillon("gestion_flux")})
    assert vus == ["10", "10", "20"]


def test_une_base_preparee_est_echantillonnee(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", "from recepisse.site.demarrage import preparer; preparer()"],
        env=os.environ | {"RECEPISSE_DONNEES": str(tmp_path)},
        check=True,
    )
    with closing(sqlite3.connect(tmp_path / "recepisse.sqlite3")) as base:
        assert base.execute("SELECT COUNT(*) FROM sqlite_stat1").fetchone()[0] > 0
