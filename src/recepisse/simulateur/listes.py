"""The lists as bytes: XML in version 1.0, JSON in version 2.0, in the shape that is set.

A list is ``(idflux, returns)`` pairs, or the deposits of one declarant. Absent values are left out, except
in the shape of the published Java kit which writes ``null``.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from recepisse.echanges.entetes import TYPE_JSON, TYPE_XML
from recepisse.echanges.messages import Declarant
from recepisse.simulateur.documents.socle import bloc, facultatif, feuille
from recepisse.simulateur.modele import Depot, Retour
from recepisse.simulateur.options import FormeJson
from recepisse.temps import to_horodatage

Groupes = Sequence[tuple[str, Sequence[Retour]]]
Adresse = Callable[[Retour], str]
"""Download address of a return."""

XML = "1.0"


def rendre_retours(groupes: Groupes, version: str, forme: FormeJson, adresse: Adresse) -> tuple[str, bytes]:
    """Return the type and the bytes of a list of returns."""
    if version == XML:
        flux = (
            bloc("flux", feuille("id", idflux), *(_retour_xml(r, adresse) for r in retours))
            for idflux, retours in groupes
        )
        return TYPE_XML, bloc("retours", *flux).encode()
    objets = [(idflux, [_retour(r, adresse, forme) for r in retours]) for idflux, retours in groupes]
    return TYPE_JSON, _json(_retours_json(objets, forme))


def rendre_depots(
    personne: Declarant, depots: Sequence[Depot], version: str, forme: FormeJson
) -> tuple[str, bytes]:
    """Return the type and the bytes of a list of deposits."""
    lignes = [{"idflux": d.idflux, "date": to_horodatage(d.recu_le), "statut": d.statut} for d in depots]
    qui = {"siret": personne.siret, "nom": personne.nom, "prenom": personne.prenom}
    if version == XML:
        identite = "".join(feuille(nom, valeur) for nom, valeur in qui.items())
        xml = (bloc("depot", *(feuille(n, v) for n, v in ligne.items())) for ligne in lignes)
        return TYPE_XML, bloc("depots", bloc("declarant", identite, *xml)).encode()
    match forme:
        case FormeJson.SANS_RACINE:
            corps: Any = {"declarant": {"depot": lignes, **qui}}
        case FormeJson.OBJETS_UNIQUES:
            corps = {"depots": {"declarant": {**qui, "depot": _seul(lignes)}}}
        case _:
            corps = {"depots": {"declarant": [{**qui, "depot": lignes}]}}
    return TYPE_JSON, _json(corps)


def _retours_json(objets: list[tuple[str, list[Any]]], forme: FormeJson) -> dict[str, Any]:
    match forme:
        case FormeJson.SANS_RACINE:
            return {"flux": [{"id": idflux, "Retour": retours} for idflux, retours in objets]}
        case FormeJson.OBJETS_UNIQUES:
            flux = _seul([{"id": idflux, "retour": _seul(retours)} for idflux, retours in objets])
            return {"retours": None if flux is None else {"flux": flux}}
        case _:
            return {"retours": {"flux": [{"id": idflux, "retour": retours} for idflux, retours in objets]}}


def _seul(elements: list[Any]) -> Any:  # noqa: ANN401 -- the irregularity that is imitated
    """Return nothing, the only element, or the list."""
    return elements if len(elements) > 1 else elements[0] if elements else None


def _champs(retour: Retour, adresse: Adresse) -> dict[str, str]:
    return {
        "publication": to_horodatage(retour.publication),
        "production": to_horodatage(retour.production),
        "nature": retour.nature,
        "statut": retour.statut,
        "id": retour.numero if retour.avec_document else "",
        "url": adresse(retour) if retour.avec_document else "",
        "ops": retour.ops,
        "delegataire": retour.delegataire,
    }


def _retour(retour: Retour, adresse: Adresse, forme: FormeJson) -> dict[str, str | None]:
    champs = _champs(retour, adresse)
    if forme is FormeJson.SANS_RACINE:
        return {nom: valeur or None for nom, valeur in champs.items()}
    return {nom: valeur for nom, valeur in champs.items() if valeur}


def _retour_xml(retour: Retour, adresse: Adresse) -> str:
    ordre = ("publication", "production", "ops", "delegataire", "nature", "statut", "id", "url")
    champs = _champs(retour, adresse)
    return bloc("retour", *(facultatif(nom, champs[nom]) for nom in ordre))


def _json(corps: dict[str, Any]) -> bytes:
    return json.dumps(corps, ensure_ascii=False, separators=(",", ":")).encode()
