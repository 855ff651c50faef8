"""Rows and constraints only: what is kept, and what may not be contradicted.

::

    Utilisateur ─ Lien ─ Identifiant ─ Releve
                    │         │
               Entreprise   Envoi ─ Depot ─ TransitionDepot
                    │                 │
              Etablissement       Declaration
                                      │
                                    Flux ─ Retour ─ VersionRetour ─ LectureRetour
                                      │       │           │              │
                            RetourAttendu  Proposition  CrmTaux    ConstatAnomalie ─ Anomalie

Rules that need more than one row live in ``gestion.gestes``, one use case per file.
"""

from recepisse.gestion.models.acces import Identifiant, Lien, Utilisateur
from recepisse.gestion.models.anomalies import Anomalie, ConstatAnomalie, ControleIgnore, EvenementAnomalie
from recepisse.gestion.models.attentes import RetourAttendu
from recepisse.gestion.models.cadence import Cadence
from recepisse.gestion.models.declarations import Declaration, Entreprise, Etablissement
from recepisse.gestion.models.envois import Depot, Envoi, TransitionDepot
from recepisse.gestion.models.file import LigneDue
from recepisse.gestion.models.journal import Journal
from recepisse.gestion.models.lectures import LectureRetour
from recepisse.gestion.models.paie import CrmTaux, DocumentClasse, Proposition, TauxPas
from recepisse.gestion.models.releves import Releve
from recepisse.gestion.models.retours import Flux, Retour, VersionRetour
from recepisse.gestion.models.salaries import Salarie

__all__ = [
    "Anomalie",
    "Cadence",
    "ConstatAnomalie",
    "ControleIgnore",
    "CrmTaux",
    "Declaration",
    "Depot",
    "DocumentClasse",
    "Entreprise",
    "Envoi",
    "Etablissement",
    "EvenementAnomalie",
    "Flux",
    "Identifiant",
    "Journal",
    "LectureRetour",
    "Lien",
    "LigneDue",
    "Proposition",
    "Releve",
    "Retour",
    "RetourAttendu",
    "Salarie",
    "TauxPas",
    "TransitionDepot",
    "Utilisateur",
    "VersionRetour",
]
