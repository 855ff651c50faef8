"""What the commands on the data for the payroll share: dates, files, persons without their number."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from recepisse.erreurs import ErreurSaisie

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from recepisse.gestion.gestes.paie.ecrire_export import Demande
    from recepisse.gestion.models import Salarie

_F = TypeVar("_F", bound=Callable[..., Any])

JOUR = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


def options_export(commande: _F) -> _F:
    """Add the options of every export: form, file, decimals, byte order mark, numbers hidden or not."""
    commande = click.option(
        "--nir-masque", is_flag=True, help="Masque les NIR ; par défaut ils sont en clair."
    )(commande)
    commande = click.option("--point", is_flag=True, help="CSV : point décimal au lieu de la virgule.")(
        commande
    )
    commande = click.option(
        "--bom", is_flag=True, help="CSV : marque UTF-8 en tête, pour certains tableurs."
    )(commande)
    commande = click.option(
        "-o",
        "--sortie",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Fichier à créer (refusé s’il existe) ; sinon la sortie standard.",
    )(commande)
    return click.option(
        "--format",
        "forme",
        type=click.Choice(["csv", "json", "xlsx"]),
        default="csv",
        show_default=True,
        help="Forme du fichier.",
    )(commande)


def lire_demande(forme: str, *, bom: bool, point: bool, nir_masque: bool) -> "Demande":
    """Return how the file is asked for."""
    from recepisse.gestion.gestes.ecrire_tableau import Forme, OptionsCsv
    from recepisse.gestion.gestes.paie.ecrire_export import Demande

    return Demande(Forme(forme), nir_en_clair=not nir_masque, options=OptionsCsv(bom=bom, point=point))


def require_sortie(sortie: Path | None) -> None:
    """Refuse a file that exists before anything is exported."""
    if sortie is not None and sortie.exists():
        raise ErreurSaisie(f"Le fichier « {sortie} » existe déjà.", conseil="Choisissez un autre nom.")


def ecrire_sortie(octets: bytes, sortie: Path | None) -> None:
    """Write the file, readable by its owner alone, or the standard output."""
    if sortie is None:
        sys.stdout.buffer.write(octets)
        return
    try:
        descripteur = os.open(sortie, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descripteur, "wb") as fichier:
            fichier.write(octets)
    except OSError as erreur:
        raise ErreurSaisie(
            f"Le fichier « {sortie} » ne peut pas être écrit ({erreur.strerror}).",
            conseil="Vérifiez le dossier et ses droits.",
        ) from None


def trouver(lignes: Any, numero: int, quoi: str) -> Any:  # noqa: ANN401 -- the rows of any of the models
    """Return the row of this number, or say that there is none."""
    trouvee = lignes.filter(pk=numero).first()
    if trouvee is None:
        raise ErreurSaisie(f"{quoi} n° {numero} n’existe pas.")
    return trouvee


def nom_de(salarie: "Salarie | None") -> str:
    """Return how a list names a person: names, else the number given by the employer."""
    return "" if salarie is None else salarie.designation


def taux_ecrit(taux: "Decimal | None") -> str:
    """Return a rate as a person reads it; a dash when there is none."""
    from recepisse.retours.paie.taux_pas import ecrire_taux

    return "—" if taux is None else ecrire_taux(taux)


def jour_ecrit(jour: "date | None") -> str:
    """Return a day as ``JJ/MM/AAAA``."""
    return f"{jour:%d/%m/%Y}" if jour else ""


def jour_de(instant: "datetime") -> "date":
    """Return the day of an instant in Paris."""
    from recepisse.temps import jour_paris

    return jour_paris(instant)
