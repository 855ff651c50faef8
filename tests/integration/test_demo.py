"""``recepisse demo`` as a newcomer runs it: a process, a browser's requests, Ctrl-C, and again."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

import recepisse
from recepisse.cli.demo import PORT, reserver
from recepisse.erreurs import ErreurSaisie

SOURCES = Path(recepisse.__file__).parent.parent
COMPTES = re.compile(
    r"^  (?:Administrateur|Gestionnaire|Lecteur|Client) +(\S+) +mot de passe : (\S+)", re.MULTILINE
)


TENUE = {
    "administrateur": ("adoption/", "sante/", "administration/"),
    "gestionnaire": ("adoption/", "sante/"),
    "lecteur": ("sante/",),
}


def environ(**autres: str) -> dict[str, str]:
    garde = {cle: valeur for cle, valeur in os.environ.items() if not cle.startswith("RECEPISSE_")}
    return garde | {"PYTHONPATH": str(SOURCES), "PYTHONUNBUFFERED": "1"} | autres


def recepisse_commande(*mots: str, env: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "recepisse", *mots],
        check=False,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )


@contextmanager
def demonstration(dossier: Path, *options: str) -> "Iterator[tuple[subprocess.Popen[str], str]]":
    """A running demonstration and what it announced."""
    with subprocess.Popen(
        [sys.executable, "-m", "recepisse", "demo", "--donnees", str(dossier), *options],
        env=environ(RECEPISSE_ADRESSES="https://ne-doit-pas-servir.example"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as processus:
        assert processus.stdout is not None
        annonce = ""
        try:
            for ligne in processus.stdout:
                annonce += ligne
                if ligne.startswith("Récépissé : "):
                    break
            assert "Démonstration prête" in annonce, annonce
            yield processus, annonce
        finally:
            processus.kill()


def arreter(processus: "subprocess.Popen[str]", numero: signal.Signals) -> tuple[int, str]:
    processus.send_signal(numero)
    sortie, _ = processus.communicate(timeout=30)
    return processus.returncode, sortie


def connecter(base: str, nom: str, mot_de_passe: str) -> urllib.request.OpenerDirector:
    navigateur = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = navigateur.open(f"{base}connexion/").read().decode()
    jeton = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert jeton
    champs = {"csrfmiddlewaretoken": jeton[1], "username": nom, "password": mot_de_passe}
    corps = urllib.parse.urlencode(champs).encode()
    requete = urllib.request.Request(f"{base}connexion/", corps, {"Referer": f"{base}connexion/"})
    with navigateur.open(requete) as reponse:
        assert reponse.url in {base, f"{base}dsn/"}
    return navigateur


def compter(dossier: Path, requete: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(dossier / "recepisse.sqlite3")) as base:
        return base.execute(requete).fetchall()


def attendre(dossier: Path, requete: str, minimum: int, secondes: float) -> int:
    limite = time.monotonic() + secondes
    while True:
        nombre: int = compter(dossier, requete)[0][0]
        if nombre >= minimum or time.monotonic() > limite:
            return nombre
        time.sleep(0.3)


@pytest.fixture(scope="module")
def construite(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A demonstration built, shown, and stopped by Ctrl-C."""
    dossier = tmp_path_factory.mktemp("demo")
    with demonstration(dossier, "--port", "0") as (processus, annonce):
        visiter(annonce)
        code, sortie = arreter(processus, signal.SIGINT)
    assert code == 0, sortie
    assert "Démonstration arrêtée" in sortie
    assert "Traceback" not in sortie
    return dossier, annonce


def visiter(annonce: str) -> None:
    """Log in with each announced account and open the main pages."""
    adresse = re.search(r"Adresse +(http://127\.0\.0\.1:[0-9]+/)", annonce)
    assert adresse
    comptes = COMPTES.findall(annonce)
    assert [nom for nom, _ in comptes] == ["administrateur", "gestionnaire", "lecteur", "client"]
    for nom, mot_de_passe in comptes:
        assert len(mot_de_passe) >= 12
        navigateur = connecter(adresse[1], nom, mot_de_passe)
        for page in ("", "dsn/", "retours/", "anomalies/", "calendrier/", *TENUE.get(nom, ())):
            with navigateur.open(adresse[1] + page) as reponse:
                assert reponse.status == 200


def test_the_data_show_every_situation(construite: tuple[Path, str]) -> None:
    dossier, _ = construite
    etats = dict(compter(dossier, "SELECT etat, count(*) FROM gestion_depot GROUP BY etat"))
    assert etats == {"depose": 45, "refuse": 1}
    statuts = dict(compter(dossier, "SELECT statut, count(*) FROM gestion_retour GROUP BY statut"))
    assert set(statuts) == {"OK", "ANO", "KO", "EN COURS"}
    natures = {str(nature) for (nature,) in compter(dossier, "SELECT DISTINCT nature FROM gestion_retour")}
    assert len(natures) >= 34
    assert compter(dossier, "SELECT count(*) FROM gestion_flux WHERE declaration_id IS NULL") == [(2,)]
    assert compter(dossier, "SELECT count(*) FROM gestion_retour WHERE nb_versions > 1")[0][0]
    lus = dict(compter(dossier, "SELECT lu, count(*) FROM gestion_retour GROUP BY lu"))
    assert 30 < lus[0] < lus[1]
    assert compter(dossier, "SELECT count(*) FROM gestion_retour WHERE traite")[0][0]
    attente = "SELECT count(*) FROM gestion_crmtaux WHERE etat = 'quarantaine'"
    assert compter(dossier, attente)[0][0]
    retards = (
        "SELECT count(*) FROM gestion_retourattendu"
        " WHERE retour_id IS NULL AND NOT sans_objet AND retard_le < datetime('now')"
    )
    assert compter(dossier, retards)[0][0]
    remettre = "SELECT count(*) FROM gestion_documentclasse WHERE a_remettre AND remis_le IS NULL"
    assert compter(dossier, remettre)[0][0]
    comptes = dict(compter(dossier, "SELECT etat, count(*) FROM gestion_identifiant GROUP BY etat"))
    assert comptes == {"ok": 3, "bloque": 1}
    manquants = "SELECT count(*) FROM gestion_versionretour WHERE document NOT IN ('conserve', 'sans')"
    assert compter(dossier, manquants) == [(0,)]
    mois = "SELECT count(DISTINCT mois) FROM gestion_declaration WHERE mois <> '' AND NOT essai"
    assert compter(dossier, mois) == [(3,)]


