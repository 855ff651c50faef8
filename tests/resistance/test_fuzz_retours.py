"""Whatever happens to a return on its way, it is read, without an exception and without a loss.

Cases are made of valid documents (examples, and the official ones when they are there), damaged by chance,
the same at each run. The variables ``FUZZ_CAS`` and ``FUZZ_DEBUT`` say how many, and the first.
"""

import io
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from lxml import etree

from recepisse.retours import lecture
from recepisse.retours.document.xml import Illisible, parse
from recepisse.retours.exposition import en_json
from recepisse.retours.lecture import lire_retour
from recepisse.retours.modele import RetourLu
from tests.resistance.mutations import muter

pytestmark = pytest.mark.resistance

RACINE = Path(__file__).resolve().parents[2]
OFFICIEL = Path(os.environ.get("RECEPISSE_OFFICIEL", RACINE.parent / "shared" / "officiel")) / "exemples"
CAS = int(os.environ.get("FUZZ_CAS", "4000"))
DEBUT = int(os.environ.get("FUZZ_DEBUT", "0"))
LOTS = 8
"""Tests that the cases are shared between, so that several processes may run them."""


def graines() -> list[bytes]:
    fichiers = sorted((RACINE / "tests" / "donnees" / "retours").iterdir())
    fichiers += sorted(OFFICIEL.iterdir()) if OFFICIEL.is_dir() else []
    return [f.read_bytes() for f in fichiers if f.is_file()]


GRAINES = graines()


def cas(numero: int) -> bytes:
    hasard = Random(numero)  # the same case for the same number
    return muter(hasard.choice(GRAINES), hasard, GRAINES)


def valeurs_du_document(octets: bytes) -> "Counter[str] | None":
    """Every text and attribute of a well-formed document, None for any other bytes."""
    if octets[:5].lstrip(b"\xef\xbb\xbf \r\n\t")[:1] not in {b"<", b"\xff", b"\xfe"}:
        return None
    racine = parse(octets)
    if isinstance(racine, Illisible):
        return None
    trouvees: Counter[str] = Counter()
    for element in racine.iter(etree.Element):
        textes = (element.text, *element.attrib.values(), *(e.tail for e in element))
        trouvees.update(t for texte in textes if texte and (t := str(texte).strip()))
    return trouvees


def iter_valeurs(valeur: Any) -> Iterator[str]:
    """Yield every text and number of a JSON value."""
    pile = [valeur]
    while pile:
        courante = pile.pop()
        if isinstance(courante, dict):
            pile.extend(courante.values())
        elif isinstance(courante, list):
            pile.extend(courante)
        elif isinstance(courante, str | int) and not isinstance(courante, bool):
            yield str(courante).strip()


def contenu_de(lu: RetourLu) -> dict[str, Any]:
    objet = en_json(lu)
    json.dumps(objet, ensure_ascii=False).encode()
    return {cle: objet[cle] for cle in ("anomalies", "donnees", "autres")}


def is_deplie(octets: bytes) -> bool:
    """Return True for an envelope, whose content is replaced by what it says."""
    return b"enveloppeRoot" in octets.replace(b"\x00", b"")


def verifier(numero: int) -> None:
    octets = cas(numero)
    lu = lire_retour(octets, nature="20", statut="ANO")
    assert isinstance(lu, RetourLu)
    contenu = contenu_de(lu)
    attendues = valeurs_du_document(octets)
    if attendues is None or is_deplie(octets):
        return
    assert lu.famille != "illisible"
    perdues = attendues - Counter(iter_valeurs(contenu))
    assert not perdues, f"valeurs perdues : {perdues}"


def verifier_en_flux(numero: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read as a large one, the document is of the same family and loses nothing either.

    Where a part stands may change what it is taken for: it is only once the rest is read that a document that
    has it twice shows so.
    """
    octets = cas(numero)
    famille = lire_retour(octets).famille
    with monkeypatch.context() as grand:
        grand.setattr(lecture, "PETIT", 0)
        lu = lire_retour(io.BytesIO(octets))
    assert lu.famille == famille
    attendues = valeurs_du_document(octets)
    if attendues is not None and not is_deplie(octets):
        perdues = attendues - Counter(iter_valeurs(contenu_de(lu)))
        assert not perdues, f"valeurs perdues en flux : {perdues}"


@pytest.mark.parametrize("lot", range(LOTS))
def test_aucun_retour_abime_n_arrete_la_lecture_ni_ne_perd_une_valeur(
    lot: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fautes = []
    for numero in range(DEBUT + lot, DEBUT + CAS, LOTS):
        try:
            verifier(numero)
            if numero % 4 == 0:
                verifier_en_flux(numero, monkeypatch)
        except Exception as erreur:  # noqa: BLE001 -- every fault is counted and told with its number
            fautes.append(f"cas {numero} : {type(erreur).__name__} : {erreur}"[:600])
    assert not fautes, f"{len(fautes)} cas en faute\n" + "\n".join(fautes[:20])


@pytest.mark.parametrize("rang", range(len(GRAINES)))
def test_un_document_valide_se_lit_de_meme_en_flux(rang: int, monkeypatch: pytest.MonkeyPatch) -> None:
    petit = en_json(lire_retour(GRAINES[rang], nature="20"))
    monkeypatch.setattr(lecture, "PETIT", 0)
    assert en_json(lire_retour(io.BytesIO(GRAINES[rang]), nature="20")) == petit


def test_les_cas_sont_toujours_les_memes_et_varies() -> None:
    premiers = [cas(numero) for numero in range(200)]
    assert premiers == [cas(numero) for numero in range(200)]
    assert len(set(premiers)) > 190
    bien_formes = sum(valeurs_du_document(octets) is not None for octets in premiers)
    assert 80 < bien_formes < 190
