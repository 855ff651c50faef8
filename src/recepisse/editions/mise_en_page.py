"""Sheets of returns as the JSON that the templates draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from recepisse.editions.compositeur import composer as composer_pdf
from recepisse.retours.fiche.composer import composer
from recepisse.retours.fiche.modele import Bloc, Carte, Comparaison, Faits, Fiche, Tableau
from recepisse.retours.modele import RetourLu
from recepisse.temps import to_paris


@dataclass(frozen=True, slots=True)
class Entete:
    """What the program knows of a return besides its document; "" for what it does not know."""

    idflux: str = ""
    siret: str = ""
    entreprise: str = ""
    declaration: str = ""
    """« DSN mensuelle de septembre 2026 »"""
    groupe: str = ""
    """Name of the group of issuers."""
    publie_le: str = ""
    """14 digits of the listing, or an instant ready to be read."""
    version: str = ""
    """« version 2 sur 3 », "" when there is only one."""
    fichier: str = ""
    """Name of the file, when it was read from one."""


@dataclass(frozen=True, slots=True)
class AImprimer:
    """One return to print."""

    lu: RetourLu
    entete: Entete


def editer_retour(retour: AImprimer, *, imprime_le: datetime, demasquer: bool = False) -> bytes:
    """Return the PDF of one return."""
    return editer_retours([retour], retour.lu.libelle, imprime_le=imprime_le, demasquer=demasquer)


def editer_retours(
    retours: Sequence[AImprimer], titre: str, *, imprime_le: datetime, demasquer: bool = False
) -> bytes:
    """Return the PDF of several returns, one after the other, with a table of contents."""
    donnees = {
        "titre": titre,
        "masque": not demasquer,
        "retours": [_retour(r, demasquer=demasquer) for r in retours],
    }
    return composer_pdf("retours", donnees, imprime_le=imprime_le)


def _retour(retour: AImprimer, *, demasquer: bool) -> dict[str, Any]:
    fiche = composer(retour.lu)
    return {
        "entete": _entete(retour.entete, retour.lu),
        **fiche_json(fiche if demasquer else fiche.masquee()),
    }


def _entete(entete: Entete, lu: RetourLu) -> dict[str, str]:
    return {
        "idflux": entete.idflux or lu.contenu.idflux,
        "siret": entete.siret or lu.declaration.siren + lu.declaration.nic,
        "entreprise": entete.entreprise,
        "declaration": entete.declaration or lu.declaration.mois,
        "groupe": entete.groupe,
        "publie_le": entete.publie_le,
        "version": entete.version,
        "fichier": entete.fichier,
    }


def fiche_json(fiche: Fiche) -> dict[str, Any]:
    """Return a sheet as the templates read it."""
    return {
        "nature": fiche.nature,
        "famille": fiche.famille,
        "libelle": fiche.libelle,
        "statut": fiche.statut,
        "gravite": {"code": str(fiche.gravite), "mot": fiche.gravite.libelle},
        "resume": fiche.resume,
        "message": fiche.message,
        "actions": [
            {"texte": a.texte, "delai": a.delai, "aide": a.aide, "nombre": a.nombre} for a in fiche.actions
        ],
        "essentiel": [_bloc(b) for b in fiche.essentiel],
        "cartes": [_carte(c) for c in fiche.cartes],
        "details": [_bloc(b) for b in fiche.details],
        "autres": [list(f) for f in fiche.autres],
    }


def _carte(carte: Carte) -> dict[str, Any]:
    return {
        "code": carte.code,
        "titre": carte.titre,
        "gravite": {"code": str(carte.gravite), "mot": carte.gravite.libelle},
        "categorie": carte.categorie,
        "action": carte.action,
        "delai": carte.delai,
        "aide": carte.aide,
        "nombre": carte.nombre,
        "blocs": [_bloc(b) for b in carte.blocs],
    }


def _bloc(bloc: Bloc) -> dict[str, Any]:
    if isinstance(bloc, Faits):
        return {"genre": "faits", "titre": bloc.titre, "faits": [list(f) for f in bloc.faits]}
    if isinstance(bloc, Tableau):
        return {
            "genre": "tableau",
            "titre": bloc.titre,
            "colonnes": list(bloc.colonnes),
            "lignes": [list(ligne) for ligne in bloc.lignes],
            "nombres": sorted(bloc.nombres),
            "note": bloc.note,
        }
    if isinstance(bloc, Comparaison):
        return {
            "genre": "comparaison",
            "titre": bloc.titre,
            "lignes": [
                {"libelle": e.libelle, "declare": e.declare, "reference": e.reference, "differe": e.differe}
                for e in bloc.lignes
            ],
        }
    return {"genre": "texte", "titre": bloc.titre, "texte": bloc.texte}


def date_et_heure(instant: datetime) -> str:
    """Return an aware instant as ``22/11/2026 14:05`` in Paris."""
    return to_paris(instant).strftime("%d/%m/%Y %H:%M")
