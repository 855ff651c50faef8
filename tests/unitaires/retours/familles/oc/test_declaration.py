"""The reader knows every attribute that the published schemas name."""

from pathlib import Path

import pytest
from lxml import etree

from recepisse.retours.familles.oc.declaration import CONNUS, DeclarationOC
from tests.unitaires.retours.aide_oc import fichier, lire

XSD = "{http://www.w3.org/2001/XMLSchema}"
SCHEMAS = (
    "CRM-DSN-OC-V8.31.xsd",
    "CRM-DSN-OC-P3-V1.1.3-17062025.xsd",
    "CRM-DSN-OC-P3-V1.1.4-17062025.xsd",
)


def exemplaire(declare: etree._Element) -> str:
    """A document that holds every element and every attribute of a schema."""
    nom = declare.get("name")
    type_complexe = declare.find(f"{XSD}complexType")
    if type_complexe is None:
        return f"<{nom}/>"
    portes = [
        *type_complexe.findall(f"{XSD}attribute"),
        *type_complexe.findall(f"{XSD}simpleContent/*/{XSD}attribute"),
    ]
    attributs = "".join(f' {a.get("name")}="{nom}-{a.get("name")}"' for a in portes)
    enfants: list[str] = []
    for groupe in type_complexe.iterchildren(f"{XSD}sequence", f"{XSD}choice"):
        enfants.extend(map(exemplaire, sous_elements(groupe)))
    return f"<{nom}{attributs}>{''.join(enfants)}</{nom}>"


def sous_elements(groupe: etree._Element) -> list[etree._Element]:
    trouves: list[etree._Element] = []
    for enfant in groupe.iterchildren(f"{XSD}element", f"{XSD}sequence", f"{XSD}choice"):
        trouves.extend([enfant] if enfant.tag == f"{XSD}element" else sous_elements(enfant))
    return trouves


@pytest.mark.parametrize("schema", SCHEMAS)
def test_rien_de_ce_qu_un_schema_publie_n_est_inconnu(officiel: Path, schema: str) -> None:
    racine = etree.parse(officiel / "schemas" / schema).getroot()
    document = exemplaire(next(racine.iterchildren(f"{XSD}element"))).encode()
    assert document.count(b"<") > 5
    assert lire(document).autres == []


def test_une_declaration_n_ecrit_personne_dans_un_journal() -> None:
    declaration = DeclarationOC({"SirenDecla": "901200345"}, 2)
    declaration.salaries.append({"NomSal": "DURAND"})
    assert repr(declaration) == "DeclarationOC(rang=2)"


def test_les_listes_vides_ne_sont_pas_dans_les_donnees() -> None:
    assert lire(fichier("<Declaration CodeOC='P1'/>")).donnees["declarations"] == [
        {"attributs": {"CodeOC": "P1"}}
    ]
    assert "CodeOC" in CONNUS
