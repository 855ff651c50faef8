"""The HTTP door: keep-alive, bodies, accidents on the wire, loopback only."""

import gzip
import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from recepisse.erreurs import ErreurSaisie
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.pannes import Panne
from recepisse.simulateur.serveur import ServeurSimule
from tests.unitaires.simulateur.aides import CAMILLE, FENETRE, Horloge, lire

MENSUELLE = lire("mensuelle.dsn")
LISTE = f"/lister-depots/2.0/{FENETRE}"


@pytest.fixture
def serveur(horloge: Horloge) -> Iterator[ServeurSimule]:
    with ServeurSimule(Administration(horloge)) as ouvert:
        yield ouvert


class Fil:
    """One raw connection."""

    def __init__(self, serveur: ServeurSimule) -> None:
        hote, _, port = serveur.adresse.removeprefix("http://").rpartition(":")
        self.prise = socket.create_connection((hote, int(port)), timeout=5)
        self.lecteur = self.prise.makefile("rb")

    def envoyer(self, methode: str, chemin: str, corps: bytes = b"", **entetes: str) -> None:
        lignes = [f"{methode} {chemin} HTTP/1.1", "Host: simulateur.test"]
        tous = {"Content-Length": str(len(corps)), **{n.replace("_", "-"): v for n, v in entetes.items()}}
        lignes += [f"{nom}: {valeur}" for nom, valeur in tous.items() if valeur]
        self.prise.sendall("\r\n".join(lignes).encode() + b"\r\n\r\n" + corps)

    def lire(self) -> tuple[int, dict[str, str], bytes]:
        statut = int(self.lecteur.readline().split()[1])
        entetes: dict[str, str] = {}
        while (ligne := self.lecteur.readline()) != b"\r\n":
            nom, _, valeur = ligne.decode().partition(":")
            entetes[nom.lower()] = valeur.strip()
        return statut, entetes, self.lecteur.read(int(entetes["content-length"]))

    def demander(
        self, methode: str, chemin: str, corps: bytes = b"", **entetes: str
    ) -> tuple[int, dict[str, str], bytes]:
        self.envoyer(methode, chemin, corps, **entetes)
        return self.lire()

    def connecter(self) -> str:
        corps = (
            f"<identifiants><siret>{CAMILLE.siret}</siret><nom>{CAMILLE.nom}</nom>"
            f"<prenom>{CAMILLE.prenom}</prenom><motdepasse>x</motdepasse><service>25</service></identifiants>"
        )
        statut, _, jeton = self.demander(
            "POST", "/authentifier/1.0/", corps.encode(), Content_Type="application/xml"
        )
        assert statut == 200
        return f"DSNLogin jeton={jeton.decode()}"

    def fermer(self) -> None:
        self.lecteur.close()
        self.prise.close()


@pytest.fixture
def fil(serveur: ServeurSimule) -> Iterator[Fil]:
    ouvert = Fil(serveur)
    yield ouvert
    ouvert.fermer()


def _deposer(fil: Fil, jeton: str) -> tuple[int, dict[str, str], bytes]:
    return fil.demander(
        "POST",
        "/deposer-dsn/1.0/",
        gzip.compress(MENSUELLE),
        Authorization=jeton,
        Content_Type="text/plain",
        Content_Encoding="gzip",
    )


def test_une_conversation_entiere_sur_une_seule_connexion(fil: Fil, serveur: ServeurSimule) -> None:
    jeton = fil.connecter()
    statut, entetes, corps = _deposer(fil, jeton)
    assert (statut, entetes["content-encoding"]) == (200, "gzip")
    assert b'type="AEE"' in gzip.decompress(corps)
    statut, entetes, corps = fil.demander("GET", LISTE, Authorization=jeton)
    assert (statut, entetes["accept-ranges"], entetes["date"]) == (
        200,
        "minutes=0-60",
        "Thu, 05 Nov 2026 09:00:00 GMT",
    )
    assert len(json.loads(gzip.decompress(corps))["depots"]["declarant"][0]["depot"]) == 1
    assert serveur.controle.compteurs() == {"authentifier": 1, "deposer-dsn": 1, "lister-depots": 1}


