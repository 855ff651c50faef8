"""The reader of the fiches de paramétrage OC."""

from pathlib import Path

import pytest
from lxml import etree

from recepisse.retours.familles import fpoc
from recepisse.retours.familles.fpoc.contrats import contrats
from recepisse.retours.modele import Autre, DeclarationLue
from tests.unitaires.retours.aide_oc import lire, lire_au_fil, perdues

XSD = "{http://www.w3.org/2001/XMLSchema}"
EXEMPLE = Path(__file__).parents[4] / "donnees" / "retours" / "FPOC.xml"


def fiche(contenu: str = "", version: str = "140") -> bytes:
    return (
        f'<FICHE IdentifiantFiche="F1" Version=" {version} ">'
        f'<Entreprise SIREN="901200345" NIC="00014"/>{contenu}</FICHE>'
    ).encode()


def groupe(contenu: str, numero: str = "1") -> str:
    return f'<GROUPE NumeroGrp="{numero}">{contenu}</GROUPE>'


def test_une_fiche_dit_sa_version_son_message_et_son_entreprise() -> None:
    lu = lire(fiche("<Message> Bonjour </Message>"))
    assert (lu.famille, lu.version, lu.message) == ("fpoc", "140", "Bonjour")
    assert lu.declarations == [DeclarationLue(siren="901200345", nic="00014")]
    assert (lu.idflux, lu.anomalies, lu.etats, lu.gravites) == ("", [], [], [])


def test_une_fiche_sans_entreprise_ne_parle_de_personne() -> None:
    lu = lire(b"<FICHE/>")
    assert (lu.declarations, lu.donnees, lu.version) == ([], {}, "")


def test_les_donnees_suivent_le_document_avec_ses_noms() -> None:
    parametres = (
        '<ParametresContrats Periodicite="Trimestriel"><Organisme CodeOC="P9990"/>'
        "<ElementsDeCalculAttendus><TAPrev><Taux> 0.6 </Taux></TAPrev><TBPrev/>"
        '<BaseMontantSpecifique ValeurCodeNature="20"><Montant>41.00</Montant></BaseMontantSpecifique>'
        '<BaseMontantSpecifique ValeurCodeNature="20"><BasePlafond><TauxPlafond>1</TauxPlafond>'
        "</BasePlafond></BaseMontantSpecifique></ElementsDeCalculAttendus></ParametresContrats>"
        '<ParametresContrats><CotisationEtablissement CodeCotisation="001"><Montant Montant="35"/>'
        '<Taux Taux="0.01"/><Taux Taux="0.02"/></CotisationEtablissement></ParametresContrats>'
        "<CriteresSalaries><StatutCategoriel><ValeursExclues>01</ValeursExclues>"
        "<ValeursExclues>02</ValeursExclues></StatutCategoriel>"
        '<AncienneteEntreprise UniteAnciennete="02" BorneINF="6"/></CriteresSalaries>'
        "<Compatibilites>10</Compatibilites><Compatibilites>11</Compatibilites>"
    )
    lu = lire(fiche(groupe(parametres)))
    assert lu.autres == []
    assert lu.donnees["GROUPE"] == [
        {
            "NumeroGrp": "1",
            "ParametresContrats": [
                {
                    "Periodicite": "Trimestriel",
                    "Organisme": {"CodeOC": "P9990"},
                    "ElementsDeCalculAttendus": {
                        "TAPrev": {"Taux": "0.6"},
                        "TBPrev": {},
                        "BaseMontantSpecifique": [
                            {"ValeurCodeNature": "20", "Montant": "41.00"},
                            {"ValeurCodeNature": "20", "BasePlafond": {"TauxPlafond": "1"}},
                        ],
                    },
                },
                {
                    "CotisationEtablissement": [
                        {
                            "CodeCotisation": "001",
                            "Montant": [{"Montant": "35"}],
                            "Taux": [{"Taux": "0.01"}, {"Taux": "0.02"}],
                        }
                    ]
                },
            ],
            "CriteresSalaries": {
                "StatutCategoriel": {"ValeursExclues": ["01", "02"]},
                "AncienneteEntreprise": {"UniteAnciennete": "02", "BorneINF": "6"},
            },
            "Compatibilites": ["10", "11"],
        }
    ]


