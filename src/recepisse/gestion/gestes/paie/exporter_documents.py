"""Export the list of the filed documents as a table: what was handed over, when, by whom (feature C11)."""

from collections.abc import Iterable
from typing import Final

from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.ecrire_tableau import Cellule, Colonne, Forme, Tableau, ecrire_tableau
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import DocumentClasse, Utilisateur
from recepisse.temps import jour_paris

COLONNES: Final = (
    Colonne("document", "Document", 28),
    Colonne("nature", "Nature du retour", 16),
    Colonne("siret", "SIRET", 16),
    Colonne("entreprise", "Entreprise", 28),
    Colonne("personne", "Personne", 28),
    Colonne("matricule", "Matricule", 12),
    Colonne("recu_le", "Reçu le", 12),
    Colonne("etat", "État", 12),
    Colonne("remis_le", "Remis le", 12),
    Colonne("remis_par", "Remis par", 16),
    Colonne("copie", "Copie", 40),
    Colonne("copie_echec", "Échec de la copie", 40),
)
RELATIONS: Final = (
    "retour__entreprise",
    "declaration__etablissement__entreprise",
    "salarie",
    "remis_par",
)
"""What a line reads of each document."""


def exporter_documents(
    documents: Iterable[DocumentClasse],
    ctx: Contexte,
    par: Utilisateur | None = None,
    *,
    copies: bool = True,
) -> bytes:
    """Return a CSV of ``documents``, without any NIR; the export is in the journal.

    ``copies`` False leaves out the folder of the copies, for a reader from outside the firm.
    """
    colonnes = COLONNES if copies else COLONNES[:-2]
    lignes = [_ligne(document)[: len(colonnes)] for document in documents]
    journaliser("exporter_documents", "documents", ctx, par, documents=len(lignes))
    return ecrire_tableau(Tableau("Documents", colonnes, lignes), Forme.CSV, ctx.horloge())


def etat_du_document(document: DocumentClasse) -> str:
    """Return where a document stands: à remettre, remis, remplacé."""
    if document.remis_le is not None:
        return "remis"
    return "à remettre" if document.a_remettre else "remplacé"


def _ligne(document: DocumentClasse) -> list[Cellule]:
    declaration, salarie = document.declaration, document.salarie
    entreprise = document.retour.entreprise
    return [
        document.get_genre_display(),
        document.retour.nature,
        declaration.etablissement.siret if declaration else "",
        entreprise.nom if entreprise else "",
        salarie.designation if salarie else "",
        salarie.matricule if salarie else "",
        jour_paris(document.classe_le),
        etat_du_document(document),
        jour_paris(document.remis_le) if document.remis_le else None,
        document.remis_par.get_username() if document.remis_par else "",
        document.copie_nom,
        document.copie_echec,
    ]
