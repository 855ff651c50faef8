"""What the journeys look with: logged-in pages of the demonstration, screenshots, axe-core, aria trees.

Screenshots go to the folder named by RECEPISSE_CAPTURES (default ``./captures``). Trees are rewritten when
ESSAIS_ARBRES is set: read the difference before committing it.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from recepisse.cli._demo_construction import ADMINISTRATEUR, CLIENT, GESTIONNAIRE, LECTEUR

MOTS_DE_PASSE = dict((ADMINISTRATEUR, GESTIONNAIRE, LECTEUR, CLIENT))
CAPTURES = Path(os.environ.get("RECEPISSE_CAPTURES", "captures"))
ARBRES = Path(__file__).with_name("arbres")
REECRIRE = bool(os.environ.get("ESSAIS_ARBRES"))
AXE = Path(__file__).with_name("tiers") / "axe.min.js"


@dataclass(frozen=True, slots=True)
class Lieu:
    """Where the product answers, and the data folder behind it."""

    adresse: str
    environnement: dict[str, str]

    def commande(self, *arguments: str, entree: str = "") -> str:
        fini = subprocess.run(
            [str(Path(sys.executable).with_name("recepisse")), *arguments],
            env=self.environnement,
            input=entree,
            capture_output=True,
            text=True,
            check=False,
        )
        assert fini.returncode == 0, fini.stderr
        return fini.stdout


@dataclass(slots=True)
class Demo:
    """The demonstration, opened by people of each role."""

    navigateur: Browser
    lieu: Lieu
    _contextes: list[BrowserContext] = field(default_factory=list)
    _plaintes: list[str] = field(default_factory=list)

    def ouvrir(
        self,
        role: str = "gestionnaire",
        largeur: int = 1440,
        hauteur: int = 900,
        *,
        sombre: bool = False,
        scripts: bool = True,
    ) -> Page:
        """Return a page of its own session, logged in with ``role`` (nobody: an empty role)."""
        contexte = self.navigateur.new_context(
            base_url=self.lieu.adresse,
            viewport={"width": largeur, "height": hauteur},
            java_script_enabled=scripts,
            color_scheme="dark" if sombre else "light",
            locale="fr-FR",
            timezone_id="Europe/Paris",
        )
        self._contextes.append(contexte)
        page = contexte.new_page()
        page.on("pageerror", lambda erreur: self._plaintes.append(str(erreur)))
        page.on("console", lambda m: self._plaintes.append(m.text) if m.type == "error" else None)
        page.on(
            "response", lambda r: self._plaintes.append(f"{r.status} {r.url}") if r.status >= 500 else None
        )
        page.goto("/connexion/")
        if role:
            page.get_by_label("Nom d’utilisateur").fill(role)
            page.get_by_label("Mot de passe").fill(MOTS_DE_PASSE[role])
            page.get_by_role("button", name="Se connecter").click()
            page.get_by_role("button", name="Se déconnecter").wait_for()
        return page

    def fermer(self) -> None:
        for contexte in self._contextes:
            contexte.close()
        assert not self._plaintes, self._plaintes


def capturer(page: Page, nom: str) -> None:
    """Keep what the page looks like, and check that nothing sticks out of it."""
    CAPTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=CAPTURES / f"{nom}.png")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), nom


def accessible(page: Page) -> None:
    """Run axe-core on the page: every rule, best practices included; zero violation."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    bilan: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert not bilan["violations"], "\n".join(
        f"{v['id']} ({v['impact']}): {v['help']}\n    "
        + "\n    ".join(f"{n['target']} {n['html'][:160]}" for n in v["nodes"][:5])
        for v in bilan["violations"]
    )


def arbre(page: Page, nom: str) -> None:
    """Compare what a screen reader is given with its golden: landmarks, headings, names, states.

    Digits become ``0`` (dates and counts move), and rows or items that then look alike are told once.
    """
    lu = _epurer(page.locator("body").aria_snapshot())
    dore = ARBRES / f"{nom}.yaml"
    if REECRIRE:
        ARBRES.mkdir(exist_ok=True)
        dore.write_text(lu, encoding="utf-8")
    assert lu == dore.read_text(encoding="utf-8"), f"l’arbre de « {nom} » a changé"


def _epurer(arbre_lu: str) -> str:
    lignes: list[str] = []
    for ligne in arbre_lu.splitlines():
        sobre = re.sub(r"[0-9]+", "0", ligne)
        if sobre.lstrip().startswith(("- /url", "- text:")):
            continue
        if not lignes or lignes[-1] != sobre:
            lignes.append(sobre)
    return "\n".join(lignes) + "\n"
