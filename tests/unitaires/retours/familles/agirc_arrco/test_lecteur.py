"""AGIRC-ARRCO: synthesis, notification, envelope."""

import base64
import zipfile
from html import escape
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from recepisse.retours.aiguillage import Famille
from recepisse.retours.familles.agirc_arrco.lecteur import LecteurAgircArrco
from recepisse.retours.familles.joints import NIVEAUX_MAX, documents_joints, extraire_pdf
from recepisse.retours.gravite import Gravite
from recepisse.retours.lecture import lire_contenu
from recepisse.retours.modele import Autre, Contenu

EXEMPLES = Path(__file__).parents[4] / "donnees" / "retours"
CRE = (EXEMPLES / "70_AGIRC_accuseReceptionDSNDTO.xml").read_bytes()
NOT = (EXEMPLES / "71_AGIRC_notificationNCDDSNDTO.xml").read_bytes()
ENVELOPPE = (EXEMPLES / "70-71_AGIRC_enveloppe_HYPOTHESE.xml").read_bytes()
PDF = (EXEMPLES / "44_AER.pdf").read_bytes()
CHEMIN = "enveloppeRoot/enveloppe/enveloppeContenu/crm/crmContenu/contenu"


def lire(octets: bytes, nature: str = "71") -> Contenu:
    return lire_contenu(octets, nature, "OK")


def enveloppe(contenu: bytes | str) -> bytes:
    octets = contenu.encode() if isinstance(contenu, str) else contenu
    return ENVELOPPE.replace(b"CONTENU_A_ETABLIR", octets)


def sans_prologue(octets: bytes) -> bytes:
    return octets[octets.index(b"?>") + 2 :].strip()


def test_une_synthese_sans_ecart() -> None:
    lu = lire(CRE, "70")
    assert (lu.famille, lu.type_interne, lu.anomalies, lu.autres) == (Famille.AGIRC_ARRCO, "CRE", [], [])
    assert (lu.declarations[0].siren, lu.declarations[0].mois) == ("901200345", "2026-09")


@pytest.mark.parametrize(
    ("indicateur", "valeur", "gravite"),
    [
        ("indAllgGenEcart", "true", Gravite.A_CORRIGER),
        ("indAllgGenEcart", "1", Gravite.A_CORRIGER),
        ("anoRegulAnt", "TRUE", Gravite.A_CORRIGER),
        ("indAssocCotDcla", "false", Gravite.INFORMATION),
        ("indAssocCotDcla", "0", Gravite.INFORMATION),
    ],
)
def test_un_indicateur_leve_est_un_constat(indicateur: str, valeur: str, gravite: Gravite) -> None:
    debut, _, reste = CRE.decode().partition(f"<{indicateur}>")
    modifie = f"{debut}<{indicateur}>{valeur}<{reste.partition('<')[2]}"
    (anomalie,) = lire(modifie.encode(), "").anomalies
    assert (anomalie.code, anomalie.gravite, anomalie.categorie) == (indicateur, gravite, valeur)
    assert "AGIRC-ARRCO" in anomalie.message
    assert (gravite is Gravite.INFORMATION) or anomalie.action
    allegement = [tuple(c) for c in anomalie.complements]
    assert allegement == ([("mtAllegAA", "-120.00")] if indicateur == "indAllgGenEcart" else [])


def test_un_indicateur_illisible_ou_absent_n_est_pas_un_constat() -> None:
    assert lire(CRE.replace(b">false<", b">peut-etre<").replace(b">true<", b"><")).anomalies == []
    assert lire(b"<accuseReceptionDSNDTO/>").anomalies == []
    sans_allegement = CRE.replace(b"<mtAllegAA>-120.00</mtAllegAA>", b"").replace(b">false<", b">true<", 1)
    assert [a.complements for a in lire(sans_allegement).anomalies] == [()]


def test_une_declaration_a_demi_dite() -> None:
    sur_deux_mois = CRE.replace(b"<dateFin>2026-09-30", b"<dateFin>2026-10-31")
    assert lire(sur_deux_mois).declarations[0].mois == ""
    deux = lire(CRE.replace(b"Attendue>1<", b"Attendue>3<")).declarations[0]
    assert (deux.fraction, deux.type) == ("13", "01")
    assert lire(CRE.replace(b"Attendue>1<", b"Attendue>10<")).declarations[0].fraction == ""
    vide = lire(b"<notificationNCDDSNDTO/>").declarations[0]
    assert (vide.siren, vide.nic, vide.mois, vide.fraction, vide.rang) == ("", "", "", "", "1")


