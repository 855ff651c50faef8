"""Model 8.31 of the OCs' report: diagnostics, employees and events."""

import pytest

from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Anomalie, Autre, Complement, Individu
from tests.unitaires.retours.aide_oc import (
    anomalie,
    anomalies,
    attributs,
    complements,
    declaration,
    fichier,
    lire,
    lire_au_fil,
    perdues,
)


def salarie(contenu: str = "", **autres: str) -> str:
    valeurs = {"NirSal": "1900131555023", "NomSal": "DURAND", "PrenomSal": "Anne", "CodeRetourSal": "00"}
    return f"<Salarie{attributs({**valeurs, **autres})}>{contenu}</Salarie>"


def evt(code: str = "00", **autres: str) -> str:
    valeurs = {"CodeEvt": "10", "DateEvt": "15092014", "SrcEvt": "01", "CodeRetourEvt": code}
    return f"<Evt{attributs({**valeurs, **autres})}/>"


def diagnostic(code: str, texte: str = "") -> Anomalie:
    return anomalie(f'<Diagnostic CodeRetourDetail="{code}" ComplementRetourDetail="{texte}"/>')


def test_un_diagnostic_est_une_anomalie_nommee() -> None:
    lue = diagnostic("030", " CPREV01 ")
    assert (lue.code, lue.gravite, lue.rang) == ("030", Gravite.A_CORRIGER, 1)
    assert lue.message == "Contrat inconnu de l’organisme\N{NO-BREAK SPACE}: CPREV01"
    assert lue.action


def test_une_declaration_acceptee_ou_detaillee_plus_bas_ne_trouve_rien() -> None:
    sans = [f'<Diagnostic CodeRetourDetail="{code}"/>' for code in ("000", "999")]
    assert anomalies(*sans) == []


def test_un_texte_sur_une_declaration_acceptee_est_une_information() -> None:
    lue = diagnostic("000", "Merci de noter")
    assert (lue.gravite, lue.action) == (Gravite.INFORMATION, "")
    assert lue.message.endswith("Merci de noter")


def test_un_diagnostic_inconnu_garde_son_texte_seul() -> None:
    assert diagnostic("777", "Autre cas").message == "Autre cas"
    assert diagnostic("777").message == ""


def test_une_declaration_refusee_rend_les_diagnostics_critiques() -> None:
    lue = anomalie('<Diagnostic CodeRetourDetail="800"/>', CodeRetourDecla="3")
    assert lue.gravite is Gravite.CRITIQUE


@pytest.mark.parametrize(
    ("code", "rubrique", "declaree", "attendue"),
    [
        ("10", "S21.G00.70.001", "C1", "C2"),
        ("21", "S21.G00.70.004", "OPT1", "OPT3"),
        ("31", "S21.G00.70.005", "POP1", "POP2"),
        ("99", "", "", ""),
    ],
)
def test_le_code_du_salarie_dit_la_donnee_fausse(
    code: str, rubrique: str, declaree: str, attendue: str
) -> None:
    lue = anomalie(
        salarie(
            CodeRetourSal=code,
            RefContrat="C1",
            RefContratAtt="C2",
            CodeOption="OPT1",
            CodeOptionAj="OPT3",
            CodePopulation="POP1",
            CodePopulationAtt="POP2",
            CoderetourEvts="1",
        )
    )
    assert (lue.rubrique, lue.valeur_declaree, lue.valeur_attendue) == (rubrique, declaree, attendue)
    assert lue.contrat == "C1"
    assert complements(lue) == {"CodeOption": "OPT1", "CodePopulation": "POP1", "CoderetourEvts": "1"}


def test_le_salarie_est_une_personne() -> None:
    lue = anomalie(
        salarie(CodeRetourSal="20", NTTSal="19012003450001", MatriculeSal="18", NomUsageSal="MARTIN")
    )
    assert lue.message == "Code option attendu et absent"
    assert lue.individu == Individu(
        nir="1900131555023",
        ntt="19012003450001",
        nom="DURAND",
        prenoms="Anne",
        matricule="18",
        complements=(Complement("NomUsageSal", "MARTIN"),),
    )


