import json
import logging
import sys
from collections.abc import Generator
from dataclasses import dataclass
from io import StringIO

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from recepisse.journal import MASQUE, caviarder, caviarder_valeur, configurer, is_cle_secrete, obtenir


@pytest.fixture(autouse=True)
def _journal_rendu() -> Generator[None]:
    """Give back the logging that was there before the test."""
    racine = logging.getLogger()
    avant, niveau = racine.handlers[:], racine.level
    yield
    racine.handlers = avant
    racine.setLevel(niveau)
    structlog.reset_defaults()


chiffres = st.text("0123456789", min_size=6, max_size=6)
nirs = st.builds(
    lambda sexe, annee, mois, lieu, suite, cle: f"{sexe}{annee:02}{mois:02}{lieu}{suite}{cle}",
    st.integers(1, 8),
    st.integers(0, 99),
    st.one_of(st.integers(1, 12), st.integers(20, 42), st.integers(50, 99)),
    st.one_of(st.integers(1, 99).map("{:02}".format), st.sampled_from(["2A", "2B"])),
    chiffres,
    st.one_of(st.just(""), st.integers(1, 97).map("{:02}".format)),
)
autour = st.text(st.characters(exclude_categories=["L", "N", "Cs"]), max_size=10)


@given(nir=nirs, avant=autour, apres=autour)
def test_no_nir_passes(nir: str, avant: str, apres: str) -> None:
    assert nir not in caviarder(f"{avant}{nir}{apres}")


@given(nir=nirs, separateur=st.sampled_from([" ", ".", "-", "\u00a0", "\u202f"]))
def test_no_nir_written_in_groups_passes(nir: str, separateur: str) -> None:
    groupes = [nir[0], nir[1:3], nir[3:5], nir[5:7], nir[7:10], nir[10:13], nir[13:]]
    ecrit = separateur.join(groupe for groupe in groupes if groupe)
    assert caviarder(f"salarié {ecrit}, absent") == f"salarié {MASQUE}, absent"


@st.composite
def ibans(tirer: st.DrawFn) -> str:
    pays = tirer(st.sampled_from(["FR", "MC", "DE", "BE", "ES", "NO", "MT"]))
    corps = tirer(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=11, max_size=30))
    reste = int("".join(str(int(c, 36)) for c in f"{corps}{pays}00")) % 97
    return f"{pays}{98 - reste:02}{corps}"


@given(iban=ibans(), groupe=st.booleans())
def test_no_iban_passes(iban: str, groupe: bool) -> None:
    ecrit = " ".join(iban[i : i + 4] for i in range(0, len(iban), 4)) if groupe else iban
    assert ecrit not in caviarder(f"virement sur {ecrit} demain")


secrets = st.text(
    st.characters(codec="ascii", categories=["L", "N"]), min_size=8, max_size=30
)  # a secret short enough to be part of another word would prove nothing


@given(
    secret=secrets,
    forme=st.sampled_from(
        [
            "mot_de_passe={}",
            "motdepasse='{}'",
            'password="{}"',
            "mdp: {}",
            '{{"motDePasse": "{}"}}',
            "{{'mot_de_passe': '{}'}}",
            "<motdepasse>{}</motdepasse>",
            '<n:password type="x">{}</n:password>',
            "Authorization: DSNLogin jeton={}",
            "DSNLogin concentrateur={}",
            "Authorization: Bearer {}",
            "https://usager:{}@exemple.test/x",
            "cle_coffre={}",
            "RECEPISSE_CLE_DJANGO={}",
            "?token={}&page=2",
            "Cookie: {}",
            "sessionid={}; path=/",
        ]
    ),
)
def test_no_secret_passes(secret: str, forme: str) -> None:
    assert secret not in caviarder(f"avant {forme.format(secret)} apres")


def test_the_name_of_a_declarant_in_a_header_is_masked() -> None:
    texte = caviarder("DSNLogin concentrateur=abcdef,declarant=MTIzNDU2Nzg5MDEyMzQ7RFVQT05UO0pFQU4=")
    assert texte == f"DSNLogin concentrateur={MASQUE},declarant={MASQUE}"


@pytest.mark.parametrize(
    "texte",
    [
        "siret 12345678901234 publié le 20260105101010",
        "idflux F1zQ7kLm.t2Xv-9RbD4sWpA déposé",
        "https://exemple.test/lister-retours-flux/1.0/F1zQ7kLm",
        "le mot de passe a expiré",
        'DSNLogin realm="Jeton manquant ou invalide"',
        "S21.G00.30.001 à la ligne 120",
        "somme 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "FR est un pays, 2026 une année",
        "12 retours en 1500 ms",
        "référence FR99ABCDEFGHIJKLMNOPQRSTUVW inconnue",
    ],
)
def test_what_helps_to_understand_stays(texte: str) -> None:
    assert caviarder(texte) == texte


