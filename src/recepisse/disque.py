"""What makes a file durable: shared by the archive and the safe."""

import os
from pathlib import Path


def sync_dossier(dossier: Path) -> None:
    """Make the names that ``dossier`` holds survive a power cut."""
    descripteur = os.open(dossier, os.O_RDONLY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)
