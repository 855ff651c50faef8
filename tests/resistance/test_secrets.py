"""After a whole run, with every log line kept: no password, no token, no NIR where none belongs."""

import base64
import re
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
from tests.integration.aide_lectures import Dit, bilan
from tests.resistance.banc import Ouvrier

pytestmark = pytest.mark.resistance

DONNEES = Path(__file__).parents[1] / "donnees" / "retours"
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


NIR = "2850675056012"
AUTRES_NIR = ("1920678006081", "2790913055044", "1661264445032")
"""Invented persons of the returns: the declared one, and those that only messages and references name."""


def _retours() -> Iterator[tuple[str, str, bytes]]:
    """Yield nature, status and document of returns that name persons in every way that is known."""
    for nature, statut, dits in (
        (
            "61",
            "ANO",
            [Dit(message=f"Le NIR {NIR} ({_espace(NIR)}), et NIR{AUTRES_NIR[0]} de la paie", nir=NIR)],
        ),
        ("11", "KO", [Dit("CCH-11", rubrique="S21.G00.30.001", valeur=NIR, nir=NIR, categorie="bloquant")]),
        ("21", "ANO", [Dit("C0201", message=f"NIR={AUTRES_NIR[1]} contrat 00001", matricule="M1")]),
        ("80", "ANO", [Dit("X1", message=f"{_espace(AUTRES_NIR[2])} inconnu"), Dit("X1", nir=AUTRES_NIR[2])]),
    ):
        yield nature, statut, bilan(*dits)
    for fichier in sorted(DONNEES.glob("*.xml")):
        yield fichier.name.split("_", 1)[0].split("-", 1)[0], "ANO", fichier.read_bytes()


def _espace(nir: str) -> str:
    return f"{nir[0]} {nir[1:3]} {nir[3:5]} {nir[5:7]} {nir[7:10]} {nir[10:]}"


def test_les_retours_qui_nomment_des_personnes_ne_laissent_aucun_nir(tmp_path: Path) -> None:
    """Every example document, read by the whole engine: NIR stay in the archive, sealed elsewhere."""
    administration = Administration(
        lambda: datetime.now(UTC), Options(pas=timedelta(seconds=1), acceleration=1e9)
    )
    donnees, journal = tmp_path / "donnees", tmp_path / "donnees" / "journal.txt"
    donnees.mkdir()
    with ServeurSimule(administration) as services, Ouvrier(donnees, services.adresse, journal) as ouvrier:
        comptes = ouvrier.faire("preparer", comptes=[(SIREN + NIC, "UN")])
        ouvrier.envoyer(comptes, 1)
        ouvrier.faire("tourner", secondes=4)
        (depot,) = ouvrier.faire("lire")["depots"]
        for rang, (nature, statut, document) in enumerate(_retours()):
            services.controle.publier(depot["idflux"], nature, statut, ops=str(rang), document=document)
        compte = ouvrier.faire("relever", secondes=12)

    assert set(compte["lectures"]) <= {"lue", "sans_document"}
    assert compte["Anomalie"] > 20, "les retours ont bien été lus"
    assert compte["Salarie"] >= 2
    nirs = sorted({NIR, *AUTRES_NIR, Declaree().nir, *_nirs_des_exemples()})
    dans_archive = [nom for nom in _fuites(donnees, [NIR]) if nom.startswith("archive/")]
    assert dans_archive, "la recherche trouve ce qui est en clair"
    assert [nom for nom in _fuites(donnees, nirs) if not nom.startswith("archive/")] == []
    espaces = [_espace(nir) for nir in nirs]
    assert [nom for nom in _fuites(donnees, espaces) if not nom.startswith("archive/")] == []


def _nirs_des_exemples() -> set[str]:
    """Return the NIR that the example documents name in their own elements and attributes."""
    motif = re.compile(rb"(?:NIR>|_R001>|Valeur=\")([12][0-9]{12})(?:[0-9]{2})?[<\"]")
    return {m.decode() for f in DONNEES.glob("*.xml") for m in motif.findall(f.read_bytes())}


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
