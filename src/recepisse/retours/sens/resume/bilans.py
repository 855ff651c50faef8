"""The natures of the "bilan" family, one by one: identity, contracts, leave, rates."""

from collections.abc import Iterator, Mapping

from recepisse.retours.donnees import objet, objets, texte
from recepisse.retours.modele import Donnee
from recepisse.retours.sens.resume.phrases import codes, jour, nombre, pluriel
from recepisse.retours.sens.resume.vue import Tete, Vue

_FINS_DE_CONTRAT = frozenset({"02", "07"})
_ARRETS = frozenset({"04", "05"})


def identification(vue: Vue) -> Tete:
    """Nature 20: persons unknown to the register of identities, or known with differences."""
    inconnus, ecarts = vue.codes("I0320"), vue.codes("I0310")
    dits = [
        *(
            [f"{pluriel(inconnus, 'salarié')} non {'reconnus' if inconnus > 1 else 'reconnu'}"]
            if inconnus
            else []
        ),
        *([f"{pluriel(ecarts, 'salarié')} avec des écarts d’identité"] if ecarts else []),
    ]
    evenement = any(declaration.nature not in {"", "01"} for declaration in vue.contenu.declarations)
    verdict = ("Signalement rejeté" if evenement else "Déclaration rejetée") if vue.is_refus else ""
    if not dits or inconnus + ecarts < len(vue.anomalies):
        return Tete(verdict, liaison=" : ")
    return Tete(" : ".join(filter(None, (verdict, ", ".join(dits)))), complete=True)


def coherence(vue: Vue) -> Tete:
    """Nature 21: contracts that do not follow each other, or an attestation that could not be rebuilt."""
    if vue.is_refus:
        natures = {declaration.nature for declaration in vue.contenu.declarations}
        quoi = (
            "Attestation employeur non reconstituée"
            if natures and natures <= _FINS_DE_CONTRAT
            else "Attestation de salaire non reconstituée"
            if natures and natures <= _ARRETS
            else "Attestation non reconstituée"
        )
        return Tete(quoi, liaison=" : ")
    sans_embauche, disparus = vue.codes("C0201"), vue.codes("C0202")
    dits = [
        *([f"{pluriel(sans_embauche, 'contrat')} sans embauche déclarée"] if sans_embauche else []),
        *([f"{pluriel(disparus, 'contrat')} {_disparus(disparus)} sans fin déclarée"] if disparus else []),
    ]
    return Tete(", ".join(dits), complete=sans_embauche + disparus == len(vue.anomalies))


def _disparus(combien: int) -> str:
    return "disparus" if combien > 1 else "disparu"


def longs_arrets(vue: Vue) -> Tete:
    """Nature 22: attestations of leave of more than six months."""
    etats = [
        (
            texte(faite, "etat").upper(),
            int(texte(faite, "nombre")) if _is_nombre(texte(faite, "nombre")) else 1,
        )
        for declaration in vue.bilans()
        for faite in objets(objet(declaration, "bilan"), "reconstituees")
    ]
    manquees = sum(combien for etat, combien in etats if etat == "KO") or (1 if vue.is_refus else 0)
    if manquees:
        mots = ("attestation de salaire non reconstituée", "attestations de salaire non reconstituées")
        return Tete(pluriel(manquees, *mots), complete=True)
    faites = sum(combien for etat, combien in etats if etat == "OK")
    mots = ("attestation de salaire reconstituée", "attestations de salaire reconstituées")
    return Tete(pluriel(faites, *mots) if faites else "")


def _is_nombre(ecrit: str) -> bool:
    return ecrit.isascii() and ecrit.isdigit() and len(ecrit) < len("1000000")


def temps_partiel(vue: Vue) -> Tete:
    """Natures 23, 36 and 38: attestations of therapeutic part-time work."""
    if vue.is_refus:
        issue = "non préparée" if vue.nature == "23" else "refusée"
        return Tete(
            f"Attestation de temps partiel thérapeutique {issue}{codes(vue.anomalies)}", complete=True
        )
    return _traite(vue, "Temps partiel thérapeutique traité")


