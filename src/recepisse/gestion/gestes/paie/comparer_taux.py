"""What a CRM of rates changes beside the previous one: shown to whoever decides of a quarantine (C14)."""

from dataclasses import dataclass
from decimal import Decimal

from recepisse.gestion.gestes.paie.retenir_taux import precedent, seuils, taux_du_crm
from recepisse.gestion.models import CrmTaux, Salarie
from recepisse.reglages import Reglages
from recepisse.retours.paie.quarantaine import Ecarts, comparer

_LOT = 500


@dataclass(frozen=True, slots=True)
class EcartPersonne:
    """One person whose rate is not the same in both."""

    salarie: Salarie
    avant: Decimal | None
    apres: Decimal | None
    nomme_avant: bool
    nomme_apres: bool


@dataclass(frozen=True, slots=True)
class ComparaisonTaux:
    """A CRM beside the last one accepted before it (None: there is none)."""

    crm: CrmTaux
    precedent: CrmTaux | None
    ecarts: Ecarts
    personnes: tuple[EcartPersonne, ...]


def comparer_taux(crm: CrmTaux, reglages: Reglages) -> ComparaisonTaux:
    """Return what ``crm`` changes; people whose rate stays the same are left out."""
    avant = precedent(crm)
    anciens = taux_du_crm(avant) if avant is not None else {}
    nouveaux = taux_du_crm(crm)
    differents = [
        pk
        for pk in sorted(anciens.keys() | nouveaux.keys())
        if pk not in anciens or pk not in nouveaux or anciens[pk] != nouveaux[pk]
    ]
    salaries: dict[int, Salarie] = {}
    for debut in range(0, len(differents), _LOT):
        salaries |= Salarie.objects.in_bulk(differents[debut : debut + _LOT])
    return ComparaisonTaux(
        crm=crm,
        precedent=avant,
        ecarts=comparer(nouveaux, anciens, seuils(reglages).ecart),
        personnes=tuple(
            EcartPersonne(salaries[pk], anciens.get(pk), nouveaux.get(pk), pk in anciens, pk in nouveaux)
            for pk in differents
        ),
    )
