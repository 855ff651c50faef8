"""Faults: what can be asked, and what each one does before and after the call."""

import pytest

from recepisse.echanges.accuse import lire_accuse
from recepisse.echanges.messages import Service
from recepisse.echanges.refus import par_nom
from recepisse.simulateur.appel import Incident
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.pannes import GENRES, REFUS, Moment, Panne, Pannes
from tests.unitaires.simulateur.aides import FENETRE, Appelant, lire

MENSUELLE = lire("mensuelle.dsn")
DECLARANT = f"/lister-retours-declarant/2.0/{FENETRE}"


def test_une_panne_inconnue_est_refusee() -> None:
    with pytest.raises(ValueError, match="Pannes possibles"):
        Panne("incendie")
    with pytest.raises(ValueError, match="Service inconnu"):
        Panne("500", "cuisine")
    with pytest.raises(ValueError, match="pendant"):
        Panne("500", moment="pendant")  # type: ignore[arg-type]


def test_les_pannes_se_consomment_dans_l_ordre() -> None:
    pannes = Pannes()
    pannes.ajouter(Panne("500", Service.DEPOSER.value, nombre=2))
    pannes.ajouter(Panne("503"))
    assert pannes.prendre(Service.TELECHARGER).genre == "503"  # type: ignore[union-attr]
    assert [p.genre for _ in range(2) if (p := pannes.prendre(Service.DEPOSER))] == ["500", "500"]
    assert pannes.prendre(Service.DEPOSER) is None
    assert pannes.lister() == ()


def test_les_pannes_se_vident() -> None:
    pannes = Pannes()
    pannes.ajouter(Panne("500"))
    pannes.vider()
    assert pannes.prendre(Service.DEPOSER) is None


@pytest.mark.parametrize("genre", REFUS)
@pytest.mark.parametrize("moment", Moment)
def test_chaque_refus_frappe_un_depot_avant_ou_apres(
    appelant: Appelant, controle: Controle, genre: str, moment: Moment
) -> None:
    controle.ajouter_panne(Panne(genre, "deposer-dsn", moment))
    resultat = appelant.deposer(MENSUELLE)
    refus = par_nom(REFUS[genre])
    assert (resultat.statut, resultat.corps) == (refus.statut, b"")
    assert refus.realm in resultat.entetes.get("www-authenticate", "")
    assert len(controle.depots()) == (moment is Moment.APRES)
    assert appelant.deposer(MENSUELLE).statut == 200


@pytest.mark.parametrize("genre", [Incident.DELAI, Incident.COUPURE, Incident.INJOIGNABLE])
@pytest.mark.parametrize("moment", Moment)
def test_chaque_accident_frappe_un_depot_avant_ou_apres(
    appelant: Appelant, controle: Controle, genre: Incident, moment: Moment
) -> None:
    controle.ajouter_panne(Panne(genre, moment=moment, duree=3.0))
    resultat = appelant.deposer(MENSUELLE)
    assert (resultat.incident, resultat.duree) == (genre, 3.0)
    assert len(controle.depots()) == (moment is Moment.APRES)


@pytest.mark.parametrize("genre", [Incident.CORPS_LENT, Incident.GZIP_TRONQUE])
def test_un_accident_de_reponse_laisse_passer_l_appel(
    appelant: Appelant, controle: Controle, genre: Incident
) -> None:
    controle.ajouter_panne(Panne(genre))
    resultat = appelant.deposer(MENSUELLE)
    assert (resultat.incident, resultat.statut, len(controle.depots())) == (genre, 200, 1)
    assert lire_accuse(resultat.corps).type == "AEE"


def test_la_maintenance_renvoie_ailleurs(appelant: Appelant, controle: Controle) -> None:
    controle.ajouter_panne(Panne("maintenance"))
    resultat = appelant.get(DECLARANT)
    assert resultat.statut == 302
    assert resultat.entetes["location"].startswith("https://www.net-entreprises.fr/")


def test_une_liste_malformee_est_coupee(appelant: Appelant, controle: Controle) -> None:
    controle.ajouter_panne(Panne("liste_malformee", "lister-retours-declarant"))
    bonne, mauvaise = appelant.get(f"/lister-depots/2.0/{FENETRE}"), appelant.get(DECLARANT)
    assert bonne.corps.endswith(b"}")
    assert (mauvaise.statut, mauvaise.corps) == (200, appelant.get(DECLARANT).corps[: len(mauvaise.corps)])
    assert not mauvaise.corps.endswith(b"}")


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_un_accuse_peut_perdre_son_idflux(appelant: Appelant, controle: Controle, version: str) -> None:
    controle.ajouter_panne(Panne("sans_idflux"))
    resultat = appelant.deposer(MENSUELLE, version)
    accuse = lire_accuse(resultat.corps)
    assert (resultat.statut, accuse.type, accuse.idflux) == (200, "AEE", "")
    assert len(controle.depots()) == 1


def test_toutes_les_pannes_ont_un_nom_different() -> None:
    assert len(set(GENRES)) == len(GENRES)
