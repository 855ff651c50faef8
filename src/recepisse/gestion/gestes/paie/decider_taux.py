"""What a person decides of a CRM of rates: accept it in spite of its quarantine, or set it aside.

A decision is explained, is in the journal, and can be taken again the other way round: one that was refused
can be accepted, and any accepted one can be refused, since a fault may be seen later. The reason stays on the
row: it may name somebody, and the journal names nobody.

``vu`` is the state that the person had before her eyes ("": she looked at none): when it is no longer so,
somebody or a newer return came first, and nothing is decided over it.
"""

from django.db import transaction

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.gestes.paie.retenir_taux import Etat, classer_serie
from recepisse.gestion.models import CrmTaux, Utilisateur
from recepisse.temps import to_paris


def accepter_taux(
    crm: CrmTaux, motif: str, ctx: Contexte, par: Utilisateur | None = None, *, vu: str = ""
) -> CrmTaux:
    """Let the rates of a held or refused CRM count, in their place by date of publication."""
    with transaction.atomic():
        actuel = _verrouiller(crm, vu)
        if actuel.etat not in {Etat.QUARANTAINE, Etat.REFUSE}:
            raise ErreurSaisie("Ces taux sont déjà acceptés.")
        _decider(actuel, Etat.REMPLACE, motif, ctx, par)
        classer_serie(actuel)
        journaliser("accepter_taux", f"crm_taux:{actuel.pk}", ctx, par, etat=actuel.etat)
    return actuel


def refuser_taux(
    crm: CrmTaux, motif: str, ctx: Contexte, par: Utilisateur | None = None, *, vu: str = ""
) -> CrmTaux:
    """Set the rates of a CRM aside: the last accepted before it are in force again."""
    with transaction.atomic():
        actuel = _verrouiller(crm, vu)
        if actuel.etat == Etat.REFUSE:
            raise ErreurSaisie("Ces taux sont déjà écartés.")
        avant = actuel.etat
        _decider(actuel, Etat.REFUSE, motif, ctx, par)
        classer_serie(actuel)
        journaliser("refuser_taux", f"crm_taux:{actuel.pk}", ctx, par, etat=avant)
    return actuel


def _verrouiller(crm: CrmTaux, vu: str) -> CrmTaux:
    actuel = (
        CrmTaux.objects.select_for_update(of=("self",))
        .select_related("retour__declaration", "version", "decide_par")
        .get(pk=crm.pk)
    )
    if vu and actuel.etat != vu:
        raise ErreurSaisie(
            f"Ces taux ont changé d’état pendant que vous les lisiez : {_etat_dit(actuel)}.",
            conseil="Rien n’a été écrit. Relisez-les, puis décidez.",
        )
    return actuel


def _etat_dit(crm: CrmTaux) -> str:
    """Return « écarté le 22/11/2026 à 14:05 par hugo »."""
    mots = crm.get_etat_display().lower()
    if crm.decide_le is None:
        return mots
    qui = f" par {crm.decide_par.get_username()}" if crm.decide_par else ""
    return f"{mots}, décidé le {to_paris(crm.decide_le):%d/%m/%Y à %H:%M}{qui}"


def _decider(crm: CrmTaux, etat: CrmTaux.Etat, motif: str, ctx: Contexte, par: Utilisateur | None) -> None:
    if not motif.strip():
        raise ErreurSaisie(
            "Une décision sur des taux s’explique.",
            conseil="Donnez le motif : il sera montré à qui les relira.",
        )
    crm.etat, crm.decision = etat, motif.strip()
    crm.decide_le, crm.decide_par = ctx.horloge(), par
    crm.save(update_fields=["etat", "decision", "decide_le", "decide_par"])
