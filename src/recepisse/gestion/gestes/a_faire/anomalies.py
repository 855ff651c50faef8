"""Anomalies that nobody treated yet: one line per company, issuer and code, the most serious first.

Those of a refused declaration, of a mandate and of a reminder before substitution have lines of their own.
"""

from typing import Final

from django.db.models import Exists, OuterRef

from recepisse.gestion.gestes.a_faire.conditions import OUVERTE
from recepisse.gestion.gestes.a_faire.groupes import GROUPES, LUES, Groupe, grouper, messages_de
from recepisse.gestion.gestes.a_faire.mandats import CODES, EMETTEUR
from recepisse.gestion.gestes.a_faire.refusees import retours_de_refus
from recepisse.gestion.gestes.a_faire.substitutions import NATURES
from recepisse.gestion.gestes.a_faire.tache import (
    Genre,
    Lien,
    Lot,
    Regard,
    Tache,
    Urgence,
    reunir,
)
from recepisse.gestion.models import Anomalie
from recepisse.retours.gravite import Gravite
from recepisse.retours.natures import EMETTEURS

_URGENCES: Final = {4: Urgence.MAINTENANT, 3: Urgence.SEMAINE}
"""By rank of gravity, when no last day is known."""

_MOTS: Final = {4: ("bloquante", "bloquantes"), 3: ("critique", "critiques")}
"""What an anomaly is, by rank of gravity; « à corriger » otherwise."""

_EMETTEURS: Final = {emetteur.code: emetteur.libelle for emetteur in EMETTEURS}
_LONGUEUR: Final = 140


def anomalies(regard: Regard) -> Lot:
    """Return the open anomalies, grouped."""
    ouvertes = regard.perimetre.anomalies().filter(OUVERTE).order_by("-gravite", "-pk")[:LUES]
    suivies = (
        Anomalie.objects.filter(pk__in=ouvertes.values("pk"))
        .exclude(nature__in=NATURES)
        .exclude(emetteur=EMETTEUR, code__in=CODES)
        .exclude(Exists(retours_de_refus(regard).filter(pk=OuterRef("retour"))))
    )
    groupes = grouper(suivies)
    parlent = messages_de(groupes)
    taches = [_tache(groupe, parlent.get(groupe.derniere), regard) for groupe in groupes]
    return reunir(Genre.ANOMALIE, taches, Lien("anomalies"), plus=len(groupes) >= GROUPES)


def _tache(groupe: Groupe, parle: Anomalie | None, regard: Regard) -> Tache:
    plusieurs = groupe.nombre > 1
    mot = _MOTS.get(groupe.gravite, ("à corriger", "à corriger"))[plusieurs]
    emetteur = _EMETTEURS.get(groupe.emetteur, groupe.emetteur)
    return Tache(
        genre=Genre.ANOMALIE,
        cle=f"anomalie:{groupe.siren}:{groupe.emetteur}:{groupe.commun}",
        urgence=groupe.urgence(regard, _URGENCES.get(groupe.gravite, Urgence.PLUS_TARD)),
        quoi=f"{f'{groupe.nombre} anomalies' if plusieurs else 'Anomalie'} {mot} : {groupe.commun}",
        ou=groupe.lieu,
        pourquoi=f"{emetteur} : {_abreger(parle.message)}" if parle and parle.message else emetteur,
        lien=groupe.lien(),
        bouton="Traiter" if regard.utilisateur.agit else "Voir",
        avant=groupe.avant(),
        quand="dès que possible" if groupe.gravite >= Gravite.CRITIQUE.rang else "dans la DSN suivante",
        poids=groupe.gravite,
    )


def _abreger(message: str) -> str:
    texte = " ".join(message.split())
    texte = texte.rstrip(".")
    return texte if len(texte) <= _LONGUEUR else f"{texte[: _LONGUEUR - 1].rstrip()}…"
