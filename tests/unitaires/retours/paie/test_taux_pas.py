from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from recepisse.retours.lecture import lire_retour
from recepisse.retours.modele import Contenu, DeclarationLue, Donnee, Individu, RetourLu
from recepisse.retours.paie.taux_pas import (
    CrmNominatif,
    EtatTaux,
    TauxLu,
    fin_validite,
    lire_decimal,
    lire_taux,
    taux_applicable,
)
from recepisse.retours.sens.interpretation import interpreter

EXEMPLES = Path(__file__).parents[3] / "donnees" / "retours"
JANVIER = date(2027, 1, 1)


def lire_exemple(nom: str, nature: str = "94") -> RetourLu:
    return lire_retour((EXEMPLES / nom).read_bytes(), nature=nature, statut="OK")


def construire(*salaries: dict[str, Donnee], profil: str = "DSN", nature: str = "94") -> RetourLu:
    contenu = Contenu(
        famille="bilan",
        donnees={
            "entete": {"profil": profil, "identifiant": "902"},
            "declarations": [{"salaries": list(salaries)}],
        },
        declarations=[DeclarationLue(siren="901200345", nic="00014")],
    )
    return interpreter(contenu, nature, "OK")


def crm_de(lu: RetourLu) -> CrmNominatif:
    crm = lire_taux(lu)
    assert crm is not None
    return crm


def ligne_de(**salarie: Donnee) -> TauxLu:
    return crm_de(construire({"nir": "2850675056012", **salarie})).lignes[0]


def test_each_person_of_the_example_has_what_the_document_says() -> None:
    crm = crm_de(lire_exemple("94_DGFIP_nominatif.xml"))
    assert crm.numero == "902026100000000001"
    assert (crm.declaration.siren, crm.declaration.nic) == ("901200345", "00014")
    premiere, zero, sans, ntt = crm.lignes
    assert (premiere.individu.nir, premiere.individu.matricule) == ("2850675056012", "000012")
    assert (premiere.taux, premiere.futur_annonce) == (Decimal("7.30"), False)
    assert zero.taux == Decimal(0)
    assert (zero.futur, zero.futur_le, zero.futur_annonce) == (Decimal("3.10"), JANVIER, True)
    assert sans.taux is None
    assert not sans.illisible
    assert (ntt.individu.nir, ntt.individu.ntt, ntt.taux) == ("", "19012003450007", None)


def test_nobody_has_a_rate_in_the_example_of_the_incident() -> None:
    crm = crm_de(lire_exemple("94_DGFIP_nominatif_incident_aucun_taux.xml"))
    assert [ligne.taux for ligne in crm.lignes] == [None] * 4
    assert not any(ligne.illisible for ligne in crm.lignes)


def test_the_official_example_is_read(officiel: Path) -> None:
    octets = (officiel / "exemples" / "Exemple-94-DGFIP-crm-nominatif.xml").read_bytes()
    crm = crm_de(lire_retour(octets, nature="94", statut="OK"))
    assert crm.numero == "123456789123456789"
    assert [(x.individu.nir, x.individu.matricule, x.taux) for x in crm.lignes] == [
        ("9999999999999", "MAT00009825", Decimal("14.00"))
    ]


@pytest.mark.parametrize(
    "balise", ["", "<taux_imposition_PAS/>", "<taux_imposition_PAS>  </taux_imposition_PAS>"]
)
def test_no_tag_and_a_blank_tag_are_no_rate(balise: str) -> None:
    octets = (
        '<g:rapport xmlns:g="http://www.gip-mds.fr/" type="x" profil="PASRAU" identifiant="7">'
        "<envoi><envoi_identification/><envoi_bilan><envoi_etat>OK</envoi_etat></envoi_bilan></envoi>"
        "<declaration><declaration_identification><rang>1</rang></declaration_identification>"
        f"<declaration_bilan><etat>OK</etat><salarie><NIR>2850675056012</NIR>{balise}</salarie>"
        "</declaration_bilan></declaration></g:rapport>"
    ).encode()
    (ligne,) = crm_de(lire_retour(octets, nature="inconnue", statut="OK")).lignes
    assert (ligne.taux, ligne.illisible) == (None, False)


def test_a_zero_is_a_rate_and_not_an_absence() -> None:
    zero, sans = ligne_de(taux="0.00"), ligne_de()
    assert zero.taux == Decimal(0)
    assert zero.taux is not None
    assert sans.taux is None


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("7.30", Decimal("7.30")),
        ("7,3", Decimal("7.3")),
        ("0", Decimal(0)),
        ("100.00", Decimal(100)),
        ("100.01", None),
        ("43.12345", None),
        ("-1", None),
        ("²", None),
        ("1e1", None),
        ("NaN", None),
        ("7.30%", None),
    ],
)
def test_a_rate_is_a_number_of_percents(ecrit: str, attendu: Decimal | None) -> None:
    assert lire_decimal(ecrit) == attendu


def test_what_is_no_rate_is_neither_a_rate_nor_an_absence() -> None:
    assert ligne_de(taux="sept").illisible
    assert ligne_de(taux="7.30", futur={"taux": "?", "date_effet": "2027-01-01"}).illisible
    assert not ligne_de(taux="7.30", futur={"date_effet": "2027-01-01"}).illisible


