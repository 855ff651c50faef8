"""The other families: NEOReS, complementary bodies, Agirc-Arrco, daily allowances, settings, plain files."""

from collections.abc import Callable, Iterator, Mapping

from recepisse.retours.donnees import objet, objets, texte
from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Donnee
from recepisse.retours.sens.resume.phrases import euros, pluriel
from recepisse.retours.sens.resume.vue import MANDAT, Tete, Vue


def actions(vue: Vue) -> Iterator[Mapping[str, Donnee]]:
    """Yield the targets of action (B004) of a NEOReS document."""
    for retour in objets(vue.donnees, "retours"):
        yield from objets(retour, "actions")


def identite(vue: Vue) -> Tete:
    """Nature 121: identities against the register."""
    if not vue.anomalies:
        return Tete("Aucun écart d’identité signalé")
    personnes = sum(1 for action in actions(vue) for _ in objets(action, "identites"))
    return Tete(f"{pluriel(personnes or len(vue.anomalies), 'identité')} à vérifier", complete=True)


def effectifs(vue: Vue) -> Tete:
    """Nature 118: headcounts to take into account."""
    recus = sum(1 for action in actions(vue) for _ in objets(action, "parametres"))
    return (
        Tete(f"{pluriel(recus, 'effectif')} {'reçus' if recus > 1 else 'reçu'}", complete=True)
        if recus
        else Tete("")
    )


def rappel(vue: Vue) -> Tete:
    """Natures 124 and 125: what was never corrected last year. What may be substituted is critical."""
    rappelees = len(vue.anomalies)
    substituables = sum(anomalie.gravite is Gravite.CRITIQUE for anomalie in vue.anomalies)
    if not rappelees:
        return Tete("Rappel annuel")
    mots = ("anomalie rappelée", "anomalies rappelées")
    dont = f", dont {pluriel(substituables, 'substituable')}" if substituables else ""
    return Tete(pluriel(rappelees, *mots) + dont, complete=True)


def substitution(vue: Vue) -> Tete:
    """Natures 132 and 134: what was corrected in the employer's place."""
    mots = ("donnée substituée", "données substituées")
    combien = len(vue.anomalies)
    return Tete(pluriel(combien, *mots), complete=True) if combien else Tete("Données substituées")


_A_CORRIGER = ", corrections à apporter"
_CODES_RETOUR = {
    "0": "Déclaration acceptée",
    "1": f"Déclaration acceptée{_A_CORRIGER}",
    "2": "Déclaration prise en compte en partie",
    "3": "Déclaration non prise en compte",
}
"""By CodeRetourDecla."""

_ACCUSE = "1"
"""TypCRM of a receipt, in the models up to 2020; a published report of the model 1.1.1 has it too."""


def organisme(vue: Vue) -> Tete:
    """Natures 50 and 51: the answer of a complementary body, with the mandates to sign."""
    is_accuse = vue.nature == "50" or texte(objet(vue.donnees, "fichier"), "TypCRM") == _ACCUSE
    if is_accuse and not vue.anomalies and not vue.is_refus:
        return Tete("Déclaration reçue par l’organisme complémentaire")
    rendus = [d.etat for d in vue.contenu.declarations if d.etat in _CODES_RETOUR]
    mandats = sum(anomalie.code == MANDAT for anomalie in vue.anomalies)
    verdict = _CODES_RETOUR[max(rendus)] if rendus else ""
    if len(vue.anomalies) > mandats:
        verdict = verdict.removesuffix(_A_CORRIGER)
    dits = [verdict, f"{pluriel(mandats, 'mandat')} à signer" if mandats else ""]
    return Tete(", ".join(filter(None, dits)))


def retraite(vue: Vue) -> Tete:
    """Natures 70 and 71: contributions worked out by Agirc-Arrco, in a document or in an envelope of some."""
    for document in (vue.donnees, *_joints(vue.donnees)):
        synthese = objet(document, "creDsn")
        calcule = texte(synthese, "mtTotalRF") or texte(synthese, "mtTotalAgirc")
        if calcule:
            return Tete(f"Synthèse Agirc-Arrco : {euros(calcule)}")
        for gps in objets(objet(objet(document, "notification"), "editiquesGPS"), "gps"):
            total = objet(gps, "totalcotisations")
            montant = texte(total, "montantsPeriodeCalcul")
            signe = "-" if texte(total, "signeMontantsPeriodeCalcul") == "-" else ""
            if montant:
                return Tete(f"Cotisations Agirc-Arrco calculées : {signe}{euros(montant)}")
    return Tete("Cotisations de retraite complémentaire")


def _joints(donnees: Mapping[str, Donnee]) -> Iterator[Mapping[str, Donnee]]:
    """Yield the documents that an envelope holds."""
    for enveloppe in objets(donnees, "enveloppe"):
        for crm in objets(objet(enveloppe, "enveloppeContenu"), "crm"):
            yield objet(crm, "document")


def indemnites(vue: Vue) -> Tete:
    """Daily allowances paid (BPIJ)."""
    etage = [objet(vue.donnees, "Declarant")]
    for cle in ("Declare", "Caisse", "Assure"):
        etage = [dessous for dessus in etage for dessous in objets(dessus, cle)]
    return Tete("Indemnités journalières" + (f" : {pluriel(len(etage), 'assuré')}" if etage else ""))


def fiche(vue: Vue) -> Tete:
    """A sheet of settings of a complementary body."""
    del vue
    return Tete("Fiche de paramétrage d’un organisme complémentaire")


def pdf(vue: Vue) -> Tete:
    """A PDF: the attestation of the employer, the detail of contributions, or something to open."""
    if vue.nature in {"41", "44"} and vue.is_refus:
        return Tete("Attestation employeur non établie", complete=True)
    if vue.nature in {"41", "44"}:
        return Tete("Attestation employeur à remettre au salarié", complete=True)
    return Tete(
        "Détail des cotisations Agirc-Arrco (PDF)" if vue.nature in {"70", "71"} else "Document PDF à ouvrir"
    )


_FORMES = {
    "zip": "Archive à ouvrir",
    "html": "Page web reçue à la place d’un document",
    "texte": "Texte à lire",
    "json": "Document d’un format inconnu de Récépissé, à lire",
    "binaire": "Fichier d’un format inconnu, à ouvrir",
}


def inconnue(vue: Vue) -> Tete:
    """What is of no known family."""
    return Tete(_FORMES.get(vue.contenu.type_interne, "Document d’un format inconnu de Récépissé, à lire"))


PAR_FAMILLE: Mapping[str, Callable[[Vue], Tete]] = {
    "oc": organisme,
    "agirc_arrco": retraite,
    "bpij": indemnites,
    "fpoc": fiche,
    "pdf": pdf,
    "inconnue": inconnue,
}