def test_un_salarie_accepte_ne_trouve_rien_sauf_s_il_a_un_texte() -> None:
    assert anomalies(salarie()) == []
    lue = anomalie(salarie(ComplementRetourSal="Un mot"))
    assert (lue.gravite, lue.action) == (Gravite.INFORMATION, "")
    assert lue.message == "Salarié accepté\N{NO-BREAK SPACE}: Un mot"


def test_un_evenement_pris_en_compte_est_une_information() -> None:
    lue = anomalie(salarie(evt(ComplementRetourEvt="vu"), RefContrat="C1"))
    assert (lue.code, lue.gravite) == ("00", Gravite.INFORMATION)
    assert lue.message == "Radiation\N{NO-BREAK SPACE}: pris en compte\N{NO-BREAK SPACE}: vu"
    assert (lue.rubrique, lue.periode, lue.contrat) == ("S21.G00.62", "15092014", "C1")
    assert complements(lue) == {"CodeEvt": "10", "SrcEvt": "01"}
    assert lue.individu is not None


@pytest.mark.parametrize(
    ("code", "gravite"),
    [("01", Gravite.INFORMATION), ("20", Gravite.CRITIQUE), ("99", Gravite.CRITIQUE)],
)
def test_un_evenement_rejete_est_grave_comme_sa_declaration(code: str, gravite: Gravite) -> None:
    assert anomalie(salarie(evt(code)), CodeRetourDecla="2").gravite is gravite


def test_un_evenement_de_codes_inconnus_est_encore_montre() -> None:
    lue = anomalie(salarie(evt("77", CodeEvt="55", SrcEvt="44")))
    assert (lue.message, lue.rubrique, lue.gravite) == ("", "", Gravite.A_CORRIGER)
    assert anomalie(salarie(evt("77"))).message == "Radiation"
    assert anomalie(salarie(evt("01", CodeEvt="55"))).message == "ignoré, déjà déclaré"


def test_un_salarie_peut_avoir_une_anomalie_et_des_evenements() -> None:
    document = fichier(declaration(salarie(evt() + evt("30"), CodeRetourSal="30") + salarie(evt("10"))))
    assert [a.code for a in lire(document).anomalies] == ["30", "00", "30", "10"]
    assert lire_au_fil(document) == lire(document)
    declarations = lire(document).donnees["declarations"]
    assert isinstance(declarations, list)
    assert isinstance(declarations[0], dict)
    salaries = declarations[0]["salaries"]
    assert isinstance(salaries, list)
    assert isinstance(salaries[1], dict)
    assert salaries[1]["evenements"] == [
        {"CodeEvt": "10", "DateEvt": "15092014", "SrcEvt": "01", "CodeRetourEvt": "10"}
    ]


def test_rien_du_modele_8_31_n_est_perdu() -> None:
    document = fichier(
        declaration(
            '<Diagnostic CodeRetourDetail="030" N="d"><Sous>x</Sous></Diagnostic>'
            '<Salarie N="s">mot<Evt N="e">dans</Evt>apres<Autre>y</Autre></Salarie>'
        )
    )
    base = "Fichier/Declaration"
    assert lire(document).autres == [
        Autre(f"{base}/Diagnostic/Sous", "x"),
        Autre(f"{base}/Diagnostic/@N", "d"),
        Autre(f"{base}/Salarie/@N", "s"),
        Autre(f"{base}/Salarie", "mot"),
        Autre(f"{base}/Salarie/Evt", "dans"),
        Autre(f"{base}/Salarie", "apres"),
        Autre(f"{base}/Salarie/Evt/@N", "e"),
        Autre(f"{base}/Salarie/Autre", "y"),
    ]
    assert not perdues(document)
