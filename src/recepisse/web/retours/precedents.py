"""What a return 94 does not say of its persons and we know: their names, and the rate each had before."""

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

    from recepisse.gestion.models import CrmTaux

COLONNE: Final = "Ancien taux"
SANS: Final = "aucun taux"


def avec_precedents(
    blocs: Sequence[BlocMontre], version: VersionRetour | None, visibles: Perimetre, ctx: Contexte
) -> list[BlocMontre]:
    """Return the blocks; the rates of the page come after those of the last accepted return."""
    tables = [b for b in blocs if isinstance(b.bloc, Tableau) and "Taux" in b.bloc.colonnes]
    crm = visibles.crm_taux().filter(version=version).select_related(*_SERIE).first() if tables else None
    if crm is None:
        return list(blocs)
    avant = precedent(crm)
    individus = [individu for b in tables for individu in _individus(b.bloc)]
    anciens = _Anciens(individus, crm.etablissement.entreprise_id, avant, ctx)
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

    def __init__(
        self, individus: Sequence[Individu], entreprise: int, avant: "CrmTaux | None", ctx: Contexte
    ) -> None:
        self._ctx, self._avant = ctx, avant
        cles = {empreinte_personne(individu, ctx) for individu in individus} - {""}
        matricules = {individu.matricule for individu in individus} - {""}
        salaries = Salarie.objects.filter(
            Q(cle__in=cles) | Q(matricule__in=matricules), entreprise=entreprise
        ).only("cle", "matricule", "nom", "prenoms")
        self._par_cle: dict[str, Salarie] = {}
        self._par_matricule: dict[str, list[Salarie]] = {}
        for salarie in salaries:
            self._par_cle[salarie.cle] = salarie
            self._par_matricule.setdefault(salarie.matricule, []).append(salarie)
        taux = TauxPas.objects.filter(crm=avant, salarie__in=list(salaries))
        self._taux: dict[int, Decimal | None] = dict(taux.values_list("salarie_id", "taux")) if avant else {}

    def completer(self, bloc: object) -> Tableau:
        """Return the table with the names known, and the earlier rates before the new ones."""
        assert isinstance(bloc, Tableau)  # noqa: S101 # chosen as such
        trouves = [self._salarie(_individu(bloc, ligne)) for ligne in bloc.lignes]
        if self._avant is not None:
            valeurs = [self._ancien(salarie) for salarie in trouves]
            bloc = _inserer(bloc, bloc.colonnes.index("Taux"), COLONNE, valeurs, a_droite=True)
        noms = [f"{s.nom} {s.prenoms}".strip() if s else "" for s in trouves]
        if any(noms) and "Salarié" not in bloc.colonnes:
            bloc = _inserer(bloc, 0, "Salarié", noms)
        return bloc

    def _salarie(self, individu: Individu) -> Salarie | None:
        connu = self._par_cle.get(empreinte_personne(individu, self._ctx))
        homonymes = self._par_matricule.get(individu.matricule, [])
        return connu or (homonymes[0] if len(homonymes) == 1 else None)

    def _ancien(self, salarie: Salarie | None) -> str:
        if salarie is None or salarie.pk not in self._taux:
            return "—"
        taux = self._taux[salarie.pk]
        return SANS if taux is None else pourcentage(f"{taux:.2f}")


def _inserer(
    bloc: Tableau, place: int, nom: str, valeurs: Sequence[str], *, a_droite: bool = False
) -> Tableau:
    nombres = {rang + 1 if rang >= place else rang for rang in bloc.nombres}
    return replace(
        bloc,
        colonnes=(*bloc.colonnes[:place], nom, *bloc.colonnes[place:]),
        lignes=tuple(
            (*ligne[:place], valeur, *ligne[place:])
            for ligne, valeur in zip(bloc.lignes, valeurs, strict=True)
        ),
        nombres=frozenset(nombres | {place} if a_droite else nombres),
    )
