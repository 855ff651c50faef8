"""The control door as methods."""

from datetime import timedelta

import pytest

from recepisse.erreurs import ErreurSaisie
from recepisse.simulateur.comptes import EtatCompte
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.etat import Administration
from tests.unitaires.simulateur.aides import AUTRE, CAMILLE, DEBUT, Appelant, Horloge, lire

MENSUELLE = lire("mensuelle.dsn")


@pytest.fixture
def idflux(controle: Controle) -> str:
    return controle.deposer(CAMILLE, MENSUELLE).idflux


def _visibles(controle: Controle, idflux: str) -> list[str]:
    return [r["nature"] for r in controle.retours(idflux) if r["visible"]]


def test_un_depot_d_un_autre_programme_ressemble_aux_autres(controle: Controle) -> None:
    premier, second = controle.deposer(CAMILLE), controle.deposer(CAMILLE)
    assert premier.enveloppe.logiciel == "AUTREPAIE"
    assert premier.declaration.siret == CAMILLE.siret
    assert premier.declaration.mois == "01112026"
    assert premier.somme != second.somme


def test_ni_personne_ni_secret_ne_sort(controle: Controle, idflux: str) -> None:
    controle.decrire_compte(CAMILLE, "tres-secret")
    sorti = repr((controle.depots(), controle.retours(idflux), controle.compteurs()))
    for secret in ("D'ARC", "2850675056012", "tres-secret", "LEROUX"):
        assert secret not in sorti


def test_publier_et_ecraser(controle: Controle, idflux: str, horloge: Horloge) -> None:
    controle.publier(idflux, "51", "ANO", ops="P0012")
    controle.publier(idflux, "51", "ANO", ops="P0012")
    assert _visibles(controle, idflux) == ["51", "51"]
    horloge.avancer(minutes=1)
    controle.ecraser(idflux, "51", ops="P0012")
    assert _visibles(controle, idflux) == ["10", "51", "51"]
    statuts = [r["statut"] for r in controle.retours(idflux) if r["visible"] and r["ops"] == "P0012"]
    assert statuts == ["ANO", "OK"]


def test_ecraser_demande_un_retour_publie(controle: Controle, idflux: str) -> None:
    with pytest.raises(ErreurSaisie, match="Aucun retour de nature 51"):
        controle.ecraser(idflux, "51")


@pytest.mark.parametrize("acte", ["publier", "ecraser"])
def test_un_flux_inconnu_est_refuse(controle: Controle, acte: str) -> None:
    with pytest.raises(ErreurSaisie, match="n’existe pas"):
        getattr(controle, acte)("F1inconnu", "51")


def test_purger_un_retour_ou_tout_un_flux(controle: Controle, idflux: str, horloge: Horloge) -> None:
    horloge.avancer(minutes=5)
    assert _visibles(controle, idflux) == ["10", "11", "20", "60"]
    assert controle.purger(numero="4410000001") == 1
    assert _visibles(controle, idflux) == ["11", "20", "60"]
    assert controle.purger(idflux=idflux) == len(controle.retours(idflux))
    assert _visibles(controle, idflux) == []


def test_rapprocher_fait_paraitre_maintenant(
    controle: Controle, administration: Administration, idflux: str
) -> None:
    autre = controle.deposer(AUTRE, MENSUELLE).idflux
    assert controle.rapprocher(timedelta(hours=5), idflux=idflux) > 4
    assert "119" in _visibles(controle, idflux)
    assert "120" not in _visibles(controle, idflux)
    assert _visibles(controle, autre) == []
    publies = {r.publication for r in administration.fonds.tous_les_retours(idflux) if r.nature == "119"}
    assert publies == {DEBUT}
    assert controle.rapprocher(timedelta(days=60)) > 0
    assert administration.fonds.a_venir(DEBUT) == []


def test_l_horloge_du_service(controle: Controle, idflux: str) -> None:
    assert controle.avancer(timedelta(hours=4)) == DEBUT + timedelta(hours=4)
    assert "119" in _visibles(controle, idflux)
    assert controle.regler_horloge(DEBUT) == DEBUT
    assert _visibles(controle, idflux) == []


def test_les_jetons_s_oublient(controle: Controle, appelant: Appelant) -> None:
    assert appelant.get("/lister-retours-flux/2.0/x").statut == 404
    controle.oublier_jetons()
    assert appelant.get("/lister-retours-flux/2.0/x").statut == 401


def test_un_compte_decrit_est_exige(controle: Controle, appelant: Appelant) -> None:
    controle.decrire_compte(CAMILLE, "bon")
    assert [appelant.connecter(mot_de_passe=m).statut for m in ("faux", "bon")] == [401, 200]
    controle.decrire_compte(CAMILLE, "bon", EtatCompte.VERROUILLE)
    assert appelant.connecter(mot_de_passe="bon").statut == 403
