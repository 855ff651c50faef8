"""Take one anomaly to act on it, and refuse an act decided from a page that is not true any more."""

from recepisse.erreurs import TransitionInterdite
from recepisse.gestion.models import Anomalie, EvenementAnomalie
from recepisse.retours.suivi.memoire import LIBELLES, EtatAnomalie
from recepisse.temps import to_paris

CONSEIL = "Relisez-la avant d’agir."


def verrouiller(anomalie: Anomalie, vu: str = "") -> Anomalie:
    """Return the row as it is now, held until the end of the transaction.

    ``vu`` is the state that the person had before her eyes, "" for a command that looks at none. Raises
    TransitionInterdite when it is another one by now, and says who changed it.
    """
    ligne = Anomalie.objects.select_for_update().get(pk=anomalie.pk)
    if vu and vu != ligne.etat:
        raise TransitionInterdite(
            f"Cette anomalie est maintenant « {LIBELLES[EtatAnomalie(ligne.etat)]} » : {_depuis(ligne)}.",
            conseil=CONSEIL,
        )
    return ligne


def _depuis(ligne: Anomalie) -> str:
    """Return who brought the line where it is, and when."""
    pas = (
        EvenementAnomalie.objects.filter(anomalie=ligne, vers=ligne.etat)
        .exclude(de=ligne.etat)
        .select_related("par")
        .order_by("-pk")
        .first()
    )
    if pas is None:
        return "elle a changé entre-temps"
    le = f"le {to_paris(pas.le):%d/%m/%Y à %H:%M}"
    return f"{pas.par.get_username()} l’a changée {le}" if pas.par else f"un retour l’a changée {le}"
