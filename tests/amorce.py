"""Loaded before Django's settings: the tests' own data folder, and none of the user's settings.

pytest-django reads the settings before any conftest; this plugin (``-p tests.amorce``) comes first. Each
process of pytest-xdist has its folder.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

DES_TESTS = {"RECEPISSE_OFFICIEL", "RECEPISSE_CAPTURES", "RECEPISSE_CI_SANS_SAUT", "RECEPISSE_VENV"}
"""Variables that speak to the tests or to the scripts, not to the program."""


def nettoyer_environnement() -> None:
    for nom in [nom for nom in os.environ if nom.startswith("RECEPISSE_") and nom not in DES_TESTS]:
        del os.environ[nom]


nettoyer_environnement()
DONNEES = Path(tempfile.mkdtemp(prefix="recepisse-tests-"))
atexit.register(shutil.rmtree, DONNEES, ignore_errors=True)
os.environ["RECEPISSE_DONNEES"] = str(DONNEES)
