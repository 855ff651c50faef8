"""The in-process transport brings what the network would bring."""

from datetime import timedelta

import pytest

from recepisse.echanges.entetes import parse_date
from recepisse.echanges.messages import Requete, Service
from recepisse.erreurs import ErreurEchange, Injoignable, ReponseInattendue
from recepisse.simulateur.appel import build_appel
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.double import TransportSimule
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.pannes import Panne
from tests.unitaires.simulateur.aides import CAMILLE, FENETRE, ORIGINE, Appelant, Horloge


def _requete(appelant: Appelant, **champs: object) -> Requete:
    return Requete(
        Service.LISTER_DEPOTS,
        "GET",
        f"{ORIGINE}/lister-depots/2.0/{FENETRE}?x=1",
        {"Authorization": appelant.autorisation, "Accept-Encoding": "gzip"},
        **champs,  # type: ignore[arg-type]
    )


def test_une_requete_devient_un_appel(appelant: Appelant) -> None:
    appel = build_appel(_requete(appelant))
    assert (appel.methode, appel.origine, appel.chemin) == ("GET", ORIGINE, f"/lister-depots/2.0/{FENETRE}")
    assert appel.entetes["accept-encoding"] == "gzip"


def test_la_reponse_porte_l_heure_du_service(
    appelant: Appelant, administration: Administration, horloge: Horloge
) -> None:
    administration.avancer_horloge(timedelta(minutes=3))
    reponse = TransportSimule(administration).envoyer(_requete(appelant))
    assert (reponse.statut, reponse.recue_le) == (200, horloge.instant + timedelta(minutes=3))
    assert parse_date(reponse.entetes["date"]) == reponse.recue_le
    assert CAMILLE.siret in reponse.corps.decode()


@pytest.mark.parametrize(
    ("panne", "erreur", "peut_etre_recu"),
    [
        (Panne("delai"), Injoignable, True),
        (Panne("coupure", moment="apres"), Injoignable, True),  # type: ignore[arg-type]
        (Panne("injoignable"), Injoignable, False),
        (Panne("corps_lent", duree=31), Injoignable, True),
        (Panne("gzip_tronque"), ReponseInattendue, True),
    ],
)
def test_un_accident_est_une_exception(
    appelant: Appelant,
    administration: Administration,
    panne: Panne,
    erreur: type[ErreurEchange],
    peut_etre_recu: bool,
) -> None:
    Controle(administration).ajouter_panne(panne)
    with pytest.raises(erreur) as levee:
        TransportSimule(administration).envoyer(_requete(appelant))
    assert levee.value.peut_etre_recu is peut_etre_recu


def test_un_corps_lent_mais_dans_les_temps_arrive(appelant: Appelant, administration: Administration) -> None:
    Controle(administration).ajouter_panne(Panne("corps_lent", duree=29))
    assert TransportSimule(administration).envoyer(_requete(appelant)).statut == 200


def test_un_corps_trop_gros_est_refuse(appelant: Appelant, administration: Administration) -> None:
    with pytest.raises(ReponseInattendue, match="trop grosse"):
        TransportSimule(administration).envoyer(_requete(appelant, corps_max=10))
