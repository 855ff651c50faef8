"""What the main screen reads: the envois by date, and the declarations of one of them.

Of an envoi that several companies share, only the declarations of the companies seen are told, and counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Max, Min, QuerySet

from recepisse.echanges.cycle import Etat
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.models import Depot, Envoi
from recepisse.web.curseur import Curseur, Page
from recepisse.web.mots import Mention, is_en_cours, mention_declaration

ENVOIS_PAR_PAGE: Final = 12
DECLARATIONS_PAR_PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class LigneEnvoi:
    """One envoi of the upper table."""

    envoi: Envoi
    declarations: int
    premier_mois: str
    dernier_mois: str
    mention: Mention
    partage: bool
    """True when the file also declares companies that are not seen: nothing is told of it as a whole."""


@dataclass(frozen=True, slots=True)
class LigneDeclaration:
    """One declaration of the lower table."""

    depot: Depot
    mention: Mention
    flux_id: int | None

    @property
    def lien_decision(self) -> bool:
        """True when the mention leads to the decision that a person has to take."""
        return self.depot.etat == Etat.A_DECIDER

    @property
    def lien_retours(self) -> bool:
        """True when the mention leads to returns."""
        return self.flux_id is not None


def page_envois(visibles: Perimetre, apres: Curseur | None) -> Page[LigneEnvoi]:
    """Return a page of envois, newest first."""
    envois: QuerySet[Envoi] = visibles.envois().select_related("identifiant", "utilisateur")
    if apres:
        envois = apres.apres(envois, "cree_le")
    trouves = list(envois.order_by("-cree_le", "-pk")[: ENVOIS_PAR_PAGE + 1])
    suite = ""
    if len(trouves) > ENVOIS_PAR_PAGE:
        dernier = trouves[ENVOIS_PAR_PAGE - 1]
        suite = str(Curseur(dernier.cree_le, dernier.pk))
    return Page(_resumer(visibles, trouves[:ENVOIS_PAR_PAGE]), suite)


def _resumer(visibles: Perimetre, envois: Sequence[Envoi]) -> list[LigneEnvoi]:
    numeros = [envoi.pk for envoi in envois]
    depots = visibles.depots().filter(envoi__in=numeros)
    etats: dict[int, dict[str, int]] = {}
    for numero, etat, combien in depots.values_list("envoi", "etat").annotate(Count("pk")).order_by():
        etats.setdefault(numero, {})[etat] = combien
    mois = {
        numero: (premier or "", dernier or "")
        for numero, premier, dernier in depots.values_list("envoi")
        .annotate(Min("declaration__mois"), Max("declaration__mois"))
        .order_by()
    }
    en_anomalie = dict(
        visibles.retours()
        .filter(flux__depot__envoi__in=numeros, statut="KO")
        .values_list("flux__depot__envoi")
        .annotate(Count("flux", distinct=True))
        .order_by()
    )
    partages = envois_partages(visibles, numeros)
    return [
        LigneEnvoi(
            envoi=envoi,
            declarations=sum(etats.get(envoi.pk, {}).values()),
            premier_mois=mois.get(envoi.pk, ("", ""))[0],
            dernier_mois=mois.get(envoi.pk, ("", ""))[1],
            mention=_mention_envoi(etats.get(envoi.pk, {}), en_anomalie.get(envoi.pk, 0)),
            partage=envoi.pk in partages,
        )
        for envoi in envois
    ]


def envois_partages(visibles: Perimetre, numeros: Iterable[int]) -> set[int]:
    """Return, among these envois, those that also declare companies that are not seen."""
    if visibles.tout:
        return set()
    caches = Depot.objects.filter(envoi__in=list(numeros)).exclude(
        declaration__etablissement__entreprise__in=visibles.cles_entreprises
    )
    return set(caches.values_list("envoi", flat=True).distinct().order_by())


def _mention_envoi(etats: dict[str, int], en_anomalie: int) -> Mention:
    """Return the one mention that matters most for an envoi."""
    tous = sum(etats.values())
    if etats.get(Etat.A_DECIDER):
        return Mention(f"{etats[Etat.A_DECIDER]} à décider", "ambre")
    if etats.get(Etat.REFUSE):
        return Mention(_accorder(etats[Etat.REFUSE], "refusée"), "rouge")
    if en_anomalie:
        return Mention(f"{en_anomalie} avec anomalies", "rouge")
    if etats.get(Etat.INCONNU):
        return Mention(_accorder(etats[Etat.INCONNU], "issue inconnue", "issues inconnues"), "ambre")
    en_cours = sum(combien for etat, combien in etats.items() if is_en_cours(etat))
    if en_cours:
        return Mention(f"{tous - en_cours} sur {tous} envoyées", "neutre")
    envoyees = tous - etats.get(Etat.ABANDONNE, 0)
    return Mention(_accorder(envoyees, "envoyée") if envoyees else "Abandonné", "neutre")


def _accorder(combien: int, mot: str, pluriel: str = "") -> str:
    return f"{combien} {(pluriel or f'{mot}s') if combien > 1 else mot}"


def envoi_choisi(visibles: Perimetre, numero: int | None, lignes: Sequence[LigneEnvoi]) -> Envoi | None:
    """Return the envoi asked for (it may be on another page), else the newest one shown, else None."""
    if numero is not None:
        choisi = next((ligne.envoi for ligne in lignes if ligne.envoi.pk == numero), None)
        choisi = (
            choisi or visibles.envois().select_related("identifiant", "utilisateur").filter(pk=numero).first()
        )
        if choisi:
            return choisi
    return lignes[0].envoi if lignes else None


def declarations(visibles: Perimetre, envoi: Envoi, apres_rang: int = 0) -> Page[LigneDeclaration]:
    """Return the declarations of an envoi in the order of the file."""
    depots = list(
        visibles.depots()
        .filter(envoi=envoi, rang__gt=apres_rang)
        .select_related("declaration__etablissement__entreprise", "flux")
        .order_by("rang")[: DECLARATIONS_PAR_PAGE + 1]
    )
    suite = str(depots[DECLARATIONS_PAR_PAGE - 1].rang) if len(depots) > DECLARATIONS_PAR_PAGE else ""
    montres = depots[:DECLARATIONS_PAR_PAGE]
    anomalies = _anomalies(visibles, (_flux_id(depot) for depot in montres))
    non_lues = _non_lues(visibles, (depot.declaration_id for depot in montres))
    return Page([_ligne(depot, anomalies, non_lues) for depot in montres], suite)


def _ligne(depot: Depot, anomalies: dict[int | None, int], non_lues: set[int | None]) -> LigneDeclaration:
    flux_id = _flux_id(depot)
    mention = mention_declaration(
        depot.etat, ko=anomalies.get(flux_id, 0), non_lus=depot.declaration_id in non_lues
    )
    return LigneDeclaration(depot, mention, flux_id)


def _flux_id(depot: Depot) -> int | None:
    flux = getattr(depot, "flux", None)
    return flux.pk if flux else None


def _anomalies(visibles: Perimetre, flux: Iterable[int | None]) -> dict[int | None, int]:
    """Count by flux the returns whose status is KO."""
    lignes = (
        visibles.retours()
        .filter(flux__in=[numero for numero in flux if numero], statut="KO")
        .values_list("flux")
        .annotate(ko=Count("pk"))
        .order_by()
    )
    return dict(lignes)


def _non_lues(visibles: Perimetre, numeros: Iterable[int]) -> set[int | None]:
    """Return the declarations that have a return nobody has read, on whichever of their flux."""
    return set(
        visibles.retours()
        .filter(declaration__in=list(numeros), lu=False)
        .order_by()
        .values_list("declaration", flat=True)
        .distinct()
    )
