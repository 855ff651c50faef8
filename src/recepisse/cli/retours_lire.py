"""``recepisse retours lire``: read returns from files. Neither Django nor the store is needed."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import click

from recepisse.cli._commun import afficher_json, option_format
from recepisse.erreurs import ErreurFichier

if TYPE_CHECKING:
    from recepisse.retours.modele import RetourLu

ENTREE = "-"
_EN_MEMOIRE = 4 * 1024**2
"""Bytes of standard input kept in memory; beyond, a temporary file without name."""
_TRONCON = 1 << 20


@click.command("lire")
@click.argument("fichiers", nargs=-1, required=True, metavar="FICHIER…")
@click.option("--nature", default="", help="Nature annoncée par le service (10, 94…), si elle est connue.")
@click.option("--statut", default="", help="Statut annoncé par le service (OK, ANO, KO), s’il est connu.")
@option_format
@click.option("--demasquer", is_flag=True, help="Montrer en clair les numéros de sécurité sociale.")
def lire(fichiers: tuple[str, ...], nature: str, statut: str, forme: str, *, demasquer: bool) -> int:
    """Lire des documents de retour et dire ce qu’ils demandent. Rien n’est conservé.

    FICHIER est un document reçu, de n’importe quelle nature ; « - » lit l’entrée standard.
    Ce qui ne peut pas être compris est montré tel quel.

    En texte, les numéros de sécurité sociale sont masqués, sauf avec --demasquer. Le JSON
    est toujours entier, numéros compris : gardez-le comme vous gardez le document.

    \b
    JSON : un objet pour un fichier, une liste d’objets (avec la clé fichier) pour plusieurs.
    Clés : nature, famille, emetteur, libelle, statut, gravite, resume, message, idflux,
    declaration, declarations, anomalies, actions, donnees, autres, version, type_interne,
    etats, illisible ; le manuel les détaille (docs/reference/retours-json.md).

    Code de sortie : 0, même si un retour est en anomalie ou illisible (voyez gravite et
    illisible), ou 4 si un fichier ne peut pas être ouvert.
    """  # noqa: D301 - click reads the control character as « keep these lines »
    from recepisse.retours.exposition import en_json
    from recepisse.retours.presentation import en_texte

    lus = ((nom, _lire(nom, nature, statut)) for nom in fichiers)
    if forme == "json":
        objets: list[dict[str, Any]] = [{"fichier": nom, **en_json(lu)} for nom, lu in lus]
        afficher_json(_seul(objets[0]) if len(objets) == 1 else objets)
        return 0
    for rang, (nom, lu) in enumerate(lus):
        if len(fichiers) > 1:
            click.echo(f"{chr(10) if rang else ''}══ {nom}")
        click.echo(en_texte(lu, demasquer=demasquer))
    return 0


def _seul(objet: dict[str, Any]) -> dict[str, Any]:
    """Return the object of a single file: its caller knows which."""
    return {cle: valeur for cle, valeur in objet.items() if cle != "fichier"}


def _lire(nom: str, nature: str, statut: str) -> "RetourLu":
    from recepisse.retours.lecture import lire_retour

    with _ouvrir(nom) as flux:
        return lire_retour(flux, nature=nature, statut=statut)


@contextmanager
def _ouvrir(nom: str) -> Iterator[BinaryIO]:
    """Open a file, or what comes through standard input, as a seekable stream."""
    try:
        flux = sys.stdin.buffer if nom == ENTREE else Path(nom).open("rb")  # noqa: SIM115 -- closed below, but for stdin
    except OSError as cause:
        raise ErreurFichier(
            f"« {nom} » ne peut pas être ouvert.",
            conseil="Vérifiez son chemin, que c’est un fichier, et que vous avez le droit de le lire.",
        ) from cause
    try:
        if nom != ENTREE and flux.seekable():
            yield flux
            return
        with tempfile.SpooledTemporaryFile(_EN_MEMOIRE) as copie:
            while troncon := flux.read(_TRONCON):
                copie.write(troncon)
            yield cast("BinaryIO", copie)
    finally:
        if nom != ENTREE:
            flux.close()
