"""Where the services are, and what may never be called."""

import json
from pathlib import Path

import pytest

from recepisse.echanges.adresses import (
    Adresses,
    chemin,
    code_service,
    is_boucle_locale,
    load_table,
    parse_origine,
    version_par_defaut,
    versions,
)
from recepisse.echanges.messages import Environnement, Mode, Regime, Service
from recepisse.erreurs import ErreurReglages, ErreurSaisie

API = Path(__file__).parents[2] / "donnees" / "api"
PUBLIEES = json.loads((API / "addresses.json").read_text(encoding="utf-8"))
RG = Adresses.officielles(Regime.RG, Environnement.PRODUCTION)


@pytest.mark.parametrize(
    ("regime", "environnement", "depot", "consultation", "telechargement"),
    [
        ("RG", "production", "depot.dsnrg", "consultation.dsnrg", "telechargement.dsnrg"),
        ("RG", "test", "depot-edit.dsnrg", "consultation-edit.dsnrg", "telechargement-edit.dsnrg"),
        ("RA", "production", "depot.dsnra", "consultation.dsnra", "telechargement.dsnra"),
        (
            "RA",
            "test",
            "depot-formation.dsnra",
            "consultation-formation.dsnra",
            "telechargement-formation.dsnra",
        ),
    ],
)
def test_chaque_case_de_la_table_officielle(
    regime: str, environnement: str, depot: str, consultation: str, telechargement: str
) -> None:
    adresses = Adresses.officielles(Regime(regime), Environnement(environnement))
    fin = ".net-entreprises.fr"
    assert adresses.url(Service.DEPOSER) == f"https://{depot}{fin}/deposer-dsn/1.0/"
    assert adresses.url(Service.DEPOSER, version="2.0") == f"https://{depot}{fin}/deposer-dsn/2.0/"
    for service in (
        Service.LISTER_DEPOTS,
        Service.LISTER_RETOURS_DECLARANT,
        Service.LISTER_RETOURS_CONCENTRATEUR,
    ):
        attendu = f"https://{consultation}{fin}/{service.value}/2.0/20261005110000/20261005120000"
        assert adresses.url(service, "20261005110000", "20261005120000") == attendu
    assert (
        adresses.url(Service.LISTER_RETOURS_FLUX, "F1.")
        == f"https://{consultation}{fin}/lister-retours-flux/2.0/F1."
    )
    assert adresses.est_telechargeable(f"https://{telechargement}{fin}/telecharger-retour/1.0/F1/1")


def test_l_authentification_est_commune_aux_deux_regimes() -> None:
    for regime in Regime:
        production = Adresses.officielles(regime, Environnement.PRODUCTION).url(Service.AUTHENTIFIER)
        assert production == PUBLIEES["RG"]["production"]["auth"][0]
        essai = Adresses.officielles(regime, Environnement.TEST).url(Service.AUTHENTIFIER)
        assert essai == PUBLIEES["RG"]["test"]["auth"][0]


def test_chaque_case_dit_sa_source() -> None:
    table = load_table()
    for regime in table["hotes"].values():
        for cases in regime.values():
            assert all(case["source_hote"] for case in cases.values())
            assert {s.value for s in Service} <= cases.keys()
    for chemins in table["chemins"].values():
        assert all(c["source"] and c["chemin"].startswith("/") for c in chemins.values())


@pytest.mark.parametrize(
    ("regime", "environnement", "code"),
    [("RG", "production", "25"), ("RG", "test", "97"), ("RA", "production", "26"), ("RA", "test", "94")],
)
def test_les_codes_de_service(regime: str, environnement: str, code: str) -> None:
    assert code_service(Regime(regime), Environnement(environnement), Mode.LOGICIEL) == code
    assert code_service(Regime(regime), Environnement(environnement), Mode.CONCENTRATEUR) == "98"
    assert code in PUBLIEES["service_codes"]


def test_les_versions() -> None:
    assert version_par_defaut(Service.DEPOSER) == "1.0"
    assert version_par_defaut(Service.LISTER_DEPOTS) == "2.0"
    assert versions(Service.DEPOSER) == ("1.0", "2.0")
    assert chemin(Service.AUTHENTIFIER_MSA) == "/authentifier/2.0"
    with pytest.raises(ErreurReglages, match=r"3\.0"):
        chemin(Service.DEPOSER, "3.0")


def test_un_hote_que_personne_n_a_publie_se_demande_par_un_reglage() -> None:
    with pytest.raises(ErreurReglages) as levee:
        RG.url(Service.AUTHENTIFIER_MSA)
    assert "RECEPISSE_ADRESSES_AUTHENTIFIER_MSA" in levee.value.conseil
    remplacees = {Service.AUTHENTIFIER_MSA: "https://login.exemple.fr/"}
    complete = Adresses.officielles(Regime.RA, Environnement.PRODUCTION, remplacees=remplacees)
    assert complete.url(Service.AUTHENTIFIER_MSA) == "https://login.exemple.fr/authentifier/2.0"
    assert complete.url(Service.DEPOSER).startswith("https://depot.dsnra.")


