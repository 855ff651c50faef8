"""One proposal, whatever it comes from."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from recepisse.retours.modele import Complement, Individu


class GenreProposition(StrEnum):
    """What a proposal is about."""

    IDENTITE = "identite"
    TAUX_ATMP = "taux_atmp"
    BONUS_MALUS = "bonus_malus"
    EFFECTIF = "effectif"
    COTISATIONS = "cotisations"
    ORGANISME = "organisme"
    VALEUR = "valeur"


@dataclass(frozen=True, slots=True)
class PropositionLue:
    """A value that a return proposes; "" for what it does not say.

    ``genre``, ``cle``, ``rubrique``, ``distinction``, ``date_effet``, ``periode`` and the person tell what it
    is the value of: two proposals that share them are two values of one thing. ``sujet``, ``cle``,
    ``rubrique`` and ``periode`` hold no personal data.
    """

    genre: GenreProposition
    sujet: str
    """French words, or the organisation's label, for what it is the value of."""
    nouvelle: str = field(repr=False)
    ancienne: str = field(default="", repr=False)
    """Value that was declared."""
    cle: str = ""
    """Section, parameter, control, contract of an organisation…"""
    rubrique: str = ""
    """DSN rubric that carries the value."""
    changement: str = ""
    """Rubric of S21.G00.31 in which the old value is declared with the change."""
    individu: Individu | None = None
    date_effet: date | None = None
    periode: str = ""
    """One date, or two with a slash between; ``AAAA-MM`` for a month."""
    distinction: str = field(default="", repr=False)
    """What else tells two values apart (contract of employment, values of the rubrics around)."""
    complements: tuple[Complement, ...] = field(default=(), repr=False)
    """What a person reads before deciding, and the payroll needs with the value."""
