"""What to do about a finding, in plain French, and before when: the packaged table ``actions.json``.

NEOReS gives its own expected action for each finding; the other families do not. For them the table says
what a payroll department does, by nature, code and gravity. The wording is ours, and each rule names the
public pages that it comes from, or says that it is a choice of ours. The first rule that fits is kept; an
unknown code gets the advice of its nature, and an unknown nature a general one, so that a finding is never
without an answer.

The second list of the table, ``retours``, is about whole returns (an attestation to hand over, rates to take
into account): ``interpretation`` knows when each is called for.

The table is data: it changes without touching code, and an administrator may put rules of his own before
these with :func:`etendre`. Kinds of deadline are those of ``delais``.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

from recepisse.erreurs import ErreurReglages
from recepisse.retours.gravite import Gravite
from recepisse.retours.natures import nature as nature_de
from recepisse.retours.sens.delais import DELAIS, SANS


@dataclass(frozen=True, slots=True)
class Conseil:
    """What to do, with the kind of deadline and an address of help ("" for what is not known)."""

    texte: str
    delai: str = ""
    aide: str = ""


class Source(NamedTuple):
    """Where an advice comes from; ``adresse`` is "" for what is not a page."""

    titre: str
    adresse: str


@dataclass(frozen=True, slots=True)
class RegleAction:
    """One rule of the table: an absent criterion always fits."""

    texte: str
    natures: frozenset[str] = frozenset()
    code: str = "*"
    """Pattern of codes, with ``*`` and ``?``."""
    gravites: frozenset[Gravite] = frozenset()
    delai: str | None = None
    """None: the usual deadline of the nature."""
    aide: str = ""
    source: tuple[str, ...] = ()
    """Keys of :data:`SOURCES`."""
    exemple: tuple[str, str, Gravite] | None = None
    """A nature, a code and a gravity that this very rule answers."""

    def convient(self, nature: str, code: str, gravite: Gravite) -> bool:
        """Tell whether the rule answers this finding."""
        return (
            (not self.natures or nature in self.natures)
            and (not self.gravites or gravite in self.gravites)
            and fnmatchcase(code, self.code)
        )

    def conseil(self, nature: str) -> Conseil:
        """Return what the rule advises for a return of this nature."""
        delai = nature_de(nature).echeance if self.delai is None else self.delai
        return Conseil(self.texte, delai, self.aide)


@dataclass(frozen=True, slots=True)
class ActionRetour:
    """An action that a whole return calls for."""

    cle: str
    """Name of the situation, known to ``interpretation``."""
    texte: str
    gravite: Gravite
    delai: str = ""
    aide: str = ""
    source: tuple[str, ...] = ()


def _regle(ecrite: Mapping[str, Any]) -> RegleAction:
    """Return a rule of the table; ``aide`` is an address, or the key of a source that has one."""
    exemple = ecrite.get("exemple")
    aide = str(ecrite.get("aide", ""))
    return RegleAction(
        texte=ecrite["texte"],
        natures=frozenset(ecrite.get("natures", ())),
        code=ecrite.get("code", "*"),
        gravites=frozenset(map(Gravite, ecrite.get("gravites", ()))),
        delai=ecrite.get("delai"),
        aide=SOURCES[aide].adresse if aide in SOURCES else aide,
        source=tuple(ecrite.get("source", ())),
        exemple=exemple and (exemple["nature"], exemple["code"], Gravite(exemple["gravite"])),
    )


def _action_retour(ecrite: Mapping[str, Any]) -> ActionRetour:
    """Return an action of whole returns."""
    return ActionRetour(
        cle=ecrite["cle"],
        texte=ecrite["texte"],
        gravite=Gravite(ecrite["gravite"]),
        delai=ecrite.get("delai", SANS),
        aide=SOURCES[ecrite["aide"]].adresse if "aide" in ecrite else "",
        source=tuple(ecrite["source"]),
    )


_TABLE: dict[str, Any] = json.loads(
    files("recepisse.retours.sens").joinpath("actions.json").read_text(encoding="utf-8")
)

SOURCES: Mapping[str, Source] = MappingProxyType({c: Source(**s) for c, s in _TABLE["sources"].items()})
"""The sources that the rules name."""

REGLES: tuple[RegleAction, ...] = tuple(map(_regle, _TABLE["regles"]))
"""The packaged rules, in order."""

ACTIONS_RETOUR: Mapping[str, ActionRetour] = MappingProxyType(
    {a["cle"]: _action_retour(a) for a in _TABLE["retours"]}
)
"""What whole returns call for, by name of situation."""

_regles: list[RegleAction] = list(REGLES)


@lru_cache(maxsize=8192)
def conseil(nature: str, code: str, gravite: Gravite) -> Conseil:
    """Return what to do about a finding: the first rule of the table that fits.

    ``code`` is "" for a return that names no finding.
    """
    return regle(nature, code, gravite).conseil(nature)


def regle(nature: str, code: str, gravite: Gravite) -> RegleAction:
    """Return the rule that answers a finding; the last rules of the table fit everything."""
    return next(r for r in _regles if r.convient(nature, code, gravite))


# --- rules of one's own ----------------------------------------------------------------------------

_CHAMPS = frozenset({"texte", "natures", "code", "gravites", "delai", "aide", "source", "exemple"})
_CONSEIL = 'Ce fichier a la forme de la table des actions : {"regles": [{"code": …, "texte": …}]}.'


def etendre(texte: str) -> None:
    """Put the rules of a JSON ``texte`` before the packaged ones.

    ``{"regles": [{"natures": ["119"], "code": "UR_ANO_X*", "texte": "…", "delai": "dsn_suivante"}]}``. To be
    called once, when the program starts. Raises ErreurReglages when the text is not such a table.
    """
    try:
        nouvelles = [_verifiee(ecrite) for ecrite in json.loads(texte)["regles"]]
    except (ValueError, KeyError, TypeError, AttributeError) as erreur:
        raison = erreur if isinstance(erreur, _Refus) else "elle ne se lit pas"
        raise ErreurReglages(f"La table d’actions est refusée : {raison}.", conseil=_CONSEIL) from None
    _regles[:0] = nouvelles
    conseil.cache_clear()


class _Refus(ValueError):
    """Why a rule is refused, in French."""


def _verifiee(ecrite: Mapping[str, Any]) -> RegleAction:
    """Return the rule of an entry, or say why it is none."""
    if inconnus := sorted(set(ecrite.keys()) - _CHAMPS):
        raise _Refus(f"« {inconnus[0]} » n’est pas un champ")
    textes: Iterable[Any] = (ecrite["texte"], *(ecrite.get(c, "") for c in ("code", "delai", "aide")))
    listes = [ecrite.get(champ, []) for champ in ("natures", "gravites", "source")]
    if not all(isinstance(t, str) for t in textes) or not all(isinstance(v, list) for v in listes):
        raise _Refus("une valeur n’a pas la forme attendue")
    if ecrite.get("delai", SANS) not in (SANS, *DELAIS):
        raise _Refus(f"« {ecrite['delai']} » n’est pas un délai connu")
    return _regle(ecrite)
