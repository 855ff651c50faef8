"""Four engines on the same rows: everything is done, nothing is done twice.

The simulator, in this process, counts the calls it really got; the rows are the only thing that the four
processes share.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.resistance

COMPTES, FLUX = 60, 250

REMPLIR = """
import sys
from datetime import UTC, datetime, timedelta
from recepisse.site.demarrage import contexte, preparer
preparer()
from recepisse.gestion.gestes.acces.enregistrer_identifiant import SaisieIdentifiant, enregistrer_identifiant
from recepisse.gestion.models import Cadence, Flux, Identifiant
ctx = contexte()
maintenant = datetime.now(UTC)
for rang in range({comptes}):
    enregistrer_identifiant(
        SaisieIdentifiant("C", "73282932000074", f"NOM{{rang}}", "Zoé", mot_de_passe="Corréz9"), ctx
    )
Cadence.objects.update(prochain_releve_le=maintenant + timedelta(hours=1))
Identifiant.objects.update(prochaine_action_le=maintenant, curseur=maintenant - timedelta(minutes=30))
premier = Identifiant.objects.order_by("pk").first()
Flux.objects.bulk_create(
    Flux(idflux=idflux, identifiant=premier, vu_le=maintenant, prochaine_action_le=maintenant)
    for idflux in sys.stdin.read().split()
)
"""

ETAT = """
from recepisse.site.demarrage import preparer
preparer()
from recepisse.gestion.models import Flux, Identifiant, Releve, Retour, VersionRetour
modeles = (Flux, Identifiant, VersionRetour)
dus = [m.objects.filter(prochaine_action_le__isnull=False).count() for m in modeles]
conserves = VersionRetour.objects.filter(document="conserve").count()
print(sum(dus), Retour.objects.count(), VersionRetour.objects.count(), conserves,
      Releve.objects.filter(issue="succes").count(), Releve.objects.exclude(issue="succes").count())
"""


@pytest.fixture
def serveur() -> Iterator[Any]:
    from recepisse.simulateur.etat import Administration
    from recepisse.simulateur.options import Options
    from recepisse.simulateur.serveur import ServeurSimule

    with ServeurSimule(Administration(lambda: datetime.now(UTC), Options(scenario="ordinaire"))) as ouvert:
        yield ouvert


def _executer(code: str, environ: dict[str, str], entree: str = "") -> str:
    fait = subprocess.run(
        [sys.executable, "-c", code], env=environ, input=entree, capture_output=True, text=True, check=False
    )
    assert fait.returncode == 0, fait.stderr
    return fait.stdout


def _deposer(serveur: Any) -> list[str]:
    """Deposits of another program, each with a few documents published now."""
    from recepisse.echanges.messages import Declarant

    declarant = Declarant("73282932000074", "NOM0", "Zoé")
    flux = [serveur.controle.deposer(declarant).idflux for _ in range(FLUX)]
    for idflux in flux:
        serveur.controle.publier(idflux, "94", document=idflux.encode())
        serveur.controle.publier(idflux, "51", ops="AUMGM1", document=b"51" + idflux.encode())
    return flux


def test_quatre_processus_ne_font_jamais_deux_fois_la_meme_ligne(serveur: Any, tmp_path: Path) -> None:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("RECEPISSE_")}
    environ |= {
        "RECEPISSE_DONNEES": str(tmp_path),
        "RECEPISSE_ADRESSES": serveur.adresse,
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }
    _executer(REMPLIR.format(comptes=COMPTES), environ, "\n".join(_deposer(serveur)))
    # To a file: a pipe that nobody reads fills up with the journal and stops its process.
    with (tmp_path / "journal.txt").open("w") as journal:
        moteurs = [
            subprocess.Popen(
                [sys.executable, "-m", "recepisse", "travaux"], env=environ, stdout=journal, stderr=journal
            )
            for _ in range(4)
        ]
    try:
        limite = time.monotonic() + 120
        while time.monotonic() < limite:
            dus, retours, versions, conserves, succes, echecs = map(int, _executer(ETAT, environ).split())
            if dus == 0 and versions:
                break
            time.sleep(0.5)
    finally:
        for moteur in moteurs:
            moteur.send_signal(signal.SIGTERM)
        sorties = [moteur.wait(timeout=30) for moteur in moteurs]
    assert dus == 0
    assert sorties == [0, 0, 0, 0]
    compteurs = serveur.controle.compteurs()
    assert compteurs["lister-retours-flux"] == FLUX
    assert compteurs["lister-retours-declarant"] == COMPTES
    assert conserves == compteurs["telecharger-retour"]
    assert retours == versions >= 2 * FLUX
    assert (succes, echecs) == (FLUX + COMPTES, 0)
