"""The status bar of every screen: last retrieval, failures in words, countdown, buttons."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.integration.aide import Horloge
from tests.integration.ecrans.monde import Monde

if TYPE_CHECKING:
    from django.test import Client

ECRANS = ["/dsn/", "/retours/", "/adoption/", "/sante/", "/dsn/envoyer/"]


def _bandeau(client: "Client", adresse: str = "/dsn/") -> str:
    corps: str = client.get(adresse, follow=True).content.decode()
    return corps.split("<footer")[1].split("</footer>", maxsplit=1)[0]


@pytest.mark.parametrize("adresse", ECRANS)
def test_un_identifiant_en_echec_se_voit_sur_chaque_ecran(
    monde: Monde, gestion: "Client", adresse: str
) -> None:
    from recepisse.gestion.models import Identifiant

    assert "aucun en échec" in _bandeau(gestion, adresse)
    Identifiant.objects.update(etat=Identifiant.Etat.BLOQUE)
    bandeau = _bandeau(gestion, adresse)
    assert '<a class="alerte" href="/sante/">1 en échec</a>' in bandeau


def test_le_compte_a_rebours_est_celui_de_la_cadence(gestion: "Client", horloge: Horloge) -> None:
    from recepisse.gestion.models import Cadence

    Cadence.objects.update(
        prochain_releve_le=horloge() + timedelta(minutes=4, seconds=12),
        ecran_ouvert_le=horloge(),
        ecran_vu_le=horloge(),
    )
    bandeau = _bandeau(gestion)
    assert "4 min 12 s" in bandeau
    assert 'data-reste="252"' in bandeau


def test_suspendre_puis_reprendre_sans_script(gestion: "Client") -> None:
    reponse = gestion.post("/releves/suspendre/", {"suite": "/retours/?non_lus=on"})
    assert reponse.headers["Location"] == "/retours/?non_lus=on"
    bandeau = _bandeau(gestion)
    assert "Relevés suspendus" in bandeau
    assert ">suspendre<" not in bandeau
    gestion.post("/releves/reprendre/")
    assert "Relevés suspendus" not in _bandeau(gestion)


def test_relever_maintenant_rend_l_identifiant_du(monde: Monde, gestion: "Client", horloge: Horloge) -> None:
    from recepisse.gestion.models import Identifiant

    Identifiant.objects.update(prochaine_action_le=None)
    gestion.post("/releves/maintenant/")
    assert Identifiant.objects.get().prochaine_action_le == horloge()


def test_avec_htmx_le_bandeau_seul_revient(gestion: "Client") -> None:
    reponse = gestion.post("/releves/suspendre/", headers={"HX-Request": "true"})
    corps = reponse.content.decode()
    assert corps.startswith("<footer")
    assert "reprendre" in corps
    assert "<html" not in corps


def test_on_ne_revient_jamais_vers_un_autre_site(gestion: "Client") -> None:
    reponse = gestion.post("/releves/suspendre/", {"suite": "//ailleurs.invalid/"})
    assert reponse.headers["Location"] == "/dsn/"


def test_un_moteur_muet_se_dit(gestion: "Client", horloge: Horloge) -> None:
    from recepisse.gestion.models import Cadence

    assert "Le moteur des relevés est arrêté" in _bandeau(gestion)
    Cadence.objects.update(moteur_vu_le=horloge())
    assert "arrêté" not in _bandeau(gestion)


def test_le_dernier_releve_compte_les_nouveaux_de_tout_son_tour(monde: Monde, gestion: "Client") -> None:
    from recepisse.gestion.models import Releve

    for nouveaux in (2, 3):
        Releve.objects.create(
            identifiant=monde.identifiant,
            cause="cadence",
            issue="succes",
            debut_le=monde.horloge(),
            nb_nouveaux=nouveaux,
        )
    bandeau = _bandeau(gestion)
    assert "5 nouveaux retours" in bandeau
    assert "05/11/2026 10:00:00" in bandeau


def test_un_client_ne_lit_ni_les_comptes_ni_les_nombres_de_tous(
    monde: Monde, client_lecteur: "Client", gestion: "Client"
) -> None:
    assert "identifiant relevé" in _bandeau(gestion)
    assert 'popovertarget="choix-releve"' in _bandeau(gestion)
    bandeau = _bandeau(client_lecteur)
    assert "identifiant relevé" not in bandeau
    assert "/sante/" not in bandeau
    assert "<form" not in bandeau
    assert monde.identifiant.libelle not in bandeau
