"""Who may open what: every address is walked by nobody and by each role, to read and to act.

The second half is the partition: whatever the address, a person never sees a company outside her portfolios.
"""

import re
from copy import copy
from typing import TYPE_CHECKING

import pytest

from tests.integration.aide import SIREN, SIREN_2
from tests.integration.ecrans.cloison import CLE_A, CLE_B, Route, peupler, routes

if TYPE_CHECKING:
    from http.cookies import SimpleCookie

    from django.http.response import HttpResponseBase
    from django.test import Client

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Entreprise, Identifiant, Utilisateur

ROLES = ("client", "lecteur", "gestionnaire", "administrateur")
VUE, CACHEE = "Ateliers du Quai", "Filature du Large"


@pytest.fixture
def deux_entreprises(ctx: "Contexte", identifiant: "Identifiant") -> "tuple[Entreprise, Entreprise]":
    return (
        peupler(ctx, identifiant, CLE_A, SIREN, VUE),
        peupler(ctx, identifiant, CLE_B, SIREN_2, CACHEE),
    )


@pytest.fixture
def personnes(
    client_utilisateur: "Utilisateur",
    lecteur_utilisateur: "Utilisateur",
    gestionnaire: "Utilisateur",
    administrateur: "Utilisateur",
) -> "dict[str, Utilisateur]":
    return {p.role: p for p in (client_utilisateur, lecteur_utilisateur, gestionnaire, administrateur)}


def _demander(
    utilisateur: "Utilisateur | None", methode: str, adresse: str, **donnees: int
) -> "HttpResponseBase":
    """Ask as this person, and take back whatever the request changed."""
    from django.db import transaction
    from django.test import Client

    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    if utilisateur:
        client.cookies = copy(_connexion(utilisateur))
    with transaction.atomic():
        reponse = client.generic(methode, adresse) if methode == "POST" else client.get(adresse, donnees)
        transaction.set_rollback(True)
    return reponse


def _connexion(utilisateur: "Utilisateur") -> "SimpleCookie":
    """Return the cookies of a session of this person, logged in once."""
    from django.test import Client

    deja: SimpleCookie | None = getattr(utilisateur, "cookies_de_test", None)
    if deja is None:
        client = Client()
        client.force_login(utilisateur)
        deja = utilisateur.cookies_de_test = client.cookies  # type: ignore[attr-defined] # kept with the person of the test
    return deja


# --- each address, each role -------------------------------------------------------------------------


def test_chaque_adresse_dit_le_droit_qu_elle_demande() -> None:
    sans_droit = [route.nom for route in routes() if route.droit is None]
    assert not sans_droit
    assert len(routes()) > 40
    noms = [route.nom for route in routes()]
    assert len(noms) == len(set(noms))


@pytest.mark.parametrize("methode", ["GET", "POST"])
def test_sans_connexion_tout_mene_a_la_page_de_connexion(deux_entreprises: object, methode: str) -> None:
    from recepisse.web.droits import Droit

    for route in routes():
        reponse = _demander(None, methode, route.adresse())
        if route.droit is Droit.PUBLIC:
            assert reponse.status_code < 500, route
        else:
            assert reponse.status_code == 302, route
            assert reponse.headers["Location"].startswith("/connexion/?next="), route


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("methode", ["GET", "POST"])
def test_chaque_role_entre_la_ou_son_droit_le_permet(
    deux_entreprises: object, personnes: "dict[str, Utilisateur]", role: str, methode: str
) -> None:
    qui, fautes = personnes[role], []
    for route in routes():
        reponse = _demander(qui, methode, route.adresse())
        refuse = reponse.status_code == 403
        permis = route.droit is not None and route.droit.permet(qui)
        dehors = reponse.headers.get("Location", "").startswith("/connexion/?")
        if reponse.status_code >= 500 or refuse is permis or dehors:
            fautes.append((route.nom, reponse.status_code))
    assert not fautes