def test_l_entreprise_d_une_notification() -> None:
    lu = lire(NOT).declarations[0]
    assert (lu.siren, lu.nic) == ("901200345", "00014")
    sans_siren = lire(NOT.replace(b"<idPublicEntreprise>901200345", b"<idPublicEntreprise>INCONNU"))
    assert (sans_siren.declarations[0].siren, sans_siren.declarations[0].nic) == ("901200345", "00014")
    sans_siret = lire(NOT.replace(b"ment>90120034500014", b"ment>?")).declarations[0]
    assert (sans_siret.siren, sans_siret.nic) == ("901200345", "")


def test_une_notification_detaillee_est_toute_structuree() -> None:
    detail = (
        "<detailsInstitutions><detailInstitution><version>1</version><totalcotisations><tauxAppele>1.27</tauxAppele>"
        "</totalcotisations><categoriesProfessionnelles><categorieProfessionnelle><codeMotifFin>0</codeMotifFin>"
        "<garanties><garantie><codeRegime>T1</codeRegime><totalcotisations><montantsPeriodeCalcul>5</montantsPeriodeCalcul>"
        "</totalcotisations><cotisationsCalculeeUnitaire><cotisationCalculeeUnitaire><tauxAppele>7.87</tauxAppele>"
        "</cotisationCalculeeUnitaire></cotisationsCalculeeUnitaire></garantie></garanties></categorieProfessionnelle>"
        "</categoriesProfessionnelles></detailInstitution></detailsInstitutions></gps>"
    )
    lu = lire(NOT.replace(b"</gps>", detail.encode()))
    assert lu.autres == []
    gps = lu.donnees["notification"]["editiquesGPS"]["gps"][0]  # type: ignore[index,call-overload]
    assert gps["detailsInstitutions"] == {  # type: ignore[index,call-overload]
        "detailInstitution": [
            {
                "version": "1",
                "totalcotisations": {"tauxAppele": "1.27"},
                "categoriesProfessionnelles": {
                    "categorieProfessionnelle": [
                        {
                            "codeMotifFin": "0",
                            "garanties": {
                                "garantie": [
                                    {
                                        "codeRegime": "T1",
                                        "totalcotisations": {"montantsPeriodeCalcul": "5"},
                                        "cotisationsCalculeeUnitaire": {
                                            "cotisationCalculeeUnitaire": [{"tauxAppele": "7.87"}]
                                        },
                                    }
                                ]
                            },
                        }
                    ]
                },
            }
        ]
    }


# --- envelope ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "contenu",
    [
        escape(CRE.decode()).encode(),
        b"<![CDATA[" + CRE + b"]]>",
        sans_prologue(CRE),
        base64.b64encode(CRE),
        base64.encodebytes(CRE),
        escape(CRE.decode().replace("UTF-8", "ISO-8859-1")).encode(),
    ],
    ids=["echappe", "cdata", "xml", "base64", "base64 en lignes", "prologue menteur"],
)
def test_une_synthese_dans_l_enveloppe(contenu: bytes) -> None:
    seule, lu = lire(CRE), lire(enveloppe(contenu))
    assert (lu.famille, lu.type_interne, lu.version) == (Famille.AGIRC_ARRCO, "CRE", "07")
    assert lu.declarations == seule.declarations
    (document,) = documents_joints(lu)
    assert (document["forme"], document["famille"]) == ("xml", "agirc_arrco")
    assert document["donnees"] == seule.donnees
    assert lu.autres == []


def test_les_constats_et_les_etats_remontent() -> None:
    bilan = (EXEMPLES / "20_BIS_mensuelle.xml").read_bytes()
    seul, lu = lire(bilan), lire(enveloppe(escape(bilan.decode())))
    assert seul.anomalies
    assert (lu.anomalies, lu.etats, lu.idflux) == (seul.anomalies, seul.etats, seul.idflux)
    assert documents_joints(lu)[0]["famille"] == "bilan"


