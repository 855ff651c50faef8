from collections.abc import Callable

import pytest

from recepisse.dsn.constats import Constat
from tests.unitaires.dsn.aides import ENTETE, MENSUELLE, codes, dsn, ecrire, lire, totaux

LIGNES = len(ENTETE) + len(MENSUELLE) + 2
NIR, NOM = "1850578006084", "D'ARC"


def avec(rubrique: str, valeur: str | None) -> bytes:
    """Return a good file whose rubric of S10.G00.00 is changed or removed."""
    entete = [ligne for ligne in ENTETE if not ligne.startswith(f"S10.G00.00.{rubrique}")]
    if valeur is not None:
        entete.insert(int(rubrique) - (2 if rubrique > "003" else 1), f"S10.G00.00.{rubrique},'{valeur}'")
    return dsn(MENSUELLE, entete=entete)


def s90(lignes: str | None, declarations: str | None) -> bytes:
    fin = [f"S90.G00.90.001,'{lignes}'"] if lignes is not None else []
    fin += [f"S90.G00.90.002,'{declarations}'"] if declarations is not None else []
    return ecrire(ENTETE, MENSUELLE, fin)


BON = dsn(MENSUELLE)
REFUS: dict[str, tuple[Callable[[], bytes], int | None]] = {
    "bom": (lambda: b"\xef\xbb\xbf" + BON, 1),
    "octet_nul": (lambda: BON[:-3] + b"\0'\r\n", LIGNES),
    "fichier_tronque": (lambda: BON[:400], BON[:400].count(b"\n") + 1),
    "ligne_invalide": (lambda: BON.replace(b"S21.G00.06.002,", b"S21.G00.06.02,"), len(ENTETE) + 10),
    "flux_recu": (lambda: dsn(MENSUELLE, entete=(*ENTETE, "S10.G00.95.001,'x'")), len(ENTETE) + 1),
    "plusieurs_envois": (lambda: BON + BON, LIGNES + 1),
    "enveloppe_incomplete": (lambda: avec("006", None), 1),
    "mode_inconnu": (lambda: avec("005", "03"), 1),
    "point_depot_inconnu": (lambda: avec("007", "09"), 1),
    "sans_declaration": (dsn, None),
    "hors_declaration": (lambda: dsn(("S21.G00.06.001,'1'",), MENSUELLE), len(ENTETE) + 1),
    "declaration_sans_nature": (lambda: dsn(MENSUELLE[1:]), len(ENTETE) + 1),
    "sans_s90": (lambda: ecrire(ENTETE, MENSUELLE), None),
    "s90_pas_en_fin": (lambda: BON + b"S21.G00.30.001,'1'\r\n", LIGNES + 1),
    "s90_lignes": (lambda: s90("7", "1"), LIGNES),
    "s90_declarations": (lambda: s90(str(LIGNES), "2"), LIGNES),
}
AVERTISSEMENTS: dict[str, Callable[[], bytes]] = {
    "norme_inconnue": lambda: avec("006", "P27V01"),
    "encodage_utf8": lambda: ecrire(ENTETE, MENSUELLE, totaux(LIGNES, 1), encodage="utf-8"),
    "encodage_windows_1252": lambda: BON.replace(b"D'ARC", b"L\x9cARC"),
    "fins_de_ligne_melangees": lambda: BON.replace(b"\r\n", b"\n", 1),
    "declaration_sans_siret": lambda: dsn([ligne for ligne in MENSUELLE if "G00.11" not in ligne]),
    "lignes_vides_en_fin": lambda: BON + b"\r\n\r\n",
}


def un(octets: bytes, code: str) -> Constat:
    trouves = [constat for constat in lire(octets).constats if constat.code == code]
    assert len(trouves) == 1, [c.code for c in lire(octets).constats]
    return trouves[0]


def test_a_good_file_has_no_finding() -> None:
    assert lire(BON).constats == ()


@pytest.mark.parametrize("code", REFUS)
def test_each_refusal_says_where_and_what_to_do(code: str) -> None:
    fabrique, ligne = REFUS[code]
    apercu = lire(fabrique())
    constat = un(fabrique(), code)
    assert constat.gravite == "refus"
    assert constat.ligne == ligne
    assert constat.message.endswith(".")
    assert constat.conseil.endswith(".")
    assert not apercu.envoyable
    assert constat in apercu.refus
    assert constat not in apercu.avertissements


