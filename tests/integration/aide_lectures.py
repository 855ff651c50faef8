"""Returns made by hand for the tests of reading: a company, its flux month after month, small documents."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from tests.integration.aide import NIC, SIREN

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Anomalie, Etablissement, Flux, Identifiant, Retour, VersionRetour

NIR = "2850675056012"
AUTRE_NIR = "1920678006081"


@dataclass(frozen=True, slots=True)
class Dit:
    """One finding of a document."""

    code: str = "BA-209-09"
    message: str = "Montant déclaré différent du montant recalculé."
    categorie: str = "non-bloquant"
    rubrique: str = ""
    valeur: str = ""
    nir: str = ""
    nom: str = ""
    matricule: str = ""
    ligne: int = 0


def bilan(*dits: Dit, siren: str = SIREN, nic: str = NIC, mois: str = "01102026") -> bytes:
    """Return the bytes of a document of the family bilan that says ``dits``."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<gipmds:rapport xmlns:gipmds="http://www.gip-mds.fr/" type="X" profil="DSN" version="v02r02">'
        "<envoi><envoi_identification><siret/></envoi_identification>"
        "<envoi_bilan><envoi_etat>OK</envoi_etat></envoi_bilan></envoi>"
        "<declaration><declaration_identification><rang>1</rang><nature>01</nature><type>01</type>"
        f"<fraction>11</fraction><ordre>1</ordre><mois>{mois}</mois><SIREN>{siren}</SIREN>"
        f"<nic_siege>{nic}</nic_siege><nic_affectation>{nic}</nic_affectation></declaration_identification>"
        f"<declaration_bilan><etat>OK</etat></declaration_bilan>{''.join(map(_anomalie, dits))}"
        "</declaration></gipmds:rapport>"
    ).encode()


def _anomalie(dit: Dit) -> str:
    ligne = f"<numero_ligne>{dit.ligne}</numero_ligne>" if dit.ligne else ""
    valeurs = (
        f"<valeurs><rubrique_declenchante><identifiant>{dit.rubrique}</identifiant>"
        f"<valeur>{dit.valeur}</valeur></rubrique_declenchante></valeurs>"
        if dit.rubrique
        else ""
    )
    personne = "".join(
        f"<{nom}>{valeur}</{nom}>"
        for nom, valeur in (("NIR", dit.nir), ("nom_famille", dit.nom), ("matricule", dit.matricule))
        if valeur
    )
    environnement = (
        f'<environnement><salarie origine="DSN">{personne}</salarie></environnement>' if personne else ""
    )
    return (
        f"<declaration_anomalie><description><code>{dit.code}</code><categorie>{dit.categorie}</categorie>"
        f"<message>{escape(dit.message)}</message>{ligne}</description>{valeurs}{environnement}"
        "</declaration_anomalie>"
    )


