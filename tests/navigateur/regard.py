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
from recepisse.temps import NOMS_MOIS

MOTS_DE_PASSE = dict((ADMINISTRATEUR, GESTIONNAIRE, LECTEUR, CLIENT))
CAPTURES = Path(os.environ.get("RECEPISSE_CAPTURES", "captures"))
ARBRES = Path(__file__).with_name("arbres")
CHARPENTE = frozenset(
    {
        "banner", "navigation", "main", "contentinfo", "region", "form", "search", "heading",
        "table", "columnheader", "group", "radiogroup", "textbox", "searchbox", "combobox",
        "checkbox", "radio", "button", "status", "timer", "dialog", "alert", "complementary"
    }
)  # fmt: skip
"""The roles that make the frame of a page, whatever its data."""
MOIS = re.compile(rf"\b({'|'.join(NOMS_MOIS)})\b", re.IGNORECASE)
JOURS = re.compile(r"\b(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b", re.IGNORECASE)
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
    """Compare what a screen reader is given with its golden: landmarks, headings, fields, buttons, columns.

    The demonstration lives at the present date: what is data (rows, items, sentences, links outside the menu)
    is left out, digits become ``0`` and the names of months and days one word each.
    """
    lu = _charpente(page.locator("body").aria_snapshot())
    dore = ARBRES / f"{nom}.yaml"
    if REECRIRE:
        ARBRES.mkdir(exist_ok=True)
        dore.write_text(lu, encoding="utf-8")
    assert lu == dore.read_text(encoding="utf-8"), f"l’arbre de « {nom} » a changé"


def _charpente(lu: str) -> str:
    gardees: list[str] = []
    dans: list[tuple[int, str]] = []
    """The roles above the line, with their depth."""
    for ligne in lu.splitlines():
        forme = re.match(r"( *)- '?([a-z]+)(?: \"((?:[^\"\\\\]|\\\\.)*)\")?", ligne)
        if not forme:
            continue
        retrait, role = len(forme[1]), forme[2]
        dans = [(r, n) for r, n in dans if r < retrait] + [(retrait, role)]
        au_dessus = {n for _, n in dans[:-1]}
        menu = au_dessus & {"navigation", "banner"}
        donnees = not menu and au_dessus & {"row", "listitem"} and role != "columnheader"
        if not donnees and (role in CHARPENTE or (role == "link" and menu)):
            niveau = "".join(re.findall(r" \[level=[0-9]\]", ligne))
            gardees.append(" " * retrait + f"- {role} {_sobre(forme[3] or '')}".rstrip() + niveau)
    return "\n".join(ligne for i, ligne in enumerate(gardees) if i == 0 or ligne != gardees[i - 1]) + "\n"


def _sobre(texte: str) -> str:
    texte = re.sub(r"dans (un instant|([0-9]+ min )?[0-9]+ s)", "dans peu", texte)
    texte = re.sub(r"[0-9][0-9\u202f\u00a0 ]*", "0", texte)
    return JOURS.sub("jour", MOIS.sub("mois", texte))
