"""The filed documents: those to hand over first, then the others, each part from the newest.

The two parts are read by their own index, one after the other: a page that ends the first one starts the
second. The cursor in the address says in which part it stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.paie.classer_document import depuis_quand
from recepisse.gestion.gestes.paie.exporter_documents import RELATIONS
from recepisse.gestion.models import DocumentClasse
from recepisse.temps import PARIS
from recepisse.web.curseur import Curseur, Page
from recepisse.web.documents.forms import Choix
from recepisse.web.mots import Mention

PAR_PAGE: Final = 50
COMPTE_MAX: Final = 1000
"""Beyond this, « plus de 1 000 »."""
EXPORT_MAX: Final = 20_000
"""Lines of an export: a page asks for what a person will read."""

A_REMETTRE: Final = Q(a_remettre=True, remis_le__isnull=True)
_ETATS: Final = {
    "": Q(),
    "a_remettre": A_REMETTRE,
    "remis": Q(remis_le__isnull=False),
    "remplace": Q(a_remettre=False, remis_le__isnull=True),
}
_COPIES: Final = {
    "": Q(),
    "echec": Q(copie_nom="") & ~Q(copie_echec=""),
    "attente": Q(copie_nom="", copie_echec=""),
    "faite": ~Q(copie_nom=""),
}
_AUTRES: Final = "r"
"""First letter of a cursor of the second part."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """One document as shown."""

    document: DocumentClasse
    mention: Mention
    attente: int | None
    """Days that it has been waiting to be handed over; None when it is not."""


def selectionner(visibles: Perimetre, choix: Choix) -> QuerySet[DocumentClasse]:
    """Return the documents selected, without an order."""
    lignes = visibles.documents().filter(_ETATS[choix.etat], _COPIES[choix.copie])
    if choix.genre:
        lignes = lignes.filter(genre=choix.genre)
    if choix.du:
        lignes = lignes.filter(classe_le__gte=_minuit(choix.du))
    if choix.au:
        lignes = lignes.filter(classe_le__lt=_minuit(choix.au + timedelta(days=1)))
    if choix.entreprise:
        compact = "".join(choix.entreprise.split())
        siren = compact.isascii() and compact.isdigit()
        nommees = Q(siren=compact[:9]) if siren else Q(nom__icontains=choix.entreprise)
        lignes = lignes.filter(retour__entreprise__in=visibles.entreprises().filter(nommees).values("pk"))
    return lignes


def _minuit(jour: date) -> datetime:
    return datetime.combine(jour, time(), PARIS).astimezone(UTC)


def compter(visibles: Perimetre, choix: Choix) -> int:
    """Count the documents selected, up to one more than ``COMPTE_MAX``."""
    return selectionner(visibles, choix).order_by().values("pk")[: COMPTE_MAX + 1].count()


def page_documents(visibles: Perimetre, choix: Choix, apres: str, maintenant: datetime) -> Page[Ligne]:
    """Return the page that follows ``apres``, the text of the address."""
    lignes = selectionner(visibles, choix)
    cles: list[tuple[int, datetime, str]] = []
    if not apres.startswith(_AUTRES):
        cles += _cles(lignes.filter(A_REMETTRE), apres, "", PAR_PAGE + 1)
        apres = ""
    manque = PAR_PAGE + 1 - len(cles)
    if manque:
        cles += _cles(lignes.exclude(A_REMETTRE), apres.removeprefix(_AUTRES), _AUTRES, manque)
    suite = ""
    if len(cles) > PAR_PAGE:
        pk, classe_le, partie = cles[PAR_PAGE - 1]
        suite = f"{partie}{Curseur(classe_le, pk)}"
    return Page(_lignes(visibles, [pk for pk, *_ in cles[:PAR_PAGE]], maintenant), suite)


def _cles(
    lignes: QuerySet[DocumentClasse], apres: str, partie: str, nombre: int
) -> list[tuple[int, datetime, str]]:
    curseur = Curseur.parse(apres)
    if curseur:
        lignes = curseur.apres(lignes, "classe_le")
    trouvees = lignes.order_by("-classe_le", "-pk").values_list("pk", "classe_le")[:nombre]
    return [(pk, classe_le, partie) for pk, classe_le in trouvees]


def _lignes(visibles: Perimetre, cles: Sequence[int], maintenant: datetime) -> list[Ligne]:
    trouves = visibles.documents().select_related("version", *RELATIONS).in_bulk(cles)
    return [_ligne(trouves[cle], maintenant) for cle in cles if cle in trouves]


def _ligne(document: DocumentClasse, maintenant: datetime) -> Ligne:
    attente = depuis_quand(document, maintenant)
    if document.remis_le is not None:
        return Ligne(document, Mention("Remis"), attente)
    if attente is None:
        return Ligne(document, Mention("Remplacé", "neutre"), attente)
    return Ligne(document, Mention("À remettre", "ambre"), attente)


def a_exporter(visibles: Perimetre, choix: Choix) -> QuerySet[DocumentClasse]:
    """Return what an export writes, newest first."""
    lignes = selectionner(visibles, choix).select_related(*RELATIONS)
    return lignes.order_by("-classe_le", "-pk")[:EXPORT_MAX]
