"""The receipt of a deposit: AEE (registered) or ARE (refused at the door), as XML or as JSON.

The JSON of version 2.0 is published nowhere: the keys of the XML are kept, one to one (a guess, hence a
setting). The same document is the return of nature 10.
"""

import json
from typing import Any

from recepisse.simulateur.documents.socle import PROLOGUE, bloc, feuille
from recepisse.simulateur.modele import Depot
from recepisse.temps import to_paris

CODE_ILLISIBLE = "B1-105-15"
"""The only published code of an ARE: file format not recognised."""

MESSAGE_ILLISIBLE = "Exemple du simulateur : le contenu reçu n’a pas la forme d’une déclaration."

VERSIONS = {"dsn": "v01r06", "dpae": "v02r02"}
"""Version of the schema; the older one only allows the profile DSN."""

ESPACE = "http://www.gip-mds.fr/"


def build_xml(depot: Depot) -> bytes:
    """Return the AEE or the ARE of ``depot`` as XML."""
    racine = _rapport(depot)
    envoi = racine.pop("envoi")
    anomalies = envoi.pop("envoi_anomalie", [])
    contenu = _xml(envoi) + "".join(bloc("envoi_anomalie", _xml(a)) for a in anomalies)
    attributs = racine | {"xmlns:gipmds": ESPACE}
    return (PROLOGUE + bloc("gipmds:rapport", bloc("envoi", contenu), **attributs)).encode()


def build_json(depot: Depot) -> bytes:
    """Return the AEE or the ARE of ``depot`` as JSON."""
    return json.dumps({"rapport": _rapport(depot)}, ensure_ascii=False).encode()


def _xml(valeurs: dict[str, Any]) -> str:
    return "".join(
        bloc(nom, _xml(v)) if isinstance(v, dict) else feuille(nom, v) for nom, v in valeurs.items()
    )


def _rapport(depot: Depot) -> dict[str, Any]:
    accepte = depot.statut == "OK"
    envoi: dict[str, Any] = {
        "envoi_identification": _identification(depot, accepte=accepte),
        "envoi_bilan": {"envoi_etat": depot.statut},
    }
    if not accepte:
        envoi["envoi_anomalie"] = [{"description": {"code": CODE_ILLISIBLE, "message": MESSAGE_ILLISIBLE}}]
    return {
        "type": "AEE" if accepte else "ARE",
        "profil": depot.service.upper(),
        "version": VERSIONS[depot.service],
        "envoi": envoi,
    }


def _identification(depot: Depot, *, accepte: bool) -> dict[str, Any]:
    recu = to_paris(depot.recu_le)
    declarant = depot.declarant
    date, heure = recu.strftime("%Y-%m-%d"), recu.strftime("%H:%M:%S")
    valeurs: dict[str, Any] = {
        "declarant": {"siret": declarant.siret, "nom": declarant.nom, "prenom": declarant.prenom},
        "idflux": depot.idflux,
        "identifiant": "MtoM",
        "point_de_depot": "02" if depot.regime == "RA" else "01",
        "essai_reel": depot.enveloppe.essai_reel,
        "emetteur_siret": depot.enveloppe.emetteur_siret or declarant.siret,
        "date_reception": date,
        "heure_reception": heure,
    }
    return valeurs | ({"date_enregistrement": date, "heure_enregistrement": heure} if accepte else {})
