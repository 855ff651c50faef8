"""Export proposals for the payroll, values opened; the export is in the journal."""

from django.db.models import QuerySet

from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.ecrire_tableau import Cellule, Colonne, Tableau
from recepisse.gestion.gestes.paie.ecrire_export import Demande, ecrire_export
from recepisse.gestion.gestes.paie.proposer import valeurs
from recepisse.gestion.gestes.retours.retrouver_salaries import nir_de
from recepisse.gestion.models import Proposition, Utilisateur
from recepisse.identifiants.masque import masquer_texte
from recepisse.temps import jour_paris

COLONNES = (
    Colonne("id", "N°", 8),
    Colonne("etat", "État", 12),
    Colonne("genre", "Genre", 14),
    Colonne("siret", "SIRET", 16),
    Colonne("nir", "NIR", 16),
    Colonne("matricule", "Matricule", 12),
    Colonne("nom", "Nom", 22),
    Colonne("prenoms", "Prénoms", 18),
    Colonne("sujet", "Sujet", 40),
    Colonne("cle", "Clé", 22),
    Colonne("rubrique", "Rubrique", 16),
    Colonne("rubrique_changement", "Rubrique de l’ancienne valeur", 28),
    Colonne("ancienne", "Ancienne valeur", 18),
    Colonne("nouvelle", "Nouvelle valeur", 18),
    Colonne("date_effet", "Date d’effet", 12),
    Colonne("periode", "Période", 22),
    Colonne("complements", "Compléments", 60),
    Colonne("nature", "Nature du retour", 16),
    Colonne("propose_le", "Proposée le", 12),
    Colonne("decide_le", "Décidée le", 12),
    Colonne("motif", "Motif", 30),
)


def exporter_propositions(
    propositions: QuerySet[Proposition], demande: Demande, ctx: Contexte, par: Utilisateur | None = None
) -> tuple[bytes, int]:
    """Return the file and how many proposals it holds."""
    lignes = [
        _ligne(proposition, ctx, nir_en_clair=demande.nir_en_clair)
        for proposition in propositions.select_related("salarie", "etablissement__entreprise")
    ]
    tableau = Tableau("Propositions", COLONNES, lignes)
    octets = ecrire_export("propositions", tableau, demande, ctx, par, nombre=len(lignes))
    return octets, len(lignes)


def _ligne(proposition: Proposition, ctx: Contexte, *, nir_en_clair: bool) -> list[Cellule]:
    salarie, dites = proposition.salarie, valeurs(proposition, ctx)
    complements = " ; ".join(f"{c.nom} : {c.valeur}" for c in dites.complements)
    personnels = [
        texte if nir_en_clair else masquer_texte(texte)
        for texte in (nir_de(salarie, ctx) if salarie else "", dites.ancienne, dites.nouvelle, complements)
    ]
    return [
        proposition.pk,
        proposition.etat,
        proposition.genre,
        proposition.etablissement.siret if proposition.etablissement else "",
        personnels[0],
        *((salarie.matricule, salarie.nom, salarie.prenoms) if salarie else ("", "", "")),
        proposition.sujet,
        proposition.cle,
        proposition.rubrique,
        proposition.rubrique_changement,
        *personnels[1:3],
        proposition.date_effet,
        proposition.periode,
        personnels[3],
        proposition.nature,
        jour_paris(proposition.cree_le),
        jour_paris(proposition.decide_le) if proposition.decide_le else None,
        proposition.motif,
    ]
