"""Returns that should have come: a line per nature and month declared, however many establishments wait."""

from datetime import datetime
from typing import Final

from django.db.models import Count, Max, Min

from recepisse.calendrier import mois_suivant, parse_mois
from recepisse.gestion.gestes.a_faire.tache import (
    Genre,
    Lien,
    Lot,
    Regard,
    Tache,
    Urgence,
    accorder,
    dire_lieu,
    reunir,
)
from recepisse.gestion.models import RetourAttendu
from recepisse.retours.natures import nature
from recepisse.temps import NOMS_MOIS, to_paris

LUS: Final = 5_000
"""Late returns that are read, the latest first."""

PREUVES: Final = ("10", "11")
"""Natures that say whether a declaration was taken: without them nothing proves it."""


def retards(regard: Regard) -> Lot:
    """Return the late returns, in groups."""
    derniers = (
        regard.perimetre.attendus()
        .filter(retour__isnull=True, sans_objet=False, retard_le__lte=regard.maintenant)
        .order_by("-retard_le")[:LUS]
    )
    etablissement = "flux__declaration__etablissement"
    lignes = (
        RetourAttendu.objects.filter(pk__in=derniers.values("pk"))
        .values_list("nature", "flux__declaration__mois")
        .annotate(
            n=Count("pk"),
            etablissements=Count(etablissement, distinct=True),
            depuis=Min("prevu_le"),
            declaration=Max("flux__declaration"),
            nom=Max(f"{etablissement}__entreprise__nom"),
            siren=Max(f"{etablissement}__entreprise__siren"),
            nic=Max(f"{etablissement}__nic"),
        )
        .order_by("-flux__declaration__mois", "nature")
    )
    taches = [_tache(*ligne) for ligne in lignes]
    return reunir(Genre.RETARD, taches, Lien("calendrier", parametres=(("etat", "retard"),)))


def _tache(
    code: str, mois: str, nombre: int, etablissements: int, depuis: datetime, declaration: int, *lieu: str
) -> Tache:
    seul = nombre == 1
    attendu = "Attendu" if seul else "Le premier était attendu"
    declare = parse_mois(mois)
    quand = (("mois", f"{mois_suivant(declare):%Y-%m}"),) if declare else ()
    tous = Lien("calendrier", parametres=(*quand, ("etat", "retard")))
    pour = f" ({NOMS_MOIS[declare.month - 1]} {declare.year})" if declare else ""
    return Tache(
        genre=Genre.RETARD,
        cle=f"retard:{code}:{mois}",
        urgence=Urgence.MAINTENANT if code in PREUVES else Urgence.SEMAINE,
        quoi=f"{'Retour' if seul else f'{nombre} retours'} en retard : {nature(code).libelle}{pour}",
        ou=dire_lieu(*lieu) if etablissements == 1 else accorder(etablissements, "établissement"),
        pourquoi=f"{attendu} le {to_paris(depuis):%d/%m/%Y}",
        lien=Lien("declaration", declaration) if seul else tous,
        bouton="Voir la déclaration" if seul else "Voir le calendrier",
        quand="à surveiller",
        poids=nombre,
    )
