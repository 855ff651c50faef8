"""Returns of complementary organisations (nature 51, and 50 when it has a document): root ``Fichier``.

Everything is in attributes, ISO-8859-1, model 114. ``CodeRetourDecla``: 0 accepted, 1 corrections to make,
2 partly taken into account, 3 not taken into account. One document per organisation and delegate.
"""

from recepisse.simulateur.documents.socle import Document, Sujet, bloc, jour, vide
from recepisse.simulateur.modele import Individu, Organisme

PROLOGUE_LATIN = '<?xml version="1.0" encoding="ISO-8859-1"?>\n'
CODES_RETOUR = {"OK": "0", "EN COURS": "0", "ANO": "1", "KO": "3"}

MANDAT_NET = "mandat_net_entreprises"
"""Variant: a SEPA mandate to sign on net-entreprises."""
MANDAT_PROPRIETAIRE = "mandat_proprietaire"
"""Variant: a mandate to sign on the organisation's own site."""

OPS_INCONNU = "P9999"
"""Code shown when the deposited file names no organisation."""


def build_document(sujet: Sujet) -> Document:
    """Return the business report of one organisation."""
    contenu = _mandat(sujet) or _anomalies(sujet)
    declaration = bloc("Declaration", contenu, **_declaration(sujet, mandat="Mandat" in contenu))
    texte = PROLOGUE_LATIN + bloc("Fichier", declaration, **_fichier(sujet))
    return Document(texte.encode("latin-1", "xmlcharrefreplace"), "application/xml")


