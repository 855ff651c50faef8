"""The goldens of the returns: facts read by eye in each document, compared with what the readers found.

A golden is a JSON file: ``fichier`` (``officiel/NAME`` or ``exemples/NAME``), ``nature`` and ``statut`` of
the listing, and ``attendu``: a part of the JSON of ``recepisse retours lire``. Objects are compared key by
key (keys that the golden does not name are free), lists whole and in order. A text that starts with
``@xpath:`` is the first result of this XPath on the document (``*[local-name()='x']`` for names in a
namespace): a fact is then named without its wording being repeated.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

ICI = Path(__file__).parent / "retours"
EXEMPLES = Path(__file__).parent.parent / "donnees" / "retours"


def goldens(origine: str) -> list[Path]:
    return sorted((ICI / origine).rglob("*.json"))


def charger(golden: Path) -> dict[str, Any]:
    lu: dict[str, Any] = json.loads(golden.read_text(encoding="utf-8"))
    return lu


def document(golden: dict[str, Any], officiel: Path | None) -> bytes:
    origine, _, nom = str(golden["fichier"]).partition("/")
    if origine == "exemples":
        return (EXEMPLES / nom).read_bytes()
    assert officiel is not None
    return (officiel / "exemples" / nom).read_bytes()


def ecarts(attendu: Any, lu: Any, octets: bytes, chemin: str = "") -> Iterator[str]:
    """Yield a line per difference between the golden and what was read."""
    if isinstance(attendu, dict) and isinstance(lu, dict):
        for cle, valeur in attendu.items():
            if cle in lu:
                yield from ecarts(valeur, lu[cle], octets, f"{chemin}.{cle}")
            else:
                yield f"{chemin}.{cle}: absent"
    elif isinstance(attendu, list) and isinstance(lu, list) and len(attendu) == len(lu):
        for rang, (a, b) in enumerate(zip(attendu, lu, strict=True)):
            yield from ecarts(a, b, octets, f"{chemin}[{rang}]")
    else:
        fait = attendu
        if isinstance(attendu, str) and attendu.startswith("@xpath:"):
            fait = fait_xpath(octets, attendu.removeprefix("@xpath:"))
        if fait != lu:
            yield f"{chemin}: attendu {fait!r}, lu {lu!r}"


def fait_xpath(octets: bytes, chemin: str) -> str:
    trouves = etree.fromstring(octets.removeprefix(b"\xef\xbb\xbf").lstrip()).xpath(chemin)
    if isinstance(trouves, list):
        assert trouves, f"rien à {chemin}"
        premier = trouves[0]
        return (premier.text or "" if isinstance(premier, etree._Element) else str(premier)).strip()
    return str(trouves).strip()


def valeurs_du_document(octets: bytes) -> Counter[str]:
    """Every text and attribute value of an XML document, blanks around dropped; empty ones are no value."""
    racine = etree.fromstring(octets.removeprefix(b"\xef\xbb\xbf").lstrip())
    trouvees: Counter[str] = Counter()
    for element in racine.iter(etree.Element):
        textes = [element.text, *element.attrib.values(), *(e.tail for e in element)]
        trouvees.update(str(t).strip() for t in textes if t and str(t).strip())
    return trouvees


def valeurs_lues(lu: Any) -> Counter[str]:
    """Every text and number of the JSON of a return read."""
    if isinstance(lu, dict):
        return sum((valeurs_lues(v) for v in lu.values()), Counter())
    if isinstance(lu, list):
        return sum((valeurs_lues(v) for v in lu), Counter())
    return Counter([str(lu).strip()]) if isinstance(lu, str | int) and not isinstance(lu, bool) else Counter()