@pytest.mark.parametrize(
    "base",
    [
        "http://127.0.0.1:8899",
        "http://127.0.0.1:8899/",
        "http://localhost:8899",
        "http://[::1]:8899",
        "https://etat.exemple.fr",
        "https://exemple.fr/prefixe/",
    ],
)
def test_une_seule_base_remplace_tous_les_services(base: str) -> None:
    adresses = Adresses.substituees(base)
    nette = base.rstrip("/")
    for service in Service:
        assert adresses.url(service) == nette + chemin(service)
    assert adresses.est_telechargeable(f"{nette}/telecharger-retour/1.0/F1/1")
    assert not adresses.est_telechargeable("https://telechargement.dsnrg.net-entreprises.fr/x")


@pytest.mark.parametrize(
    "base",
    [
        "http://exemple.fr",
        "http://10.0.0.1",
        "http://0.0.0.0:80",
        "ftp://127.0.0.1",
        "exemple.fr",
        "",
        "https://",
        "https://u:motdepasse@exemple.fr",
        "http://127.0.0.1@exemple.fr",
        "http://127.0.0.1.exemple.fr",
        "https://exemple.fr/?a=b",
        "https://exemple.fr/#x",
        "https://exemple.fr\\@autre.fr",
        "https://exem ple.fr",
    ],
)
def test_une_base_dangereuse_est_refusee(base: str) -> None:
    with pytest.raises(ErreurReglages) as levee:
        Adresses.substituees(base)
    assert "motdepasse" not in str(levee.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://telechargement.dsnrg.net-entreprises.fr/telecharger-retour/1.0/F1./1",
        "HTTPS://Telechargement.dsnrg.net-entreprises.FR:443/x?y=z",
        "https://telechargement-formation.dsnra.net-entreprises.fr/x",
    ],
)
def test_on_telecharge_depuis_les_hotes_de_l_etat(url: str) -> None:
    assert RG.est_telechargeable(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "//telechargement.dsnrg.net-entreprises.fr/x",
        "http://telechargement.dsnrg.net-entreprises.fr/x",
        "https://consultation.dsnrg.net-entreprises.fr/x",
        "https://telechargement.dsnrg.net-entreprises.fr:8443/x",
        "https://telechargement.dsnrg.net-entreprises.fr.exemple.fr/x",
        "https://exemple.fr/telechargement.dsnrg",
        "https://telechargement.dsnrg.net-entreprises.fr@exemple.fr/x",
        "https://a@telechargement.dsnrg.net-entreprises.fr/",
        "https://exemple.fr\\@telechargement.dsnrg.net-entreprises.fr/",
        "https://telechargement.dsnrg.net-entreprises.fr\\x",
        "https://telechargement.dsnrg.net-entreprises.fr/a b",
        "https://telechargement.dsnrg.net-entreprises.fr/\n",
        "https://telechargement.dsnrg.net-entreprises.fr/x#y",
        "http://127.0.0.1/x",
        "file:///etc/passwd",
    ],
)
def test_on_ne_telecharge_de_nulle_part_ailleurs(url: str) -> None:
    assert not RG.est_telechargeable(url)


def test_remplacer_le_telechargement_autorise_son_origine() -> None:
    miroir = RG.remplacer({Service.TELECHARGER: "https://miroir.exemple.fr/a"})
    assert miroir.est_telechargeable("https://miroir.exemple.fr/a/telecharger-retour/1.0/F1/1")
    assert miroir.est_telechargeable("https://telechargement.dsnrg.net-entreprises.fr/x")
    assert RG.remplacer({}) is RG


def test_les_segments_ne_sortent_pas_de_leur_place() -> None:
    url = RG.url(Service.LISTER_RETOURS_FLUX, "a/../b?c#d é")
    assert url.endswith("/lister-retours-flux/2.0/a%2F..%2Fb%3Fc%23d%20%C3%A9")
    assert RG.url(Service.LISTER_RETOURS_FLUX, "F1zQ7kLm.t2Xv-9RbD4sWp_.").endswith(
        "/F1zQ7kLm.t2Xv-9RbD4sWp_."
    )
    for mauvais in ("", ".", ".."):
        with pytest.raises(ErreurSaisie):
            RG.url(Service.LISTER_RETOURS_FLUX, mauvais)


def test_la_boucle_locale() -> None:
    assert all(map(is_boucle_locale, ["localhost", "LOCALHOST", "127.0.0.1", "127.8.9.1", "::1", "[::1]"]))
    assert not any(map(is_boucle_locale, ["", "exemple.fr", "127.0.0.1.fr", "10.0.0.1", "0.0.0.0", "::"]))


def test_l_origine_est_normalisee() -> None:
    assert parse_origine("HTTPS://Exemple.FR:443/a?b") == "https://exemple.fr"
    assert parse_origine("http://127.0.0.1:80") == "http://127.0.0.1"
    assert parse_origine("https://[::1]:8443/") == "https://[::1]:8443"
    assert parse_origine("https://exemple.fr:65535/") == "https://exemple.fr:65535"
    for port in ("65536", "123456", "-1", "x"):
        assert parse_origine(f"https://exemple.fr:{port}/") == ""
