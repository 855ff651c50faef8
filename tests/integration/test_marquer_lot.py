"""Many returns marked at once, and the act taken back without losing what others did since."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from recepisse.erreurs import ErreurSaisie
from tests.integration.aide import Horloge
from tests.integration.aide_lectures import Dit, Dossier, etats, retour_de
from tests.integration.ecrans.monde import Monde

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.gestes.retours.marquer_lot import BilanLot
    from recepisse.gestion.models import Identifiant, Retour, Utilisateur


@pytest.fixture
def monde(ctx: "Contexte", horloge: Horloge, identifiant: "Identifiant") -> Monde:
    return Monde(ctx, horloge, identifiant)


@pytest.fixture
def cinq(monde: Monde) -> "list[Retour]":
    """Five unread returns of one flux, two of them in anomaly."""
    flux = monde.envoye()
    natures = [("10", "OK"), ("11", "KO"), ("61", "OK"), ("94", "ANO"), ("92", "OK")]
    return [monde.retour(flux, nature, statut) for nature, statut in natures]


def _marquer(
    ctx: "Contexte", par: "Utilisateur", acte: str, retours: "list[Retour]", *, entiere: bool = False
) -> "BilanLot":
    from recepisse.gestion.gestes.retours.marquer_lot import ActeLot, marquer_lot
    from recepisse.gestion.models import Retour

    choisis = Retour.objects.filter(pk__in=[r.pk for r in retours])
    return marquer_lot(choisis, ActeLot(acte), ctx, par, entiere=entiere)


def _annuler(ctx: "Contexte", par: "Utilisateur", bilan: "BilanLot") -> tuple[int, int]:
    from recepisse.gestion.gestes.retours.marquer_lot import annuler_lot
    from recepisse.gestion.models import LotMarques, Retour

    lot = LotMarques.objects.get(pk=bilan.lot.pk if bilan.lot else 0)
    annulation = annuler_lot(lot, Retour.objects.all(), ctx, par)
    return annulation.remis, annulation.laisses


def _etats(*champs: str) -> list[tuple[Any, ...]]:
    from recepisse.gestion.models import Retour

    return list(Retour.objects.order_by("pk").values_list(*champs))


def test_marquer_lus_puis_annuler_remet_chacun_comme_avant(
    ctx: "Contexte", gestionnaire: "Utilisateur", cinq: "list[Retour]", horloge: Horloge
) -> None:
    from recepisse.gestion.gestes.retours.marquer import marquer_lu, marquer_non_lu

    marquer_lu(cinq[0], ctx, gestionnaire)
    marquer_non_lu(cinq[1], ctx, gestionnaire)
    horloge.avancer(minutes=5)
    champs = ("lu", "lu_le", "lu_par", "non_lu_force")
    avant = _etats(*champs)
    bilan = _marquer(ctx, gestionnaire, "marquer_lu", cinq)
    assert (bilan.choisis, bilan.changes, bilan.reserves) == (5, 4, 0)
    assert all(etat[0] and not etat[3] for etat in _etats(*champs))
    assert _annuler(ctx, gestionnaire, bilan) == (4, 0)
    assert _etats(*champs) == avant


def test_une_selection_entiere_laisse_ceux_remis_a_non_lu_a_la_main(
    ctx: "Contexte", gestionnaire: "Utilisateur", cinq: "list[Retour]"
) -> None:
    from recepisse.gestion.gestes.retours.marquer import marquer_non_lu

    marquer_non_lu(cinq[2], ctx, gestionnaire)
    bilan = _marquer(ctx, gestionnaire, "marquer_lu", cinq, entiere=True)
    assert (bilan.changes, bilan.reserves) == (4, 1)
    cinq[2].refresh_from_db()
    assert not cinq[2].lu
    assert cinq[2].non_lu_force


def test_marques_non_lus_ils_ne_le_redeviennent_pas_d_eux_memes(
    ctx: "Contexte", gestionnaire: "Utilisateur", cinq: "list[Retour]"
) -> None:
    from recepisse.gestion.gestes.retours.marquer import marquer_lu

    marquer_lu(cinq[0], ctx, gestionnaire)
    bilan = _marquer(ctx, gestionnaire, "marquer_non_lu", cinq)
    assert bilan.changes == 5
    assert not marquer_lu(cinq[0], ctx, gestionnaire, automatique=True)
    _annuler(ctx, gestionnaire, bilan)
    cinq[0].refresh_from_db()
    assert cinq[0].lu
    assert not cinq[0].non_lu_force


def test_annuler_laisse_ce_que_quelqu_un_a_change_depuis(
    ctx: "Contexte",
    gestionnaire: "Utilisateur",
    administrateur: "Utilisateur",
    cinq: "list[Retour]",
    horloge: Horloge,
) -> None:
    from recepisse.gestion.gestes.retours.marquer import marquer_lu, marquer_non_lu

    bilan = _marquer(ctx, gestionnaire, "marquer_lu", cinq)
    horloge.avancer(minutes=1)
    marquer_non_lu(cinq[0], ctx, administrateur)
    marquer_non_lu(cinq[1], ctx, administrateur)
    marquer_lu(cinq[1], ctx, administrateur)
    assert _annuler(ctx, gestionnaire, bilan) == (3, 2)
    cinq[0].refresh_from_db()
    cinq[1].refresh_from_db()
    assert cinq[0].non_lu_force
    assert (cinq[1].lu, cinq[1].lu_par) == (True, administrateur)


def test_seules_les_anomalies_se_traitent(
    ctx: "Contexte", gestionnaire: "Utilisateur", cinq: "list[Retour]"
) -> None:
    bilan = _marquer(ctx, gestionnaire, "marquer_traite", cinq)
    assert (bilan.choisis, bilan.changes) == (5, 2)
    assert _etats("traite") == [(False,), (True,), (False,), (True,), (False,)]
    repris = _marquer(ctx, gestionnaire, "marquer_non_traite", cinq)
    assert repris.changes == 2
    assert _annuler(ctx, gestionnaire, repris) == (2, 0)
    assert _etats("traite", "traite_par")[1] == (True, gestionnaire.pk)


def test_rien_a_changer_ne_fait_pas_de_lot(
    ctx: "Contexte", gestionnaire: "Utilisateur", cinq: "list[Retour]"
) -> None:
    from recepisse.gestion.models import Journal, LotMarques

    avant = Journal.objects.count()
    assert _marquer(ctx, gestionnaire, "marquer_non_traite", cinq).lot is None
    assert not LotMarques.objects.exists()
    assert Journal.objects.count() == avant


def test_au_dela_de_la_borne_rien_n_est_marque(
    ctx: "Contexte", gestionnaire: "Utilisateur", cinq: "list[Retour]", monkeypatch: pytest.MonkeyPatch
) -> None:
    from recepisse.gestion.gestes.retours import marquer_lot

    monkeypatch.setattr(marquer_lot, "LOT_MAX", 4)
    with pytest.raises(ErreurSaisie, match="plus de 10"):
        _marquer(ctx, gestionnaire, "marquer_lu", cinq)
    assert _etats("lu") == [(False,)] * 5


def test_un_lot_ne_s_annule_qu_une_fois_par_son_auteur_et_dans_l_heure(
    ctx: "Contexte",
    gestionnaire: "Utilisateur",
    administrateur: "Utilisateur",
    cinq: "list[Retour]",
    horloge: Horloge,
) -> None:
    from recepisse.gestion.gestes.retours.marquer_lot import lot_annulable

    bilan = _marquer(ctx, gestionnaire, "marquer_lu", cinq)
    with pytest.raises(ErreurSaisie, match="ne peut plus"):
        _annuler(ctx, administrateur, bilan)
    assert lot_annulable(administrateur, horloge()) is None
    assert lot_annulable(gestionnaire, horloge()) == bilan.lot
    assert lot_annulable(gestionnaire, horloge() + timedelta(hours=2)) is None
    _annuler(ctx, gestionnaire, bilan)
    assert lot_annulable(gestionnaire, horloge()) is None
    with pytest.raises(ErreurSaisie, match="ne peut plus"):
        _annuler(ctx, gestionnaire, bilan)


def test_le_lot_et_son_annulation_sont_au_journal(
    ctx: "Contexte", gestionnaire: "Utilisateur", cinq: "list[Retour]"
) -> None:
    from recepisse.gestion.models import Journal

    bilan = _marquer(ctx, gestionnaire, "marquer_lu", cinq)
    _annuler(ctx, gestionnaire, bilan)
    marque, annule = Journal.objects.order_by("pk").filter(objet__startswith="lot:")
    assert (marque.acte, marque.detail) == ("marquer_lu_lot", {"nombre": 5})
    assert (annule.acte, annule.detail) == ("annuler_lot", {"remis": 5, "laisses": 0})


def test_les_anomalies_du_retour_suivent_et_celles_deja_traitees_le_restent(
    ctx: "Contexte", gestionnaire: "Utilisateur", identifiant: "Identifiant", horloge: Horloge
) -> None:
    from recepisse.gestion.gestes.anomalies.marquer_anomalie import traiter_anomalie
    from recepisse.gestion.models import Anomalie

    dossier = Dossier(ctx, identifiant)
    version = dossier.recevoir(dossier.flux(), Dit("A"), Dit("B"), Dit("C"), statut="ANO")
    traiter_anomalie(Anomalie.objects.get(code="A"), ctx, gestionnaire)
    horloge.avancer(minutes=1)
    bilan = _marquer(ctx, gestionnaire, "marquer_traite", [retour_de(version)])
    assert etats() == {"A": "traitee", "B": "traitee", "C": "traitee"}
    horloge.avancer(minutes=1)
    assert _annuler(ctx, gestionnaire, bilan) == (1, 0)
    assert etats() == {"A": "traitee", "B": "nouvelle", "C": "nouvelle"}
    assert not retour_de(version).traite
