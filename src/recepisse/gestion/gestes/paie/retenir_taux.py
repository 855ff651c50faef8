"""Keep the PAS rates of a return 94 that was just read (feature C13), or hold them (feature C14).

Rates are kept by version: an overwritten return keeps its former rates, which no longer count. Inside one
**series** (the monthly declarations of one establishment and fraction, real or test) the last published CRM
is in force and every other one is ``REMPLACE``: an older one that arrives late never takes its place. The
return of an event (a newcomer announced by a S-ADV) is a series of its own: it names one person and replaces
nobody else's rates.

A suspect CRM goes to quarantine beside the last one accepted of its series; nothing changes until somebody
decides, or until its issuer replaces it. Reading the same version again writes nothing; new readers that read
other rates, or the adoption of the flux, rewrite them, and a person's decision stays.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet

from recepisse.dsn.modele import NATURES_MENSUELLES
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.ecrire_lot import inserer
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.gestes.retours.retrouver_salaries import retrouver_salaries
from recepisse.gestion.gestes.retours.situer_retour import etablissement_de, publie_le
from recepisse.gestion.models import CrmTaux, Etablissement, TauxPas, VersionRetour
from recepisse.reglages import Reglages
from recepisse.retours.modele import RetourLu
from recepisse.retours.paie.quarantaine import Seuils, motifs_de_quarantaine
from recepisse.retours.paie.taux_pas import CrmNominatif, TauxLu, fin_validite, lire_taux
from recepisse.temps import jour_paris

Etat = CrmTaux.Etat
RETENUS = (Etat.EN_VIGUEUR, Etat.REMPLACE)
"""States of a CRM whose rates were accepted, by default or by a person."""

_COLONNES = ("crm_id", "salarie_id", "taux", "taux_futur", "futur_le", "futur_annonce")
_Ligne = tuple[Decimal | None, Decimal | None, str | None, bool]
"""Rate, future rate, its day (ISO), announced or not."""


class _Lues(NamedTuple):
    """What a document says of persons: the line of each, how many have two rates, lines of nobody."""

    lignes: Mapping[int, _Ligne]
    contradictions: int
    sans_personne: int


def retenir_taux(lu: RetourLu, version: VersionRetour, ctx: Contexte) -> None:
    """Keep the rates of ``version``, read as ``lu``; to be called inside the transaction of the reading."""
    crm_lu = lire_taux(lu)
    if crm_lu is None:
        return
    etablissement = etablissement_de(lu, version)
    if etablissement is None:
        return
    lues = _par_salarie(crm_lu, etablissement, ctx)
    crm = CrmTaux.objects.filter(version=version).first()
    if crm is not None and _inchange(crm, crm_lu, lues) and _lignes_ecrites(crm) == lues.lignes:
        return
    crm = _ecrire(crm or CrmTaux(version=version, retour=version.retour), crm_lu, etablissement, ctx)
    _ecrire_lignes(crm, lues)
    _ecarter_versions_anterieures(crm, ctx)
    if crm.decide_le is None:
        illisibles = sum(ligne.illisible for ligne in crm_lu.lignes)
        _juger(crm, lues, illisibles, ctx)
    classer_serie(crm)


def classer_serie(crm: CrmTaux) -> None:
    """Put in force the last published of the accepted CRMs of the series of ``crm``; replace the others."""
    retenus = serie(crm).filter(etat__in=RETENUS)
    dernier = retenus.order_by("-publie_le", "-version__numero", "-pk").values_list("pk", flat=True).first()
    if dernier is not None:
        retenus.exclude(pk=dernier).exclude(etat=Etat.REMPLACE).update(etat=Etat.REMPLACE)
        retenus.filter(pk=dernier).exclude(etat=Etat.EN_VIGUEUR).update(etat=Etat.EN_VIGUEUR)
        crm.refresh_from_db(fields=["etat"])


def serie(crm: CrmTaux) -> QuerySet[CrmTaux]:
    """Return the CRMs that follow one another with ``crm``, itself included.

    The declaration is looked for on the return, which learns it when its flux is adopted. One that is not
    known yet counts as a whole monthly declaration.
    """
    declaration = crm.retour.declaration
    if declaration is None:
        return CrmTaux.objects.filter(etablissement=crm.etablissement, retour__declaration=None)
    if declaration.nature not in NATURES_MENSUELLES:
        return CrmTaux.objects.filter(retour=crm.retour)
    return CrmTaux.objects.filter(
        etablissement=crm.etablissement,
        retour__declaration__nature__in=NATURES_MENSUELLES,
        retour__declaration__fraction=declaration.fraction,
        retour__declaration__essai=declaration.essai,
    )


def precedent(crm: CrmTaux) -> CrmTaux | None:
    """Return the last accepted CRM of the series published before ``crm``: what it is compared with."""
    return (
        serie(crm)
        .filter(etat__in=RETENUS)
        .filter(
            Q(publie_le__lt=crm.publie_le)
            | Q(publie_le=crm.publie_le, retour=crm.retour, version__numero__lt=crm.version.numero)
        )
        .exclude(pk=crm.pk)
        .order_by("-publie_le", "-version__numero", "-pk")
        .first()
    )


def taux_du_crm(crm: CrmTaux) -> dict[int, Decimal | None]:
    """Return the present rate of each person (primary key) in ``crm``."""
    return dict(TauxPas.objects.filter(crm=crm).values_list("salarie_id", "taux"))


def seuils(reglages: Reglages) -> Seuils:
    """Return the thresholds that the settings ask for."""
    return Seuils(
        personnes=reglages.quarantaine_personnes,
        sans_taux=reglages.quarantaine_sans_taux,
        effectif=reglages.quarantaine_effectif,
        sauts=reglages.quarantaine_sauts,
        ecart=Decimal(reglages.quarantaine_ecart),
    )


_NUMERO_MAX = 60


def _inchange(crm: CrmTaux, lu: CrmNominatif, lues: _Lues) -> bool:
    """Return True when the row says what was read, of the declaration that the return now has."""
    return (
        crm.numero == lu.numero[:_NUMERO_MAX]
        and crm.declaration_id == crm.retour.declaration_id
        and crm.nb_sans_personne == lues.sans_personne
    )


def _ecrire(crm: CrmTaux, lu: CrmNominatif, etablissement: Etablissement, ctx: Contexte) -> CrmTaux:
    """Write what the CRM says as a whole; its state is judged next."""
    declaration = crm.retour.declaration
    crm.declaration = declaration
    crm.etablissement = etablissement
    crm.numero = lu.numero[:_NUMERO_MAX]
    crm.mois = declaration.mois if declaration else lu.declaration.mois
    crm.publie_le = publie_le(crm.version)
    crm.valable_jusqu_au = fin_validite(jour_paris(crm.publie_le))
    crm.lu_le = ctx.horloge()
    crm.etat = crm.etat or Etat.REMPLACE
    crm.nb_salaries = crm.nb_sans_taux = crm.nb_sans_personne = 0
    crm.save()
    return crm


def _ecrire_lignes(crm: CrmTaux, lues: _Lues) -> None:
    TauxPas.objects.filter(crm=crm).delete()
    inserer(TauxPas, _COLONNES, ((crm.pk, salarie, *ligne) for salarie, ligne in lues.lignes.items()))
    crm.nb_salaries = len(lues.lignes)
    crm.nb_sans_taux = sum(ligne[0] is None for ligne in lues.lignes.values())
    crm.nb_sans_personne = lues.sans_personne
    crm.save(update_fields=["nb_salaries", "nb_sans_taux", "nb_sans_personne"])


def _ecarter_versions_anterieures(crm: CrmTaux, ctx: Contexte) -> None:
    """Nobody has to decide of a version that its issuer replaced before anybody did."""
    CrmTaux.objects.filter(
        retour=crm.retour, version__numero__lt=crm.version.numero, etat=Etat.QUARANTAINE
    ).update(etat=Etat.REFUSE, decide_le=ctx.horloge(), decision=_REMPLACE_AVANT_DECISION)


_REMPLACE_AVANT_DECISION = "Remplacé par la DGFiP avant toute décision."


def _juger(crm: CrmTaux, lues: _Lues, illisibles: int, ctx: Contexte) -> None:
    """Accept the CRM or hold it, beside the last one accepted."""
    avant = precedent(crm)
    crm.motifs = list(
        motifs_de_quarantaine(
            {salarie: ligne[0] for salarie, ligne in lues.lignes.items()},
            None if avant is None else taux_du_crm(avant),
            seuils(ctx.reglages),
            illisibles=illisibles,
            contradictions=lues.contradictions,
        )
    )
    crm.etat = Etat.QUARANTAINE if crm.motifs else Etat.REMPLACE
    crm.save(update_fields=["motifs", "etat"])
    if crm.motifs:
        journaliser("taux_en_quarantaine", f"crm_taux:{crm.pk}", ctx, personnes=len(lues.lignes))


def _par_salarie(crm: CrmNominatif, etablissement: Etablissement, ctx: Contexte) -> _Lues:
    """Return the line of each person.

    A person named twice keeps the line that gives a rate, the last one of those. Lines that name nobody are
    only counted: there is nobody to apply them to.
    """
    salaries = retrouver_salaries(etablissement.entreprise, [ligne.individu for ligne in crm.lignes], ctx)
    lignes: dict[int, _Ligne] = {}
    contradictions: set[int] = set()
    sans_personne = 0
    for ligne in crm.lignes:
        salarie = salaries.get(ligne.individu)
        if salarie is None:
            sans_personne += 1
            continue
        connue = lignes.get(salarie.pk)
        if connue is not None and ligne.taux is None:
            continue
        if connue is not None and connue[0] not in {None, ligne.taux}:
            contradictions.add(salarie.pk)
        lignes[salarie.pk] = _valeurs(ligne)
    return _Lues(lignes, len(contradictions), sans_personne)


def _valeurs(ligne: TauxLu) -> _Ligne:
    jour = ligne.futur_le.isoformat() if ligne.futur_le else None
    return (ligne.taux, ligne.futur, jour, ligne.futur_annonce)


def _lignes_ecrites(crm: CrmTaux) -> dict[int, _Ligne]:
    lignes: Iterable[TauxPas] = TauxPas.objects.filter(crm=crm)
    return {
        ligne.salarie_id: (
            ligne.taux,
            ligne.taux_futur,
            ligne.futur_le.isoformat() if ligne.futur_le else None,
            ligne.futur_annonce,
        )
        for ligne in lignes
    }
