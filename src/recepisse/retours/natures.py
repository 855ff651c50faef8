"""What each nature of return is: who issues it, what to call it, when to expect it.

The list is the packaged file ``natures.json``, assembled from several publications (guide §6 as quoted,
schemas and examples of GIP-MDS, public pages): the official table itself could not be read. It is open:
an unknown code is a nature like the others, of the group "autres", and nothing is ever dropped for it.
A return is routed by the nature of the listing, never by what its document says of itself.

An administrator may add a nature, or correct one, with a JSON file of the same shape: :func:`etendre` takes
its text, once, when the program starts.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from recepisse.erreurs import ErreurReglages
from recepisse.retours.gravite import Gravite
from recepisse.retours.sens.delais import DELAIS

AUTRES = "autres"

DOCUMENTS = ("oui", "non", "parfois", "inconnu")
"""Is there a document to download?"""


@dataclass(frozen=True, slots=True)
class Emetteur:
    """A group of issuers, as the tree of the screen shows them."""

    code: str
    libelle: str
    RG: str = ""
    """Its name for a declarant of the general scheme, when it differs."""
    RA: str = ""
    """Its name for a declarant of the agricultural scheme, when it differs."""


@dataclass(frozen=True, slots=True)
class Nature:
    """One nature of return."""

    code: str
    emetteur: str
    """Code of its :class:`Emetteur`."""
    libelle: str
    libelle_ko: str = ""
    """What to call it when its status is KO, if that is another document."""
    declarations: tuple[str, ...] = ()
    """Natures of declaration (S20.G00.05.001) it answers; empty when unknown."""
    document: str = "inconnu"
    """One of :data:`DOCUMENTS`."""
    famille: str = ""
    """Expected form: bilan, neores, oc, agirc_arrco, pdf; "" when unknown. The bytes decide."""
    delai: str = ""
    """Usual delay, in French; "" when unknown."""
    action: str = ""
    """What to do with it, in one French sentence."""
    echeance: str = ""
    """Kind of deadline of what it asks for, a key of ``delais.DELAIS``; "" when there is none."""
    plancher: Gravite = Gravite.INFORMATION
    """Least gravity of such a return, whatever its document says (a yearly reminder is never a mere fact)."""
    source: str = ""
    note: str = ""

    @property
    def connue(self) -> bool:
        """True when the packaged table holds this code."""
        return bool(self.source)

    def libelle_pour(self, statut: str) -> str:
        """Return the label for a return whose listing status is ``statut``."""
        return self.libelle_ko if self.libelle_ko and statut.strip().upper() == "KO" else self.libelle


@cache
def _table() -> Mapping[str, Any]:
    texte = files("recepisse.retours").joinpath("natures.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(texte))


EMETTEURS: tuple[Emetteur, ...] = tuple(Emetteur(**e) for e in _table()["emetteurs"])
"""The groups, in the order of the tree."""

SOURCES: Mapping[str, str] = MappingProxyType(_table()["sources"])
"""What the letters of ``Nature.source`` stand for."""

DECLARATIONS: Mapping[str, str] = MappingProxyType(_table()["declarations"])
"""Natures of declaration (S20.G00.05.001), in French."""

_EMETTEURS = MappingProxyType({e.code: e for e in EMETTEURS})


def _lire(ecrite: Mapping[str, Any]) -> Nature:
    """Return the nature that an entry of a table describes."""
    formes = {"declarations": tuple(ecrite.get("declarations", ())), "plancher": Gravite(ecrite["plancher"])}
    return Nature(**{**ecrite, **formes})


_natures: dict[str, Nature] = {n["code"]: _lire(n) for n in _table()["natures"]}

NATURES: Mapping[str, Nature] = MappingProxyType(_natures)
"""The known natures by code, in ascending order; it follows :func:`etendre`."""


def nature(code: str) -> Nature:
    """Return the nature of ``code``; never fails (an unknown code makes a nature of the group "autres")."""
    nu = code.strip()
    connue = NATURES.get(nu) or NATURES.get(nu.lstrip("0"))
    return connue or Nature(code=nu, emetteur=AUTRES, libelle=f"Retour de nature {nu or 'inconnue'}")


def emetteur(code: str) -> Emetteur:
    """Return the group of ``code``; an unknown one is "autres"."""
    return _EMETTEURS.get(code) or _EMETTEURS[AUTRES]


def groupe(code: str, regime: str = "") -> str:
    """Return the name of the group of the nature ``code`` for a ``regime`` ("RG", "RA" or "" for both)."""
    trouve = emetteur(nature(code).emetteur)
    return {"RG": trouve.RG, "RA": trouve.RA}.get(regime) or trouve.libelle


# --- a table of one's own --------------------------------------------------------------------------

_CHAMPS = frozenset(champ.name for champ in fields(Nature))
_CONSEIL = 'Ce fichier a la forme de la table des natures : {"natures": [{"code": …, "libelle": …}]}.'


def etendre(texte: str) -> None:
    """Add the natures of a JSON ``texte`` to the table, or correct those that it has already.

    ``{"natures": [{"code": "129", "libelle": "…", "emetteur": "urssaf_msa"}]}``: a known code keeps what the
    entry does not say. To be called once, when the program starts. Raises ErreurReglages when the text is
    not such a table; the natures are then as they were.
    """
    try:
        ecrites = json.loads(texte)["natures"]
        nouvelles = [_completer(dict(ecrite)) for ecrite in ecrites]
    except (ValueError, KeyError, TypeError) as erreur:
        raison = erreur if isinstance(erreur, _Refus) else "elle ne se lit pas"
        raise ErreurReglages(f"La table de natures est refusée : {raison}.", conseil=_CONSEIL) from None
    toutes = {**_natures, **{nature.code: nature for nature in nouvelles}}
    _natures.clear()
    _natures.update(sorted(toutes.items(), key=lambda paire: _place(paire[0])))


class _Refus(ValueError):
    """Why an entry is not a nature, in French."""


def _completer(ecrite: dict[str, Any]) -> Nature:
    """Return the nature of an entry, completed with what is known of its code."""
    code = str(ecrite.get("code", "")).strip()
    if not code:
        raise _Refus("une nature n’a pas de code")
    if inconnus := sorted(set(ecrite) - _CHAMPS):
        raise _Refus(f"« {inconnus[0]} » n’est pas un champ (nature {code})")
    if not all(
        isinstance(valeur, list if champ == "declarations" else str) for champ, valeur in ecrite.items()
    ):
        raise _Refus(f"une valeur n’a pas la forme attendue (nature {code})")
    defaut = Nature(code=code, emetteur=AUTRES, libelle=f"Retour de nature {code}", source="table ajoutée")
    nouvelle = _lire({**asdict(_natures.get(code, defaut)), **ecrite, "code": code})
    for champ, valeur, permises in (
        ("emetteur", nouvelle.emetteur, _EMETTEURS),
        ("document", nouvelle.document, DOCUMENTS),
        ("echeance", nouvelle.echeance, ("", *DELAIS)),
    ):
        if valeur not in permises:
            raise _Refus(f"« {champ} » n’est pas l’une des valeurs possibles (nature {code})")
    return nouvelle


def _place(code: str) -> tuple[bool, int, str]:
    """Return where a code stands among the others: numbers first, in order."""
    return not code.isdigit(), len(code), code
