"""What the tests of the page of all the returns share: its rows, its links, returns of every sort."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.integration.ecrans.monde import Monde

if TYPE_CHECKING:
    from django.test import Client


def corps(client: "Client", requete: str = "") -> str:
    reponse = client.get(f"/retours/{requete}")
    assert reponse.status_code == 200
    return str(reponse.content.decode())


def numeros(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'<tr id="r([0-9]+)"', page)]


def lien_vers(page: str, mots: str) -> str:
    """Return where the link that says ``mots`` leads; nothing when there is none."""
    trouve = re.search(rf'href="(\?[^"]*)"[^>]*>{mots}', page)
    return trouve[1].replace("&amp;", "&") if trouve else ""


def melanger(monde: Monde) -> dict[str, int]:
    """Returns that differ by one selection at a time."""
    flux, autre = monde.envoye("00074"), monde.envoye("00082")
    crees = {
        "urssaf": monde.retour(flux, "61", lu=True),
        "ko": monde.retour(flux, "11", "KO", lu=True),
        "traite": monde.retour(flux, "94", "ANO", lu=True, traite=True),
        "non_lu": monde.retour(autre, "10"),
        "ailleurs": monde.retour(monde.flux(None), "92", lu=True),
    }
    vieux = monde.retour(autre, "62", lu=True)
    vieux.publie_le = datetime(2026, 3, 1, 12, tzinfo=UTC)
    vieux.save()
    return {nom: retour.pk for nom, retour in crees.items()} | {"vieux": vieux.pk}
