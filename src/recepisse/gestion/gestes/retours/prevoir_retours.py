"""Write the timetable of each flux, and keep it as its returns come (feature C17).

The rows are made when a deposit gets its flux, from what was read of its bytes when the envoi was recorded,
or when a flux deposited elsewhere is adopted, from the little that its documents say. They are never more
than what ``retours.suivi.attendus`` says of the declaration.

A listing that brings a return settles its row. The refusal of a declaration settles all those that are left,
and so does the acceptance of the declaration that replaces or cancels it. Nothing here asks one query per
return: polling writes thousands of them at a time.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from recepisse.dsn.contenu import REGIMES, ContenuDeclaration, depuis_json
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.ecrire_lot import inserer, mettre_a_jour
from recepisse.gestion.models import Declaration, Depot, Flux, Retour, RetourAttendu
from recepisse.retours.suivi.attendus import Attendu, Cle, Situation, designer, prevoir

REFUSEE = "La déclaration a été refusée."
REMPLACEE = "Un dépôt plus récent a remplacé ou annulé cette déclaration."
ANTERIEURE = "Le retour aurait dû venir avant que Récépissé ne suive ce flux."
ACCEPTEE_ENSUITE = "La déclaration, d’abord refusée, a été acceptée."

_KO = "KO"
_ACCEPTEE = ("OK", "ANO")
_ACCUSE, _CONFORMITE, _IDENTIFICATION = "10", "11", "20"
_REMPLACENT = ("03", "04", "05")
"""S20.G00.05.002: replaces, cancels, replaces without individual."""
_PAR_TYPE = {"01": True, "03": True, "02": False, "05": False}
"""Whether a declaration of this type has individuals (control S20.G00.05.002/CCH-16)."""
_LOT = 500
_CODE_MAX = 30


class Recu(NamedTuple):
    """A return that a listing has just brought, or changed: its row, its flux, its key, its status."""

    retour_id: int
    flux_id: int
    cle: Cle
    statut: str


class _Rangee(NamedTuple):
    """A row of the timetable."""

    pk: int
    recue: bool


def prevoir_depot(depot: Depot, flux: Flux, ctx: Contexte) -> None:
    """Write what the flux of an accepted deposit should bring; to be called in its transaction."""
    declaration = depot.declaration
    contenu = depuis_json(depot.contenu) if depot.contenu else None
    situation = Situation(
        nature=declaration.nature,
        depose_le=flux.depose_le or flux.vu_le,
        jour=jour_echeance(declaration, ctx),
        mois=declaration.mois,
        type=depot.type,
        regime=contenu.regime if contenu else REGIMES.get(depot.envoi.point_depot, ""),
        essai=declaration.essai,
        individus=bool(contenu.individus if contenu else depot.salaries),
        agirc_arrco=contenu.agirc_arrco if contenu else None,
        organismes=_organismes(contenu),
        report=ctx.reglages.report_echeance,
    )
    _ecrire(flux, prevoir(situation))


def prevoir_adopte(flux: Flux, declaration: Declaration, ctx: Contexte) -> None:
    """Write what an adopted flux should bring, as far as its documents tell; in the caller's transaction.

    What was already late is nobody's to chase: it may have come before this program followed the account.
    """
    type_declare = str(flux.identite.get("type", ""))
    situation = Situation(
        nature=declaration.nature,
        depose_le=flux.depose_le or flux.vu_le,
        jour=jour_echeance(declaration, ctx),
        mois=declaration.mois,
        type=type_declare,
        regime=flux.identifiant.regime,
        essai=declaration.essai,
        individus=_PAR_TYPE.get(type_declare),
        report=ctx.reglages.report_echeance,
    )
    _ecrire(flux, prevoir(situation))
    deja = _restants().filter(flux=flux, retard_le__lte=ctx.horloge())
    deja.update(sans_objet=True, motif=ANTERIEURE)


def jour_echeance(declaration: Declaration, ctx: Contexte) -> int:
    """Return the due day of an establishment: its own, else the common setting."""
    return declaration.etablissement.jour_echeance or ctx.reglages.jour_echeance


def constater(recus: Sequence[Recu]) -> None:
    """Settle what these returns settle; to be called in the transaction that writes them."""
    rangees = _lire_rangees({recu.flux_id for recu in recus})
    suivis = [recu for recu in recus if recu.flux_id in rangees]
    reouverts = _noter_recus(suivis, rangees)
    _abandonner_refusees(suivis)
    acceptes = {r.flux_id for r in suivis if r.cle[0] == _CONFORMITE and r.statut in _ACCEPTEE}
    if reouverts & acceptes:
        _reprendre(reouverts & acceptes)
    if acceptes:
        _abandonner_remplacees(acceptes)


def _organismes(contenu: ContenuDeclaration | None) -> tuple[tuple[str, str], ...]:
    """Return the complementary organisations, their codes cut to the columns."""
    paires = contenu.organismes if contenu else ()
    return tuple(dict.fromkeys((oc[:_CODE_MAX], delegue[:_CODE_MAX]) for oc, delegue in paires))


_COLONNES = ("flux_id", "nature", "ops", "delegataire", "prevu_le", "retard_le", "motif")


def _ecrire(flux: Flux, attendus: Iterable[Attendu]) -> None:
    """Write the rows of a flux that has none yet, then settle those whose return is already there."""
    if RetourAttendu.objects.filter(flux=flux).exists():
        return
    inserer(RetourAttendu, _COLONNES, [(flux.pk, *a.cle, a.prevu_le, a.retard_le, a.motif) for a in attendus])
    connus = Retour.objects.filter(flux=flux).values_list("pk", "nature", "ops", "delegataire", "statut")
    constater([Recu(pk, flux.pk, (nature, ops, dlg), statut) for pk, nature, ops, dlg, statut in connus])


def _lire_rangees(flux_ids: Iterable[int]) -> defaultdict[int, dict[Cle, _Rangee]]:
    """Return the rows of these flux; a flux without any is absent."""
    lues: defaultdict[int, dict[Cle, _Rangee]] = defaultdict(dict)
    tous = list(flux_ids)
    for debut in range(0, len(tous), _LOT):
        for pk, flux_id, nature, ops, delegataire, retour_id in RetourAttendu.objects.filter(
            flux_id__in=tous[debut : debut + _LOT]
        ).values_list("pk", "flux_id", "nature", "ops", "delegataire", "retour_id"):
            lues[flux_id][nature, ops, delegataire] = _Rangee(pk, retour_id is not None)
    return lues


def _noter_recus(recus: Sequence[Recu], rangees: dict[int, dict[Cle, _Rangee]]) -> set[int]:
    """Settle the rows of ``recus``; return the flux whose certificate was already there: it has changed."""
    lignes: dict[int, int] = {}
    changes: set[int] = set()
    for recu in recus:
        du_flux = rangees[recu.flux_id]
        cle = recu.cle if recu.cle in du_flux else designer(list(du_flux), recu.cle)
        if cle is None:
            continue
        if not du_flux[cle].recue:
            lignes.setdefault(du_flux[cle].pk, recu.retour_id)
        elif cle[0] == _CONFORMITE:
            changes.add(recu.flux_id)
    mettre_a_jour(RetourAttendu, ("retour_id",), [(retour_id, pk) for pk, retour_id in lignes.items()])
    return changes


def _abandonner_refusees(recus: Sequence[Recu]) -> None:
    """Expect nothing more of a refused declaration; on an event, unknown people refuse it too."""
    refus = [recu for recu in recus if recu.statut == _KO]
    nets = {recu.flux_id for recu in refus if recu.cle[0] in {_ACCUSE, _CONFORMITE}}
    evenements = {recu.flux_id for recu in refus if recu.cle[0] == _IDENTIFICATION} - nets
    if nets or evenements:
        vises = Q(flux_id__in=nets) | Q(flux_id__in=evenements, flux__declaration__mois="")
        _restants().filter(vises).update(sans_objet=True, motif=REFUSEE)


def _reprendre(flux_ids: set[int]) -> None:
    """Expect again what a refusal had settled: its issuer replaced it by a certificate."""
    RetourAttendu.objects.filter(flux_id__in=flux_ids, motif=REFUSEE).update(
        sans_objet=False, motif=ACCEPTEE_ENSUITE
    )


def _abandonner_remplacees(flux_ids: set[int]) -> None:
    """Expect nothing more of what the accepted declarations of these flux replace or cancel."""
    remplacants = Flux.objects.filter(
        Q(depot__type__in=_REMPLACENT) | Q(depot__isnull=True, identite__type__in=_REMPLACENT),
        pk__in=flux_ids,
        declaration__isnull=False,
    ).values_list("pk", "declaration_id", Coalesce("depose_le", "vu_le"))
    for pk, declaration_id, depose_le in remplacants:
        anciens = (
            Flux.objects.filter(declaration_id=declaration_id)
            .exclude(pk=pk)
            .annotate(le=Coalesce("depose_le", "vu_le"))
            .filter(le__lte=depose_le)
        )
        _restants().filter(flux__in=anciens.values("pk")).update(sans_objet=True, motif=REMPLACEE)


def _restants() -> QuerySet[RetourAttendu]:
    """Return the rows that are still expected."""
    return RetourAttendu.objects.filter(retour__isnull=True, sans_objet=False)
