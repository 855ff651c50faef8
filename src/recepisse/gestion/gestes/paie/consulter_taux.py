"""Which PAS rate to apply to whom on one day, who has none, and what each person had.

The rule, person by person, among the accepted CRMs published until that day:

1. the last CRM **that names the person** decides: an older rate never comes back over a newer word;
2. it gives a rate, and is still valid: that rate applies, were the CRM two months old (a valid older rate
   beats the default grid when the next CRM is late);
3. it names the person without a rate: the DGFiP has none, the default grid applies, even if an older CRM
   that is still valid gave one (``anterieur`` says which: it is shown, never applied);
4. it is no longer valid: default grid until another one comes;
5. its future rate has come into effect: that one applies, and a future announced without rate is read as « no
   rate from then on » (an assumption, see ``retours.taux_pas``).

A CRM in quarantine, refused, or overwritten by a newer version of the same return counts for nothing. Rates
of test declarations are never mixed with real ones: they are used only by an establishment that has no other.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from recepisse.dsn.modele import NATURES_MENSUELLES
from recepisse.gestion.gestes.paie.retenir_taux import RETENUS
from recepisse.gestion.models import CrmTaux, Etablissement, Salarie, TauxPas
from recepisse.retours.modele import Individu
from recepisse.retours.paie.taux_pas import EtatTaux, TauxLu, taux_applicable
from recepisse.temps import PARIS

_PERSONNE = Individu()
_LOT = 500


@dataclass(frozen=True, slots=True)
class TauxPersonne:
    """What applies to one person on one day, and where it comes from."""

    salarie: Salarie
    etat: EtatTaux
    taux: Decimal | None
    """The rate given for that day, even expired; None when there is none."""
    crm: CrmTaux
    futur_venu: bool = False
    """True when the rate is the one that the CRM announced for later."""
    taux_futur: Decimal | None = None
    futur_le: date | None = None
    futur_annonce: bool = False
    """True when another rate is announced after that day."""
    anterieur: Decimal | None = None
    """Rate, still valid, of an older CRM, when the last one gives none."""
    suivi: bool = True
    """True when the last CRM of a month names the person; False for somebody who may have left."""

    @property
    def a_appliquer(self) -> Decimal | None:
        """The rate to apply, None for the default grid."""
        return self.taux if self.etat is EtatTaux.VALIDE else None


def taux_en_vigueur(
    etablissement: Etablissement,
    le: date,
    *,
    essai: bool | None = None,
    mois: str = "",
    salarie: Salarie | None = None,
) -> list[TauxPersonne]:
    """Return what applies on ``le`` to each person named by a CRM that still counts, by name.

    ``essai``: rates of test declarations or real ones; None: the real ones, or the others when there is none.
    ``mois`` (``AAAA-MM``): only what the returns of that month said. ``salarie``: this person alone.
    """
    candidats = [crm for crm in _candidats(etablissement, le, essai) if mois in {"", crm.mois}]
    suivis = {crm.pk for crm in _derniers_mensuels(candidats)}
    utiles = [crm for crm in candidats if crm.valable_jusqu_au >= le or crm.pk in suivis]
    lignes = _lignes(utiles, salarie)
    choix: dict[int, tuple[TauxPas, CrmTaux]] = {}
    anterieurs: dict[int, Decimal] = {}
    nommes: set[int] = set()
    for crm in utiles:
        for ligne in lignes.get(crm.pk, ()):
            nommes |= {ligne.salarie_id} if crm.pk in suivis or not _mensuel(crm) else set()
            if ligne.salarie_id not in choix:
                choix[ligne.salarie_id] = (ligne, crm)
            elif crm.valable_jusqu_au >= le and ligne.taux is not None:
                anterieurs.setdefault(ligne.salarie_id, ligne.taux)
    trouves = (
        _personne(*choix[pk], salarie, le, anterieurs.get(pk), suivi=pk in nommes)
        for pk, salarie in _salaries(choix).items()
    )
    return sorted(trouves, key=_par_nom)


def sans_taux_valide(
    le: date, etablissements: Iterable[Etablissement] | None = None, *, essai: bool | None = None
) -> list[TauxPersonne]:
    """Return who would be paid without a valid rate on ``le``: people of the last CRMs, none or expired."""
    if etablissements is None:
        etablissements = etablissements_suivis()
    return [
        personne
        for etablissement in etablissements
        for personne in taux_en_vigueur(etablissement, le, essai=essai)
        if personne.suivi and personne.etat is not EtatTaux.VALIDE
    ]


def etablissements_suivis(siren: str = "", siret: str = "") -> QuerySet[Etablissement]:
    """Return the establishments that received rates, restricted to a company or to one of them."""
    lignes = Etablissement.objects.filter(pk__in=CrmTaux.objects.values("etablissement_id"))
    if siren:
        lignes = lignes.filter(entreprise__siren=siren)
    if siret:
        lignes = lignes.filter(entreprise__siren=siret[:9], nic=siret[9:])
    return lignes.select_related("entreprise").order_by("entreprise__siren", "nic")


def historique(salarie: Salarie) -> QuerySet[TauxPas]:
    """Return every rate that a return gave to ``salarie``, the last published first, quarantine included."""
    return (
        TauxPas.objects.filter(salarie=salarie)
        .select_related("crm__etablissement__entreprise", "crm__retour__flux")
        .order_by("-crm__publie_le", "-crm_id")
    )


def fin_du_mois(le: date) -> date:
    """Return the last day of the month of ``le``: when wages are usually paid, an assumption."""
    return (le.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _candidats(etablissement: Etablissement, le: date, essai: bool | None) -> list[CrmTaux]:
    """Return the accepted CRMs published until ``le``, last first, one per return."""
    lendemain = datetime.combine(le + timedelta(days=1), time(), PARIS)
    lignes = (
        CrmTaux.objects.filter(etablissement=etablissement, etat__in=RETENUS, publie_le__lt=lendemain)
        .select_related("retour__declaration", "etablissement__entreprise")
        .order_by("-publie_le", "-version__numero", "-pk")
    )
    par_retour: dict[int, CrmTaux] = {}
    for crm in lignes:
        par_retour.setdefault(crm.retour_id, crm)
    reels = [crm for crm in par_retour.values() if not _essai(crm)]
    essais = [crm for crm in par_retour.values() if _essai(crm)]
    if essai is None:
        return reels or essais
    return essais if essai else reels


def _essai(crm: CrmTaux) -> bool:
    return crm.retour.declaration is not None and crm.retour.declaration.essai


def _mensuel(crm: CrmTaux) -> bool:
    declaration = crm.retour.declaration
    return declaration is None or declaration.nature in NATURES_MENSUELLES


def _derniers_mensuels(candidats: Sequence[CrmTaux]) -> Iterator[CrmTaux]:
    """Yield the last CRM of the monthly declarations, fraction by fraction: who is paid at present."""
    vues: set[str | None] = set()
    for crm in candidats:
        declaration = crm.retour.declaration
        fraction = declaration.fraction if declaration else None
        if _mensuel(crm) and fraction not in vues:
            vues.add(fraction)
            yield crm


def _lignes(crms: Sequence[CrmTaux], salarie: Salarie | None) -> dict[int, list[TauxPas]]:
    """Return the rates of each CRM, those of one person or of all."""
    par_crm: dict[int, list[TauxPas]] = {}
    lignes = TauxPas.objects.filter(crm__in=[crm.pk for crm in crms])
    for ligne in lignes if salarie is None else lignes.filter(salarie=salarie):
        par_crm.setdefault(ligne.crm_id, []).append(ligne)
    return par_crm


def _salaries(pks: Iterable[int]) -> dict[int, Salarie]:
    tous = list(pks)
    trouves: dict[int, Salarie] = {}
    for debut in range(0, len(tous), _LOT):
        trouves |= Salarie.objects.in_bulk(tous[debut : debut + _LOT])
    return trouves


def _personne(
    ligne: TauxPas, crm: CrmTaux, salarie: Salarie, le: date, anterieur: Decimal | None, *, suivi: bool
) -> TauxPersonne:
    lue = TauxLu(_PERSONNE, ligne.taux, ligne.taux_futur, ligne.futur_le, ligne.futur_annonce)
    applicable = taux_applicable(lue, crm.valable_jusqu_au, le)
    annonce = ligne.futur_annonce and not applicable.futur
    return TauxPersonne(
        salarie=salarie,
        etat=applicable.etat,
        taux=applicable.taux,
        crm=crm,
        futur_venu=applicable.futur,
        taux_futur=ligne.taux_futur if annonce else None,
        futur_le=ligne.futur_le if annonce else None,
        futur_annonce=annonce,
        anterieur=anterieur if applicable.etat is EtatTaux.SANS_TAUX else None,
        suivi=suivi,
    )


def _par_nom(personne: TauxPersonne) -> tuple[str, str, str, int]:
    salarie = personne.salarie
    return (salarie.nom.casefold(), salarie.prenoms.casefold(), salarie.matricule, salarie.pk)
