"""Everything that may forbid an envoi, asked before anything is stored (issue of the loop, point 2).

Each refusal is a French sentence with its remedy. The findings of the file itself come first, then what
the identifier says, then what only an explicit word allows.
"""

from recepisse.echanges.cycle import Etat, est_final
from recepisse.erreurs import ErreurFichier, ErreurSaisie
from recepisse.gestion.gestes.envois.identifiants_valides import identifiants_valides
from recepisse.gestion.gestes.envois.preparer_envoi import Preparation
from recepisse.gestion.models import Depot, Identifiant, Utilisateur

REGIMES = {"01": Identifiant.Regime.RG, "02": Identifiant.Regime.RA}
"""S10.G00.00.007 → scheme of the identifier (01 net-entreprises, 02 MSA)."""

ETATS_OUVERTS = tuple(etat.value for etat in Etat if not est_final(etat))


class DejaEnvoye(ErreurSaisie):
    """Ces octets ont déjà été envoyés."""

    code = "deja_envoye"
    conseil_par_defaut = (
        "Regardez l’envoi précédent. Pour corriger une déclaration, envoyez une « annule et remplace » ; "
        "pour envoyer vraiment les mêmes octets, demandez-le expressément."
    )


class ReelNonConfirme(ErreurSaisie):
    """Ce fichier est un dépôt réel : il faut le confirmer expressément."""

    code = "reel_non_confirme"
    conseil_par_defaut = "S10.G00.00.005 vaut 02. Pour un essai, produisez un fichier où il vaut 01."


def require_envoyable(
    preparation: Preparation,
    identifiant: Identifiant,
    utilisateur: Utilisateur | None,
    *,
    essai_demande: bool | None,
    confirme_reel: bool,
    renvoyer: bool,
) -> None:
    """Raise the first reason why this file may not be sent with this identifier by this person."""
    _require_fichier(preparation)
    _require_identifiant(preparation, identifiant, utilisateur)
    _require_essai_ou_reel(preparation, essai_demande, confirme_reel=confirme_reel)
    _require_nouveau(preparation, renvoyer=renvoyer)


def _require_fichier(preparation: Preparation) -> None:
    for constat in preparation.apercu.refus:
        raise ErreurFichier(constat.message, conseil=constat.conseil, ligne=constat.ligne)


def _require_identifiant(
    preparation: Preparation, identifiant: Identifiant, utilisateur: Utilisateur | None
) -> None:
    apercu = preparation.apercu
    sirens = {declaration.siren for declaration in apercu.declarations}
    actuel = identifiants_valides(utilisateur, sirens).filter(pk=identifiant.pk).first()
    if actuel is None:
        raise ErreurSaisie(
            "Cet identifiant ne vaut pas pour toutes les entreprises de ce fichier.",
            conseil="Choisissez-en un autre, ou demandez à l’administrateur de le lier à ces entreprises.",
        )
    if actuel.etat == Identifiant.Etat.BLOQUE:
        raise ErreurSaisie(
            f"Le service refuse l’accès à cet identifiant : {actuel.derniere_erreur}",
            conseil=actuel.conseil or "Corrigez-le puis éprouvez-le.",
        )
    regime = REGIMES.get(apercu.point_depot)
    if regime != actuel.regime:
        raise ErreurSaisie(
            f"Le point de dépôt du fichier (S10.G00.00.007 = {apercu.point_depot}) ne correspond pas "
            f"au régime de l’identifiant ({actuel.get_regime_display()}).",
            conseil="Choisissez un identifiant de l’autre régime, ou corrigez le paramètre de la paie.",
        )


def _require_essai_ou_reel(
    preparation: Preparation, essai_demande: bool | None, *, confirme_reel: bool
) -> None:
    apercu = preparation.apercu
    if not (apercu.essai or apercu.reel):
        raise ErreurFichier("Le code essai/réel (S10.G00.00.005) du fichier n’est ni 01 ni 02.")
    if essai_demande is not None and essai_demande is not apercu.essai:
        demande, lu = ("un essai", "réel") if essai_demande else ("un dépôt réel", "d’essai")
        raise ErreurSaisie(
            f"Vous demandez {demande}, mais le fichier est {lu} (S10.G00.00.005).",
            conseil="Récépissé ne change jamais les octets : produisez le fichier voulu.",
        )
    if apercu.reel and not confirme_reel:
        raise ReelNonConfirme


def _require_nouveau(preparation: Preparation, *, renvoyer: bool) -> None:
    if not preparation.envois_precedents:
        return
    if not renvoyer:
        raise DejaEnvoye
    ouverts = Depot.objects.filter(envoi__in=preparation.envois_precedents, etat__in=ETATS_OUVERTS)
    if ouverts.exists():
        raise DejaEnvoye(
            "Un envoi de ces mêmes octets n’est pas terminé.",
            conseil="Attendez son issue, ou décidez-en, avant de l’envoyer de nouveau.",
        )
