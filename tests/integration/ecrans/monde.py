"""Rows made directly, as the use cases would have left them: what the screens have to show."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.integration.aide import SIREN, Horloge

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Declaration, Depot, Envoi, Flux, Identifiant, Retour


@dataclass(slots=True)
class Monde:
    """Builds envois, deposits and returns, oldest first: each call moves the clock by a minute."""

    ctx: "Contexte"
    horloge: Horloge
    identifiant: "Identifiant"
    _numero: int = field(default=0)

    def declaration(self, nic: str = "00074", mois: str = "2026-10", *, essai: bool = True) -> "Declaration":
        from recepisse.gestion.models import Declaration, Entreprise, Etablissement

        entreprise, _ = Entreprise.objects.get_or_create(siren=SIREN, defaults={"nom": "Ateliers du Quai"})
        etablissement, _ = Etablissement.objects.get_or_create(entreprise=entreprise, nic=nic)
        declaration, _ = Declaration.objects.get_or_create(
            etablissement=etablissement,
            nature="01",
            mois=mois,
            fraction="11",
            champ="01",
            essai=essai,
            defaults={"cree_le": self.horloge()},
        )
        return declaration

    def envoi(self, *, essai: bool = True) -> "Envoi":
        from recepisse.gestion.models import Envoi

        self._numero += 1
        return Envoi.objects.create(
            somme=f"{self._numero:064}",
            nom_fichier=f"octobre-{self._numero}.dsn",
            octets=5200,
            lignes=202,
            norme="P26V01",
            essai=essai,
            confirme_reel=not essai,
            point_depot="01",
            emetteur_siret="73282932000074",
            identifiant=self.identifiant,
            cree_le=self.horloge.avancer(minutes=1),
        )

    def depot(
        self, envoi: "Envoi", nic: str = "00074", etat: str = "depose", candidats: object = ()
    ) -> "Depot":
        from recepisse.gestion.models import Depot

        self._numero += 1
        return Depot.objects.create(
            envoi=envoi,
            declaration=self.declaration(nic, essai=envoi.essai),
            rang=envoi.depots.count() + 1,
            type="01",
            salaries=42,
            lignes=31,
            somme=f"{self._numero:064}",
            octets=1200,
            etat=etat,
            candidats=list(candidats) if isinstance(candidats, list | tuple) else [],
        )

    def flux(self, depot: "Depot | None" = None, **identite: str) -> "Flux":
        from recepisse.gestion.models import Flux

        self._numero += 1
        idflux = f"F{self._numero:022}."
        if depot:
            depot.idflux = idflux
            depot.save()
        return Flux.objects.create(
            idflux=idflux,
            identifiant=self.identifiant,
            depot=depot,
            declaration=depot.declaration if depot else None,
            vu_le=self.horloge(),
            depose_le=self.horloge.avancer(minutes=1),
            identite=identite,
        )

    def retour(
        self, flux: "Flux", nature: str = "11", statut: str = "OK", document: bytes = b"", **champs: object
    ) -> "Retour":
        from recepisse.gestion.models import Retour
        from recepisse.retours.natures import nature as connue

        declaration = flux.declaration
        etablissement = declaration.etablissement if declaration else None
        retour = Retour.objects.create(
            flux=flux,
            nature=nature,
            emetteur=connue(nature).emetteur,
            statut=statut,
            publication="20261105100000",
            publie_le=self.horloge.avancer(minutes=1),
            vu_le=self.horloge(),
            identifiant=self.identifiant,
            declaration=declaration,
            etablissement=etablissement,
            entreprise=etablissement.entreprise if etablissement else None,
            **champs,
        )
        self.version(retour, document)
        return retour

    def version(self, retour: "Retour", document: bytes, numero: int = 1, statut: str = "") -> None:
        from recepisse.gestion.models import VersionRetour

        retour.versions.update(courante=False)
        VersionRetour.objects.create(
            retour=retour,
            numero=numero,
            statut=statut or retour.statut,
            publication=retour.publication,
            vu_le=self.horloge(),
            document="conserve" if document else "sans",
            somme=self.ctx.archive.deposer(document) if document else "",
            octets=len(document),
        )

    def envoye(self, nic: str = "00074") -> "Flux":
        """Return the flux of one declaration sent alone."""
        return self.flux(self.depot(self.envoi(), nic))

    def avancer(self, **duree: float) -> timedelta:
        self.horloge.avancer(**duree)
        return timedelta(**duree)
