"""The network, against a small real server on this machine."""

import datetime as dt
import gzip
import http.server
import ipaddress
import logging
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from recepisse.echanges.messages import Reponse, Requete, Service
from recepisse.echanges.transport import TransportHttp
from recepisse.erreurs import Injoignable, ReponseInattendue, RequeteRefusee

Reaction = Callable[[http.server.BaseHTTPRequestHandler], None]


class Serveur(http.server.ThreadingHTTPServer):
    """Does what the test tells it, and remembers what it received."""

    daemon_threads = True

    def __init__(self) -> None:
        self.reaction: Reaction = lambda _: None
        self.recues: list[tuple[str, str, dict[str, str], bytes]] = []
        self.connexions = 0
        super().__init__(("127.0.0.1", 0), Gestionnaire)

    def process_request(self, request: object, client_address: object) -> None:
        self.connexions += 1
        super().process_request(request, client_address)  # type: ignore[arg-type]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what these tests are about."""

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Gestionnaire(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Serveur

    def repondre(self) -> None:
        longueur = int(self.headers.get("Content-Length") or 0)
        corps = self.rfile.read(longueur)
        self.server.recues.append((self.command, self.path, dict(self.headers.items()), corps))
        self.server.reaction(self)

    def do_GET(self) -> None:
        self.repondre()

    def do_POST(self) -> None:
        self.repondre()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - name of the parent
        """Say nothing."""


@pytest.fixture
def serveur() -> Iterator[Serveur]:
    serveur = Serveur()
    fil = threading.Thread(target=serveur.serve_forever, kwargs={"poll_interval": 0.01})
    fil.start()
    yield serveur
    serveur.shutdown()
    serveur.server_close()
    fil.join()


@pytest.fixture(scope="module")
def transport() -> Iterator[TransportHttp]:
    with TransportHttp() as transport:
        yield transport


def envoi(corps: bytes = b"", statut: int = 200, **entetes: str) -> Reaction:
    def reagir(h: http.server.BaseHTTPRequestHandler) -> None:
        h.send_response(statut)
        for nom, valeur in {"Content-Length": str(len(corps)), **entetes}.items():
            h.send_header(nom.replace("_", "-"), valeur)
        h.end_headers()
        h.wfile.write(corps)

    return reagir


def get(serveur: Serveur, chemin: str = "/lister/1", *, delai: float = 5, maximum: int = 10_000) -> Requete:
    entetes = {"Authorization": "DSNLogin jeton=secret", "Accept-Encoding": "gzip"}
    url = serveur.base + chemin
    return Requete(Service.LISTER_RETOURS_FLUX, "GET", url, entetes, b"", delai, maximum, maximum)


def test_envoie_et_recoit(serveur: Serveur, transport: TransportHttp) -> None:
    serveur.reaction = envoi(gzip.compress(b"bonjour"), Content_Encoding="gzip", X_Nom="Valeur")
    requete = Requete(
        Service.DEPOSER,
        "POST",
        serveur.base + "/deposer-dsn/1.0/?a=b",
        {"Content-Encoding": "gzip"},
        b"\x1f\x8bcorps",
    )
    reponse = transport.envoyer(requete)
    assert (reponse.statut, reponse.corps, reponse.entetes["x-nom"]) == (200, b"bonjour", "Valeur")
    assert abs((dt.datetime.now(dt.UTC) - reponse.recue_le).total_seconds()) < 5
    methode, chemin, entetes, corps = serveur.recues[0]
    assert (methode, chemin, corps) == ("POST", "/deposer-dsn/1.0/?a=b", b"\x1f\x8bcorps")
    assert entetes["Content-Encoding"] == "gzip"
    assert entetes["Host"] == serveur.base.removeprefix("http://")


def test_n_ajoute_pas_d_entete_de_son_cru(serveur: Serveur, transport: TransportHttp) -> None:
    serveur.reaction = envoi(b"ok", Set_Cookie="a=b")
    for _ in range(2):
        transport.envoyer(get(serveur))
    assert {n.lower() for _, _, entetes, _ in serveur.recues for n in entetes} == {
        "host",
        "authorization",
        "accept-encoding",
    }


def test_les_connexions_se_gardent(serveur: Serveur, transport: TransportHttp) -> None:
    serveur.reaction = envoi(b"ok")
    for _ in range(5):
        transport.envoyer(get(serveur))
    assert serveur.connexions == 1


def test_plusieurs_fils_se_partagent_le_transport(serveur: Serveur, transport: TransportHttp) -> None:
    def reagir(h: http.server.BaseHTTPRequestHandler) -> None:
        envoi(h.path.encode())(h)

    serveur.reaction = reagir
    lus: list[tuple[str, bytes]] = []

    def travailler(fil: int) -> None:
        lus.extend((f"/{fil}/{i}", transport.envoyer(get(serveur, f"/{fil}/{i}")).corps) for i in range(20))

    fils = [threading.Thread(target=travailler, args=(n,)) for n in range(6)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert len(lus) == 120
    assert all(corps == chemin.encode() for chemin, corps in lus)


@pytest.mark.parametrize("statut", [301, 302, 303, 307, 308])
def test_une_redirection_n_est_jamais_suivie(serveur: Serveur, transport: TransportHttp, statut: int) -> None:
    serveur.reaction = envoi(statut=statut, Location=serveur.base + "/ailleurs")
    assert transport.envoyer(get(serveur)).statut == statut
    assert len(serveur.recues) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://exemple.fr/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "http://127.0.0.1@exemple.fr/",
        "",
        "/chemin",
        "https://u:p@exemple.fr/",
    ],
)
def test_seul_https_ou_cette_machine_s_appelle(transport: TransportHttp, url: str) -> None:
    with pytest.raises(RequeteRefusee, match="https"):
        transport.envoyer(Requete(Service.TELECHARGER, "GET", url, {}))


