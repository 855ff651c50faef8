"""``recepisse sauvegarder`` and ``recepisse restaurer``; neither needs Django nor a stopped server."""

import os
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

import click

from recepisse.cli._commun import progression
from recepisse.erreurs import ErreurArchive, ErreurCoffre

if TYPE_CHECKING:
    from collections.abc import Callable


@click.command("sauvegarder")
@click.argument("vers", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--avec-la-cle",
    is_flag=True,
    help="Ajoute la clé du coffre : la sauvegarde suffit alors pour lire les mots de passe.",
)
def sauvegarder(vers: Path, avec_la_cle: bool) -> int:
    """Copier toutes les données dans VERS (.zip ou .tar), même pendant que le serveur tourne.

    Un .tar n’est pas compressé, mais reste léger en mémoire avec des centaines de milliers de documents.
    """
    from recepisse.coffre import Coffre, charger_cle
    from recepisse.gestion.gestes.sauvegarde.sauvegarder import sauvegarder as copier
    from recepisse.reglages import charger

    reglages = charger(os.environ)
    with _Barres() as avancer:
        faite = copier(
            reglages,
            Coffre(charger_cle(reglages.donnees, reglages.cle_coffre)),
            vers,
            maintenant=datetime.now(UTC),
            avec_la_cle=avec_la_cle,
            progression=avancer,
        )
    click.echo(f"Sauvegarde écrite : {faite.chemin} ({_taille(faite.octets)}, {faite.documents} documents).")
    if faite.reglages_retires:
        click.echo(f"Réglages laissés de côté : {', '.join(faite.reglages_retires)}.")
    click.echo(_AVEC_CLE if faite.cle_incluse else _SANS_CLE)
    if faite.absents:
        click.echo(
            f"ATTENTION : {len(faite.absents)} document(s) cité(s) par la base sont absents ou altérés et "
            "ne sont pas dans la sauvegarde. « recepisse archive verifier » dit lesquels.",
            err=True,
        )
        return ErreurArchive.sortie
    return 0


@click.command("restaurer")
@click.argument("depuis", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--donnees",
    type=click.Path(file_okay=False, path_type=Path),
    help="Dossier à créer, absent ou vide ; par défaut celui des réglages.",
)
@click.option(
    "--cle",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fichier de la clé du coffre, quand la sauvegarde ne la contient pas.",
)
@click.option(
    "--cle-perdue", is_flag=True, help="Restaure sans la clé : les mots de passe seront à ressaisir."
)
def restaurer(depuis: Path, donnees: Path | None, cle: Path | None, cle_perdue: bool) -> None:
    """Remettre en place la sauvegarde DEPUIS dans un dossier vide ; chaque somme est contrôlée."""
    from recepisse.gestion.gestes.sauvegarde.restaurer import Cle
    from recepisse.gestion.gestes.sauvegarde.restaurer import restaurer as remettre
    from recepisse.reglages import charger

    reglages = charger(os.environ)
    texte = _lire_cle(cle) if cle else reglages.cle_coffre
    choix = Cle(texte, a_ecrire=not reglages.cle_coffre, perdue=cle_perdue)
    with _Barres() as avancer:
        faite = remettre(depuis, (donnees or reglages.donnees).absolute(), choix, progression=avancer)
    click.echo(
        f"Données du {_date(faite.cree_le)} restaurées dans {faite.donnees} : {faite.documents} documents."
    )
    if faite.absents:
        click.echo(
            f"{len(faite.absents)} document(s) manquaient déjà lors de la sauvegarde : "
            "« recepisse archive verifier » dit lesquels.",
            err=True,
        )
    if faite.reglages_retires:
        click.echo(f"À régler de nouveau sur cette machine : {', '.join(faite.reglages_retires)}.")
    if not faite.avec_cle:
        click.echo("Sans la clé d’origine : ressaisissez le mot de passe de chaque identifiant.", err=True)


_MO = 1_000_000
_SANS_CLE = (
    "La clé du coffre N’EST PAS dans cette sauvegarde : sans elle, les mots de passe des identifiants sont "
    "perdus. Gardez-en une copie ailleurs (fichier « cle_coffre » du dossier des données)."
)
_AVEC_CLE = (
    "La clé du coffre EST dans cette sauvegarde : quiconque la lit peut lire les mots de passe des "
    "identifiants. Rangez-la comme un secret."
)


def _taille(octets: int) -> str:
    if octets < _MO:
        return f"{octets / 1000:.0f} Ko"
    return f"{octets / _MO:.1f} Mo".replace(".", ",")


def _date(iso: str) -> str:
    from recepisse.temps import to_paris

    return f"{to_paris(datetime.fromisoformat(iso)):%d/%m/%Y à %H:%M}"


def _lire_cle(chemin: Path) -> str:
    try:
        return chemin.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        raise ErreurCoffre(f"Le fichier de clé « {chemin} » ne peut pas être lu.") from None


class _Barres:
    """One bar a stage: called with the stage, what is done of it and the whole."""

    def __init__(self) -> None:
        self.etape, self.fait = "", 0
        self.pile = ExitStack()
        self.avancer: Callable[[int], None] = lambda _pas: None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_erreur: object) -> None:
        self.pile.close()

    def __call__(self, etape: str, fait: int, total: int) -> None:
        """Show that ``fait`` of ``total`` is done of ``etape``."""
        if etape != self.etape:
            self.pile.close()
            self.etape, self.fait = etape, 0
            self.avancer = self.pile.enter_context(progression(etape, total or None))
        self.avancer(fait - self.fait)
        self.fait = fait
