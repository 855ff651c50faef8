"""Receipts and verdicts: what the service of deposit says, and what has no document at all."""

from collections.abc import Mapping

from recepisse.retours.donnees import objet, texte
from recepisse.retours.modele import Donnee
from recepisse.retours.sens.resume.phrases import codes, jour, pluriel
from recepisse.retours.sens.resume.vue import Tete, Vue

_DESTINATAIRES = {
    "30": "l’assurance maladie",
    "40": "France Travail",
    "50": "l’organisme complémentaire",
    "60": "l’Urssaf ou la MSA",
    "70": "l’Agirc-Arrco",
    "92": "la DGFiP",
}

_CHIFFRES_MAX = 9
"""A longer number of employees is not one."""


def enregistrement(vue: Vue) -> Tete:
    """Nature 10: the registration of the deposit, or its rejection."""
    if vue.is_refus:
        return Tete(f"Dépôt rejeté{codes(vue.anomalies)}", complete=True)
    lue = vue.identification()
    for quoi in ("enregistrement", "reception"):
        date = jour(texte(lue, f"date_{quoi}"))
        if date:
            heure = texte(lue, f"heure_{quoi}")[:5]
            return Tete(f"Accusé d’enregistrement du {date}" + (f" à {heure}" if heure else ""))
    return Tete("Accusé d’enregistrement")


def controle(vue: Vue) -> Tete:
    """Nature 11: the declaration is taken, or refused."""
    if vue.is_refus:
        return Tete("Déclaration refusée", liaison=" : ")
    salaries = sum(map(_salaries, vue.bilans()))
    return Tete("Déclaration acceptée" + (f", {pluriel(salaries, 'salarié')}" if salaries else ""))


def dpae(vue: Vue) -> Tete:
    """A document of a hiring declaration (DPAE), whatever its nature: its codes are not public."""
    if vue.is_refus:
        return Tete("DPAE refusée", liaison=" : ")
    for declaration in vue.bilans():
        if texte(objet(objet(declaration, "bilan"), "conformite"), "etat").upper() == "OK":
            return Tete("DPAE acceptée")
    return enregistrement(vue)


def distribution(vue: Vue) -> Tete:
    """Natures 30 to 92: the declaration reached an organisation."""
    chez = _DESTINATAIRES[vue.nature]
    return Tete(f"Déclaration non reçue par {chez}" if vue.is_refus else f"Déclaration reçue par {chez}")


def sans_document(vue: Vue) -> Tete:
    """Return what the listing alone says."""
    if vue.nature in _DESTINATAIRES and vue.statut != "EN COURS":
        return distribution(vue)
    if lire := _SANS_DOCUMENT.get(vue.nature):
        return lire(vue)
    if vue.nature == "20" and vue.statut == "OK":
        return Tete("Aucun écart d’identité signalé")
    if vue.nature in {"41", "44"} and vue.is_refus:
        return Tete("Attestation employeur non établie")
    return Tete(_STATUTS.get(vue.statut, "Sans document"))


_SANS_DOCUMENT = {"10": enregistrement, "11": controle}

_STATUTS = {
    "OK": "Reçu, sans document",
    "ANO": "Anomalies signalées, sans document",
    "KO": "Refus signalé, sans document",
    "EN COURS": "Distribution en cours",
}


def is_dpae(vue: Vue) -> bool:
    """Tell a document of a hiring declaration."""
    return texte(objet(vue.donnees, "entete"), "profil").upper() == "DPAE"


def _salaries(declaration: Mapping[str, Donnee]) -> int:
    """Return the number of employees that the control counted, 0 when it does not say."""
    ecrit = texte(objet(objet(declaration, "bilan"), "contenu"), "salaries")
    return int(ecrit) if ecrit.isascii() and ecrit.isdigit() and len(ecrit) < _CHIFFRES_MAX else 0
