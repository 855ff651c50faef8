"""One return as its panel shows it: what it is, its versions, a page of what the chosen version says."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.urls import reverse

from recepisse.erreurs import ErreurArchive
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.models import Retour, VersionRetour
from recepisse.retours.natures import Nature, nature
from recepisse.web.commun import contexte
from recepisse.web.mots import Mention, is_anomalie, mention_retour
from recepisse.web.retours.brut import Brut, Genre, presenter
from recepisse.web.retours.compose import Comparee, Compose, comparer_versions, composer_version
from recepisse.web.retours.demande import Demande
from recepisse.web.retours.extrait import Debuts, Extrait, chercher, extraire, masquer, nombre_lignes
from recepisse.web.retours.precedents import avec_precedents
from recepisse.web.retours.suivi import Suivie, suivre

A_CHERCHER: Final = 20
"""Rows from which a sheet is worth searching."""


@dataclass(frozen=True, slots=True)
class Lecture:
    """The right panel of the returns window."""

    retour: Retour
    nature: Nature
    libelle: str
    mention: Mention
    anomalie: bool
    versions: Sequence[VersionRetour]
    version: VersionRetour | None
    demande: Demande
    brut: Brut | None
    """The document as it came, when its fold is open."""
    sans_document: str
    """Why there is nothing to show; empty when there is."""
    suivies: Sequence[Suivie]
    """The anomalies that this version gives, as they are followed over months."""
    extrait: Extrait
    """A page of what the return says; its numbers are masked unless ``demasque``."""
    pdf: bool
    numeros: bool
    cherchable: bool
    agit: bool
    """True when the person may mark this return; one who only reads changes nothing by reading."""
    demasque: bool = False
    cherche: str = ""
    comparee: Comparee | None = None
    parties: Sequence["Partie"] = field(default_factory=tuple)

    @property
    def lu_auto(self) -> bool:
        """True when staying on the page marks the return as read (feature C8)."""
        return self.agit and not self.demasque and not self.retour.lu and not self.retour.non_lu_force

    @property
    def question(self) -> str:
        """The query that shows the same thing again, whatever version came since."""
        numero = self.version.numero if self.version else None
        return str(replace(self.demande, version=numero))

    @property
    def prefixe(self) -> str:
        """What comes before ``page=…`` in the address of another page of the same sheet."""
        question = str(replace(self.demande, page=""))
        return f"{question}&" if question else ""


@dataclass(frozen=True, slots=True)
class Partie:
    """One fold: its words, how many things it holds, whether it is open, the query that turns it."""

    nom: str
    libelle: str
    nombre: int
    ouverte: bool
    bascule: str


SANS_DEMANDE: Final = Demande()


def lire(
    visibles: Perimetre,
    retour: Retour,
    demande: Demande = SANS_DEMANDE,
    *,
    demasque: bool = False,
    cherche: str = "",
) -> Lecture:
    """Read what ``demande`` asks of a return (its current version by default)."""
    versions = list(retour.versions.order_by("-numero"))
    courante = next((v for v in versions if v.courante), versions[0] if versions else None)
    version = next((v for v in versions if v.numero == demande.version), courante)
    compose = composer_version(retour, version)
    connue = nature(retour.nature)
    fiche = (
        chercher(compose.fiche, cherche, None if demasque else compose.masque) if cherche else compose.fiche
    )
    partie = demande.partie or ("autres" if fiche.famille == "inconnue" else "")
    if cherche:
        partie = "contenu"
    extrait = extraire(fiche, Debuts() if cherche else Debuts.parse(demande.page), partie)
    extrait = replace(extrait, essentiel=avec_precedents(extrait.essentiel, version, visibles, contexte()))
    statut = version.statut if version else retour.statut
    return Lecture(
        retour=retour,
        nature=connue,
        libelle=connue.libelle_pour(statut),
        mention=mention_retour(retour),
        anomalie=is_anomalie(retour.statut),
        versions=versions,
        version=version,
        demande=demande,
        brut=_brut(version, masquer=not demasque) if partie == "brut" and version else None,
        sans_document=compose.absence,
        suivies=() if cherche else suivre(visibles, version),
        extrait=extrait if demasque else masquer(extrait, compose.masque),
        pdf=compose.pdf and not cherche,
        numeros=compose.numeros,
        cherchable=nombre_lignes(compose.fiche) >= A_CHERCHER,
        agit=_agit(visibles, retour),
        demasque=demasque,
        cherche=cherche,
        comparee=comparer_versions(retour, versions, version, compose, demande.comparer),
        parties=() if cherche else _parties(compose, demande, partie),
    )


def _agit(visibles: Perimetre, retour: Retour) -> bool:
    ici = Perimetre(visibles.utilisateur, agir=True)
    return ici.tout or (ici.utilisateur.agit and ici.retours().filter(pk=retour.pk).exists())


def _parties(compose: Compose, demande: Demande, ouverte: str) -> list[Partie]:
    fiche = compose.fiche
    trouvees = [("contenu", "Contenu du document", len(fiche.details))]
    trouvees.append(("autres", "Autres informations", len(fiche.autres)))
    if compose.texte:
        trouvees.append(("brut", "Document d’origine, tel que reçu", 1))
    return [
        Partie(
            nom,
            libelle,
            nombre,
            nom == ouverte,
            str(replace(demande, partie="" if nom == ouverte else nom, page="")),
        )
        for nom, libelle, nombre in trouvees
        if nombre
    ]


def _brut(version: VersionRetour, *, masquer: bool) -> Brut | None:
    if version.document != VersionRetour.Document.CONSERVE:
        return None
    try:
        brut = presenter(contexte().archive.lire(version.somme), masquer=masquer)
    except ErreurArchive:
        return None
    return None if brut.genre is Genre.PDF else brut


def adresse_retour(retour: Retour) -> str:
    """Return the page where this return is read: in the window of its declaration when it has one."""
    if retour.declaration_id is None:
        return reverse("retour", args=[retour.pk])
    return f"{reverse('declaration', args=[retour.declaration_id])}?flux={retour.flux_id}&retour={retour.pk}"