def test_sans_connexion_rien_n_est_parti(serveur: Serveur, transport: TransportHttp) -> None:
    port = serveur.server_address[1]
    serveur.shutdown()
    serveur.server_close()
    with pytest.raises(Injoignable) as levee:
        transport.envoyer(Requete(Service.DEPOSER, "POST", f"http://127.0.0.1:{port}/", {}, b"x", 2))
    assert not levee.value.peut_etre_recu


def test_sans_connexion_libre_rien_n_est_parti(serveur: Serveur) -> None:
    liberer = threading.Event()

    def bloquer(h: http.server.BaseHTTPRequestHandler) -> None:
        liberer.wait(5)
        envoi(b"ok")(h)

    serveur.reaction = bloquer
    with TransportHttp(connexions=1) as transport:
        premier = threading.Thread(target=lambda: transport.envoyer(get(serveur)))
        premier.start()
        while not serveur.recues:
            time.sleep(0.005)
        with pytest.raises(Injoignable) as levee:
            transport.envoyer(get(serveur, delai=0.2))
        assert not levee.value.peut_etre_recu
        assert len(serveur.recues) == 1
        liberer.set()
        premier.join()


def test_sans_temps_rien_ne_part(serveur: Serveur) -> None:
    with TransportHttp() as transport, pytest.raises(Injoignable) as levee:
        transport.envoyer(get(serveur, delai=0))
    assert not levee.value.peut_etre_recu
    assert serveur.recues == []


@pytest.mark.parametrize(("url", "entetes"), [("https://[1:2]/", {}), ("http://127.0.0.1:9/", {"X": "☃"})])
def test_ce_qui_ne_peut_pas_s_ecrire_est_refuse(
    transport: TransportHttp, url: str, entetes: dict[str, str]
) -> None:
    with pytest.raises(RequeteRefusee, match="ne peut pas être écrit"):
        transport.envoyer(Requete(Service.TELECHARGER, "GET", url, entetes))


def couper_avant(h: http.server.BaseHTTPRequestHandler) -> None:
    h.close_connection = True


def couper_pendant(h: http.server.BaseHTTPRequestHandler) -> None:
    h.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbonj")
    h.close_connection = True