def test_les_droits_ne_changent_pas_sans_qu_on_le_voie(personnes: "dict[str, Utilisateur]") -> None:
    """The addresses where the roles differ, by name: one that opens to a client is a decision."""
    from recepisse.web.droits import Droit

    ouvertes = {route.nom for route in routes() if route.droit is Droit.PUBLIC}
    assert ouvertes == {"connexion", "deconnexion", "flux"}
    reservees = {route.nom.split("-")[0] for route in routes() if route.droit is Droit.ADMINISTRER}
    assert {"administration", "utilisateurs", "portefeuilles", "reglages", "journal"} <= reservees
    assert {"identifiants", "identifiant", "eprouver", "lier", "delier"} <= reservees


def test_qui_se_contente_de_lire_n_a_aucune_adresse_ou_agir(personnes: "dict[str, Utilisateur]") -> None:
    from recepisse.web.droits import Droit

    for role in ("lecteur", "client"):
        assert not Droit.AGIR.permet(personnes[role])
        assert not Droit.ADMINISTRER.permet(personnes[role])
    assert not Droit.INTERNE.permet(personnes["client"])
    assert Droit.AGIR.permet(personnes["gestionnaire"])
    assert not Droit.ADMINISTRER.permet(personnes["gestionnaire"])


# --- the partition between portfolios ----------------------------------------------------------------


@pytest.fixture(params=["client", "lecteur", "gestionnaire"])
def limitee(
    request: pytest.FixtureRequest,
    personnes: "dict[str, Utilisateur]",
    deux_entreprises: "tuple[Entreprise, Entreprise]",
) -> "Utilisateur":
    """A person whose only portfolio holds the first company."""
    from recepisse.gestion.models import Affectation, Portefeuille

    qui = personnes[request.param]
    qui.limite = True
    qui.save()
    portefeuille = Portefeuille.objects.create(nom="Le sien")
    portefeuille.entreprises.add(deux_entreprises[0])
    Affectation.objects.create(portefeuille=portefeuille, utilisateur=qui, agit=True)
    return qui


def _cle_refusee(route: Route, qui: "Utilisateur", methode: str) -> bool:
    code = _demander(qui, methode, route.adresse(CLE_B)).status_code
    return code in {404, 405} or (code == 403 and route.droit is not None and not route.droit.permet(qui))


def test_hors_du_portefeuille_chaque_adresse_est_introuvable(limitee: "Utilisateur") -> None:
    ouvertes = [
        (methode, route.nom)
        for route in routes()
        if route.porte_une_cle
        for methode in ("GET", "POST")
        if not _cle_refusee(route, limitee, methode)
    ]
    assert not ouvertes


def test_les_memes_adresses_s_ouvrent_pour_qui_voit_tout(
    personnes: "dict[str, Utilisateur]", deux_entreprises: object
) -> None:
    """Without it, a wrong key would make the test above pass."""
    ouvertes = {
        route.nom
        for route in routes()
        if route.porte_une_cle
        and any(
            _demander(personnes["administrateur"], methode, route.adresse(CLE_B)).status_code
            in {200, 204, 302}
            for methode in ("GET", "POST")
        )
    }
    assert ouvertes >= {"envoi", "depot", "declaration", "retour", "pdf", "original", "imprimer-flux"}
    assert ouvertes >= {"rafraichir", "marquer-lu", "marquer-traite", "marquer-anomalie", "demasquer"}


def test_dans_le_portefeuille_les_adresses_a_lire_s_ouvrent(limitee: "Utilisateur") -> None:
    for nom in ("envoi", "depot", "declaration", "retour", "pdf", "original", "imprimer-retour"):
        route = next(route for route in routes() if route.nom == nom)
        assert _demander(limitee, "GET", route.adresse(CLE_A)).status_code in {200, 302}, nom


FILTRES = ("", "entreprise", "etablissement", "declaration", "envoi", "depot", "flux", "retour", "salarie")


def test_aucune_page_ne_nomme_une_entreprise_hors_du_portefeuille(limitee: "Utilisateur") -> None:
    """Nor with a hand-made filter that names one of its rows."""
    bavardes = [
        (route.nom, filtre)
        for route in routes()
        if not route.parametres and route.nom not in {"flux", "deconnexion"}
        for filtre in FILTRES
        if _nomme_cachee(_demander(limitee, "GET", route.adresse(), **({filtre: CLE_B} if filtre else {})))
    ]
    assert not bavardes


