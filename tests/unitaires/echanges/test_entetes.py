"""The headers, written by one side and read by the other."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from recepisse.echanges.entetes import (
    Autorisation,
    build_autorisation,
    build_date,
    build_declarant,
    build_largeur,
    build_realm,
    parse_autorisation,
    parse_date,
    parse_declarant,
    parse_largeur,
    parse_realm,
    parse_reprise,
)
from recepisse.echanges.messages import Declarant

API = Path(__file__).parents[2] / "donnees" / "api"
CAMILLE = Declarant("00000345900021", "LEROUX", "Camille")
MIDI = datetime(2026, 10, 5, 12, tzinfo=UTC)


def autorisation_de(exemple: str) -> str:
    texte = (API / exemple).read_text(encoding="latin-1")
    return next(x for x in texte.splitlines() if x.startswith("Authorization: ")).partition(": ")[2]


def test_l_autorisation_du_logiciel_et_du_concentrateur_est_celle_des_exemples() -> None:
    for exemple, hub in (("depots/request.http", False), ("retours/request-concentrateur.http", True)):
        attendue = autorisation_de(exemple)
        assert build_autorisation(attendue.partition("=")[2], concentrateur=hub) == attendue
    attendue = autorisation_de("deposit/request-v2-concentrateur.http")
    lue = parse_autorisation(attendue)
    assert lue is not None
    assert lue.jeton == ""
    assert parse_declarant(lue.declarant) == CAMILLE
    assert build_autorisation(lue.concentrateur, concentrateur=True, declarant=CAMILLE) == attendue


def test_l_autorisation_se_relit() -> None:
    assert parse_autorisation("dsnlogin  jeton = abc==") == Autorisation(jeton="abc==")
    assert parse_autorisation("DSNLogin concentrateur=a=, declarant=b=") == Autorisation("", "a=", "b=")
    for mauvaise in ("", "Basic jeton=a", "DSNLogin", "DSNLogin declarant=a", "DSNLogin jeton=", "jeton=a"):
        assert parse_autorisation(mauvaise) is None
    assert "abc" not in repr(Autorisation(jeton="abc", concentrateur="abc", declarant="abc"))


def test_le_declarant_garde_ses_accents() -> None:
    declarant = Declarant("00000345900021", "D’ÉGLISE", "Zoé")
    assert parse_declarant(build_declarant(declarant)) == declarant
    for mauvais in ("", "§", "YQ", "YQ==", build_declarant(Declarant("1", "a;b", "c")), "/////w=="):
        assert parse_declarant(mauvais) is None


@pytest.mark.parametrize(
    ("texte", "minutes"),
    [
        ("minutes=0-60", 60),
        ("Minutes = 0 - 10", 10),
        ("minutes=0-1440", 1440),
        ("minutes=0-0", None),
        ("", None),
        ("bytes", None),
        ("none", None),
        ("minutes=0-", None),
        ("minutes=0-²", None),
        ("minutes=5-60", None),
    ],
)
def test_la_largeur_annoncee(texte: str, minutes: int | None) -> None:
    assert parse_largeur(texte) == (timedelta(minutes=minutes) if minutes else None)


def test_la_largeur_se_relit() -> None:
    assert build_largeur(timedelta(minutes=60)) == "minutes=0-60"
    assert parse_largeur(build_largeur(timedelta(hours=24))) == timedelta(hours=24)


def test_les_dates_http() -> None:
    assert build_date(MIDI.replace(microsecond=5)) == "Mon, 05 Oct 2026 12:00:00 GMT"
    assert build_date(MIDI.astimezone(timezone(timedelta(hours=2)))) == "Mon, 05 Oct 2026 12:00:00 GMT"
    assert parse_date("Mon, 05 Oct 2026 12:00:00 GMT") == MIDI
    assert parse_date("Mon, 05 Oct 2026 14:00:00 +0200") == MIDI
    assert parse_date("Mon, 05 Oct 2026 12:00:00 -0000") == MIDI
    for mauvaise in (
        "",
        "0",
        "-1",
        "demain",
        "Mon, 45 Oct 2026 12:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 -2300",
    ):
        assert parse_date(mauvaise) is None


def test_la_reprise_est_en_secondes_ou_en_date() -> None:
    assert parse_reprise(" 120 ", MIDI) == MIDI + timedelta(minutes=2)
    assert parse_reprise("Mon, 05 Oct 2026 12:05:00 GMT", MIDI) == MIDI + timedelta(minutes=5)
    for mauvaise in ("", "bientôt", "-3", "99999999"):
        assert parse_reprise(mauvaise, MIDI) is None


def test_le_realm() -> None:
    assert parse_realm(build_realm("DSNLogin", "Expiration du jeton")) == ("DSNLogin", "Expiration du jeton")
    assert parse_realm('basic REALM = "net-entreprises.fr"') == ("basic", "net-entreprises.fr")
    assert parse_realm("Basic realm=msa.fr") == ("Basic", "msa.fr")
    assert parse_realm("Basic") == ("", "")
