"""Read what the documents say, as soon as they are kept, and again when the readers change.

The rows of :class:`~recepisse.gestion.models.LectureRetour` are the queue. Reading the bytes and looking for
the lines of our file touch no row: they are done beside. What is read is then written return by return,
oldest publication first: what lists and filters need, the memory of anomalies, then everything else that a
return gives (:data:`SUITES`). Reading the same version again changes nothing.

A bad document stops nothing: what cannot be read is a finding, with its bytes kept. A step of :data:`SUITES`
that breaks leaves the reading written, says so on the row, and is tried again later.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import OperationalError, transaction

from recepisse.erreurs import ErreurArchive
from recepisse.gestion.gestes.anomalies.ignorer_controle import lever_echus
from recepisse.gestion.gestes.anomalies.rapprocher_anomalies import rapprocher_anomalies
from recepisse.gestion.gestes.anomalies.relier_lignes import relier_lignes
from recepisse.gestion.gestes.anomalies.suivi_anomalies import Suivi
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.ecrire_lot import mettre_a_jour
from recepisse.gestion.gestes.paie.classer_document import classer_document
from recepisse.gestion.gestes.paie.proposer import proposer
from recepisse.gestion.gestes.paie.retenir_taux import retenir_taux
from recepisse.gestion.gestes.recul import attente
from recepisse.gestion.models import LectureRetour, LigneDue, Retour, VersionRetour
from recepisse.identifiants.masque import masquer_texte
from recepisse.retours.aiguillage import Famille
from recepisse.retours.lecture import VERSION_LECTEURS, lire_retour, sans_document
from recepisse.retours.modele import Contenu, RetourLu
from recepisse.retours.sens.interpretation import interpreter
from recepisse.retours.suivi.memoire import retenue

logger = logging.getLogger(__name__)

Suite = Callable[[RetourLu, VersionRetour, Contexte], None]
"""One more use of a return just read: inside the transaction of the reading, able to run again."""

SUITES: tuple[Suite, ...] = (retenir_taux, proposer, classer_document)
"""What is done with a return once its anomalies are in memory, in this order."""

_ETATS: Mapping[str, LectureRetour.Etat] = {
    Famille.ILLISIBLE: LectureRetour.Etat.ILLISIBLE,
    Famille.VIDE: LectureRetour.Etat.SANS_DOCUMENT,
}


@dataclass(frozen=True, slots=True)
class TacheLecture:
    """A version to read."""

    ligne: int
    somme: str
    nature: str
    statut: str
    depot: str
    """Sum of our own file, "" when the flux was deposited elsewhere."""


@dataclass(frozen=True, slots=True)
class ResultatLecture:
    """What was read, or why nothing could be."""

    tache: TacheLecture
    lu: RetourLu | None = field(default=None, repr=False)
    lignes: Mapping[int, int] = field(default_factory=dict, repr=False)
    """Lines of our file by place of the finding."""
    erreur: str = ""


class TravailLecture:
    """Due readings."""

    nom = "lecture"
    modele: type[LigneDue] = LectureRetour
    simultanes = 2
    """One reads while the other waits for the disk: reading itself holds the interpreter."""
    bail_secondes = 600

    def commencer(self, ids: Sequence[int], ctx: Contexte) -> list[TacheLecture]:
        """Return one task per version."""
        del ctx
        lignes = LectureRetour.objects.filter(pk__in=ids).values_list(
            "pk",
            "version__somme",
            "version__retour__nature",
            "version__statut",
            "version__retour__flux__depot__somme",
        )
        return [
            TacheLecture(pk, somme, nature, statut, depot or "")
            for pk, somme, nature, statut, depot in lignes
        ]

    def executer(self, tache: TacheLecture, ctx: Contexte) -> ResultatLecture:
        """Read the bytes, and find the lines of our file."""
        try:
            lu = _lire(tache, ctx)
            return ResultatLecture(tache, lu, relier_lignes(lu, tache.depot, ctx))
        except ErreurArchive as erreur:
            return ResultatLecture(tache, erreur=str(erreur))

    def consigner(self, resultats: Sequence[ResultatLecture], ctx: Contexte) -> None:
        """Write what was read, the oldest publication first, and what is due next."""
        lever_echus(ctx)
        lectures = {
            lecture.pk: lecture
            for lecture in LectureRetour.objects.filter(
                pk__in=[r.tache.ligne for r in resultats]
            ).select_related(
                "version__retour__flux",
                "version__retour__declaration",
                "version__retour__entreprise",
                "version__retour__etablissement__entreprise",
            )
        }
        suivi = Suivi.lire(list(lectures.values()))
        ordre = {pk: (une.version.publication, une.version_id) for pk, une in lectures.items()}
        for resultat in sorted(resultats, key=lambda r: ordre[r.tache.ligne]):
            lecture = lectures[resultat.tache.ligne]
            if resultat.lu is None:
                _reporter(lecture, resultat.erreur, ctx)
            else:
                _consigner(lecture, resultat.lu, ctx)
                if suivi.concerne(lecture, resultat.lu):
                    rapprocher_anomalies(resultat.lu, lecture, ctx, resultat.lignes)
                _donner_suite(lecture, resultat.lu, ctx)
        _ecrire(list(lectures.values()))


def _lire(tache: TacheLecture, ctx: Contexte) -> RetourLu:
    if not tache.somme:
        return sans_document(tache.nature, tache.statut)
    with ctx.archive.ouvrir(tache.somme) as flux:
        try:
            return lire_retour(flux, nature=tache.nature, statut=tache.statut)
        except Exception as erreur:  # noqa: BLE001  # a fault of ours on one document must not hide it
            logger.error("lecture en échec", extra={"ligne": tache.ligne, "genre": type(erreur).__name__})
    contenu = Contenu(
        famille=Famille.ILLISIBLE,
        illisible="Récépissé n’a pas su lire ce document : il est conservé et peut être ouvert tel quel.",
    )
    return interpreter(contenu, tache.nature, tache.statut)


def _consigner(lecture: LectureRetour, lu: RetourLu, ctx: Contexte) -> None:
    """Fill the row of a reading."""
    lecture.etat = _ETATS.get(lu.famille, LectureRetour.Etat.LUE)
    lecture.lecteurs = VERSION_LECTEURS
    lecture.famille = lu.famille
    lecture.gravite = lu.gravite.rang
    lecture.resume = masquer_texte(lu.resume)
    lecture.nb_anomalies = sum(map(retenue, lu.anomalies))
    lecture.lue_le = ctx.horloge()
    _regler(lecture, "")


def _donner_suite(lecture: LectureRetour, lu: RetourLu, ctx: Contexte) -> None:
    """Do everything else that a return just read calls for."""
    for suite in SUITES:
        try:
            with transaction.atomic():
                suite(lu, lecture.version, ctx)
        except OperationalError:
            raise
        except Exception as erreur:  # noqa: BLE001  # what was read must not be lost for it
            genre = type(erreur).__name__
            logger.error("suite de lecture en échec", extra={"ligne": lecture.pk, "genre": genre})
            _reporter(lecture, f"Ce retour est lu, mais pas encore exploité ({genre}).", ctx)


def _regler(lecture: LectureRetour, erreur: str) -> None:
    lecture.prochaine_action_le, lecture.bail_jusqu_a, lecture.bail_de = None, None, ""
    lecture.derniere_erreur = erreur
    if not erreur:
        lecture.essais = 0


def _reporter(lecture: LectureRetour, erreur: str, ctx: Contexte) -> None:
    """Try again later, however many times it takes."""
    _regler(lecture, erreur)
    lecture.essais += 1
    reglages = ctx.reglages
    delai = attente(lecture.essais, reglages.recul_initial, reglages.recul_max)
    lecture.prochaine_action_le = ctx.horloge() + delai


_COLONNES = (
    "etat",
    "lecteurs",
    "famille",
    "gravite",
    "resume",
    "nb_anomalies",
    "lue_le",
    "prochaine_action_le",
    "bail_jusqu_a",
    "bail_de",
    "essais",
    "derniere_erreur",
)
_COLONNES_RETOUR = ("gravite", "nb_anomalies", "resume")


def _ecrire(lectures: Sequence[LectureRetour]) -> None:
    """Write the rows, and what the return shows of its current version."""
    mettre_a_jour(
        LectureRetour, _COLONNES, [(*(getattr(une, nom) for nom in _COLONNES), une.pk) for une in lectures]
    )
    mettre_a_jour(
        Retour,
        _COLONNES_RETOUR,
        [
            (*(getattr(une, nom) for nom in _COLONNES_RETOUR), une.version.retour_id)
            for une in lectures
            if une.version.courante and une.etat != LectureRetour.Etat.A_LIRE
        ],
    )