def _fichier(sujet: Sujet) -> dict[str, str]:
    depot, enveloppe, qui = sujet.depot, sujet.depot.enveloppe, sujet.depot.declarant
    emetteur = enveloppe.emetteur_siret or qui.siret
    return {
        "VersionCRM": "114",
        "IdEnvoi": depot.idflux,
        "TypCRM": "3",
        "ModeDepot": "MtoM",
        "SiteDeposant": qui.siret,
        "PointDepot": enveloppe.point_depot or "01",
        "TailleFichier": str(max(1, depot.taille // 1024)),
        "DateHeureReceptionDep": f"{sujet.recu:%Y%m%d%H%M%S}",
        "SiretEmetteur": emetteur,
        "NomEmetteur": enveloppe.emetteur_nom or qui.nom,
        "SiretDeposant": qui.siret,
        "NomDeposant": qui.nom,
        "PrenomDeposant": qui.prenom,
        "TypeEnvoi": enveloppe.type_envoi or "01",
        "VersionNorme": enveloppe.norme or "P26V01",
        "CodeEnvoi": enveloppe.essai_reel or "01",
        "DateHeureReceptionOC": f"{sujet.produit:%Y%m%d%H%M%S}",
    }


def _declaration(sujet: Sujet, *, mandat: bool) -> dict[str, str]:
    d, code = sujet.declaration, CODES_RETOUR.get(sujet.statut, "0")
    ops = sujet.retour.ops or OPS_INCONNU
    erreurs = {"OK": "0", "EN COURS": "0"}.get(sujet.statut, "1" if mandat else "2")
    attributs = {
        "IdDec": str(d.rang),
        "NatureDecla": d.nature,
        "TypeDecla": d.type,
        "FractionDecla": d.fraction,
        "NoOrdreDecla": d.ordre,
        "DateMoisDec": d.mois,
        "DateConstitution": d.date_fichier,
        "ChampDec": d.champ,
        "SirenDecla": d.siren,
        "NicSiegeDecla": d.nic_siege,
        "NicAffectation": d.nic,
        "CodeOC": ops,
        "CodeDELEG": sujet.retour.delegataire,
        "CodeProducteurCRM": sujet.retour.delegataire or ops,
        "NomProducteurCRM": f"Organisme fictif {ops}",
        "DateHeureProductionCRM": f"{sujet.produit:%Y%m%d%H%M%S}",
        "NbreSal": str(len(sujet.individus)),
        "NbreErreur": erreurs,
        "NbreCritique": "" if erreurs == "0" else "1",
        "NomContact": "Service entreprises",
        "TelContact": "0100000000",
        "MailContact": "contact@organisme.example",
        "CodeRetourDecla": "2" if mandat else code,
    }
    return {nom: valeur for nom, valeur in attributs.items() if valeur}


def _mandat(sujet: Sujet) -> str:
    noms = {MANDAT_NET: "MandatNetE", MANDAT_PROPRIETAIRE: "MandatProp"}
    nom = noms.get(sujet.variante)
    if nom is None:
        return ""
    url = "https://mandat.organisme.example/" if nom == "MandatProp" else ""
    banque = {"BIC": "EXEMFRPPXXX", "IBAN": "FR7600000000000000000000000", "ICS": "FR00ZZZ123456"}
    contexte = _contexte("S21.G00.20.001", "Identifiant OPS", sujet.retour.ops or OPS_INCONNU)
    absence = _retour(
        1, "EVER17", "Absence de mandat SEPA", "S21.G00.20", "Versement", contexte, CriticiteRetour="C"
    )
    return vide(nom, **banque, URLMandatProp=url) + absence


def _anomalies(sujet: Sujet) -> str:
    if sujet.statut not in ("ANO", "KO"):
        return ""
    adhesion = _adhesion(sujet)
    contrat = adhesion.contrat or "CONTRAT"
    fautif = _contexte("S21.G00.15.001", "Contrat", contrat)
    organisme = _contexte("S21.G00.15.002", "Organisme", adhesion.code)
    adherent = _retour(
        1,
        "EADH02",
        "Référence de contrat erronée",
        "S21.G00.15.001",
        "Référence du contrat",
        fautif + organisme,
        CriticiteRetour="C",
        ValeurRubriqueErreur=contrat,
        ValeurCorrigeeAjoutee=f"{contrat}B",
    )
    composant = _retour(
        2,
        "ECIN07",
        "Montant de composant erroné",
        "S21.G00.79.004",
        "Montant de composant",
        fautif + _personne(sujet.individu()),
        CriticiteRetour="P",
        ValeurRubriqueErreur="2100.00",
        ValeurCorrigeeAjoutee="2150.00",
    )
    radiation = _retour(
        3,
        "IEVT07",
        "Radiation confirmée",
        "S21.G00.62",
        "Fin du contrat",
        fautif + _personne(sujet.individu(1)),
        DateEvt=jour(sujet.dernier),
    )
    return adherent + composant + radiation


def _adhesion(sujet: Sujet) -> Organisme:
    for organisme in sujet.declaration.organismes:
        if (organisme.code, organisme.delegataire) == (sujet.retour.ops, sujet.retour.delegataire):
            return organisme
    return Organisme(sujet.retour.ops or OPS_INCONNU)


def _retour(
    ordinal: int, code: str, libelle: str, rubrique: str, nom: str, contextes: str, **suite: str
) -> str:
    return bloc(
        "RetourMetier",
        contextes,
        IdRetour=str(ordinal),
        NbErreursSimilaires="1",
        CodeRetourMetier=code,
        LibelCodeRetourMetier=libelle,
        RubriqueBlocRetour=rubrique,
        LibelRubBlocRetour=nom,
        **suite,
    )


def _personne(individu: Individu) -> str:
    lignes = (
        ("S21.G00.30.001", "NIR", individu.nir or individu.ntt),
        ("S21.G00.30.002", "Nom", individu.nom),
        ("S21.G00.30.004", "Prénoms", individu.prenoms),
        ("S21.G00.30.019", "Matricule", individu.matricule),
    )
    return "".join(_contexte(*ligne) for ligne in lignes if ligne[2])


def _contexte(rubrique: str, libelle: str, valeur: str) -> str:
    return vide("ContexteRetourMetier", Rubrique=rubrique, Libelle=libelle, Valeur=valeur)
