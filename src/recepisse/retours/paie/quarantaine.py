"""Should the rates of a CRM wait for a person? The comparison with the previous one (feature C14).

On 28/01/2021 the DGFiP sent CRMs in which almost nobody had a rate, and the advice was to keep the previous
one. Nothing in such a document says that it is wrong: only the comparison shows it. The thresholds are ours
(no publication gives any); they are settings.

Persons are named by opaque keys, which never come out: a motive is a French sentence with figures.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

_Cle = TypeVar("_Cle", bound=Hashable)
"""What tells a person apart."""

ECART = Decimal(10)
"""Points from which a change of rate is a jump, by default."""

_CENT = 100


@dataclass(frozen=True, slots=True)
class Seuils:
    """From when on a difference is suspect. A share of 100 % never is: it switches its test off."""

    personnes: int = 3
    """Fewest persons concerned: in a very small establishment everything changes at once."""
    sans_taux: int = 20
    """Share, in percent, of the persons who had a rate and lose it."""
    effectif: int = 30
    """Fall of the number of persons named, in percent."""
    sauts: int = 20
    """Share, in percent, of the persons whose rate jumps."""
    ecart: Decimal = ECART
    """What a jump is, in points."""


@dataclass(frozen=True, slots=True)
class Ecarts:
    """What differs between two CRMs, in numbers of persons."""

    avant: int
    apres: int
    sans_taux: int
    """Persons without rate in the new one."""
    communs: int
    avaient_un_taux: int
    """Persons of both who had a rate."""
    perdus: int
    """Those of them who have none any more."""
    gagnes: int
    """Persons of both who had none and have one."""
    changes: int
    """Persons of both with two different rates."""
    sauts: int
    """Those of them whose rate moved by the threshold at least."""
    partis: int
    """Persons of the previous one only."""
    arrives: int
    """Persons of the new one only."""

    @property
    def baisse(self) -> int:
        """By how many persons the headcount falls."""
        return max(0, self.avant - self.apres)


def comparer(
    nouveau: Mapping[_Cle, Decimal | None], precedent: Mapping[_Cle, Decimal | None], ecart: Decimal = ECART
) -> Ecarts:
    """Return what differs; ``ecart`` is what a jump is, in points. None is a person without rate."""
    communs = nouveau.keys() & precedent.keys()
    paires = [(avant, nouveau[cle]) for cle in communs if (avant := precedent[cle]) is not None]
    deux = [(avant, apres) for avant, apres in paires if apres is not None]
    return Ecarts(
        avant=len(precedent),
        apres=len(nouveau),
        sans_taux=sum(taux is None for taux in nouveau.values()),
        communs=len(communs),
        avaient_un_taux=len(paires),
        perdus=len(paires) - len(deux),
        gagnes=sum(precedent[cle] is None and nouveau[cle] is not None for cle in communs),
        changes=sum(avant != apres for avant, apres in deux),
        sauts=sum(abs(apres - avant) >= ecart for avant, apres in deux),
        partis=len(precedent) - len(communs),
        arrives=len(nouveau) - len(communs),
    )


def motifs_de_quarantaine(
    nouveau: Mapping[_Cle, Decimal | None],
    precedent: Mapping[_Cle, Decimal | None] | None,
    seuils: Seuils = Seuils(),
    *,
    illisibles: int = 0,
    contradictions: int = 0,
) -> tuple[str, ...]:
    """Return why the rates of ``nouveau`` should wait for a person; nothing when they need not.

    ``precedent`` is the last CRM accepted for the same declarations, None when there is none.
    ``illisibles`` counts the lines whose rate is no rate, ``contradictions`` the persons with two rates.
    """
    compares = (
        _motifs_premier(nouveau, seuils)
        if precedent is None
        else _motifs_ecarts(comparer(nouveau, precedent, seuils.ecart), seuils)
    )
    return (*_motifs_propres(nouveau, illisibles, contradictions), *compares)


def _motifs_propres(
    nouveau: Mapping[_Cle, Decimal | None], illisibles: int, contradictions: int
) -> Iterator[str]:
    """Yield what is wrong with the document itself, whatever the thresholds."""
    if not nouveau:
        yield "Ce compte rendu ne nomme aucune personne."
    if illisibles:
        yield (
            f"{_personnes(illisibles)} {_ont(illisibles)} un taux qui n’est pas un nombre de 0 à 100 : "
            "accepter ce compte rendu leur appliquerait la grille par défaut."
        )
    if contradictions:
        yield f"{_personnes(contradictions)} {_ont(contradictions)} ici deux taux différents."


def _motifs_premier(nouveau: Mapping[_Cle, Decimal | None], seuils: Seuils) -> Iterator[str]:
    if len(nouveau) >= seuils.personnes and all(taux is None for taux in nouveau.values()):
        yield (
            f"Aucune des {len(nouveau)} personnes n’a de taux, et aucun compte rendu précédent ne permet de "
            "comparer."
        )


def _motifs_ecarts(ecarts: Ecarts, seuils: Seuils) -> Iterator[str]:
    saut = f"voient le leur varier d’au moins {_points(seuils.ecart)}"
    tests = (
        (ecarts.perdus, ecarts.avaient_un_taux, seuils.sans_taux, "qui avaient un taux n’en ont plus"),
        (ecarts.baisse, ecarts.avant, seuils.effectif, "nommées auparavant manquent"),
        (ecarts.sauts, ecarts.avaient_un_taux, seuils.sauts, f"qui avaient un taux {saut}"),
    )
    for nombre, total, seuil, phrase in tests:
        if nombre >= max(seuils.personnes, 1) and nombre * _CENT > seuil * total:
            part = nombre * _CENT // total
            yield f"{nombre} des {total} personnes {phrase} ({part} %, seuil {seuil} %)."


def _personnes(nombre: int) -> str:
    return f"{nombre} personne{'s' if nombre > 1 else ''}"


def _ont(nombre: int) -> str:
    return "ont" if nombre > 1 else "a"


def _points(ecart: Decimal) -> str:
    return f"{ecart:f} point{'s' if ecart > 1 else ''}".replace(".", ",")