def test_a_second_start_finds_everything_and_a_new_sending_lives(construite: tuple[Path, str]) -> None:
    dossier, _ = construite
    avant = compter(dossier, "SELECT count(*), max(id) FROM gestion_envoi")
    env = environ(RECEPISSE_DONNEES=str(dossier))
    debut = time.monotonic()
    with demonstration(dossier, "--port", "0") as (processus, annonce):
        assert "Préparation" not in annonce
        assert time.monotonic() - debut < 30
        assert compter(dossier, "SELECT count(*), max(id) FROM gestion_envoi") == avant
        exemple = dossier / "exemples" / "groupe_2x3.dsn"
        assert str(exemple) in annonce
        depot = recepisse_commande(
            "dsn", "deposer", str(exemple), "--identifiant", "Cabinet Lumen", "--attendre", env=env
        )
        assert depot.returncode == 0, depot.stderr
        deposes = (
            "SELECT count(DISTINCT idflux) FROM gestion_depot WHERE etat = 'depose' AND envoi_id ="
            " (SELECT max(id) FROM gestion_envoi)"
        )
        assert compter(dossier, deposes) == [(6,)]
        retours = (
            "SELECT count(*) FROM gestion_retour JOIN gestion_flux ON flux_id = gestion_flux.id"
            " JOIN gestion_depot ON depot_id = gestion_depot.id WHERE nature IN ('10', '11')"
            " AND envoi_id = (SELECT max(id) FROM gestion_envoi)"
        )
        assert attendre(dossier, retours, 12, 40) == 12
        code, sortie = arreter(processus, signal.SIGTERM)
    assert (code, "Démonstration arrêtée" in sortie) == (0, True)


def test_a_blocked_account_is_told_by_the_command_line(construite: tuple[Path, str]) -> None:
    dossier, _ = construite
    etat = recepisse_commande("etat", env=environ(RECEPISSE_DONNEES=str(dossier)))
    assert etat.returncode != 0
    assert "Librairie Oriel" in etat.stdout
    assert "Accès refusé" in etat.stdout


def test_the_port_of_the_simulator_may_change(construite: tuple[Path, str]) -> None:
    dossier, _ = construite
    port = json.loads((dossier / "demo.json").read_text())["port_simulateur"]
    nombre = compter(dossier, "SELECT count(*) FROM gestion_versionretour WHERE url <> ''")
    with (
        socket.create_server(("127.0.0.1", port)),
        demonstration(dossier, "--port", "0") as (processus, _annonce),
    ):
        arreter(processus, signal.SIGINT)
    nouveau = json.loads((dossier / "demo.json").read_text())["port_simulateur"]
    assert nouveau != port
    assert (
        compter(
            dossier,
            f"SELECT count(*) FROM gestion_versionretour WHERE url LIKE 'http://127.0.0.1:{nouveau}/%'",
        )
        >= nombre
    )


def test_an_interrupted_building_is_done_again(tmp_path: Path) -> None:
    dossier = tmp_path / "demo"
    with subprocess.Popen(
        [sys.executable, "-m", "recepisse", "demo", "--donnees", str(dossier), "--port", "0"],
        env=environ(),
        stdout=subprocess.PIPE,
        text=True,
    ) as processus:
        assert processus.stdout is not None
        while "20 %" not in processus.stdout.readline():
            assert processus.poll() is None
        processus.kill()
    assert json.loads((dossier / "demo.json").read_text())["prete"] is False
    envois = compter(dossier, "SELECT count(*) FROM gestion_envoi")
    assert envois[0][0]
    with demonstration(dossier, "--port", "0") as (processus, annonce):
        assert "Préparation" in annonce
        arreter(processus, signal.SIGINT)
    assert compter(dossier, "SELECT count(*) FROM gestion_envoi") == [(24,)]


def test_real_data_are_never_touched(tmp_path: Path) -> None:
    (tmp_path / "recepisse.sqlite3").write_bytes(b"vraies donnees")
    refus = recepisse_commande("demo", env=environ(RECEPISSE_DONNEES=str(tmp_path)))
    assert refus.returncode == 2
    assert "autre chose qu’une démonstration" in refus.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["recepisse.sqlite3"]


def test_a_busy_port_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as occupant:
        port = occupant.getsockname()[1]
        with pytest.raises(ErreurSaisie, match=f"Le port {port} est occupé"):
            reserver(port)
    with ExitStack() as pile:
        with suppress(OSError):  # taken already: all the better
            pile.enter_context(socket.create_server(("127.0.0.1", PORT)))
        prise = pile.enter_context(reserver(None))
        assert prise.getsockname()[1] != PORT
        assert f"Le port {PORT} est occupé" in capsys.readouterr().out


def test_the_port_stays_taken_until_it_is_served() -> None:
    with reserver(0) as prise, pytest.raises(ErreurSaisie):
        reserver(prise.getsockname()[1])
