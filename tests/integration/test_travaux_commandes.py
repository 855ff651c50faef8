"""The commands of returns and due rows, and the start-up, in processes of their own."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.amorce import DES_TESTS
from tests.integration.aide import MOT_DE_PASSE, NIC, SIREN

SOURCES = Path(__file__).parents[2] / "src"


@pytest.fixture
def serveur() -> Iterator[Any]:
    from recepisse.simulateur.etat import Administration
    from recepisse.simulateur.options import Options
    from recepisse.simulateur.serveur import ServeurSimule

    with ServeurSimule(Administration(lambda: datetime.now(UTC), Options())) as ouvert:
        yield ouvert


@pytest.fixture
def environ(tmp_path: Path, serveur: Any) -> dict[str, str]:
    propre = {k: v for k, v in os.environ.items() if not k.startswith("RECEPISSE_") or k in DES_TESTS}
    return propre | {
        "RECEPISSE_DONNEES": str(tmp_path / "donnees"),
        "RECEPISSE_ADRESSES": serveur.adresse,
        "RECEPISSE_RETARD_RELEVE": "0",
        "PYTHONPATH": str(SOURCES),
    }


Commande = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def recepisse(environ: Mapping[str, str]) -> Commande:
    def executer(*arguments: str, sortie: int | None = 0, entree: str = "") -> Any:
        fait = subprocess.run(
            [sys.executable, "-m", "recepisse", *arguments],
            env=environ,
            input=entree,
            capture_output=True,
            text=True,
            check=False,
        )
        assert sortie is None or fait.returncode == sortie, fait.stdout + fait.stderr
        return fait

    return executer


@pytest.fixture
def python(environ: Mapping[str, str]) -> Callable[[str], str]:
    def executer(code: str) -> str:
        fait = subprocess.run(
            [sys.executable, "-W", "error", "-c", code],
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert fait.returncode == 0, fait.stderr
        return fait.stdout.strip()

    return executer


CREER = f"""
from recepisse.site.demarrage import contexte, preparer
preparer()
from recepisse.gestion.gestes.acces.enregistrer_identifiant import SaisieIdentifiant, enregistrer_identifiant
print(enregistrer_identifiant(
    SaisieIdentifiant("Cabinet", "{SIREN}{NIC}", "MARTIN", "Zoé", mot_de_passe="{MOT_DE_PASSE}"), contexte()
).pk)
"""


def _deposer(serveur: Any) -> str:
    from recepisse.echanges.messages import Declarant

    depot = serveur.controle.deposer(Declarant(SIREN + NIC, "MARTIN", "Zoé"))
    serveur.controle.publier(depot.idflux, "94", "ANO", document=b"\x00octets\r\n")
    time.sleep(1.1)
    return str(depot.idflux)


def test_des_tables_ajoutees_par_un_reglage_valent_pour_tout_le_programme(
    python: Callable[[str], str], environ: dict[str, str], recepisse: Commande, tmp_path: Path
) -> None:
    natures, actions = tmp_path / "natures.json", tmp_path / "actions.json"
    natures.write_text('{"natures": [{"code": "129", "libelle": "Essai", "emetteur": "urssaf_msa"}]}')
    actions.write_text('{"regles": [{"natures": ["129"], "code": "X*", "texte": "Téléphoner."}]}')
    environ["RECEPISSE_NATURES_SUPPLEMENTAIRES"] = str(natures)
    environ["RECEPISSE_ACTIONS_SUPPLEMENTAIRES"] = str(actions)
    lus = python(
        "from recepisse.site.demarrage import preparer; preparer(); preparer()\n"
        "from recepisse.retours.natures import nature\n"
        "from recepisse.retours.sens.actions import conseil\n"
        "from recepisse.retours.gravite import Gravite\n"
        "print(nature('129').libelle, conseil('129', 'X1', Gravite.CRITIQUE).texte)"
    )
    assert lus == "Essai Téléphoner."
    natures.write_text("{")
    assert "table de natures est refusée" in recepisse("etat", sortie=None).stderr
    environ["RECEPISSE_NATURES_SUPPLEMENTAIRES"] = str(tmp_path / "absent.json")
    assert "ne peut pas être lue" in recepisse("etat", sortie=None).stderr


def test_relever_lister_ouvrir_et_etat(
    recepisse: Commande,
    python: Callable[[str], str],
    serveur: Any,
    tmp_path: Path,
    environ: Mapping[str, str],
) -> None:
    python(CREER)
    idflux = _deposer(serveur)
    (releve,) = json.loads(recepisse("retours", "relever", "--format", "json").stdout)
    assert (releve["issue"], releve["cause"], releve["libelle"]) == ("succes", "demande", "Cabinet")
    assert releve["nb_nouveaux"] >= 1

    lus = json.loads(recepisse("retours", "lister", "--nature", "94", "--format", "json").stdout)
    (retour,) = lus
    assert (retour["idflux"], retour["statut"], retour["emetteur"]) == (idflux, "ANO", "dgfip")
    assert (retour["document"], retour["versions"], retour["lu"]) == ("conserve", 1, False)
    texte = recepisse("retours", "lister", "--statut", "ano").stdout
    assert "94" in texte
    vide = recepisse("retours", "lister", "--depuis", "2099-01-01").stdout
    assert vide == "Aucun retour ne correspond.\n"
    for filtre in (["--non-lus"], ["--non-traites"], ["--emetteur", "DGFIP"], ["--jusqu-a", "31/12/2098"]):
        assert "94" in recepisse("retours", "lister", *filtre).stdout
    assert recepisse("retours", "lister", "--entreprise", SIREN).stdout == vide

    vers = tmp_path / "document"
    recepisse("retours", "ouvrir", str(retour["id"]), "--vers", str(vers))
    assert vers.read_bytes() == b"\x00octets\r\n"
    brut = subprocess.run(
        [sys.executable, "-m", "recepisse", "retours", "ouvrir", str(retour["id"])],
        env=environ,
        capture_output=True,
        check=True,
    )
    assert brut.stdout == b"\x00octets\r\n"
    refuse = recepisse("retours", "ouvrir", str(retour["id"]), "--version", "7", sortie=2)
    assert "n’a pas de version 7" in refuse.stderr
    recepisse("retours", "ouvrir", "999", sortie=2)

    etat = json.loads(recepisse("etat", "--format", "json").stdout)
    assert (etat["niveau"], etat["code_sortie"], etat["moteur_vivant"]) == ("bien", 0, True)
    assert etat["identifiants"][0]["etat"] == "En service"
    assert MOT_DE_PASSE not in json.dumps(etat)
    assert "Cabinet" in recepisse("etat").stdout


def test_un_mauvais_mot_de_passe_se_voit_dans_l_etat_et_le_code_de_sortie(
    recepisse: Commande, python: Callable[[str], str], serveur: Any
) -> None:
    from recepisse.simulateur.pannes import Panne

    assert recepisse("etat", sortie=11).stdout.startswith("Moteur de travaux : jamais démarré")
    numero = python(CREER)
    serveur.controle.ajouter_panne(Panne("mot_de_passe"))
    echec = recepisse("retours", "relever", "--identifiant", numero, sortie=10)
    assert "Accès refusé" in echec.stderr
    etat = recepisse("etat", sortie=10)
    assert "Accès refusé" in etat.stdout
    connexions = serveur.controle.compteurs()["authentifier"]
    assert "Aucun identifiant" in recepisse("retours", "relever", sortie=10).stderr
    assert serveur.controle.compteurs()["authentifier"] == connexions
    recepisse("retours", "relever", "--identifiant", "77", sortie=2)


def test_rafraichir_un_envoi_inconnu(recepisse: Commande) -> None:
    assert "Aucun envoi" in recepisse("retours", "rafraichir", "12", sortie=2).stderr


def test_travaux_un_tour(recepisse: Commande, python: Callable[[str], str], serveur: Any) -> None:
    python(CREER)
    _deposer(serveur)
    assert re.match(r"[1-9][0-9]* travail", recepisse("travaux", "--un-tour").stdout)


def test_deux_demarrages_a_la_fois_migrent_une_seule_fois(environ: Mapping[str, str]) -> None:
    code = "from recepisse.site.demarrage import preparer; preparer()"
    ensemble = [
        subprocess.Popen([sys.executable, "-c", code], env=environ, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    sorties = [(p.communicate()[1], p.returncode) for p in ensemble]
    assert [code for _erreur, code in sorties] == [0, 0, 0], sorties
    base = sqlite3.connect(Path(environ["RECEPISSE_DONNEES"]) / "recepisse.sqlite3")
    assert base.execute("select count(*) from gestion_cadence").fetchone() == (1,)
    assert base.execute("pragma journal_mode").fetchone() == ("wal",)
    base.close()
    assert Path(environ["RECEPISSE_DONNEES"]).stat().st_mode & 0o777 == 0o700


def test_une_base_plus_recente_est_refusee(
    recepisse: Commande, python: Callable[[str], str], environ: Mapping[str, str]
) -> None:
    python("from recepisse.site.demarrage import preparer; preparer()")
    base = sqlite3.connect(Path(environ["RECEPISSE_DONNEES"]) / "recepisse.sqlite3")
    base.execute("insert into django_migrations values (null, 'gestion', '9999_futur', '2030-01-01')")
    base.commit()
    base.close()
    assert "version plus récente" in recepisse("etat", sortie=1).stderr


@pytest.fixture
def demarrer(environ: Mapping[str, str], tmp_path: Path) -> Iterator[Callable[..., Any]]:
    lances: list[subprocess.Popen[str]] = []

    def lancer(*arguments: str) -> "subprocess.Popen[str]":
        with (tmp_path / "journal.txt").open("w") as journal:
            lances.append(
                subprocess.Popen(
                    [sys.executable, "-m", "recepisse", *arguments],
                    env=environ,
                    stdout=subprocess.PIPE,
                    stderr=journal,
                    text=True,
                )
            )
        return lances[-1]

    yield lancer
    for processus in lances:
        if processus.poll() is None:
            processus.kill()
        processus.communicate()


def test_le_serveur_annonce_son_adresse_releve_et_s_arrete_proprement(
    demarrer: Callable[..., Any], python: Callable[[str], str], serveur: Any, recepisse: Commande
) -> None:
    import httpx2

    python(CREER)
    _deposer(serveur)
    processus = demarrer("serveur", "--port", "0")
    adresse = re.search(r"http://127\.0\.0\.1:[0-9]+/", processus.stdout.readline())
    assert adresse is not None
    assert httpx2.get(adresse[0], timeout=30).status_code in {200, 302}
    limite = time.monotonic() + 60
    while "conserve" not in recepisse("retours", "lister", "--format", "json").stdout:
        assert time.monotonic() < limite
        time.sleep(0.3)
    processus.send_signal(signal.SIGTERM)
    assert processus.wait(timeout=30) in {0, -signal.SIGTERM}


def test_un_port_pris_est_dit_en_francais(recepisse: Commande, serveur: Any) -> None:
    port = serveur.adresse.rpartition(":")[2]
    pris = recepisse("serveur", "--port", port, sortie=2)
    assert f"port {port}" in pris.stderr
    assert "--port" in pris.stderr
