"""The contracts of a fiche as typed values."""

from datetime import date
from pathlib import Path

import pytest

from recepisse.retours.familles.fpoc.contrats import (
    BaseFiche,
    ContratFiche,
    CotisationFiche,
    ParametreFiche,
    contrats,
)
from recepisse.retours.familles.fpoc.grammaire import TRANCHES
from recepisse.retours.modele import Contenu
from tests.unitaires.retours.aide_oc import lire

EXEMPLE = Path(__file__).parents[4] / "donnees" / "retours" / "FPOC.xml"


def fiche(*parametres: str) -> tuple[ContratFiche, ...]:
    return contrats(lire(f'<FICHE><GROUPE NumeroGrp="1">{"".join(parametres)}</GROUPE></FICHE>'.encode()))


def parametres(
    contenu: str = "", reference: str = "C1", oc: str = "P1", deleg: str = "", dates: str = ""
) -> str:
    delegataire = f' CodeDELEG="{deleg}"' if deleg else ""
    return (
        f'<ParametresContrats {dates}><Organisme CodeOC="{oc}"{delegataire}/>'
        f'<Contrat ReferenceContrat="{reference}"/>{contenu}</ParametresContrats>'
    )


def test_l_exemple_a_un_contrat() -> None:
    (contrat,) = contrats(lire(EXEMPLE.read_bytes()))
    assert contrat == ContratFiche(
        reference="PREVDEMO0000001",
        organisme="P9990",
        libelle="Contrat Démo",
        parametres=(
            ParametreFiche(
                groupe="1",
                option="OPT1",
                libelle_option="Option 1",
                population="NCAD",
                libelle_population="Non Cadre",
                bases=(BaseFiche("11", taux="0.6"),),
                periodicite="Trimestriel",
                debut=date(2026, 1, 1),
            ),
        ),
    )
    assert (set(contrat.options), set(contrat.populations)) == ({"OPT1"}, {"NCAD"})
    assert contrat.codes_bases == {"11"}


def test_les_parametres_d_un_meme_contrat_sont_reunis() -> None:
    un, deux = fiche(
        parametres('<Option CodeOption="A"/>', deleg="D00001"),
        parametres('<Option CodeOption="B"/>', reference="C2"),
        parametres('<Option CodeOption="B"/>', deleg="D00001"),
    )
    assert (un.reference, un.delegataire, [p.option for p in un.parametres]) == ("C1", "D00001", ["A", "B"])
    assert (deux.reference, deux.delegataire, set(deux.options)) == ("C2", "", {"B"})


@pytest.mark.parametrize(("oc", "deleg"), [("P2", ""), ("P1", "D00001")])
def test_un_autre_porteur_fait_un_autre_contrat(oc: str, deleg: str) -> None:
    assert len(fiche(parametres(), parametres(oc=oc, deleg=deleg))) == 2


def test_les_anciens_noms_sont_lus() -> None:
    (contrat,) = contrats(
        lire(
            b"<FICHE><GROUPE><ParametresContrats Changement='04'>"
            b"<Organisme CodeOC='P1' AncienCodeOC='P0' CodeDELEG='D1' AncienCodeDELEG='D0'/>"
            b"<Contrat ReferenceContrat='C1' LibelleContrat='Sant\xc3\xa9' AncienneReferenceContrat='C0'/>"
            b"<Option CodeOption='A' AncienCodeOption='a'/>"
            b"<Population CodePopulation='B' AncienCodePopulation='b'/>"
            b"</ParametresContrats></GROUPE></FICHE>"
        )
    )
    (lu,) = contrat.parametres
    assert (contrat.libelle, contrat.ancienne_reference) == ("Santé", "C0")
    assert (contrat.ancien_organisme, contrat.ancien_delegataire) == ("P0", "D0")
    assert (lu.ancienne_option, lu.ancienne_population, lu.changement) == ("a", "b", "04")


