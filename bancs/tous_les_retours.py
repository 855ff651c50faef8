"""The page of all returns with 10,000 and with 1,000,000 rows: 95th percentile, ratio, query plans.

::

    python -m bancs.tous_les_retours [--grand 1000000] [--petit 10000] [--tours 3] [--dossier D]

Each size has its own database, filled by bulk SQL, and its own process, which opens the page through
Django's test client: routing, session, queries and template are counted, the network is not. The two sizes
are measured in turn, so that a busy moment of the machine touches both.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FLUX_PAR_RETOUR = 10
SELECTIONS: Mapping[str, str] = {
    "sans sélection": "",
    "Urssaf, 30 jours": "emetteur=urssaf_msa&du=2026-10-23",
    "période": "du=2026-06-01&au=2026-06-30",
    "nature": "nature=61",
    "statut KO": "statut=KO",
    "non lus": "non_lus=on",
    "anomalies non traitées": "a_traiter=on",
    "entreprise": "entreprise=100000007",
    "établissement": "etablissement=10000000700002",
    "identifiant": "identifiant=3",
    "émetteur et statut": "emetteur=dgfip&statut=ANO",
}
REQUETES = 30

_SQL = (
    """INSERT INTO gestion_entreprise (id, siren, nom)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
       SELECT i, CAST(100000000 + i AS TEXT), 'Entreprise ' || i FROM n""",
    """INSERT INTO gestion_etablissement (id, entreprise_id, nic, nom)
       WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2999)
       SELECT i + 1, i / 3 + 1, printf('%05d', i % 3 + 1), '' FROM n""",
    """INSERT INTO gestion_declaration (id, etablissement_id, nature, mois, fraction, champ,
           empreinte_evenement, essai, cree_le)
       WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :flux - 1)
       SELECT i + 1, i % 3000 + 1, '01', printf('%04d-%02d', 2018 + i / 36000, i / 3000 % 12 + 1), '11', '01',
           '', 0, '2026-01-01 00:00:00' FROM n""",
    """INSERT INTO gestion_flux (id, idflux, identifiant_id, declaration_id, vu_le, identite, essais,
           bail_de, derniere_erreur)
       WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :flux - 1)
       SELECT i + 1, 'F' || i, i % 10 + 1, i + 1, '2026-01-01 00:00:00', '{}', 0, '', '' FROM n""",
    """INSERT INTO gestion_retour (id, flux_id, nature, ops, delegataire, discriminant, emetteur, statut,
           publication, publie_le, vu_le, nb_versions, lu, non_lu_force, traite, identifiant_id,
           declaration_id, entreprise_id, etablissement_id)
       WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :retours - 1),
       s(k, nature, emetteur) AS (VALUES (0, '10', 'si_dsn'), (1, '11', 'si_dsn'), (2, '20', 'si_dsn'),
           (3, '60', 'urssaf_msa'), (4, '61', 'urssaf_msa'), (5, '62', 'urssaf_msa'), (6, '92', 'dgfip'),
           (7, '94', 'dgfip'), (8, '70', 'agirc_arrco'), (9, '51', 'oc'))
       SELECT i + 1, i / 10 + 1, nature, '', '', '', emetteur,
           CASE WHEN i % 211 = 0 THEN 'KO' WHEN i % 97 = 0 THEN 'ANO' ELSE 'OK' END, '20260101000000',
           datetime('2026-11-22', '-' || (i * 525600 / :retours) || ' minutes'), '2026-11-22 00:00:00', 1,
           i % 50 <> 0, 0, i % 3 <> 0, i / 10 % 10 + 1, i / 10 + 1, i / 10 % 3000 / 3 + 1,
           i / 10 % 3000 + 1
       FROM n JOIN s ON s.k = i % 10""",
)


def _remplir(retours: int) -> None:
    """Fill the database: a year of returns, ten for each flux, in the proportions of a busy firm."""
    from django.db import connection, transaction

    from recepisse.gestion.models import Identifiant, Retour, Utilisateur
    from recepisse.site.demarrage import contexte

    if Retour.objects.exists():
        return
    maintenant = contexte().horloge()
    Identifiant.objects.bulk_create(
        Identifiant(
            libelle=f"Identifiant {rang}",
            siret=f"{10000000000000 + rang}",
            nom="BANC",
            prenom="Zoé",
            cree_le=maintenant,
            curseur=maintenant,
        )
        for rang in range(1, 11)
    )
    Utilisateur.objects.create_user("banc", password=None)
    with transaction.atomic(), connection.cursor() as curseur:
        for instruction in _SQL:
            curseur.execute(
                instruction.replace(":flux", str(retours // FLUX_PAR_RETOUR)).replace(
                    ":retours", str(retours)
                )
            )


def _plan(requete: str) -> str:
    """Return how SQLite reads the keys of the page."""
    from django.http import QueryDict

    from recepisse.web.retours.filtres import FormulaireFiltres, filtrer

    formulaire = FormulaireFiltres(QueryDict(requete))
    formulaire.is_valid()
    lignes = (
        filtrer(formulaire.cleaned_data).order_by("-publie_le", "-pk").values_list("pk", "publie_le")[:51]
    )
    return "; ".join(ligne.split(maxsplit=3)[-1] for ligne in lignes.explain().splitlines())


def _mesurer() -> dict[str, Any]:
    from django.test import Client
    from django.urls import reverse

    from recepisse.gestion.models import Utilisateur

    client = Client(SERVER_NAME="localhost")
    client.force_login(Utilisateur.objects.get(username="banc"))
    adresse, resultats = reverse("retours"), {}
    for nom, requete in SELECTIONS.items():
        temps = []
        for tour in range(REQUETES + 2):
            debut = time.perf_counter()
            reponse = client.get(f"{adresse}?{requete}")
            if tour > 1:
                temps.append(time.perf_counter() - debut)
            assert reponse.status_code == 200, reponse.status_code
        resultats[nom] = {"temps": temps, "plan": _plan(requete)}
    return resultats


def _enfant(dossier: Path, retours: int) -> dict[str, Any]:
    """Measure one size in a process of its own."""
    environnement = {cle: v for cle, v in os.environ.items() if not cle.startswith("RECEPISSE_")}
    sortie = subprocess.run(
        [sys.executable, "-m", "bancs.tous_les_retours", "--mesurer", str(retours)],
        env=environnement | {"RECEPISSE_DONNEES": str(dossier / str(retours))},
        stdout=subprocess.PIPE,
        check=True,
    )
    mesures: dict[str, Any] = json.loads(sortie.stdout)
    return mesures


def _p95(temps: list[float]) -> float:
    return statistics.quantiles(temps, n=20)[-1]


def _comparer(dossier: Path, petit: int, grand: int, tours: int) -> None:
    mesures: dict[int, dict[str, list[float]]] = {petit: {}, grand: {}}
    plans: dict[str, str] = {}
    for _ in range(tours):
        for retours in (petit, grand):
            for nom, resultat in _enfant(dossier, retours).items():
                mesures[retours].setdefault(nom, []).extend(resultat["temps"])
                plans[nom] = resultat["plan"]
    print(f"{'sélection':<26}{f'p95 {petit}':>14}{f'p95 {grand}':>14}{'rapport':>9}  plan")
    for nom in SELECTIONS:
        a, b = _p95(mesures[petit][nom]), _p95(mesures[grand][nom])
        print(f"{nom:<26}{a * 1000:>11.1f} ms{b * 1000:>11.1f} ms{b / a:>9.2f}  {plans[nom]}")


def principal() -> None:
    lecteur = argparse.ArgumentParser()
    lecteur.add_argument("--petit", type=int, default=10_000)
    lecteur.add_argument("--grand", type=int, default=1_000_000)
    lecteur.add_argument("--tours", type=int, default=3)
    lecteur.add_argument("--dossier", type=Path)
    lecteur.add_argument("--mesurer", type=int)
    choix = lecteur.parse_args()
    if choix.mesurer:
        from recepisse.site.demarrage import preparer

        preparer()
        _remplir(choix.mesurer)
        print(json.dumps(_mesurer()))
        return
    with tempfile.TemporaryDirectory(prefix="recepisse-banc-") as temporaire:
        _comparer(choix.dossier or Path(temporaire), choix.petit, choix.grand, choix.tours)


if __name__ == "__main__":
    principal()
