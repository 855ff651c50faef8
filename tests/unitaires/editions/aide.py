from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import DictionaryObject


def ouvrir(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def texte(pdf: bytes) -> str:
    """All the text of a PDF; words that a line end separates are joined by a space."""
    lu = " ".join(page.extract_text() for page in ouvrir(pdf).pages)
    return " ".join(lu.replace("\u200b", "").replace("\u00a0", " ").replace("\u202f", " ").split())


def racine(pdf: bytes) -> DictionaryObject:
    """The catalogue of a PDF, where it says its language and whether it is tagged."""
    catalogue = ouvrir(pdf).trailer["/Root"].get_object()
    assert isinstance(catalogue, DictionaryObject)
    return catalogue
