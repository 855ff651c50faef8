"""The pages of the inbox: a constant number of queries, each by an index, whatever the number of rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from recepisse.gestion.models import Anomalie
from recepisse.retours.gravite import Gravite, gravite_du_rang
from recepisse.retours.suivi.memoire import OUVERTES, EtatAnomalie, EvenementVie, accepte
from recepisse.web.anomalies.filtres import DEPASSEE, MOI, PERSONNE, Regard, filtrer, ordonner
from recepisse.web.anomalies.mots import mention_etat, mention_limite, nom_emetteur, nom_salarie
from recepisse.web.curseur import Page
from recepisse.web.mots import Mention

PAR_PAGE: Final = 50
COMPTE_MAX: Final = 1000
"""Beyond this, « plus de 1 000 »."""

_CURSEUR: Final = re.compile(r"([1-4])-([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Ligne:
    """One anomaly as a list shows it."""

    anomalie: Anomalie
    gravite: Gravite | None
    emetteur: str
    salarie: str
    etat: Mention
    limite: Mention | None

    @property
    def ouverte(self) -> bool:
        """True when somebody still has to do something about it."""
        return self.anomalie.etat in OUVERTES

    @property
    def assignable(self) -> bool:
        """True when it can be given to somebody."""
        return accepte(EtatAnomalie(self.anomalie.etat), EvenementVie.ASSIGNER)


@dataclass(frozen=True, slots=True)
class Compte:
    """A number that is a link to what it counts."""

    libelle: str
    nombre: int
    parametres: str
    ici: bool
    ton: str = ""

    @property
    def dit(self) -> str:
        """The number, bounded."""
        return f"plus de {COMPTE_MAX}" if self.nombre > COMPTE_MAX else str(self.nombre)


def ligne(anomalie: Anomalie, aujourdhui: date) -> Ligne:
    """Return an anomaly with the words that show it."""
    return Ligne(
        anomalie,
        gravite_du_rang(anomalie.gravite),
        nom_emetteur(anomalie),
        nom_salarie(anomalie.salarie),
        mention_etat(anomalie),
        mention_limite(anomalie.limite_le, aujourdhui) if anomalie.etat in OUVERTES else None,
    )


def page_anomalies(valeurs: Mapping[str, Any], regard: Regard, apres: str) -> Page[Ligne]:
    """Return a page of the selected anomalies, the gravest first, then the latest found.

    The keys are read first, by an index that holds the order; the rows and what they hang on follow.
    """
    lignes = filtrer(valeurs, regard)
    curseur = _CURSEUR.fullmatch(apres)
    if curseur:
        gravite, numero = int(curseur[1]), int(curseur[2])
        lignes = lignes.filter(Q(gravite__lte=gravite), Q(gravite__lt=gravite) | Q(pk__lt=numero))
    cles = list(ordonner(lignes).values_list("pk", "gravite")[: PAR_PAGE + 1])
    suite = ""
    if len(cles) > PAR_PAGE:
        pk, rang = cles[PAR_PAGE - 1]
        suite = f"{rang}-{pk}"
    return Page(lire_lignes([pk for pk, _ in cles[:PAR_PAGE]], regard), suite)


def completes(lignes: QuerySet[Anomalie]) -> QuerySet[Anomalie]:
    """Read with the rows what they hang on."""
    return lignes.select_related("salarie", "entreprise", "etablissement", "declaration", "assignee_a")


def lire_lignes(cles: Sequence[int], regard: Regard) -> list[Ligne]:
    """Return the lines of these keys, in their order."""
    par_cle = {a.pk: a for a in completes(regard.visibles.anomalies().filter(pk__in=cles))}
    return [ligne(par_cle[cle], regard.aujourdhui) for cle in cles if cle in par_cle]


def compter(lignes: QuerySet[Anomalie]) -> int:
    """Count lines, up to one more than ``COMPTE_MAX``."""
    return lignes.order_by().values("pk")[: COMPTE_MAX + 1].count()


def comptes(choisis: Mapping[str, str], regard: Regard) -> list[Compte]:
    """Return the selections above the list, each with its number."""
    qui = regard.visibles.utilisateur
    proposes: list[tuple[str, dict[str, str], str]] = [("À traiter", {}, "")]
    if qui.agit:
        proposes.append(("À moi", {"assignee": MOI}, ""))
    if not qui.est_client:
        proposes.append(("À personne", {"assignee": PERSONNE}, ""))
    proposes += [
        ("Échéance dépassée", {"echeance": DEPASSEE}, "rouge"),
        ("Sous 7 jours", {"echeance": "7"}, "ambre"),
        ("Revenues", {"etat": EtatAnomalie.ROUVERTE.value}, "rouge"),
        ("Corrigées, à confirmer", {"etat": EtatAnomalie.CORRIGEE.value}, ""),
        ("Contestées", {"etat": EtatAnomalie.CONTESTEE.value}, ""),
    ]
    return [
        Compte(
            libelle,
            compter(filtrer(parametres, regard)),
            urlencode(parametres),
            dict(choisis) == parametres,
            ton,
        )
        for libelle, parametres, ton in proposes
    ]
