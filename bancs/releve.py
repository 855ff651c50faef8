"""Polling against the simulator in another process: the product's rate over a bare loop's, and its memory.

::

    python -m bancs.releve [--identifiants 10000] [--retours 20000] [--tours 3] [--profil FICHIER]

Two jobs, each done first by a bare loop (one ``httpx2.Client``, one thread: log in and list, then fetch
every address; nothing is written) and then by the product in a process of its own, on fresh data:

* *rien de neuf*: ``identifiants`` accounts, each logged in and listed, nothing to bring back;
* *retours*: ``retours`` documents announced to a twentieth as many accounts, listed and downloaded.

The rate of the product counts everything until nothing is due: cursors, rows, archived and synchronised
bytes. The simulator, the loop and the product share the machine. Peak memory is the product's.
"""

import argparse
import gc
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

SIRET = "73282932000074"
MOT_DE_PASSE = "essai-du-banc"
COMPTES_PAR_RETOUR = 20
RETARD = timedelta(minutes=3)
"""Age of the published returns: older than what a poll keeps behind now."""


# --- the simulator -----------------------------------------------------------------------------------


@contextmanager
def simulateur() -> Iterator[str]:
    """Run a simulator in another process; give its base address."""
    processus = subprocess.Popen(
        [sys.executable, "-m", "recepisse", "simulateur", "--port", "0", "--scenario", "silence"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert processus.stdout is not None
        adresse = None
        while adresse is None:
            adresse = re.search(r"http://[0-9.:]+", processus.stdout.readline())
        yield adresse[0]
    finally:
        processus.terminate()
        processus.wait()


def publier(base: str, comptes: int, retours: int) -> int:
    """Publish ``retours`` returns with a document, spread over ``comptes`` accounts; return how many."""
    with httpx2.Client(base_url=f"{base}/_simulateur/") as client:

        def demander(chemin: str, **corps: Any) -> Any:
            return client.post(chemin, json=corps).raise_for_status().json()

        demander("horloge", avancer=-RETARD.total_seconds())
        for rang in range(retours // 10):
            idflux = demander("depots", siret=SIRET, nom=f"RETOURS{rang % comptes}", prenom="Zoé")["idflux"]
            for numero in range(10):
                demander("retours", idflux=idflux, nature="94", ops=f"OC{numero}")
        demander("horloge", avancer=RETARD.total_seconds())
    return retours // 10 * 10


# --- the bare loop -----------------------------------------------------------------------------------


def _horodatage(instant: datetime) -> str:
    from recepisse.temps import to_horodatage

    return to_horodatage(instant)


def nue(base: str, prefixe: str, comptes: int) -> tuple[float, int]:
    """Log in, list and download for every account with a bare client; return seconds and documents."""
    maintenant = datetime.now(UTC)
    debut, fin = (_horodatage(maintenant - timedelta(minutes=m)) for m in (32, 2))
    documents = 0
    depart = time.perf_counter()
    with httpx2.Client(base_url=base, headers={"accept-encoding": "gzip"}) as client:
        for rang in range(comptes):
            corps = (
                f"<identifiants><siret>{SIRET}</siret><nom>{prefixe}{rang}</nom><prenom>Zoé</prenom>"
                f"<motdepasse>{MOT_DE_PASSE}</motdepasse><service>25</service></identifiants>"
            )
            jeton = client.post(
                "/authentifier/1.0/", content=corps.encode(), headers={"content-type": "application/xml"}
            )
            entetes = {"authorization": f"DSNLogin jeton={jeton.text}"}
            liste = client.get(f"/lister-retours-declarant/2.0/{debut}/{fin}", headers=entetes)
            for flux in liste.json()["retours"]["flux"]:
                for retour in flux["retour"]:
                    if "url" in retour:
                        client.get(retour["url"], headers=entetes).raise_for_status()
                        documents += 1
    return time.perf_counter() - depart, documents


# --- the product, in its own process -----------------------------------------------------------------


def produit(prefixe: str, comptes: int, profil: str) -> dict[str, Any]:
    """Run the engine until nothing is due; return seconds, peak memory and counts."""
    from recepisse.site.demarrage import contexte, preparer

    preparer()
    from recepisse.gestion.models import Cadence, Identifiant, Retour, VersionRetour
    from recepisse.travaux.moteurs.interne import Moteur

    ctx = contexte()
    maintenant = datetime.now(UTC)
    _remplir(ctx, prefixe, comptes, maintenant)
    Cadence.objects.update(prochain_releve_le=maintenant + timedelta(hours=1))
    moteur = Moteur(ctx)
    gc.freeze()  # as ``tourner`` does
    depart = time.perf_counter()
    mesure = _profiler(profil) if profil else None
    while _reste(moteur):
        moteur._pas()
    secondes = time.perf_counter() - depart
    if mesure:
        mesure.disable()
        mesure.dump_stats(profil)
    moteur.fermer()
    return {
        "secondes": secondes,
        "memoire_mo": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "lus": Identifiant.objects.filter(curseur__gt=maintenant - timedelta(minutes=10)).count(),
        "retours": Retour.objects.count(),
        "conserves": VersionRetour.objects.filter(document="conserve").count(),
    }


def _remplir(ctx: Any, prefixe: str, comptes: int, maintenant: datetime) -> None:
    from recepisse.gestion.gestes.contexte import contexte_secret
    from recepisse.gestion.models import Identifiant

    lignes = [
        Identifiant(
            libelle=f"Compte {rang}",
            siret=SIRET,
            nom=f"{prefixe}{rang}",
            prenom="Zoé",
            etat="ok",
            cree_le=maintenant,
            curseur=maintenant - timedelta(minutes=30),
            prochaine_action_le=maintenant,
        )
        for rang in range(comptes)
    ]
    for ligne in lignes:
        ligne.mot_de_passe_scelle = ctx.coffre.sceller(MOT_DE_PASSE, contexte_secret(ligne))
    Identifiant.objects.bulk_create(lignes, batch_size=500)


def _reste(moteur: Any) -> bool:
    """Return True while something is under way or due; reading what came is another measure."""
    from recepisse.gestion.models import Flux, Identifiant, VersionRetour

    if any(atelier.en_vol for atelier in moteur._ateliers if not atelier.patient):
        return True
    modeles = (Identifiant, Flux, VersionRetour)
    return any(m.objects.filter(prochaine_action_le__isnull=False).exists() for m in modeles)


def _profiler(_fichier: str) -> Any:
    import cProfile

    mesure = cProfile.Profile()
    mesure.enable()
    return mesure


def lancer_produit(base: str, prefixe: str, comptes: int, profil: str = "") -> dict[str, Any]:
    """Run :func:`produit` in a fresh process, on a fresh data folder."""
    with tempfile.TemporaryDirectory(prefix="recepisse-banc-") as dossier:
        fait = subprocess.run(
            [sys.executable, "-m", "bancs.releve", "--produit", prefixe, str(comptes), profil],
            env=os.environ
            | {
                "RECEPISSE_DONNEES": dossier,
                "RECEPISSE_ADRESSES": base,
                "DJANGO_SETTINGS_MODULE": "recepisse.site.settings",
            },
            capture_output=True,
            text=True,
            check=False,
        )
    if fait.returncode:
        raise SystemExit(fait.stderr[-4000:])
    resultat: dict[str, Any] = json.loads(fait.stdout)
    return resultat


# --- both --------------------------------------------------------------------------------------------


def comparer(base: str, prefixe: str, comptes: int, options: argparse.Namespace) -> list[tuple[float, float]]:
    """Run loop and product in turn; print each pair and the medians; return both times of each turn."""
    temps, memoire = [], 0.0
    for tour in range(options.tours):
        seule, documents = nue(base, prefixe, comptes)
        profil = f"{options.profil}.{prefixe.lower()}" if options.profil and not tour else ""
        fait = lancer_produit(base, prefixe, comptes, profil)
        assert (fait["lus"], fait["conserves"]) == (comptes, documents), fait
        temps.append((seule, fait["secondes"]))
        memoire = max(memoire, fait["memoire_mo"])
        unites = documents or comptes
        print(
            f"  tour {tour + 1} : boucle nue {unites / seule:7.0f}/s"
            f" · produit {unites / fait['secondes']:7.0f}/s"
            f" · {seule / fait['secondes']:4.0%} · {fait['memoire_mo']:.0f} Mo"
        )
    print(f"  médiane : {_mediane(temps):.0%} de la cadence nue ; au plus {memoire:.0f} Mo")
    return temps


def _mediane(temps: list[tuple[float, float]]) -> float:
    return statistics.median(seule / produite for seule, produite in temps)


def principal() -> None:
    """Read the options and run."""
    lecteur = argparse.ArgumentParser(description=__doc__)
    lecteur.add_argument("--identifiants", type=int, default=10_000)
    lecteur.add_argument("--retours", type=int, default=20_000)
    lecteur.add_argument("--tours", type=int, default=3)
    lecteur.add_argument("--profil", default="", help="profile of the engine's thread (slower)")
    lecteur.add_argument("--produit", nargs=3, help=argparse.SUPPRESS)
    options = lecteur.parse_args()
    if options.produit:
        prefixe, comptes, profil = options.produit
        print(json.dumps(produit(prefixe, int(comptes), profil)))
        return
    travaux = []
    with simulateur() as base:
        if options.identifiants:
            print(f"Rien de neuf, {options.identifiants} identifiants")
            travaux.append(comparer(base, "VIDE", options.identifiants, options))
        if options.retours:
            comptes = max(1, options.retours // COMPTES_PAR_RETOUR)
            nombre = publier(base, comptes, options.retours)
            print(f"{nombre} retours à rapporter, pour {comptes} identifiants")
            travaux.append(comparer(base, "RETOURS", comptes, options))
    ensemble = [(sum(t[0] for t in tour), sum(t[1] for t in tour)) for tour in zip(*travaux, strict=True)]
    print(f"Les deux travaux ensemble, médiane : {_mediane(ensemble):.0%} de la cadence nue")


if __name__ == "__main__":
    principal()
