"""The menu: which screens a person is offered, in which order, and which one she is on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from recepisse.gestion.models import Utilisateur
from recepisse.web.droits import Droit


@dataclass(frozen=True, slots=True)
class Ecran:
    """One entry: the name of its address, its words, who sees it, and the rooms that belong to it."""

    nom: str
    libelle: str
    salles: tuple[str, ...]
    touche: str
    """Letter that leads there after ``g``."""
    droit: Droit = Droit.LIRE


@dataclass(frozen=True, slots=True)
class Entree:
    """One entry as shown."""

    nom: str
    libelle: str
    adresse: str
    ici: bool
    touche: str


@dataclass(frozen=True, slots=True)
class Section:
    """Some entries under a title (the first have none)."""

    titre: str
    entrees: Sequence[Entree]


ECRANS: Final = (
    (
        "",
        (
            Ecran("accueil", "À faire", ("a_faire",), "a"),
            Ecran("dsn", "DSN", ("dsn", "envoyer", "depot", "declaration", "contenu"), "d"),
            Ecran("retours", "Tous les retours", ("retours",), "r"),
            Ecran("anomalies", "Anomalies", ("anomalies",), "n"),
            Ecran("calendrier", "Calendrier", ("calendrier",), "c"),
        ),
    ),
    (
        "Paie",
        (
            Ecran("taux", "Taux PAS", ("taux",), "t"),
            Ecran("propositions", "Propositions", ("propositions",), "p"),
            Ecran("documents", "Documents", ("documents",), "o"),
        ),
    ),
    (
        "Tenue",
        (
            Ecran("sante", "Santé des relevés", ("sante",), "s", Droit.INTERNE),
            Ecran("adoption", "Flux à adopter", ("adoption",), "f", Droit.AGIR),
            Ecran(
                "administration",
                "Administration",
                ("administration", "identifiants", "utilisateurs"),
                "m",
                Droit.ADMINISTRER,
            ),
        ),
    ),
)


def menu(request: HttpRequest) -> list[Section]:
    """Return the sections that the person of this request is offered."""
    if not isinstance(request.user, Utilisateur):
        return []
    sections = [
        Section(titre, list(_entrees(ecrans, request.user, _salle(request)))) for titre, ecrans in ECRANS
    ]
    return [section for section in sections if section.entrees]


def _entrees(ecrans: Sequence[Ecran], utilisateur: Utilisateur, salle: str) -> Iterator[Entree]:
    for ecran in ecrans:
        if ecran.droit.permet(utilisateur):
            yield Entree(ecran.nom, ecran.libelle, reverse(ecran.nom), salle in ecran.salles, ecran.touche)


def _salle(request: HttpRequest) -> str:
    """Return the room whose view answers: the package of its module."""
    trouve = request.resolver_match
    return trouve.func.__module__.split(".")[-2] if trouve else ""
