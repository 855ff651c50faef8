"""The rate that each person of a return 94 had before: the column « Ancien taux » of its table."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.paie.retenir_taux import precedent
from recepisse.gestion.gestes.retours.retrouver_salaries import empreinte_personne
from recepisse.gestion.models import Salarie, TauxPas, VersionRetour
from recepisse.retours.fiche.essentiel import pourcentage
from recepisse.retours.fiche.modele import Tableau
from recepisse.retours.modele import Individu
from recepisse.web.retours.extrait import BlocMontre

if TYPE_CHECKING:
    from decimal import Decimal

COLONNE: Final = "Ancien taux"
SANS: Final = "aucun taux"


def avec_precedents(
    blocs: Sequence[BlocMontre], version: VersionRetour | None, visibles: Perimetre, ctx: Contexte
) -> list[BlocMontre]:
    """Return the blocks, the rates of the page preceded by those of the last accepted return."""
    tables = [b for b in blocs if isinstance(b.bloc, Tableau) and "Taux" in b.bloc.colonnes]
    crm = visibles.crm_taux().filter(version=version).select_related(*_SERIE).first() if tables else None
    avant = precedent(crm) if crm else None
    if crm is None or avant is None:
        return list(blocs)
    individus = [individu for b in tables for individu in _individus(b.bloc)]
    anciens = _Anciens(individus, crm.etablissement.entreprise_id, avant.pk, ctx)
    return [replace(b, bloc=anciens.completer(b.bloc)) if b in tables else b for b in blocs]


_SERIE: Final = ("version", "retour__declaration", "etablissement")


def _individus(bloc: object) -> Iterator[Individu]:
    if isinstance(bloc, Tableau):
        for ligne in bloc.lignes:
            yield _individu(bloc, ligne)


def _individu(bloc: Tableau, ligne: Sequence[str]) -> Individu:
    dit = dict(zip(bloc.colonnes, ligne, strict=True))
    return Individu(nir=dit.get("NIR", ""), ntt=dit.get("NTT", ""), matricule=dit.get("Matricule", ""))


class _Anciens:
    """The earlier rates of the persons of a page, in two queries."""

    def __init__(self, individus: Sequence[Individu], entreprise: int, crm: int, ctx: Contexte) -> None:
        self._ctx = ctx
        cles = {empreinte_personne(individu, ctx) for individu in individus} - {""}
        matricules = {individu.matricule for individu in individus} - {""}
        salaries = Salarie.objects.filter(
            Q(cle__in=cles) | Q(matricule__in=matricules), entreprise=entreprise
        ).values_list("pk", "cle", "matricule")
        self._par_cle: dict[str, int] = {}
        self._par_matricule: dict[str, set[int]] = {}
        for pk, cle, matricule in salaries:
            self._par_cle[cle] = pk
            self._par_matricule.setdefault(matricule, set()).add(pk)
        taux = TauxPas.objects.filter(crm=crm, salarie__in=[pk for pk, _, _ in salaries])
        self._taux: dict[int, Decimal | None] = dict(taux.values_list("salarie_id", "taux"))

    def completer(self, bloc: object) -> Tableau:
        """Return the table with its column of earlier rates, before that of the new ones."""
        assert isinstance(bloc, Tableau)  # noqa: S101 # chosen as such
        place = bloc.colonnes.index("Taux")
        return replace(
            bloc,
            colonnes=(*bloc.colonnes[:place], COLONNE, *bloc.colonnes[place:]),
            lignes=tuple(
                (*ligne[:place], self._texte(_individu(bloc, ligne)), *ligne[place:]) for ligne in bloc.lignes
            ),
            nombres=frozenset(rang + 1 if rang >= place else rang for rang in bloc.nombres) | {place},
        )

    def _texte(self, individu: Individu) -> str:
        pk = self._par_cle.get(empreinte_personne(individu, self._ctx))
        homonymes = self._par_matricule.get(individu.matricule, set())
        if pk is None and len(homonymes) == 1:
            (pk,) = homonymes
        if pk is None or pk not in self._taux:
            return "—"
        taux = self._taux[pk]
        return SANS if taux is None else pourcentage(f"{taux:.2f}")
