"""``recepisse dsn lire`` and ``recepisse dsn comparer``: read a DSN with the norm's labels, compare two.

Neither needs Django nor the store. Numbers of persons are masked: the file itself has them whole.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recepisse.cli._commun import afficher_json, option_format, tableau
from recepisse.cli.dsn_fichier import ouvrir_dsn
from recepisse.erreurs import ErreurFichier, ErreurSaisie

if TYPE_CHECKING:
    from recepisse.dsn.arborescence import Bloc, Noeud
    from recepisse.dsn.comparaison import Appariement, Ecart
    from recepisse.dsn.document import Document, Identite
    from recepisse.norme.tables import Norme

_LIGNES = 500
"""Lines listed of one rubric."""


@click.command("lire")
@click.argument("fichier", type=click.Path(path_type=Path))
@click.option("--salarie", type=click.IntRange(1), help="Montrer la personne de ce rang dans le fichier.")
@click.option("--bloc", help="Montrer les blocs de ce code, hors des personnes (S21.G00.20).")
@click.option("--rubrique", help=f"Lister les {_LIGNES} premières lignes de cette rubrique.")
@option_format
def lire(fichier: Path, salarie: int | None, bloc: str | None, rubrique: str | None, forme: str) -> None:
    """Lire FICHIER bloc par bloc, avec les libellés de la norme.

    Sans option : ce que contient le fichier, par code de bloc. Les numéros de
    sécurité sociale sont masqués.

    \b
    Clés du JSON : norme, octets, lignes, personnes ; sommaire : code, libelle,
    nombre ; blocs : code, libelle, ligne, rubriques (code, libelle, valeur, lu,
    ligne), blocs ; trouvees : code, libelle, valeur, lu, ligne, salarie ;
    tronque.
    """  # noqa: D301 - click reads the control character as « keep these lines »
    if sum(choix is not None for choix in (salarie, bloc, rubrique)) > 1:
        raise ErreurSaisie(
            "Choisissez une seule façon de lire.",
            conseil="--salarie, --bloc ou --rubrique : l’une des trois.",
        )
    with _ouvrir(fichier) as document:
        valeurs: dict[str, Any] = {
            "norme": document.index.norme,
            "octets": document.index.octets,
            "lignes": document.index.lignes,
            "personnes": document.index.nombre,
        }
        if rubrique is not None:
            valeurs |= _lignes(document, rubrique)
        elif salarie is None and bloc is None:
            valeurs["sommaire"] = _sommaire(document)
        else:
            noeuds = _choisir(document, salarie, bloc)
            valeurs["blocs"] = [_bloc_en_clair(noeud, document.norme) for noeud in noeuds]
    if forme == "json":
        afficher_json(valeurs)
    else:
        click.echo("\n".join(_en_texte(valeurs)))


@click.command("comparer")
@click.argument("avant", type=click.Path(path_type=Path))
@click.argument("apres", type=click.Path(path_type=Path))
@option_format
def comparer(avant: Path, apres: Path, forme: str) -> None:
    """Dire ce qui a changé de la déclaration AVANT à la déclaration APRES.

    Les personnes sont reconnues par leur numéro, les contrats par leur numéro
    et leur début ; la place dans le fichier ne compte pas. Chaque fichier tient
    une seule déclaration (« recepisse dsn decouper » en fait).

    \b
    Clés du JSON : entrees et sorties : rang, ligne, nom ; etablissement et
    personnes (rang, ligne, nom, ecarts) ; un écart : rubrique, libelle, bloc,
    nature (ajoutee, retiree, modifiee), avant, apres, difference, ligne_avant,
    ligne_apres.
    """  # noqa: D301 - click reads the control character as « keep these lines »
    from recepisse.dsn.comparaison import apparier

    with _ouvrir(avant) as ancien, _ouvrir(apres) as nouveau:
        _exiger_une(ancien, avant)
        _exiger_une(nouveau, apres)
        qui = apparier(ancien.identites(), nouveau.identites())
        valeurs = {
            "entrees": [_personne(nouveau.identite(rang)) for rang in qui.entrees],
            "sorties": [_personne(ancien.identite(rang)) for rang in qui.sorties],
            "etablissement": _ecarts_dehors(ancien, nouveau),
            "personnes": list(_ecarts_personnes(ancien, nouveau, qui)),
        }
    if forme == "json":
        afficher_json(valeurs)
    else:
        click.echo("\n".join(_comparaison_en_texte(valeurs)))


@contextmanager
def _ouvrir(fichier: Path) -> "Iterator[Document]":
    """Open a file and index it."""
    from recepisse.dsn.document import Document
    from recepisse.dsn.illisible import refuser_binaire
    from recepisse.dsn.index import indexer

    with ouvrir_dsn(fichier) as flux:
        refuser_binaire(flux.read(4096))
        index = indexer(flux)
        if not index.blocs and not index.nombre:
            raise ErreurFichier(
                "Ce fichier n’a aucune rubrique de DSN.", conseil="Choisissez le fichier du logiciel de paie."
            )
        yield Document(flux, index)


def _exiger_une(document: "Document", fichier: Path) -> None:
    nombre = sum(entree.code == "S20.G00.05" for entree in document.index.blocs)
    if nombre != 1:
        raise ErreurFichier(
            f"« {fichier} » tient {nombre} déclarations : la comparaison en demande une.",
            conseil="« recepisse dsn decouper » écrit chaque déclaration dans un fichier à elle.",
        )


def _sommaire(document: "Document") -> list[dict[str, object]]:
    from recepisse.dsn.index import codes_presents

    table = document.norme
    return [
        {"code": code, "libelle": table.bloc(code).libelle, "nombre": nombre}
        for code, nombre in codes_presents(document.index.blocs).items()
    ]


def _choisir(document: "Document", salarie: int | None, bloc: str | None) -> "tuple[Noeud, ...]":
    from recepisse.dsn.arborescence import arborer

    if salarie is not None:
        if salarie > document.index.nombre:
            raise ErreurSaisie(
                f"Le fichier n’a pas de personne de rang {salarie}.",
                conseil=f"Il en compte {document.index.nombre}.",
            )
        return (document.personne(salarie),)
    code = (bloc or "").upper()
    numeros = [n for n, entree in enumerate(document.index.blocs) if entree.code == code]
    if not numeros:
        raise ErreurSaisie(
            f"Le fichier n’a aucun bloc {code} hors des personnes.",
            conseil="« recepisse dsn lire FICHIER » donne les codes présents.",
        )
    blocs = (b for n in numeros for b in document.blocs(range(n, n + 1)))
    return arborer(blocs, document.norme)


def _lignes(document: "Document", rubrique: str) -> dict[str, Any]:
    from recepisse.dsn.recherche import Recherche, chercher, parse_recherche

    code = parse_recherche(rubrique).code
    if not code:
        raise ErreurSaisie(
            "Cette rubrique n’a pas la forme attendue.", conseil="Écrivez par exemple S21.G00.30.001."
        )
    resultat = chercher(document, Recherche(code=code), _LIGNES)
    return {
        "trouvees": [
            _valeur(t.code, t.valeur, t.ligne, document.norme) | {"salarie": t.rang or None}
            for t in resultat.lignes
        ],
        "tronque": resultat.tronque,
    }


def _bloc_en_clair(noeud: "Noeud", table: "Norme") -> dict[str, object]:
    bloc: Bloc = noeud.bloc
    return {
        "code": bloc.code,
        "libelle": table.bloc(bloc.code).libelle if bloc.code else "Ligne illisible",
        "ligne": bloc.ligne,
        "rubriques": [_valeur(bloc.code_de(r), r.valeur, r.ligne, table) for r in bloc.rubriques],
        "blocs": [_bloc_en_clair(enfant, table) for enfant in noeud.sous],
    }


def _valeur(code: str, valeur: str, ligne: int, table: "Norme") -> dict[str, object]:
    from recepisse.dsn.valeurs import lire as lire_valeur
    from recepisse.dsn.valeurs import montrer

    rubrique = table.rubrique(code)
    return {
        "code": code,
        "libelle": rubrique.libelle,
        "valeur": montrer(valeur, rubrique.genre),
        "lu": lire_valeur(valeur, code, table),
        "ligne": ligne,
    }


def _en_texte(valeurs: dict[str, Any]) -> Iterator[str]:
    """Yield what a person reads."""
    yield f"Norme {valeurs['norme']}, {valeurs['lignes']} lignes, {valeurs['personnes']} personnes."
    yield ""
    if "sommaire" in valeurs:
        yield tableau(
            ("Bloc", "Libellé", "Nombre"),
            [(b["code"], b["libelle"], b["nombre"]) for b in valeurs["sommaire"]],
        )
    elif "trouvees" in valeurs:
        yield tableau(
            ("Ligne", "Rubrique", "Valeur", "Se lit", "Personne"),
            [(t["ligne"], t["code"], t["valeur"], t["lu"], t["salarie"]) for t in valeurs["trouvees"]],
        )
        if valeurs["tronque"]:
            yield f"\nSeules les {_LIGNES} premières lignes sont montrées."
    for bloc in valeurs.get("blocs", ()):
        yield from _bloc_en_texte(bloc, "")


def _bloc_en_texte(bloc: dict[str, Any], marge: str) -> Iterator[str]:
    yield f"{marge}{bloc['code']} {bloc['libelle']}".rstrip()
    for r in bloc["rubriques"]:
        lu = f" ({r['lu']})" if r["lu"] else ""
        yield f"{marge}  {r['ligne']:>7}  {r['code'][-3:]} {r['libelle']} : {r['valeur']}{lu}"
    for dessous in bloc["blocs"]:
        yield from _bloc_en_texte(dessous, marge + "  ")


def _ecarts_dehors(ancien: "Document", nouveau: "Document") -> list[dict[str, object]]:
    from recepisse.dsn.arborescence import arborer
    from recepisse.dsn.comparaison import comparer as comparer_arbres

    def arbre(document: "Document") -> "tuple[Noeud, ...]":
        blocs = document.blocs(range(len(document.index.blocs)))
        return arborer((b for b in blocs if not b.code.startswith("S90.")), document.norme)

    return _ecarts(comparer_arbres(arbre(ancien), arbre(nouveau)), nouveau.norme)


def _ecarts_personnes(
    ancien: "Document", nouveau: "Document", qui: "Appariement"
) -> Iterator[dict[str, object]]:
    from recepisse.dsn.comparaison import comparer as comparer_arbres

    for avant, apres in qui.communes:
        differences = comparer_arbres((ancien.personne(avant),), (nouveau.personne(apres),))
        if differences:
            yield _personne(nouveau.identite(apres)) | {"ecarts": _ecarts(differences, nouveau.norme)}


def _personne(identite: "Identite") -> dict[str, object]:
    return {"rang": identite.rang, "ligne": identite.ligne, "nom": identite.nom_complet}


def _ecarts(differences: "Iterable[Ecart]", table: "Norme") -> list[dict[str, object]]:
    from recepisse.dsn.valeurs import montrer

    ecarts: list[dict[str, object]] = []
    for d in differences:
        rubrique = table.rubrique(d.rubrique)
        ecarts.append(
            {
                "rubrique": d.rubrique,
                "libelle": rubrique.libelle,
                "bloc": table.bloc(d.chemin[-1].code).libelle,
                "nature": d.nature.value,
                "avant": montrer(d.avant, rubrique.genre),
                "apres": montrer(d.apres, rubrique.genre),
                "difference": None if d.difference is None else str(d.difference),
                "ligne_avant": d.ligne_avant or None,
                "ligne_apres": d.ligne_apres or None,
            }
        )
    return ecarts


def _comparaison_en_texte(valeurs: dict[str, Any]) -> Iterator[str]:
    for titre, cle in (("Entrées", "entrees"), ("Sorties", "sorties")):
        yield f"{titre} : {len(valeurs[cle])}"
        yield from (f"  {personne['nom']} (ligne {personne['ligne']})" for personne in valeurs[cle])
    yield f"\nEnvoi et établissement : {_differences(valeurs['etablissement'])}"
    yield from (_ecart_en_texte(e) for e in valeurs["etablissement"])
    for personne in valeurs["personnes"]:
        yield f"\n{personne['nom']} : {_differences(personne['ecarts'])}"
        yield from (_ecart_en_texte(e) for e in personne["ecarts"])


def _differences(ecarts: list[object]) -> str:
    return f"{len(ecarts)} différence" + ("s" if len(ecarts) > 1 else "")


def _ecart_en_texte(ecart: dict[str, Any]) -> str:
    avant, apres = ecart["avant"] or "absente", ecart["apres"] or "absente"
    return f"  {ecart['rubrique']} {ecart['bloc']}, {ecart['libelle']} : {avant} → {apres}"
