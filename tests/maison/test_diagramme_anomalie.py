"""The life of an anomaly in the manual is that of its table."""

from pathlib import Path

import pytest

from outils import diagramme_anomalie
from recepisse.retours.suivi.memoire import LIBELLES


def test_la_page_est_a_jour_et_nomme_chaque_etat() -> None:
    assert diagramme_anomalie.principal(["--verifier"]) == 0
    texte = diagramme_anomalie.PAGE.read_text(encoding="utf-8")
    for libelle in LIBELLES.values():
        assert f"- **{libelle}**" in texte


def test_une_page_en_retard_est_dite_puis_reecrite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        f"avant\n{diagramme_anomalie.DEBUT}\nvieux\n{diagramme_anomalie.FIN}\nmilieu\n"
        f"{diagramme_anomalie.DEBUT_ACTES}\n{diagramme_anomalie.FIN_ACTES}\naprès\n",
        "utf-8",
    )
    monkeypatch.setattr(diagramme_anomalie, "PAGE", page)
    assert diagramme_anomalie.principal(["--verifier"]) == 1
    assert "page.md" in capsys.readouterr().out
    assert diagramme_anomalie.principal([]) == 0
    assert diagramme_anomalie.principal(["--verifier"]) == 0
    texte = page.read_text("utf-8")
    assert texte.startswith("avant\n")
    assert texte.endswith("\naprès\n")
    assert "vieux" not in texte
    page.write_text("rien", "utf-8")
    with pytest.raises(SystemExit):
        diagramme_anomalie.principal([])