def dire_n_importe_quoi(h: http.server.BaseHTTPRequestHandler) -> None:
    h.wfile.write(b"\x00\x01\x02 pas du http\r\n\r\n")
    h.close_connection = True


@pytest.mark.parametrize("reaction", [couper_avant, couper_pendant, dire_n_importe_quoi])
def test_une_coupure_laisse_le_depot_en_doute(
    serveur: Serveur, transport: TransportHttp, reaction: Reaction
) -> None:
    serveur.reaction = reaction
    with pytest.raises(Injoignable) as levee:
        transport.envoyer(get(serveur))
    assert levee.value.peut_etre_recu


def se_taire(h: http.server.BaseHTTPRequestHandler) -> None:
    time.sleep(8)
    h.close_connection = True


def goutte_a_goutte(debut: bytes, goutte: bytes) -> Reaction:
    def reagir(h: http.server.BaseHTTPRequestHandler) -> None:
        h.wfile.write(debut)
        for _ in range(400):
            time.sleep(0.02)
            h.wfile.write(goutte)
        h.close_connection = True

    return reagir


@pytest.mark.parametrize(
    "reaction",
    [
        se_taire,
        goutte_a_goutte(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"),
        goutte_a_goutte(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        goutte_a_goutte(b"", b"H"),
    ],
    ids=["silence", "corps lent", "entetes lents", "statut lent"],
)
def test_tout_l_echange_a_une_duree_bornee(
    serveur: Serveur, transport: TransportHttp, reaction: Reaction
) -> None:
    """The slow ones never let a single read time out: only the whole exchange does."""
    serveur.reaction = reaction
    debut = time.monotonic()
    with pytest.raises(Injoignable) as levee:
        transport.envoyer(get(serveur, delai=0.3))
    assert 0.25 < time.monotonic() - debut < 5
    assert levee.value.peut_etre_recu


def test_apres_une_panne_le_transport_sert_encore(serveur: Serveur, transport: TransportHttp) -> None:
    serveur.reaction = couper_pendant
    with pytest.raises(Injoignable):
        transport.envoyer(get(serveur))
    serveur.reaction = envoi(b"ok")
    assert transport.envoyer(get(serveur)).corps == b"ok"


BOMBE = gzip.compress(b"\x00" * 20_000_000)


@pytest.mark.parametrize(
    ("reaction", "message"),
    [
        (envoi(BOMBE, Content_Encoding="gzip"), "dépasse"),
        (envoi(b"x" * 50_000), "dépasse"),
        (envoi(gzip.compress(b"bonjour")[:-6], Content_Encoding="gzip"), "tronquée"),
        (envoi(b"bonjour", Content_Encoding="gzip"), "ne l’est pas"),
        (envoi(b"bonjour", Content_Encoding="br"), "inconnue"),
    ],
    ids=["bombe", "trop gros", "tronqué", "pas gzip", "autre encodage"],
)
def test_un_corps_dangereux_est_refuse(
    serveur: Serveur, transport: TransportHttp, reaction: Reaction, message: str
) -> None:
    serveur.reaction = reaction
    with pytest.raises(ReponseInattendue, match=message) as levee:
        transport.envoyer(get(serveur))
    assert levee.value.peut_etre_recu
    assert levee.value.statut == 200
    serveur.reaction = envoi(b"ok")
    assert transport.envoyer(get(serveur)).corps == b"ok"


def test_un_corps_par_morceaux_se_lit(serveur: Serveur, transport: TransportHttp) -> None:
    def reagir(h: http.server.BaseHTTPRequestHandler) -> None:
        h.wfile.write(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nbon\r\n4\r\njour\r\n0\r\n\r\n"
        )

    serveur.reaction = reagir
    assert transport.envoyer(get(serveur)).corps == b"bonjour"


def test_une_erreur_sans_corps_est_une_reponse(serveur: Serveur, transport: TransportHttp) -> None:
    serveur.reaction = envoi(
        statut=401, WWW_Authenticate='DSNLogin realm="Expiration du jeton"', Content_Encoding="gzip"
    )
    reponse = transport.envoyer(get(serveur))
    assert (reponse.statut, reponse.corps) == (401, b"")
    assert reponse.entetes["www-authenticate"] == 'DSNLogin realm="Expiration du jeton"'


def test_l_heure_de_reception_vient_de_l_horloge_donnee(serveur: Serveur) -> None:
    heure = dt.datetime(2026, 10, 5, tzinfo=dt.UTC)
    serveur.reaction = envoi(b"ok")
    with TransportHttp(horloge=lambda: heure) as transport:
        assert transport.envoyer(get(serveur)) == Reponse(
            200, heure, transport.envoyer(get(serveur)).entetes, b"ok"
        )


def test_l_environnement_ne_detourne_rien(serveur: Serveur, monkeypatch: pytest.MonkeyPatch) -> None:
    for nom in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(nom, "http://127.0.0.1:9")
    serveur.reaction = envoi(b"ok")
    with TransportHttp() as transport:
        assert transport.envoyer(get(serveur)).statut == 200


def test_une_ligne_de_journal_par_echange_sans_rien_de_secret(
    serveur: Serveur, transport: TransportHttp, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="recepisse.echanges.transport")
    serveur.reaction = envoi(b"bonjour")
    transport.envoyer(get(serveur, "/lister-retours-flux/2.0/F1?x=secret"))
    serveur.reaction = couper_avant
    with pytest.raises(Injoignable):
        transport.envoyer(get(serveur, "/lister-retours-flux/2.0/F1?x=secret"))
    lignes = [r.getMessage() for r in caplog.records if r.name == "recepisse.echanges.transport"]
    hote = serveur.base.removeprefix("http://")
    assert lignes[0].startswith(f"echange service=lister-retours-flux hote={hote} statut=200 ms=")
    assert lignes[0].endswith(" octets=7")
    assert "statut=Injoignable" in lignes[1]
    assert len(lignes) == 2
    assert "secret" not in caplog.text


@pytest.fixture
def serveur_tls(serveur: Serveur, tmp_path: Path) -> Serveur:
    """The same server behind a certificate that nobody vouches for."""
    cle = ec.generate_private_key(ec.SECP256R1())
    nom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    maintenant = dt.datetime.now(dt.UTC)
    certificat = (
        x509.CertificateBuilder()
        .subject_name(nom)
        .issuer_name(nom)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(maintenant - dt.timedelta(days=1))
        .not_valid_after(maintenant + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(cle, hashes.SHA256())
    )
    pem = tmp_path / "serveur.pem"
    pem.write_bytes(
        cle.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificat.public_bytes(serialization.Encoding.PEM)
    )
    contexte = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    contexte.load_cert_chain(pem)
    serveur.socket = contexte.wrap_socket(serveur.socket, server_side=True)
    return serveur


def test_un_certificat_que_personne_ne_garantit_est_refuse(
    serveur_tls: Serveur, transport: TransportHttp
) -> None:
    serveur_tls.reaction = envoi(b"ok")
    url = serveur_tls.base.replace("http://", "https://") + "/"
    with pytest.raises(Injoignable) as levee:
        transport.envoyer(Requete(Service.DEPOSER, "POST", url, {}, b"x", 5))
    assert not levee.value.peut_etre_recu
    assert serveur_tls.recues == []


def test_un_certificat_garanti_est_accepte(
    serveur_tls: Serveur, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contexte = ssl.create_default_context(cafile=str(tmp_path / "serveur.pem"))
    monkeypatch.setattr("httpx2.create_ssl_context", lambda **_: contexte)
    serveur_tls.reaction = envoi(b"ok")
    url = serveur_tls.base.replace("http://", "https://") + "/"
    with TransportHttp() as transport:
        assert transport.envoyer(Requete(Service.DEPOSER, "POST", url, {}, b"x" * 300_000, 5)).corps == b"ok"
    assert serveur_tls.recues[0][3] == b"x" * 300_000
