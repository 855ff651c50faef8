"""Persons: the NIR with or without key, and the three states of a rate, which must never be mixed."""

import pytest
from lxml import etree

from recepisse.retours.familles.bilan.blocs import Reste
from recepisse.retours.familles.bilan.personne import lire_individu, lire_salarie, nir_court
from recepisse.retours.modele import Complement, Donnee


def salarie(interieur: str, attributs: str = "") -> dict[str, Donnee]:
    reste = Reste()
    lu = lire_salarie(etree.fromstring(f"<salarie{attributs}>{interieur}</salarie>"), reste)
    assert reste.fermer() == []
    return lu


@pytest.mark.parametrize(
    ("ecrit", "court"),
    [
        ("279091305503455", "2790913055034"),
        ("2A9091305503455", "2A90913055034"),
        ("2790913055034", "2790913055034"),
        ("19012003450007", "19012003450007"),
        ("non renseigné", "non renseigné"),
        ("27909130550345é", "27909130550345é"),
        ("2790913 0550345", "2790913 0550345"),
        ("", ""),
    ],
)
def test_un_nir_avec_sa_clef_est_ramene_a_treize_chiffres(ecrit: str, court: str) -> None:
    assert nir_court(ecrit) == court


def test_un_taux_communique() -> None:
    assert salarie("<NIR>1</NIR><taux_imposition_PAS>7.30</taux_imposition_PAS>") == {
        "nir": "1",
        "taux": "7.30",
    }


def test_un_taux_de_zero_est_un_taux() -> None:
    assert salarie("<NIR>1</NIR><taux_imposition_PAS>0.00</taux_imposition_PAS>")["taux"] == "0.00"


@pytest.mark.parametrize(
    "balise", ["", "<taux_imposition_PAS/>", "<taux_imposition_PAS> </taux_imposition_PAS>"]
)
def test_pas_de_taux_n_est_pas_zero(balise: str) -> None:
    assert "taux" not in salarie(f"<NTT>2</NTT>{balise}")


def test_un_taux_futur_avec_ou_sans_valeur() -> None:
    date = "<date_effet>2027-01-01</date_effet>"
    assert salarie(f"<future_imposition_PAS><taux>3.10</taux>{date}</future_imposition_PAS>") == {
        "futur": {"taux": "3.10", "date_effet": "2027-01-01"}
    }
    assert salarie(f"<future_imposition_PAS>{date}</future_imposition_PAS>") == {
        "futur": {"date_effet": "2027-01-01"}
    }
    assert salarie("<future_imposition_PAS/>") == {"futur": {}}
    assert "futur" not in salarie("<NIR>1</NIR>")


def test_les_autres_elements_gardent_leur_nom() -> None:
    lu = salarie("<nom_famille>A</nom_famille><rang>3</rang>", " origine='PASRAU'")
    assert lu == {"nom_famille": "A", "rang": "3", "origine": "PASRAU"}


def test_un_individu_a_ses_champs_et_ses_complements() -> None:
    reste = Reste()
    lues, individu = lire_individu(
        etree.fromstring(
            "<salarie origine='DSN'><NIR>279091305503455</NIR><NTT>9</NTT><nom_famille>A</nom_famille>"
            "<nom_usage>B</nom_usage><prenoms>C</prenoms><date_naissance>21091979</date_naissance>"
            "<matricule>7</matricule><future_imposition_PAS><taux>1.00</taux></future_imposition_PAS></salarie>"
        ),
        reste,
    )
    assert lues["NIR"] == "279091305503455"
    assert (individu.nir, individu.ntt, individu.nom, individu.prenoms) == ("2790913055034", "9", "A", "C")
    assert (individu.matricule, individu.naissance) == ("7", "21091979")
    assert individu.complements == (
        Complement("nom_usage", "B"),
        Complement("origine", "DSN"),
        Complement("NIR", "279091305503455"),
        Complement("future_imposition_PAS/taux", "1.00"),
    )
    assert reste.fermer() == []


def test_un_individu_sans_rien() -> None:
    _, individu = lire_individu(etree.fromstring("<salarie/>"), Reste())
    assert individu.nir == ""
    assert individu.complements == ()


def test_rien_d_une_personne_ne_se_voit_dans_un_repr() -> None:
    _, individu = lire_individu(etree.fromstring("<salarie><NIR>2790913055034</NIR></salarie>"), Reste())
    assert "279" not in repr(individu)
