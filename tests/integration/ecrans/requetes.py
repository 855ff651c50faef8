"""How many queries a page costs: the same for one row and for thousands."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client


def requetes_de(client: "Client", adresse: str) -> list[str]:
    """Return the SQL of each query made to answer ``adresse``, which must be found."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as vues:
        reponse = client.get(adresse)
    assert reponse.status_code == 200, reponse.status_code
    return [vue["sql"] for vue in vues.captured_queries]
