"""The files served as they are: the vendored ones are the published ones, ours stay small."""

import hashlib
from pathlib import Path

import pytest

import recepisse.web

STATIQUES = Path(recepisse.web.__file__).parent / "static"
TIERS = STATIQUES / "tiers"


def _sommes() -> dict[str, str]:
    lignes = (TIERS / "PROVENANCE.txt").read_text(encoding="utf-8").splitlines()
    return {nom: somme for somme, nom, _ in (ligne.split() for ligne in lignes if not ligne.startswith("#"))}


def test_chaque_fichier_tiers_a_la_somme_de_sa_publication() -> None:
    sommes = _sommes()
    for nom, somme in sommes.items():
        assert hashlib.sha256((TIERS / nom).read_bytes()).hexdigest() == somme, nom
    presents = {f.name for f in TIERS.iterdir()} - {"PROVENANCE.txt", "LICENCE-htmx.txt"}
    assert presents == set(sommes)


@pytest.mark.parametrize(
    ("nom", "maximum"), [("style.css", 20_000), ("recepisse.js", 6_000), ("clavier.js", 5_000)]
)
def test_ce_que_nous_ecrivons_reste_petit(nom: str, maximum: int) -> None:
    assert (STATIQUES / nom).stat().st_size < maximum


def test_la_feuille_de_style_pense_au_sombre_au_papier_et_au_telephone() -> None:
    style = (STATIQUES / "style.css").read_text(encoding="utf-8")
    for condition in ("prefers-color-scheme:dark", "@media print", "max-width:820px", ":focus-visible"):
        assert condition in style, condition


def _contraste(a: str, b: str) -> float:
    """WCAG 2.1 contrast of two #rgb or #rrggbb colours."""

    def clarte(couleur: str) -> float:
        nu = couleur.lstrip("#")
        nu = "".join(c * 2 for c in nu) if len(nu) == 3 else nu
        canaux = [int(nu[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        lineaires = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux]
        return 0.2126 * lineaires[0] + 0.7152 * lineaires[1] + 0.0722 * lineaires[2]

    fort, faible = sorted((clarte(a), clarte(b)), reverse=True)
    return (fort + 0.05) / (faible + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["clair", "sombre"])
@pytest.mark.parametrize(
    ("encre", "fond"),
    [
        ("encre", "fond"),
        ("encre", "papier"),
        ("gris", "fond"),
        ("gris", "papier"),
        ("gris", "accent-doux"),
        ("accent", "papier"),
        ("accent", "accent-doux"),
        ("sur-accent", "accent"),
        ("rouge", "papier"),
        ("rouge", "rouge-doux"),
        ("ambre", "ambre-doux"),
        ("vert", "vert-doux"),
    ],
)
def test_les_couleurs_se_lisent(theme: int, encre: str, fond: str) -> None:
    import re

    style = (STATIQUES / "style.css").read_text(encoding="utf-8")
    palettes = [
        dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{3,6})\b", bloc)) for bloc in style.split(":root{")[1:3]
    ]
    couleurs = palettes[0] | (palettes[1] if theme else {})
    assert _contraste(couleurs[encre], couleurs[fond]) >= 4.5
