"""Write a file for the payroll software: what the exports of rates and of proposals share.

The file is made to be imported: it holds the NIR in clear unless they are asked masked, which is why each
export is in the journal, with how many rows it holds and whether their numbers could be read.
"""

from dataclasses import dataclass

from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.ecrire_tableau import Forme, OptionsCsv, Tableau, ecrire_tableau
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Utilisateur


@dataclass(frozen=True, slots=True)
class Demande:
    """How the file is asked for."""

    forme: Forme
    nir_en_clair: bool = True
    options: OptionsCsv | None = None


def ecrire_export(
    quoi: str,
    tableau: Tableau,
    demande: Demande,
    ctx: Contexte,
    par: Utilisateur | None,
    **nombres: int,
) -> bytes:
    """Return the bytes of ``tableau``; the export of ``quoi`` (``taux``…) is in the journal."""
    journaliser(
        f"exporter_{quoi}",
        quoi,
        ctx,
        par,
        **nombres,
        forme=demande.forme.value,
        nir="clair" if demande.nir_en_clair else "masque",
    )
    return ecrire_tableau(tableau, demande.forme, ctx.horloge(), demande.options)
