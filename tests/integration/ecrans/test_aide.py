"""The lexicon on screen, the bubbles that lead to it, the menu of each role."""

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def _rendre(modele: str) -> str:
    from django.template import engines

    return str(engines["django"].from_string(modele).render({}))


def test_chaque_mot_du_lexique_est_sur_la_page_a_son_ancre(gestion: "Client") -> None:
    from recepisse.web.aide.lexique import TERMES

    page = gestion.get("/aide/").content.decode()
    for terme in TERMES.values():
        assert f'<dt id="{terme.cle}">{terme.terme}</dt>' in page


def test_une_bulle_dit_le_mot_et_mene_a_son_ancre() -> None:
    rendu = _rendre('{% aide "crm" %}')
    assert 'aria-label="Aide : compte rendu métier (CRM)"' in rendu
    assert 'href="/aide/#crm"' in rendu


def test_deux_bulles_du_meme_mot_ont_chacune_leur_nom() -> None:
    rendu = _rendre('{% for _ in "ab" %}{% aide "pas" %}{% endfor %}')
    boutons = re.findall(r'popovertarget="([^"]+)"', rendu)
    assert len(set(boutons)) == 2
    assert re.findall(r'<span id="([^"]+)"', rendu) == boutons


def test_un_mot_absent_du_lexique_est_une_faute_du_programme() -> None:
    with pytest.raises(KeyError):
        _rendre('{% aide "mot-inconnu" %}')


def _menu(client: "Client") -> list[str]:
    page = client.get("/aide/").content.decode()
    nav = page.partition('aria-label="Principale"')[2].partition("</nav>")[0]
    return re.findall(r"<a [^>]*>([^<]+)", nav)


def test_le_menu_ne_propose_que_ce_que_la_personne_peut_ouvrir(
    admin: "Client", gestion: "Client", lecteur: "Client", client_lecteur: "Client"
) -> None:
    communs = ["À faire", "DSN", "Tous les retours", "Anomalies", "Calendrier"]
    paie = ["Taux PAS", "Propositions", "Documents"]
    assert _menu(client_lecteur) == [*communs, *paie]
    assert _menu(lecteur) == [*communs, *paie, "Santé des relevés"]
    assert [mot.strip() for mot in _menu(gestion)] == [*communs, *paie, "Santé des relevés", "Flux à adopter"]
    assert [mot.strip() for mot in _menu(admin)][-1] == "Administration"


def test_le_menu_dit_ou_l_on_est(gestion: "Client") -> None:
    page = gestion.get("/dsn/").content.decode()
    assert re.search(r'<a href="/dsn/" aria-current="page"', page)
    assert page.count('aria-current="page"') == 1
