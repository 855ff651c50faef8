"""Under the title of the returns window: the duty to declare, what is late, what must still come."""

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

from tests.integration.ecrans.monde import Monde

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.models import Flux


def _bilan(client: "Client", flux: "Flux") -> str:
    page = client.get(f"/dsn/declarations/{flux.declaration_id}/").content.decode()
    trouve = re.search(r'<section class="carte bilan".*?</section>', page, re.DOTALL)
    assert trouve
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", trouve[0])).split())


def _flux_reel(monde: Monde) -> "Flux":
    return monde.flux(monde.depot(monde.envoi(essai=False)))


def test_l_obligation_suit_le_certificat_et_jamais_le_mot_conforme(monde: Monde, admin: "Client") -> None:
    flux = _flux_reel(monde)
    monde.retour(flux, "10")
    assert "Obligation de déclarer : à surveiller" in _bilan(admin, flux)
    monde.retour(flux, "11")
    bilan = _bilan(admin, flux)
    assert "Obligation de déclarer : remplie" in bilan
    assert "conforme" not in bilan.replace("conformité", "")


def test_un_refus_dit_qu_elle_n_est_pas_remplie(monde: Monde, admin: "Client") -> None:
    flux = _flux_reel(monde)
    monde.retour(flux, "11", "KO")
    assert "Obligation de déclarer : non remplie" in _bilan(admin, flux)


def test_un_essai_ne_declare_rien(monde: Monde, admin: "Client") -> None:
    flux = monde.envoye()
    monde.retour(flux, "11")
    assert "non remplie Envoi d’essai" in _bilan(admin, flux)


def test_ce_qui_tarde_se_distingue_de_ce_qui_est_attendu(monde: Monde, admin: "Client") -> None:
    from recepisse.gestion.models import RetourAttendu
    from recepisse.site.demarrage import contexte

    flux = _flux_reel(monde)
    maintenant = contexte().horloge()
    for nature, ecart in (("94", -2), ("71", 2)):
        instant = maintenant + timedelta(days=ecart)
        RetourAttendu.objects.create(flux=flux, nature=nature, prevu_le=instant, retard_le=instant)
    RetourAttendu.objects.create(flux=flux, nature="20", prevu_le=maintenant - timedelta(days=9))
    bilan = _bilan(admin, flux)
    retard, _, attente = bilan.partition("Encore attendu :")
    assert "En retard : Taux de prélèvement à la source" in retard
    assert "Compte rendu de l’Agirc-Arrco" in attente
    assert "Bilan d’identification" not in bilan
