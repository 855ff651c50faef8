"""Whose return is it: the establishment that a read version is about, and when it was published.

The row knows it when its flux is ours or was adopted. Otherwise the document says it: its company and its
establishment are made when they are unknown, because the values of a return whose declaration was deposited
elsewhere are useful all the same.
"""

import re
from datetime import datetime

from recepisse.gestion.gestes.versions import lire_publication, rang_publication
from recepisse.gestion.models import Entreprise, Etablissement, VersionRetour
from recepisse.retours.modele import RetourLu

_SIREN = re.compile(r"[0-9]{9}", re.ASCII)
_NIC = re.compile(r"[0-9]{5}", re.ASCII)


def etablissement_de(lu: RetourLu, version: VersionRetour) -> Etablissement | None:
    """Return the establishment that ``lu`` is about, None when neither the row nor the document says it."""
    connu = version.retour.etablissement
    if connu is not None:
        return connu
    declaration = lu.declaration
    if not (_SIREN.fullmatch(declaration.siren) and _NIC.fullmatch(declaration.nic)):
        return None
    entreprise, _ = Entreprise.objects.get_or_create(siren=declaration.siren)
    etablissement, _ = Etablissement.objects.get_or_create(entreprise=entreprise, nic=declaration.nic)
    return etablissement


def publie_le(version: VersionRetour) -> datetime:
    """Return when ``version`` was published; when it was first seen, if its stamp cannot be read."""
    return lire_publication(version.publication) or version.vu_le


def rang(version: VersionRetour) -> tuple[str, int]:
    """Return what orders versions by publication; two of one instant are in the order they were met."""
    return rang_publication(version.publication, version.vu_le), version.pk
