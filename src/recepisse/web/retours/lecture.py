"""One return as its panel shows it: what it is, its versions, the text of the chosen version."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from recepisse.erreurs import ErreurArchive
from recepisse.gestion.models import Retour, VersionRetour
from recepisse.retours.fiche.composer import composer
from recepisse.retours.fiche.modele import Fiche
from recepisse.retours.lecture import lire_retour, sans_document
from recepisse.retours.natures import Nature, nature
from recepisse.web.commun import contexte
from recepisse.web.mots import Mention, is_anomalie, mention_retour
from recepisse.web.retours.brut import Brut, Genre, presenter
from recepisse.web.retours.suivi import Suivie, suivre

_SANS_DOCUMENT: Final = {
    VersionRetour.Document.SANS: "Ce retour est un simple accusé : il n’a pas de document.",
    VersionRetour.Document.A_TELECHARGER: "Le document est en cours de téléchargement.",
    VersionRetour.Document.PERDU: "Le service ne proposait plus ce document quand Récépissé l’a demandé.",
    VersionRetour.Document.REFUSE: "Le service a refusé le téléchargement de ce document.",
}


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
    brut: Brut | None
    sans_document: str
    """Why there is nothing to show; empty when there is."""
    suivies: Sequence[Suivie]
    """The anomalies that this version gives, as they are followed over months."""
    fiche: Fiche
    """What the return says, laid out; its numbers are masked unless ``demasque``."""
    demasque: bool

    @property
    def lu_auto(self) -> bool:
        """True when staying on the page marks the return as read (feature C8)."""
        return not self.retour.lu and not self.retour.non_lu_force

    @property
    def pdf(self) -> bool:
        """True when the document is a PDF."""
        return self.brut is not None and self.brut.genre is Genre.PDF


def lire(retour: Retour, numero: int | None = None, *, demasque: bool = False) -> Lecture:
    """Read a return and its version ``numero`` (the current one by default)."""
    versions = list(retour.versions.order_by("-numero"))
    courante = next((v for v in versions if v.courante), versions[0] if versions else None)
    version = next((v for v in versions if v.numero == numero), courante)
    octets, absence = _octets(version)
    connue = nature(retour.nature)
    statut = version.statut if version else retour.statut
    if octets is None:
        lu = sans_document(retour.nature, statut)
    else:
        lu = lire_retour(octets, nature=retour.nature, statut=statut)
    fiche = composer(lu)
    return Lecture(
        retour=retour,
        nature=connue,
        libelle=connue.libelle_pour(statut),
        mention=mention_retour(retour),
        anomalie=is_anomalie(retour.statut),
        versions=versions,
        version=version,
        brut=None if octets is None else presenter(octets, masquer=not demasque),
        sans_document=absence,
        suivies=suivre(version),
        fiche=fiche if demasque else fiche.masquee(),
        demasque=demasque,
    )


def _octets(version: VersionRetour | None) -> tuple[bytes | None, str]:
    """Return the bytes of a version, or None and why they are not here."""
    if version is None or version.document != VersionRetour.Document.CONSERVE:
        etat = VersionRetour.Document(version.document) if version else VersionRetour.Document.SANS
        phrase = _SANS_DOCUMENT.get(etat, "")
        return None, f"{phrase} {version.derniere_erreur}".strip() if version else phrase
    try:
        return contexte().archive.lire(version.somme), ""
    except ErreurArchive as erreur:
        return None, str(erreur)


def adresse_retour(retour: Retour) -> str:
    """Return the page where this return is read: in the window of its declaration when it has one."""
    if retour.declaration_id is None:
        return reverse("retour", args=[retour.pk])
    return f"{reverse('declaration', args=[retour.declaration_id])}?flux={retour.flux_id}&retour={retour.pk}"
