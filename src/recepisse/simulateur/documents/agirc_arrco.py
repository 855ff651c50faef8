"""Returns of Agirc-Arrco (70, 71): an envelope, a synthesis, a notification, or a PDF.

What really comes down the API is not published: the variant chooses between the synthesis
(``accuseReceptionDSNDTO``), the notification (``notificationNCDDSNDTO``), the envelope around the
synthesis in Base64, and the PDF that payroll programs show.
"""

import base64

from recepisse.simulateur.documents.pdf import build_pdf
from recepisse.simulateur.documents.socle import PROLOGUE, Document, Sujet, bloc, feuille

SYNTHESE = "synthese"
NOTIFICATION = "notification"
ENVELOPPE = "enveloppe"
PDF = "pdf"
VERSION_ENVELOPPE = "07"


def build_document(sujet: Sujet) -> Document:
    """Return the document of nature 70 (synthesis) or 71 (notification, unless the variant says more)."""
    defaut = SYNTHESE if sujet.retour.nature == "70" else NOTIFICATION
    forme = sujet.variante or defaut
    if forme == PDF:
        return Document(build_pdf(_lignes(sujet)), "application/pdf")
    corps = {SYNTHESE: _synthese, ENVELOPPE: _enveloppe}.get(forme, _notification)(sujet)
    return Document((PROLOGUE + corps).encode(), "application/xml")


def _montant(sujet: Sujet) -> float:
    return sujet.alea.randrange(10_000, 900_000) / 100


def _lignes(sujet: Sujet) -> tuple[str, ...]:
    return (
        "Agirc-Arrco - document fictif du simulateur",
        f"Flux : {sujet.depot.idflux}",
        f"Établissement : {sujet.declaration.siret}",
        f"Cotisations calculées : {_montant(sujet):.2f} €",
    )


def _synthese(sujet: Sujet) -> str:
    montant, ecart = _montant(sujet), sujet.statut in ("ANO", "KO")
    declaration = bloc(
        "declaration",
        feuille("dateDebut", sujet.premier.isoformat()),
        feuille("dateFin", sujet.dernier.isoformat()),
        feuille("nombreIndividusDeclares", len(sujet.individus)),
        feuille("codeTypeDeclaration", sujet.declaration.type or "01"),
        feuille("numeroFraction", 1),
        feuille("nombreFractionAttendue", 1),
        feuille("codeDevise", "01"),
        feuille("dateEffetStatutCourant", sujet.produit.date().isoformat()),
    )
    calcul = bloc(
        "creDsn",
        feuille("mtTotalRF", f"{montant:.2f}"),
        feuille("mtAllegAA", "-120.00"),
        feuille("dateDemarrageRF", "2019-01-01"),
        feuille("dateDemarrageAG", "2020-01-01"),
        feuille("indAssocCotDcla", "true"),
        feuille("indAllgGenEcart", "true" if ecart else "false"),
        feuille("anoRegulAnt", "false"),
    )
    paiement = bloc(
        "paiementDeclare",
        feuille("datePaiement", sujet.produit.date().isoformat()),
        feuille("modePaiement", "05"),
        feuille("montantVersement", f"{montant - 120:.2f}"),
        feuille("siretPayeur", sujet.declaration.siret),
    )
    contrat = bloc(
        "contrat",
        feuille("codeStatutCategoriel", "01"),
        feuille("nombreContratTravail", len(sujet.individus)),
    )
    return bloc(
        "accuseReceptionDSNDTO",
        declaration,
        bloc("entrepriseDeclaree", feuille("libelleSiren", sujet.declaration.siren)),
        bloc("etablissementDeclare", feuille("libelleNic", sujet.declaration.nic)),
        calcul,
        bloc("paiementsDeclare", paiement),
        bloc("contrats", contrat),
    )


