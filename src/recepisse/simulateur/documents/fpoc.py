"""Parameter sheets of complementary organisations (FPOC): root ``FICHE``, ISO-8859-1, schema 26-R1.4.0.

A sheet tells how an organisation wants its contract to be declared: reference, codes, options, populations,
expected elements. The simulator writes one for each adhesion of the deposited files (S21.G00.15), and agrees
with what they declare.
"""

from datetime import datetime

from recepisse.simulateur.documents.oc import PROLOGUE_LATIN
from recepisse.simulateur.documents.socle import Document, bloc, feuille, vide
from recepisse.simulateur.modele import Organisme
from recepisse.temps import to_paris

_CONTACT = {"Nom": "Service entreprises", "Tel": "0100000000", "Mail": "fiches@exemple.fr"}


def build_fiche(numero: str, siren: str, nic: str, organisme: Organisme, produite_le: datetime) -> Document:
    """Return the sheet ``numero`` of the company ``siren`` for one adhesion."""
    debut = f"0101{to_paris(produite_le):%Y}"
    codes = {"CodeOC": organisme.code, "CodeDELEG": organisme.delegataire}
    contrat = {"ReferenceContrat": organisme.contrat or "CONTRAT", "LibelleContrat": "Contrat fictif"}
    parametres = bloc(
        "ParametresContrats",
        vide("Organisme", **codes),
        vide("Contrat", **contrat),
        vide("Option", CodeOption="OPT1", LibelleOption="Option fictive"),
        vide("Population", CodePopulation="NCAD", LibellePopulation="Non cadres"),
        bloc("ElementsDeCalculAttendus", bloc("TAPrev", feuille("Taux", "0.6"))),
        Periodicite="Trimestriel",
        DateDebutValidite=debut,
    )
    fiche = bloc(
        "FICHE",
        vide("Entreprise", SIREN=siren, RaisonSociale="Entreprise fictive", NIC=nic),
        vide(
            "ProducteurFiche",
            CodeProducteur=organisme.code,
            RaisonSocialeProducteur=f"Organisme fictif {organisme.code}",
        ),
        vide("ContactTechniqueFiche", **_CONTACT),
        vide("ContactGestionnaireFiche", **_CONTACT),
        bloc("GROUPE", parametres, NumeroGrp="1", LibelleGrp="Ensemble du personnel"),
        IdentifiantFiche=numero,
        DateHeureCreation=f"{to_paris(produite_le):%Y-%m-%dT%H:%M:%S}",
        Version="140",
    )
    octets = (PROLOGUE_LATIN + fiche).encode("latin-1", "xmlcharrefreplace")
    return Document(octets, "application/xml")