@dataclass(slots=True)
class Dossier:
    """A company that receives returns. Publications follow one another, one minute apart."""

    ctx: "Contexte"
    identifiant: "Identifiant"
    instant: datetime = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)
    _rang: int = 0
    _etablissements: "dict[str, Etablissement]" = field(default_factory=dict)

    def etablissement(self, nic: str = NIC, siren: str = SIREN) -> "Etablissement":
        from recepisse.gestion.models import Entreprise, Etablissement

        entreprise, _ = Entreprise.objects.get_or_create(siren=siren)
        return Etablissement.objects.get_or_create(entreprise=entreprise, nic=nic)[0]

    def flux(
        self, mois: str = "2026-05", *, nic: str = NIC, siren: str = SIREN, adopte: bool = True, **autres: Any
    ) -> "Flux":
        """Return a new flux for the declaration of ``mois``, deposited now."""
        from recepisse.gestion.models import Declaration, Flux

        self._rang += 1
        self.instant += timedelta(minutes=1)
        declaration = None
        if adopte:
            declaration, _ = Declaration.objects.get_or_create(
                etablissement=self.etablissement(nic, siren),
                mois=mois,
                **{"nature": "01", "fraction": "11", "champ": "01", "essai": False, **autres},
                defaults={"cree_le": self.instant},
            )
        return Flux.objects.create(
            idflux=f"flux{self._rang:019d}",
            identifiant=self.identifiant,
            declaration=declaration,
            vu_le=self.instant,
            depose_le=self.instant,
        )

    def publier(
        self,
        flux: "Flux",
        *dits: Dit,
        nature: str = "61",
        statut: str = "OK",
        document: bytes | None = None,
        ops: str = "",
        avec: bool = True,
        publie_le: datetime | None = None,
    ) -> "VersionRetour":
        """Announce and keep one document; a second of the same nature and organisation overwrites."""
        from recepisse.gestion.gestes.releves.enregistrer_listing import Annonce, enregistrer_annonces
        from recepisse.gestion.gestes.retours.demander_lectures import demander_lectures
        from recepisse.gestion.models import VersionRetour
        from recepisse.retours.listing import FluxListe, RetourListe
        from recepisse.temps import to_horodatage

        self._rang += 1
        self.instant += timedelta(minutes=1)
        url = f"https://example.invalid/{self._rang}" if avec else ""
        annonce = RetourListe(
            nature=nature,
            statut=statut,
            publication=to_horodatage(publie_le or self.instant),
            production="",
            id=str(self._rang),
            url=url,
            ops=ops,
        )
        enregistrer_annonces(
            [Annonce(self.identifiant.pk, (FluxListe(flux.idflux, (annonce,)),))], self.ctx.horloge()
        )
        version = VersionRetour.objects.get(retour__flux=flux, id_retour=str(self._rang))
        if avec:
            octets = bilan(*dits) if document is None else document
            version.somme, version.octets = self.ctx.archive.deposer(octets), len(octets)
            version.document, version.prochaine_action_le = VersionRetour.Document.CONSERVE, None
            version.save()
            demander_lectures([version.pk], self.ctx.horloge())
        return version

    def lire(self) -> int:
        """Read everything that is due, as the engine does; return how many."""
        from django.db import transaction

        from recepisse.gestion.gestes.retours.lire_retour import TravailLecture
        from recepisse.gestion.models import LectureRetour
        from recepisse.travaux.file import claim

        travail, nombre = TravailLecture(), 0
        while ids := claim(LectureRetour, 50, self.ctx.horloge(), "essai", timedelta(minutes=10)):
            with transaction.atomic():
                taches = travail.commencer(ids, self.ctx)
            resultats = [travail.executer(tache, self.ctx) for tache in taches]
            with transaction.atomic():
                travail.consigner(resultats, self.ctx)
            nombre += len(ids)
        return nombre

    def recevoir(self, flux: "Flux", *dits: Dit, **options: Any) -> "VersionRetour":
        """Publish and read at once."""
        version = self.publier(flux, *dits, **options)
        self.lire()
        version.refresh_from_db()
        return version


def etats() -> dict[str, str]:
    """Return the state of each line by code."""
    from recepisse.gestion.models import Anomalie

    return dict(Anomalie.objects.order_by("pk").values_list("code", "etat"))


def vie(anomalie: "Anomalie") -> list[tuple[str, str, str]]:
    """Return the history of a line."""
    return list(anomalie.evenements.order_by("pk").values_list("evenement", "de", "vers"))


def seule() -> "Anomalie":
    """Return the only line."""
    from recepisse.gestion.models import Anomalie

    return Anomalie.objects.get()


def photo() -> dict[str, list[dict[str, Any]]]:
    """Return every row that reading writes, but what only says when it was done."""
    from recepisse.gestion.models import (
        Anomalie,
        ConstatAnomalie,
        EvenementAnomalie,
        LectureRetour,
        Retour,
        Salarie,
    )

    modeles: Any = (Anomalie, ConstatAnomalie, EvenementAnomalie, LectureRetour, Retour, Salarie)
    lignes: dict[str, list[dict[str, Any]]] = {
        m.__name__: list(m.objects.order_by("pk").values()) for m in modeles
    }
    for lecture in lignes["LectureRetour"]:
        del lecture["lue_le"]
    return lignes


def retour_de(version: "VersionRetour") -> "Retour":
    """Return the return of a version, as the database has it."""
    from recepisse.gestion.models import Retour

    return Retour.objects.get(pk=version.retour_id)
