"""Rows and constraints only: what is kept, and what may not be contradicted.

::

    Utilisateur ─ Lien ─ Identifiant ─ Releve
                    │         │
               Entreprise   Envoi ─ Depot ─ TransitionDepot
                    │                 │
              Etablissement       Declaration
                                      │
                                    Flux ─ Retour ─ VersionRetour

Rules that need more than one row live in ``gestion.gestes``, one use case per file.
"""

from recepisse.gestion.models.acces import Identifiant, Lien, Utilisateur
from recepisse.gestion.models.cadence import Cadence
from recepisse.gestion.models.declarations import Declaration, Entreprise, Etablissement
from recepisse.gestion.models.envois import Depot, Envoi, TransitionDepot
from recepisse.gestion.models.file import LigneDue
from recepisse.gestion.models.journal import Journal
from recepisse.gestion.models.releves import Releve
from recepisse.gestion.models.retours import Flux, Retour, VersionRetour

__all__ = [
    "Cadence",
    "Declaration",
    "Depot",
    "Entreprise",
    "Envoi",
    "Etablissement",
    "Flux",
    "Identifiant",
    "Journal",
    "Lien",
    "LigneDue",
    "Releve",
    "Retour",
    "TransitionDepot",
    "Utilisateur",
    "VersionRetour",
]
