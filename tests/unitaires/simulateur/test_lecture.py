"""What is read in deposited bytes: envelope, people, organisations."""

import pytest

from recepisse.simulateur.autre_programme import build_dsn
from recepisse.simulateur.lecture import Lecture, lire_dpae, lire_dsn
from recepisse.simulateur.modele import Contrat, Organisme
from tests.unitaires.simulateur.aides import lire


def _lire(nom: str) -> Lecture:
    lecture = lire_dsn(lire(nom))
    assert lecture is not None
    return lecture


def test_l_enveloppe_garde_apostrophes_et_accents() -> None:
    enveloppe = _lire("mensuelle.dsn").enveloppe
    assert enveloppe.logiciel == "PAIE D'ESSAI"
    assert enveloppe.emetteur_nom == "CABINET DE L'ÉTÉ"
    assert (enveloppe.essai_reel, enveloppe.norme, enveloppe.point_depot) == ("01", "P26V01", "01")
    assert enveloppe.emetteur_siret == "40483304800022"


def test_les_personnes_ont_leurs_champs_et_leurs_contrats() -> None:
    (declaration,) = _lire("mensuelle.dsn").declarations
    jeanne, noel, karim = declaration.individus
    assert (jeanne.nir, jeanne.nom, jeanne.nom_usage, jeanne.prenoms) == (
        "2850675056012",
        "D'ARC",
        "L'ÉPOUSE",
        "Jeanne",
    )
    assert (jeanne.matricule, jeanne.naissance, jeanne.lieu_naissance) == ("000012", "15061985", "DOMRÉMY")
    assert jeanne.contrats == (Contrat("01032021", "CT-0001"),)
    assert noel.nom == "LEFÈVRE"
    assert (karim.nir, karim.ntt, karim.rang) == ("", "17328293200007", 3)
    assert (declaration.nic_siege, declaration.siret) == ("00017", "73282932000074")


def test_chaque_organisme_et_delegataire_compte_une_fois() -> None:
    (declaration,) = _lire("mensuelle.dsn").declarations
    assert declaration.organismes == (
        Organisme("P0012", "D00099", "CPREV01"),
        Organisme("P0942", "", "CMUT02"),
    )


def test_chaque_declaration_a_les_siens() -> None:
    premiere, seconde = _lire("deux_declarations.dsn").declarations
    assert (premiere.nic, seconde.nic) == ("00074", "00082")
    assert len(premiere.individus) == len(seconde.individus) == 3


@pytest.mark.parametrize("octets", [b"", b"Bonjour", b"S20.G00.05.001,'01'", b"\x00\x01"])
def test_ce_qui_ne_commence_pas_par_s10_n_est_pas_une_dsn(octets: bytes) -> None:
    assert lire_dsn(octets) is None


def test_un_debut_sans_suite_donne_une_lecture_vide() -> None:
    assert lire_dsn(b"S10 et rien d'autre") == Lecture(enveloppe=_lire_vide().enveloppe, declarations=())


def _lire_vide() -> Lecture:
    lecture = lire_dsn(b"S10")
    assert lecture is not None
    return lecture


def test_une_dpae_donne_son_employeur_et_ses_personnes() -> None:
    lecture = lire_dpae(lire("dpae.xml"))
    assert lecture is not None
    assert lecture.enveloppe.essai_reel == "01"
    (declaration,) = lecture.declarations
    assert (declaration.siret, [i.nom for i in declaration.individus]) == ("90123456700013", ["ROUVIERE"])
    reelle = lire_dpae(lire("dpae.xml").replace(b"Indicator>1<", b"Indicator>120<"))
    assert reelle is not None
    assert reelle.enveloppe.essai_reel == "02"


@pytest.mark.parametrize("octets", [b"", b"S10.G00", b"<autre><a>1</a></autre>", b"<FR_DUE_Upload>"])
def test_autre_chose_n_est_pas_une_dpae(octets: bytes) -> None:
    assert lire_dpae(octets) is None


def test_l_autre_programme_depose_un_fichier_lisible() -> None:
    lecture = lire_dsn(build_dsn("73282932000074", "01102026"))
    assert lecture is not None
    (declaration,) = lecture.declarations
    assert (declaration.siret, declaration.mois, len(declaration.individus)) == (
        "73282932000074",
        "01102026",
        1,
    )
    assert build_dsn("73282932000074", "01102026", 1) != build_dsn("73282932000074", "01102026", 2)
    assert b"005,'02'" in build_dsn("73282932000074", "01102026", essai=False)


def test_les_personnes_ne_se_montrent_pas() -> None:
    texte = repr(_lire("mensuelle.dsn"))
    assert "D'ARC" not in texte
    assert "2850675056012" not in texte
