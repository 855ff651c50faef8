from decimal import Decimal

import pytest

from recepisse.retours.paie.quarantaine import Ecarts, Seuils, comparer, motifs_de_quarantaine

Taux = dict[int, Decimal | None]


def taux(**nombres: int) -> Taux:
    """Return persons numbered from 1: so many with 5.00, then so many without rate."""
    avec, sans = nombres.get("avec", 0), nombres.get("sans", 0)
    return {n: Decimal(5) if n <= avec else None for n in range(1, avec + sans + 1)}


def test_the_same_rates_are_not_suspect() -> None:
    assert motifs_de_quarantaine(taux(avec=50, sans=5), taux(avec=50, sans=5)) == ()


def test_losing_many_rates_is_suspect_and_said_with_figures() -> None:
    motifs = motifs_de_quarantaine(taux(avec=0, sans=4), taux(avec=4))
    assert motifs == ("4 des 4 personnes qui avaient un taux n’en ont plus (100 %, seuil 20 %).",)


@pytest.mark.parametrize(
    ("perdus", "effectif", "suspect"),
    [
        (2, 2, False),  # fewer than three persons
        (3, 3, True),
        (3, 15, False),  # 20 % is not more than 20 %
        (3, 14, True),
        (20, 100, False),
        (21, 100, True),
    ],
)
def test_the_loss_is_judged_by_share_and_by_number(perdus: int, effectif: int, suspect: bool) -> None:
    motifs = motifs_de_quarantaine(taux(avec=effectif - perdus, sans=perdus), taux(avec=effectif))
    assert bool(motifs) is suspect


def test_only_those_who_had_a_rate_can_lose_it() -> None:
    """Ten newcomers without rate, and ten who never had one, are no loss."""
    avant = taux(avec=10, sans=10)
    assert motifs_de_quarantaine(avant | dict.fromkeys(range(21, 31)), avant) == ()


def test_a_departure_is_not_a_loss() -> None:
    avant = taux(avec=20)
    apres = {cle: valeur for cle, valeur in avant.items() if cle > 4}
    assert motifs_de_quarantaine(apres, avant) == ()


def test_a_fall_of_the_headcount_is_suspect() -> None:
    assert motifs_de_quarantaine(taux(avec=69), taux(avec=100)) == (
        "31 des 100 personnes nommées auparavant manquent (31 %, seuil 30 %).",
    )
    assert motifs_de_quarantaine(taux(avec=70), taux(avec=100)) == ()


def test_a_turnover_without_fall_is_not_suspect() -> None:
    avant, apres = taux(avec=10), {n: Decimal(5) for n in range(101, 111)}
    assert motifs_de_quarantaine(apres, avant) == ()


def test_many_jumps_are_suspect_and_small_moves_are_not() -> None:
    avant = taux(avec=10)
    sautes: Taux = avant | dict.fromkeys((1, 2, 3), Decimal(15))
    (motif,) = motifs_de_quarantaine(sautes, avant)
    assert motif.startswith(
        "3 des 10 personnes qui avaient un taux voient le leur varier d’au moins 10 points"
    )
    assert motif.endswith("(30 %, seuil 20 %).")
    assert motifs_de_quarantaine(avant | dict.fromkeys((1, 2, 3), Decimal("14.99")), avant) == ()
    assert motifs_de_quarantaine(avant | dict.fromkeys((1, 2), Decimal(90)), avant) == ()


def test_a_rate_that_becomes_zero_is_a_change_not_a_loss() -> None:
    zeros: Taux = dict.fromkeys(range(1, 11), Decimal(0))
    assert motifs_de_quarantaine(zeros, taux(avec=10)) == ()
    assert comparer(zeros, taux(avec=10)).changes == 10


def test_the_first_one_is_suspect_only_when_nobody_has_a_rate() -> None:
    assert motifs_de_quarantaine(taux(sans=4), None) == (
        "Aucune des 4 personnes n’a de taux, et aucun compte rendu précédent ne permet de comparer.",
    )
    assert motifs_de_quarantaine(taux(sans=2), None) == ()
    assert motifs_de_quarantaine(taux(avec=1, sans=50), None) == ()


def test_a_small_establishment_that_loses_everything_is_left_to_its_state() -> None:
    assert motifs_de_quarantaine(taux(sans=2), taux(avec=2)) == ()


def test_a_document_that_names_nobody_is_always_suspect() -> None:
    attendu = "Ce compte rendu ne nomme aucune personne."
    assert motifs_de_quarantaine({}, None) == (attendu,)
    assert motifs_de_quarantaine({}, taux(avec=2)) == (attendu,)


def test_rates_that_are_no_rate_and_contradictions_are_always_suspect() -> None:
    une, deux = motifs_de_quarantaine(taux(avec=2), None, illisibles=1, contradictions=2)
    assert une.startswith("1 personne a un taux qui n’est pas un nombre")
    assert deux == "2 personnes ont ici deux taux différents."


def test_every_threshold_can_be_changed() -> None:
    severes = Seuils(personnes=1, sans_taux=0, effectif=0, sauts=0, ecart=Decimal("0.5"))
    avant: Taux = {1: Decimal(5), 2: Decimal(5), 3: Decimal(5)}
    apres: Taux = {1: None, 2: Decimal("5.5")}
    assert motifs_de_quarantaine(apres, avant, severes) == (
        "1 des 2 personnes qui avaient un taux n’en ont plus (50 %, seuil 0 %).",
        "1 des 3 personnes nommées auparavant manquent (33 %, seuil 0 %).",
        "1 des 2 personnes qui avaient un taux voient le leur varier d’au moins 0,5 point (50 %, seuil 0 %).",
    )


def test_a_threshold_of_a_hundred_switches_its_test_off() -> None:
    jamais = Seuils(sans_taux=100, effectif=100, sauts=100)
    assert motifs_de_quarantaine(taux(sans=50), taux(avec=100), jamais) == ()


def test_what_differs_is_counted() -> None:
    avant: Taux = {1: Decimal(5), 2: Decimal(5), 3: None, 4: Decimal(5), 5: Decimal(5)}
    apres: Taux = {1: Decimal(5), 2: None, 3: Decimal(9), 4: Decimal(15), 6: None, 7: Decimal(1)}
    ecarts = comparer(apres, avant)
    assert ecarts == Ecarts(
        avant=5,
        apres=6,
        sans_taux=2,
        communs=4,
        avaient_un_taux=3,
        perdus=1,
        gagnes=1,
        changes=1,
        sauts=1,
        partis=1,
        arrives=2,
    )
    assert ecarts.baisse == 0
    assert comparer({}, avant).baisse == 5
