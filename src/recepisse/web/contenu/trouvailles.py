"""The lines that a search found, each with its person."""

from collections.abc import Iterable
from dataclasses import dataclass

from recepisse.dsn.document import Document, Identite
from recepisse.dsn.recherche import Trouvee
from recepisse.dsn.valeurs import lire, montrer


@dataclass(frozen=True, slots=True)
class TrouveeVue:
    """A line found."""

    ligne: int
    code: str
    libelle: str
    valeur: str
    qui: Identite | None


def presenter_trouvailles(document: Document, lignes: Iterable[Trouvee]) -> list[TrouveeVue]:
    """Return the lines as they are shown; each person is read once."""
    table = document.norme
    personnes: dict[int, Identite] = {}
    vues = []
    for trouvee in lignes:
        rubrique = table.rubrique(trouvee.code)
        if trouvee.rang and trouvee.rang not in personnes:
            personnes[trouvee.rang] = document.identite(trouvee.rang)
        vues.append(
            TrouveeVue(
                trouvee.ligne,
                trouvee.code,
                rubrique.libelle,
                lire(trouvee.valeur, trouvee.code, table) or montrer(trouvee.valeur, rubrique.genre),
                personnes.get(trouvee.rang),
            )
        )
    return vues
