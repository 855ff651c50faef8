"""Open a declaration of 100 MB on screen: the first time, the next ones, a person, a line, a search.

::

    python -m bancs.contenu_100mo [--mo 100] [--tours 5] [--dossier D] [--fichier F]

Bar: the page opens in less than 2 s of server time, the first opening (sum checked, index made) included, in
bounded memory. Each round is a new process that opens the pages through Django's test client (routing,
session, queries and template are counted, the network is not), after one page of a small declaration so that
templates are loaded. ``grep -c ^S`` and ``sha256sum`` read the same file in the same round. The file is made
of invented persons (recepisse.simulateur.fabrique), each with a number of her own, unless ``--fichier``.
"""

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from recepisse.dsn.apercu import lire_apercu
from recepisse.dsn.decoupage import build_totaux
from recepisse.simulateur.fabrique import (
    EntrepriseFictive,
    EtablissementFictif,
    entreprise_fictive,
    fabriquer_dsn,
)

MODELES = 60
SOUS = "--mesurer"
PIC, TEMOIN = "peak MB", "sha256sum"
Temps = tuple[float, float]
"""Wall and processor seconds."""
_NIR = re.compile(rb"(S21\.G00\.30\.001,'[0-9]{3})[0-9]{10}'")


def fabriquer(chemin: Path, octets: int, mois: date) -> None:
    """Write a monthly DSN of about ``octets`` bytes: the persons of a model, each with her own number."""
    petite = entreprise_fictive(1, 1)
    etablissements = tuple(EtablissementFictif(e.nic, e.ville, MODELES) for e in petite.etablissements)
    modele = fabriquer_dsn([EntrepriseFictive(petite.siren, petite.nom, etablissements)], mois)
    debut, fin = modele.index(b"S21.G00.30.001"), modele.index(b"S90.G00.90.001")
    gens, fois = modele[debut:fin], max(1, octets // (fin - debut))
    rangs = count(10**9)
    with chemin.open("wb") as sortie:
        sortie.write(modele[:debut])
        for _ in range(fois):
            sortie.write(_NIR.sub(lambda m: m[1] + b"%d'" % next(rangs), gens))
        lignes = modele.count(b"\n", 0, debut) + fois * gens.count(b"\n") + 2
        sortie.write(build_totaux(lignes, b"\r\n"))


def deposer(fichier: Path, mois: str) -> int:
    """Put ``fichier`` in the archive, as a declaration deposited; return its number."""
    from recepisse.gestion.models import Declaration, Depot, Entreprise, Envoi, Etablissement, Identifiant
    from recepisse.site.demarrage import contexte

    ctx = contexte()
    maintenant = ctx.horloge()
    with fichier.open("rb") as flux:
        apercu = lire_apercu(flux)
        flux.seek(0)
        somme, octets = ctx.archive.deposer_flux(flux)
    identifiant, _ = Identifiant.objects.get_or_create(
        siret="10000000000001",
        defaults={
            "libelle": "Banc",
            "nom": "BANC",
            "prenom": "Zoé",
            "cree_le": maintenant,
            "curseur": maintenant,
        },
    )
    entreprise, _ = Entreprise.objects.get_or_create(siren="100000000", defaults={"nom": "Banc"})
    etablissement, _ = Etablissement.objects.get_or_create(entreprise=entreprise, nic="00001")
    declaration, _ = Declaration.objects.get_or_create(
        etablissement=etablissement,
        nature="01",
        mois=mois,
        fraction="11",
        champ="01",
        essai=True,
        defaults={"cree_le": maintenant},
    )
    envoi, _ = Envoi.objects.get_or_create(
        somme=somme,
        identifiant=identifiant,
        rang_renvoi=0,
        defaults={
            "nom_fichier": "banc.dsn",
            "octets": octets,
            "lignes": apercu.lignes,
            "norme": apercu.norme,
            "essai": True,
            "point_depot": "01",
            "emetteur_siret": "10000000000001",
            "cree_le": maintenant,
        },
    )
    depot, _ = Depot.objects.get_or_create(
        envoi=envoi,
        rang=1,
        defaults={
            "declaration": declaration,
            "type": "01",
            "somme": somme,
            "octets": octets,
            "lignes": apercu.lignes,
            "salaries": apercu.declarations[0].salaries,
            "etat": "depose",
        },
    )
    return int(depot.pk)


def _preparer() -> None:
    from recepisse.site import demarrage

    demarrage.preparer()


def _mesurer(petit: int, grand: int) -> dict[str, Any]:
    """Open the pages once each, in a process of its own; return seconds, and the peak of memory."""
    from django.test import Client

    from recepisse.gestion.gestes.envois.ouvrir_contenu import DOSSIER
    from recepisse.gestion.models import Depot, Utilisateur
    from recepisse.site.demarrage import reglages

    utilisateur, _ = Utilisateur.objects.get_or_create(username="banc", defaults={"role": "administrateur"})
    client = Client(SERVER_NAME="localhost")
    client.force_login(utilisateur)
    depot = Depot.objects.get(pk=grand)
    base = f"/dsn/depots/{grand}/contenu/"
    for chemin in ("", "?salarie=1", "?salarie=1&vue=rubriques"):
        assert client.get(f"/dsn/depots/{petit}/contenu/{chemin}").status_code == 200
    shutil.rmtree(reglages().donnees / DOSSIER)
    milieu = depot.salaries // 2
    temps: dict[str, Any] = {}

    def chronometrer(nom: str, demander: Callable[[], Any]) -> None:
        debut, calcul = time.perf_counter(), time.process_time()
        reponse = demander()
        temps[nom] = (time.perf_counter() - debut, time.process_time() - calcul)
        assert reponse.status_code in {200, 302}, (nom, reponse.status_code)

    def chercher(quoi: str) -> Callable[[], Any]:
        return lambda: client.post(f"{base}recherche/", {"quoi": quoi})

    chronometrer("first opening", lambda: client.get(base))
    chronometrer("next opening", lambda: client.get(base))
    chronometrer("a person", lambda: client.get(f"{base}?salarie={milieu}"))
    chronometrer("all her lines", lambda: client.get(f"{base}?salarie={milieu}&vue=rubriques"))
    chronometrer("jump to a line", lambda: client.get(f"{base}?ligne={depot.lignes // 2}", follow=True))
    chronometrer("list of persons", lambda: client.get(f"{base}?depuis={milieu}"))
    chronometrer("search, a text that is nowhere", chercher("introuvable"))
    chronometrer("search, a rubric", chercher("S21.G00.50.002"))
    chronometrer("search, an amount", chercher("1 234 567,89"))
    chronometrer("what changed (first)", lambda: client.get(f"{base}differences/"))
    chronometrer("what changed (next)", lambda: client.get(f"{base}differences/?depuis={milieu}"))
    temps[PIC] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 0.0)
    return temps


