"""Who may do what: identifiers, links and accounts belong to administrators (feature B1)."""

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.models import Utilisateur


def require_administrateur(par: Utilisateur | None) -> None:
    """Refuse anybody but an administrator.

    None stands for the command line: whoever runs it already holds the data folder.
    """
    if par is not None and not (par.is_active and par.est_administrateur):
        raise ErreurSaisie(
            "Seul un administrateur peut faire cela.",
            conseil="Demandez à la personne qui administre Récépissé.",
        )
