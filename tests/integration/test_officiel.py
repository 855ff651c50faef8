"""Every official example goes all the way: published, downloaded, kept byte for byte, shown raw.

The examples are read from the folder that ``RECEPISSE_OFFICIEL`` names; they are never part of the project.
"""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from recepisse.web.retours.brut import Genre, presenter
from tests.integration.aide import Horloge, build_dsn, envoyer

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant, Utilisateur, VersionRetour
    from recepisse.simulateur.etat import Administration

NATURE = re.compile(r"(?:exemple_retour_|Exemple-)([0-9]{2,3})", re.ASCII)
SANS_NATURE = "51"
"""The OC examples, parameter sheets and payment statements do not say a nature in their names."""


def nature_de(exemple: Path) -> str:
    trouve = NATURE.match(exemple.name)
    return trouve[1] if trouve else SANS_NATURE


@pytest.fixture
def exemples(officiel: Path) -> list[Path]:
    trouves = sorted(chemin for chemin in (officiel / "exemples").rglob("*") if chemin.is_file())
    assert trouves
    return trouves


@pytest.fixture
def conserves(
    exemples: list[Path],
    ctx: "Contexte",
    identifiant: "Identifiant",
    administration: "Administration",
    horloge: Horloge,
) -> "dict[Path, VersionRetour]":
    """Each example as it was kept after a deposit, a poll and a download."""
    from recepisse.gestion.models import Depot, VersionRetour
    from recepisse.simulateur.controle import Controle
    from recepisse.travaux.moteurs.interne import Moteur

    administration.options = replace(administration.options, scenario="silence")
    moteur = Moteur(ctx)
    try:
        envoyer(ctx, identifiant, build_dsn())
        moteur.tour()
        idflux = Depot.objects.get().idflux
        assert idflux
        controle = Controle(administration)
        for rang, exemple in enumerate(exemples):
            controle.publier(
                idflux,
                nature_de(exemple),
                ops=f"T{rang}",
                serie=f"officiel-{rang}",
                document=exemple.read_bytes(),
                type_contenu="application/xml",
            )
        horloge.avancer(hours=2)
        while moteur.tour():
            pass
    finally:
        moteur.fermer()
    versions = VersionRetour.objects.select_related("retour")
    return {exemple: versions.get(retour__ops=f"T{rang}") for rang, exemple in enumerate(exemples)}


def test_every_example_is_kept_byte_for_byte(conserves: "dict[Path, VersionRetour]", ctx: "Contexte") -> None:
    for exemple, version in conserves.items():
        assert version.document == "conserve", exemple.name
        assert version.retour.nature == nature_de(exemple)
        assert ctx.archive.lire(version.somme) == exemple.read_bytes(), exemple.name
    assert list(ctx.archive.verifier(version.somme for version in conserves.values())) == []


def test_every_example_is_shown_raw_without_an_error(
    conserves: "dict[Path, VersionRetour]",
    ctx: "Contexte",
    administrateur: "Utilisateur",
    client: "Client",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("recepisse.site.demarrage.contexte", lambda: ctx)
    client.force_login(administrateur)
    for exemple, version in conserves.items():
        page = client.get(f"/retours/{version.retour_id}/?partie=brut", follow=True)
        assert page.status_code == 200, exemple.name
        brut = presenter(exemple.read_bytes())
        assert brut.genre is Genre.TEXTE
        montre = unescape(re.sub(r"<[^>]+>", "", page.content.decode()))
        assert max((m.texte.strip() for m in brut.morceaux if not m.balise), key=len) in montre, exemple.name
        original = client.get(f"/retours/{version.retour_id}/versions/{version.numero}/original/")
        assert original.content == exemple.read_bytes(), exemple.name


def test_every_example_appears_in_the_list_of_all_returns(
    conserves: "dict[Path, VersionRetour]",
    ctx: "Contexte",
    administrateur: "Utilisateur",
    client: "Client",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("recepisse.site.demarrage.contexte", lambda: ctx)
    client.force_login(administrateur)
    for version in conserves.values():
        filtres = {"nature": version.retour.nature}
        montres: set[int] = set()
        while "apres" not in filtres or filtres["apres"]:
            page = client.get("/retours/", filtres)
            assert page.status_code == 200
            montres |= {int(pk) for pk in re.findall(r"retour=([0-9]+)\"", page.content.decode())}
            suite = re.search(r"apres=([^\"&]+)\"", page.content.decode())
            filtres["apres"] = unquote(suite[1]) if suite else ""
        assert version.retour_id in montres
