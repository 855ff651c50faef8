"""The pictures of the README and of the manual: taken here, of the pages as they are.

``ESSAIS_IMAGES=1`` rewrites those of ``docs/images``; otherwise they go with the other screenshots, and the
ones that are shown must at least be all of these, at the size of today's pages.
"""

import os
import re
import shutil
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.navigateur.regard import CAPTURES, Demo

pytestmark = pytest.mark.navigateur

RACINE = Path(__file__).parents[2]
IMAGES = RACINE / "docs" / "images"
REECRIRE = bool(os.environ.get("ESSAIS_IMAGES"))
LARGEUR, HAUTEUR = 1280, 800


def _a_faire(page: Page) -> None:
    page.goto("/")


def _dsn(page: Page) -> None:
    page.goto("/dsn/")
    page.locator("section[aria-labelledby=t-envois] tbody tr").nth(3).get_by_role("link").first.click()
    page.wait_for_timeout(500)


def _retours(page: Page) -> None:
    page.goto("/retours/?nature=120&statut=ANO")
    page.locator("main tbody tr").first.get_by_role("link").first.click()
    page.wait_for_timeout(500)


def _anomalies(page: Page) -> None:
    page.goto("/anomalies/")


def _calendrier(page: Page) -> None:
    page.goto("/calendrier/")


VUES = {
    "a-faire": _a_faire,
    "dsn": _dsn,
    "retours": _retours,
    "anomalies": _anomalies,
    "calendrier": _calendrier,
}


def _taille(image: Path) -> tuple[int, int]:
    """Return the width and the height that a PNG says in its first chunk."""
    return struct.unpack(">II", image.read_bytes()[16:24])


@pytest.mark.parametrize("nom", VUES)
def test_une_image_montre_la_page_d_aujourd_hui(demo: Demo, nom: str) -> None:
    page = demo.ouvrir("gestionnaire", LARGEUR, HAUTEUR)
    VUES[nom](page)
    page.wait_for_timeout(300)
    CAPTURES.mkdir(parents=True, exist_ok=True)
    prise = CAPTURES / f"image-{nom}.png"
    page.screenshot(path=prise)
    if REECRIRE:
        shutil.copyfile(prise, IMAGES / f"{nom}.png")
    assert _taille(IMAGES / f"{nom}.png") == _taille(prise) == (LARGEUR, HAUTEUR)


def test_chaque_image_est_montree_quelque_part_et_aucune_ne_manque() -> None:
    pages = [RACINE / "README.md", *(RACINE / "docs").rglob("*.md")]
    montrees = {
        Path(nom).name
        for page in pages
        for nom in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    }
    assert montrees == {image.name for image in IMAGES.iterdir()} == {f"{nom}.png" for nom in VUES}
