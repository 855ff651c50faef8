"""The countdown before a substitution (feature C21).

Natures 124 and 125 are reminders: after the second due date, the organisation may correct in the employer's
place. Natures 132 and 134 say that it did.
"""

from datetime import timedelta
from typing import Final

from recepisse.gestion.gestes.a_faire.conditions import OUVERTE
from recepisse.gestion.gestes.a_faire.groupes import Groupe, grouper
from recepisse.gestion.gestes.a_faire.tache import (
    Genre,
    Lien,
    Lot,
    Regard,
    Tache,
    Urgence,
    accorder,
    reunir,
)
from recepisse.gestion.models import Retour

RAPPELS: Final = ("124", "125")
SUBSTITUEES: Final = ("132", "134")
NATURES: Final = (*RAPPELS, *SUBSTITUEES)
HORIZON: Final = timedelta(days=366)
"""A reminder is yearly: an older one has been followed by another."""


def substitutions(regard: Regard) -> Lot:
    """Return the reminders that are not answered, and the substitutions not yet taken into the payroll."""
    retours = Retour.objects.filter(nature__in=NATURES, publie_le__gte=regard.maintenant - HORIZON)
    ouvertes = regard.perimetre.anomalies().filter(OUVERTE, retour__in=retours.values("pk"))
    taches = [_tache(groupe, regard) for groupe in grouper(ouvertes, par="nature")]
    return reunir(Genre.SUBSTITUTION, taches, Lien("anomalies", parametres=(("emetteur", "urssaf_msa"),)))


def _tache(groupe: Groupe, regard: Regard) -> Tache:
    rappel = groupe.commun in RAPPELS
    combien = accorder(groupe.nombre, "donnée")
    faite = "substituées" if groupe.nombre > 1 else "substituée"
    lien = groupe.lien()
    if groupe.nombre > 1:
        lien = Lien("anomalies", parametres=groupe.filtre(code=False))
    return Tache(
        genre=Genre.SUBSTITUTION,
        cle=f"substitution:{groupe.siren}:{groupe.commun}",
        urgence=groupe.urgence(regard, Urgence.SEMAINE),
        quoi=f"{combien} à corriger ou à contester avant substitution"
        if rappel
        else f"{combien} {faite} : aligner la paie",
        ou=groupe.lieu,
        pourquoi="Après cette date, l’organisme peut corriger à votre place"
        if rappel
        else "L’organisme a corrigé à votre place",
        lien=lien,
        bouton="Voir le rappel" if rappel else "Voir ce qui a changé",
        avant=groupe.avant(),
        quand="avant la deuxième échéance" if rappel else "dans la DSN suivante",
        poids=groupe.gravite,
    )
