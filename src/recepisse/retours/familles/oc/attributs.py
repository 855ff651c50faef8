"""The formats of the organismes complémentaires say everything in attributes: how one element is read.

The business report (root ``Fichier``) and the fiche de paramétrage (root ``FICHE``) are read with the same
functions: attributes that the format knows are returned, and whatever else an element holds (another
attribute, ``xsi:`` ones included, text where the format has none, an unknown child) goes to ``autres`` with
its path. Values are kept as written.
"""

from lxml import etree

from recepisse.retours.document.xml import nom_local
from recepisse.retours.familles.generique import iter_autres
from recepisse.retours.modele import Autre


def is_nomme(element: etree._Element, nom: str) -> bool:
    """Return True when ``nom`` is the local name of ``element``: an unexpected namespace changes nothing."""
    return element.tag == nom or nom_local(element) == nom


def chemin_de(element: etree._Element) -> str:
    """Return the path of ``element``: local names from the root, with a slash between."""
    noms = [nom_local(element), *map(nom_local, element.iterancestors())]
    return "/".join(reversed(noms))


def lire_attributs(element: etree._Element, connus: frozenset[str], autres: list[Autre]) -> dict[str, str]:
    """Return the attributes of ``element`` that are in ``connus``; the others go to ``autres``."""
    lus: dict[str, str] = dict(element.items())  # type: ignore[arg-type]  # stubs think of bytes
    if lus.keys() <= connus:
        return lus
    chemin = chemin_de(element)
    inconnus = [nom for nom in lus if nom not in connus]
    autres.extend(Autre(f"{chemin}/@{nom.rpartition('}')[2]}", lus.pop(nom)) for nom in inconnus)
    return lus


def lire_textes(element: etree._Element, autres: list[Autre]) -> None:
    """Put in ``autres`` a text at the beginning of ``element`` or after it: the format has none there."""
    texte, suite = element.text, element.tail
    if (texte and not texte.isspace()) or (suite and not suite.isspace()):
        if texte and texte.strip():
            autres.append(Autre(chemin_de(element), texte.strip()))
        lire_suite(element, autres)


def lire_suite(element: etree._Element, autres: list[Autre]) -> None:
    """Put in ``autres`` a text that follows ``element`` in its parent."""
    if (suite := element.tail) and not suite.isspace():
        autres.append(Autre(chemin_de(element).rpartition("/")[0], suite.strip()))


def lire_inconnu(element: etree._Element, autres: list[Autre]) -> None:
    """Put in ``autres`` everything of ``element``, which the format does not know there."""
    autres.extend(iter_autres(element, chemin_de(element)))
    lire_suite(element, autres)


def lire_inconnus(element: etree._Element, autres: list[Autre]) -> None:
    """Put in ``autres`` every child of ``element``, which the format knows none of."""
    for enfant in element:
        lire_inconnu(enfant, autres)


def lire_feuille(element: etree._Element, connus: frozenset[str], autres: list[Autre]) -> dict[str, str]:
    """Return the attributes of an ``element`` that has neither children nor text."""
    lire_textes(element, autres)
    lire_inconnus(element, autres)
    return lire_attributs(element, connus, autres)
