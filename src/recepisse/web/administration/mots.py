"""The acts of the journal and their objects, in words; a test looks for every act that the product writes."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.urls import NoReverseMatch, reverse

ACTES: Final[Mapping[str, str]] = {
    "abandonner": "Dépôt abandonné",
    "accepter_proposition": "Proposition acceptée",
    "accepter_propositions": "Propositions acceptées",
    "accepter_taux": "Taux acceptés",
    "adopter": "Flux rattaché à une déclaration",
    "adopter_candidat": "Flux reconnu comme celui du dépôt",
    "affecter": "Portefeuille confié",
    "ajouter_entreprises": "Entreprises ajoutées au portefeuille",
    "annuler_lot": "Marques annulées",
    "annuler_propositions": "Décisions annulées",
    "assigner_anomalie": "Anomalie confiée",
    "assigner_anomalies": "Anomalies confiées",
    "changer_mot_de_passe": "Mot de passe changé",
    "commenter_anomalie": "Commentaire ajouté",
    "contester_anomalie": "Anomalie contestée",
    "corriger_anomalie": "Correction annoncée",
    "creer_portefeuille": "Portefeuille créé",
    "creer_utilisateur": "Compte créé",
    "delier": "Lien retiré",
    "demasquer": "Numéro de sécurité sociale démasqué",
    "desactiver_utilisateur": "Compte désactivé",
    "desaffecter": "Portefeuille repris",
    "enregistrer_identifiant": "Identifiant enregistré",
    "enregistrer_vue": "Sélection enregistrée",
    "envoyer": "Envoi enregistré",
    "eprouver": "Identifiant éprouvé",
    "exporter_anomalies": "Anomalies exportées",
    "exporter_documents": "Documents exportés",
    "exporter_journal": "Journal exporté",
    "exporter_propositions": "Propositions exportées",
    "exporter_retours": "Retours exportés",
    "exporter_taux": "Taux exportés",
    "fermer_sessions": "Sessions fermées",
    "ignorer_controle": "Contrôle ignoré",
    "lever_controle": "Contrôle de nouveau suivi",
    "lier": "Lien ajouté",
    "marquer_lu": "Retour marqué « Lu »",
    "marquer_lu_lot": "Retours marqués « Lu »",
    "marquer_non_lu": "Retour remis à « Non lu »",
    "marquer_non_lu_lot": "Retours remis à « Non lu »",
    "marquer_non_traite": "Anomalie remise à traiter",
    "marquer_non_traite_lot": "Anomalies remises à traiter",
    "marquer_traite": "Anomalie marquée comme traitée",
    "marquer_traite_lot": "Anomalies marquées comme traitées",
    "modifier_identifiant": "Identifiant modifié",
    "modifier_utilisateur": "Rôle ou périmètre changé",
    "modifier_vue": "Sélection modifiée",
    "rafraichir": "Retours d’un envoi rafraîchis",
    "reactiver_utilisateur": "Compte réactivé",
    "recopier_document": "Copie du document refaite",
    "redeposer": "Nouveau dépôt demandé",
    "refuser_proposition": "Proposition refusée",
    "refuser_propositions": "Propositions refusées",
    "refuser_taux": "Taux écartés",
    "relever": "Relevé demandé",
    "remettre_document": "Document remis au salarié",
    "renommer_portefeuille": "Portefeuille renommé",
    "reprendre": "Relevés repris",
    "reprendre_anomalie": "Anomalie remise à traiter",
    "reprendre_document": "Document remis à « À remettre »",
    "retirer_entreprises": "Entreprises retirées du portefeuille",
    "supprimer_portefeuille": "Portefeuille supprimé",
    "supprimer_vue": "Sélection supprimée",
    "suspendre": "Relevés suspendus",
    "taux_en_quarantaine": "Taux mis en quarantaine",
    "traiter_anomalie": "Anomalie marquée comme traitée",
    "traiter_anomalies": "Anomalies marquées comme traitées",
}
"""Each act that the use cases write, as a person says it."""


class Objet(NamedTuple):
    """A kind of object: its French word, and the name of the page that shows one."""

    mot: str
    page: str = ""


OBJETS: Final[Mapping[str, Objet]] = {
    "anomalie": Objet("Anomalie", "anomalie"),
    "controle": Objet("Contrôle"),
    "crm_taux": Objet("Taux reçus", "taux-crm"),
    "declaration": Objet("Déclaration", "declaration"),
    "depot": Objet("Dépôt", "depot"),
    "document": Objet("Document"),
    "envoi": Objet("Envoi", "envoi"),
    "flux": Objet("Flux"),
    "identifiant": Objet("Identifiant", "identifiant"),
    "lot": Objet("Lot de marques"),
    "portefeuille": Objet("Portefeuille", "portefeuille"),
    "proposition": Objet("Proposition", "proposition"),
    "retour": Objet("Retour", "retour"),
    "salarie": Objet("Salarié", "taux-salarie"),
    "utilisateur": Objet("Compte", "utilisateur"),
    "vue": Objet("Sélection"),
}
"""Each kind of object that an act is about."""

_SANS_NUMERO: Final[Mapping[str, str]] = {
    "cadence": "Relevés",
    "documents": "Documents",
    "identifiants": "Tous les identifiants",
    "propositions": "Propositions",
    "retours": "Retours",
    "taux": "Taux PAS",
}
"""References to no row in particular."""

_DETAILS: Final[Mapping[str, str]] = {
    "mot_de_passe_change": "mot de passe changé",
    "reussie": "réussie",
    "limite": "limité à ses portefeuilles",
    "agit": "en répond",
    "traite": "traitée",
    "essai": "essai",
    "role": "rôle",
    "declarations": "déclarations",
    "depots": "dépôts",
    "duree": "durée",
    "cle": "clé",
    "a": "confiée au compte",
    "nir": "numéros de sécurité sociale",
    "entreprise": "entreprise n°",
    "partagee": "partagée",
    "laisses": "laissés",
    "etat": "état",
    "faite": "copie faite",
}


_TUS: Final = frozenset({"somme"})
"""Details of no use to a reader; the export has them."""


def dire_acte(acte: str) -> str:
    """Return the words of an act; one that this version does not know keeps its own name."""
    return ACTES.get(acte) or acte.replace("_", " ").capitalize()


def dire_objet(objet: str) -> tuple[str, str]:
    """Return the words of a reference (« Envoi n° 12 ») and the address of its page, if any."""
    genre, _, numero = objet.partition(":")
    connu = OBJETS.get(genre)
    if objet in _SANS_NUMERO:
        return _SANS_NUMERO[objet], ""
    if connu is None or not (numero.isascii() and numero.isdigit()):
        return objet, ""
    return f"{connu.mot} n° {numero}", _adresse(connu.page, int(numero))


def dire_detail(detail: Mapping[str, object]) -> str:
    """Return the details of an act in one line; what is empty is left out."""
    return ", ".join(
        f"{_DETAILS.get(cle) or cle.replace('_', ' ')} : {_valeur(valeur)}"
        for cle, valeur in detail.items()
        if valeur not in (None, "") and cle not in _TUS
    )


def _valeur(valeur: object) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return str(valeur).replace("_", " ")


def _adresse(page: str, numero: int) -> str:
    try:
        return reverse(page, args=[numero]) if page else ""
    except NoReverseMatch:
        return ""
