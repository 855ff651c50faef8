"""Documents of every nature: valid against the published schemas, and about the right people."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from recepisse.simulateur import scenarios
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.documents.aiguillage import AUTEURS
from recepisse.simulateur.documents.dgfip import taux
from recepisse.simulateur.documents.socle import Document
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.modele import Depot, Individu, Retour
from recepisse.simulateur.options import Options
from tests.unitaires.simulateur.aides import CAMILLE, DEBUT, Horloge, lire

SCHEMAS = {
    "{http://www.gip-mds.fr/}rapport": "dsn_bilans_v02r03.xsd",
    "{https://gipmds/1.0}GIPMDS": "NEOReS_Master_Message_2026.1.1.xsd",
    "Fichier": "CRM-DSN-OC-P3-V1.1.4-17062025.xsd",
    "accuseReceptionDSNDTO": "accuseReceptionDSNDTO.xsd",
    "notificationNCDDSNDTO": "notificationCcmdDSNDTO.xsd",
    "enveloppeRoot": "Schéma XSD RC V07.xsd",
}
TYPES_NEORES = "NEOReS_datatypes_2026.1.1.xsd"
FICHIERS = ("mensuelle.dsn", "agricole.dsn", "arret.dsn", "fin_de_contrat.dsn", "amorcage.dsn")


@cache
def _schema(dossier: Path, racine: str) -> etree.XMLSchema:
    octets = (dossier / SCHEMAS[racine]).read_bytes()
    # The types of NEOReS are imported under another name than the one they are published with.
    types = (dossier / TYPES_NEORES).as_uri().encode()
    return etree.XMLSchema(etree.fromstring(octets.replace(b'"datatypes.xsd"', b'"' + types + b'"')))


def _valider(officiel: Path, document: Document) -> None:
    if document.type_contenu == "application/xml":
        arbre = _xml(document)
        _schema(officiel / "schemas", str(arbre.tag)).assertValid(arbre)


def _jouer(nom: str, fichier: str) -> Iterator[tuple[Depot, Retour, Document]]:
    administration = Administration(Horloge(), Options(scenario=nom))
    depot = Controle(administration).deposer(CAMILLE, lire(fichier))
    for retour in administration.fonds.tous_les_retours(depot.idflux):
        if retour.avec_document:
            yield depot, retour, administration.document(retour)


def _publier(
    fichier: str, nature: str, statut: str = "OK", variante: str = "", *, ops: str = "", delegataire: str = ""
) -> Document:
    administration = Administration(Horloge())
    controle = Controle(administration)
    depot = controle.deposer(CAMILLE, lire(fichier))
    retour = controle.publier(
        depot.idflux, nature, statut, variante=variante, ops=ops, delegataire=delegataire
    )
    return administration.document(retour)


def _xml(document: Document) -> etree._Element:
    return etree.fromstring(document.octets)


@pytest.mark.parametrize("fichier", FICHIERS)
@pytest.mark.parametrize("nom", scenarios.noms())
def test_chaque_document_respecte_le_schema_publie(officiel: Path, nom: str, fichier: str) -> None:
    for _, _, document in _jouer(nom, fichier):
        _valider(officiel, document)


@pytest.mark.parametrize("statut", ["OK", "ANO", "KO", "EN COURS"])
@pytest.mark.parametrize("nature", AUTEURS)
def test_chaque_nature_se_publie_sous_chaque_statut(officiel: Path, nature: str, statut: str) -> None:
    for fichier in ("mensuelle.dsn", "arret.dsn"):
        _valider(officiel, _publier(fichier, nature, statut))


@pytest.mark.parametrize(
    ("nature", "variante"),
    [
        ("70", "enveloppe"),
        ("71", "synthese"),
        ("71", "notification"),
        ("51", "mandat_net_entreprises"),
        ("51", "mandat_proprietaire"),
        ("94", "aucun_taux"),
    ],
)
def test_chaque_variante_respecte_le_schema_publie(officiel: Path, nature: str, variante: str) -> None:
    _valider(officiel, _publier("mensuelle.dsn", nature, "ANO", variante, ops="P0012"))


@pytest.mark.parametrize("nature", AUTEURS)
def test_un_depot_sans_personne_ni_declaration_donne_quand_meme_un_document(nature: str) -> None:
    administration = Administration(Horloge())
    controle = Controle(administration)
    depot = controle.deposer(CAMILLE, b"S10 et rien")
    for statut in ("OK", "ANO", "KO"):
        assert administration.document(controle.publier(depot.idflux, nature, statut)).octets


@pytest.mark.parametrize("fichier", FICHIERS)
def test_chaque_document_nomme_son_flux_et_son_etablissement(fichier: str) -> None:
    for depot, retour, document in _jouer("tout", fichier):
        if document.type_contenu != "application/xml":
            continue
        texte = document.octets.decode("utf-8", "replace")
        if retour.nature not in ("70", "71"):
            assert depot.idflux in texte, retour.nature
        if retour.nature != "10":
            assert "732829320" in texte, retour.nature


def test_demander_deux_fois_donne_les_memes_octets() -> None:
    premier = [d.octets for _, _, d in _jouer("tout", "mensuelle.dsn")]
    assert premier == [d.octets for _, _, d in _jouer("tout", "mensuelle.dsn")]


def test_94_a_une_ligne_par_personne_reellement_declaree() -> None:
    arbre = _xml(_publier("mensuelle.dsn", "94"))
    salaries = arbre.findall("declaration/declaration_bilan/salarie")
    assert [(s.findtext("NIR") or s.findtext("NTT"), s.findtext("matricule")) for s in salaries] == [
        ("2850675056012", "000012"),
        ("1900131555023", "000018"),
        ("17328293200007", "000031"),
    ]
    assert salaries[2].find("taux_imposition_PAS") is None
    assert (arbre.get("identifiant") or "").startswith("90202611")


def test_94_le_taux_d_une_personne_ne_change_pas_d_un_mois_a_l_autre() -> None:
    lire_taux = [
        [s.findtext("taux_imposition_PAS") for s in _xml(_publier(f, "94")).iter("salarie")]
        for f in ("mensuelle.dsn", "agricole.dsn")
    ]
    assert lire_taux[0] == lire_taux[1]
    assert any(lire_taux[0])


def test_94_un_taux_a_venir_a_toujours_une_date() -> None:
    futurs = 0
    for graine in range(8):
        administration = Administration(Horloge(), Options(graine=graine))
        controle = Controle(administration)
        depot = controle.deposer(CAMILLE, lire("mensuelle.dsn"))
        arbre = _xml(administration.document(controle.publier(depot.idflux, "94")))
        for futur in arbre.iter("future_imposition_PAS"):
            futurs += 1
            assert futur.findtext("date_effet") == "2027-01-01"
            assert futur.findtext("taux")
    assert futurs


def test_94_les_trois_sortes_de_taux_existent() -> None:
    vus = {taux(graine, Individu(1, nir="1900131555023")) for graine in range(60)}
    assert {"", "0.00"} < vus
    assert all(0 <= float(valeur or 0) < 25 for valeur in vus)
    assert taux(1, Individu(1, ntt="17328293200007")) == ""


def test_94_incident_ne_donne_aucun_taux() -> None:
    arbre = _xml(_publier("mensuelle.dsn", "94", variante="aucun_taux"))
    assert len(arbre.findall(".//salarie")) == 3
    assert arbre.find(".//taux_imposition_PAS") is None


def test_94_ano_signale_les_personnes_sans_nir() -> None:
    codes = [e.text for e in _xml(_publier("mensuelle.dsn", "94", "ANO")).iter("code")]
    assert codes == ["ADR05", "NIR01"]


def test_20_compare_declare_et_reference() -> None:
    arbre = _xml(_publier("mensuelle.dsn", "20", "ANO"))
    reconnu = arbre.find("declaration/declaration_anomalie/environnement")
    assert reconnu is not None
    assert [s.get("origine") for s in reconnu] == ["DSN", "SNGI"]
    assert [s.findtext("NIR") for s in reconnu] == ["2850675056012", "2850675056013"]
    assert [s.findtext("nom_famille") for s in reconnu] == ["D'ARC", "D'ARC"]


def test_20_ko_sur_un_evenement_est_bloquant() -> None:
    arbre = _xml(_publier("arret.dsn", "20", "KO"))
    assert arbre.findtext("declaration/declaration_bilan/etat") == "KO"
    assert {e.text for e in arbre.iter("categorie")} == {"bloquant"}


def test_21_depend_de_la_declaration() -> None:
    assert b"C0202" in _publier("mensuelle.dsn", "21", "ANO").octets
    assert b"<type>DSIJ</type>" in _publier("arret.dsn", "21", "KO").octets
    sans_contrat = lire("mensuelle.dsn").replace(b"S21.G00.40.", b"S21.G00.41.")
    administration = Administration(Horloge())
    controle = Controle(administration)
    retour = controle.publier(controle.deposer(CAMILLE, sans_contrat).idflux, "21", "ANO")
    assert b"<contrat>" not in administration.document(retour).octets
    assert b"<type>AED</type>" in _publier("fin_de_contrat.dsn", "21", "KO").octets


def test_31_ecrit_le_nir_avec_sa_cle() -> None:
    assert _xml(_publier("arret.dsn", "31", "KO")).findtext(".//NIR") == "285067505601268"


def test_51_parle_du_contrat_de_cet_organisme_en_latin_1() -> None:
    document = _publier("mensuelle.dsn", "51", "ANO", ops="P0012", delegataire="D00099")
    assert document.octets.startswith(b'<?xml version="1.0" encoding="ISO-8859-1"?>')
    arbre = _xml(document)
    declaration = arbre[0]
    assert (declaration.get("CodeOC"), declaration.get("CodeDELEG")) == ("P0012", "D00099")
    assert arbre.get("NomEmetteur") == "CABINET DE L'ÉTÉ"
    assert declaration[0].get("ValeurRubriqueErreur") == "CPREV01"
    assert _xml(_publier("mensuelle.dsn", "51", "KO", ops="P0942"))[0].get("CodeRetourDecla") == "3"


def test_un_caractere_hors_latin_1_devient_une_reference() -> None:
    administration = Administration(Horloge())
    controle = Controle(administration)
    depot = controle.deposer(CAMILLE, lire("mensuelle.dsn"))
    retour = controle.publier(depot.idflux, "51", ops="P€")
    assert b"P&#8364;" in administration.document(retour).octets


def test_119_cite_la_personne_et_la_donnee() -> None:
    espace = "{https://gipmds/1.0}"
    arbre = _xml(_publier("mensuelle.dsn", "119", "ANO"))
    assert arbre.findtext(f".//{espace}RO_B006_R001") == "2850675056012"
    assert arbre.findtext(f".//{espace}RO_B006_R006") == "2021-03-01"
    assert arbre.findtext(f".//{espace}RO_B003_R002") == "ANO"
    assert _xml(_publier("mensuelle.dsn", "119")).find(f".//{espace}RO_B004") is None


def test_une_naissance_inconnue_garde_ses_99() -> None:
    arbre = _xml(_publier("mensuelle.dsn", "121", "ANO"))
    assert arbre.findtext(".//{https://gipmds/1.0}RO_B009_R001") == "2850675056012"
    assert b"9999-99-99" not in _publier("mensuelle.dsn", "121", "ANO").octets


def test_44_est_un_pdf_dont_la_table_est_juste() -> None:
    document = _publier("fin_de_contrat.dsn", "44")
    octets = document.octets
    assert (document.type_contenu, octets[:8], octets[-6:]) == ("application/pdf", b"%PDF-1.4", b"%%EOF\n")
    debut = int(octets.rpartition(b"startxref\n")[2].split()[0])
    assert octets[debut : debut + 4] == b"xref"
    for numero, ligne in enumerate(octets[debut:].split(b"\n")[3:8], 1):
        assert octets[int(ligne[:10]) :].startswith(b"%d 0 obj" % numero)
    assert b"D'ARC" in octets


def test_une_nature_inconnue_donne_un_texte_qui_le_dit() -> None:
    document = _publier("mensuelle.dsn", "999")
    assert document.type_contenu.startswith("text/plain")
    assert "nature 999" in document.octets.decode()


def test_un_document_donne_passe_tel_quel() -> None:
    administration = Administration(Horloge())
    controle = Controle(administration)
    depot = controle.deposer(CAMILLE, lire("mensuelle.dsn"))
    retour = controle.publier(depot.idflux, "61", document=b"\xff\xfe")
    assert administration.document(retour) == Document(b"\xff\xfe", "application/xml")


@pytest.mark.parametrize(("statut", "type_"), [("OK", "CCO"), ("KO", "BAN")])
def test_la_dpae_a_son_certificat_ou_son_refus(officiel: Path, statut: str, type_: str) -> None:
    administration = Administration(Horloge())
    controle = Controle(administration)
    depot = controle.deposer(CAMILLE, lire("dpae.xml"), service="dpae")
    document = administration.document(controle.publier(depot.idflux, "11", statut))
    _valider(officiel, document)
    arbre = _xml(document)
    assert (arbre.get("type"), arbre.get("profil")) == (type_, "DPAE")
    assert arbre.findtext(".//etat_conformite") == statut
    assert (len(arbre.findtext(".//certificat_conformite") or "") > 165) == (statut == "OK")


def test_les_annees_bissextiles_ne_cassent_pas_le_taux_futur() -> None:
    horloge = Horloge(DEBUT.replace(year=2028, month=2, day=29))
    administration = Administration(horloge)
    controle = Controle(administration)
    depot = controle.deposer(CAMILLE, lire("mensuelle.dsn"))
    assert administration.document(controle.publier(depot.idflux, "94")).octets
