"""The folder of the demonstration: never a real one, never half made, never used twice at once.

``demo.json`` marks the folder before anything else is written in it, and says whether the building was
finished. A folder that holds anything without this mark is refused.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from recepisse.disque import sync_dossier
from recepisse.erreurs import ErreurSaisie

MARQUE = "demo.json"
VERROU = ".demo"
FORMAT = 1
SIMULATEUR = "simulateur.sqlite3"
EXEMPLES = "exemples"
OEUVRES = (
    "archive",
    "attente",
    "journal",
    EXEMPLES,
    "cle_coffre",
    "cle_django",
    ".demarrage",
    "recepisse.toml",
    *(
        f"{base}{suite}"
        for base in ("recepisse.sqlite3", SIMULATEUR)
        for suite in ("", "-wal", "-shm", "-journal")
    ),
)
"""Everything that a building writes: the only names that starting again removes."""

VARIABLES_GARDEES = frozenset({"RECEPISSE_VENV", "RECEPISSE_OFFICIEL", "RECEPISSE_CI_SANS_SAUT"})
"""Variables that are not settings; all the others are hidden from the demonstration."""


@dataclass(frozen=True, slots=True)
class Marque:
    """What ``demo.json`` says."""

    prete: bool
    port_simulateur: int
    """Port that the download addresses of the returns name: the same at every start."""
    format: int = FORMAT


def dossier_par_defaut(environ: MutableMapping[str, str]) -> Path:
    """Return the folder to use when none is asked for: the setting's, else one apart from the real data."""
    if environ.get("RECEPISSE_DONNEES"):
        return Path(environ["RECEPISSE_DONNEES"]).expanduser().absolute()
    partage = environ.get("XDG_DATA_HOME", "")
    racine = Path(partage) if partage.startswith("/") else Path("~/.local/share").expanduser()
    return racine / "recepisse-demo"


def isoler(environ: MutableMapping[str, str], dossier: Path) -> None:
    """Hide every setting of the environment: the demonstration can neither read nor call anything real."""
    for nom in [n for n in environ if n.startswith("RECEPISSE_") and n not in VARIABLES_GARDEES]:
        del environ[nom]
    environ["RECEPISSE_DONNEES"] = str(dossier)


@contextmanager
def occuper(dossier: Path) -> Iterator[Marque | None]:
    """Hold the folder for this process and give its mark: None when it must be built from nothing."""
    marque = _lire(dossier)
    dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
    if marque is None:
        ecrire_marque(dossier, Marque(prete=False, port_simulateur=0))
    with (dossier / VERROU).open("a", encoding="ascii") as fichier:
        try:
            fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ErreurSaisie(
                f"La démonstration de « {dossier} » tourne déjà.",
                conseil="Arrêtez-la par Ctrl-C, ou choisissez un autre dossier avec --donnees.",
            ) from None
        marque = _lire(dossier)  # again: another process may have finished the building meanwhile
        if marque is not None and marque.prete:
            yield marque
        else:
            _vider(dossier)
            yield None


def ecrire_marque(dossier: Path, marque: Marque) -> None:
    """Write the mark, whole or not at all."""
    provisoire = dossier / f".{MARQUE}"
    with provisoire.open("w", encoding="utf-8") as fichier:
        json.dump(asdict(marque), fichier)
        fichier.flush()
        os.fsync(fichier.fileno())
    provisoire.replace(dossier / MARQUE)
    sync_dossier(dossier)


def _lire(dossier: Path) -> Marque | None:
    """Return the mark of a folder, None for an absent or empty one; refuse any other folder."""
    try:
        plat: dict[str, Any] = json.loads((dossier / MARQUE).read_bytes())
        if plat["format"] == FORMAT:
            return Marque(bool(plat["prete"]), int(plat["port_simulateur"]))
        return Marque(prete=False, port_simulateur=0)
    except (FileNotFoundError, NotADirectoryError):
        if not dossier.exists() or (dossier.is_dir() and not any(dossier.iterdir())):
            return None
    except (ValueError, KeyError, TypeError):
        pass
    raise ErreurSaisie(
        f"« {dossier} » contient autre chose qu’une démonstration : rien n’y a été touché.",
        conseil="Choisissez un autre dossier avec --donnees.",
    )


def _vider(dossier: Path) -> None:
    """Remove what an interrupted building left."""
    for nom in OEUVRES:
        chemin = dossier / nom
        if chemin.is_dir() and not chemin.is_symlink():
            shutil.rmtree(chemin)
        else:
            chemin.unlink(missing_ok=True)
