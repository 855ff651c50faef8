"""The frame of the "bilan" family: root ``rapport``, one envoi, one declaration, its anomalies.

Shape of the published schema ``dsn_bilans`` v02r03; the root is qualified, its children are not.
"""

from dataclasses import dataclass

from recepisse.simulateur.documents.accuse import ESPACE
from recepisse.simulateur.documents.socle import (
    PROLOGUE,
    Document,
    Sujet,
    bloc,
    facultatif,
    feuille,
    nir_avec_cle,
)
from recepisse.simulateur.modele import Individu

BLOQUANT = "bloquant"
NON_BLOQUANT = "non-bloquant"


@dataclass(frozen=True, slots=True)
class Rapport:
    """What changes from one bilan to the next. Texts are already XML where the name says so."""

    type: str
    version: str = "v01r06"
    prefixe: str = "gipmds"
    profil: str = "DSN"
    identifiant: str = ""
    message: str = ""
    envoi_complet: bool = True
    """Whether the envoi repeats the envelope; the reports of CNAM and DGFiP do not."""
    etat_envoi: str = "OK"
    contenu_envoi_xml: str = ""
    identification_xml: str = ""
    """Identification of the declaration; empty takes the header of the declaration."""
    etat: str = "OK"
    bilan_xml: str = ""
    """What follows the state of the declaration."""
    anomalies_xml: tuple[str, ...] = ()
    communication_xml: str = ""
    marque: bool = False
    """Whether the document starts with a byte order mark, as some real ones do."""


def build_document(sujet: Sujet, rapport: Rapport) -> Document:
    """Return the bytes of a bilan."""
    racine = f"{rapport.prefixe}:rapport"
    attributs = {f"xmlns:{rapport.prefixe}": ESPACE, "type": rapport.type, "profil": rapport.profil}
    attributs |= {"version": rapport.version, "identifiant": rapport.identifiant, "message": rapport.message}
    declaration = bloc(
        "declaration",
        bloc("declaration_identification", rapport.identification_xml or identification(sujet)),
        bloc("declaration_bilan", feuille("etat", rapport.etat), rapport.bilan_xml),
        *rapport.anomalies_xml,
    )
    xml = bloc(racine, _envoi(sujet, rapport), declaration, rapport.communication_xml, **attributs)
    return Document(("\ufeff" * rapport.marque + PROLOGUE + xml).encode(), "application/xml")


def _envoi(sujet: Sujet, rapport: Rapport) -> str:
    complet = envoi_complet(sujet) if rapport.envoi_complet else envoi_court(sujet)
    return bloc(
        "envoi",
        bloc("envoi_identification", complet),
        bloc("envoi_bilan", feuille("envoi_etat", rapport.etat_envoi), rapport.contenu_envoi_xml),
    )


def envoi_complet(sujet: Sujet) -> str:
    """Return the identification of the envoi, envelope included."""
    depot, enveloppe, qui = sujet.depot, sujet.depot.enveloppe, sujet.depot.declarant
    return "".join(
        (
            bloc(
                "declarant",
                feuille("siret", qui.siret),
                feuille("nom", qui.nom),
                feuille("prenom", qui.prenom),
            ),
            feuille("idflux", depot.idflux),
            feuille("identifiant", "depot_mtom"),
            facultatif("version_norme", enveloppe.norme),
            feuille("point_de_depot", enveloppe.point_depot or "01"),
            facultatif("type_envoi", enveloppe.type_envoi),
            facultatif("essai_reel", enveloppe.essai_reel),
            feuille("emetteur_siret", enveloppe.emetteur_siret or qui.siret),
            facultatif("nom_logiciel", enveloppe.logiciel),
            facultatif("editeur_logiciel", enveloppe.editeur),
            facultatif("version_logiciel", enveloppe.version),
            feuille("date_reception", sujet.recu.strftime("%Y-%m-%d")),
            feuille("heure_reception", sujet.recu.strftime("%H:%M:%S")),
        )
    )


def envoi_court(sujet: Sujet) -> str:
    """Return the identification of the envoi as CNAM and DGFiP write it."""
    enveloppe = sujet.depot.enveloppe
    return (
        feuille("idflux", sujet.depot.idflux)
        + facultatif("version_norme", enveloppe.norme)
        + feuille("emetteur_siret", enveloppe.emetteur_siret or sujet.depot.declarant.siret)
    )


