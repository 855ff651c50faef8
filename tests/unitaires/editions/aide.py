from io import BytesIO

from pypdf import PdfReader


def ouvrir(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def texte(pdf: bytes) -> str:
    """All the text of a PDF; words that a line end separates are joined by a space."""
    lu = " ".join(page.extract_text() for page in ouvrir(pdf).pages)
    return " ".join(lu.replace("\u200b", "").replace("\u00a0", " ").replace("\u202f", " ").split())
