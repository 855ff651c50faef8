"""One template and its data become a PDF: tagged (PDF/UA-1), in French, with the fonts that typst carries.

Data go in as JSON and are only ever displayed as text: nothing that an organisation writes can be taken for
markup. The same template, data and instant give the same bytes on every machine: the system's fonts are not
looked at, nor is the network.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal

import typst

from recepisse.temps import to_paris

_NORME: Literal["ua-1"] = "ua-1"
"""PDF/UA-1 (ISO 14289-1): tagged, readable by a screen reader."""


@cache
def _gabarits() -> Path:
    """Return the folder of the templates; it is on disk, wherever the package was installed."""
    with as_file(files("recepisse.editions").joinpath("gabarits")) as dossier:
        return dossier


def composer(gabarit: str, donnees: Mapping[str, object], *, imprime_le: datetime) -> bytes:
    """Return the PDF of ``gabarit`` (a name, without its extension) for ``donnees``, any JSON value.

    ``imprime_le`` is the instant written in the footer and in the properties of the PDF.
    """
    local = to_paris(imprime_le)
    complet = {**donnees, "imprime_le": local.strftime("%d/%m/%Y à %H:%M")}
    dossier = _gabarits()
    pdf: bytes = typst.compile(
        dossier / f"{gabarit}.typ",
        root=dossier,
        format="pdf",
        sys_inputs={"donnees": json.dumps(complet, ensure_ascii=False)},
        pdf_standards=[_NORME],
        ignore_system_fonts=True,
        timestamp=int(imprime_le.timestamp()),
    )
    return pdf
