"""Whose return is it: the establishment that a read version is about, and when it was published.

The row knows it when its flux is ours or was adopted. Otherwise the document says it, and an establishment
that is known is found. None is made for it: a flux deposited elsewhere waits for its adoption, after which
its returns are read again.
"""

from datetime import datetime

from recepisse.gestion.gestes.releves.versions import lire_publication, rang_publication
from recepisse.gestion.models import Etablissement, VersionRetour
from recepisse.retours.modele import RetourLu


def etablissement_de(lu: RetourLu, version: VersionRetour) -> Etablissement | None:
    """Return the establishment that ``lu`` is about, None when it is not known."""
    connu = version.retour.etablissement
    if connu is not None:
        return connu
    declaration = lu.declaration
    return (
        Etablissement.objects.filter(entreprise__siren=declaration.siren, nic=declaration.nic)
        .select_related("entreprise")
        .first()
    )


def publie_le(version: VersionRetour) -> datetime:
    """Return when ``version`` was published; when it was first seen, if its stamp cannot be read."""
    return lire_publication(version.publication) or version.vu_le


def rang(version: VersionRetour) -> tuple[str, int]:
    """Return what orders versions by publication; two of one instant are in the order they were met."""
    return rang_publication(version.publication, version.vu_le), version.pk
