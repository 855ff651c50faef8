"""The envoi that a bilan answers: who sent it, with what, when it was registered, in what state.

Links with the norm: ``point_de_depot`` S10.G00.00.007 (01 net-entreprises, 02 MSA), ``type_envoi``
S10.G00.00.008, ``essai_reel`` S10.G00.00.005, ``version_norme`` S10.G00.00.006, ``emetteur_siret``
S10.G00.01.001 and .002. In nature 10, ``date_enregistrement`` and ``heure_enregistrement`` are the instant of
receipt that counts in law. A *bordereau* stands in its place in some documents.
"""

from typing import NamedTuple

from lxml import etree

from recepisse.retours.bilan.blocs import Reste, blocs_de, donnees_de, feuilles_de, ouvrir, table
from recepisse.retours.modele import Donnee

_ENVOI = table(
    blocs="envoi_identification bordereau_identification envoi_bilan",
    multiples="envoi_anomalie",
)
"""Blocks of an envoi and of a bordereau, taken together: which holds which is of no consequence."""
_IDENTIFICATION = table(
    "idflux identifiant_archive identifiant version_norme point_de_depot type_envoi essai_reel emetteur_siret"
    " raison_sociale nom_logiciel editeur_logiciel version_logiciel code_conformite date_reception"
    " heure_reception date_enregistrement heure_enregistrement nature mois",
    blocs="declarant",
)
_DECLARANT = table("siret nom prenom")
_BILAN = table("envoi_etat", blocs="envoi_contenu", multiples="envoi_compteurs")
_CONTENU = table("declarations salaries individus_non_salaries")
_COMPTEUR = table("envoi_categorie nombre")


class EnvoiOuvert(NamedTuple):
    """An envoi whose own words are read, and whose anomalies are still to be."""

    donnees: dict[str, Donnee]
    """``identification`` and ``bilan``."""
    etat: str
    idflux: str
    anomalies: list[etree._Element]


def ouvrir_envoi(element: etree._Element, reste: Reste) -> EnvoiOuvert:
    """Read what an ``envoi``, or a ``bordereau``, says of itself."""
    blocs = blocs_de(element, _ENVOI, reste)
    donnees: dict[str, Donnee] = {}
    etat = idflux = ""
    for nom in ("envoi_identification", "bordereau_identification"):
        for bloc in blocs.get(nom, ()):
            if "identification" in donnees:
                reste.element(bloc)
                continue
            identification = _lire_identification(bloc, reste)
            donnees["identification"] = identification
            idflux = str(identification.get("idflux", ""))
    for bloc in blocs.get("envoi_bilan", ()):
        donnees["bilan"] = bilan = _lire_bilan(bloc, reste)
        etat = str(bilan.get("etat", ""))
    return EnvoiOuvert(donnees, etat, idflux, blocs.get("envoi_anomalie", []))


def _lire_identification(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    lues, blocs = ouvrir(element, _IDENTIFICATION, reste)
    identification: dict[str, Donnee] = {**lues}
    for bloc in blocs.get("declarant", ()):
        identification["declarant"] = donnees_de(bloc, _DECLARANT, reste)
    return identification


def _lire_bilan(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    lues, blocs = ouvrir(element, _BILAN, reste)
    bilan: dict[str, Donnee] = {"etat": lues["envoi_etat"]} if lues else {}
    for bloc in blocs.get("envoi_contenu", ()):
        bilan["contenu"] = donnees_de(bloc, _CONTENU, reste)
    if "envoi_compteurs" in blocs:
        bilan["compteurs"] = [_lire_compteur(bloc, reste) for bloc in blocs["envoi_compteurs"]]
    return bilan


def _lire_compteur(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    lues = feuilles_de(element, _COMPTEUR, reste)
    return {nom.removeprefix("envoi_"): valeur for nom, valeur in lues.items()}