def test_un_pdf_dans_l_enveloppe() -> None:
    octets = enveloppe(base64.encodebytes(PDF))
    lu = lire(octets)
    (document,) = documents_joints(lu)
    assert document == {
        "forme": "pdf",
        "octets": len(PDF),
        "famille": "pdf",
        "donnees": {"pdf": {"octets": len(PDF), "pages": 1}},
    }
    assert extraire_pdf(octets) == PDF
    assert lu.autres == []


def test_un_zip_dans_l_enveloppe() -> None:
    flux = BytesIO()
    with zipfile.ZipFile(flux, "w") as archive:
        archive.writestr("a.xml", CRE)
    (document,) = documents_joints(lire(enveloppe(base64.b64encode(flux.getvalue()))))
    assert (document["forme"], document["famille"]) == ("zip", "agirc_arrco")


def test_un_texte_dans_l_enveloppe() -> None:
    lu = lire(enveloppe("Rien à signaler."))
    assert lu.autres == [Autre(CHEMIN, "Rien à signaler.")]
    assert documents_joints(lu) == [{"forme": "texte", "octets": 17, "famille": "inconnue"}]


def test_un_xml_inconnu_dans_l_enveloppe_garde_ses_valeurs() -> None:
    lu = lire(enveloppe("<demain x='1'>é<!-- non --></demain>"))
    assert lu.autres == [Autre(f"{CHEMIN}/demain/@x", "1"), Autre(f"{CHEMIN}/demain", "é")]


def test_un_contenu_illisible_est_dit_et_garde() -> None:
    lu = lire(enveloppe("&lt;creDsn&gt;coupe"))
    (document,) = documents_joints(lu)
    assert document["famille"] == "illisible"
    assert str(document["illisible"]).startswith("Le document est tronqué")
    assert lu.message == document["illisible"]
    assert lu.autres == [Autre(CHEMIN, "<creDsn>coupe")]
    assert lu.illisible == ""


@pytest.mark.parametrize(
    "contenu",
    ["<a/><b>v</b>", "texte<a>v</a>", "<a>v</a>suite"],
)
def test_un_contenu_mele_garde_ses_valeurs(contenu: str) -> None:
    valeurs = {a.valeur for a in lire(enveloppe(contenu)).autres}
    assert "v" in valeurs
    assert ("texte" in valeurs or "suite" in valeurs) == ("b" not in contenu)


def test_plusieurs_enveloppes_et_plusieurs_crm() -> None:
    crm = ENVELOPPE[ENVELOPPE.index(b"<crm>") : ENVELOPPE.index(b"</crm>") + 6]
    notification = crm.replace(b">CRE<", b">NOT<").replace(b"CONTENU_A_ETABLIR", b"")
    double = ENVELOPPE.replace(b"</crm>", b"</crm>" + notification + notification)
    lu = lire(double)
    assert lu.type_interne == "CRE NOT"
    assert len(documents_joints(lu)) == 1
    unique = ENVELOPPE[ENVELOPPE.index(b"<enveloppe>") : ENVELOPPE.index(b"</enveloppe>") + 12]
    deux = lire(ENVELOPPE.replace(b"</enveloppeRoot>", unique + b"</enveloppeRoot>"))
    assert len(documents_joints(deux)) == 2


def test_ce_que_l_enveloppe_ne_prevoit_pas_est_garde() -> None:
    lu = lire(ENVELOPPE.replace(b"<objetGestion>", b"<demain>x</demain><objetGestion y='z'>"))
    assert Autre("enveloppeRoot/enveloppe/demain", "x") in lu.autres
    assert Autre("enveloppeRoot/enveloppe/objetGestion/@y", "z") in lu.autres


def test_des_enveloppes_trop_enfouies_ne_sont_pas_ouvertes() -> None:
    octets = enveloppe("fond")
    for _ in range(NIVEAUX_MAX + 1):
        octets = enveloppe(base64.b64encode(octets))
    lu = lire(octets)
    assert len(documents_joints(lu)) == NIVEAUX_MAX + 1
    (cache,) = lu.autres
    assert base64.b64decode(cache.valeur) == enveloppe("fond")


def test_rien_n_est_lourd() -> None:
    lecteur = LecteurAgircArrco(None)
    assert lecteur.lourds == frozenset()
    lecture = lecteur.ouvrir("71", "OK")
    lecture.lourd(etree.fromstring("<a>b</a>"))
    assert lecture.achever(etree.fromstring("<enveloppeRoot/>")) == Contenu("agirc_arrco")
