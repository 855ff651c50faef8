"""What a test or a demonstration may ask of the simulated services, as methods.

The HTTP door :mod:`~recepisse.simulateur.porte` gives the same acts to other programs. Nobody's name, NIR or
password ever comes out of here.
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from recepisse.echanges.messages import Declarant, Regime
from recepisse.erreurs import ErreurSaisie
from recepisse.simulateur.autre_programme import build_dsn
from recepisse.simulateur.comptes import Compte, EtatCompte
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.lecture import lire_dpae, lire_dsn
from recepisse.simulateur.modele import Depot, Retour
from recepisse.simulateur.pannes import Panne
from recepisse.temps import to_horodatage, to_paris


class Controle:
    """The control door of one administration."""

    def __init__(self, administration: Administration) -> None:
        self._admin = administration

    def depots(self) -> list[dict[str, Any]]:
        """Return every deposit: sums, identifiers, what was declared; no person."""
        with self._admin.verrou:
            return [_decrire(depot) for depot in self._admin.fonds.depots.values()]

    def sommes(self) -> Counter[str]:
        """Return how many times each sum of bytes was recorded (2 is a double deposit)."""
        return Counter(depot["somme"] for depot in self.depots())

    def retours(self, idflux: str) -> list[dict[str, Any]]:
        """Return every return of a deposit, published or to come."""
        with self._admin.verrou:
            self._depot(idflux)
            now = self._admin.maintenant
            limite = self._admin.limite_conservation
            fonds = self._admin.fonds
            return [
                _decrire_retour(r, visible=fonds.est_visible(r, limite, now))
                for r in fonds.tous_les_retours(idflux)
            ]

    def compteurs(self) -> dict[str, int]:
        """Return how many calls each service got."""
        with self._admin.verrou:
            return dict(self._admin.compteurs)

    def ajouter_panne(self, panne: Panne) -> None:
        """Ask for a fault on the next calls."""
        with self._admin.verrou:
            self._admin.pannes.ajouter(panne)

    def pannes(self) -> tuple[Panne, ...]:
        """Return the faults that are still waiting."""
        with self._admin.verrou:
            return self._admin.pannes.lister()

    def vider_pannes(self) -> None:
        """Forget every fault."""
        with self._admin.verrou:
            self._admin.pannes.vider()

    def publier(
        self,
        idflux: str,
        nature: str,
        statut: str = "OK",
        *,
        ops: str = "",
        delegataire: str = "",
        variante: str = "",
        avec_document: bool = True,
        document: bytes | None = None,
        type_contenu: str = "",
        serie: str = "",
    ) -> Retour:
        """Publish a return now, beside those that exist; ``document`` replaces the generated one."""
        with self._admin.verrou:
            self._depot(idflux)
            instant = self._admin.maintenant.replace(microsecond=0)
            retour = Retour(
                numero="",
                idflux=idflux,
                nature=nature,
                statut=statut,
                publication=instant,
                production=instant,
                serie=serie or f"{nature}|{ops}|{delegataire}|publie{len(self._admin.fonds.retours)}",
                ops=ops,
                delegataire=delegataire,
                variante=variante,
                avec_document=avec_document,
                document=document,
                type_contenu=type_contenu,
            )
            return self._admin.fonds.ajouter_retour(retour)

    def ecraser(
        self,
        idflux: str,
        nature: str,
        statut: str = "OK",
        *,
        ops: str = "",
        delegataire: str = "",
        variante: str = "",
        avec_document: bool = True,
        document: bytes | None = None,
        type_contenu: str = "",
    ) -> Retour:
        """Publish a return in place of the last visible one of the same nature and organisation."""
        with self._admin.verrou:
            self._depot(idflux)
            visibles = self._admin.fonds.retours_du_flux(
                idflux, self._admin.limite_conservation, self._admin.maintenant
            )
            voulu = nature, ops, delegataire
            semblables = [r for r in visibles if (r.nature, r.ops, r.delegataire) == voulu]
            if not semblables:
                raise ErreurSaisie(f"Aucun retour de nature {nature} n’est publié pour ce flux.")
            return self.publier(
                idflux,
                nature,
                statut,
                ops=ops,
                delegataire=delegataire,
                variante=variante,
                avec_document=avec_document,
                document=document,
                type_contenu=type_contenu,
                serie=semblables[-1].serie,
            )

    def purger(self, *, idflux: str = "", numero: str = "") -> int:
        """Purge one return, or all those of a deposit; return how many."""
        with self._admin.verrou:
            vises = [
                r for r in self._admin.fonds.retours.values() if numero == r.numero or idflux == r.idflux
            ]
            self._admin.fonds.changer_retours(replace(r, purge=True) for r in vises)
            return len(vises)

    def rapprocher(self, duree: timedelta, *, idflux: str = "") -> int:
        """Bring the returns to come nearer by ``duree``, at the earliest now; return how many appear.

        Unlike a move of the clock, this needs no client to move its own.
        """
        with self._admin.verrou:
            now = self._admin.maintenant.replace(microsecond=0)
            changes = []
            for retour in self._admin.fonds.a_venir(now):
                if idflux in ("", retour.idflux):
                    instant = max(retour.publication - duree, now)
                    changes.append(replace(retour, publication=instant, production=instant))
            self._admin.fonds.changer_retours(changes)
            return sum(retour.publication <= now for retour in changes)

    def avancer(self, duree: timedelta) -> datetime:
        """Move the clock and return the new time."""
        self._admin.avancer_horloge(duree)
        return self._admin.maintenant

    def regler_horloge(self, instant: datetime) -> datetime:
        """Set the clock and return the new time."""
        self._admin.regler_horloge(instant)
        return self._admin.maintenant

    def deposer(
        self,
        declarant: Declarant,
        octets: bytes | None = None,
        *,
        concentrateur: str = "",
        regime: Regime = Regime.RG,
        service: str = "dsn",
    ) -> Depot:
        """Record a deposit made by another program; without bytes, a small DSN is made up."""
        mois = to_paris(self._admin.maintenant).strftime("01%m%Y")
        graine = self._admin.fonds.prochain_ordinal()
        corps = build_dsn(declarant.siret, mois, graine) if octets is None else octets
        lecture = lire_dpae(corps) if service == "dpae" else lire_dsn(corps)
        return self._admin.recevoir(
            corps, lecture, declarant, concentrateur=concentrateur, regime=regime, service=service
        )

    def decrire_compte(
        self, titulaire: Declarant, mot_de_passe: str = "", etat: EtatCompte = EtatCompte.ACTIF
    ) -> None:
        """Describe an account: from now on it is enforced."""
        self._admin.decrire_compte(Compte(titulaire, mot_de_passe, etat))

    def oublier_jetons(self) -> None:
        """Make every token unknown."""
        with self._admin.verrou:
            self._admin.comptes.oublier_jetons()

    def choisir_scenario(self, siret: str, nom: str) -> None:
        """Give a scenario to the coming deposits of an establishment or of a declarant."""
        self._admin.choisir_scenario(siret, nom)

    def _depot(self, idflux: str) -> Depot:
        depot = self._admin.fonds.depots.get(idflux)
        if depot is None:
            raise ErreurSaisie(f"Le flux « {idflux} » n’existe pas.")
        return depot


def _decrire(depot: Depot) -> dict[str, Any]:
    return {
        "idflux": depot.idflux,
        "statut": depot.statut,
        "service": depot.service,
        "regime": depot.regime.value,
        "declarant": depot.declarant.siret,
        "concentrateur": depot.concentrateur,
        "recu_le": depot.recu_le.isoformat(),
        "date": to_horodatage(depot.recu_le),
        "taille": depot.taille,
        "somme": depot.somme,
        "scenario": depot.scenario,
        "essai_reel": depot.enveloppe.essai_reel,
        "declarations": [
            {
                "siret": d.siret,
                "nature": d.nature,
                "type": d.type,
                "mois": d.mois,
                "fraction": d.fraction,
                "ordre": d.ordre,
                "salaries": len(d.individus),
            }
            for d in depot.declarations
        ],
    }


def _decrire_retour(retour: Retour, *, visible: bool) -> dict[str, Any]:
    plat = retour.vers_json()
    return {nom: plat[nom] for nom in _CHAMPS_RETOUR} | {"visible": visible}


_CHAMPS_RETOUR = (
    "numero",
    "idflux",
    "nature",
    "statut",
    "publication",
    "ops",
    "delegataire",
    "avec_document",
    "purge",
)