def test_ce_que_la_fiche_ne_prevoit_pas_est_garde() -> None:
    document = fiche(
        groupe(
            "mot<Nouveau><Taux>3</Taux></Nouveau>"
            "<ParametresContrats Neuf='p'><Organisme/><Organisme CodeOC='P2'/>apres"
            "<ElementsDeCalculAttendus><TAPrev><Taux unite='%'>1<Sous>s</Sous></Taux>fin"
            "</TAPrev></ElementsDeCalculAttendus></ParametresContrats>"
        )
        + "<Message>un</Message><Message>deux</Message>"
    )
    parametres = "FICHE/GROUPE/ParametresContrats"
    assert lire(document).autres == [
        Autre("FICHE/GROUPE", "mot"),
        Autre("FICHE/GROUPE/Nouveau/Taux", "3"),
        Autre("FICHE/Message", "deux"),
        Autre(f"{parametres}/@Neuf", "p"),
        Autre(f"{parametres}/Organisme/@CodeOC", "P2"),
        Autre(parametres, "apres"),
        Autre(f"{parametres}/ElementsDeCalculAttendus/TAPrev", "fin"),
        Autre(f"{parametres}/ElementsDeCalculAttendus/TAPrev/Taux/@unite", "%"),
        Autre(f"{parametres}/ElementsDeCalculAttendus/TAPrev/Taux/Sous", "s"),
    ]
    assert not perdues(document)


def test_les_deux_lectures_donnent_le_meme_contenu() -> None:
    document = fiche(
        groupe("<ParametresContrats Terme='1' Neuf='n'/><ParametresContrats Terme='2'/><Compatibilites/>")
        + groupe("<Compatibilites>1</Compatibilites>", "2")
        + groupe("<ParametresContrats Terme='3'><Option CodeOption='O'/></ParametresContrats>", "3")
    )
    lu = lire(document)
    assert lire_au_fil(document) == lu
    groupes = lu.donnees["GROUPE"]
    assert isinstance(groupes, list)
    assert [isinstance(g, dict) and len(g) for g in groupes] == [3, 2, 2]
    assert lire_au_fil(EXEMPLE.read_bytes()) == lire(EXEMPLE.read_bytes())


def test_des_parametres_hors_d_un_groupe_sont_gardes_tels_quels_au_fil_aussi() -> None:
    document = fiche(
        "<ParametresContrats Terme='1'/><X><ParametresContrats Terme='2'/></X>"
        "<X><GROUPE><ParametresContrats Terme='3'/></GROUPE></X>"
    )
    attendus = [
        Autre("FICHE/ParametresContrats/@Terme", "1"),
        Autre("FICHE/X/ParametresContrats/@Terme", "2"),
        Autre("FICHE/X/GROUPE/ParametresContrats/@Terme", "3"),
    ]
    assert lire(document).autres == attendus
    assert lire_au_fil(document).autres == attendus


def test_un_espace_de_noms_inattendu_ne_change_rien() -> None:
    nu = EXEMPLE.read_bytes()
    racine = etree.fromstring(nu.replace(b"<FICHE", b'<FICHE xmlns="urn:nouveau"'))
    assert fpoc.LECTEUR.ouvrir("", "").achever(racine) == lire(nu)


def exemplaire(declare: etree._Element) -> str:
    """A document that holds every element and every attribute of a schema."""
    nom = declare.get("name")
    complexe = declare.find(f"{XSD}complexType")
    if complexe is None:
        return f"<{nom}>texte</{nom}>"
    portes = "".join(f' {a.get("name")}="{a.get("name")}"' for a in complexe.findall(f"{XSD}attribute"))
    return f"<{nom}{portes}>{''.join(map(exemplaire, sous_elements(complexe)))}</{nom}>"


def sous_elements(groupe: etree._Element) -> list[etree._Element]:
    trouves: list[etree._Element] = []
    for enfant in groupe.iterchildren(f"{XSD}element", f"{XSD}sequence", f"{XSD}choice"):
        trouves.extend([enfant] if enfant.tag == f"{XSD}element" else sous_elements(enfant))
    return trouves


def test_rien_de_ce_que_le_schema_publie_n_est_inconnu(officiel: Path) -> None:
    racine = etree.parse(officiel / "schemas" / "FICHE-PARAM-DSN-OC-26-R1.4.0.xsd").getroot()
    document = exemplaire(next(racine.iterchildren(f"{XSD}element"))).encode()
    assert document.count(b"<") > 200
    assert lire(document).autres == []
    assert not perdues(document)


@pytest.mark.parametrize("version", ["134", "139", "200"])
def test_la_version_ne_ferme_aucune_porte(version: str) -> None:
    lu = lire(
        fiche(groupe("<ParametresContrats><Contrat ReferenceContrat='C1'/></ParametresContrats>"), version)
    )
    assert lu.version == version
    assert [c.reference for c in contrats(lu)] == ["C1"]
