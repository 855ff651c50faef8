"""The indexes: what a reader sees, in which order."""

from dataclasses import replace
from datetime import datetime, timedelta

from recepisse.echanges.messages import Declarant, Regime
from recepisse.simulateur.comptes import cle
from recepisse.simulateur.fonds import Fonds, lecteur_de
from recepisse.simulateur.modele import Depot, Retour
from recepisse.simulateur.options import HeureDouble
from recepisse.simulateur.periode import Periode, lire_periode
from recepisse.temps import to_horodatage
from tests.unitaires.simulateur.aides import AUTRE, CAMILLE, DEBUT

VIEUX = DEBUT - timedelta(days=92)
FIN = DEBUT + timedelta(days=30)


def _periode(debut: datetime, fin: datetime) -> Periode:
    periode = lire_periode(to_horodatage(debut), to_horodatage(fin), HeureDouble.BRUT)
    assert periode is not None
    return periode


def _retour(nature: str, minutes: float, serie: str = "") -> Retour:
    instant = DEBUT + timedelta(minutes=minutes)
    return Retour("", "F1", nature, "OK", instant, instant, serie or nature)


def _fonds(*retours: Retour, declarant: Declarant = CAMILLE, concentrateur: str = "") -> Fonds:
    fonds = Fonds(1)
    fonds.enregistrer(
        Depot(1, "F1", "dsn", declarant, concentrateur, Regime.RG, DEBUT, 1, "s", "OK"), retours
    )
    return fonds


def test_une_fenetre_rend_ce_qui_est_publie_dans_l_ordre() -> None:
    fonds = _fonds(_retour("30", 30), _retour("10", 10), _retour("20", 20))
    for fin, attendus in ((5, []), (10, ["10"]), (25, ["10", "20"]), (30, ["10", "20", "30"])):
        periode = _periode(DEBUT, DEBUT + timedelta(minutes=fin))
        vus = fonds.retours_de(cle(CAMILLE), periode, VIEUX, FIN)
        assert [r.nature for r in vus] == attendus


def test_rien_n_est_vu_avant_l_heure_ni_par_un_autre() -> None:
    fonds = _fonds(_retour("10", 10))
    periode = _periode(DEBUT, DEBUT + timedelta(hours=1))
    assert fonds.retours_de(cle(CAMILLE), periode, VIEUX, DEBUT) == []
    assert fonds.retours_de(cle(AUTRE), periode, VIEUX, FIN) == []
    assert fonds.depots_de(cle(AUTRE), periode) == []


def test_un_concentrateur_et_son_declarant_voient_la_meme_chose() -> None:
    fonds = _fonds(_retour("10", 10), concentrateur=AUTRE.siret)
    periode = _periode(DEBUT, DEBUT + timedelta(hours=1))
    assert lecteur_de(CAMILLE, AUTRE.siret) == AUTRE.siret
    for lecteur in (lecteur_de(CAMILLE), lecteur_de(CAMILLE, AUTRE.siret)):
        assert len(fonds.retours_de(lecteur, periode, VIEUX, FIN)) == 1
        assert len(fonds.depots_de(lecteur, periode)) == 1


def test_dans_une_serie_seul_le_dernier_publie_se_voit() -> None:
    fonds = _fonds(_retour("51", 10, "s"), _retour("51", 20, "s"), _retour("51", 15, "autre"))
    for minutes, attendus in ((12, [10]), (16, [10, 15]), (25, [15, 20])):
        vus = fonds.retours_du_flux("F1", VIEUX, DEBUT + timedelta(minutes=minutes))
        assert [(r.publication - DEBUT) / timedelta(minutes=1) for r in vus] == attendus


def test_a_la_meme_seconde_le_dernier_numero_l_emporte() -> None:
    fonds = _fonds(_retour("51", 10, "s"), _retour("51", 10, "s"))
    assert [r.numero for r in fonds.retours_du_flux("F1", VIEUX, FIN)] == ["4410000002"]


def test_un_retour_change_se_retrouve_a_sa_nouvelle_place() -> None:
    fonds = _fonds(_retour("10", 10))
    (retour,) = fonds.a_venir(DEBUT)
    fonds.changer_retours([replace(retour, publication=DEBUT)])
    periode = _periode(DEBUT, DEBUT)
    assert [r.nature for r in fonds.retours_de(cle(CAMILLE), periode, VIEUX, FIN)] == ["10"]
    assert fonds.a_venir(DEBUT) == []
    fonds.changer_retours([replace(retour, publication=DEBUT, purge=True)])
    assert fonds.retours_de(cle(CAMILLE), periode, VIEUX, FIN) == []


def test_un_retour_trop_vieux_ne_se_voit_plus() -> None:
    fonds = _fonds(_retour("10", 0))
    assert fonds.retours_du_flux("F1", DEBUT, FIN)
    assert not fonds.retours_du_flux("F1", DEBUT + timedelta(seconds=1), FIN)


def test_les_doublons_se_reconnaissent_aux_octets() -> None:
    fonds = _fonds()
    assert fonds.est_doublon("s")
    assert not fonds.est_doublon("autre")
    assert fonds.decalage() == timedelta(0)
    fonds.fermer()