def test_un_refus_a_un_corps_vide_et_garde_la_connexion(fil: Fil) -> None:
    for _ in range(2):
        statut, entetes, corps = fil.demander("GET", LISTE)
        assert (statut, corps) == (401, b"")
        assert "content-encoding" not in entetes
        assert entetes["www-authenticate"].startswith("DSNLogin realm=")


def test_l_adresse_de_telechargement_suit_l_hote_demande(fil: Fil, serveur: ServeurSimule) -> None:
    jeton = fil.connecter()
    _deposer(fil, jeton)
    idflux = serveur.controle.depots()[0]["idflux"]
    serveur.controle.publier(idflux, "44", document=b"x" * 5000, type_contenu="application/pdf")
    _, _, corps = fil.demander("GET", f"/lister-retours-flux/2.0/{idflux}?a=b", Authorization=jeton)
    url = json.loads(gzip.decompress(corps))["retours"]["flux"][0]["retour"][0]["url"]
    assert url.startswith(f"http://simulateur.test/telecharger-retour/1.0/{idflux}/")
    _, entetes, corps = fil.demander("GET", url.removeprefix("http://simulateur.test"), Authorization=jeton)
    assert (entetes["content-type"], gzip.decompress(corps)) == ("application/pdf", b"x" * 5000)


def test_la_porte_de_controle_parle_json_sans_compression(fil: Fil) -> None:
    statut, entetes, corps = fil.demander("GET", "/_simulateur/depots")
    assert (statut, entetes["content-type"]) == (200, "application/json")
    assert json.loads(corps) == {"nombre": 0, "depots": []}


def test_une_page_web_ne_peut_pas_commander(fil: Fil) -> None:
    assert fil.demander("GET", "/_simulateur/depots", Origin="https://mechant.example")[0] == 403


def test_un_corps_par_morceaux_et_l_attente_de_permission(fil: Fil) -> None:
    fil.envoyer("POST", "/_simulateur/pannes", Content_Length="", Transfer_Encoding="chunked")
    fil.prise.sendall(b'7\r\n{"genre\r\n7;x=y\r\n":"500"\r\n1\r\n}\r\n0\r\n\r\n')
    assert fil.lire()[0] == 200
    assert json.loads(fil.demander("GET", "/_simulateur/pannes")[2])["pannes"][0]["genre"] == "500"
    fil.prise.sendall(b"DELETE /_simulateur/pannes HTTP/1.1\r\nExpect: 100-continue\r\n\r\n")
    assert fil.lecteur.readline() == b"HTTP/1.1 100 Continue\r\n"
    assert fil.lecteur.readline() == b"\r\n"
    assert fil.lire()[0] == 200


