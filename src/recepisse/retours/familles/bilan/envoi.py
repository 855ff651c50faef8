"""The envoi that a bilan answers: who sent it, with what, when it was registered, in what state.

Links with the norm: ``point_de_depot`` S10.G00.00.007 (01 net-entreprises, 02 MSA), ``type_envoi``
S10.G00.00.008, ``essai_reel`` S10.G00.00.005, ``version_norme`` S10.G00.00.006, ``emetteur_siret``
S10.G00.01.001 and .002. In nature 10, ``date_enregistrement`` and ``heure_enregistrement`` are the instant of
receipt that counts in law. A *bordereau* stands in its place in some documents.
"""

from lxml import etree

from recepisse.retours.familles.bilan.blocs import Attendus, Reste, donnees_de, feuilles, ouvrir
from recepisse.retours.familles.bilan.objet import Objet
from recepisse.retours.modele import Donnee


def lire_identification(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    """Return ``envoi_identification`` or ``bordereau_identification`` by name; ``declarant`` inside."""
    objet = Objet(reste)
    lues = ouvrir(element, _IDENTIFICATION, objet)
    return {**lues, **objet.donnees}


def lire_bilan(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    """Return ``envoi_bilan``: ``etat``, ``contenu``, ``compteurs``."""
    objet = Objet(reste)
    lues = ouvrir(element, _BILAN, objet)
    return {"etat": lues["envoi_etat"], **objet.donnees} if lues else objet.donnees


def _lire_declarant(objet: Objet, element: etree._Element) -> None:
    objet.donnees["declarant"] = donnees_de(element, _DECLARANT, objet)


def _lire_contenu(objet: Objet, element: etree._Element) -> None:
    objet.donnees["contenu"] = donnees_de(element, _CONTENU, objet)


def _lire_compteur(objet: Objet, element: etree._Element) -> None:
    lues = ouvrir(element, _COMPTEUR, objet)
    objet.ajouter("compteurs", {nom.removeprefix("envoi_"): valeur for nom, valeur in lues.items()})


_DECLARANT = feuilles("siret nom prenom")
_CONTENU = feuilles("declarations salaries individus_non_salaries")
_COMPTEUR = feuilles("envoi_categorie nombre")
_IDENTIFICATION: Attendus[Objet] = {
    **feuilles("idflux identifiant_archive identifiant version_norme point_de_depot type_envoi essai_reel"),
    **feuilles("emetteur_siret raison_sociale nom_logiciel editeur_logiciel version_logiciel"),
    **feuilles("code_conformite date_reception heure_reception date_enregistrement heure_enregistrement"),
    **feuilles("nature mois"),
    "declarant": _lire_declarant,
}
_BILAN: Attendus[Objet] = {
    **feuilles("envoi_etat"),
    "envoi_contenu": _lire_contenu,
    "envoi_compteurs": _lire_compteur,
}