@pytest.mark.parametrize("code", AVERTISSEMENTS)
def test_a_warning_never_forbids_sending(code: str) -> None:
    apercu = lire(AVERTISSEMENTS[code]())
    assert [constat.code for constat in apercu.constats] == [code]
    assert apercu.envoyable
    assert apercu.avertissements == apercu.constats


@pytest.mark.parametrize("fabrique", [*(f for f, _ in REFUS.values()), *AVERTISSEMENTS.values()])
def test_findings_never_quote_a_person(fabrique: Callable[[], bytes]) -> None:
    texte = " ".join(f"{constat} {constat!r}" for constat in lire(fabrique()).constats)
    assert texte
    assert NIR not in texte
    assert NOM not in texte


def test_one_cause_is_one_refusal() -> None:
    """A mangled line, a cut file or a lot must not drag imaginary faults behind it."""
    for code in (
        "bom",
        "fichier_tronque",
        "ligne_invalide",
        "flux_recu",
        "sans_s90",
        "s90_lignes",
        "mode_inconnu",
    ):
        assert [c.code for c in lire(REFUS[code][0]()).refus] == [code]


@pytest.mark.parametrize("taille", range(1, len(BON)))
def test_a_file_cut_anywhere_is_never_sendable(taille: int) -> None:
    """Only the loss of the last end of line leaves the file whole."""
    try:
        apercu = lire(BON[:taille])
    except Exception as erreur:  # noqa: BLE001 - the shortest ones hold no rubric at all
        assert type(erreur).__name__ == "ErreurFichier"  # noqa: PT017
        return
    assert apercu.envoyable == (BON[taille:] in (b"\n", b"\r\n"))


def test_counts_say_what_is_announced_and_what_is_found() -> None:
    assert "annonce 7 lignes" in un(s90("7", "1"), "s90_lignes").message
    assert f"en compte {LIGNES}" in un(s90("7", "1"), "s90_lignes").message
    assert "annonce 2 déclarations" in un(s90(str(LIGNES), "2"), "s90_declarations").message


@pytest.mark.parametrize("lignes", [f"0{LIGNES}", f"00000000{LIGNES}"])
def test_leading_zeros_of_counts_are_tolerated(lignes: str) -> None:
    assert codes(s90(lignes, "00001")) == set()


@pytest.mark.parametrize("illisible", ["", "x", "²", "1 ", "-1"])
def test_an_unreadable_count_is_said_so(illisible: str) -> None:
    assert "illisible" in un(s90(illisible, "1"), "s90_lignes").message


def test_a_count_of_a_thousand_digits_is_cut_in_the_message() -> None:
    assert len(un(s90("9" * 5000, "1"), "s90_lignes").message) < 200


def test_one_total_alone_is_not_enough() -> None:
    assert un(s90(str(LIGNES - 1), None), "s90_declarations").message.count("absent") == 1
    assert codes(s90(None, "1")) == {"s90_lignes"}


def test_several_missing_rubrics_make_one_finding() -> None:
    entete = [
        ligne for ligne in ENTETE if ligne[:14] not in ("S10.G00.00.005", "S10.G00.00.006", "S10.G00.00.007")
    ]
    message = un(dsn(MENSUELLE, entete=entete), "enveloppe_incomplete").message
    assert all(numero in message for numero in ("005", "006", "007"))


def test_only_the_first_unnamed_declaration_is_told() -> None:
    sans = [ligne for ligne in MENSUELLE[1:] if "G00.11" not in ligne]
    constats = lire(dsn(sans, sans)).constats
    assert sorted(c.code for c in constats) == ["declaration_sans_nature", "declaration_sans_siret"]


def test_a_line_that_is_no_rubric_after_the_totals() -> None:
    assert codes(BON + b"fin\r\n") == {"ligne_invalide", "s90_pas_en_fin"}
    assert codes(BON + b"\r\nS21.G00.30.001,'1'\r\n") == {"s90_pas_en_fin"}


def test_blank_lines_before_the_end_are_no_rubrics() -> None:
    assert "ligne_invalide" in codes(BON.replace(b"S20.G00.05.001", b"\r\nS20.G00.05.001"))
