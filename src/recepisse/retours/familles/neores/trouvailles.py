"""What is wrong in one detail (B005) of a NEOReS action: which of its data (B007) are to be corrected.

A detail lists data of the DSN, some to be corrected, others only to say where: the base, the contribution,
the kind of contract. A payroll clerk should find one line for one thing to correct, so a datum is a
**finding**

* when it gives an expected value: B007.R003 other than the value declared, or given with a result, or
  accepted values (B010);
* or when its result (R009) says that something is missing or in excess: 02 to 05, and any code to come. Data
  of the same block, period and result 04 or 05, without expected value, are one finding: one block is
  missing, or in excess.

When no datum is one, the first that has a result is the finding: an incoherent value or total (01, 06), the
others being what it does not agree with. Without any result, the detail itself is the finding, with its datum
when it has only one.

The other data are the **context** of the findings: named by their rubric, when they have no expected value
and are of the same period or of none. Published examples of 2024 put result 01 on every datum of a detail,
those of 2026 on those to correct alone, hence the order of these rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from recepisse.retours.familles.neores.arbre import Valeurs
from recepisse.retours.familles.neores.codes import DE_BLOC, VAGUES
from recepisse.retours.modele import Complement

CONTEXTE_MAX = 40
"""Most data of context that a finding shows, of its period and of none; all of them are in ``donnees``."""

_NOM_DE_BLOC = 10
"""Length of the name of a block: S21.G00.78."""


class Trouvaille(NamedTuple):
    """Something to correct: a datum (an empty one: the detail itself), and what is around it."""

    donnee: Valeurs
    contexte: tuple[Complement, ...] = ()


RIEN = Trouvaille({})


def trouver(donnees: Sequence[Valeurs]) -> list[Trouvaille]:
    """Return the findings of a detail, in its order; at least one."""
    if len(donnees) == 1:
        return [Trouvaille(donnees[0])]
    retenues = _retenir(donnees)
    if not retenues:
        retenues = [d for d in donnees if d.get("resultat")][:1]
    if not retenues:
        retenues = [{}]
    contexte = _contexte(donnees, retenues)
    return [Trouvaille(d, _autour(d, contexte) if contexte else ()) for d in retenues]


def _retenir(donnees: Iterable[Valeurs]) -> list[Valeurs]:
    retenues: list[Valeurs] = []
    blocs: set[tuple[str, str, str]] = set()
    for donnee in donnees:
        if _attend(donnee):
            retenues.append(donnee)
            continue
        resultat = donnee.get("resultat", "")
        if not resultat or resultat in VAGUES:
            continue
        bloc = (donnee.get("rubrique", "")[:_NOM_DE_BLOC], resultat, periode(donnee))
        if resultat not in DE_BLOC or bloc not in blocs:
            blocs.add(bloc)
            retenues.append(donnee)
    return retenues


def _attend(donnee: Valeurs) -> bool:
    """Return True when ``donnee`` gives an expected value that is not the one declared."""
    attendue = donnee.get("preconisee")
    if attendue is None:
        return "acceptees" in donnee
    return "resultat" in donnee or _nombre(attendue) != _nombre(donnee.get("declaree", ""))


def _nombre(texte: str) -> str:
    """Return ``texte`` without the zeros that end a decimal: 0.0 and 0.00 are the same amount."""
    return texte.rstrip("0").rstrip(".") if "." in texte else texte


def periode(bloc: Valeurs) -> str:
    """Return the period of a block, as written: "" or a date, or two with a slash between."""
    debut, fin = bloc.get("periode_debut", ""), bloc.get("periode_fin", "")
    return f"{debut}/{fin}" if debut and fin else debut or fin


def _contexte(donnees: Iterable[Valeurs], retenues: Iterable[Valeurs]) -> dict[str, dict[Complement, None]]:
    """Return the data that are no finding and have no expected value, by period, each once."""
    exclues = {id(d) for d in retenues}
    par_periode: dict[str, dict[Complement, None]] = {}
    for donnee in donnees:
        if "declaree" in donnee and "preconisee" not in donnee and id(donnee) not in exclues:
            connus = par_periode.setdefault(periode(donnee), {})
            if len(connus) < CONTEXTE_MAX:
                connus[Complement(donnee.get("rubrique", ""), donnee["declaree"])] = None
    return par_periode


def _autour(donnee: Valeurs, contexte: Mapping[str, Mapping[Complement, None]]) -> tuple[Complement, ...]:
    """Return the context of a finding: what has no period, then what is of its own."""
    mois = periode(donnee)
    propres = contexte.get(mois, ()) if mois else ()
    return (*contexte.get("", ()), *propres)
