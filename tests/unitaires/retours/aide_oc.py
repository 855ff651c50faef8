"""Small documents of the OCs, made in the tests, and the two ways of reading them."""

import io
from collections import Counter
from xml.sax.saxutils import quoteattr

from lxml import etree

from recepisse.retours.document.xml import parcourir, parse
from recepisse.retours.exposition import anomalie_json
from recepisse.retours.familles import fpoc, oc
from recepisse.retours.modele import Anomalie, Contenu
from tests.exactitude.aide_retours import valeurs_du_document, valeurs_lues

DECLARATION = {
    "IdDec": "1",
    "NatureDecla": "01",
    "TypeDecla": "01",
    "FractionDecla": "11",
    "NoOrdreDecla": "7",
    "DateMoisDec": "01092026",
    "SirenDecla": "901200345",
    "NicAffectation": "00014",
    "CodeOC": "P9999",
}


def attributs(valeurs: dict[str, str]) -> str:
    return "".join(f" {nom}={quoteattr(valeur)}" for nom, valeur in valeurs.items())


def contexte(**rubriques: str) -> str:
    """Contexts, one per rubric: ``S21_G00_30_001="…"``."""
    return "".join(
        f'<ContexteRetourMetier Rubrique="{nom.replace("_", ".")}" Libelle="L" Valeur={quoteattr(valeur)}/>'
        for nom, valeur in rubriques.items()
    )


def retour(code: str = "EADH02", contenu: str = "", **autres: str) -> str:
    valeurs = {"IdRetour": "1", "CodeRetourMetier": code, "LibelCodeRetourMetier": "Libellé", **autres}
    return f"<RetourMetier{attributs(valeurs)}>{contenu}</RetourMetier>"


def declaration(contenu: str = "", **autres: str) -> str:
    return f"<Declaration{attributs({**DECLARATION, **autres})}>{contenu}</Declaration>"


def fichier(contenu: str, **autres: str) -> bytes:
    valeurs = {"VersionCRM": "114", "IdEnvoi": "F1", "TypCRM": "3", **autres}
    prolog = '<?xml version="1.0" encoding="ISO-8859-1"?>'
    return f"{prolog}<Fichier{attributs(valeurs)}>{contenu}</Fichier>".encode("iso-8859-1")


def lire(document: bytes) -> Contenu:
    """Read a document as a whole."""
    racine = parse(document)
    assert isinstance(racine, etree._Element)
    lecteur = fpoc.LECTEUR if racine.tag == "FICHE" else oc.LECTEUR
    return lecteur.ouvrir("51", "").achever(racine)


def lire_au_fil(document: bytes) -> Contenu:
    """Read a document as it flows."""
    lecteur = fpoc.LECTEUR if b"<FICHE" in document else oc.LECTEUR
    lecture = lecteur.ouvrir("51", "")
    racine = parcourir(io.BytesIO(document), lecteur.lourds, lecture.lourd)
    assert isinstance(racine, etree._Element)
    return lecture.achever(racine)


def anomalies(*retours: str, **de_la_declaration: str) -> list[Anomalie]:
    return lire(fichier(declaration("".join(retours), **de_la_declaration))).anomalies


def anomalie(*retours: str, **de_la_declaration: str) -> Anomalie:
    (une,) = anomalies(*retours, **de_la_declaration)
    return une


def complements(lue: Anomalie) -> dict[str, str]:
    return {c.nom: c.valeur for c in lue.complements}


def perdues(document: bytes) -> Counter[str]:
    """Values of a document that what was read does not hold, or holds fewer times."""
    contenu = lire(document)
    tout = {
        "anomalies": [anomalie_json(a) for a in contenu.anomalies],
        "donnees": contenu.donnees,
        "autres": [{"chemin": a.chemin, "valeur": a.valeur} for a in contenu.autres],
    }
    return valeurs_du_document(document) - valeurs_lues(tout)