def test_les_pages_nomment_celle_du_portefeuille(limitee: "Utilisateur") -> None:
    assert SIREN in _corps(_demander(limitee, "GET", f"/dsn/?envoi={CLE_A}")).replace("\u202f", "")


def _nomme_cachee(reponse: "HttpResponseBase") -> bool:
    corps = _corps(reponse).replace("\u202f", "").replace("\xa0", "")
    return CACHEE in corps or SIREN_2 in corps or "404 833 048" in corps


def _corps(reponse: "HttpResponseBase") -> str:
    contenu = reponse.content if hasattr(reponse, "content") else b"".join(reponse)
    return bytes(contenu).decode("utf-8", "replace")


def test_un_acte_ne_change_rien_la_ou_la_personne_ne_fait_que_lire(
    personnes: "dict[str, Utilisateur]", deux_entreprises: "tuple[Entreprise, Entreprise]"
) -> None:
    """D3: somebody else answers for this company; she reads it, and every act there is not found."""
    from recepisse.gestion.models import Affectation, Portefeuille
    from recepisse.web.droits import Droit

    qui = personnes["gestionnaire"]
    qui.limite = True
    qui.save()
    portefeuille = Portefeuille.objects.create(nom="À lire")
    portefeuille.entreprises.add(deux_entreprises[0])
    Affectation.objects.create(portefeuille=portefeuille, utilisateur=qui, agit=False)
    assert _demander(qui, "GET", f"/dsn/envois/{CLE_A}/").status_code == 200
    permis = [
        route.nom
        for route in routes()
        if route.porte_une_cle and route.droit is Droit.AGIR
        if _demander(qui, "POST", route.adresse(CLE_A)).status_code not in {404, 405}
    ]
    assert not permis


# --- what every page carries -------------------------------------------------------------------------


def test_la_page_403_parle_francais_et_dit_a_qui_demander(gestion: "Client") -> None:
    reponse = gestion.get("/identifiants/")
    assert "réservée aux administrateurs" in reponse.content.decode()


@pytest.mark.parametrize("adresse", ["/nulle-part/", "/dsn/envois/999999/", "/retours/999999/"])
def test_la_page_404_parle_francais(gestion: "Client", adresse: str) -> None:
    reponse = gestion.get(adresse)
    assert reponse.status_code == 404
    assert "Page introuvable" in reponse.content.decode()


def test_une_erreur_montre_la_page_500(gestion: "Client", monkeypatch: pytest.MonkeyPatch) -> None:
    from recepisse.web.dsn import queries

    def casser(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(queries, "page_envois", casser)
    reponse = gestion.get("/dsn/")
    assert reponse.status_code == 500
    assert "Rien de ce qui était enregistré n’est perdu" in reponse.content.decode()


def test_un_formulaire_sans_jeton_est_refuse(gestionnaire: "Utilisateur") -> None:
    from django.test import Client

    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.force_login(gestionnaire)
    reponse = client.post("/releves/suspendre/")
    assert reponse.status_code == 403
    assert "Formulaire périmé" in reponse.content.decode()


def test_chaque_page_porte_une_politique_sans_script_en_ligne(
    deux_entreprises: object, administrateur: "Utilisateur"
) -> None:
    for route in routes():
        reponse = _demander(administrateur, "GET", route.adresse())
        if reponse.status_code != 200 or route.nom == "flux":
            continue
        politique = reponse.headers["Content-Security-Policy"]
        assert "default-src" in politique, route
        assert "script-src" not in politique, route
        assert "no-store" in reponse.headers["Cache-Control"], route
        if "text/html" not in reponse.headers["Content-Type"]:
            continue
        corps = _corps(reponse)
        assert "unsafe-inline" not in politique, route
        assert not re.search(r"<script(?![^>]*\bsrc=)", corps), route
        assert not re.search(r"<[a-z][^>]*\s(on[a-z]+|style)=\"", corps), route
        assert corps.count("<h1") <= 1, route
