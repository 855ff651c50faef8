"""The administration as a whole: clock, scenarios, restart on a state file."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from recepisse.erreurs import ErreurSaisie
from recepisse.simulateur.comptes import EtatCompte
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.modele import Retour
from recepisse.simulateur.options import Options
from recepisse.simulateur.registre import Registre
from tests.unitaires.simulateur.aides import AUTRE, CAMILLE, DEBUT, Appelant, Horloge, lire

MENSUELLE = lire("mensuelle.dsn")


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    return tmp_path / "etat.sqlite3"


@pytest.fixture
def durable(horloge: Horloge, fichier: Path) -> Iterator[Administration]:
    administration = Administration(horloge, registre=Registre(fichier))
    yield administration
    administration.fermer()


def test_l_horloge_avance_et_se_regle(administration: Administration, horloge: Horloge) -> None:
    administration.avancer_horloge(timedelta(hours=4))
    assert administration.maintenant == DEBUT + timedelta(hours=4)
    horloge.avancer(minutes=1)
    assert administration.maintenant == DEBUT + timedelta(hours=4, minutes=1)
    administration.regler_horloge(datetime(2026, 1, 1, tzinfo=UTC))
    assert administration.maintenant == datetime(2026, 1, 1, tzinfo=UTC)


def test_un_scenario_inconnu_est_refuse_au_demarrage(horloge: Horloge) -> None:
    with pytest.raises(ErreurSaisie, match="n’existe pas"):
        Administration(horloge, Options(scenario="chaos"))


def test_la_meme_graine_donne_les_memes_flux(horloge: Horloge) -> None:
    def jouer(graine: int) -> list[str]:
        controle = Controle(Administration(horloge, Options(graine=graine)))
        return [controle.deposer(CAMILLE, MENSUELLE).idflux for _ in range(3)]

    assert jouer(1) == jouer(1)
    assert jouer(1) != jouer(2)
    assert len(set(jouer(1))) == 3


def test_deux_declarations_dans_un_depot_recoivent_un_ban(
    administration: Administration, controle: Controle
) -> None:
    depot = controle.deposer(CAMILLE, lire("deux_declarations.dsn"))
    assert depot.statut == "OK"
    retours = list(administration.fonds.tous_les_retours(depot.idflux))
    assert [(r.nature, r.statut) for r in retours] == [("10", "OK"), ("11", "KO")]
    assert b"S20.G00.05-CST-11" in administration.document(retours[1]).octets


def test_un_doublon_est_refuse_selon_le_scenario(horloge: Horloge) -> None:
    for nom, attendu in (("doublons", ["KO"]), ("ordinaire", ["OK"])):
        administration = Administration(horloge, Options(scenario=nom))
        controle = Controle(administration)
        controle.deposer(CAMILLE, MENSUELLE)
        second = controle.deposer(CAMILLE, MENSUELLE)
        vus = [r.statut for r in administration.fonds.tous_les_retours(second.idflux) if r.nature == "11"]
        assert vus == attendu
        assert controle.sommes()[second.somme] == 2


def test_un_scenario_par_siret_passe_avant_le_general(
    administration: Administration, controle: Controle
) -> None:
    controle.choisir_scenario("73282932000074", "refus")
    controle.choisir_scenario(AUTRE.siret, "silence")
    assert controle.deposer(CAMILLE, MENSUELLE).scenario == "refus"
    assert controle.deposer(AUTRE, lire("mensuelle.dsn").replace(b"00074'", b"00082'")).scenario == "silence"
    assert controle.deposer(CAMILLE).scenario == "ordinaire"
    with pytest.raises(ErreurSaisie):
        controle.choisir_scenario(CAMILLE.siret, "chaos")


def test_le_scenario_melange_change_d_un_depot_au_suivant(horloge: Horloge) -> None:
    controle = Controle(Administration(horloge, Options(scenario="melange")))
    vus = [controle.deposer(CAMILLE).scenario for _ in range(7)]
    assert vus == ["ordinaire", "anomalies", "ecrasement", "refus", "ordinaire", "tout", "ordinaire"]


def test_le_scenario_rejet_refuse_tout_a_l_entree(horloge: Horloge) -> None:
    controle = Controle(Administration(horloge, Options(scenario="rejet")))
    assert controle.deposer(CAMILLE, MENSUELLE).statut == "KO"


def test_un_second_demarrage_retrouve_tout(durable: Administration, fichier: Path, horloge: Horloge) -> None:
    controle = Controle(durable)
    depot = controle.deposer(CAMILLE, MENSUELLE, concentrateur=AUTRE.siret)
    publie = controle.publier(depot.idflux, "61", document=b"\x00octets", type_contenu="application/pdf")
    controle.purger(numero="4410000001")
    durable.avancer_horloge(timedelta(minutes=90))
    avant = (controle.depots(), controle.retours(depot.idflux), durable.maintenant)
    durable.fermer()

    second = Administration(horloge, registre=Registre(fichier))
    retrouve = Controle(second)
    assert (retrouve.depots(), retrouve.retours(depot.idflux), second.maintenant) == avant
    assert second.fonds.depots[depot.idflux] == depot
    assert second.document(second.fonds.retours[publie.numero]).octets == b"\x00octets"
    suivant = retrouve.deposer(CAMILLE, MENSUELLE)
    assert suivant.idflux != depot.idflux
    assert retrouve.publier(suivant.idflux, "61").numero > publie.numero
    second.fermer()


def test_les_comptes_et_les_scenarios_se_retrouvent(
    durable: Administration, fichier: Path, horloge: Horloge
) -> None:
    controle = Controle(durable)
    controle.decrire_compte(CAMILLE, "secret", EtatCompte.MOT_DE_PASSE_EXPIRE)
    controle.decrire_compte(AUTRE, "autre")
    controle.choisir_scenario(AUTRE.siret, "refus")
    durable.fermer()
    second = Administration(horloge, registre=Registre(fichier))
    assert second.comptes.refus_connexion(CAMILLE, "secret") == "401-mot-de-passe-expire"
    assert second.comptes.refus_connexion(AUTRE, "faux") == "401-mot-de-passe"
    assert second.scenarios_par_siret == {AUTRE.siret: "refus"}
    second.fermer()


def test_un_depot_acquitte_est_deja_sur_le_disque(durable: Administration, fichier: Path) -> None:
    appelant = Appelant(durable)
    appelant.connecter()
    assert appelant.deposer(MENSUELLE).statut == 200
    registre = Registre(fichier)
    assert [d.taille for d in registre.lire_depots()] == [len(MENSUELLE)]
    registre.fermer()
    assert fichier.stat().st_mode & 0o077 == 0


def test_un_depot_qui_ne_peut_pas_s_ecrire_n_est_pas_acquitte(
    durable: Administration, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plein(*_: object) -> None:
        raise OSError(28, "disque plein")

    monkeypatch.setattr(Registre, "ecrire", plein)
    with pytest.raises(OSError, match="disque plein"):
        Controle(durable).deposer(CAMILLE, MENSUELLE)
    assert Controle(durable).depots() == []


def test_une_ecriture_interrompue_ne_laisse_rien(fichier: Path, horloge: Horloge) -> None:
    registre = Registre(fichier)
    depot = Controle(Administration(horloge)).deposer(CAMILLE, MENSUELLE)
    impossible = Retour("", depot.idflux, "10", "OK", horloge.instant, horloge.instant, "s")
    with pytest.raises(sqlite3.Error):
        registre.ecrire([depot], [replace(impossible, numero=None)])  # type: ignore[arg-type]
    assert (registre.lire_depots(), registre.lire_retours()) == ([], [])
    registre.ecrire([depot])
    assert registre.lire_depots() == [depot]
    registre.fermer()


def test_un_fichier_d_etat_impossible_le_dit(tmp_path: Path) -> None:
    with pytest.raises(ErreurSaisie, match="ne peut pas être ouvert"):
        Registre(tmp_path / "absent" / "etat.sqlite3")
    abime = tmp_path / "abime"
    abime.write_bytes(b"pas une base" * 500)
    with pytest.raises(ErreurSaisie, match="ne peut pas être ouvert"):
        Registre(abime)


def test_des_fils_en_parallele_ne_perdent_aucun_depot(administration: Administration) -> None:
    def deposer() -> None:
        appelant = Appelant(administration)
        appelant.connecter()
        for _ in range(20):
            assert appelant.deposer(MENSUELLE).statut == 200

    fils = [Thread(target=deposer) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    depots = Controle(administration).depots()
    assert len({depot["idflux"] for depot in depots}) == 80
    numeros = list(administration.fonds.retours)
    assert len(set(numeros)) == len(numeros)
