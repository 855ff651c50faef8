"""The network: the only module that touches httpx2.

Strict TLS with the certificates of the system, no redirect followed, no proxy or credential taken from the
environment, https only (http on this machine alone), a bound on the time of the whole exchange as well as
of each phase, bodies bounded and decompressed by hand. Connections are kept and shared between threads.

What matters most to a deposit is said by ``peut_etre_recu``: false only when nothing can have left (no
connection was made), true as soon as a byte may have. One log line an exchange: service, host, status,
milliseconds, bytes; never a path, a token or a body.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Self, cast

import httpcore2
import httpx2

from recepisse.echanges.adresses import parse_origine
from recepisse.echanges.decompression import Lecteur
from recepisse.echanges.messages import Reponse, Requete
from recepisse.erreurs import ErreurEchange, Injoignable, ReponseInattendue, RequeteRefusee

_journal = logging.getLogger(__name__)

DELAI_CONNEXION = 10.0
DELAI_PHASE = 60.0
"""Longest silence inside an exchange, in seconds, whatever its whole length."""

_TRANCHE = 64 * 1024

_RIEN_N_EST_PARTI = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,
)


def _maintenant() -> datetime:
    return datetime.now(UTC)


class TransportHttp:
    """Carries requests over the network. Thread-safe; ``fermer`` releases its connections."""

    def __init__(
        self, *, horloge: Callable[[], datetime] = _maintenant, connexions: int = 64, veille: float = 30.0
    ) -> None:
        self._horloge = horloge
        self._echeance = _Echeance()
        self._reseau = _Reseau(self._echeance, connexions, veille)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.fermer()

    def fermer(self) -> None:
        """Close the connections kept."""
        self._reseau.close()

    def envoyer(self, requete: Requete) -> Reponse:
        """Carry ``requete`` and return its answer (see :class:`Transport`)."""
        origine = parse_origine(requete.url)
        if not origine:
            raise RequeteRefusee("Récépissé n’appelle que des adresses en https://.")
        debut = monotonic()
        self._echeance.fin = debut + requete.delai
        try:
            reponse, recu = self._echanger(requete)
        except ErreurEchange as erreur:
            _tracer(requete, origine, f"{type(erreur).__name__}", debut, 0)
            raise
        _tracer(requete, origine, str(reponse.statut), debut, recu)
        return reponse

    def _echanger(self, requete: Requete) -> tuple[Reponse, int]:
        try:
            http = self._reseau.handle_request(_construire(requete))
            try:
                return self._lire(requete, http)
            finally:
                http.close()
        except _RIEN_N_EST_PARTI as erreur:
            raise Injoignable("Le service ne répond pas : la connexion n’a pas pu être établie.") from erreur
        except httpx2.TimeoutException as erreur:
            raise Injoignable("Le service n’a pas répondu à temps.", peut_etre_recu=True) from erreur
        except httpx2.TransportError as erreur:
            raise Injoignable("La connexion avec le service a été coupée.", peut_etre_recu=True) from erreur
        except (httpx2.InvalidURL, UnicodeError) as erreur:
            raise RequeteRefusee("L’adresse du service, ou un en-tête, ne peut pas être écrit.") from erreur

    def _lire(self, requete: Requete, http: httpx2.Response) -> tuple[Reponse, int]:
        entetes = {nom.lower(): valeur for nom, valeur in http.headers.items()}
        try:
            lecteur = Lecteur(
                encodage=entetes.get("content-encoding", "").strip().lower(),
                maximum=requete.corps_max,
                maximum_recu=requete.corps_recu_max,
            )
            for morceau in http.iter_raw():
                lecteur.recevoir(morceau)
            corps = lecteur.terminer()
        except ReponseInattendue as erreur:
            erreur.statut = http.status_code
            erreur.peut_etre_recu = True
            raise
        return Reponse(http.status_code, self._horloge(), entetes, corps), lecteur.recu


def _construire(requete: Requete) -> httpx2.Request:
    phase = min(requete.delai, DELAI_PHASE)
    connexion = min(requete.delai, DELAI_CONNEXION)
    delais = {"connect": connexion, "read": phase, "write": phase, "pool": connexion}
    return httpx2.Request(
        requete.methode,
        requete.url,
        headers=dict(requete.entetes),
        content=requete.corps or None,
        extensions={"timeout": delais},
    )


def _tracer(requete: Requete, origine: str, issue: str, debut: float, octets: int) -> None:
    _journal.info(
        "echange service=%s hote=%s statut=%s ms=%d octets=%d",
        requete.service.value,
        origine.partition("://")[2],
        issue,
        (monotonic() - debut) * 1000,
        octets,
    )


class _Echeance(threading.local):
    """When the exchange of this thread must be over (an exchange never changes thread)."""

    fin: float = float("inf")

    def reste(self, delai: float | None, depasse: type[Exception] = httpcore2.ReadTimeout) -> float:
        """Return the seconds that a network operation may take: its own delay, or what is left."""
        restant = self.fin - monotonic()
        if restant <= 0:
            raise depasse("exchange too long")
        return restant if delai is None else min(delai, restant)


class _Flux(httpcore2.NetworkStream):
    """A connection whose every operation also obeys the bound on the whole exchange.

    Without it, a server that gives one byte of header at a time would hold an exchange for ever.
    """

    def __init__(self, dessous: httpcore2.NetworkStream, echeance: _Echeance) -> None:
        self._dessous = dessous
        self._echeance = echeance

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._dessous.read(max_bytes, self._echeance.reste(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for debut in range(0, len(buffer), _TRANCHE):
            self._dessous.write(buffer[debut : debut + _TRANCHE], self._echeance.reste(timeout))

    def close(self) -> None:
        self._dessous.close()

    def start_tls(
        self, ssl_context: object, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        delai = self._echeance.reste(timeout, httpcore2.ConnectTimeout)
        chiffre = self._dessous.start_tls(cast("Any", ssl_context), server_hostname, delai)
        return _Flux(chiffre, self._echeance)

    def get_extra_info(self, info: str) -> object:
        return self._dessous.get_extra_info(info)


class _Prises(httpcore2.SyncBackend):
    """Opens connections whose operations obey the bound of the exchange."""

    def __init__(self, echeance: _Echeance) -> None:
        self._echeance = echeance

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        delai = self._echeance.reste(timeout, httpcore2.ConnectTimeout)
        return _Flux(super().connect_tcp(host, port, delai, local_address, socket_options), self._echeance)


class _Reseau(httpx2.HTTPTransport):
    """The transport of httpx2 over those connections."""

    def __init__(self, echeance: _Echeance, connexions: int, veille: float) -> None:
        certificats = httpx2.create_ssl_context(trust_env=False)
        super().__init__(verify=certificats, trust_env=False)
        self._pool.close()
        self._pool = httpcore2.ConnectionPool(
            ssl_context=certificats,
            max_connections=connexions,
            max_keepalive_connections=connexions,
            keepalive_expiry=veille,
            network_backend=_Prises(echeance),
        )