def _notification(sujet: Sujet) -> str:
    debut, fin = sujet.premier.isoformat(), sujet.dernier.isoformat()
    declaration = bloc(
        "declaration",
        feuille("dateDebut", debut),
        feuille("dateFin", fin),
        feuille("nombreIndividusDeclares", len(sujet.individus)),
        feuille("codetypedeclaration", sujet.declaration.type or "01"),
        feuille("libellecodetypedeclaration", "exemple"),
        feuille("numerofraction", 1),
        feuille("nombrefractionattendue", 1),
        feuille("codedevise", "01"),
        feuille("libellecodedevise", "Euro"),
    )
    entreprise = bloc(
        "entrepriseRNE",
        feuille("idInterneAdherent", 1),
        feuille("idPublicEntreprise", sujet.declaration.siren),
        feuille("codeTypeIdPublicEntreprise", "SIREN"),
        feuille("raisonSociale", "ENTREPRISE FICTIVE"),
    )
    etablissement = bloc(
        "etablissementRNE",
        feuille("idInterneEtablissement", 1),
        feuille("idPublicEtablissement", sujet.declaration.siret),
        feuille("codeIdPublicEtablissement", "SIRET"),
        feuille("dateFermeture", "9999-12-31"),
    )
    notification = bloc(
        "notification",
        feuille("timestampCreation", f"{sujet.produit:%Y-%m-%dT%H:%M:%S}"),
        feuille("dateDebutEffetNotification", debut),
        feuille("dateFinEffetNotification", fin),
        feuille("typeParticulariteMetaDeclaration", 0),
        feuille("dateDebutEffetCCC", debut),
        feuille("dateSuiviCommGrappe", sujet.produit.date().isoformat()),
        feuille("dateFinEffetCCC", fin),
        bloc("editiquesGPS", _institution(sujet)),
    )
    return bloc("notificationNCDDSNDTO", declaration, entreprise, etablissement, notification)


def _institution(sujet: Sujet) -> str:
    montant = f"{_montant(sujet):.2f}"
    total = bloc(
        "totalcotisations",
        feuille("montantsPeriodeCalcul", montant),
        feuille("signeMontantsPeriodeCalcul", "+"),
        feuille("montantsPeriodeNotifiee", montant),
        feuille("signeMontantsPeriodeNotifiee", "+"),
        feuille("codeTypeCotisation", "T"),
        feuille("libelleTypeCotisation", "Total fictif"),
        feuille("codeNatureVentilation", "T"),
    )
    adresse = "".join(feuille(f"ligne{n}", "") for n in range(2, 7))
    return bloc(
        "gps",
        feuille("version", 1),
        feuille("codeTypeOrganisme", "IRC"),
        feuille("numeroCSN", "X000"),
        feuille("numeroCSNGroupe", "X001"),
        total,
        feuille("nomOrganisme", "Institution fictive"),
        feuille("destinataire", "INSTITUTION FICTIVE"),
        adresse,
        feuille("pays", "FRANCE"),
        feuille("adresseMail", "contact@institution.example"),
        feuille("siteInternet", "www.institution.example"),
    )


def _enveloppe(sujet: Sujet) -> str:
    contenu = base64.b64encode((PROLOGUE + _synthese(sujet)).encode()).decode("ascii")
    instant = f"{sujet.produit:%Y-%m-%dT%H:%M:%S}"
    crm = bloc(
        "crm",
        bloc("crmContenu", feuille("contenu", contenu)),
        bloc(
            "crmMetaDonnees",
            feuille("codeTypeCRM", "CRE"),
            feuille("dateDebutEffet", sujet.premier.isoformat()),
            feuille("dateFinEffet", sujet.dernier.isoformat()),
            feuille("identifiantTechniqueDocument", 1),
            feuille("numeroVersionStructure", VERSION_ENVELOPPE),
            feuille("timestampCreation", instant),
        ),
    )
    meta = bloc(
        "enveloppeMetaDonnees",
        feuille("codeTypeEnveloppe", "CRM"),
        feuille("identifiantSystemeCommuniquant", "EX"),
        feuille("numeroVersionStructure", VERSION_ENVELOPPE),
        feuille("timestampConstitution", instant),
    )
    objet = bloc(
        "objetGestion",
        feuille("codeTypeObjetGestion", "DSN"),
        feuille("identifiantTechnique", 1),
        feuille("identifiantInterlocution", 1),
    )
    return bloc("enveloppeRoot", bloc("enveloppe", bloc("enveloppeContenu", crm), meta, objet))
