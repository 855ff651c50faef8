"""Files given by a page: a PDF to look at, a table to keep. Neither can run anything in this site's name."""

from typing import Final

from django.http import HttpResponse

from recepisse.gestion.gestes.ecrire_tableau import Forme

CSP_PDF: Final = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
CSP_FICHIER: Final = "default-src 'none'; sandbox"

FORMES: Final = ((Forme.XLSX.value, "Excel (XLSX)"), (Forme.CSV.value, "CSV"), (Forme.JSON.value, "JSON"))
"""What a person chooses from, the most asked for first."""

_TYPES: Final = {
    Forme.CSV: "text/csv; charset=utf-8",
    Forme.JSON: "application/json",
    Forme.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def reponse_pdf(octets: bytes, nom: str) -> HttpResponse:
    """Return a PDF to display; ``nom`` names no person."""
    return HttpResponse(
        octets,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{nom}"', "Content-Security-Policy": CSP_PDF},
    )


def reponse_tableau(octets: bytes, nom: str, forme: Forme) -> HttpResponse:
    """Return a table to keep, under the name ``nom`` (no suffix, no person)."""
    return HttpResponse(
        octets,
        content_type=_TYPES[forme],
        headers={
            "Content-Disposition": f'attachment; filename="{nom}.{forme.value}"',
            "Content-Security-Policy": CSP_FICHIER,
        },
    )
