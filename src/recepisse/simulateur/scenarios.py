"""Which returns a deposit brings, and when: packaged tables ``scenarios.json`` and ``plan.json``.

A scenario is a list of returns; the nature of the declaration and the scheme remove what does not concern
it. A deposit that the platform would refuse (several declarations, an exact copy where the scenario says
so) is answered by a BAN whatever the scenario.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from recepisse.erreurs import ErreurSaisie
from recepisse.retours.natures import nature
from recepisse.simulateur.calendrier import publication
from recepisse.simulateur.modele import Depot, Organisme

DPAE = ("10", "11")
"""Natures that a DPAE receives (the numbers used by that platform are not published)."""

SANS_ORGANISME = Organisme("")

ECART_COPIES = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Prevision:
    """One return to come, before it has a number."""

    nature: str
    statut: str
    delai: Mapping[str, float]
    serie: str
    """Returns of one series overwrite one another."""
    facteur: float
    avec_document: bool = True
    variante: str = ""
    ops: str = ""
    delegataire: str = ""
    copie: int = 0
    """Rank among returns of the same nature that stand side by side."""


@cache
def _table(nom: str) -> Mapping[str, Any]:
    texte = files("recepisse.simulateur").joinpath(nom).read_text(encoding="utf-8")
    lue: dict[str, Any] = json.loads(texte)
    return lue


def noms() -> tuple[str, ...]:
    """Return the names of the scenarios."""
    return tuple(_table("scenarios.json")["scenarios"])


def libelle(nom: str) -> str:
    """Return what a scenario shows, in one sentence."""
    return str(_scenario(nom)["libelle"])


def is_rejet(nom: str) -> bool:
    """Return True when the scenario refuses every deposit at the door (ARE)."""
    return bool(_scenario(nom).get("rejet"))


def is_doublon_refuse(nom: str) -> bool:
    """Return True when the scenario answers an exact copy with a BAN."""
    return bool(_scenario(nom).get("doublon_refuse"))


def resoudre(nom: str, ordinal: int) -> str:
    """Return the scenario of the ``ordinal``-th deposit: itself, or the next of a round."""
    tour = _scenario(nom).get("tour")
    return str(tour[ordinal % len(tour)]) if tour else nom


def prevoir(depot: Depot, nom: str, *, refuse: bool, acceleration: float = 1.0) -> Iterator[Prevision]:
    """Yield the returns that ``depot`` brings under the scenario ``nom``.

    ``refuse`` replaces the scenario by a BAN; a deposit refused at the door only has its ARE.
    """
    choisi = "rejet" if depot.statut == "KO" else "refus" if refuse else nom
    facteur = float(_scenario(choisi).get("facteur", 1)) / acceleration
    for ligne in _lignes(choisi):
        for etape, ops in _occurrences(depot, ligne):
            yield _prevision(ligne["nature"], etape, ops, facteur)


def instant(depot: Depot, prevision: Prevision) -> datetime:
    """Return when the return is published (UTC)."""
    return publication(depot, prevision.delai, prevision.facteur) + prevision.copie * ECART_COPIES


def _scenario(nom: str) -> Mapping[str, Any]:
    scenarios = _table("scenarios.json")["scenarios"]
    if nom not in scenarios:
        raise ErreurSaisie(
            f"Le scénario « {nom} » n’existe pas.", conseil=f"Scénarios : {', '.join(scenarios)}."
        )
    trouve: Mapping[str, Any] = scenarios[nom]
    return trouve


def _lignes(nom: str) -> list[Mapping[str, Any]]:
    scenario = _scenario(nom)
    lignes = {ligne["nature"]: ligne for ligne in _lignes(scenario["base"])} if "base" in scenario else {}
    return list((lignes | {ligne["nature"]: ligne for ligne in scenario["retours"]}).values())


def _occurrences(depot: Depot, ligne: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Organisme]]:
    if not concerne(depot, ligne["nature"]):
        return
    plan = _plan(ligne["nature"])
    organismes = depot.declaration.organismes if plan.get("par") == "organisme" else (SANS_ORGANISME,)
    for organisme in organismes:
        for copie in range(ligne.get("copies", 1)):
            for etape in ligne.get("etapes", [ligne]):
                yield {**etape, "copie": copie}, organisme


def _plan(code: str) -> Mapping[str, Any]:
    plan: Mapping[str, Any] = _table("plan.json")["natures"][code]
    return plan


def concerne(depot: Depot, code: str) -> bool:
    """Return True when a return of nature ``code`` can answer this deposit."""
    if depot.service == "dpae":
        return code in DPAE
    regimes = _plan(code).get("regimes")
    if regimes and depot.regime.value not in regimes:
        return False
    declarations, declaree = nature(code).declarations, depot.declaration.nature
    return not declarations or not declaree or declaree in declarations


def _prevision(code: str, etape: Mapping[str, Any], organisme: Organisme, facteur: float) -> Prevision:
    serie = f"{code}|{organisme.code}|{organisme.delegataire}|{etape['copie']}"
    delai = etape.get("delai") or _plan(code)["delai"]
    return Prevision(
        nature=code,
        statut=etape["statut"],
        delai=delai,
        serie=serie,
        facteur=facteur,
        avec_document=etape.get("document", True),
        variante=etape.get("variante", ""),
        ops=organisme.code,
        delegataire=organisme.delegataire,
        copie=etape["copie"],
    )
