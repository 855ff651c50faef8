"""Corrected identities, from the natures 20 (SNGI, bilan) and 121 (CNAV, NEOReS).

A change of identity is declared with the new value in S21.G00.30 and the old one in S21.G00.31, which only
exists for the NIR, the family name, the first names and the birth date (norm P26V01).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from recepisse.retours.modele import Complement, Individu
from recepisse.retours.paie.personne import comparable
from recepisse.retours.paie.propositions.modele import GenreProposition, PropositionLue

_DATE_INCONNUE = frozenset({"0000-00-00", "00000000"})


class _Champ(NamedTuple):
    sujet: str
    rubrique: str
    changement: str
    lire: Callable[[Individu], str]


def _complement(nom: str) -> Callable[[Individu], str]:
    def lire(individu: Individu) -> str:
        return next((c.valeur for c in individu.complements if c.nom == nom), "")

    return lire


_CHAMPS = (
    _Champ("NIR", "S21.G00.30.001", "S21.G00.31.008", lambda i: i.nir),
    _Champ("Nom de famille", "S21.G00.30.002", "S21.G00.31.009", lambda i: i.nom),
    _Champ("Nom d’usage", "S21.G00.30.003", "", _complement("nom_usage")),
    _Champ("Prénoms", "S21.G00.30.004", "S21.G00.31.010", lambda i: i.prenoms),
    _Champ("Sexe", "S21.G00.30.005", "", _complement("sexe")),
    _Champ("Date de naissance", "S21.G00.30.006", "S21.G00.31.011", lambda i: i.naissance),
    _Champ("Lieu de naissance", "S21.G00.30.007", "", _complement("lieu_naissance")),
    _Champ("Code pays", "S21.G00.30.011", "", _complement("code_pays")),
)
"""Fields of a person; complements are named, and rubrics given, as in the schema v02r03 (``salarie``)."""


def comparer_identites(
    declare: Individu, reference: Individu, origine: Mapping[str, str]
) -> Iterator[PropositionLue]:
    """Yield one proposal per field that ``reference`` gives and that differs from ``declare``.

    Case, accents and hyphens are no difference: the national register writes capitals without accents.
    """
    complements = tuple(Complement(nom, valeur) for nom, valeur in origine.items() if valeur)
    for champ in _CHAMPS:
        ancienne, nouvelle = champ.lire(declare).strip(), champ.lire(reference).strip()
        if not comparable(nouvelle) or nouvelle in _DATE_INCONNUE:
            continue
        if comparable(ancienne) != comparable(nouvelle):
            yield PropositionLue(
                genre=GenreProposition.IDENTITE,
                sujet=champ.sujet,
                rubrique=champ.rubrique,
                changement=champ.changement if ancienne else "",
                individu=declare,
                ancienne=ancienne,
                nouvelle=nouvelle,
                complements=complements,
            )
