"""A return read, as the JSON that ``recepisse retours lire`` prints and that editors may rely on.

Stable keys: ``nature``, ``famille``, ``emetteur``, ``libelle``, ``statut``, ``gravite``, ``resume``,
``declaration`` (``siren``, ``nic``, ``mois``, ``nature``, ``type``, ``fraction``, ``ordre``, ``rang``,
``etat``), ``declarations`` (all of them), ``idflux``, ``anomalies``, ``donnees`` (as the document is, by
family), ``actions``, ``autres`` (``chemin``, ``valeur``), ``message``, ``version``, ``type_interne``,
``etats``, ``illisible``. Absent values are empty texts, or null for numbers and persons.
"""

from typing import TYPE_CHECKING

from recepisse.retours.modele import (
    ActionAttendue,
    Anomalie,
    Complement,
    DeclarationLue,
    Individu,
    RetourLu,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from recepisse.retours.modele import Donnee


def en_json(lu: RetourLu) -> "dict[str, Donnee]":
    """Return ``lu`` as a JSON value."""
    contenu = lu.contenu
    return {
        "nature": lu.nature,
        "famille": str(lu.famille),
        "emetteur": lu.emetteur,
        "libelle": lu.libelle,
        "statut": lu.statut,
        "gravite": str(lu.gravite),
        "resume": lu.resume,
        "message": contenu.message,
        "idflux": contenu.idflux,
        "declaration": declaration_json(lu.declaration),
        "declarations": [declaration_json(d) for d in contenu.declarations],
        "anomalies": [anomalie_json(a) for a in contenu.anomalies],
        "actions": [action_json(a) for a in lu.actions],
        "donnees": contenu.donnees,
        "autres": [{"chemin": a.chemin, "valeur": a.valeur} for a in contenu.autres],
        "version": contenu.version,
        "type_interne": contenu.type_interne,
        "etats": list(contenu.etats),
        "illisible": contenu.illisible,
    }


def declaration_json(declaration: DeclarationLue) -> "dict[str, Donnee]":
    """Return a declaration as a JSON value."""
    return {
        "siren": declaration.siren,
        "nic": declaration.nic,
        "mois": declaration.mois,
        "nature": declaration.nature,
        "type": declaration.type,
        "fraction": declaration.fraction,
        "ordre": declaration.ordre,
        "rang": declaration.rang,
        "etat": declaration.etat,
    }


def anomalie_json(anomalie: Anomalie) -> "dict[str, Donnee]":
    """Return an anomaly as a JSON value."""
    return {
        "code": anomalie.code,
        "gravite": str(anomalie.gravite),
        "categorie": anomalie.categorie,
        "message": anomalie.message,
        "rubrique": anomalie.rubrique,
        "valeur_declaree": anomalie.valeur_declaree,
        "valeur_attendue": anomalie.valeur_attendue,
        "individu": _individu_json(anomalie.individu),
        "reference": _individu_json(anomalie.reference),
        "contrat": anomalie.contrat,
        "periode": anomalie.periode,
        "montant": anomalie.montant,
        "action": anomalie.action,
        "delai": anomalie.delai,
        "aide": anomalie.aide,
        "ligne": anomalie.ligne,
        "rang": anomalie.rang,
        "nombre": anomalie.nombre,
        "complements": _complements_json(anomalie.complements),
    }


def action_json(action: ActionAttendue) -> "dict[str, Donnee]":
    """Return an action as a JSON value."""
    return {
        "texte": action.texte,
        "gravite": str(action.gravite),
        "delai": action.delai,
        "aide": action.aide,
        "nombre": action.nombre,
    }


def _individu_json(individu: Individu | None) -> "Donnee":
    if individu is None:
        return None
    return {
        "nir": individu.nir,
        "ntt": individu.ntt,
        "nom": individu.nom,
        "prenoms": individu.prenoms,
        "matricule": individu.matricule,
        "naissance": individu.naissance,
        "complements": _complements_json(individu.complements),
    }


def _complements_json(complements: "Iterable[Complement]") -> "Donnee":
    return [{"nom": c.nom, "valeur": c.valeur} for c in complements]
