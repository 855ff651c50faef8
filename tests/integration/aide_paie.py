"""Documents made by hand for the tests of what returns give to the payroll."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.integration.aide import NIC, SIREN

EXEMPLES = Path(__file__).parents[1] / "donnees" / "retours"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class Ligne:
    """One person of a return 94; ``taux`` None: the tag is absent."""

    nir: str
    taux: str | None = None
    matricule: str = ""
    futur: str | None = None
    futur_le: str = ""


def nir(rang: int) -> str:
    """Return an invented number."""
    return f"18505{rang % 90 + 1:02d}{rang % 999 + 1:03d}{rang // 999 + 1:03d}"


def personnes(nombre: int, taux: str | None = "5.00", sans: int = 0) -> list[Ligne]:
    """Return so many persons with this rate, the first ``sans`` of them without any."""
    return [Ligne(nir(n), None if n < sans else taux, f"{n:06d}") for n in range(nombre)]


def crm94(
    lignes: Sequence[Ligne], numero: str = "902026100000000001", siren: str = SIREN, nic: str = NIC
) -> bytes:
    """Return the bytes of a return 94 (the names of the published example)."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<gipmds:rapport xmlns:gipmds="http://www.gip-mds.fr/" type="CRM nominatif" profil="DSN" '
        f'version="v01r08" identifiant="{numero}"><envoi><envoi_identification><idflux>F</idflux>'
        "<emetteur_siret>90120099800010</emetteur_siret></envoi_identification>"
        "<envoi_bilan><envoi_etat>OK</envoi_etat></envoi_bilan></envoi><declaration>"
        f"<declaration_identification><rang>1</rang><type>01</type><SIREN>{siren}</SIREN>"
        f"<nic_affectation>{nic}</nic_affectation></declaration_identification>"
        f"<declaration_bilan><etat>OK</etat>{''.join(map(_salarie, lignes))}</declaration_bilan>"
        "</declaration></gipmds:rapport>"
    ).encode()


def _salarie(ligne: Ligne) -> str:
    matricule = f"<matricule>{ligne.matricule}</matricule>" if ligne.matricule else ""
    taux = "" if ligne.taux is None else f"<taux_imposition_PAS>{ligne.taux}</taux_imposition_PAS>"
    futur = ""
    if ligne.futur_le:
        dedans = "" if ligne.futur is None else f"<taux>{ligne.futur}</taux>"
        date_effet = f"<date_effet>{ligne.futur_le}</date_effet>"
        futur = f"<future_imposition_PAS>{dedans}{date_effet}</future_imposition_PAS>"
    return f"<salarie><NIR>{ligne.nir}</NIR>{matricule}{taux}{futur}</salarie>"


def exemple(nom: str) -> bytes:
    """Return the bytes of an example return."""
    return (EXEMPLES / nom).read_bytes()
