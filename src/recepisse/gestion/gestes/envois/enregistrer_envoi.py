"""Turn a prepared file into an envoi: one deposit to make for each declaration (features B2 and B3).

Everything that may refuse is asked first. The bytes of the file and of each part are stored next, and only
then the rows are written, all in one transaction: nothing is ever half recorded. From there on the due
rows do the rest.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

from django.db import IntegrityError, transaction

from recepisse.dsn.apercu import Apercu, ApercuDeclaration
from recepisse.dsn.contenu import ContenuDeclaration, lire_contenu
from recepisse.dsn.decoupage import Partie, ecrire_partie, parties
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.envois.preparer_envoi import Preparation, abandonner_preparation
from recepisse.gestion.gestes.envois.refus_envoi import DejaEnvoye, require_envoyable
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import (
    Declaration,
    Depot,
    Entreprise,
    Envoi,
    Etablissement,
    Identifiant,
    Utilisateur,
)

_EN_MEMOIRE = 1 << 24
"""Bytes of a part that are cut in memory; beyond, in a temporary file."""

_ANNEE, _MOIS = slice(4, 8), slice(2, 4)


@dataclass(frozen=True, slots=True)
class _Part:
    """One declaration, what it contains, and where its bytes to deposit are kept."""

    declaration: ApercuDeclaration
    contenu: ContenuDeclaration
    somme: str
    octets: int
    lignes: int


def enregistrer_envoi(
    preparation: Preparation,
    identifiant: Identifiant,
    ctx: Contexte,
    *,
    utilisateur: Utilisateur | None = None,
    essai_demande: bool | None = None,
    confirme_reel: bool = False,
    renvoyer: bool = False,
) -> Envoi:
    """Record the envoi; its deposits are due at once.

    ``essai_demande`` is what the person chose on the screen (None: whatever the file says). A real file
    needs ``confirme_reel``; bytes already sent need ``renvoyer``.
    """
    require_envoyable(
        preparation,
        identifiant,
        utilisateur,
        essai_demande=essai_demande,
        confirme_reel=confirme_reel,
        renvoyer=renvoyer,
    )
    parts = _conserver(preparation, ctx)
    envoi = _envoi(preparation, identifiant, utilisateur, ctx.horloge(), confirme_reel=confirme_reel)
    try:
        with transaction.atomic():
            _ecrire(envoi, parts, ctx)
            _nommer_emetteur(preparation.apercu)
    except IntegrityError:  # the same bytes were recorded by somebody else a moment ago
        raise DejaEnvoye from None
    abandonner_preparation(preparation.jeton, ctx)
    return envoi


def _conserver(preparation: Preparation, ctx: Contexte) -> list[_Part]:
    """Put the whole file and each part in the archive."""
    with preparation.chemin.open("rb") as fichier:
        ctx.archive.deposer_flux(fichier)
        return [
            _conserver_part(fichier, preparation.apercu, partie, ctx)
            for partie in parties(preparation.apercu)
        ]


def _conserver_part(fichier: BinaryIO, apercu: Apercu, partie: Partie, ctx: Contexte) -> _Part:
    with tempfile.SpooledTemporaryFile(max_size=_EN_MEMOIRE) as tampon:
        vers = cast("BinaryIO", tampon)
        ecrire_partie(fichier, apercu, partie, vers)
        tampon.seek(0)
        somme, octets = ctx.archive.deposer_flux(vers)
        tampon.seek(0)
        contenu = lire_contenu(vers)
    return _Part(partie.declaration, contenu, somme, octets, partie.lignes)


def _envoi(
    preparation: Preparation,
    identifiant: Identifiant,
    utilisateur: Utilisateur | None,
    maintenant: datetime,
    *,
    confirme_reel: bool,
) -> Envoi:
    apercu = preparation.apercu
    return Envoi(
        somme=preparation.somme,
        nom_fichier=preparation.nom_fichier,
        octets=preparation.octets,
        lignes=apercu.lignes,
        norme=apercu.norme,
        essai=apercu.essai,
        point_depot=apercu.point_depot,
        emetteur_siret=apercu.emetteur_siret,
        identifiant=identifiant,
        utilisateur=utilisateur,
        confirme_reel=confirme_reel,
        rang_renvoi=Envoi.objects.filter(somme=preparation.somme, identifiant=identifiant).count(),
        cree_le=maintenant,
    )


def _ecrire(envoi: Envoi, parts: Sequence[_Part], ctx: Contexte) -> None:
    envoi.save()
    for part in parts:
        declaree = part.declaration
        Depot.objects.create(
            envoi=envoi,
            declaration=_declaration(declaree, envoi, ctx),
            rang=declaree.rang,
            type=declaree.type,
            ordre=declaree.ordre,
            id_remplace=declaree.id_remplace,
            salaries=declaree.salaries,
            lignes=part.lignes,
            somme=part.somme,
            octets=part.octets,
            contenu=part.contenu.en_json(),
            prochaine_action_le=envoi.cree_le,
        )
    journaliser(
        "envoyer",
        f"envoi:{envoi.pk}",
        ctx,
        envoi.utilisateur,
        somme=envoi.somme,
        essai=envoi.essai,
        declarations=len(parts),
        identifiant=envoi.identifiant_id,
        renvoi=envoi.rang_renvoi,
    )


def _declaration(declaree: ApercuDeclaration, envoi: Envoi, ctx: Contexte) -> Declaration:
    """Return the row on which every successive sending of this declaration hangs (feature B5)."""
    entreprise, _ = Entreprise.objects.get_or_create(siren=declaree.siren)
    etablissement, _ = Etablissement.objects.get_or_create(entreprise=entreprise, nic=declaree.nic)
    declaration, _ = Declaration.objects.get_or_create(
        nature=declaree.nature,
        etablissement=etablissement,
        mois=_mois(declaree.mois),
        fraction=declaree.fraction,
        champ=declaree.champ,
        empreinte_evenement=_empreinte(declaree, ctx),
        essai=envoi.essai,
        defaults={"cree_le": envoi.cree_le},
    )
    return declaration


def _nommer_emetteur(apercu: Apercu) -> None:
    """Name the sender's company if it has no name yet: the norm names no other (S10.G00.01.003)."""
    if apercu.emetteur_nom:
        sans_nom = Entreprise.objects.filter(siren=apercu.emetteur_siret[:9], nom="")
        sans_nom.update(nom=apercu.emetteur_nom)


def _mois(declare: str) -> str:
    """Return ``AAAA-MM`` for the main month declared as ``01mmaaaa``, "" for an event."""
    return f"{declare[_ANNEE]}-{declare[_MOIS]}" if declare else ""


def _empreinte(declaree: ApercuDeclaration, ctx: Contexte) -> str:
    """Return the keyed hash of the person and contract of an event: no NIR stands in a key."""
    if not (declaree.individu or declaree.contrat):
        return ""
    return ctx.coffre.empreinte(f"{declaree.individu}|{declaree.contrat}")
