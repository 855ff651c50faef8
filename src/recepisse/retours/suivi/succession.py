"""Which return follows which: when its silence about an anomaly means that the anomaly is gone.

A return follows another one when it is

* a later version of the same return (its issuer overwrote it), or the same version read again;
* the same nature, from the same organisation and delegate, about the same establishment, for a declaration of
  the same kind (nature, fraction, field) and a later month;
* the same, for a later deposit of the same declaration (*annule et remplace*).

Nothing else does. A return of another nature runs other controls; one about another fraction speaks of other
persons; a test declaration says nothing of a real one; two events (an absence, an end of contract) are two
subjects. A return read late follows nothing that is later than what it speaks of: the order is that of the
declared months and of the deposits, never that of the readings.

A flux whose declaration is not known follows nothing but its own returns.
"""

from datetime import datetime
from typing import NamedTuple


class Place(NamedTuple):
    """Where a finding was said: which version of which return, about what."""

    retour: int
    version: int
    """Number of the version inside the return."""
    publication: str
    """14 digits, or what orders versions in their place."""
    flux: int
    depose_le: datetime
    """Instant of the deposit, or the first time its flux was seen."""
    nature: str
    ops: str = ""
    delegataire: str = ""
    etablissement: int | None = None
    """None when the declaration is not known."""
    declaration: int | None = None
    serie: str = ""
    """Kind of the declaration: nature, fraction and field."""
    mois: str = ""
    """``AAAA-MM``, "" for an event."""
    essai: bool = False


def depot_posterieur(une: Place, autre: Place) -> bool:
    """Return True when ``une`` is about a later deposit than ``autre``: declared months first, then dates."""
    if une.flux == autre.flux:
        return False
    if une.mois and autre.mois and une.mois != autre.mois:
        return une.mois > autre.mois
    return (une.depose_le, une.flux) > (autre.depose_le, autre.flux)


def plus_ancienne(une: Place, autre: Place) -> bool:
    """Return True when ``une`` is older than ``autre``: an earlier deposit, or published before about it."""
    if une.flux != autre.flux:
        return depot_posterieur(autre, une)
    if une.retour == autre.retour:
        return (une.publication, une.version) < (autre.publication, autre.version)
    return une.publication < autre.publication


def suit(une: Place, autre: Place) -> bool:
    """Return True when the return at ``une`` follows the one at ``autre`` (see the module)."""
    if une.retour == autre.retour:
        return not plus_ancienne(une, autre)
    if une.etablissement is None or _portee(une) != _portee(autre) or (une.essai and not autre.essai):
        return False
    meme_sujet = une.declaration == autre.declaration or bool(une.mois and autre.mois)
    return meme_sujet and depot_posterieur(une, autre)


def _portee(place: Place) -> tuple[int | None, str, str, str, str]:
    return (place.etablissement, place.nature, place.ops, place.delegataire, place.serie)
