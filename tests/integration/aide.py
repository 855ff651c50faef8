"""What the integration tests share: a movable clock, invented declaration files, a few short cuts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Envoi, Identifiant

MOT_DE_PASSE = "Corréz9-jamais-écrit"
"""Password of the test accounts: the scan of files looks for it."""

SIREN = "732829320"
NIC = "00074"
SIREN_2 = "404833048"


@dataclass(slots=True)
class Horloge:
    """A clock that only moves when it is told."""

    instant: datetime = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant

    def avancer(self, **duree: float) -> datetime:
        self.instant += timedelta(**duree)
        return self.instant


@dataclass(frozen=True, slots=True)
class Declaree:
    """One declaration of a test file."""

    siren: str = SIREN
    nic: str = NIC
    nature: str = "01"
    mois: str = "01102026"
    fraction: str = "11"
    ordre: str = "1"
    type: str = "01"
    nir: str = "1850578006048"


def build_dsn(
    declarees: Iterable[Declaree] = (Declaree(),),
    *,
    essai: bool = True,
    point_depot: str = "01",
    norme: str = "P26V01",
    logiciel: str = "GENDSN",
) -> bytes:
    """Return the bytes of a small DSN (CRLF, ISO-8859-1), its counts exact."""
    lignes = [
        ("S10.G00.00.001", logiciel),
        ("S10.G00.00.002", "Logiciel d'essai"),
        ("S10.G00.00.003", "1.0"),
        ("S10.G00.00.005", "01" if essai else "02"),
        ("S10.G00.00.006", norme),
        ("S10.G00.00.007", point_depot),
        ("S10.G00.00.008", "01"),
        ("S10.G00.01.001", SIREN),
        ("S10.G00.01.002", NIC),
        ("S10.G00.01.003", "SOCIÉTÉ D'ESSAI"),
        ("S10.G00.02.001", "01"),
        ("S10.G00.02.002", "René ESSAI"),
        ("S10.G00.02.004", "paie@example.invalid"),
        ("S10.G00.02.005", "0102030405"),
    ]
    nombre = 0
    for declaree in declarees:
        nombre += 1
        lignes += _lignes(declaree)
    lignes += [("S90.G00.90.001", str(len(lignes) + 2)), ("S90.G00.90.002", str(nombre))]
    return b"".join(f"{code},'{valeur}'\r\n".encode("latin-1") for code, valeur in lignes)


def _lignes(d: Declaree) -> list[tuple[str, str]]:
    entete = [
        ("S20.G00.05.001", d.nature),
        ("S20.G00.05.002", d.type),
        ("S20.G00.05.003", d.fraction),
        ("S20.G00.05.004", d.ordre),
    ]
    if d.mois:
        entete.append(("S20.G00.05.005", d.mois))
    return [
        *entete,
        ("S20.G00.05.007", "05112026"),
        ("S20.G00.05.008", "01"),
        ("S20.G00.05.010", "01"),
        ("S20.G00.07.001", "Zoé CONTACT"),
        ("S20.G00.07.002", "0102030405"),
        ("S20.G00.07.003", "contact@example.invalid"),
        ("S20.G00.07.004", "01"),
        ("S21.G00.06.001", d.siren),
        ("S21.G00.06.002", NIC),
        ("S21.G00.06.003", "6201Z"),
        ("S21.G00.06.004", "12 RUE DE L'ESSAI"),
        ("S21.G00.06.005", "75010"),
        ("S21.G00.06.006", "PARIS 10"),
        ("S21.G00.11.001", d.nic),
        ("S21.G00.11.002", "6201Z"),
        ("S21.G00.11.003", "12 RUE DE L'ESSAI"),
        ("S21.G00.11.004", "75010"),
        ("S21.G00.11.005", "PARIS 10"),
        ("S21.G00.30.001", d.nir),
        ("S21.G00.30.002", "MARTIN"),
        ("S21.G00.30.004", "Zoé"),
        ("S21.G00.30.006", "01051985"),
        ("S21.G00.30.007", "PARIS 10"),
        ("S21.G00.30.014", "75"),
        ("S21.G00.40.001", "01012020"),
        ("S21.G00.40.009", "00001"),
    ]


def envoyer(ctx: "Contexte", identifiant: "Identifiant", octets: bytes, **options: bool) -> "Envoi":
    """Prepare and record one envoi; nothing has left yet."""
    from recepisse.gestion.gestes.envois.enregistrer_envoi import enregistrer_envoi
    from recepisse.gestion.gestes.envois.preparer_envoi import preparer_envoi

    preparation = preparer_envoi(BytesIO(octets), "essai.dsn", ctx)
    return enregistrer_envoi(
        preparation,
        identifiant,
        ctx,
        essai_demande=None,
        confirme_reel=options.get("confirme_reel", False),
        renvoyer=options.get("renvoyer", False),
    )


def avancer_depots(ctx: "Contexte") -> None:
    """Advance every deposit that is due now, as the engine does, until none is left."""
    from django.db import transaction

    from recepisse.gestion.gestes.envois.deposer import TravailDepot
    from recepisse.gestion.models import Depot
    from recepisse.travaux.file import claim

    travail = TravailDepot()
    while ids := claim(Depot, 10, ctx.horloge(), "essai", timedelta(seconds=travail.bail_secondes)):
        with transaction.atomic():
            taches = travail.commencer(ids, ctx)
        resultats = [travail.executer(tache, ctx) for tache in taches]
        with transaction.atomic():
            travail.consigner(resultats, ctx)
