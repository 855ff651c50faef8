"""Bilans of the platform itself: 11 (CCO, BAN), 20 (BIS), 21 (CID, AED, DSIJ), 22 (A6M), 23 (TPT).

Codes are those of the published samples; sentences are invented.
"""

from dataclasses import replace

from recepisse.simulateur.documents.rapport import (
    BLOQUANT,
    NON_BLOQUANT,
    Rapport,
    anomalie,
    build_document,
    contenu,
    contrat,
    rubrique,
    salarie,
)
from recepisse.simulateur.documents.socle import Document, Sujet, bloc, feuille

MENSUELLE = "01"
CERTIFICAT_DPAE = 172
"""Length of the certificate of a DPAE (published as longer than 165 characters)."""

CODE_PLUSIEURS = "S20.G00.05-CST-11"
"""Control of the norm broken by a deposit of several declarations."""


def conformite(sujet: Sujet) -> Document:
    """Return the nature 11: certificate of conformity (CCO) or report of anomalies (BAN)."""
    if sujet.statut != "KO":
        bilan = contenu(sujet) + bloc("niveau_conformite", feuille("etat_conformite", "OK"))
        return build_document(sujet, Rapport("CCO", bilan_xml=bilan, contenu_envoi_xml=_contenu_envoi(sujet)))
    anomalies = _anomalies_ban(sujet)
    bilan = (
        contenu(sujet)
        + _compteur(BLOQUANT, 1)
        + (_compteur(NON_BLOQUANT, 1) if len(anomalies) > 1 else "")
        + bloc("niveau_conformite", feuille("etat_conformite", "KO"))
    )
    compteurs = "".join(
        bloc("envoi_compteurs", feuille("envoi_categorie", nom), feuille("nombre", nombre))
        for nom, nombre in (("generale", 0), ("declaration", len(anomalies)), ("total", len(anomalies)))
    )
    return build_document(
        sujet,
        Rapport(
            "BAN",
            etat="KO",
            etat_envoi="KO",
            bilan_xml=bilan,
            anomalies_xml=anomalies,
            contenu_envoi_xml=_contenu_envoi(sujet) + compteurs,
        ),
    )


def conformite_dpae(sujet: Sujet) -> Document:
    """Return the certificate or the refusal of a DPAE (shape of the bilan, profile DPAE: unconfirmed)."""
    identite = feuille("rang", 1) + "".join(
        feuille(nom, valeur)
        for nom, valeur in (("SIREN", sujet.declaration.siren), ("nic_affectation", sujet.declaration.nic))
        if valeur
    )
    if sujet.statut == "KO":
        refus = anomalie("INCONNU-A", "Numero de securite sociale invalide", categorie=BLOQUANT)
        bilan = bloc("niveau_conformite", feuille("etat_conformite", "KO"))
        rapport = Rapport("BAN", etat="KO", etat_envoi="KO", bilan_xml=bilan, anomalies_xml=(refus,))
    else:
        certificat = "".join(sujet.alea.choices("0123456789ABCDEF", k=CERTIFICAT_DPAE))
        conformite_xml = bloc(
            "niveau_conformite",
            feuille("etat_conformite", "OK"),
            feuille("certificat_conformite", certificat),
        )
        rapport = Rapport("CCO", bilan_xml=contenu(sujet) + conformite_xml)
    return build_document(
        sujet, replace(rapport, profil="DPAE", version="v02r02", identification_xml=identite)
    )


def identification_salaries(sujet: Sujet) -> Document:
    """Return the nature 20 (BIS): people found with differences, people not found.

    On an event KO means that the declaration is refused.
    """
    categorie = BLOQUANT if sujet.statut == "KO" else NON_BLOQUANT
    premier = sujet.individu()
    anomalies = [
        anomalie(
            "I0310",
            "SALARIE_RECONNU",
            salarie(premier, "DSN"),
            salarie(premier, "SNGI", corrige=_nir_voisin(premier.nir)),
            categorie=categorie,
            nombre=1,
        )
    ]
    if len(sujet.individus) > 1:
        inconnu = salarie(sujet.individu(1), "DSN")
        anomalies.append(anomalie("I0320", "SALARIE_INCONNU", inconnu, categorie=categorie, nombre=1))
    return build_document(
        sujet,
        Rapport(
            "20",
            message="Exemple du simulateur : identités à vérifier.",
            etat="KO" if sujet.statut == "KO" else "OK",
            bilan_xml=contenu(sujet),
            anomalies_xml=tuple(anomalies) if sujet.statut != "OK" else (),
            marque=sujet.declaration.nature == MENSUELLE,
        ),
    )


