"""Refused declarations that nobody has sent again: at the door (ARE), or by the certificate (11 KO).

Marking the return as treated says that it was settled otherwise, on the portal for instance: it leaves the
list. What was refused over a year ago is no longer told.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from recepisse.calendrier import echeance, parse_mois, veille_echeance
from recepisse.echanges.cycle import Etat
from recepisse.gestion.gestes.a_faire.tache import (
    LUS,
    Genre,
    Lien,
    Lot,
    Regard,
    Tache,
    Urgence,
    a_midi,
    accorder,
    au_soir,
    dire_lieu,
    reunir,
    urgence_de,
)
from recepisse.gestion.models import Declaration, Depot, Flux, Retour
from recepisse.norme.enveloppe import libelle_nature
from recepisse.retours.natures import nature
from recepisse.temps import NOMS_MOIS, to_paris

HORIZON: Final = timedelta(days=366)
REMPLACEMENTS: Final = ("03", "05")
"""S20.G00.05.002: an *annule et remplace* is taken until the eve of the due date only."""

_ACCUSE, _CONFORMITE = "10", "11"


def refusees(regard: Regard) -> Lot:
    """Return the refused declarations, with the due date of their month."""
    bilans = (
        retours_de_refus(regard)
        .select_related("declaration__etablissement__entreprise", "flux__depot")
        .defer("flux__depot__contenu")
    )
    depots = _depots_refuses(regard).select_related("declaration__etablissement__entreprise").defer("contenu")
    taches = [
        *(_bilan(retour, regard) for retour in bilans.order_by("-publie_le", "-pk")[:LUS]),
        *(_rejet(depot, regard) for depot in depots.order_by("-pk")[:LUS]),
    ]
    suite = Lien("retours", parametres=(("statut", "KO"), ("a_traiter", "on")))
    return reunir(Genre.REFUSEE, taches, suite, plus=len(taches) >= LUS)


def retours_de_refus(regard: Regard) -> QuerySet[Retour]:
    """Return the returns that refuse a declaration which was not sent again since."""
    suivants = Flux.objects.filter(declaration=OuterRef("declaration"), pk__gt=OuterRef("flux"))
    return (
        regard.perimetre.retours()
        .filter(
            Q(nature=_CONFORMITE) | Q(nature=_ACCUSE, flux__depot__isnull=True),
            statut="KO",
            traite=False,
            publie_le__gte=regard.maintenant - HORIZON,
            declaration__isnull=False,
        )
        .exclude(Exists(suivants))
        .exclude(Exists(_refaits("declaration", "flux__depot")))
    )


def _depots_refuses(regard: Regard) -> QuerySet[Depot]:
    suivants = Flux.objects.filter(
        declaration=OuterRef("declaration"), vu_le__gt=OuterRef("tentative_le")
    ).exclude(depot=OuterRef("pk"))
    return (
        regard.perimetre.depots()
        .filter(etat=Etat.REFUSE.value, envoi__cree_le__gte=regard.maintenant - HORIZON)
        .exclude(Exists(suivants))
        .exclude(Exists(_refaits("declaration", "pk")))
    )


def _refaits(declaration: str, depot: str) -> QuerySet[Depot]:
    """Return the later deposits of the same declaration, those given up excepted."""
    return Depot.objects.filter(declaration=OuterRef(declaration), pk__gt=OuterRef(depot)).exclude(
        etat=Etat.ABANDONNE.value
    )


def _bilan(retour: Retour, regard: Regard) -> Tache:
    nombre = retour.nb_anomalies
    anomalies = f", {accorder(nombre, 'anomalie')}" if nombre else ""
    bouton = f"Voir les {nombre} anomalies" if nombre > 1 else "Voir le retour"
    depot = retour.flux.depot
    le = f"{to_paris(retour.publie_le):%d/%m/%Y}"
    assert retour.declaration is not None  # noqa: S101 # filtered
    return _tache(
        retour.declaration,
        regard,
        cle=f"refusee:retour:{retour.pk}",
        type_declare=depot.type if depot else str(retour.flux.identite.get("type", "")),
        pourquoi=f"{nature(retour.nature).libelle_pour('KO')}, le {le}{anomalies}",
        lien=Lien(
            "declaration",
            retour.declaration.pk,
            (("flux", str(retour.flux_id)), ("retour", str(retour.pk))),
        ),
        bouton=bouton,
    )


def _rejet(depot: Depot, regard: Regard) -> Tache:
    le = f", le {to_paris(depot.tentative_le):%d/%m/%Y}" if depot.tentative_le else ""
    return _tache(
        depot.declaration,
        regard,
        cle=f"refusee:depot:{depot.pk}",
        type_declare=depot.type,
        pourquoi=f"{nature(_ACCUSE).libelle_pour('KO')}{le} : rien n’est déclaré",
        lien=Lien("depot", depot.pk),
        bouton="Voir le rejet",
    )


def _tache(
    declaration: Declaration,
    regard: Regard,
    *,
    cle: str,
    type_declare: str,
    pourquoi: str,
    lien: Lien,
    bouton: str,
) -> Tache:
    etablissement = declaration.etablissement
    essai = "Essai refusé" if declaration.essai else "Déclaration refusée"
    avant = None if declaration.essai else limite_de(declaration, regard, type_declare)
    urgence = Urgence.PLUS_TARD if declaration.essai else Urgence.MAINTENANT
    if avant is not None:
        urgence = min(urgence_de(avant, regard.maintenant), Urgence.SEMAINE)
    return Tache(
        genre=Genre.REFUSEE,
        cle=cle,
        urgence=urgence,
        quoi=f"{essai} : {nommer(declaration)} à redéposer",
        ou=dire_lieu(etablissement.entreprise.nom, etablissement.entreprise.siren, etablissement.nic),
        pourquoi=pourquoi,
        lien=lien,
        bouton=bouton,
        avant=avant,
        quand="sans échéance" if declaration.essai else "dès que possible",
    )


def limite_de(declaration: Declaration, regard: Regard, type_declare: str = "01") -> datetime | None:
    """Return until when a declaration may be deposited, None when it has no month (an event)."""
    mois = parse_mois(declaration.mois)
    if mois is None:
        return None
    jour = declaration.etablissement.jour_echeance or regard.reglages.jour_echeance
    report = regard.reglages.report_echeance
    if type_declare in REMPLACEMENTS:
        return au_soir(veille_echeance(mois, jour, report=report))
    return a_midi(echeance(mois, jour, report=report))


def nommer(declaration: Declaration) -> str:
    """Return ``DSN mensuelle d’octobre 2026``, or the name of an event."""
    mois = parse_mois(declaration.mois)
    nom = libelle_nature(declaration.nature)
    return f"{nom} {dire_mois(mois.month, mois.year)}" if mois else nom


def dire_mois(numero: int, annee: int) -> str:
    """Return ``d’octobre 2026`` or ``de novembre 2026``."""
    nom = NOMS_MOIS[numero - 1]
    return f"d’{nom} {annee}" if nom[0] in "ao" else f"de {nom} {annee}"
