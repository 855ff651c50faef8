"""Family NEOReS (118 to 136): root ``GIPMDS`` in ``https://gipmds/1.0``, rubrics ``RO_Bnnn_Rnnn``.

Version P26V01. This module holds the frame (attachment, context, validation); what each nature says is in
:mod:`~recepisse.simulateur.documents.neores_actions`.
"""

from dataclasses import dataclass

from recepisse.simulateur.documents.neores_actions import actions
from recepisse.simulateur.documents.socle import PROLOGUE, Document, Sujet, bloc, facultatif, feuille

VERSION = "P26V01"
ESPACE = "https://gipmds/1.0"
SIRET_ORGANISME = "90120077400015"
"""An invented organisation."""


@dataclass(frozen=True, slots=True)
class Profil:
    """What makes one nature: its trigger, its issuer, the text of its validation."""

    declencheur: str
    organisme: str
    libelle: str
    metier: str = ""
    """Text of RO_B003_R001; empty when the nature has no validation block."""
    annuel: bool = False
    """Whether the period is the former year instead of the declared month."""


_URSSAF = "Recouvrement des cotisations - régime général"
_MSA = "Recouvrement des cotisations - régime agricole"

PROFILS = {
    "118": Profil("04", "Organisme de recouvrement fictif", "Exemple : effectifs"),
    "119": Profil("01", "Urssaf fictive", "Exemple : résultat H+4", _URSSAF),
    "120": Profil("01", "Urssaf fictive", "Exemple : bilan du mois", _URSSAF),
    "121": Profil("01", "CNAV fictive", "Exemple : identité", "Identification des personnes physiques"),
    "124": Profil("03", "Urssaf fictive", "Exemple : rappel annuel", annuel=True),
    "125": Profil("03", "MSA fictive", "Exemple : rappel annuel", annuel=True),
    "130": Profil("01", "MSA fictive", "Exemple : résultat H+4", _MSA),
    "132": Profil("03", "Urssaf fictive", "Exemple : après substitution", annuel=True),
    "134": Profil("03", "MSA fictive", "Exemple : après substitution", annuel=True),
    "135": Profil("01", "France Travail fictif", "Exemple : contrôle de fin de contrat", "Fin de contrat"),
    "136": Profil("01", "MSA fictive", "Exemple : bilan du mois", _MSA),
}
"""Natures of the family; 125 and 134 are announced and have no published example."""

INCONNU = Profil("01", "Organisme fictif", "Exemple", "Exemple")


def build_document(sujet: Sujet) -> Document:
    """Return a NEOReS document for the nature of the return."""
    profil = PROFILS.get(sujet.retour.nature, INCONNU)
    message = bloc(
        "RO",
        feuille("RO_R001", VERSION),
        _rattachement(sujet),
        bloc("RO_B001", feuille("RO_B001_R001", profil.declencheur), _contexte(sujet, profil)),
    )
    return Document((PROLOGUE + bloc("GIPMDS", message, xmlns=ESPACE)).encode(), "application/xml")


def _rattachement(sujet: Sujet) -> str:
    d, enveloppe = sujet.declaration, sujet.depot.enveloppe
    rubriques = (
        sujet.depot.idflux,
        str(d.rang),
        enveloppe.emetteur_siret,
        d.siret or sujet.depot.declarant.siret,
        d.fraction or "11",
        sujet.premier.isoformat() if d.mois else "",
        enveloppe.point_depot,
        enveloppe.logiciel,
        enveloppe.editeur,
        enveloppe.version,
        d.type,
        d.ordre,
        enveloppe.essai_reel,
        enveloppe.norme,
    )
    return bloc("RO_B000", *(facultatif(f"RO_B000_R{n:03d}", v) for n, v in enumerate(rubriques, 1)))


def _contexte(sujet: Sujet, profil: Profil) -> str:
    debut, fin = (
        (f"{sujet.produit.year - 1}-01-01", f"{sujet.produit.year - 1}-12-31")
        if profil.annuel
        else (sujet.premier.isoformat(), sujet.dernier.isoformat())
    )
    rubriques = (
        f"EX-{sujet.retour.numero}",
        sujet.retour.nature,
        profil.libelle,
        "01",
        profil.organisme,
        SIRET_ORGANISME,
        SIRET_ORGANISME,
        debut,
        fin,
        f"{sujet.produit:%Y-%m-%dT%H:%M:%S}",
        f"{sujet.produit:%Y-%m-%dT%H:%M:%S}",
    )
    contexte = "".join(feuille(f"RO_B002_R{n:03d}", v) for n, v in enumerate(rubriques, 1))
    etat = "ANO" if sujet.statut in ("ANO", "KO") else "OK"
    validation = (
        bloc("RO_B003", feuille("RO_B003_R001", profil.metier), feuille("RO_B003_R002", etat))
        if profil.metier
        else ""
    )
    suite = actions(sujet) if etat == "ANO" or not profil.metier else ""
    return bloc("RO_B002", contexte, validation, suite)