def arret(vue: Vue) -> Tete:
    """Natures 31 and 33: what the health insurance did of a leave."""
    if vue.is_refus:
        return Tete(
            f"Attestation de salaire refusée par l’assurance maladie{codes(vue.anomalies)}", complete=True
        )
    return _traite(vue, "Signalement traité par l’assurance maladie")


def _traite(vue: Vue, phrase: str) -> Tete:
    return Tete("") if vue.anomalies else Tete(phrase, complete=True)


def taux_atmp(vue: Vue) -> Tete:
    """Nature 34: rates of accident at work."""
    informations = vue.calcul("atmp")
    dates = {jour(texte(objet(information, "clefs"), "dateDebutEffet")) for information in informations}
    effet = dates.pop() if len(dates) == 1 else ""
    suite = f" à effet du {effet}" if effet else ""
    recus = "reçus" if len(informations) > 1 else "reçu"
    return Tete(f"{len(informations)} taux AT/MP {recus}{suite}" if informations else "")


def bonus_malus(vue: Vue) -> Tete:
    """Nature 117: rate of the unemployment contribution."""
    for information in vue.calcul("bmcc"):
        debut = jour(texte(objet(information, "clefs"), "dateDebutEffet"))
        for taux in _taux(information):
            if taux.get("part") == "patronale":
                valeur = nombre(texte(taux, "valeur"))
                return Tete(f"Taux de contribution {valeur} %" + (f" à effet du {debut}" if debut else ""))
    return Tete("")


def _taux(information: Mapping[str, Donnee]) -> Iterator[Mapping[str, Donnee]]:
    for paie in objets(information, "paie"):
        yield from objets(paie, "taux")


def agregees(vue: Vue) -> Tete:
    """Nature 61: what Urssaf did of the totals. Amounts are only in its sentences, which are not repeated."""
    if vue.is_refus:
        return Tete("Déclaration ou paiement refusé par l’Urssaf", liaison=" : ")
    certificats = [texte(objet(objet(d, "bilan"), "conformite"), "certificat") for d in vue.bilans()]
    return Tete("Déclaration enregistrée par l’Urssaf" if any(certificats) else "")


def paiement(vue: Vue) -> Tete:
    """Nature 93: a payment to the tax administration."""
    if vue.is_refus:
        return Tete(f"Paiement refusé par la DGFiP{codes(vue.anomalies)}", complete=True)
    return Tete("")


def taux_pas(vue: Vue) -> Tete:
    """Nature 94: rates of withholding tax. Zero is a rate; who has none is counted apart."""
    salaries = [s for declaration in vue.bilans() for s in objets(declaration, "salaries")]
    recus = sum("taux" in salarie for salarie in salaries)
    manquants = len(salaries) - recus
    dits = [f"{recus or 'aucun'} taux {'reçus' if recus > 1 else 'reçu'}"] if salaries else []
    if manquants:
        dits.append(f"{pluriel(manquants, 'salarié')} sans taux")
    return Tete(_majuscule(", ".join(dits)))


def _majuscule(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]


def taux_appliques(vue: Vue) -> Tete:
    """Nature 95: rates that should not have been applied."""
    combien = vue.codes("TST")
    mots = ("taux appliqué non valide", "taux appliqués non valides")
    return Tete(pluriel(combien, *mots) if combien else "", complete=combien == len(vue.anomalies))


def amorcage(vue: Vue) -> Tete:
    """Nature 114: contracts already declared."""
    contrats = sum(1 for declaration in vue.bilans() for _ in objets(declaration, "contrats"))
    mots = ("contrat déjà déclaré", "contrats déjà déclarés")
    return Tete(pluriel(contrats, *mots) if contrats else "Aucun contrat déjà déclaré")