def controles_inter_declarations(sujet: Sujet) -> Document:
    """Return the nature 21: CID on a monthly, failure to rebuild AED or DSIJ on an event."""
    if sujet.statut == "OK":
        return build_document(sujet, Rapport("21", bilan_xml=contenu(sujet)))
    if sujet.declaration.nature == MENSUELLE:
        return _cid(sujet)
    mois = sujet.premier.strftime("%y%m")
    message = f"Exemple du simulateur : mensuelle {mois} absente, mise en attente."
    manque = anomalie("Flux Dsn", message, categorie=BLOQUANT, nombre=1)
    type_ = "DSIJ" if sujet.declaration.nature == "04" else "AED"
    reconstituee = _reconstituee(type_)
    return build_document(
        sujet,
        Rapport("21", etat="KO", bilan_xml=contenu(sujet) + reconstituee, anomalies_xml=(manque,)),
    )


def arrets_six_mois(sujet: Sujet) -> Document:
    """Return the nature 22: salary certificates for absences over six months (A6M)."""
    qui = salarie(sujet.individu(), "DSN")
    erreur = anomalie(
        "D00SB", "Exemple du simulateur : erreur de constitution.", qui, categorie=BLOQUANT, nombre=1
    )
    bilan = contenu(sujet) + _reconstituee("A6M")
    return build_document(sujet, Rapport("22", etat="KO", bilan_xml=bilan, anomalies_xml=(erreur,)))


def temps_partiel(sujet: Sujet) -> Document:
    """Return the nature 23: checks of the therapeutic part time."""
    message = "Exemple du simulateur : nature de contrat non gérée."
    erreur = anomalie("D00T4", message, categorie=BLOQUANT, nombre=1)
    return build_document(
        sujet, Rapport("23", version="v02r01", etat="ANO", bilan_xml=contenu(sujet), anomalies_xml=(erreur,))
    )


def _cid(sujet: Sujet) -> Document:
    premier, second = sujet.individu(), sujet.individu(1)
    debut = premier.contrats[0].debut if premier.contrats else ""
    numero = premier.contrats[0].numero if premier.contrats else ""
    disparu = (
        f"Exemple du simulateur : contrat absent sans fin de contrat. NIR : {premier.nir}, "
        f"Date début du contrat : {debut}, Numéro du contrat : {numero}"
    )
    anomalies = (
        anomalie("C0202", disparu, categorie=NON_BLOQUANT, nombre=1),
        anomalie(
            "C0201",
            "Exemple du simulateur : contrat présent sans embauche",
            salarie(second, "DSN"),
            contrat(second),
            categorie=NON_BLOQUANT,
            nombre=1,
        ),
    )
    return build_document(sujet, Rapport("21", bilan_xml=contenu(sujet), anomalies_xml=anomalies))


def _anomalies_ban(sujet: Sujet) -> tuple[str, ...]:
    if len(sujet.depot.declarations) > 1:
        message = "Exemple du simulateur : une seule déclaration par dépôt entre machines."
        valeurs = rubrique("declenchante", "S20.G00.05.001", sujet.declaration.nature)
        return (anomalie(CODE_PLUSIEURS, message, categorie=BLOQUANT, valeurs=valeurs),)
    premier = sujet.individu()
    debut = premier.contrats[0].debut if premier.contrats else "01132026"
    bloquante = anomalie(
        "CCH-11",
        "Exemple du simulateur : valeur incompatible avec une autre rubrique.",
        salarie(premier, "DSN"),
        categorie=BLOQUANT,
        ligne=57,
        valeurs=rubrique("declenchante", "S21.G00.40.001", debut, "Date de début du contrat")
        + rubrique("associee", "S21.G00.30.006", premier.naissance or "01011990"),
    )
    legere = anomalie(
        "CSL-00",
        "Exemple du simulateur : rubrique à vérifier.",
        categorie=NON_BLOQUANT,
        ligne=61,
        valeurs=rubrique("declenchante", "S21.G00.30.018", "adresse@exemple", "Adresse mél"),
    )
    return bloquante, legere


def _contenu_envoi(sujet: Sujet) -> str:
    return bloc(
        "envoi_contenu",
        feuille("declarations", max(1, len(sujet.depot.declarations))),
        feuille("salaries", len(sujet.individus)),
    )


def _compteur(categorie: str, nombre: int) -> str:
    return bloc("declaration_compteurs", feuille("categorie", categorie), feuille("nombre", nombre))


def _reconstituee(type_: str) -> str:
    return bloc(
        "declaration_reconstituee", feuille("type", type_), feuille("etat", "KO"), feuille("nombre", 1)
    )


def _nir_voisin(nir: str) -> str:
    """Return another NIR, one away in its last digit: the reference that differs from the declared one."""
    return nir[:-1] + str((int(nir[-1]) + 1) % 10) if nir and nir[-1] in "0123456789" else nir
