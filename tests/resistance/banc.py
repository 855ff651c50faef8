"""Drives the process that gets killed (``ouvrier.py``) against a simulator in this process."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.integration.aide import Declaree, build_dsn

RACINE = Path(__file__).resolve().parents[2]
OUVRIER = Path(__file__).with_name("ouvrier.py")
DELAIS = {
    "RECEPISSE_DELAI_STABILISATION": "1 s",
    "RECEPISSE_MARGE_HORLOGE": "1 s",
    "RECEPISSE_DELAI_PREUVE": "1 min",
    "RECEPISSE_RECUL_INITIAL": "1 s",
    "RECEPISSE_RECUL_MAX": "1 min",
    "RECEPISSE_REDEPOTS_MAX": "20",
    "RECEPISSE_NIVEAU_JOURNAL": "ERROR",
}


@dataclass(frozen=True, slots=True)
class Fin:
    """How an order ended: exit code (negative: the signal), and what it returned."""

    code: int
    resultat: Any


@dataclass(slots=True)
class Ouvrier:
    """One worker, its data folder, and the sums of everything that it was asked to send."""

    donnees: Path
    adresse: str
    journal: Path | None = None
    """Where its log goes, everything included; None lets its errors through."""
    _processus: subprocess.Popen[str] | None = field(default=None, init=False)
    _nic: int = field(default=0, init=False)

    def __enter__(self) -> Self:
        environ = {nom: v for nom, v in os.environ.items() if not nom.startswith("RECEPISSE_")}
        if self.journal is not None:
            environ["ESSAI_JOURNAL"] = str(self.journal)
        self._processus = subprocess.Popen(
            [sys.executable, str(OUVRIER)],
            env=environ
            | DELAIS
            | {
                "RECEPISSE_DONNEES": str(self.donnees),
                "RECEPISSE_ADRESSES": self.adresse,
                "PYTHONPATH": f"{RACINE / 'src'}{os.pathsep}{RACINE}",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _valeur: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        processus = self._processus
        assert processus is not None
        if processus.stdin is not None:
            processus.stdin.close()
        processus.wait(30)
        if processus.stdout is not None:
            processus.stdout.close()

    def lancer(self, acte: str, **details: Any) -> int:
        """Start an order; return the number of the process that carries it out."""
        processus = self._processus
        assert processus is not None
        assert processus.stdin is not None
        processus.stdin.write(json.dumps({"acte": acte, **details}) + "\n")
        processus.stdin.flush()
        pid: int = self._lire()["pid"]
        return pid

    def attendre(self) -> Fin:
        """Wait for the end of the order under way."""
        lu = self._lire()
        return Fin(lu["fin"], lu["resultat"])

    def faire(self, acte: str, **details: Any) -> Any:
        """Carry out an order to its end, which must be a good one."""
        self.lancer(acte, **details)
        fin = self.attendre()
        assert fin.code == 0, f"{acte} : {fin}"
        return fin.resultat

    def tuer(self, pid: int) -> Fin:
        """Kill the process of the order under way."""
        os.kill(pid, signal.SIGKILL)
        return self.attendre()

    def envoyer(self, comptes: list[int], declarations: int) -> None:
        """Record one envoi per account; no two declarations are for the same establishment."""
        fichiers = []
        for compte in comptes:
            nics = [f"{self._nic + i + 1:05d}" for i in range(declarations)]
            self._nic += declarations
            fichiers.append((compte, build_dsn([Declaree(nic=nic) for nic in nics]).decode("latin-1")))
        self.faire("envoyer", fichiers=fichiers)

    def _lire(self) -> dict[str, Any]:
        processus = self._processus
        assert processus is not None
        assert processus.stdout is not None
        ligne = processus.stdout.readline()
        assert ligne, "l’ouvrier s’est arrêté de lui-même"
        lu: dict[str, Any] = json.loads(ligne)
        return lu
