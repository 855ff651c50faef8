"""Returns that should have come: never one line each.

Those that several declarations of a month wait for make one line per nature; the others, one per declaration.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple

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
    dire_lieux,
    reunir,
)
from recepisse.gestion.models import RetourAttendu
from recepisse.retours.natures import nature
from recepisse.temps import NOMS_MOIS, to_paris

LUS: Final = 2_000
"""Late returns that are read, the latest first."""

PREUVES: Final = ("10", "11")
"""Natures that say whether a declaration was taken: without them nothing proves it."""

_NOMMES: Final = 2


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
            declarations=Count("flux__declaration", distinct=True),
            depuis=Min("prevu_le"),
            declaration=Max("flux__declaration"),
            nom=Max(f"{etablissement}__entreprise__nom"),
            siren=Max(f"{etablissement}__entreprise__siren"),
            nic=Max(f"{etablissement}__nic"),
        )
        .order_by("-flux__declaration__mois", "nature")
    )
    groupes = [Retards(*ligne) for ligne in lignes]
    seuls = groupby(
        sorted((g for g in groupes if g.declarations == 1), key=lambda g: g.declaration),
        key=lambda g: g.declaration,
    )
    taches = [
        *(_plusieurs(groupe) for groupe in groupes if groupe.declarations > 1),
        *(_declaration(list(siens)) for _, siens in seuls),
    ]
    return reunir(Genre.RETARD, taches, Lien("calendrier", parametres=(("etat", "retard"),)))


class Retards(NamedTuple):
    """The late returns of one nature for the declarations of one month."""

    nature: str
    mois: str
    nombre: int
    etablissements: int
    declarations: int
    depuis: datetime
    declaration: int
    """The only one, or one of them."""
    nom: str
    siren: str
    nic: str


def _plusieurs(groupe: Retards) -> Tache:
    """Return the line of one nature that several declarations wait for."""
    mois = parse_mois(groupe.mois)
    quand = (("mois", f"{mois_suivant(mois):%Y-%m}"),) if mois else ()
    un_seul = groupe.etablissements == 1
    return Tache(
        genre=Genre.RETARD,
        cle=f"retard:{groupe.nature}:{groupe.mois}",
        urgence=_urgence([groupe]),
        quoi=f"{groupe.nombre} retours en retard : {nature(groupe.nature).libelle}{_pour(groupe)}",
        ou=dire_lieu(groupe.nom, groupe.siren, groupe.nic)
        if un_seul
        else accorder(groupe.etablissements, "établissement"),
        pourquoi=f"Le premier était attendu le {to_paris(groupe.depuis):%d/%m/%Y}",
        lien=Lien("calendrier", parametres=(*quand, ("etat", "retard"))),
        bouton="Voir le calendrier",
        quand="à surveiller",
        poids=groupe.nombre,
    )


def _declaration(groupes: list[Retards]) -> Tache:
    """Return the line of one declaration, whatever the returns that it alone waits for."""
    premier = min(groupes, key=lambda g: g.depuis)
    nombre = sum(g.nombre for g in groupes)
    noms = dire_lieux([nature(g.nature).libelle for g in groupes[:_NOMMES]], len(groupes))
    attendu = "le premier était attendu" if nombre > 1 else "attendu"
    return Tache(
        genre=Genre.RETARD,
        cle=f"retard:declaration:{premier.declaration}",
        urgence=_urgence(groupes),
        quoi=f"{f'{nombre} retours' if nombre > 1 else 'Retour'} en retard{_pour(premier)}",
        ou=dire_lieu(premier.nom, premier.siren, premier.nic),
        pourquoi=f"{noms} ; {attendu} le {to_paris(premier.depuis):%d/%m/%Y}",
        lien=Lien("declaration", premier.declaration),
        bouton="Voir la déclaration",
        quand="à surveiller",
        poids=nombre,
    )


def _urgence(groupes: Iterable[Retards]) -> Urgence:
    preuve = any(groupe.nature in PREUVES for groupe in groupes)
    return Urgence.MAINTENANT if preuve else Urgence.SEMAINE


def _pour(groupe: Retards) -> str:
    mois = parse_mois(groupe.mois)
    return f" ({NOMS_MOIS[mois.month - 1]} {mois.year})" if mois else ""
