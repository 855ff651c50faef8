"""Every page of the product with 10,000 and with 1,000,000 returns: time, growth, queries, weight.

::

    python -m bancs.pages [--grand 1000000] [--petit 10000] [--tours 5] [--dossier D] [--lent] [--role R]

The addresses are those of the site: each one that answers a GET with a page is opened by an administrator, by
a gestionnaire limited to 100 companies of 1,000, and by the reader of a client who has three. Routing,
session, queries and template are counted, through Django's test client; the network is not. Each size has its
own database (see ``base_pages``) and its own process. Medians are printed, of the clock and of the processor:
other work on the machine moves the first. ``--lent`` prints the slowest queries of each page beyond the bar,
and how SQLite reads them. An address left out is named at the end.

Bars: 150 ms of the processor, 150 kB.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

BARRE_MS, BARRE_KO = 150, 150
PATIENCE_MS = 3000
"""A page is opened no more once it has taken as long."""
ROLES: Mapping[str, str] = {
    "administrateur": "personne-00",
    "gestionnaire": "personne-01",
    "client": "personne-03",
}
SELECTIONS: Mapping[str, str] = {
    "Urssaf, 30 jours": "emetteur=urssaf_msa&depuis=30",
    "période": "du={debut}&au={fin}",
    "nature": "nature=61",
    "statut KO": "statut=KO",
    "non lus": "non_lus=on",
    "anomalies non traitées": "a_traiter=on",
    "gravité": "gravite=bloquant",
    "information": "gravite=information",
    "remplacés": "remplaces=on",
    "entreprise": "entreprise=100000007",
    "nom": "entreprise=Entreprise+2",
    "établissement": "etablissement=10000000200002",
    "identifiant": "identifiant=3",
    "portefeuille": "portefeuille=1",
    "émetteur et statut": "emetteur=dgfip&statut=ANO",
    "nature et non lus": "nature=94&non_lus=on",
    "nature et identifiant": "nature=51&identifiant=7",
    "nom, non traitées": "entreprise=Entreprise+2&a_traiter=on",
    "page lointaine": "apres={loin}",
    "page plus récente": "avant={loin}",
}
"""What the page of all the returns is asked for."""

SANS_PAGE = frozenset({"flux", "deconnexion", "connexion", "bandeau", "presence"})
"""Addresses that are not pages: streams, and the pages of those who are not logged in."""


def _adresses(role: str) -> Iterator[tuple[str, str]]:
    """Yield (name, address) of each page that this role may open, and of each selection of returns."""
    from django.urls import get_resolver, reverse

    from recepisse.gestion.models import Utilisateur

    qui = Utilisateur.objects.get(username=ROLES[role])
    cles = _cles(qui)
    for motif in _motifs(get_resolver().url_patterns):
        nom, droit = motif.name or "", getattr(motif.callback, "droit", None)
        if nom in SANS_PAGE or droit is None or not droit.permet(qui):
            continue
        parametres = motif.pattern.converters
        if not parametres:
            yield nom, reverse(nom)
        elif nom in cles:
            yield nom, reverse(nom, kwargs=dict.fromkeys(parametres, cles[nom]))
        else:
            yield f"? {nom}", reverse(nom, kwargs=dict.fromkeys(parametres, 1))
    retour = cles["retour"]
    yield "declaration, un retour", f"{reverse('declaration', args=[cles['declaration']])}?retour={retour}"
    yield "dsn, un envoi choisi", f"{reverse('dsn')}?envoi={cles['envoi']}"
    for nom, requete in SELECTIONS.items():
        yield f"retours, {nom}", f"{reverse('retours')}?{requete.format(**_reperes())}"


def _motifs(motifs: Any) -> Iterator[Any]:
    for motif in motifs:
        if hasattr(motif, "url_patterns"):
            yield from _motifs(motif.url_patterns)
        else:
            yield motif


def _cles(qui: Any) -> dict[str, int]:
    """Return which row each address with a number is opened on: one that this person sees."""
    from recepisse.gestion.gestes.acces.perimetre import Perimetre
    from recepisse.gestion.models import Identifiant, Portefeuille

    visibles = Perimetre(qui)
    depot, crm = _derniere(visibles.depots()), _derniere(visibles.crm_taux())
    retour = _derniere(visibles.retours().filter(declaration__isnull=False))
    anomalie = _derniere(visibles.anomalies())
    return {
        "envoi": depot.envoi_id,
        "depot": depot.pk,
        "declaration": retour.declaration_id,
        "retour": retour.pk,
        "contenu": depot.pk,
        "contenu-recherche": depot.pk,
        "contenu-differences": depot.pk,
        "taux-etablissement": crm.etablissement_id,
        "taux-crm": crm.pk,
        "taux-salarie": crm.taux.first().salarie_id,
        "proposition": getattr(_derniere(visibles.propositions()), "pk", 0),
        "anomalie": getattr(anomalie, "pk", 0),
        "portefeuille": _derniere(Portefeuille.objects.all()).pk,
        "utilisateur": qui.pk,
        "identifiant": _derniere(Identifiant.objects.all()).pk,
    }


def _derniere(lignes: Any) -> Any:
    return lignes.order_by("-pk").first()


def _reperes() -> dict[str, str]:
    """Return the days and the place that some selections name: two months back, the middle of the list."""
    from recepisse.gestion.models import Retour
    from recepisse.web.curseur import Curseur

    milieu = Retour.objects.get(pk=Retour.objects.count() // 2)
    jour = milieu.publie_le.date()
    return {
        "debut": f"{jour:%Y-%m}-01",
        "fin": f"{jour:%Y-%m}-28",
        "loin": str(Curseur(milieu.publie_le, milieu.pk)),
    }


def _mesurer(tours: int, role: str, lent: bool) -> dict[str, dict[str, Any]]:
    """Return what each page costs; a page is one that answers 200 with HTML to a GET."""
    from django.test import Client

    from recepisse.gestion.models import Utilisateur

    client = Client(SERVER_NAME="localhost", raise_request_exception=True)
    client.force_login(Utilisateur.objects.get(username=ROLES[role]))
    resultats: dict[str, dict[str, Any]] = {}
    for nom, adresse in _adresses(role):
        try:
            reponse = client.get(adresse)
        except Exception as erreur:  # noqa: BLE001 # a page that breaks must not hide the others
            resultats[nom] = {"erreur": repr(erreur)}
            continue
        if nom.startswith("? "):
            if reponse.status_code != 405:
                resultats[nom] = {}
            continue
        if reponse.status_code in {302, 405} or "text/html" not in reponse.headers.get("Content-Type", ""):
            continue
        if reponse.status_code == 404:
            continue  # nothing of the kind in the companies of this person
        assert reponse.status_code == 200, (nom, adresse, reponse.status_code)
        ms, processeur = _chronometrer(client, adresse, tours)
        resultats[nom] = {
            "ms": ms,
            "processeur": processeur,
            "ko": len(reponse.content) / 1000,
            **_requetes(client, adresse, lent and processeur > BARRE_MS),
        }
    return resultats


def _chronometrer(client: Any, adresse: str, tours: int) -> tuple[float, float]:
    """Return the median milliseconds of a page, on the clock and of the processor."""
    temps, processeur = list[float](), list[float]()
    while len(temps) < tours and sum(temps) < PATIENCE_MS:
        debut, debut_processeur = time.perf_counter(), time.process_time()
        client.get(adresse)
        temps.append((time.perf_counter() - debut) * 1000)
        processeur.append((time.process_time() - debut_processeur) * 1000)
    return statistics.median(temps), statistics.median(processeur)


def _requetes(client: Any, adresse: str, expliquer: bool) -> dict[str, Any]:
    """Return how many queries the page asks, and the slowest one with its plan."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as vues:
        client.get(adresse)
    if not expliquer:
        return {"requetes": len(vues.captured_queries)}
    pires = sorted(vues.captured_queries, key=lambda vue: -float(vue["time"]))[:2]
    dits = []
    for vue in pires:
        with connection.cursor() as curseur:
            curseur.execute(f"EXPLAIN QUERY PLAN {vue['sql']}")
            plan = [str(ligne[3]) for ligne in curseur.fetchall()]
        dits.append(f"{float(vue['time']) * 1000:.0f} ms {vue['sql'][:900]}\n      → {'; '.join(plan)}")
    return {"requetes": len(vues.captured_queries), "pires": dits}


