"""A SEPA mandate that an OC asks to sign: on net-entreprises, or at an address of its own.

The document only gives the bank details: BIC and IBAN of the account to be debited, ICS of the creditor. A
mandate left unsigned means a payment refused, so each one is a finding, of the code ``MANDAT``: ours, like
its sentence; no organisation writes it. Bank details are complements, never part of a sentence.
"""

from collections.abc import Mapping
from types import MappingProxyType

from lxml import etree

from recepisse.retours.familles.oc.attributs import lire_attributs, lire_inconnus, lire_suite
from recepisse.retours.familles.oc.codes import MANDATS, NATURE
from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Anomalie, Autre, Complement, Donnee
from recepisse.retours.sens.actions import conseil

CODE = "MANDAT"
GENRES: Mapping[str, str] = MappingProxyType({"MandatNetE": "net_entreprises", "MandatProp": "proprietaire"})
"""Kind of mandate by name of element."""

_CONNUS = frozenset({"BIC", "IBAN", "ICS", "URLMandatProp"})


def lire_mandat(
    element: etree._Element, nom: str, autres: list[Autre], rang: int
) -> tuple[Anomalie, dict[str, Donnee]]:
    """Return the finding and the data of a mandate, an element of one of :data:`GENRES`."""
    genre = GENRES[nom]
    attributs = lire_attributs(element, _CONNUS, autres)
    lire_inconnus(element, autres)
    lire_suite(element, autres)
    donnees: dict[str, Donnee] = {"genre": genre, **attributs}
    texte = (element.text or "").strip()
    if texte:
        donnees["texte"] = texte
    adresse = attributs.get("URLMandatProp", "").strip()
    avis = conseil(NATURE, CODE, Gravite.A_CORRIGER)
    anomalie = Anomalie(
        code=CODE,
        gravite=Gravite.A_CORRIGER,
        message=MANDATS[genre],
        action=avis.texte,
        delai=avis.delai,
        aide=adresse if adresse.lower().startswith(("https://", "http://")) else avis.aide,
        rang=rang,
        complements=tuple(Complement(n, v.strip()) for n, v in attributs.items() if v.strip()),
    )
    return anomalie, donnees
