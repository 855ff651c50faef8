"""Which row an announced return falls on, and what a version is."""

from datetime import UTC, datetime
from typing import Any

from recepisse.retours.listing import RetourListe

VU = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)


def entree(id_retour: str = "1", publication: str = "20261105100000", **autres: Any) -> RetourListe:
    champs = {"nature": "51", "statut": "OK", "ops": "AUMGM1", "url": f"https://h/{id_retour}"} | autres
    return RetourListe(publication=publication, production=publication, id=id_retour, **champs)


def _flux() -> Any:
    from recepisse.gestion.gestes.releves.versions import FluxConnu

    return FluxConnu()


def _ecrire(flux: Any) -> None:
    """Pretend that what is pending was written."""
    for par_discriminant in flux.retours.values():
        for rang, retour in enumerate(par_discriminant.values(), 1):
            retour.pk, retour.ajouts, retour.change = rang, [], False


def lire(flux: Any, *entrees: RetourListe) -> list[Any]:
    """Apply one answer; return the rows that have something new, then pretend they were written."""
    touches = [r for r in flux.recevoir(entrees, VU) if r.ajouts]
    resultat = [(r.discriminant, len(r.ajouts), r.change) for r in touches]
    _ecrire(flux)
    return sorted(resultat)


def test_la_meme_annonce_ne_fait_rien() -> None:
    flux = _flux()
    assert lire(flux, entree()) == [("", 1, False)]
    assert lire(flux, entree()) == []


def test_un_autre_id_seul_ecrase() -> None:
    flux = _flux()
    lire(flux, entree("1"))
    assert lire(flux, entree("2", "20261106100000")) == [("", 1, True)]


def test_deux_ids_ensemble_vivent_tous_les_deux_et_la_relecture_ne_change_rien() -> None:
    flux = _flux()
    un, deux = entree("1"), entree("2", "20261105110000")
    assert lire(flux, deux, un) == [("", 1, False), ("2", 1, False)]
    assert lire(flux, un, deux) == []
    assert lire(flux, deux) == []
    assert lire(flux, un) == []


def test_un_id_deja_replie_reprend_sa_ligne_quand_les_deux_sont_annonces() -> None:
    flux = _flux()
    lire(flux, entree("1"))
    lire(flux, entree("2", "20261106100000"))
    assert lire(flux, entree("1"), entree("2", "20261106100000")) == [("1", 1, False)]
    assert lire(flux, entree("1"), entree("2", "20261106100000")) == []


def test_apres_un_doublement_un_id_inconnu_a_sa_ligne() -> None:
    flux = _flux()
    lire(flux, entree("1"), entree("2"))
    assert lire(flux, entree("3", "20261107100000")) == [("3", 1, False)]


def test_un_id_dedouble_garde_ses_versions_sur_sa_ligne() -> None:
    flux = _flux()
    lire(flux, entree("1"), entree("2"))
    assert lire(flux, entree("2", "20261107100000", statut="KO")) == [("2", 1, True)]


def test_sans_id_c_est_la_ligne_principale() -> None:
    flux = _flux()
    lire(flux, entree("", statut="EN COURS", url=""))
    assert lire(flux, entree("", "20261106100000", url="")) == [("", 1, True)]


def test_une_publication_plus_ancienne_n_est_pas_la_version_en_cours() -> None:
    flux = _flux()
    lire(flux, entree("1", "20261106100000"))
    assert lire(flux, entree("1", "20261105100000", statut="EN COURS")) == [("", 1, False)]
    (retour,) = flux.retours["51", "AUMGM1", ""].values()
    assert retour.courante.signature[1] == "20261106100000"
    assert [v.courante for v in retour.versions] == [True, False]


def test_une_publication_illisible_se_range_a_l_heure_ou_elle_est_vue() -> None:
    flux = _flux()
    lire(flux, entree("1", "hier"))
    assert lire(flux, entree("1", "20261101000000")) == [("", 1, False)]
    assert lire(flux, entree("1", "20261130000000")) == [("", 1, True)]


def test_les_autres_cles_ne_se_melangent_pas() -> None:
    flux = _flux()
    lire(flux, entree("1"), entree("1", ops="DZ2114"), entree("1", nature="50"))
    assert len(flux.retours) == 3


def test_un_champ_trop_long_est_coupe_et_garde_entier() -> None:
    from recepisse.gestion.gestes.releves.versions import normaliser

    longue = entree("1" * 60, statut="OK")
    coupee = normaliser(longue)
    assert coupee.id == "1" * 50
    assert coupee.autres == {"id": "1" * 60}
    assert normaliser(entree()) is not None
    assert normaliser(entree()).autres == {}