@pytest.mark.parametrize(
    ("futur", "attendu"),
    [
        ({"taux": "3.10", "date_effet": "2027-01-01"}, (Decimal("3.10"), JANVIER, True)),
        ({"date_effet": "2027-01-01"}, (None, JANVIER, True)),
        ({"taux": "3.10", "date_effet": "bientôt"}, (Decimal("3.10"), None, True)),
        ({}, (None, None, True)),
        (None, (None, None, False)),
    ],
)
def test_a_future_is_announced_with_or_without_its_rate(
    futur: Donnee, attendu: tuple[Decimal | None, date | None, bool]
) -> None:
    ligne = ligne_de(taux="7.30") if futur is None else ligne_de(taux="7.30", futur=futur)
    assert (ligne.futur, ligne.futur_le, ligne.futur_annonce) == attendu


def test_a_number_with_its_key_is_cut() -> None:
    assert crm_de(construire({"nir": "285067505601234"})).lignes[0].individu == Individu(nir="2850675056012")


@pytest.mark.parametrize("nature", ["93", "95", "20", ""])
def test_another_nature_gives_no_rate(nature: str) -> None:
    assert lire_taux(construire({"nir": "2850675056012", "taux": "7.30"}, nature=nature)) is None


def test_a_document_of_pasrau_is_known_by_its_profile_and_its_number() -> None:
    lu = construire({"nir": "2850675056012", "taux": "7.30"}, profil="pasrau", nature="")
    assert crm_de(lu).lignes[0].taux == Decimal("7.30")
    lu.contenu.donnees["entete"] = {"profil": "PASRAU"}
    assert lire_taux(lu) is None


def test_an_unreadable_document_gives_no_rate() -> None:
    lu = construire({"nir": "2850675056012", "taux": "7.30"})
    lu.contenu.illisible = "Le document est coupé."
    assert lire_taux(lu) is None
    autre = interpreter(Contenu(famille="pdf"), "94", "OK")
    assert lire_taux(autre) is None


@pytest.mark.parametrize(
    ("publie", "fin"),
    [
        (date(2026, 2, 13), date(2026, 4, 30)),
        (date(2026, 10, 8), date(2026, 12, 31)),
        (date(2026, 11, 23), date(2027, 1, 31)),
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 1), date(2028, 2, 29)),
    ],
)
def test_a_rate_is_valid_until_the_end_of_the_second_month(publie: date, fin: date) -> None:
    assert fin_validite(publie) == fin


def ligne(
    taux: str | None, futur: str | None = None, *, le: date | None = None, annonce: bool = False
) -> TauxLu:
    return TauxLu(
        Individu(matricule="1"),
        None if taux is None else Decimal(taux),
        None if futur is None else Decimal(futur),
        le,
        annonce,
    )


@pytest.mark.parametrize(
    ("lue", "le", "etat", "taux", "futur"),
    [
        (ligne("7.30"), date(2026, 12, 31), EtatTaux.VALIDE, "7.30", False),
        (ligne("7.30"), date(2027, 1, 1), EtatTaux.EXPIRE, "7.30", False),
        (ligne("0.00"), date(2026, 12, 1), EtatTaux.VALIDE, "0.00", False),
        (ligne(None), date(2026, 12, 1), EtatTaux.SANS_TAUX, None, False),
        (ligne(None), date(2027, 6, 1), EtatTaux.SANS_TAUX, None, False),
        (
            ligne("7.30", "3.10", le=date(2026, 12, 15), annonce=True),
            date(2026, 12, 14),
            EtatTaux.VALIDE,
            "7.30",
            False,
        ),
        (
            ligne("7.30", "3.10", le=date(2026, 12, 15), annonce=True),
            date(2026, 12, 15),
            EtatTaux.VALIDE,
            "3.10",
            True,
        ),
        (
            ligne("7.30", None, le=date(2026, 12, 15), annonce=True),
            date(2026, 12, 15),
            EtatTaux.SANS_TAUX,
            None,
            True,
        ),
        (ligne("7.30", "3.10", le=None, annonce=True), date(2026, 12, 15), EtatTaux.VALIDE, "7.30", False),
        (ligne("7.30", "3.10", le=date(2026, 12, 15)), date(2026, 12, 20), EtatTaux.VALIDE, "7.30", False),
    ],
)
def test_what_applies_on_one_day(
    lue: TauxLu, le: date, etat: EtatTaux, taux: str | None, futur: bool
) -> None:
    applicable = taux_applicable(lue, date(2026, 12, 31), le)
    assert (applicable.etat, applicable.futur) == (etat, futur)
    assert applicable.taux == (None if taux is None else Decimal(taux))


def test_each_state_has_words_for_the_screens() -> None:
    assert [etat.libelle for etat in EtatTaux] == [
        "valide",
        "sans taux (grille par défaut)",
        "expiré (grille par défaut)",
    ]


def test_no_representation_shows_a_person() -> None:
    crm = crm_de(lire_exemple("94_DGFIP_nominatif.xml"))
    assert "2850675056012" not in repr(crm) + repr(crm.lignes)
