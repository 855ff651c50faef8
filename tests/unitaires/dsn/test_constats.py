from recepisse.dsn.constats import Gravite, avertissement, refus


def test_a_finding_reads_as_a_sentence_with_its_line() -> None:
    assert str(refus("x", "Mauvais.", "Corrigez.", 12)) == "Ligne 12 : Mauvais. Corrigez."
    assert str(avertissement("x", "Étrange.", "Vérifiez.")) == "Étrange. Vérifiez."


def test_gravity_is_one_of_two_words() -> None:
    assert (refus("x", "", "").gravite, Gravite.REFUS.value) == (Gravite.REFUS, "refus")
    assert avertissement("x", "", "").gravite is Gravite.AVERTISSEMENT
    assert Gravite.AVERTISSEMENT.value == "avertissement"