def _enfant(dossier: Path, retours: int, choix: argparse.Namespace, role: str) -> dict[str, Any]:
    """Measure one size for one role, in a process of its own."""
    environnement = {cle: v for cle, v in os.environ.items() if not cle.startswith("RECEPISSE_")}
    arguments = ["--mesurer", str(retours), "--role", role, "--tours", str(choix.tours)]
    sortie = subprocess.run(
        [sys.executable, "-m", "bancs.pages", *arguments, *(["--lent"] if choix.lent else [])],
        env=environnement | {"RECEPISSE_DONNEES": str(dossier / str(retours))},
        stdout=subprocess.PIPE,
        check=True,
    )
    mesures: dict[str, Any] = json.loads(sortie.stdout)
    return mesures


def _comparer(dossier: Path, choix: argparse.Namespace, role: str) -> None:
    petites = _enfant(dossier, choix.petit, choix, role)
    grandes = _enfant(dossier, choix.grand, choix, role)
    print(f"\n{role}: milliseconds of the clock (of the processor)")
    print(f"{'page':<34}{choix.petit:>14}{choix.grand:>16}{'rapport':>9}{'requêtes':>10}{'ko':>6}")
    for nom, b in grandes.items():
        a = petites.get(nom)
        if "erreur" in b:
            print(f"{nom:<34} {b['erreur']}")
        if not a or not b or "ms" not in a or "ms" not in b:
            continue
        hors = " <<<" if b["processeur"] > BARRE_MS or b["ko"] > BARRE_KO else ""
        hors += " requêtes !" if a["requetes"] != b["requetes"] else ""
        print(
            f"{nom:<34}{a['ms']:>7.0f} ({a['processeur']:>4.0f}){b['ms']:>9.0f} ({b['processeur']:>4.0f})"
            f"{b['processeur'] / a['processeur']:>9.2f}{b['requetes']:>10}{b['ko']:>6.0f}{hors}"
        )
        for pire in b.get("pires", []):
            print(f"    {pire}")
    oubliees = [nom.removeprefix("? ") for nom, b in grandes.items() if not b]
    print("non mesurées :", ", ".join(oubliees) or "aucune", flush=True)


def principal() -> None:
    lecteur = argparse.ArgumentParser()
    lecteur.add_argument("--petit", type=int, default=10_000)
    lecteur.add_argument("--grand", type=int, default=1_000_000)
    lecteur.add_argument("--tours", type=int, default=5)
    lecteur.add_argument("--dossier", type=Path)
    lecteur.add_argument("--role", choices=sorted(ROLES))
    lecteur.add_argument("--lent", action="store_true")
    lecteur.add_argument("--mesurer", type=int)
    choix = lecteur.parse_args()
    if choix.mesurer:
        from bancs.base_pages import remplir
        from recepisse.gestion.gestes.entretenir_base import rafraichir_statistiques
        from recepisse.site.demarrage import preparer

        preparer()
        remplir(choix.mesurer)
        rafraichir_statistiques()  # as the engine does
        print(json.dumps(_mesurer(choix.tours, choix.role, choix.lent)))
        return
    with tempfile.TemporaryDirectory(prefix="recepisse-banc-") as temporaire:
        for role in [choix.role] if choix.role else ROLES:
            _comparer(choix.dossier or Path(temporaire), choix, role)


if __name__ == "__main__":
    principal()
