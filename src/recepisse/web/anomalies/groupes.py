"""The inbox by code and by person: what one act would settle at once.

Both read an index alone (``anomalie_groupe_code``, ``anomalie_groupe_pers``) when nothing but the state and
what these indexes hold is asked; the texts of the groups shown follow in one more query.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Max, Min, Q

from recepisse.gestion.models import Anomalie, Entreprise, Salarie
from recepisse.retours.gravite import Gravite, gravite_du_rang
from recepisse.retours.natures import emetteur
from recepisse.web.anomalies.filtres import Regard, filtrer
from recepisse.web.anomalies.mots import mention_limite, nom_salarie
from recepisse.web.curseur import Page
from recepisse.web.mots import Mention

PAR_PAGE: Final = 50
CODES_MAX: Final = 100
"""Codes shown: more of them means that the selection is too wide to be read."""

_CURSEUR: Final = re.compile(r"([1-4])-([0-9]{1,9})-([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class GroupeCode:
    """The anomalies of one code of one issuer."""

    code: str
    emetteur: str
    libelle_emetteur: str
    nombre: int
    entreprises: int
    personnes: int
    gravite: Gravite | None
    limite_le: date | None
    limite: Mention | None
    message: str
    action: str
    parametres: str
    """The address of its lines."""


@dataclass(frozen=True, slots=True)
class GroupePersonne:
    """The anomalies of one person."""

    salarie: Salarie
    nom: str
    entreprise: Entreprise
    nombre: int
    codes: int
    gravite: Gravite | None
    limite_le: date | None
    limite: Mention | None
    parametres: str


def par_code(valeurs: Mapping[str, Any], choisis: Mapping[str, str], regard: Regard) -> list[GroupeCode]:
    """Return the codes of the selection, the gravest first, up to one more than ``CODES_MAX``."""
    groupes = list(
        filtrer(valeurs, regard)
        .order_by()
        .values("emetteur", "code")
        .annotate(
            nombre=Count("pk"),
            entreprises=Count("entreprise", distinct=True),
            personnes=Count("salarie", distinct=True),
            pire=Max("gravite"),
            proche=Min("limite_le"),
            derniere=Max("pk"),
        )
        .order_by("-pire", "-nombre", "emetteur", "code")[: CODES_MAX + 1]
    )
    textes = Anomalie.objects.only("message", "action").in_bulk([g["derniere"] for g in groupes])
    return [
        GroupeCode(
            code=g["code"],
            emetteur=g["emetteur"],
            libelle_emetteur=emetteur(g["emetteur"]).libelle,
            nombre=g["nombre"],
            entreprises=g["entreprises"],
            personnes=g["personnes"],
            gravite=gravite_du_rang(g["pire"]),
            limite_le=g["proche"],
            limite=mention_limite(g["proche"], regard.aujourdhui),
            message=textes[g["derniere"]].message,
            action=textes[g["derniere"]].action,
            parametres=urlencode({**choisis, "emetteur": g["emetteur"], "code": g["code"]}),
        )
        for g in groupes
        if g["derniere"] in textes
    ]


def par_personne(
    valeurs: Mapping[str, Any],
    choisis: Mapping[str, str],
    regard: Regard,
    apres: str,
) -> Page[GroupePersonne]:
    """Return a page of the persons of the selection, the gravest anomaly first."""
    groupes = (
        filtrer(valeurs, regard)
        .filter(salarie__isnull=False)
        .order_by()
        .values("salarie")
        .annotate(nombre=Count("pk"), codes=Count("code", distinct=True), pire=Max("gravite"))
        .annotate(proche=Min("limite_le"))
        .order_by("-pire", "-nombre", "salarie")
    )
    curseur = _CURSEUR.fullmatch(apres)
    if curseur:
        pire, nombre, numero = (int(morceau) for morceau in curseur.groups())
        plus_loin = Q(nombre__lt=nombre) | Q(nombre=nombre, salarie__gt=numero)
        groupes = groupes.filter(Q(pire__lt=pire) | Q(Q(pire=pire), plus_loin))
    lus = list(groupes[: PAR_PAGE + 1])
    suite = ""
    if len(lus) > PAR_PAGE:
        dernier = lus[PAR_PAGE - 1]
        suite = f"{dernier['pire']}-{dernier['nombre']}-{dernier['salarie']}"
        lus.pop()
    salaries = Salarie.objects.select_related("entreprise").in_bulk([g["salarie"] for g in lus])
    return Page(
        [
            GroupePersonne(
                salarie=salaries[g["salarie"]],
                nom=nom_salarie(salaries[g["salarie"]]),
                entreprise=salaries[g["salarie"]].entreprise,
                nombre=g["nombre"],
                codes=g["codes"],
                gravite=gravite_du_rang(g["pire"]),
                limite_le=g["proche"],
                limite=mention_limite(g["proche"], regard.aujourdhui),
                parametres=urlencode({**choisis, "salarie": g["salarie"]}),
            )
            for g in lus
        ],
        suite,
    )
