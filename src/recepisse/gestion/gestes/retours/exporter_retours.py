"""Export a selection of returns as a table: what the list shows of them, no person (feature D6)."""

from collections.abc import Iterator, Sequence
from typing import Final

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.anomalies.places import lots
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.ecrire_tableau import Cellule, Colonne, Forme, Tableau, ecrire_tableau
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Retour, Utilisateur
from recepisse.identifiants.masque import masquer_texte
from recepisse.norme.enveloppe import libelle_nature
from recepisse.retours.gravite import Gravite
from recepisse.retours.natures import emetteur, nature
from recepisse.temps import to_paris

EXPORT_MAX: Final = 20_000
"""Most lines of one file."""

COLONNES = (
    Colonne("publie_le", "Publié le", 12),
    Colonne("heure", "Heure", 9),
    Colonne("emetteur", "Émetteur", 16),
    Colonne("nature", "Nature", 8),
    Colonne("libelle", "Retour", 44),
    Colonne("organisme", "Organisme", 16),
    Colonne("statut", "Statut", 10),
    Colonne("gravite", "Gravité", 12),
    Colonne("anomalies", "Anomalies", 10),
    Colonne("entreprise", "Entreprise", 30),
    Colonne("siren", "SIREN", 11),
    Colonne("siret", "SIRET", 16),
    Colonne("mois", "Mois déclaré", 12),
    Colonne("declaration", "Déclaration", 28),
    Colonne("essai", "Essai", 7),
    Colonne("flux", "Flux", 26),
    Colonne("lu", "Lu", 6),
    Colonne("traite", "Anomalie traitée", 16),
    Colonne("remplace_le", "Remplacé le", 12),
    Colonne("resume", "Résumé", 80),
)

_GRAVITES = {g.rang: g.libelle for g in Gravite}


def exporter_retours(
    cles: Sequence[int], forme: Forme, ctx: Contexte, par: Utilisateur | None = None
) -> bytes:
    """Return the file of the returns ``cles``, in this order; the export is in the journal.

    Raises :class:`~recepisse.erreurs.ErreurSaisie` when there is none, or more than :data:`EXPORT_MAX`.
    """
    if not cles:
        raise ErreurSaisie("Aucun retour à exporter pour cette sélection.")
    if len(cles) > EXPORT_MAX:
        raise ErreurSaisie(
            "Cette sélection compte plus de 20 000 retours.",
            conseil="Réduisez-la, par une période par exemple, puis recommencez.",
        )
    lignes = [ligne for morceau in lots(cles) for ligne in _iter_lignes(morceau)]
    journaliser("exporter_retours", "retours", ctx, par, retours=len(lignes), forme=forme.value)
    return ecrire_tableau(Tableau("Retours", COLONNES, lignes), forme, ctx.horloge())


def _iter_lignes(cles: Sequence[int]) -> Iterator[list[Cellule]]:
    """Yield the cells of each return."""
    lus = Retour.objects.select_related(
        "flux", "identifiant", "entreprise", "etablissement", "declaration"
    ).in_bulk(cles)
    return (_cellules(lus[cle]) for cle in cles if cle in lus)


def _cellules(retour: Retour) -> list[Cellule]:
    publie_le = to_paris(retour.publie_le)
    entreprise, etablissement, declaration = retour.entreprise, retour.etablissement, retour.declaration
    siren = entreprise.siren if entreprise else ""
    groupe = emetteur(retour.emetteur)
    regimes = {"RG": groupe.RG, "RA": groupe.RA}
    return [
        publie_le.date(),
        f"{publie_le:%H:%M}",
        regimes.get(retour.identifiant.regime) or groupe.libelle,
        retour.nature,
        nature(retour.nature).libelle_pour(retour.statut),
        retour.ops,
        retour.statut,
        _GRAVITES.get(retour.gravite, ""),
        retour.nb_anomalies,
        entreprise.nom if entreprise else "",
        siren,
        f"{siren}{etablissement.nic}" if etablissement else "",
        declaration.mois if declaration else "",
        libelle_nature(declaration.nature) if declaration else "",
        declaration.essai if declaration else None,
        retour.flux.idflux,
        retour.lu,
        retour.traite,
        to_paris(retour.change_le).date() if retour.change_le else None,
        masquer_texte(retour.resume),
    ]
