"""Accounts and tokens."""

from datetime import timedelta

import pytest

from recepisse.echanges.messages import Declarant, Regime
from recepisse.simulateur import comptes as module
from recepisse.simulateur.comptes import Compte, Comptes, EtatCompte, Jeton, cle
from tests.unitaires.simulateur.aides import AUTRE, CAMILLE, DEBUT


def _ouvrir(comptes: Comptes, personne: Declarant = CAMILLE) -> Jeton:
    return comptes.ouvrir_jeton(
        personne, DEBUT, timedelta(hours=1), regime=Regime.RG, concentrateur=False, service="dsn"
    )


def test_en_mode_ouvert_un_compte_inconnu_entre() -> None:
    assert Comptes(ouverts=True, essais_avant_verrou=0).refus_connexion(CAMILLE, "x") == ""


def test_en_mode_ferme_un_compte_inconnu_est_refuse() -> None:
    comptes = Comptes(ouverts=False, essais_avant_verrou=0)
    assert comptes.refus_connexion(CAMILLE, "x") == "401-mot-de-passe"
    comptes.decrire(Compte(CAMILLE))
    assert comptes.refus_connexion(CAMILLE, "x") == ""


def test_la_casse_du_nom_ne_compte_pas() -> None:
    assert cle(CAMILLE) == cle(Declarant(CAMILLE.siret, "leroux", "CAMILLE"))
    assert cle(CAMILLE) != cle(AUTRE)


def test_les_echecs_de_suite_verrouillent() -> None:
    comptes = Comptes(ouverts=True, essais_avant_verrou=3)
    comptes.decrire(Compte(CAMILLE, "bon"))
    for _ in range(2):
        assert comptes.refus_connexion(CAMILLE, "faux") == "401-mot-de-passe"
    assert comptes.refus_connexion(CAMILLE, "bon") == ""
    for _ in range(2):
        comptes.refus_connexion(CAMILLE, "faux")
    assert comptes.refus_connexion(CAMILLE, "bon") == ""
    for _ in range(3):
        comptes.refus_connexion(CAMILLE, "faux")
    assert comptes.refus_connexion(CAMILLE, "bon") == "403-compte-bloque"


def test_un_mot_de_passe_expire_ne_ferme_pas_un_jeton_deja_ouvert() -> None:
    comptes = Comptes(ouverts=True, essais_avant_verrou=0)
    comptes.decrire(Compte(CAMILLE, "", EtatCompte.MOT_DE_PASSE_EXPIRE))
    assert comptes.refus_connexion(CAMILLE, "x") == "401-mot-de-passe-expire"
    assert comptes.refus_appel(CAMILLE) == ""
    comptes.decrire(Compte(CAMILLE, "", EtatCompte.NON_INSCRIT))
    assert comptes.refus_appel(CAMILLE) == "401-non-inscrit"


def test_deux_jetons_different_et_s_oublient() -> None:
    comptes = Comptes(ouverts=True, essais_avant_verrou=0)
    premier, second = _ouvrir(comptes), _ouvrir(comptes)
    assert premier.valeur != second.valeur
    assert comptes.lire_jeton(premier.valeur) is premier
    comptes.oublier_jetons()
    assert comptes.lire_jeton(premier.valeur) is None


def test_les_jetons_expires_laissent_la_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "JETONS_MAX", 2)
    comptes = Comptes(ouverts=True, essais_avant_verrou=0)
    vieux = comptes.ouvrir_jeton(
        CAMILLE, DEBUT, timedelta(0), regime=Regime.RG, concentrateur=False, service="dsn"
    )
    bon = _ouvrir(comptes)
    _ouvrir(comptes, AUTRE)
    assert comptes.lire_jeton(vieux.valeur) is None
    assert comptes.lire_jeton(bon.valeur) is bon


def test_ni_mot_de_passe_ni_jeton_ne_se_montrent() -> None:
    comptes = Comptes(ouverts=True, essais_avant_verrou=0)
    assert "secret" not in repr(Compte(CAMILLE, "secret"))
    jeton = _ouvrir(comptes)
    assert jeton.valeur not in repr(jeton)