def identification(sujet: Sujet, *, mois: str = "") -> str:
    """Return the identification of the declaration, all its header; ``mois`` replaces the month's form."""
    d = sujet.declaration
    return "".join(
        (
            feuille("rang", d.rang),
            facultatif("nature", d.nature),
            facultatif("type", d.type),
            facultatif("fraction", d.fraction),
            facultatif("ordre", d.ordre),
            facultatif("mois", mois or d.mois),
            facultatif("identifiant_metier", d.identifiant_metier),
            _etablissement(sujet, siege=True),
        )
    )


def identification_courte(sujet: Sujet, *, nature: str = "", identifiant_metier: str = "") -> str:
    """Return the identification of the declaration as CNAM (``nature``) and DGFiP write it."""
    type_ = facultatif("type", sujet.declaration.type) if identifiant_metier else ""
    return (
        feuille("rang", sujet.declaration.rang)
        + facultatif("nature", nature)
        + type_
        + facultatif("identifiant_metier", identifiant_metier)
        + _etablissement(sujet, siege=False)
    )


def _etablissement(sujet: Sujet, *, siege: bool) -> str:
    d = sujet.declaration
    siren = d.siren or sujet.depot.declarant.siret[:9]
    nic_siege = facultatif("nic_siege", d.nic_siege) if siege else ""
    return feuille("SIREN", siren) + nic_siege + facultatif("nic_affectation", d.nic)


def contenu(sujet: Sujet) -> str:
    """Return the count of people of the declaration."""
    return bloc("declaration_contenu", feuille("salaries", len(sujet.individus)))


def salarie(individu: Individu, origine: str = "", *, avec_cle: bool = False, corrige: str = "") -> str:
    """Return a person; ``corrige`` replaces the NIR (reference value), ``avec_cle`` writes 15 digits."""
    nir = corrige or individu.nir
    qui = feuille("NIR", nir_avec_cle(nir) if avec_cle else nir) if nir else feuille("NTT", individu.ntt)
    return bloc(
        "salarie",
        qui,
        facultatif("nom_famille", individu.nom),
        facultatif("prenoms", individu.prenoms),
        facultatif("date_naissance", individu.naissance),
        facultatif("lieu_naissance", individu.lieu_naissance),
        facultatif("matricule", individu.matricule),
        feuille("rang", individu.rang) if origine == "DSN" else "",
        origine=origine,
    )


def salarie_court(individu: Individu, *contenu_xml: str, origine: str = "") -> str:
    """Return a person as DGFiP writes them: identifier, matricule, then ``contenu_xml``."""
    qui = feuille("NIR", individu.nir) if individu.nir else feuille("NTT", individu.ntt)
    return bloc("salarie", qui, facultatif("matricule", individu.matricule), *contenu_xml, origine=origine)


def anomalie(
    code: str,
    message: str,
    *environnement: str,
    categorie: str = "",
    ligne: int = 0,
    nombre: int = 0,
    valeurs: str = "",
) -> str:
    """Return one anomaly of the declaration."""
    description = bloc(
        "description",
        feuille("code", code),
        facultatif("categorie", categorie),
        feuille("message", message),
        feuille("numero_ligne", ligne) if ligne else "",
        feuille("nombre", nombre) if nombre else "",
    )
    suite = bloc("environnement", *environnement) if environnement else ""
    return bloc("declaration_anomalie", description, valeurs and bloc("valeurs", valeurs), suite)


def rubrique(role: str, identifiant: str, valeur: str, libelle: str = "") -> str:
    """Return one rubric of an anomaly; ``role`` is ``declenchante`` or ``associee``."""
    return bloc(
        f"rubrique_{role}",
        feuille("identifiant", identifiant),
        facultatif("libelle", libelle),
        feuille("valeur", valeur),
    )


def contrat(individu: Individu) -> str:
    """Return the first contract of a person, or nothing."""
    if not individu.contrats:
        return ""
    premier = individu.contrats[0]
    return bloc(
        "contrat",
        feuille("date_debut_contrat", premier.debut or "01012020"),
        feuille("num_contrat", premier.numero or "00000"),
    )
