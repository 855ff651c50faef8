"""After a whole run, with every log line kept: no password, no token, no NIR where none belongs."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recepisse.echanges.messages import Declarant
from recepisse.simulateur.comptes import EtatCompte
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.options import Options
from recepisse.simulateur.pannes import Moment, Panne
from recepisse.simulateur.serveur import ServeurSimule
from tests.integration.aide import NIC, SIREN, Declaree
from tests.resistance.banc import Ouvrier

pytestmark = pytest.mark.resistance

MOT_DE_PASSE = "secret-zoé"
"""The one that the worker gives to its accounts."""


def _formes(secret: str) -> Iterator[bytes]:
    """Yield the ways in which a secret could lie in a file."""
    for octets in (secret.encode(), secret.encode("latin-1"), secret.encode("utf-16-le")):
        yield octets
        yield base64.b64encode(octets)
        yield octets.hex().encode()


def _fuites(dossier: Path, secrets: list[str]) -> list[str]:
    formes = {forme for secret in secrets for forme in _formes(secret)}
    return [
        str(chemin.relative_to(dossier))
        for chemin in sorted(dossier.rglob("*"))
        if chemin.is_file() and any(forme in chemin.read_bytes() for forme in formes)
    ]


def test_rien_de_secret_ne_reste_apres_un_parcours_entier(tmp_path: Path) -> None:
    administration = Administration(
        lambda: datetime.now(UTC), Options(pas=timedelta(seconds=1), acceleration=1e9)
    )
    donnees, journal = tmp_path / "donnees", tmp_path / "donnees" / "journal.txt"
    donnees.mkdir()
    with ServeurSimule(administration) as services, Ouvrier(donnees, services.adresse, journal) as ouvrier:
        comptes = ouvrier.faire("preparer", comptes=[(SIREN + NIC, nom) for nom in ("UN", "DEUX", "TROIS")])
        services.controle.decrire_compte(Declarant(SIREN + NIC, "DEUX", "Zoé"), "un autre")
        services.controle.decrire_compte(
            Declarant(SIREN + NIC, "TROIS", "Zoé"), MOT_DE_PASSE, EtatCompte.VERROUILLE
        )
        services.controle.ajouter_panne(Panne("coupure", "deposer-dsn", Moment.APRES))
        services.controle.ajouter_panne(Panne("liste_malformee", "lister-retours-declarant"))
        services.controle.ajouter_panne(Panne("jeton_expire", "lister-depots"))
        ouvrier.envoyer(comptes, 2)
        ouvrier.faire("tourner", secondes=12)
        etats = sorted(d["etat"] for d in ouvrier.faire("lire")["depots"])
        jetons = list(administration.comptes._jetons)

    assert etats == ["depose", "depose", "prepare", "prepare", "prepare", "prepare"]
    assert jetons
    assert journal.stat().st_size > 1000, "le journal a bien été écrit"
    assert _fuites(donnees, [SIREN + NIC]), "la recherche trouve ce qui est en clair"
    assert _fuites(donnees, [MOT_DE_PASSE, *jetons]) == []
    # the NIR stands in the payloads, which are the proof, and nowhere else
    nir = Declaree().nir
    hors_archive = [nom for nom in _fuites(donnees, [nir]) if not nom.startswith("archive/")]
    assert hors_archive == []
    assert [c for c in donnees.rglob("*") if nir in c.name or MOT_DE_PASSE in c.name] == []
