"""Bilans of the organisations: 31, 36, 38 (CNAM, MSA), 61, 62, 80 (Urssaf, MSA), 114, 116, 123 (others).

Oddities of real documents are kept on purpose: NIR with its key in 31 and 36, month written in three ways,
zone in the dates of 38, type ``CRACOSS`` in 61 and ``21`` in 116. No example of 62 and 80 is published:
they take the plain frame.
"""

from recepisse.simulateur.documents.rapport import (
    NON_BLOQUANT,
    Rapport,
    anomalie,
    build_document,
    contenu,
    identification,
    identification_courte,
    rubrique,
    salarie,
)
from recepisse.simulateur.documents.socle import Document, Sujet, bloc, feuille
from recepisse.simulateur.modele import Individu

NATURE_ARRET = "4"
"""How the CNAM writes the nature of the declaration, with one digit."""


def compte_rendu_arret(sujet: Sujet) -> Document:
    """Return the nature 31: what the CNAM did of a leave or a return to work."""
    return _cnam(sujet, "31", "PMNR", "Exemple du simulateur : motif de rejet", anonyme=True)


def temps_partiel_cnam(sujet: Sujet) -> Document:
    """Return the nature 36: therapeutic part time, CNAM."""
    return _cnam(sujet, "36", "PRF", "Exemple du simulateur : attestation à refaire en ligne", anonyme=False)


def temps_partiel_msa(sujet: Sujet) -> Document:
    """Return the nature 38: therapeutic part time, MSA."""
    etat = "KO" if sujet.statut == "KO" else "OK"
    refaire = anomalie("PRF", "Exemple du simulateur : attestation à refaire", salarie(sujet.individu()))
    return build_document(
        sujet,
        Rapport(
            "38",
            version="v02r02",
            prefixe="ns2",
            etat=etat,
            etat_envoi=etat,
            identification_xml=identification(sujet, mois=sujet.premier.strftime("%Y%m")),
            bilan_xml=contenu(sujet),
            anomalies_xml=(refaire,) if etat == "KO" else (),
        ),
    )


def urssaf_agrege(sujet: Sujet) -> Document:
    """Return the nature 61: aggregated data and payment; the amounts are only in sentences."""
    declare = sujet.alea.randrange(800, 90_000)
    periode = f"{sujet.premier:%m/%Y}"
    certificat = (
        f"Exemple du simulateur : télédéclaration de {declare} euros et télépaiement de {declare} euros "
        f"enregistrés, certificat {sujet.alea.randrange(10**7, 10**8)}, période {periode}."
    )
    anomalies: tuple[str, ...] = ()
    if sujet.statut == "ANO":
        ecart = (
            f"Exemple du simulateur : montant déclaré {declare} euros, montant calculé {declare - 102} euros."
        )
        mandat = "Exemple du simulateur : mandat SEPA interentreprises à valider."
        anomalies = (
            anomalie("BA-209-09", ecart, categorie=NON_BLOQUANT, nombre=1),
            anomalie("BA-210-01", mandat, categorie=NON_BLOQUANT, nombre=1),
        )
    conformite = bloc(
        "niveau_conformite", feuille("etat_conformite", "OK"), feuille("certificat_conformite", certificat)
    )
    return build_document(
        sujet,
        Rapport(
            "CRACOSS",
            identification_xml=identification(sujet, mois=sujet.premier.isoformat()),
            contenu_envoi_xml=bloc("envoi_contenu", feuille("declarations", 1)),
            bilan_xml=contenu(sujet) + _compteur(len(anomalies)) + conformite,
            anomalies_xml=anomalies,
        ),
    )


def plain(sujet: Sujet) -> Document:
    """Return a bilan of which only the label is known (62, 80, 33): the frame, one remark when ANO."""
    remarque = anomalie(
        "EX-01",
        "Exemple du simulateur : donnée à vérifier.",
        salarie(sujet.individu(), "DSN"),
        categorie=NON_BLOQUANT,
        nombre=1,
    )
    anomalies = (remarque,) if sujet.statut != "OK" else ()
    return build_document(
        sujet, Rapport(sujet.retour.nature, bilan_xml=contenu(sujet), anomalies_xml=anomalies)
    )


def amorcage(sujet: Sujet) -> Document:
    """Return the nature 114: the contract already known of a person (S-ADV)."""
    qui = sujet.individu()
    debut = qui.contrats[0].debut if qui.contrats else sujet.premier.strftime("%d%m%Y")
    numero = qui.contrats[0].numero if qui.contrats else "00000"
    repris = bloc(
        "contrat",
        feuille("date_debut_contrat", debut),
        feuille("num_contrat", numero),
        feuille("nature_contrat", "01"),
        feuille("statut_conventionnel_contrat", "07"),
        feuille("libelle_emploi_contrat", "Emploi fictif"),
        feuille("code_regime_maladie_contrat", "200"),
    )
    bilan = contenu(sujet) + repris + feuille("mois", sujet.premier.strftime("%d%m%Y"))
    return build_document(sujet, Rapport("114", version="v02r01", bilan_xml=bilan))


def conges_batiment(sujet: Sujet) -> Document:
    """Return the natures 116 (monthly) and 123 (end of contract) of the CIBTP."""
    mensuel = sujet.retour.nature == "116"
    code, message = (
        ("S21.G00.40.041-C01", "Exemple du simulateur : classification incompatible avec la convention.")
        if mensuel
        else ("CCD0001", "Exemple du simulateur : mesure d’activité incohérente.")
    )
    valeurs = (
        rubrique("declenchante", "S21.G00.40.041", "MCE", "Positionnement")
        + rubrique("associee", "S21.G00.40.017", "1702")
        if mensuel
        else rubrique("declenchante", "S21.G00.53.002", "151.67", "Mesure")
    )
    ecart = anomalie(
        code,
        message,
        salarie(sujet.individu(), "DSN" if mensuel else ""),
        categorie=NON_BLOQUANT,
        ligne=102,
        nombre=1,
        valeurs=valeurs,
    )
    return build_document(
        sujet,
        Rapport(
            "21" if mensuel else "123",
            version="v02r01",
            message="Exemple du simulateur : bilan des congés",
            etat="ANO",
            etat_envoi="ANO",
            bilan_xml=contenu(sujet),
            anomalies_xml=(ecart,),
        ),
    )


def _cnam(sujet: Sujet, type_: str, code: str, message: str, *, anonyme: bool) -> Document:
    qui = sujet.individu()
    montre = (
        Individu(rang=1, nir=qui.nir, ntt=qui.ntt, nom="non renseigné", prenoms="non renseigné")
        if anonyme
        else Individu(rang=1, nir=qui.nir, ntt=qui.ntt, nom=qui.nom, prenoms=qui.prenoms)
    )
    etat = "KO" if sujet.statut == "KO" else "OK"
    rejet = anomalie(code, message, salarie(montre, avec_cle=True))
    return build_document(
        sujet,
        Rapport(
            type_,
            prefixe="ns2",
            envoi_complet=False,
            etat=etat,
            etat_envoi=etat,
            identification_xml=identification_courte(sujet, nature=NATURE_ARRET),
            bilan_xml=contenu(sujet),
            anomalies_xml=(rejet,) if etat == "KO" else (),
        ),
    )


def _compteur(nombre: int) -> str:
    if not nombre:
        return ""
    return bloc("declaration_compteurs", feuille("categorie", NON_BLOQUANT), feuille("nombre", nombre))
