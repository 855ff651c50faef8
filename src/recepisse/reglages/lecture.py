"""From defaults, file and environment to :class:`Reglages`, each value with its origin.

Sources, the later ones winning: defaults; the TOML file (``recepisse.toml`` in the data folder, or the
one that ``RECEPISSE_REGLAGES`` names); ``RECEPISSE_*``; for secrets, the file that ``RECEPISSE_*_FILE``
names. An unknown name is refused with the nearest known one: a misspelt setting never passes unseen.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from recepisse.erreurs import ErreurReglages
from recepisse.reglages.modele import Connu, Reglages, reglages_connus

PREFIXE = "RECEPISSE_"

VARIABLES_A_PART: Mapping[str, str] = MappingProxyType(
    {
        "RECEPISSE_REGLAGES": "Fichier TOML des réglages, à la place de celui du dossier des données.",
        "RECEPISSE_VENV": "Dossier de l’environnement Python que `./recepisse` et `./verifier` préparent.",
        "RECEPISSE_OFFICIEL": "Dossier des exemples officiels, pour les tests.",
        "RECEPISSE_CAPTURES": "Dans les tests, dossier des copies d’écran (`captures` par défaut).",
        "RECEPISSE_CI_SANS_SAUT": "Dans les tests, « 1 » change en échec tout test sauté faute d’un outil.",
    }
)
"""Variables of the same prefix that are not settings of the program."""

Lecteur = Callable[[Path], bytes | None]
"""Reads a whole file, or returns None when there is none."""


def lire_fichier(chemin: Path) -> bytes | None:
    """Return the bytes of ``chemin``, or None when it does not exist."""
    try:
        return chemin.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as erreur:
        raise ErreurReglages(
            f"Le fichier « {chemin} » ne peut pas être lu ({erreur.strerror}).",
            conseil="Vérifiez ses droits d’accès.",
        ) from None


def fichier_reglages(environ: Mapping[str, str], donnees: Path) -> Path:
    """Return where the TOML file of the settings is, or would be."""
    designe = environ.get("RECEPISSE_REGLAGES", "")
    return Path(designe).expanduser() if designe else donnees / "recepisse.toml"


def charger(environ: Mapping[str, str], lire: Lecteur = lire_fichier) -> Reglages:
    """Return the settings read from the given environment and from the files that it leads to."""
    connus = {connu.nom: connu for connu in reglages_connus()}
    _refuse_inconnues(environ, connus)
    donnees = _lire_valeur(connus["donnees"], _donnees_par_defaut(environ), "variable d’environnement HOME")
    valeurs: dict[str, Any] = {"donnees": donnees}
    origines: dict[str, str] = {}
    depuis_environ = dict(_iter_environ(environ, connus, lire))
    if "donnees" in depuis_environ:
        valeurs["donnees"] = depuis_environ["donnees"][0]
    for nom, valeur, origine in _iter_toml(environ, connus, valeurs["donnees"], lire):
        valeurs[nom], origines[nom] = valeur, origine
    for nom, (valeur, origine) in depuis_environ.items():
        valeurs[nom], origines[nom] = valeur, origine
    return Reglages(**valeurs, origines=MappingProxyType(origines))


def _donnees_par_defaut(environ: Mapping[str, str]) -> str:
    partage = environ.get("XDG_DATA_HOME", "")
    if partage.startswith("/"):  # the XDG specification asks that a relative path be ignored
        return f"{partage}/recepisse"
    return f"{environ.get('HOME', '~')}/.local/share/recepisse"


def _refuse_inconnues(environ: Mapping[str, str], connus: Mapping[str, Connu]) -> None:
    connues = set(VARIABLES_A_PART)
    for connu in connus.values():
        connues.add(connu.variable)
        if connu.notice.secret:
            connues.add(f"{connu.variable}_FILE")
    for cle in environ:
        if cle.startswith(PREFIXE) and cle not in connues:
            raise _inconnu(f"La variable d’environnement {cle} ne correspond à aucun réglage.", cle, connues)


def _inconnu(message: str, cle: str, connues: Iterable[str]) -> ErreurReglages:
    proches = get_close_matches(cle, sorted(connues), n=1, cutoff=0.6)
    conseil = (
        f"Vouliez-vous dire « {proches[0]} » ?" if proches else "« recepisse reglages » les montre tous."
    )
    return ErreurReglages(message, conseil=conseil)


def _iter_environ(
    environ: Mapping[str, str], connus: Mapping[str, Connu], lire: Lecteur
) -> Iterable[tuple[str, tuple[Any, str]]]:
    for nom, connu in connus.items():
        cle = connu.variable
        cle_fichier = f"{cle}_FILE"
        if connu.notice.secret and environ.get(cle_fichier):
            if environ.get(cle):
                raise ErreurReglages(
                    f"{cle} et {cle_fichier} sont donnés tous les deux.", conseil="Gardez-en un seul."
                )
            origine = f"fichier désigné par {cle_fichier}"
            yield (
                nom,
                (
                    _lire_valeur(connu, _secret(Path(environ[cle_fichier]), cle_fichier, lire), origine),
                    origine,
                ),
            )
        elif cle in environ:
            origine = f"variable d’environnement {cle}"
            yield nom, (_lire_valeur(connu, environ[cle], origine), origine)


def _secret(chemin: Path, cle: str, lire: Lecteur) -> str:
    octets = lire(chemin)
    if octets is None:
        raise ErreurReglages(
            f"Le fichier désigné par {cle} n’existe pas : « {chemin} ».",
            conseil="Créez-le ou corrigez le chemin.",
        )
    return octets.decode("utf-8", errors="replace").strip()


def _iter_toml(
    environ: Mapping[str, str], connus: Mapping[str, Connu], donnees: Path, lire: Lecteur
) -> Iterable[tuple[str, Any, str]]:
    designe = environ.get("RECEPISSE_REGLAGES", "")
    chemin = fichier_reglages(environ, donnees)
    octets = lire(chemin)
    if octets is None:
        if designe:
            raise ErreurReglages(
                f"Le fichier de réglages « {chemin} » n’existe pas.",
                conseil="Créez-le ou corrigez RECEPISSE_REGLAGES.",
            )
        return
    origine = f"fichier {chemin}"
    for nom, brut in _parse_toml(octets, chemin).items():
        if nom not in connus:
            raise _inconnu(f"Le fichier {chemin} contient « {nom} », qui n’est pas un réglage.", nom, connus)
        if nom == "donnees" and not designe:
            raise ErreurReglages(
                f"Le fichier {chemin} ne peut pas déplacer le dossier des données où il se trouve.",
                conseil="Utilisez RECEPISSE_DONNEES, ou un fichier désigné par RECEPISSE_REGLAGES.",
            )
        yield nom, _lire_valeur(connus[nom], brut, origine), origine


def _parse_toml(octets: bytes, chemin: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(octets.decode("utf-8"))
    except UnicodeDecodeError:
        raise ErreurReglages(
            f"Le fichier {chemin} n’est pas en UTF-8.", conseil="Enregistrez-le dans ce codage."
        ) from None
    except tomllib.TOMLDecodeError as erreur:
        # Only the place is repeated: the sentence of the library may quote a secret.
        lieu = str(erreur).rpartition("(at ")[2].rstrip(")")
        raise ErreurReglages(
            f"Le fichier {chemin} n’est pas un fichier TOML correct ({lieu.replace('line', 'ligne')}).",
            conseil='Une ligne s’écrit par exemple : port = 8000, ou logiciel = "Paie".',
        ) from None


def _lire_valeur(connu: Connu, brut: object, origine: str) -> object:
    genre = connu.notice.genre
    try:
        return genre.lire(brut)
    except ValueError:
        donne = "la valeur donnée" if connu.notice.secret else f"« {brut} »"
        raise ErreurReglages(
            f"Réglage « {connu.nom} » ({origine}) : {donne} ne convient pas.",
            conseil=f"Il faut {genre.attendu}.",
        ) from None
