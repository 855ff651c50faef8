"""What the pages of the portfolios and of the journal read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from recepisse.gestion.models import Affectation, Entreprise, Identifiant, Journal, Portefeuille, Utilisateur
from recepisse.temps import PARIS
from recepisse.web.administration.mots import dire_acte, dire_detail, dire_objet
from recepisse.web.curseur import Curseur, Page, page_alphabetique

PAR_PAGE: Final = 50
COMPTE_MAX: Final = 1000
LIGNE_DE_COMMANDE: Final = "commande"
"""The choice « nobody »: what was done by the command line or by the engine."""

_Contenu = Portefeuille.entreprises.through


@dataclass(frozen=True, slots=True)
class Accueil:
    """The numbers of the first page, each leading to what it counts."""

    comptes: int
    portefeuilles: int
    sans_portefeuille: int
    identifiants: int
    refuses: int
    dernier: Journal | None


def accueil() -> Accueil:
    """Read the numbers of the first page."""
    etats = Identifiant.objects.filter(actif=True).aggregate(
        tous=Count("pk"), refuses=Count("pk", filter=Q(etat=Identifiant.Etat.BLOQUE))
    )
    return Accueil(
        comptes=_borner(Utilisateur.objects.filter(is_active=True)),
        portefeuilles=_borner(Portefeuille.objects.all()),
        sans_portefeuille=compter_sans(),
        identifiants=etats["tous"],
        refuses=etats["refuses"],
        dernier=Journal.objects.select_related("utilisateur").order_by("-pk").first(),
    )


def page_portefeuilles(apres: int | None) -> Page[Portefeuille]:
    """Return a page of the portfolios, with the number of their companies and people."""
    contenu = _Contenu.objects.filter(portefeuille=OuterRef("pk"))
    personnes = Affectation.objects.filter(portefeuille=OuterRef("pk"))
    lignes = Portefeuille.objects.annotate(
        nb_entreprises=_nombre(contenu), nb_repondent=_nombre(personnes.filter(agit=True)),
        nb_lisent=_nombre(personnes.filter(agit=False)),
    )  # fmt: skip
    return page_alphabetique(lignes, "nom", apres, PAR_PAGE)


def chercher(entreprises: QuerySet[Entreprise], texte: str) -> QuerySet[Entreprise]:
    """Keep the companies whose SIREN starts with ``texte``, or whose name holds it."""
    compact = "".join(texte.split())
    if not compact:
        return entreprises
    return entreprises.filter(
        Q(siren__startswith=compact) if compact.isdigit() else Q(nom__icontains=texte.strip())
    )


def page_entreprises(entreprises: QuerySet[Entreprise], apres: int | None) -> Page[Entreprise]:
    """Return a page of companies, by name."""
    return page_alphabetique(entreprises, "nom", apres, PAR_PAGE)


def sans_portefeuille() -> QuerySet[Entreprise]:
    """Return the companies that stand in no portfolio: only those who see everything see them."""
    return Entreprise.objects.filter(~Exists(_Contenu.objects.filter(entreprise=OuterRef("pk"))))


def compter_sans() -> int:
    """Count them, up to one more than ``COMPTE_MAX``."""
    return _borner(sans_portefeuille())


def compter(entreprises: QuerySet[Entreprise]) -> int:
    """Count companies, up to one more than ``COMPTE_MAX``."""
    return _borner(entreprises)


@dataclass(frozen=True, slots=True)
class LigneJournal:
    """One act, in words."""

    acte: Journal
    mots: str
    objet: str
    adresse: str
    detail: str

    @property
    def suivi(self) -> bool:
        """Return True when the object is one row, whose acts can be listed."""
        return ":" in self.acte.objet


def selection_journal(valeurs: Mapping[str, Any]) -> QuerySet[Journal]:
    """Return the acts selected by the cleaned values of the form; each selection alone follows an index."""
    actes = Journal.objects.select_related("utilisateur")
    if valeurs.get("du"):
        actes = actes.filter(le__gte=_minuit(valeurs["du"]))
    if valeurs.get("au"):
        actes = actes.filter(le__lt=_minuit(valeurs["au"] + timedelta(days=1)))
    if valeurs.get("personne"):
        personne = valeurs["personne"]
        actes = actes.filter(utilisateur=None if personne == LIGNE_DE_COMMANDE else int(personne))
    for champ in ("acte", "objet"):
        if valeurs.get(champ):
            actes = actes.filter(**{champ: valeurs[champ]})
    return actes


def page_journal(valeurs: Mapping[str, Any], apres: Curseur | None) -> Page[LigneJournal]:
    """Return a page of the selected acts, newest first."""
    actes = selection_journal(valeurs)
    if apres:
        actes = apres.apres(actes, "le")
    trouves = list(actes.order_by("-le", "-pk")[: PAR_PAGE + 1])
    dernier = trouves[PAR_PAGE - 1] if len(trouves) > PAR_PAGE else None
    return Page(
        [ligne_journal(acte) for acte in trouves[:PAR_PAGE]],
        str(Curseur(dernier.le, dernier.pk)) if dernier else "",
    )


def ligne_journal(acte: Journal) -> LigneJournal:
    """Return an act as it is shown."""
    objet, adresse = dire_objet(acte.objet)
    return LigneJournal(acte, dire_acte(acte.acte), objet, adresse, dire_detail(acte.detail))


def _minuit(jour: date) -> datetime:
    return datetime.combine(jour, time(), PARIS).astimezone(UTC)


def _borner(lignes: QuerySet[Any]) -> int:
    return lignes.order_by().values("pk")[: COMPTE_MAX + 1].count()


def _nombre(lignes: QuerySet[Any]) -> Coalesce:
    compte = lignes.order_by().values("portefeuille").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(compte), 0)
