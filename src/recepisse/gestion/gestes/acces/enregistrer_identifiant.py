"""Keep an account of the services: who logs in, with a sealed password, and since when returns are read.

The password is sealed at once (vault) and is never read again but for a login. Changing anything of the
login identity asks for the password again, so that a sealed password is never moved to another account.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.acces.droits import require_administrateur
from recepisse.gestion.gestes.acces.etat_identifiant import rearmer_depots
from recepisse.gestion.gestes.contexte import Contexte, contexte_secret
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Identifiant, Utilisateur
from recepisse.identifiants.siret import parse_siret

DEPUIS_PAR_DEFAUT = timedelta(days=1)
"""How far back the first reading of returns goes when nothing is asked (one window an hour)."""

DEPUIS_MAX = timedelta(days=92)
"""Returns stay three months at the services: nothing older can be read."""

CHAMPS_CONNEXION = (
    "siret",
    "nom",
    "prenom",
    "identifiant_msa",
    "regime",
    "environnement",
    "mode",
    "declarant_siret",
    "declarant_nom",
    "declarant_prenom",
)
"""What makes another account of the services when it changes."""


@dataclass(frozen=True, slots=True)
class SaisieIdentifiant:
    """What a person typed. An empty password keeps the one in place (when modifying)."""

    libelle: str
    siret: str
    nom: str
    prenom: str
    mot_de_passe: str = field(default="", repr=False)
    regime: str = Identifiant.Regime.RG
    environnement: str = Identifiant.Environnement.PRODUCTION
    mode: str = Identifiant.Mode.LOGICIEL
    identifiant_msa: str = ""
    declarant_siret: str = ""
    declarant_nom: str = ""
    declarant_prenom: str = ""
    actif: bool = True
    depuis: datetime | None = None
    """From when returns are read; only looked at on creation."""


def enregistrer_identifiant(
    saisie: SaisieIdentifiant, ctx: Contexte, par: Utilisateur | None = None
) -> Identifiant:
    """Create the identifier; its first poll is due at once."""
    require_administrateur(par)
    maintenant = ctx.horloge()
    if not saisie.mot_de_passe:
        raise ErreurSaisie("Le mot de passe est obligatoire.")
    identifiant = Identifiant(cree_le=maintenant, curseur=_curseur(saisie, maintenant))
    _remplir(identifiant, saisie)
    sceller(identifiant, saisie.mot_de_passe, ctx)
    identifiant.prochaine_action_le = maintenant if saisie.actif else None
    with transaction.atomic():
        _ecrire(identifiant)
        journaliser("enregistrer_identifiant", f"identifiant:{identifiant.pk}", ctx, par)
    return identifiant


def modifier_identifiant(
    identifiant: Identifiant, saisie: SaisieIdentifiant, ctx: Contexte, par: Utilisateur | None = None
) -> Identifiant:
    """Change the identifier; a new password or identity must be proved again, and wakes what was held."""
    require_administrateur(par)
    with transaction.atomic():
        actuel = Identifiant.objects.select_for_update().get(pk=identifiant.pk)
        avant, inactif = _connexion(actuel), not actuel.actif
        _remplir(actuel, saisie)
        autre_compte = _connexion(actuel) != avant
        if autre_compte and not saisie.mot_de_passe:
            raise ErreurSaisie(
                "Le mot de passe doit être saisi de nouveau quand l’identité de connexion change.",
            )
        if autre_compte and actuel.envois.exists():
            raise ErreurSaisie(
                "Cet identifiant a déjà servi à des envois : son identité de connexion ne peut plus changer.",
                conseil="Désactivez-le et créez-en un autre.",
            )
        if saisie.mot_de_passe:
            sceller(actuel, saisie.mot_de_passe, ctx)
            _oublier_refus(actuel)
        actuel.prochaine_action_le = _reprise(actuel, ctx.horloge())
        _ecrire(actuel)
        if saisie.mot_de_passe or (inactif and actuel.actif):
            rearmer_depots(actuel.pk, ctx.horloge())
        journaliser(
            "modifier_identifiant",
            f"identifiant:{actuel.pk}",
            ctx,
            par,
            mot_de_passe_change=bool(saisie.mot_de_passe),
            actif=actuel.actif,
        )
    return actuel


def _remplir(identifiant: Identifiant, saisie: SaisieIdentifiant) -> None:
    identifiant.libelle = saisie.libelle.strip()
    identifiant.actif = saisie.actif
    for champ in CHAMPS_CONNEXION:
        setattr(identifiant, champ, str(getattr(saisie, champ)).strip())
    identifiant.siret = parse_siret(saisie.siret)
    if saisie.declarant_siret.strip():
        identifiant.declarant_siret = parse_siret(saisie.declarant_siret)
    _require_coherent(identifiant)


def _require_coherent(identifiant: Identifiant) -> None:
    concentrateur = identifiant.mode == Identifiant.Mode.CONCENTRATEUR
    declarant = [identifiant.declarant_siret, identifiant.declarant_nom, identifiant.declarant_prenom]
    if concentrateur and not all(declarant):
        raise ErreurSaisie(
            "Un concentrateur dépose pour un déclarant : son SIRET, son nom et son prénom sont obligatoires."
        )
    if not concentrateur and any(declarant):
        raise ErreurSaisie(
            "Le déclarant ne se remplit que pour un concentrateur.",
            conseil="Videz le déclarant, ou choisissez le mode concentrateur.",
        )
    if identifiant.identifiant_msa and identifiant.regime != Identifiant.Regime.RA:
        raise ErreurSaisie("Un identifiant MSA ne vaut que pour le régime agricole.")


def _connexion(identifiant: Identifiant) -> tuple[str, ...]:
    return tuple(str(getattr(identifiant, champ)) for champ in CHAMPS_CONNEXION)


def sceller(identifiant: Identifiant, mot_de_passe: str, ctx: Contexte) -> None:
    """Put the password in the row (not saved), encrypted for this account alone."""
    identifiant.mot_de_passe_scelle = ctx.coffre.sceller(mot_de_passe, contexte_secret(identifiant))


def _oublier_refus(identifiant: Identifiant) -> None:
    identifiant.etat = Identifiant.Etat.A_EPROUVER
    identifiant.motif = identifiant.conseil = identifiant.derniere_erreur = ""
    identifiant.echec_depuis = None
    identifiant.essais = 0


def _reprise(identifiant: Identifiant, maintenant: datetime) -> datetime | None:
    """Return the next poll: none when inactive or blocked, else the one that was due, or now."""
    if not identifiant.actif or identifiant.etat == Identifiant.Etat.BLOQUE:
        return None
    return identifiant.prochaine_action_le or maintenant


def _curseur(saisie: SaisieIdentifiant, maintenant: datetime) -> datetime:
    depuis = saisie.depuis or maintenant - DEPUIS_PAR_DEFAUT
    return min(max(depuis, maintenant - DEPUIS_MAX), maintenant)


def _ecrire(identifiant: Identifiant) -> None:
    try:
        identifiant.clean_fields()
        with transaction.atomic():
            identifiant.save()
    except ValidationError as erreur:
        phrases = [f"{champ} : {' '.join(m)}" for champ, m in erreur.message_dict.items()]
        raise ErreurSaisie(" ".join(phrases)) from None
    except IntegrityError:
        raise ErreurSaisie(
            "Cet identifiant existe déjà.", conseil="Modifiez celui qui existe au lieu d’en créer un autre."
        ) from None
