"""Which return follows which: by what it speaks of, never by when it was read."""

from datetime import UTC, datetime, timedelta

import pytest

from recepisse.retours.suivi.succession import Place, depot_posterieur, plus_ancienne, suit

DEPOT = datetime(2026, 6, 4, 10, tzinfo=UTC)
MAI = Place(
    retour=1,
    version=1,
    publication="20260605100000",
    flux=1,
    depose_le=DEPOT,
    nature="61",
    etablissement=7,
    declaration=70,
    serie="01/11/01",
    mois="2026-05",
)
JUIN = MAI._replace(
    retour=2,
    flux=2,
    declaration=71,
    mois="2026-06",
    depose_le=DEPOT + timedelta(days=30),
    publication="20260705100000",
)
ANNULE_ET_REMPLACE = MAI._replace(
    retour=3, flux=3, depose_le=DEPOT + timedelta(hours=1), publication="20260605110000"
)


def test_le_mois_suivant_suit() -> None:
    assert suit(JUIN, MAI)
    assert not suit(MAI, JUIN)


def test_un_mois_depose_en_retard_ne_suit_pas_un_mois_plus_recent() -> None:
    tardif = MAI._replace(retour=9, flux=9, depose_le=JUIN.depose_le + timedelta(days=10))
    assert not suit(tardif, JUIN)
    assert depot_posterieur(JUIN, tardif)


def test_un_depot_ulterieur_de_la_meme_declaration_suit() -> None:
    assert suit(ANNULE_ET_REMPLACE, MAI)
    assert not suit(MAI, ANNULE_ET_REMPLACE)


def test_le_retour_de_l_ancien_depot_publie_apres_ne_suit_pas() -> None:
    tardif = MAI._replace(publication="20260620100000")
    assert not suit(tardif, ANNULE_ET_REMPLACE)
    assert plus_ancienne(tardif, ANNULE_ET_REMPLACE)


def test_la_version_suivante_du_meme_retour_suit() -> None:
    ecrase = MAI._replace(version=2, publication="20260606100000")
    assert suit(ecrase, MAI)
    assert not suit(MAI, ecrase)
    assert suit(MAI, MAI), "la même version relue par de nouveaux lecteurs"


def test_a_publication_egale_le_numero_decide() -> None:
    assert suit(MAI._replace(version=2), MAI)
    assert not suit(MAI, MAI._replace(version=2))


@pytest.mark.parametrize(
    "autre",
    [
        {"nature": "62"},
        {"ops": "P0012"},
        {"delegataire": "D12"},
        {"etablissement": 8},
        {"serie": "01/12/01"},
        {"essai": True},
    ],
)
def test_une_autre_portee_ne_suit_pas(autre: dict[str, object]) -> None:
    assert not suit(JUIN._replace(**autre), MAI)  # type: ignore[arg-type]


def test_un_reel_suit_un_essai() -> None:
    essai = MAI._replace(essai=True)
    assert suit(JUIN, essai)
    assert suit(JUIN._replace(essai=True), essai)
    reel_du_meme_mois = ANNULE_ET_REMPLACE._replace(declaration=99)
    assert suit(reel_du_meme_mois, essai)


def test_deux_evenements_ne_se_suivent_pas() -> None:
    arret = MAI._replace(mois="", declaration=80)
    autre = JUIN._replace(mois="", declaration=81)
    assert not suit(autre, arret)
    assert suit(autre._replace(declaration=80), arret)
    assert not suit(JUIN._replace(declaration=82), arret), "une mensuelle ne suit pas un événement"


def test_sans_declaration_seul_le_meme_retour_suit() -> None:
    inconnu = MAI._replace(etablissement=None, declaration=None, serie="", mois="")
    assert not suit(inconnu._replace(retour=5, flux=5, depose_le=JUIN.depose_le), inconnu)
    assert suit(inconnu._replace(version=2), inconnu)


def test_dans_un_meme_flux_la_publication_ordonne_et_rien_n_est_posterieur() -> None:
    bilan = MAI._replace(retour=4, nature="62", publication="20260610100000")
    assert plus_ancienne(MAI, bilan)
    assert not plus_ancienne(bilan, MAI)
    assert not depot_posterieur(bilan, MAI)
    assert not plus_ancienne(MAI, MAI)


def test_deux_depots_au_meme_instant_sont_departages() -> None:
    jumeau = ANNULE_ET_REMPLACE._replace(depose_le=MAI.depose_le)
    assert depot_posterieur(jumeau, MAI)
    assert not depot_posterieur(MAI, jumeau)
