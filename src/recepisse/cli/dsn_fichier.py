"""``recepisse dsn apercu`` and ``recepisse dsn decouper``: look at a DSN file, cut it; nothing is sent.

Neither needs Django nor the store. A zip that holds one file is read as that file.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import click

from recepisse.cli._commun import afficher_json, option_format, progression, tableau
from recepisse.erreurs import ErreurFichier

if TYPE_CHECKING:
    from recepisse.dsn.apercu import Apercu, ApercuDeclaration
    from recepisse.dsn.decoupage import Partie

_FICHIER = click.argument("fichier", type=click.Path(path_type=Path))


@click.command("apercu")
@_FICHIER
@option_format
def apercu(fichier: Path, forme: str) -> int:
    """Montrer ce que contient FICHIER : enveloppe, déclarations, constats.

    FICHIER est une DSN ou un zip qui en contient une seule. Rien n’est envoyé.

    \b
    Clés du JSON : logiciel, editeur, version_logiciel, mode (« 01 » essai,
    « 02 » réel), essai, norme, point_depot, type_envoi, emetteur_siret,
    encodage, fin_de_ligne (crlf, lf, melange), octets, lignes, envoyable ;
    declarations : rang, nature, nature_libelle, type, type_libelle, fraction,
    ordre, mois, champ, date_fichier, identifiant_metier, id_remplace, siren,
    nic, siret, salaries, lignes, octets ;
    constats : code, gravite (refus, avertissement), message, conseil, ligne.

    Code de sortie : 0, ou 4 si le fichier est illisible ou ne doit pas être envoyé.
    """  # noqa: D301 - click reads the control character as « keep these lines »
    with ouvrir_dsn(fichier) as flux:
        lu = _lire(flux)
    if forme == "json":
        afficher_json(_apercu_en_clair(lu))
    else:
        click.echo(_apercu_en_texte(lu))
    return ErreurFichier.sortie if lu.refus else 0


@click.command("decouper")
@_FICHIER
@click.option(
    "--vers",
    "dossier",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Dossier où écrire les fichiers ; il est créé au besoin.",
)
@option_format
def decouper(fichier: Path, dossier: Path, forme: str) -> int:
    """Écrire chaque déclaration de FICHIER dans un fichier à elle, prêt à être déposé.

    Chaque fichier reprend l’en-tête S10 et recompte les totaux S90 ; aucun autre
    octet ne change. Un fichier existant n’est jamais remplacé : s’il en existe un,
    rien n’est écrit.

    \b
    Clés du JSON : fichiers : chemin, rang, nature, siret, mois, octets, lignes.

    Code de sortie : 0, ou 4 si le fichier est illisible ou ne doit pas être envoyé.
    """  # noqa: D301 - click reads the control character as « keep these lines »
    from recepisse.dsn.decoupage import parties

    with ouvrir_dsn(fichier) as flux:
        lu = _lire(flux)
        a_ecrire = [(dossier / _nom(fichier, partie), partie) for partie in parties(lu)]
        _refuser_existants([chemin for chemin, _ in a_ecrire])
        _ecrire_parties(flux, lu, dossier, a_ecrire)
    if forme == "json":
        afficher_json({"fichiers": [_partie_en_clair(chemin, partie) for chemin, partie in a_ecrire]})
    else:
        for chemin, _ in a_ecrire:
            click.echo(str(chemin))
    return 0


@contextmanager
def ouvrir_dsn(fichier: Path) -> Iterator[BinaryIO]:
    """Open ``fichier``, or the only file of that zip, as a seekable stream."""
    from recepisse.dsn.compresse import extraire, is_zip

    try:
        flux = fichier.open("rb")
    except OSError as cause:
        raise ErreurFichier(
            f"« {fichier} » ne peut pas être ouvert.",
            conseil="Vérifiez son chemin, que c’est un fichier, et que vous avez le droit de le lire.",
        ) from cause
    with flux:
        if not flux.seekable():
            raise ErreurFichier(f"« {fichier} » n’est pas un fichier.", conseil="Enregistrez-le d’abord.")
        if not is_zip(flux):
            yield flux
            return
        with tempfile.TemporaryFile() as extrait:
            extraire(flux, cast("BinaryIO", extrait))
            extrait.seek(0)
            yield cast("BinaryIO", extrait)


def _lire(flux: BinaryIO) -> "Apercu":
    """Describe ``flux``, with a bar when it lasts."""
    from recepisse.dsn.apercu import lire_apercu

    taille = flux.seek(0, os.SEEK_END)
    flux.seek(0)
    with progression("Lecture", taille) as avancer:
        return lire_apercu(flux, progression=avancer)


def _apercu_en_clair(lu: "Apercu") -> dict[str, object]:
    """Return the documented JSON of a file."""
    return {
        "logiciel": lu.logiciel,
        "editeur": lu.editeur,
        "version_logiciel": lu.version_logiciel,
        "mode": lu.mode,
        "essai": lu.essai,
        "norme": lu.norme,
        "point_depot": lu.point_depot,
        "type_envoi": lu.type_envoi,
        "emetteur_siret": lu.emetteur_siret,
        "encodage": lu.encodage,
        "fin_de_ligne": lu.fin_de_ligne,
        "octets": lu.octets,
        "lignes": lu.lignes,
        "envoyable": lu.envoyable,
        "declarations": [_declaration_en_clair(declaration) for declaration in lu.declarations],
        "constats": [asdict(constat) for constat in lu.constats],
    }


def _declaration_en_clair(declaration: "ApercuDeclaration") -> dict[str, object]:
    """Return the documented JSON of a declaration; the person of an event is left out."""
    from recepisse.norme.enveloppe import libelle_nature, libelle_type

    return {
        "rang": declaration.rang,
        "nature": declaration.nature,
        "nature_libelle": libelle_nature(declaration.nature),
        "type": declaration.type,
        "type_libelle": libelle_type(declaration.type),
        "fraction": declaration.fraction,
        "ordre": declaration.ordre,
        "mois": declaration.mois,
        "champ": declaration.champ,
        "date_fichier": declaration.date_fichier,
        "identifiant_metier": declaration.identifiant_metier,
        "id_remplace": declaration.id_remplace,
        "siren": declaration.siren,
        "nic": declaration.nic,
        "siret": declaration.siret,
        "salaries": declaration.salaries,
        "lignes": declaration.lignes,
        "octets": declaration.octets,
    }


def _partie_en_clair(chemin: Path, partie: "Partie") -> dict[str, object]:
    """Return the documented JSON of a written file."""
    return {
        "chemin": chemin,
        "rang": partie.rang,
        "nature": partie.declaration.nature,
        "siret": partie.declaration.siret,
        "mois": partie.declaration.mois,
        "octets": partie.octets,
        "lignes": partie.lignes,
    }


def _apercu_en_texte(lu: "Apercu") -> str:
    """Return what a person reads: the envelope, a table of declarations, the findings."""
    from recepisse.norme.enveloppe import libelle_mode, libelle_point_depot, libelle_type_envoi

    enveloppe = (
        ("Logiciel", " ".join(filter(None, (lu.logiciel, lu.version_logiciel, f"({lu.editeur})")))),
        ("Mode", libelle_mode(lu.mode)),
        ("Norme", lu.norme),
        ("Point de dépôt", libelle_point_depot(lu.point_depot)),
        ("Type d’envoi", libelle_type_envoi(lu.type_envoi)),
        ("Émetteur", lu.emetteur_siret),
        ("Fichier", f"{lu.octets} octets, {lu.lignes} lignes, {lu.encodage}, {lu.fin_de_ligne}"),
    )
    blocs = ["\n".join(f"{nom:<15}{valeur}" for nom, valeur in enveloppe)]
    if lu.declarations:
        blocs.append(_tableau_declarations(lu))
    blocs += [f"{constat.gravite.value.capitalize()} : {constat}" for constat in lu.constats]
    blocs.append("Ce fichier peut être envoyé." if lu.envoyable else "Ce fichier ne doit pas être envoyé.")
    return "\n\n".join(blocs)


def _tableau_declarations(lu: "Apercu") -> str:
    """Return the table of the declarations."""
    from recepisse.norme.enveloppe import libelle_nature, libelle_type

    colonnes = (
        "Rang",
        "Nature",
        "Type",
        "Fraction",
        "Ordre",
        "Mois",
        "SIREN",
        "NIC",
        "Remplace",
        "Individus",
        "Lignes",
        "Octets",
    )
    return tableau(
        colonnes,
        [
            (
                d.rang,
                f"{d.nature} {libelle_nature(d.nature)}",
                f"{d.type} {libelle_type(d.type)}",
                d.fraction,
                d.ordre,
                f"{d.mois[2:4]}/{d.mois[4:]}" if d.mois else "",
                d.siren,
                d.nic,
                d.id_remplace,
                d.salaries,
                d.lignes,
                d.octets,
            )
            for d in lu.declarations
        ],
    )


def _nom(fichier: Path, partie: "Partie") -> str:
    """Return the name of a part; only digits of the file go in it, and nothing about a person."""
    declaration = partie.declaration
    champs = (declaration.nature, declaration.siret, declaration.mois[2:])
    suite = "_".join(champ for champ in champs if champ.isascii() and champ.isdigit())
    return f"{fichier.stem}_{partie.rang:03d}_{suite}.dsn"


def _refuser_existants(chemins: list[Path]) -> None:
    """Raise ErreurFichier when a file would be replaced."""
    if existants := [chemin for chemin in chemins if chemin.exists()]:
        raise ErreurFichier(
            f"« {existants[0]} » existe déjà : rien n’a été écrit.",
            conseil="Choisissez un autre dossier, ou déplacez ce fichier.",
        )


def _ecrire_parties(
    flux: BinaryIO, lu: "Apercu", dossier: Path, a_ecrire: "list[tuple[Path, Partie]]"
) -> None:
    """Write every part under a temporary name, and only then give each its own."""
    from recepisse.dsn.decoupage import ecrire_partie

    temporaires = [chemin.with_name(f".{chemin.name}.{os.getpid()}") for chemin, _ in a_ecrire]
    try:
        dossier.mkdir(parents=True, exist_ok=True)
        with progression("Découpage", sum(partie.octets for _, partie in a_ecrire)) as avancer:
            for temporaire, (_, partie) in zip(temporaires, a_ecrire, strict=True):
                with temporaire.open("xb") as vers:
                    ecrire_partie(flux, lu, partie, vers, progression=avancer)
        for temporaire, (chemin, _) in zip(temporaires, a_ecrire, strict=True):
            temporaire.rename(chemin)
    except OSError as cause:
        raise ErreurFichier(
            f"Les fichiers n’ont pas pu être écrits dans « {dossier} » ({cause.strerror}).",
            conseil="Vérifiez la place libre et vos droits sur ce dossier.",
        ) from cause
    finally:
        for temporaire in temporaires:
            temporaire.unlink(missing_ok=True)
