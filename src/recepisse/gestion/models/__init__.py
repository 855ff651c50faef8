"""Rows and constraints only: what is kept, and what may not be contradicted.

::

    Portefeuille ─ Affectation
                       │
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

from recepisse.gestion.models.acces import (
    Affectation,
    EchecConnexion,
    Identifiant,
    Lien,
    Portefeuille,
    SessionOuverte,
    Utilisateur,
)
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
from recepisse.gestion.models.vues import LotMarques, VueEnregistree

__all__ = [
    "Affectation",
    "Anomalie",
    "Cadence",
    "ConstatAnomalie",
    "ControleIgnore",
    "CrmTaux",
    "Declaration",
    "Depot",
    "DocumentClasse",
    "EchecConnexion",
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
    "LotMarques",
    "Portefeuille",
    "Proposition",
    "Releve",
    "Retour",
    "RetourAttendu",
    "Salarie",
    "SessionOuverte",
    "TauxPas",
    "TransitionDepot",
    "Utilisateur",
    "VersionRetour",
    "VueEnregistree",
]
