"""Keep a selection of a list under a name, for oneself or for everybody (feature D6).

A view is the parameters of an address, nothing of what they select: opened by somebody else, it shows the
rows that this person sees. A view that everybody is offered but that names a company is kept from those who
do not see every company, and the readers of a client are offered theirs only.
"""

from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode

from django.db import IntegrityError, transaction
from django.db.models import Q

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Utilisateur, VueEnregistree
from recepisse.identifiants.masque import masquer_numeros

NOM_MAX: Final = 80
PARAMETRES_MAX: Final = 1000
VUES_MAX: Final = 50
"""Views of one person for one list."""

NOMMENT: Final = frozenset(
    {"entreprise", "etablissement", "identifiant", "portefeuille", "salarie", "personne", "q"}
)
"""Parameters that may name a company."""


def enregistrer_vue(
    ecran: str,
    nom: str,
    parametres: Mapping[str, str],
    permis: Collection[str],
    ctx: Contexte,
    par: Utilisateur,
    *,
    partagee: bool = False,
) -> VueEnregistree:
    """Keep ``parametres`` (those that are not empty) of the list ``ecran`` under ``nom``.

    ``permis`` are the parameters that the list knows; any other raises
    :class:`~recepisse.erreurs.ErreurSaisie`, as do a number that looks like a NIR, an empty selection, a name
    already used by the same person, and a view for all from somebody who only reads.
    """
    nom, texte = _nom(nom), _texte(parametres, permis)
    _require_partage(par, partagee=partagee)
    if VueEnregistree.objects.filter(ecran=ecran, utilisateur=par).count() >= VUES_MAX:
        raise ErreurSaisie(
            f"Vous avez déjà {VUES_MAX} vues sur cet écran.", conseil="Supprimez-en une d’abord."
        )
    vue = VueEnregistree(
        ecran=VueEnregistree.Ecran(ecran),
        nom=nom,
        parametres=texte,
        utilisateur=par,
        partagee=partagee,
        cree_le=ctx.horloge(),
    )
    _ecrire(vue, "enregistrer_vue", ctx, par)
    return vue


def modifier_vue(vue: VueEnregistree, nom: str, ctx: Contexte, par: Utilisateur, *, partagee: bool) -> None:
    """Give a view another name, offer it to everybody or take it back; the same errors as above."""
    _require_sienne(vue, par)
    _require_partage(par, partagee=partagee)
    vue.nom, vue.partagee = _nom(nom), partagee
    _ecrire(vue, "modifier_vue", ctx, par)


def supprimer_vue(vue: VueEnregistree, ctx: Contexte, par: Utilisateur) -> None:
    """Forget a view: one's own, or for an administrator one that everybody is offered."""
    _require_sienne(vue, par)
    with transaction.atomic():
        journaliser("supprimer_vue", f"vue:{vue.pk}", ctx, par)
        vue.delete()


def vues_offertes(ecran: str, perimetre: Perimetre) -> list[VueEnregistree]:
    """Return the views that a person is offered on a list: hers, then those offered to all, by name."""
    qui = perimetre.utilisateur
    visibles = Q(utilisateur=qui)
    if not qui.est_client:
        visibles |= Q(partagee=True)
    vues = VueEnregistree.objects.filter(visibles, ecran=ecran).select_related("utilisateur")
    offertes = [
        vue
        for vue in vues
        if vue.utilisateur_id == qui.pk
        or perimetre.tout
        or NOMMENT.isdisjoint(cle for cle, _ in parse_qsl(vue.parametres))
    ]
    return sorted(offertes, key=lambda vue: (vue.utilisateur_id != qui.pk, vue.nom.casefold()))


def est_modifiable(vue: VueEnregistree, par: Utilisateur) -> bool:
    """Return True when ``par`` may rename or forget this view."""
    return vue.utilisateur_id == par.pk or (vue.partagee and par.est_administrateur)


def _require_sienne(vue: VueEnregistree, par: Utilisateur) -> None:
    if not est_modifiable(vue, par):
        raise ErreurSaisie("Cette vue est celle d’une autre personne.")


def _require_partage(par: Utilisateur, *, partagee: bool) -> None:
    if partagee and not par.agit:
        raise ErreurSaisie("Seuls les gestionnaires et les administrateurs proposent une vue à tous.")


def _nom(nom: str) -> str:
    nom = " ".join(nom.split())
    if not nom:
        raise ErreurSaisie("Donnez un nom à cette vue.")
    if len(nom) > NOM_MAX:
        raise ErreurSaisie(f"Le nom d’une vue a {NOM_MAX} caractères au plus.")
    _require_sans_numero(nom)
    return nom


def _texte(parametres: Mapping[str, str], permis: Collection[str]) -> str:
    donnes = {cle: valeur for cle, valeur in parametres.items() if valeur}
    if not donnes:
        raise ErreurSaisie("Choisissez au moins un critère avant d’enregistrer la vue.")
    if any(cle not in permis for cle in donnes):
        raise ErreurSaisie("Cette adresse contient un critère que l’écran ne connaît pas.")
    for valeur in donnes.values():
        _require_sans_numero(valeur)
    texte = urlencode(donnes)
    if len(texte) > PARAMETRES_MAX:
        raise ErreurSaisie("Cette sélection est trop longue pour être enregistrée.")
    return texte


def _require_sans_numero(texte: str) -> None:
    if masquer_numeros(texte)[1]:
        raise ErreurSaisie(
            "Une vue enregistrée ne garde pas de numéro de sécurité sociale.",
            conseil="Retirez-le, puis recommencez.",
        )


def _ecrire(vue: VueEnregistree, acte: str, ctx: Contexte, par: Utilisateur) -> None:
    try:
        with transaction.atomic():
            vue.save()
            journaliser(acte, f"vue:{vue.pk}", ctx, par, partagee=vue.partagee)
    except IntegrityError as erreur:
        raise ErreurSaisie(
            "Une vue porte déjà ce nom.", conseil="Donnez-en un autre, ou supprimez l’ancienne."
        ) from erreur
