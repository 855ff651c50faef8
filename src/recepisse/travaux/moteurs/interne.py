"""The engine inside the program's own process: one thread that decides and writes, workers that converse.

It remembers nothing that matters: killed at any point, another engine (or itself, restarted) finds in the
rows what is due, and takes over what was under way when its lease runs out. Several may run at once.
"""

import gc
import logging
import os
import secrets
import socket
from collections.abc import Iterable
from threading import Event
from time import monotonic

from django.db import connections

from recepisse.gestion.gestes.anomalies.ignorer_controle import lever_echus
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.entretenir_base import rafraichir_statistiques
from recepisse.gestion.gestes.releves.cadence import battre, signe_de_vie
from recepisse.gestion.gestes.retours.demander_lectures import rattraper_lectures
from recepisse.travaux.atelier import Atelier
from recepisse.travaux.catalogue import Poste, postes

logger = logging.getLogger(__name__)

ATTENTE_VIDE = 0.5
"""Seconds between two looks at the rows when nothing is under way."""

ATTENTE_PLEINE = 0.05
"""The same while conversations are under way."""

PERIODE_CADENCE = 1.0
"""Seconds between two looks at the clock of general retrievals."""

PERIODE_VIE = 15.0
"""Seconds between two signs of life."""

PERIODE_STATISTIQUES = 3600.0
"""Seconds between two samples of the indexes: the first day of a firm brings a hundred thousand returns."""

PATIENCE_LECTURE = 15.0
"""Most seconds that patient work is put off while conversations are under way."""

PATIENCE_ARRET = 10.0
"""Seconds left to the conversations under way when the engine is told to stop."""

_PANNE_BASE = 1.0


class Moteur:
    """Advances everything that is due, until told to stop."""

    def __init__(self, ctx: Contexte, a_tenir: Iterable[Poste] | None = None) -> None:
        self.ctx = ctx
        self.porteur = f"{socket.gethostname()[:12]}:{os.getpid()}:{secrets.token_hex(3)}"
        self._reveil = Event()
        self._ateliers = [
            Atelier(poste.travail, ctx, self.porteur, self._reveil, poste.lot, patient=poste.patient)
            for poste in (postes(ctx) if a_tenir is None else a_tenir)
        ]
        self._cadence_vue = self._vie_donnee = self._statistiques_prises = float("-inf")
        self._patience_vue = monotonic()

    def tour(self) -> int:
        """Claim once each kind of due row, in turn, and end what was claimed; return how many rows."""
        self._donner_vie()
        battre(self.ctx)
        nombre = 0
        for atelier in self._ateliers:
            nombre += atelier.alimenter()
            while atelier.en_vol:
                self._attendre(ATTENTE_PLEINE)
                atelier.prolonger_baux()
                atelier.recolter(tout=True)
        return nombre

    def tourner(self, arret: Event) -> None:
        """Work until ``arret``, then end what is under way and give the rest back."""
        # What the start has loaded lives as long as the process: the collector need not walk it again.
        gc.freeze()
        self._rattraper()
        try:
            while not arret.is_set():
                self._pas()
            self._finir()
        finally:
            self.fermer()

    def fermer(self) -> None:
        """Let the workers go."""
        for atelier in self._ateliers:
            atelier.fermer()

    def _pas(self) -> None:
        """Look once at everything. Whatever happens (database locked, full, gone), look again later."""
        try:
            self._donner_vie()
            if monotonic() - self._cadence_vue >= PERIODE_CADENCE:
                self._cadence_vue = monotonic()
                battre(self.ctx)
            if monotonic() - self._statistiques_prises >= PERIODE_STATISTIQUES:
                self._statistiques_prises = monotonic()
                rafraichir_statistiques()
            ecrits = sum(atelier.recolter() for atelier in self._ateliers)
            for atelier in self._ateliers:
                atelier.prolonger_baux()
                if (ecrits or monotonic() >= atelier.regard) and not self._doit_attendre(atelier):
                    atelier.regard = 0.0 if atelier.alimenter() else monotonic() + ATTENTE_VIDE
        except Exception as erreur:  # noqa: BLE001  # a dead engine would be silent for minutes
            logger.error("moteur empêché", extra={"genre": type(erreur).__name__})
            connections.close_all()
            self._attendre(_PANNE_BASE)
        else:
            en_cours = any(atelier.en_vol for atelier in self._ateliers)
            self._attendre(ATTENTE_PLEINE if en_cours else ATTENTE_VIDE)

    def _rattraper(self) -> None:
        """Ask again for what this version of the program reads better; a busy database only puts it off."""
        try:
            rattraper_lectures(self.ctx)
        except Exception as erreur:  # noqa: BLE001  # what is due must be done all the same
            logger.error("rattrapage empêché", extra={"genre": type(erreur).__name__})

    def _doit_attendre(self, atelier: Atelier) -> bool:
        """Return True when this work lets the conversations go first; it never waits long in a row."""
        if not atelier.patient:
            return False
        occupe = any(autre.en_vol for autre in self._ateliers if not autre.patient)
        if occupe and monotonic() - self._patience_vue < PATIENCE_LECTURE:
            return True
        self._patience_vue = monotonic()
        return False

    def _attendre(self, secondes: float) -> None:
        self._reveil.wait(secondes)
        self._reveil.clear()

    def _donner_vie(self) -> None:
        if monotonic() - self._vie_donnee >= PERIODE_VIE:
            self._vie_donnee = monotonic()
            signe_de_vie(self.ctx)
            lever_echus(self.ctx)

    def _finir(self) -> None:
        """Give back what is not started, wait a little for the rest."""
        limite = monotonic() + PATIENCE_ARRET
        for atelier in self._ateliers:
            atelier.abandonner_attente()
        while monotonic() < limite and any(atelier.en_vol for atelier in self._ateliers):
            self._attendre(ATTENTE_PLEINE)
            for atelier in self._ateliers:
                atelier.recolter(tout=True)
        connections.close_all()
