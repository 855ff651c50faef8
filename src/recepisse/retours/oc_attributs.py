"""The formats of the organismes complémentaires say everything in attributes: how one element is read.

The business report (root ``Fichier``) and the fiche de paramétrage (root ``FICHE``) are read with the same
functions: attributes that the format knows are returned, and whatever else an element holds (another
attribute, ``xsi:`` ones included, text where the format has none, an unknown child) goes to ``autres`` with
its path. Values are kept as written.
"""

from typing import cast

from lxml import etree

from recepisse.retours.document_xml import nom_local
from recepisse.retours.generique import iter_autres
from recepisse.retours.modele import Autre


def is_nomme(element: etree._Element, nom: str) -> bool:
    """Return True when ``nom`` is the local name of ``element``: an unexpected namespace changes nothing."""
    return element.tag == nom or nom_local(element) == nom


def lire_attributs(
    element: etree._Element, connus: frozenset[str], chemin: str, autres: list[Autre]
) -> dict[str, str]:
    """Return the attributes of ``element`` that are in ``connus``; the others go to ``autres``."""
    lus = cast("dict[str, str]", dict(element.items()))
    if lus.keys() <= connus:
        return lus
    inconnus = [nom for nom in lus if nom not in connus]
    autres.extend(Autre(f"{chemin}/@{nom.rpartition('}')[2]}", lus.pop(nom)) for nom in inconnus)
    return lus


def lire_textes(element: etree._Element, chemin: str, autres: list[Autre]) -> None:
    """Put in ``autres`` a text at the beginning of ``element`` or after it: the format has none there."""
    if (texte := element.text) and not texte.isspace():
        autres.append(Autre(chemin, texte.strip()))
    lire_suite(element, chemin, autres)


def lire_suite(element: etree._Element, chemin: str, autres: list[Autre]) -> None:
    """Put in ``autres`` a text that follows ``element`` in its parent."""
    if (suite := element.tail) and not suite.isspace():
        autres.append(Autre(chemin.rpartition("/")[0], suite.strip()))


def lire_inconnu(element: etree._Element, chemin: str, autres: list[Autre]) -> None:
    """Put in ``autres`` everything of ``element``, which the format does not know there.

    ``chemin`` is the path of its parent.
    """
    ici = f"{chemin}/{nom_local(element)}"
    autres.extend(iter_autres(element, ici))
    lire_suite(element, ici, autres)


def lire_feuille(
    element: etree._Element, connus: frozenset[str], chemin: str, autres: list[Autre]
) -> dict[str, str]:
    """Return the attributes of an ``element`` that has neither children nor text."""
    lus = cast("dict[str, str]", dict(element.items()))
    if lus.keys() <= connus and not len(element) and not element.text and not (element.tail or "").strip():
        return lus
    lire_textes(element, chemin, autres)
    for enfant in element:
        lire_inconnu(enfant, chemin, autres)
    return lire_attributs(element, connus, chemin, autres)
