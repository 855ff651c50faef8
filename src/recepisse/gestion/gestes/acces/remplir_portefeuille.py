"""Put companies in a portfolio, from a list pasted as it is, and take them out.

Each line of the list holds a SIREN or a SIRET, and may go on with a name after a semicolon, a comma or a tab.
Every line that is not empty gets its own answer, in the order of the list.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.acces.droits import require_administrateur
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Entreprise, Portefeuille, Utilisateur
from recepisse.identifiants.siren import compacter, is_valid_siren
from recepisse.identifiants.siret import is_valid_siret

LIGNES_MAX: Final = 10_000
_PAQUET: Final = 500
_SEPARATEUR = re.compile(r"[;,\t]")
_SIREN: Final = 9


class Issue(StrEnum):
    """What became of one line."""

    AJOUTEE = "ajoutée"
    CREEE = "créée et ajoutée"
    DEJA = "déjà dans ce portefeuille"
    REPETEE = "répétée plus haut"
    INCONNUE = "inconnue de Récépissé"
    INCORRECTE = "SIREN incorrect"


@dataclass(frozen=True, slots=True)
class LigneLue:
    """One line of the list: its rank, its text, the company it names, and what became of it."""

    rang: int
    texte: str
    siren: str = ""
    nom: str = ""
    issue: Issue = Issue.INCORRECTE


def ajouter_entreprises(
    portefeuille: Portefeuille,
    lignes: Iterable[str],
    ctx: Contexte,
    par: Utilisateur | None = None,
    *,
    creer: bool = False,
) -> list[LigneLue]:
    """Add the companies named by ``lignes``; ``creer``: those that are not known are made at once."""
    require_administrateur(par)
    lues = list(_lire(lignes))
    if len(lues) > LIGNES_MAX:
        raise ErreurSaisie(f"La liste a plus de {LIGNES_MAX} lignes.", conseil="Donnez-la en plusieurs fois.")
    noms = {lue.siren: lue.nom for lue in lues if lue.issue is Issue.INCONNUE}
    with transaction.atomic():
        connues = _connues(list(noms))
        nouvelles = _creer(noms, connues) if creer else {}
        deja = set(_liens(portefeuille).values_list("entreprise__siren", flat=True))
        ajoutees = {s: pk for s, pk in (connues | nouvelles).items() if s not in deja}
        portefeuille.entreprises.add(*ajoutees.values())
        if ajoutees:
            journaliser(
                "ajouter_entreprises", f"portefeuille:{portefeuille.pk}", ctx, par, nombre=len(ajoutees)
            )

    def conclure(lue: LigneLue) -> LigneLue:
        if lue.issue is not Issue.INCONNUE:
            return lue
        if lue.siren in deja:
            return replace(lue, issue=Issue.DEJA)
        if lue.siren in nouvelles:
            return replace(lue, issue=Issue.CREEE)
        return replace(lue, issue=Issue.AJOUTEE) if lue.siren in connues else lue

    return [conclure(lue) for lue in lues]


def retirer_entreprises(
    portefeuille: Portefeuille, sirens: Sequence[str], ctx: Contexte, par: Utilisateur | None = None
) -> int:
    """Take companies out; return how many were in it."""
    require_administrateur(par)
    nombre = 0
    with transaction.atomic():
        for paquet in _paquets(sirens):
            nombre += _liens(portefeuille).filter(entreprise__siren__in=paquet).delete()[0]
        if nombre:
            journaliser("retirer_entreprises", f"portefeuille:{portefeuille.pk}", ctx, par, nombre=nombre)
    return nombre


def _lire(lignes: Iterable[str]) -> Iterator[LigneLue]:
    vus: set[str] = set()
    for rang, ligne in enumerate(lignes, 1):
        if not ligne.strip():
            continue
        numero, _, nom = _SEPARATEUR.sub(";", ligne.strip(), count=1).partition(";")
        chiffres = compacter(numero)
        lue = LigneLue(rang, ligne.strip()[:80], nom=nom.strip()[:120])
        if is_valid_siren(chiffres) or is_valid_siret(chiffres):
            siren = chiffres[:_SIREN]
            yield replace(lue, siren=siren, issue=Issue.REPETEE if siren in vus else Issue.INCONNUE)
            vus.add(siren)
        else:
            yield lue


def _connues(sirens: Sequence[str]) -> dict[str, int]:
    """Return the key of each company already known, by SIREN."""
    return {
        siren: pk
        for paquet in _paquets(sirens)
        for siren, pk in Entreprise.objects.filter(siren__in=paquet).values_list("siren", "pk")
    }


def _creer(noms: Mapping[str, str], connues: Mapping[str, int]) -> dict[str, int]:
    """Make the companies that are not known; return their keys by SIREN."""
    manquantes = [Entreprise(siren=siren, nom=nom) for siren, nom in noms.items() if siren not in connues]
    Entreprise.objects.bulk_create(manquantes, batch_size=_PAQUET)
    return _connues([entreprise.siren for entreprise in manquantes])


def _liens(portefeuille: Portefeuille) -> QuerySet[Any]:
    """Return the rows of the table between portfolios and companies."""
    return Portefeuille.entreprises.through.objects.filter(portefeuille=portefeuille)


def _paquets(sirens: Sequence[str]) -> Iterator[Sequence[str]]:
    for debut in range(0, len(sirens), _PAQUET):
        yield sirens[debut : debut + _PAQUET]
