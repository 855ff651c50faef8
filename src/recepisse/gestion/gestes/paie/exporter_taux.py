"""Export the PAS rates for the payroll software (feature C13).

The column ``taux`` is the rate to apply; it is empty when the default grid applies, and ``0,00`` when the
rate is zero: ``etat`` says why it is empty.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.ecrire_tableau import Cellule, Colonne, Tableau
from recepisse.gestion.gestes.paie.consulter_taux import TauxPersonne, etablissements_suivis, taux_en_vigueur
from recepisse.gestion.gestes.paie.ecrire_export import Demande, ecrire_export
from recepisse.gestion.gestes.retours.retrouver_salaries import nir_de
from recepisse.gestion.models import Etablissement, Utilisateur
from recepisse.identifiants.masque import masquer_numero, masquer_texte
from recepisse.temps import jour_paris

COLONNES = (
    Colonne("siret", "SIRET", 16),
    Colonne("nir", "NIR", 16),
    Colonne("ntt", "NTT", 16),
    Colonne("matricule", "Matricule", 12),
    Colonne("nom", "Nom", 22),
    Colonne("prenoms", "Prénoms", 18),
    Colonne("taux", "Taux PAS (%)", 12),
    Colonne("grille_par_defaut", "Grille par défaut", 16),
    Colonne("etat", "État", 12),
    Colonne("crm", "Numéro du CRM (S21.G00.50.008)", 32),
    Colonne("mois", "Mois déclaré", 12),
    Colonne("publie_le", "Publié le", 12),
    Colonne("valable_jusqu_au", "Valable jusqu’au", 15),
    Colonne("taux_futur", "Taux futur (%)", 13),
    Colonne("futur_le", "Taux futur le", 13),
    Colonne("futur_sans_taux", "Taux futur non communiqué", 24),
    Colonne("essai", "Essai", 8),
)
_CENTIEMES = 2


@dataclass(frozen=True, slots=True)
class ChoixTaux:
    """Which rates: those in force on ``le``; with ``mois``, only those of the returns of that month."""

    le: date
    siren: str = ""
    siret: str = ""
    mois: str = ""
    """``AAAA-MM``."""


@dataclass(frozen=True, slots=True)
class ExportTaux:
    """The file made, and what it holds."""

    octets: bytes
    personnes: int
    sans_taux: int
    etablissements: int


def exporter_taux(
    choix: ChoixTaux,
    demande: Demande,
    ctx: Contexte,
    par: Utilisateur | None = None,
    *,
    parmi: QuerySet[Etablissement] | None = None,
) -> ExportTaux:
    """Return the file of the rates chosen, among the establishments ``parmi`` (None: all of them)."""
    suivis = etablissements_suivis(choix.siren, choix.siret)
    etablissements = list(suivis if parmi is None else suivis.filter(pk__in=parmi))
    lignes: list[list[Cellule]] = []
    sans_taux = 0
    for etablissement, personne in _iter_taux(etablissements, choix):
        sans_taux += personne.a_appliquer is None
        lignes.append(_ligne(personne, etablissement, ctx, nir_en_clair=demande.nir_en_clair))
    if not lignes:
        raise ErreurSaisie(
            "Aucun taux ne correspond à cette demande.",
            conseil="Les taux en quarantaine ne s’exportent pas : il faut d’abord en décider.",
        )
    octets = ecrire_export(
        "taux",
        Tableau("Taux PAS", COLONNES, lignes),
        demande,
        ctx,
        par,
        personnes=len(lignes),
        etablissements=len(etablissements),
    )
    return ExportTaux(octets, len(lignes), sans_taux, len(etablissements))


def _iter_taux(
    etablissements: Iterable[Etablissement], choix: ChoixTaux
) -> Iterator[tuple[Etablissement, TauxPersonne]]:
    for etablissement in etablissements:
        for personne in taux_en_vigueur(etablissement, choix.le, mois=choix.mois):
            yield etablissement, personne


def _ligne(
    personne: TauxPersonne, etablissement: Etablissement, ctx: Contexte, *, nir_en_clair: bool
) -> list[Cellule]:
    salarie, crm = personne.salarie, personne.crm
    nir = nir_de(salarie, ctx)
    taux = personne.a_appliquer
    declaration = crm.retour.declaration
    return [
        etablissement.siret,
        nir if nir_en_clair else masquer_texte(nir),
        salarie.ntt if nir_en_clair else masquer_numero(salarie.ntt),
        salarie.matricule,
        salarie.nom,
        salarie.prenoms,
        _centiemes(taux),
        taux is None,
        personne.etat.value,
        crm.numero,
        crm.mois,
        jour_paris(crm.publie_le),
        crm.valable_jusqu_au,
        _centiemes(personne.taux_futur),
        personne.futur_le,
        personne.futur_annonce and personne.taux_futur is None,
        declaration is not None and declaration.essai,
    ]


def _centiemes(taux: Decimal | None) -> Decimal | None:
    """Return a rate with two decimals, as the DGFiP writes it, or more when it has more."""
    if taux is None:
        return None
    normal = taux.normalize()
    exposant = normal.as_tuple().exponent
    fin = isinstance(exposant, int) and exposant < -_CENTIEMES
    return normal if fin else normal.quantize(Decimal(1).scaleb(-_CENTIEMES))