def _chronometrer(*commande: str) -> Temps:
    debut, avant = time.perf_counter(), _calcul_enfants()
    subprocess.run(commande, stdout=subprocess.PIPE, check=True)  # grep stops early on /dev/null
    return time.perf_counter() - debut, _calcul_enfants() - avant


def _calcul_enfants() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _un_tour(fichier: Path, cles: tuple[int, int], environnement: Mapping[str, str]) -> dict[str, Temps]:
    temoins = {
        "grep -c ^S": _chronometrer("grep", "-c", "^S", str(fichier)),
        TEMOIN: _chronometrer("sha256sum", str(fichier)),
    }
    fini = subprocess.run(
        [sys.executable, "-m", "bancs.contenu_100mo", SOUS, *map(str, cles)],
        env=environnement,
        capture_output=True,
        text=True,
        check=True,
    )
    lus: dict[str, Temps] = json.loads(fini.stdout)
    return temoins | lus


def afficher(tours: list[dict[str, Temps]]) -> None:
    """Print a line per page: wall seconds, processor seconds (median), ratio of these to ``sha256sum``."""
    base = statistics.median(tour[TEMOIN][1] for tour in tours)
    print(f"{'':<32}{'min s':>8}{'med. s':>8}{'max s':>8}{'cpu s':>8}{'ratio':>8}")
    for nom in tours[0]:
        murs = [tour[nom][0] for tour in tours]
        calcul = statistics.median(tour[nom][1] for tour in tours)
        print(
            f"{nom:<32}{min(murs):>8.3f}{statistics.median(murs):>8.3f}{max(murs):>8.3f}"
            + (f"{calcul:>8.3f}{calcul / base:>8.2f}" if nom != PIC else "")
        )


def main() -> None:
    """Make the files and the rows, then measure in turn."""
    if SOUS in sys.argv:
        _preparer()
        print(json.dumps(_mesurer(*map(int, sys.argv[2:4]))))
        return
    lecteur = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    lecteur.add_argument("--mo", type=float, default=100)
    lecteur.add_argument("--tours", type=int, default=5)
    lecteur.add_argument("--dossier", type=Path, default=None)
    lecteur.add_argument("--fichier", type=Path, default=None, help="an existing DSN of one declaration")
    choix = lecteur.parse_args()
    dossier = Path(tempfile.mkdtemp(prefix="contenu_", dir=choix.dossier))
    try:
        os.environ["RECEPISSE_DONNEES"] = str(dossier / "donnees")
        petit, grand, avant = (dossier / nom for nom in ("petit.dsn", "grand.dsn", "avant.dsn"))
        fabriquer(petit, 50_000, date(2026, 8, 1))
        fabriquer(avant, int(choix.mo * 1_000_000), date(2026, 9, 1))
        if choix.fichier:
            shutil.copyfile(choix.fichier, grand)
        else:
            fabriquer(grand, int(choix.mo * 1_000_000), date(2026, 10, 1))
        _preparer()
        deposer(avant, "2026-09")
        cles = deposer(petit, "2026-08"), deposer(grand, "2026-10")
        print(f"{grand.stat().st_size} bytes")
        afficher([_un_tour(grand, cles, dict(os.environ)) for _ in range(choix.tours)])
    finally:
        shutil.rmtree(dossier, ignore_errors=True)


if __name__ == "__main__":
    main()
