"""A real server, a real simulator and a real Chromium, all on loopback; each started by its command."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.integration.aide import NIC, SIREN, SIREN_2, Declaree, build_dsn
from tests.navigateur.regard import Demo, Lieu

MOT_DE_PASSE = "une phrase pour la page"
DRAPEAUX = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RECEPISSE = [sys.executable, "-m", "recepisse.cli"]
PATIENCE = 60
PATIENCE_DEMO = 600
"""Seconds: three months of invented work are lived through before the first page."""


def _recepisse() -> list[str]:
    """The installed command of this environment."""
    return [str(Path(sys.executable).with_name("recepisse"))]


def _demarrer(
    arguments: list[str], environnement: dict[str, str], journal: Path, patience: float = PATIENCE
) -> tuple[subprocess.Popen[bytes], str]:
    """Start a command that prints its address, and wait for it."""
    with journal.open("wb") as sortie:
        processus = subprocess.Popen(
            [*_recepisse(), *arguments],
            env=environnement | {"PYTHONUNBUFFERED": "1"},
            stdout=sortie,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    limite = time.monotonic() + patience
    while time.monotonic() < limite:
        trouve = re.search(r"http://127\.0\.0\.1:[0-9]+", journal.read_text(encoding="utf-8"))
        if trouve:
            return processus, trouve[0]
        if processus.poll() is not None:
            break
        time.sleep(0.1)
    processus.kill()
    processus.wait()
    raise AssertionError(journal.read_text(encoding="utf-8"))


def _arreter(processus: subprocess.Popen[bytes]) -> None:
    processus.send_signal(signal.SIGTERM)
    try:
        processus.wait(20)
    except subprocess.TimeoutExpired:
        processus.kill()
        processus.wait()


@pytest.fixture(scope="module")
def lieu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lieu]:
    """The product on a simulator whose delays are six hundred times shorter."""
    dossier = tmp_path_factory.mktemp("navigateur")
    environnement = {cle: valeur for cle, valeur in os.environ.items() if not cle.startswith("RECEPISSE_")}
    environnement["RECEPISSE_DONNEES"] = str(dossier / "donnees")
    simulateur, base = _demarrer(
        ["simulateur", "--port", "0", "--acceleration", "600"], environnement, dossier / "simulateur.log"
    )
    environnement["RECEPISSE_ADRESSES"] = base
    ici = Lieu("", environnement)
    secret = dossier / "mot_de_passe"
    secret.write_text(MOT_DE_PASSE + "\n", encoding="utf-8")
    ici.commande(
        "utilisateur", "creer", "claire", "--role", "administrateur", "--mot-de-passe-fichier", str(secret)
    )
    ici.commande(
        *["identifiant", "ajouter", "--libelle", "Cabinet Loire", "--siret", SIREN + NIC, "--nom", "MARTIN"],
        *["--prenom", "Zoé", "--pour-tous", "--mot-de-passe-fichier", str(secret)],
    )
    serveur, adresse = _demarrer(["serveur", "--port", "0"], environnement, dossier / "serveur.log")
    yield Lieu(adresse, environnement)
    _arreter(serveur)
    _arreter(simulateur)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    chemin = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chemin is None:
        pytest.skip("aucun Chromium sur cette machine")
    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(executable_path=chemin, headless=True, args=DRAPEAUX)
        yield navigateur
        navigateur.close()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Lieu]:
    """The demonstration that everybody starts with ``recepisse demo``, on data of this process."""
    dossier = tmp_path_factory.mktemp("demonstration")
    environnement = {cle: valeur for cle, valeur in os.environ.items() if not cle.startswith("RECEPISSE_")}
    racine = tmp_path_factory.getbasetemp()
    deja = os.environ.get("ESSAIS_DEMO")
    base = Path(deja) if deja else _batir(racine if worker_id == "master" else racine.parent, environnement)
    donnees = dossier / "donnees"
    shutil.copytree(base, donnees)
    serveur, adresse = _demarrer(_demo(donnees), environnement, dossier / "demo.log")
    yield Lieu(adresse, environnement | {"RECEPISSE_DONNEES": str(donnees)})
    _arreter(serveur)


def _demo(donnees: Path) -> list[str]:
    return ["demo", "--port", "0", "--donnees", str(donnees)]


def _batir(racine: Path, environnement: dict[str, str]) -> Path:
    """Build the data once for all the processes of the tests: the first one does, the others wait."""
    base = racine / "demonstration-commune"
    with (racine / "demonstration.verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        if not base.exists():
            essai = racine / "demonstration-en-cours"
            journal = racine / "demonstration.log"
            serveur, _ = _demarrer(_demo(essai), environnement, journal, patience=PATIENCE_DEMO)
            _arreter(serveur)
            essai.rename(base)
    return base


@pytest.fixture
def demo(chromium: Browser, demonstration: Lieu) -> Iterator[Demo]:
    """Pages of the demonstration, logged in; whatever a page complains of fails the test."""
    ici = Demo(chromium, demonstration)
    yield ici
    ici.fermer()


Ouvrir = Callable[..., Page]


@pytest.fixture
def ouvrir(chromium: Browser, lieu: Lieu) -> Iterator[Ouvrir]:
    """Open a page of its own session; whatever the page complains of fails the test."""
    contextes: list[BrowserContext] = []
    plaintes: list[str] = []

    def une_page(
        largeur: int = 1440, hauteur: int = 900, *, scripts: bool = True, sombre: bool = False
    ) -> Page:
        contexte = chromium.new_context(
            base_url=lieu.adresse,
            viewport={"width": largeur, "height": hauteur},
            java_script_enabled=scripts,
            color_scheme="dark" if sombre else "light",
            locale="fr-FR",
        )
        contextes.append(contexte)
        page = contexte.new_page()
        page.on("pageerror", lambda erreur: plaintes.append(str(erreur)))
        page.on("console", lambda m: plaintes.append(m.text) if m.type == "error" else None)
        page.on("response", lambda r: plaintes.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        return page

    yield une_page
    for contexte in contextes:
        contexte.close()
    assert not plaintes


@pytest.fixture
def six_declarations(tmp_path: Path) -> Path:
    """Two companies with three establishments each, new bytes for each test."""
    fichier = tmp_path / "octobre_groupe.dsn"
    logiciel = f"ESSAI {time.time_ns() % 1_000_000_000}"
    declarees = [Declaree(siren=s, nic=n) for s in (SIREN, SIREN_2) for n in ("00074", "00082", "00090")]
    fichier.write_bytes(build_dsn(declarees, logiciel=logiciel))
    return fichier
