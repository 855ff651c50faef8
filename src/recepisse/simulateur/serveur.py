"""The simulator as a server: HTTP/1.1 with keep-alive, one thread per connection.

Written on sockets because faults need them (cut, slow, truncated), and lean because benchmarks use it:
headers are split by hand, one ``sendall`` per answer, small bodies are compressed once. It listens on
this machine only, unless told otherwise in so many words.
"""

import gzip
import socket
import struct
from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self, cast

from recepisse.echanges.adresses import is_boucle_locale
from recepisse.erreurs import ErreurSaisie
from recepisse.simulateur.appel import Appel, Incident, Resultat
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.porte import PREFIXE, Porte
from recepisse.simulateur.regles import dater

LIGNE_MAX = 65_536
ENTETES_MAX = 100
CORPS_MAX = 1024**3
MORCEAUX_LENTS = 10
PETIT_CORPS = 2_048
"""Bodies up to this many bytes are compressed once and kept."""

JSON = {"content-type": "application/json"}
SUITE = b"HTTP/1.1 100 Continue\r\n\r\n"
PHRASES = {statut.value: statut.phrase for statut in HTTPStatus}


class _Rompu(Exception):
    """The connection is over: closed by the client, or not HTTP."""


class _Ecoute(ThreadingTCPServer):
    """Accepts connections; knows them all so as to close them when it stops."""

    allow_reuse_address = True
    request_queue_size = 256
    daemon_threads = True
    block_on_close = False

    def __init__(self, adresse: str, port: int, administration: Administration) -> None:
        self.administration = administration
        self.porte = Porte(administration)
        self.arret = Event()
        self._connexions: set[socket.socket] = set()
        self._verrou = Lock()
        self.address_family = socket.AF_INET6 if ":" in adresse else socket.AF_INET
        super().__init__((adresse, port), _Conversation)

    def entrer(self, connexion: socket.socket) -> None:
        """Know one more connection."""
        with self._verrou:
            self._connexions.add(connexion)

    def sortir(self, connexion: socket.socket) -> None:
        """Forget a connection."""
        with self._verrou:
            self._connexions.discard(connexion)

    def fermer_connexions(self) -> None:
        """Wake every thread that waits for a client."""
        self.arret.set()
        with self._verrou:
            connexions = list(self._connexions)
        for connexion in connexions:
            try:
                connexion.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class _Conversation(StreamRequestHandler):
    """One connection: requests are answered one after the other until the client leaves."""

    disable_nagle_algorithm = True
    rbufsize = LIGNE_MAX
    request: socket.socket
    server: _Ecoute

    def handle(self) -> None:
        """Answer until the connection ends."""
        self.server.entrer(self.request)
        try:
            while self._repondre():
                pass
        except (_Rompu, OSError, ValueError):
            pass
        finally:
            self.server.sortir(self.request)

    def finish(self) -> None:
        """Close the files of the connection; a connection already cut is not an incident."""
        try:
            super().finish()
        except OSError:
            return

    def _repondre(self) -> bool:
        """Answer one request; return False when the connection must end."""
        methode, cible, version = self._premiere_ligne()
        entetes = self._entetes()
        if "expect" in entetes:
            self.request.sendall(SUITE)
        corps = self._corps(entetes)
        chemin, _, parametres = cible.partition("?")
        if chemin.startswith(PREFIXE):
            resultat = self._controler(methode, chemin, entetes, corps)
        else:
            origine = "http://" + entetes.get("host", self._hote())
            appel = Appel(methode, origine, chemin, entetes, corps, parametres)
            resultat = self.server.administration.traiter(appel)
        reste = self._jouer(resultat)
        return reste and version == "HTTP/1.1" and entetes.get("connection", "").lower() != "close"

    def _premiere_ligne(self) -> tuple[str, str, str]:
        ligne = self.rfile.readline(LIGNE_MAX)
        morceaux = ligne.decode("latin-1").split()
        if len(morceaux) != len(("GET", "/", "HTTP/1.1")):
            raise _Rompu
        return morceaux[0], morceaux[1], morceaux[2]

    def _entetes(self) -> dict[str, str]:
        entetes: dict[str, str] = {}
        for _ in range(ENTETES_MAX):
            ligne = self.rfile.readline(LIGNE_MAX)
            if ligne in (b"\r\n", b"\n"):
                return entetes
            nom, deux_points, valeur = ligne.decode("latin-1").partition(":")
            if not deux_points:
                raise _Rompu
            entetes[nom.lower()] = valeur.strip()
        raise _Rompu

    def _corps(self, entetes: Mapping[str, str]) -> bytes:
        if "chunked" in entetes.get("transfer-encoding", ""):
            return b"".join(iter(self._morceau, b""))
        taille = int(entetes.get("content-length", "0"))
        return self._lire(taille) if taille else b""

    def _morceau(self) -> bytes:
        """Return one chunk of a chunked body, empty for the last one."""
        octets = self._lire(int(self.rfile.readline(LIGNE_MAX).partition(b";")[0], 16))
        self.rfile.readline(LIGNE_MAX)
        return octets

    def _lire(self, taille: int) -> bytes:
        if not 0 <= taille <= CORPS_MAX:
            raise _Rompu
        octets = self.rfile.read(taille)
        if len(octets) < taille:
            raise _Rompu
        return octets

    def _controler(self, methode: str, chemin: str, entetes: Mapping[str, str], corps: bytes) -> Resultat:
        """Answer the control door; a web page of another site may not reach it."""
        if "origin" in entetes:
            return Resultat(HTTPStatus.FORBIDDEN)
        statut, reponse = self.server.porte.repondre(methode, chemin, corps)
        return Resultat(statut, JSON, reponse, comprime=False)

    def _jouer(self, resultat: Resultat) -> bool:
        """Send the answer, or play the accident; return True when the connection goes on."""
        match resultat.incident:
            case Incident.DELAI:
                self.server.arret.wait(resultat.duree)
                return False
            case Incident.COUPURE | Incident.INJOIGNABLE:
                # A reset, not a clean end: the client must see an error, not an empty answer.
                self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return False
            case Incident.CORPS_LENT:
                self._envoyer_lentement(resultat)
            case Incident.GZIP_TRONQUE:
                comprime = _comprimer(resultat.corps)
                self.request.sendall(self._build(resultat, comprime[: len(comprime) // 2]))
            case None:
                corps = _comprimer(resultat.corps) if resultat.corps and resultat.comprime else resultat.corps
                self.request.sendall(self._build(resultat, corps))
        return True

    def _envoyer_lentement(self, resultat: Resultat) -> None:
        corps = _comprimer(resultat.corps) if resultat.comprime else resultat.corps
        tout = self._build(resultat, corps)
        debut = len(tout) - len(corps)
        self.request.sendall(tout[:debut])
        pas = max(1, len(corps) // MORCEAUX_LENTS)
        for place in range(0, len(corps), pas):
            self.server.arret.wait(resultat.duree / MORCEAUX_LENTS)
            self.request.sendall(corps[place : place + pas])

    def _build(self, resultat: Resultat, corps: bytes) -> bytes:
        """Return the whole answer: status line, headers, ``corps`` as it travels."""
        lignes = [f"HTTP/1.1 {resultat.statut} {PHRASES.get(resultat.statut, '')}"]
        lignes.append(f"date: {dater(self.server.administration.maintenant)}")
        lignes += [f"{nom}: {valeur}" for nom, valeur in resultat.entetes.items()]
        if resultat.corps and resultat.comprime:
            lignes.append("content-encoding: gzip")
        lignes.append(f"content-length: {len(corps)}\r\n\r\n")
        return "\r\n".join(lignes).encode("latin-1") + corps

    def _hote(self) -> str:
        hote, port = self.request.getsockname()[:2]
        return f"{hote}:{port}"


def _comprimer(corps: bytes) -> bytes:
    return _comprimer_petit(corps) if len(corps) <= PETIT_CORPS else gzip.compress(corps, 1, mtime=0)


@lru_cache(maxsize=1024)
def _comprimer_petit(corps: bytes) -> bytes:
    return gzip.compress(corps, 1, mtime=0)


class ServeurSimule:
    """A running simulator; as a context manager it starts and stops with the block."""

    def __init__(
        self,
        administration: Administration,
        adresse: str = "127.0.0.1",
        port: int = 0,
        *,
        accepter_reseau: bool = False,
    ) -> None:
        if not is_boucle_locale(adresse) and not accepter_reseau:
            raise ErreurSaisie(
                f"Le simulateur n’écoute pas sur {adresse} : d’autres machines pourraient le joindre.",
                conseil="Ajoutez --accepter-le-reseau si c’est bien ce que vous voulez.",
            )
        self.administration = administration
        self.controle = Controle(administration)
        try:
            self._ecoute = _Ecoute(adresse, port, administration)
        except OSError as erreur:
            raise ErreurSaisie(
                f"Le simulateur ne peut pas écouter sur {adresse}, port {port}.",
                conseil="Ce port est sans doute pris : choisissez-en un autre avec --port.",
            ) from erreur
        self._fil: Thread | None = None

    @property
    def adresse(self) -> str:
        """Base address, such as ``http://127.0.0.1:8470``."""
        hote, port = cast("tuple[str, int]", self._ecoute.server_address[:2])
        return f"http://[{hote}]:{port}" if ":" in hote else f"http://{hote}:{port}"

    def demarrer(self) -> None:
        """Start to answer, in another thread."""
        self._fil = Thread(target=self._ecoute.serve_forever, args=(0.05,), daemon=True)
        self._fil.start()

    def arreter(self) -> None:
        """Stop answering, close every connection and the state file."""
        if self._fil is not None:
            self._ecoute.shutdown()
            self._fil.join()
        self._ecoute.fermer_connexions()
        self._ecoute.server_close()
        self.administration.fermer()

    def __enter__(self) -> Self:
        self.demarrer()
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _valeur: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.arreter()
