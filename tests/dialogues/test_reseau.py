"""The same conversations over a real loopback network: the two doors of the simulator agree."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from recepisse.echanges import api
from recepisse.echanges.adresses import Adresses
from recepisse.echanges.messages import Identite, Reponse, Requete, Transport
from recepisse.echanges.transport import TransportHttp
from recepisse.erreurs import ErreurEchange, Injoignable, ReponseInattendue
from recepisse.simulateur.double import TransportSimule
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.pannes import Moment, Panne
from recepisse.simulateur.serveur import ServeurSimule
from tests.dialogues.scene import AGENT, CAMILLE, MENSUELLE, MOT_DE_PASSE


def _maintenant() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def serveur() -> Iterator[ServeurSimule]:
    with ServeurSimule(Administration(_maintenant)) as ouvert:
        yield ouvert


@pytest.fixture
def transport() -> Iterator[TransportHttp]:
    with TransportHttp() as ouvert:
        yield ouvert


@pytest.fixture
def session(serveur: ServeurSimule) -> api.Session:
    identite = Identite(CAMILLE.siret, CAMILLE.nom, CAMILLE.prenom, MOT_DE_PASSE)
    return api.Session(identite, Adresses.substituees(serveur.adresse), AGENT, _maintenant)


class _Presse:
    """A transport whose patience is short."""

    def __init__(self, dessous: Transport, delai: float) -> None:
        self._dessous = dessous
        self._delai = delai

    def envoyer(self, requete: Requete) -> Reponse:
        return self._dessous.envoyer(replace(requete, delai=self._delai))


def test_la_boucle_sur_le_reseau(
    serveur: ServeurSimule, transport: TransportHttp, session: api.Session
) -> None:
    issue = api.conduire(api.deposer(session, MENSUELLE), transport)
    assert issue.certaine
    serveur.controle.rapprocher(timedelta(minutes=5))
    debut, fin = _maintenant() - timedelta(minutes=5), _maintenant() + timedelta(seconds=1)
    assert len(api.conduire(api.lister_depots(session, debut, fin), transport).depots) == 1
    (flux,) = api.conduire(api.lister_retours(session, debut, fin), transport).flux
    document = api.conduire(api.telecharger(session, flux.retours[0].url), transport)
    assert document.octets == issue.accuse


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("genre", ["delai", "coupure"])
def test_sans_reponse_le_depot_a_pu_etre_recu(
    serveur: ServeurSimule, transport: TransportHttp, session: api.Session, genre: str, moment: Moment
) -> None:
    serveur.controle.ajouter_panne(Panne(genre, "deposer-dsn", moment, duree=5))
    with pytest.raises(Injoignable) as levee:
        api.conduire(api.deposer(session, MENSUELLE), _Presse(transport, 0.4))
    assert levee.value.peut_etre_recu
    assert len(serveur.controle.depots()) == (moment is Moment.APRES)


@pytest.mark.parametrize(
    ("panne", "erreur"),
    [
        (Panne("corps_lent", "deposer-dsn", duree=20), Injoignable),
        (Panne("gzip_tronque", "deposer-dsn"), ReponseInattendue),
        (Panne("503", "deposer-dsn"), Injoignable),
        (Panne("maintenance", "deposer-dsn"), Injoignable),
    ],
)
def test_les_memes_exceptions_que_le_double(
    serveur: ServeurSimule,
    transport: TransportHttp,
    session: api.Session,
    panne: Panne,
    erreur: type[ErreurEchange],
) -> None:
    leves = []
    for porteur in (transport, TransportSimule(serveur.administration)):
        serveur.controle.ajouter_panne(replace(panne, nombre=1))
        with pytest.raises(erreur) as levee:
            api.conduire(api.deposer(session, MENSUELLE), _Presse(porteur, 0.6))
        leves.append((type(levee.value), levee.value.statut, levee.value.peut_etre_recu))
    assert leves[0] == leves[1]
