"""Write a comment in the history of an anomaly: plain text, never a NIR."""

import re

from django.db import transaction

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.anomalies.histoire_anomalie import Histoire, numero
from recepisse.gestion.gestes.anomalies.verrouiller_anomalie import verrouiller
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Anomalie, Utilisateur
from recepisse.identifiants.masque import masquer_texte
from recepisse.retours.suivi.memoire import EvenementVie

LONGUEUR_MAX = 2000

_SUITE = re.compile(r"(?<![0-9])[1-478](?:[ .\-\u00a0\u202f/]?[0-9AB]){12,14}(?![0-9])", re.ASCII)
"""Digits written as people write a NIR by hand: with dots, dashes, spaces anywhere."""
_NIR = re.compile(
    r"[1-478][0-9]{2}(?:0[1-9]|1[0-2]|[2-9][0-9])(?:[0-9]{2}|2[AB])[0-9]{6}(?:[0-9]{2})?", re.ASCII
)
_VISIBLES = 7


def commenter_anomalie(anomalie: Anomalie, texte: str, ctx: Contexte, par: Utilisateur | None = None) -> bool:
    """Add a comment; return True when a NIR had to be masked in it. Raises ErreurSaisie for an empty one."""
    nu = texte.replace("\r\n", "\n").strip()
    if not nu:
        raise ErreurSaisie("Le commentaire est vide.")
    if len(nu) > LONGUEUR_MAX:
        raise ErreurSaisie(f"Le commentaire est trop long : {LONGUEUR_MAX} caractères au plus.")
    masque = masquer_libre(nu)
    with transaction.atomic():
        ligne = verrouiller(anomalie)
        histoire = Histoire(ctx)
        histoire.appliquer(ligne, EvenementVie.COMMENTER, masque, par=numero(par))
        histoire.ecrire()
        journaliser("commenter_anomalie", f"anomalie:{ligne.pk}", ctx, par)
    return masque != nu


def masquer_libre(texte: str) -> str:
    """Return ``texte`` without any NIR, however a person may have spaced its digits."""
    return _SUITE.sub(_masquer_suite, masquer_texte(texte))


def _masquer_suite(trouve: re.Match[str]) -> str:
    compact = re.sub(r"[^0-9AB]", "", trouve[0])
    if not _NIR.fullmatch(compact):
        return trouve[0]
    return compact[:_VISIBLES] + "·" * (len(compact) - _VISIBLES)
