"""Who may open what: every address is walked without a login, as a gestionnaire, as an administrator."""

from typing import TYPE_CHECKING

import pytest

from tests.integration.ecrans.monde import Monde

if TYPE_CHECKING:
    from django.test import Client

OUVERTES = {"connexion", "deconnexion", "flux"}
RESERVEES = {
    "identifiants",
    "identifiant-nouveau",
    "identifiant",
    "eprouver",
    "lier",
    "delier",
    "utilisateurs",
}


def _adresses(monde: Monde) -> dict[str, str]:
    """Every named address of the site, its variables filled with rows that exist."""
    from django.urls import URLPattern, reverse

    from recepisse.gestion.models import Lien
    from recepisse.web.urls import urlpatterns

    flux = monde.envoye()
    retour = monde.retour(flux, document=b"%PDF-1.7 essai")
    depot = flux.depot
    assert depot is not None
    libre = monde.flux(None)
    numeros = {
        "envoi": depot.envoi_id,
        "rafraichir": depot.envoi_id,
        "depot": depot.pk,
        "adopter-candidat": depot.pk,
        "redeposer": depot.pk,
        "abandonner": depot.pk,
        "declaration": depot.declaration_id,
        "adopter-flux": libre.pk,
        "identifiant": monde.identifiant.pk,
        "eprouver": monde.identifiant.pk,
        "lier": monde.identifiant.pk,
        "delier": Lien.objects.values_list("pk", flat=True).first(),
    }
    adresses: dict[str, str] = {}
    for motif in urlpatterns:
        assert isinstance(motif, URLPattern)
        assert motif.name
        parametres = motif.pattern.converters
        valeurs = {
            "jeton": "inconnu",
            "numero": 1,
            "pk": numeros.get(motif.name, retour.pk),
        }
        adresses[motif.name] = reverse(motif.name, kwargs={nom: valeurs[nom] for nom in parametres})
    return adresses


def test_sans_connexion_tout_mene_a_la_page_de_connexion(monde: Monde, anonyme: "Client") -> None:
    for nom, adresse in _adresses(monde).items():
        if nom in OUVERTES:
            continue
        for reponse in (anonyme.get(adresse), anonyme.post(adresse)):
            assert reponse.status_code == 302, nom
            assert reponse.headers["Location"].startswith("/connexion/?next="), nom


def test_un_gestionnaire_ouvre_tout_sauf_ce_qui_est_reserve(monde: Monde, gestion: "Client") -> None:
    for nom, adresse in _adresses(monde).items():
        if nom in {*OUVERTES, "deconnexion", "accueil"}:
            continue
        codes = {gestion.get(adresse).status_code, gestion.post(adresse).status_code}
        if nom in RESERVEES:
            assert codes <= {403, 405}, (nom, codes)
            assert 403 in codes, nom
        else:
            assert 403 not in codes, (nom, codes)
            assert 500 not in codes, (nom, codes)


def test_un_administrateur_ouvre_tout(monde: Monde, admin: "Client") -> None:
    for nom, adresse in _adresses(monde).items():
        if nom in {*OUVERTES, "apercu", "renoncer"}:
            continue
        assert admin.get(adresse).status_code in {200, 204, 302, 405}, nom


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


def test_un_formulaire_sans_jeton_est_refuse(gestionnaire: object) -> None:
    from django.test import Client

    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.force_login(gestionnaire)  # type: ignore[arg-type] # an Utilisateur, named as an object here
    reponse = client.post("/releves/suspendre/")
    assert reponse.status_code == 403
    assert "Formulaire périmé" in reponse.content.decode()


def test_chaque_page_porte_une_politique_sans_script_en_ligne(monde: Monde, admin: "Client") -> None:
    import re

    for nom, adresse in _adresses(monde).items():
        reponse = admin.get(adresse)
        if reponse.status_code != 200 or nom == "flux":
            continue
        politique = reponse.headers["Content-Security-Policy"]
        assert "default-src" in politique, nom
        assert "script-src" not in politique, nom
        if reponse.headers["Content-Type"] == "application/pdf" or nom == "original":
            continue
        corps = reponse.content.decode()
        assert "unsafe-inline" not in politique, nom
        assert not re.search(r"<script(?![^>]*\bsrc=)", corps), nom
        assert not re.search(r"\s(on[a-z]+|style)=", corps), nom
        assert "no-store" in reponse.headers["Cache-Control"], nom