def test_chaque_tranche_et_chaque_base_specifique_a_son_code() -> None:
    tranches = "".join(f"<{nom}><Taux>1</Taux></{nom}>" for nom in TRANCHES)
    specifique = (
        "<BaseMontantSpecifique ValeurCodeNature='18' LibelleCodeNature='L' Condition='90'>"
        "<Taux>3.5</Taux><Coef>1</Coef><Assiette>PMSS</Assiette></BaseMontantSpecifique>"
        "<BaseMontantSpecifique ValeurCodeNature='20'><Montant>41</Montant></BaseMontantSpecifique>"
    )
    elements = f"<ElementsDeCalculAttendus>{specifique}{tranches}</ElementsDeCalculAttendus>"
    (contrat,) = fiche(parametres(elements))
    (lu,) = contrat.parametres
    assert lu.bases == (
        *(BaseFiche(code, taux="1") for code in ("10", "11", "12", "13", "14", "15", "16", "24")),
        BaseFiche("18", "L", "90", taux="3.5", coefficient="1", assiette="PMSS"),
        BaseFiche("20", montant="41"),
    )
    assert contrat.codes_bases == lu.codes_bases == {*TRANCHES.values(), "18", "20"}


def test_une_cotisation_d_etablissement_n_affilie_personne() -> None:
    cotisation = (
        "<CotisationEtablissement CodeCotisation='001' LibelleCotisation='L' PeriodiciteDeclaration='T'/>"
    )
    (contrat,) = fiche(parametres(cotisation))
    assert contrat.parametres[0].cotisations == (CotisationFiche("001", "L", "T"),)
    assert not contrat.parametres[0].nominatif
    assert (contrat.options, contrat.populations) == (frozenset(), frozenset())


def test_sans_option_ni_population_il_n_y_a_rien_a_en_declarer() -> None:
    (contrat,) = fiche(parametres("<ElementsDeCalculAttendus/>"))
    assert contrat.parametres[0].nominatif
    assert (set(contrat.options), set(contrat.populations)) == ({""}, {""})


@pytest.mark.parametrize(
    ("dates", "jour", "vaut"),
    [
        ("", date(2026, 9, 1), True),
        ("DateDebutValidite='01092026'", date(2026, 9, 1), True),
        ("DateDebutValidite='02092026'", date(2026, 9, 1), False),
        ("DateFinValidite='01092026'", date(2026, 9, 1), True),
        ("DateFinValidite='31082026'", date(2026, 9, 1), False),
        ("DateFinValidite='31082026'", None, True),
        ("DateDebutValidite='99992026'", date(2020, 1, 1), True),
    ],
)
def test_les_parametres_valent_entre_deux_dates(dates: str, jour: date | None, *, vaut: bool) -> None:
    (contrat,) = fiche(parametres(dates=dates))
    assert contrat.parametres[0].vaut_au(jour) is vaut


def test_un_autre_document_n_a_pas_de_contrat() -> None:
    assert contrats(Contenu("oc", donnees={"fichier": {}})) == ()
    assert contrats(Contenu("fpoc", donnees={"GROUPE": "texte"})) == ()
    (vide,) = contrats(Contenu("fpoc", donnees={"GROUPE": {"ParametresContrats": [{"Contrat": "C"}]}}))
    assert (vide.reference, vide.organisme) == ("", "")


def test_l_exemple_officiel_a_quatre_contrats(officiel: Path) -> None:
    document = officiel / "exemples" / "FICHE-PARAM-DSN-OC-26-R1.4.0-ExempleMax.xml"
    lus = contrats(lire(document.read_bytes()))
    assert [(c.reference, c.organisme, c.delegataire) for c in lus] == [
        ("PREV00000000001", "P0000", ""),
        ("SANTE0000000001", "P0000", "DELEG1"),
        ("PREV00000000002", "P0000", ""),
        ("SANTE0000000002", "P0000", "DELEG1"),
    ]
    assert lus[1].options == {"ISOLE", "FAMILLE", "MENU"}
    assert lus[3].options == {"FAMILLE", "BASE", "OPT1", "OPT2"}
    assert [sorted(c.codes_bases) for c in lus] == [["11"], ["20"], ["11", "13"], ["12", "18"]]
    assert [c.populations for c in lus] == [{""}, {"NCAD"}, {""}, {"CAD"}]
    assert [len(c.parametres) for c in lus] == [2, 3, 2, 4]