@pytest.mark.parametrize(
    "octets",
    [
        b"GET\r\n\r\n",
        b"\r\n",
        b"GET / HTTP/1.1\r\nsans deux points\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 101 + b"\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: beaucoup\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_ce_qui_n_est_pas_http_ferme_la_connexion(fil: Fil, serveur: ServeurSimule, octets: bytes) -> None:
    fil.prise.sendall(octets)
    fil.prise.shutdown(socket.SHUT_WR)
    with suppress(ConnectionResetError):
        assert fil.lecteur.read() == b""
    autre = Fil(serveur)
    assert autre.demander("GET", "/_simulateur/etat")[0] == 200
    autre.fermer()


def test_un_corps_incomplet_n_est_pas_un_depot(fil: Fil, serveur: ServeurSimule) -> None:
    jeton = fil.connecter()
    fil.envoyer("POST", "/deposer-dsn/1.0/", b"abc", Authorization=jeton, Content_Length="10")
    fil.prise.shutdown(socket.SHUT_WR)
    assert fil.lecteur.read() == b""
    assert serveur.controle.compteurs() == {"authentifier": 1}


@pytest.mark.parametrize("suite", [{"Connection": "close"}, {}])
def test_la_connexion_se_ferme_a_la_demande(serveur: ServeurSimule, suite: dict[str, str]) -> None:
    fil = Fil(serveur)
    version = "HTTP/1.1" if suite else "HTTP/1.0"
    entetes = "".join(f"{nom}: {valeur}\r\n" for nom, valeur in suite.items())
    fil.prise.sendall(f"GET /_simulateur/etat {version}\r\n{entetes}\r\n".encode())
    assert fil.lire()[0] == 200
    assert fil.lecteur.read() == b""
    fil.fermer()


@pytest.mark.parametrize("moment", ["avant", "apres"])
@pytest.mark.parametrize("genre", ["delai", "coupure", "injoignable"])
def test_un_accident_ne_donne_aucune_reponse(
    fil: Fil, serveur: ServeurSimule, genre: str, moment: str
) -> None:
    jeton = fil.connecter()
    serveur.controle.ajouter_panne(Panne(genre, "deposer-dsn", moment, duree=0.2))  # type: ignore[arg-type]
    debut = time.monotonic()
    with pytest.raises((ConnectionResetError, IndexError)):
        _deposer(fil, jeton)
    assert (time.monotonic() - debut >= 0.2) == (genre == "delai")
    assert len(serveur.controle.depots()) == (moment == "apres")


def test_un_gzip_tronque_a_une_longueur_juste(fil: Fil, serveur: ServeurSimule) -> None:
    jeton = fil.connecter()
    serveur.controle.ajouter_panne(Panne("gzip_tronque"))
    statut, entetes, corps = fil.demander("GET", LISTE, Authorization=jeton)
    assert (statut, entetes["content-encoding"]) == (200, "gzip")
    with pytest.raises(EOFError):
        gzip.decompress(corps)
    assert fil.demander("GET", LISTE, Authorization=jeton)[0] == 200


@pytest.mark.parametrize("chemin", [LISTE, "/authentifier/1.0/"])
def test_un_corps_lent_arrive_entier(fil: Fil, serveur: ServeurSimule, chemin: str) -> None:
    jeton = fil.connecter()
    serveur.controle.ajouter_panne(Panne("corps_lent", duree=0.3))
    debut = time.monotonic()
    if chemin == LISTE:
        assert b"declarant" in gzip.decompress(fil.demander("GET", LISTE, Authorization=jeton)[2])
    else:
        assert fil.connecter()
    assert time.monotonic() - debut >= 0.25


def test_l_arret_reveille_ceux_qui_attendent(horloge: Horloge) -> None:
    serveur = ServeurSimule(Administration(horloge))
    serveur.demarrer()
    fil = Fil(serveur)
    serveur.controle.ajouter_panne(Panne("delai", duree=60))
    fil.envoyer("GET", LISTE)
    while not serveur.controle.compteurs():
        time.sleep(0.01)
    debut = time.monotonic()
    serveur.arreter()
    assert fil.lecteur.read() == b""
    assert time.monotonic() - debut < 5
    fil.fermer()


def test_sans_demarrer_on_peut_arreter(horloge: Horloge) -> None:
    ServeurSimule(Administration(horloge)).arreter()


@pytest.mark.parametrize("adresse", ["0.0.0.0", "::", "192.0.2.1", "exemple.fr"])
def test_il_n_ecoute_que_cette_machine(horloge: Horloge, adresse: str) -> None:
    with pytest.raises(ErreurSaisie, match="accepter-le-reseau"):
        ServeurSimule(Administration(horloge), adresse)


def test_il_ecoute_ailleurs_si_on_le_lui_dit(horloge: Horloge) -> None:
    serveur = ServeurSimule(Administration(horloge), "0.0.0.0", accepter_reseau=True)
    assert serveur.adresse.startswith("http://0.0.0.0:")
    serveur.arreter()


def test_une_adresse_ipv6_s_ecrit_entre_crochets(horloge: Horloge) -> None:
    try:
        serveur = ServeurSimule(Administration(horloge), "::1")
    except ErreurSaisie:
        # This machine has no IPv6: the refusal is the right answer.
        return
    assert serveur.adresse.startswith("http://[::1]:")
    serveur.arreter()


def test_un_port_pris_se_dit_en_francais(serveur: ServeurSimule, horloge: Horloge) -> None:
    port = int(serveur.adresse.rpartition(":")[2])
    with pytest.raises(ErreurSaisie, match="--port"):
        ServeurSimule(Administration(horloge), port=port)
