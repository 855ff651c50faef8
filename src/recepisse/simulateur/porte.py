"""The control door over HTTP: ``/_simulateur/…``, JSON in and out.

====== =================== =========================================================================
GET    ``etat``            time, scenario, counts
GET    ``depots``          deposits received: number, sums, identifiers
POST   ``depots``          a deposit by another program: ``siret nom prenom [fichier] [concentrateur]``
GET    ``retours/IDFLUX``  every return of a deposit, published or to come
POST   ``retours``         publish: ``idflux nature [statut ops delegataire variante document]``
POST   ``ecraser``         publish in place of the last one of the same nature and organisation
POST   ``purger``          ``idflux`` or ``numero``
GET    ``pannes``          faults that wait; DELETE forgets them
POST   ``pannes``          ``genre [service moment nombre duree]``
POST   ``horloge``         ``avancer`` (seconds), ``fixer`` (ISO date), or ``rapprocher`` (seconds)
GET    ``compteurs``       calls per service
POST   ``comptes``         ``siret nom prenom [mot_de_passe etat]``
POST   ``scenarios``       ``siret scenario``
POST   ``jetons``          forget every token
====== =================== =========================================================================

Bytes are Base64. A wrong request is 400 with ``{"erreur": …}`` in French.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from recepisse.echanges.messages import Declarant, Regime
from recepisse.erreurs import Erreur, ErreurSaisie
from recepisse.simulateur.comptes import EtatCompte
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.modele import Retour
from recepisse.simulateur.pannes import Panne

PREFIXE = "/_simulateur/"

Demande = Mapping[str, Any]


class Porte:
    """Turns requests of the control door into acts."""

    def __init__(self, administration: Administration) -> None:
        self._admin = administration
        self._controle = Controle(administration)
        self._actes: dict[tuple[str, str], Callable[[Demande], Any]] = {
            ("GET", "etat"): self._etat,
            ("GET", "depots"): lambda _: self._depots(),
            ("POST", "depots"): self._deposer,
            ("POST", "retours"): lambda d: _numero(self._controle.publier(**_retour(d))),
            ("POST", "ecraser"): lambda d: _numero(self._controle.ecraser(**_retour(d))),
            ("POST", "purger"): self._purger,
            ("GET", "pannes"): lambda _: {"pannes": [asdict(p) for p in self._controle.pannes()]},
            ("DELETE", "pannes"): lambda _: self._controle.vider_pannes(),
            ("POST", "pannes"): lambda d: self._controle.ajouter_panne(Panne(**d)),
            ("POST", "horloge"): self._horloge,
            ("GET", "compteurs"): lambda _: {"compteurs": self._controle.compteurs()},
            ("POST", "comptes"): self._compte,
            ("POST", "scenarios"): lambda d: self._controle.choisir_scenario(d["siret"], d["scenario"]),
            ("POST", "jetons"): lambda _: self._controle.oublier_jetons(),
        }

    def repondre(self, methode: str, chemin: str, corps: bytes) -> tuple[int, bytes]:
        """Return the status and the JSON of the answer."""
        nom = chemin.removeprefix(PREFIXE).strip("/")
        try:
            if methode == "GET" and nom.startswith("retours/"):
                return _reponse(200, {"retours": self._controle.retours(nom.partition("/")[2])})
            acte = self._actes.get((methode, nom))
            if acte is None:
                return _reponse(404, {"erreur": f"Rien à cette adresse : {methode} {nom}."})
            return _reponse(200, acte(_lire(corps)))
        except Erreur as erreur:
            return _reponse(400, {"erreur": str(erreur)})
        except (KeyError, TypeError, ValueError) as erreur:
            return _reponse(400, {"erreur": f"Demande mal formée : {erreur}"})

    def _etat(self, _demande: Demande) -> dict[str, Any]:
        return {
            "maintenant": self._admin.maintenant.isoformat(),
            "scenario": self._admin.options.scenario,
            "graine": self._admin.options.graine,
            "depots": len(self._admin.fonds.depots),
            "retours": len(self._admin.fonds.retours),
        }

    def _depots(self) -> dict[str, Any]:
        depots = self._controle.depots()
        return {"nombre": len(depots), "depots": depots}

    def _deposer(self, demande: Demande) -> dict[str, Any]:
        fichier = demande.get("fichier")
        depot = self._controle.deposer(
            _personne(demande),
            None if fichier is None else base64.b64decode(fichier, validate=True),
            concentrateur=demande.get("concentrateur", ""),
            regime=Regime(demande.get("regime", "RG")),
            service=demande.get("service", "dsn"),
        )
        return {"idflux": depot.idflux, "statut": depot.statut, "somme": depot.somme}

    def _purger(self, demande: Demande) -> dict[str, int]:
        idflux, numero = demande.get("idflux", ""), demande.get("numero", "")
        if not idflux and not numero:
            raise ErreurSaisie("Indiquez « idflux » ou « numero ».")
        return {"purges": self._controle.purger(idflux=idflux, numero=numero)}

    def _horloge(self, demande: Demande) -> dict[str, Any]:
        if "rapprocher" in demande:
            duree = timedelta(seconds=float(demande["rapprocher"]))
            return {"parus": self._controle.rapprocher(duree, idflux=demande.get("idflux", ""))}
        if "fixer" in demande:
            instant = datetime.fromisoformat(demande["fixer"])
            if instant.tzinfo is None:
                raise ErreurSaisie("L’heure à fixer doit dire son fuseau, par exemple +01:00.")
            return {"maintenant": self._controle.regler_horloge(instant).isoformat()}
        duree = timedelta(seconds=float(demande["avancer"]))
        return {"maintenant": self._controle.avancer(duree).isoformat()}

    def _compte(self, demande: Demande) -> None:
        etat = EtatCompte(demande.get("etat", EtatCompte.ACTIF))
        self._controle.decrire_compte(_personne(demande), demande.get("mot_de_passe", ""), etat)


def _lire(corps: bytes) -> Demande:
    if not corps:
        return {}
    lu = json.loads(corps)
    if not isinstance(lu, dict):
        raise ErreurSaisie("La demande doit être un objet JSON.")
    return lu


def _personne(demande: Demande) -> Declarant:
    return Declarant(demande["siret"], demande.get("nom", ""), demande.get("prenom", ""))


def _retour(demande: Demande) -> dict[str, Any]:
    document = demande.get("document")
    octets = None if document is None else base64.b64decode(document, validate=True)
    return {**demande, "document": octets}


def _numero(retour: Retour) -> dict[str, str]:
    return {"numero": retour.numero}


def _reponse(statut: int, corps: Any) -> tuple[int, bytes]:  # noqa: ANN401 -- any JSON value
    return statut, json.dumps({"fait": True} if corps is None else corps, ensure_ascii=False).encode()