@given(texte=st.text())
def test_masking_twice_is_masking_once(texte: str) -> None:
    assert caviarder(caviarder(texte)) == caviarder(texte)


@pytest.mark.parametrize(
    "cle", ["mot_de_passe", "jeton", "motDePasse", "Authorization", "cle_coffre", "x_token"]
)
def test_names_of_secrets_are_known(cle: str) -> None:
    assert is_cle_secrete(cle)


@pytest.mark.parametrize("cle", ["ms", "idflux", "nature", "passage", "cle", "event"])
def test_other_names_are_not_secrets(cle: str) -> None:
    assert not is_cle_secrete(cle)


@dataclass(frozen=True)
class Bavard:
    nir: str


def test_values_are_masked_in_depth() -> None:
    nir = "180017512345678"
    valeur = {"a": [nir, (1, nir)], "mot_de_passe": ["x"], nir: 1, "o": Bavard(nir), "n": int(nir), "b": True}
    masquee = caviarder_valeur(valeur)
    assert nir not in repr(masquee)
    assert masquee == {
        "a": [MASQUE, [1, MASQUE]],
        "mot_de_passe": MASQUE,
        MASQUE: 1,
        "o": f"Bavard(nir='{MASQUE}')",
        "n": MASQUE,
        "b": True,
    }


def test_json_lines_hold_the_event_and_its_values() -> None:
    flux = StringIO()
    configurer("INFO", "auto", flux)
    obtenir("recepisse.travaux").info("relevé", identifiant=3, ms=12, jeton="abcdefgh")
    ligne = json.loads(flux.getvalue())
    assert ligne["event"] == "relevé"
    assert (ligne["identifiant"], ligne["ms"], ligne["jeton"]) == (3, 12, MASQUE)
    assert (ligne["level"], ligne["logger"]) == ("info", "recepisse.travaux")
    assert ligne["timestamp"].endswith("Z")


def test_the_logging_of_the_core_goes_the_same_way() -> None:
    flux = StringIO()
    configurer("INFO", "json", flux)
    logging.getLogger("recepisse.echanges").warning("salarié %s", "180017512345678")
    assert json.loads(flux.getvalue())["event"] == f"salarié {MASQUE}"


def test_a_traceback_is_masked_too() -> None:
    for forme in ("texte", "json"):
        flux = StringIO()
        configurer("INFO", forme, flux)
        try:
            int("motdepasse=hunter2secret 180017512345678")
        except ValueError:
            obtenir("x").exception("échec")
        assert "ValueError" in flux.getvalue()
        assert "hunter2secret" not in flux.getvalue()
        assert "180017512345678" not in flux.getvalue()


def test_text_is_for_people() -> None:
    flux = StringIO()
    configurer("INFO", "texte", flux)
    obtenir("x").info("relevé", ms=12)
    assert "relevé" in flux.getvalue()
    assert "ms=12" in flux.getvalue()
    assert "{" not in flux.getvalue()


def test_auto_means_text_on_a_terminal() -> None:
    flux = StringIO()
    flux.isatty = lambda: True  # type: ignore[method-assign]
    configurer("INFO", "auto", flux)
    obtenir("x").info("relevé")
    assert not flux.getvalue().startswith("{")


def test_what_is_below_the_level_is_not_written() -> None:
    flux = StringIO()
    configurer("WARNING", "json", flux)
    obtenir("x").info("détail")
    logging.getLogger("x").info("détail")
    assert flux.getvalue() == ""


def test_configuring_again_replaces_and_leaves_other_handlers() -> None:
    autre = logging.NullHandler()
    logging.getLogger().addHandler(autre)
    premier, second = StringIO(), StringIO()
    configurer("INFO", "json", premier)
    configurer("INFO", "json", second)
    obtenir("x").info("une fois")
    assert premier.getvalue() == ""
    assert second.getvalue().count("une fois") == 1
    assert autre in logging.getLogger().handlers


def test_without_a_stream_lines_go_to_the_standard_error_of_the_moment(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configurer("INFO", "json")
    obtenir("x").info("vu")
    assert "vu" in capsys.readouterr().err


def test_a_journal_that_cannot_be_written_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    flux = StringIO()
    configurer("INFO", "json", flux)
    monkeypatch.setattr(sys, "stderr", StringIO())
    flux.close()
    obtenir("x").info("perdu")
