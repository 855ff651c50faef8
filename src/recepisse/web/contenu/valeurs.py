"""A line of a DSN ready to be shown: as it was written, its number masked, and as a person reads it."""

from dataclasses import dataclass

from recepisse.dsn.arborescence import Bloc, Rubrique
from recepisse.dsn.valeurs import lire, montrer
from recepisse.norme.tables import Genre, Norme


@dataclass(frozen=True, slots=True)
class LigneVue:
    """One line of the file, ready to be shown."""

    ligne: int
    code: str
    libelle: str
    brute: str
    """As written, masked if need be."""
    lue: str
    """The label of a code, a date, an amount; "" when the value reads as it is written."""
    chiffre: bool
    """True for what is set to the right."""
    connue: bool

    @property
    def valeur(self) -> str:
        """Return what a person reads."""
        return self.lue or self.brute


def presenter(bloc: Bloc, rubrique: Rubrique, table: Norme, *, demasque: bool = False) -> LigneVue:
    """Return how a rubric of ``bloc`` is shown; its numbers are hidden unless ``demasque``."""
    code = bloc.code_de(rubrique)
    connue = table.rubrique(code)
    brute = montrer(rubrique.valeur, connue.genre, demasque=demasque)
    return LigneVue(
        ligne=rubrique.ligne,
        code=code,
        libelle=connue.libelle if code else "Ligne illisible",
        brute=brute,
        lue=lire(rubrique.valeur, code, table),
        chiffre=connue.genre in {Genre.MONTANT, Genre.NOMBRE},
        connue=connue.connue,
    )
