"""Slips of daily allowances (BPIJ): root ``BPIJ``, schema 02.04, one slip per establishment and day.

The simulator pays ten days to each person of a declaration of sick leave (S20.G00.05.001 = 04), as if the
employer were subrogated.
"""

from datetime import timedelta
from decimal import Decimal

from recepisse.simulateur.documents.socle import PROLOGUE, Document, bloc, feuille
from recepisse.simulateur.modele import Depot, Individu
from recepisse.temps import to_paris

JOURS = 10
INDEMNITE = Decimal("44.22")
"""Euros a day (an invented amount)."""
_ESPACE = "www.cnamts.fr/tlsemp/IJ"


def build_bordereau(numero: str, depot: Depot) -> Document:
    """Return the slip that follows a declaration of sick leave."""
    declaration = depot.declaration
    comptable = to_paris(depot.recu_le).date() + timedelta(days=1)
    total = INDEMNITE * JOURS * len(declaration.individus)
    caisse = bloc(
        "Caisse",
        feuille("CodeCPAM", "999"),
        feuille("Libelle", "Caisse fictive"),
        feuille("JComptable", comptable.isoformat()),
        _cumul("Total de la caisse", total),
        *(_assure(individu, depot) for individu in declaration.individus),
    )
    declare = bloc("Declare", _siret(declaration.siret), _cumul("Total du déclaré", total), caisse)
    declarant = bloc("Declarant", _siret(depot.declarant.siret), _cumul("Total du déclarant", total), declare)
    corps = bloc(
        "BPIJ",
        feuille("Identification", numero),
        feuille("Temps", to_paris(depot.recu_le).isoformat(timespec="milliseconds")),
        bloc("Fonction", "9 : document original", Q="REQBPIJ"),
        declarant,
        Nature="BPIJ",
        Version="02.04",
        xmlns=_ESPACE,
    )
    return Document((PROLOGUE + corps).encode(), "application/xml")


def _siret(siret: str) -> str:
    return bloc("Identite", siret, R="SIRET") + feuille("RaisonSociale", "Entreprise fictive")


def _cumul(libelle: str, montant: Decimal) -> str:
    return bloc("Cumul", feuille("Libelle", libelle), feuille("Montant", montant))


def _assure(individu: Individu, depot: Depot) -> str:
    fin = to_paris(depot.recu_le).date()
    debut = fin - timedelta(days=JOURS - 1)
    montant = INDEMNITE * JOURS
    prestation = bloc(
        "Prestation",
        feuille("CodeNature", "IJNOR"),
        feuille("Libelle", "Indemnités journalières"),
        feuille("DateDebPrest", debut.isoformat()),
        feuille("DateFinPrest", fin.isoformat()),
        feuille("NbIJ", f"{JOURS}.0"),
        feuille("IJSub", "true"),
        feuille("PU", INDEMNITE),
        feuille("Montant", montant),
    )
    assurance = bloc(
        "Assurance", feuille("CodeNature", "AS"), _cumul("Total de l’assurance", montant), prestation
    )
    return bloc(
        "Assure",
        feuille("NIR", individu.nir or "9999999999999"),
        feuille("Nom", individu.nom),
        feuille("Prenom", individu.prenoms),
        _cumul("Total du salarié", montant),
        assurance,
    )
