"""Reading by windows loses nothing, whatever the width, the clock change and the server's reading of it."""

from datetime import UTC, datetime, timedelta

import pytest

from recepisse.echanges import api
from recepisse.echanges.fenetres import fenetres_a_lire, largeur_apres_refus
from recepisse.echanges.messages import Mode, Service
from recepisse.erreurs import Patienter, ReponseInattendue
from recepisse.simulateur.options import HeureDouble, Options
from recepisse.simulateur.pannes import Panne
from tests.dialogues.scene import CAMILLE, HUB, Scene

CHANGEMENTS = {
    "ordinaire": datetime(2026, 11, 5, 6, 0, tzinfo=UTC),
    "octobre": datetime(2026, 10, 24, 21, 0, tzinfo=UTC),
    "mars": datetime(2026, 3, 28, 21, 0, tzinfo=UTC),
}


def _semer(scene: Scene, debut: datetime, heures: int, pas: timedelta) -> tuple[str, set[str]]:
    """Publish a return every ``pas`` for ``heures`` hours and return the flux and the numbers."""
    scene.instant = debut
    scene.controle.choisir_scenario(CAMILLE.siret, "silence")
    depot = scene.controle.deposer(CAMILLE, concentrateur=HUB.siret)
    numeros = set()
    while scene.instant < debut + timedelta(hours=heures):
        numeros.add(scene.controle.publier(depot.idflux, "61").numero)
        scene.instant += pas
    return depot.idflux, numeros


def _relever(scene: Scene, session: api.Session, curseur: datetime, largeur: timedelta) -> set[str]:
    """Read every window from ``curseur`` to now, and again the flux that a change of clock may hide."""
    vus: set[str] = set()
    while fenetres := fenetres_a_lire(curseur, scene.instant, largeur=largeur):
        for fenetre in fenetres:
            try:
                liste = scene.mener(api.lister_retours(session, *fenetre.bornes))
            except Patienter as refus:
                largeur = largeur_apres_refus(largeur, refus.largeur)
                break
            listes = [liste]
            if fenetre.relire_flux:
                listes += [
                    scene.mener(api.lister_retours_flux(session, d["idflux"]))
                    for d in scene.controle.depots()
                ]
            vus |= {r.id for une in listes for flux in une.flux for r in flux.retours}
            curseur = fenetre.fin
    return vus


@pytest.mark.parametrize("lecture", HeureDouble)
@pytest.mark.parametrize("quand", CHANGEMENTS)
@pytest.mark.parametrize("mode", Mode)
def test_aucun_retour_ne_se_perd(mode: Mode, quand: str, lecture: HeureDouble) -> None:
    scene = Scene(Options(heure_double=lecture))
    debut = CHANGEMENTS[quand]
    _, numeros = _semer(scene, debut, 8, timedelta(minutes=7, seconds=13))
    scene.attendre(hours=1)
    largeur = timedelta(minutes=10 if mode is Mode.CONCENTRATEUR else 60)
    assert _relever(scene, scene.session(mode), debut - timedelta(minutes=1), largeur) == numeros


@pytest.mark.parametrize("permise", [5, 60, 24 * 60])
def test_la_largeur_annoncee_est_obeie(permise: int) -> None:
    scene = Scene(Options(largeur_declarant=permise))
    debut = CHANGEMENTS["ordinaire"]
    _, numeros = _semer(scene, debut, 6, timedelta(minutes=11))
    scene.attendre(hours=1)
    session = scene.session()
    annoncee = scene.mener(api.lister_retours(session, scene.instant, scene.instant)).largeur
    assert annoncee == timedelta(minutes=permise)
    assert _relever(scene, session, debut, annoncee) == numeros


def test_une_largeur_qui_retrecit_en_route_ne_perd_rien() -> None:
    scene = Scene(Options(largeur_declarant=20))
    debut = CHANGEMENTS["ordinaire"]
    _, numeros = _semer(scene, debut, 4, timedelta(minutes=9))
    scene.attendre(hours=1)
    assert _relever(scene, scene.session(), debut, timedelta(minutes=60)) == numeros
    assert scene.appels(Service.LISTER_RETOURS_DECLARANT) > 12


def test_une_repetition_trop_tot_donne_l_heure_de_la_suivante() -> None:
    scene = Scene(Options(repetition_refusee=True))
    session = scene.session()
    bornes = scene.instant - timedelta(minutes=10), scene.instant
    pas_avant = scene.mener(api.lister_retours(session, *bornes)).pas_avant
    with pytest.raises(Patienter) as levee:
        scene.mener(api.lister_retours(session, *bornes))
    assert levee.value.reprise_a == pas_avant == scene.instant + timedelta(minutes=2)
    scene.attendre(minutes=2)
    scene.mener(api.lister_retours(session, *bornes))


def test_une_liste_malformee_n_avance_pas() -> None:
    scene = Scene()
    session = scene.session()
    scene.controle.ajouter_panne(Panne("liste_malformee", "lister-retours-declarant"))
    bornes = scene.instant - timedelta(minutes=10), scene.instant
    with pytest.raises(ReponseInattendue):
        scene.mener(api.lister_retours(session, *bornes))
    assert scene.mener(api.lister_retours(session, *bornes)).flux == ()
