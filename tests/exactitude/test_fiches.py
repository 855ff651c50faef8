"""What is read is shown: the sheet of each example holds every value of its document."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from recepisse.retours.fiche.composer import composer
from recepisse.retours.fiche.essentiel import date_lisible, euros, pourcentage
from recepisse.retours.fiche.modele import Bloc, Comparaison, Faits, Fiche, Tableau
from recepisse.retours.lecture import lire_retour
from tests.exactitude.aide_retours import EXEMPLES

NOMS = {"name", "Rubrique", "Libelle", "type"}
"""Attributes that name the value beside them: the sheet names it in its own words."""


def _du_bloc(bloc: Bloc) -> Iterator[str]:
    yield bloc.titre
    if isinstance(bloc, Faits):
        for fait in bloc.faits:
            yield from fait
    elif isinstance(bloc, Tableau):
        yield from bloc.colonnes
        yield bloc.note
        for ligne in bloc.lignes:
            yield from ligne
    elif isinstance(bloc, Comparaison):
        for ecart in bloc.lignes:
            yield from (ecart.libelle, ecart.declare, ecart.reference)
    else:
        yield bloc.texte


def _montre(fiche: Fiche) -> str:
    textes = [fiche.message, fiche.resume]
    for carte in fiche.cartes:
        textes += [carte.titre, carte.code, carte.categorie, carte.action, carte.aide]
    blocs = [*fiche.essentiel, *fiche.details, *(b for carte in fiche.cartes for b in carte.blocs)]
    textes += [texte for bloc in blocs for texte in _du_bloc(bloc)]
    textes += [texte for fait in fiche.autres for texte in fait]
    return "\n".join(textes)


def _valeurs(octets: bytes) -> set[str]:
    racine = etree.fromstring(octets.removeprefix(b"\xef\xbb\xbf").lstrip())
    textes = {element.text or "" for element in racine.iter(etree.Element)}
    attributs = {
        str(valeur)
        for element in racine.iter(etree.Element)
        for nom, valeur in element.attrib.items()
        if str(nom).rpartition("}")[2] not in NOMS
    }
    return {" ".join(v.split()) for v in textes | attributs} - {""}


def _cachees(octets: bytes, nature: str = "") -> list[str]:
    montre = " ".join(_montre(composer(lire_retour(octets, nature=nature))).split(" "))
    nu = " ".join(montre.split())
    return sorted(
        v
        for v in _valeurs(octets)
        if not any(f(v) in montre or f(v) in nu for f in (str, date_lisible, euros, pourcentage))
    )


@pytest.mark.parametrize(
    "exemple",
    [e for e in sorted(EXEMPLES.glob("*.xml")) if not e.name.startswith("api_")],
    ids=lambda e: e.stem,
)
def test_chaque_valeur_d_un_exemple_est_montree(exemple: Path) -> None:
    assert _cachees(exemple.read_bytes()) == []


def test_chaque_valeur_d_un_exemple_officiel_est_montree(officiel: Path) -> None:
    cachees = {e.name: _cachees(e.read_bytes()) for e in sorted((officiel / "exemples").glob("*.xml"))}
    assert {nom: valeurs for nom, valeurs in cachees.items() if valeurs} == {}
