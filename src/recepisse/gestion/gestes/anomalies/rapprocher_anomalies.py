"""Apply what a return says to the memory of anomalies (feature C16).

A finding that was known is the same line, with one more sighting; another one is a new line. What the return
no longer says, and should have, is gone. Rules and order are those of
``retours.suivi.memoire`` and ``retours.suivi.succession``; this module only keeps rows.

Three things hold whatever the order in which returns come and however often they are read again. A return
older than the last one that gave a line adds to its history and changes nothing else. A line that only a
return already superseded gives is gone as soon as it is born. And the same version read again by the same
readers changes nothing at all; by readers that now tell a finding otherwise, the line keeps its history and
takes the new fingerprint.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from recepisse.gestion.gestes.anomalies.controles_ignores import codes_ignores
from recepisse.gestion.gestes.anomalies.corriger_anomalie import nommer_mois
from recepisse.gestion.gestes.anomalies.decrire_anomalie import Source, decrire
from recepisse.gestion.gestes.anomalies.histoire_anomalie import Histoire
from recepisse.gestion.gestes.anomalies.lignes_memoire import LignesMemoire
from recepisse.gestion.gestes.anomalies.places import est_concluante, est_depassee, place_de
from recepisse.gestion.gestes.anomalies.reunir_anomalies import Trouvaille, reunir_anomalies
from recepisse.gestion.gestes.anomalies.suivi_anomalies import SUIVIES
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.releves.versions import lire_publication
from recepisse.gestion.models import Anomalie, LectureRetour
from recepisse.retours.modele import RetourLu
from recepisse.retours.natures import nature
from recepisse.retours.suivi.memoire import (
    OUVERTES,
    REPONDUES,
    EtatAnomalie,
    EvenementVie,
    evenement_vue,
)
from recepisse.retours.suivi.succession import Place, depot_posterieur, plus_ancienne, suit

SANS_LIGNE: Mapping[int, int] = MappingProxyType({})


def rapprocher_anomalies(
    lu: RetourLu, lecture: LectureRetour, ctx: Contexte, lignes_fichier: Mapping[int, int] = SANS_LIGNE
) -> None:
    """Bring the memory up to date with one reading; to be called inside a transaction.

    ``lignes_fichier``: line of our file by place of the finding in the document (see ``relier_lignes``). The
    return of ``lecture.version`` comes with its flux, declaration, company and establishment.
    """
    version, retour = lecture.version, lecture.version.retour
    trouvailles = reunir_anomalies(lu, retour, ctx)
    place = place_de(version.pk)
    passage = _Passage(
        Source(retour, lecture, lire_publication(version.publication) or version.vu_le, lignes_fichier),
        place,
        LignesMemoire.lire(trouvailles, lecture),
        Histoire(ctx),
        ctx,
        depassee=bool(trouvailles) and est_depassee(version.pk, place),
        ignores=codes_ignores(retour.emetteur, retour.entreprise_id, ctx.horloge()),
    )
    passage.faire(concluante=est_concluante(lu.famille, version.statut))


@dataclass(slots=True)
class _Passage:
    """One reading going through the memory."""

    source: Source
    place: Place
    memoire: LignesMemoire
    histoire: Histoire
    ctx: Contexte
    depassee: bool
    """True when a return that follows this one has already been read."""
    ignores: frozenset[str]
    """Codes that somebody chose not to see."""

    def faire(self, *, concluante: bool) -> None:
        """Do everything, and write it."""
        for trouvaille in self.memoire.trouvailles.values():
            ligne = self.memoire.chercher(trouvaille)
            if ligne is None:
                self._naitre(trouvaille)
            else:
                self._revoir(ligne, trouvaille)
        if concluante:
            self._faire_disparaitre()
            self.memoire.oublier()
        self._accorder_la_marque()
        self.memoire.ecrire(self.source)
        self.histoire.ecrire()

    def _naitre(self, trouvaille: Trouvaille) -> None:
        instant = self.source.instant
        ligne = Anomalie(
            empreinte=trouvaille.empreinte,
            emetteur=self.source.retour.emetteur,
            premiere_vue_le=instant,
            derniere_vue_le=instant,
        )
        self.memoire.ajouter(ligne)
        decrire(ligne, trouvaille, self.source, self.ctx)
        self.histoire.naitre(ligne, self._detail())
        if self.depassee:
            self.histoire.appliquer(ligne, EvenementVie.NON_REVUE)
        else:
            self._regler(ligne)

    def _revoir(self, ligne: Anomalie, trouvaille: Trouvaille) -> None:
        neuve = ligne.pk not in self.memoire.dites
        if neuve:
            instant = self.source.instant
            ligne.nb_vues += 1
            ligne.premiere_vue_le = min(ligne.premiere_vue_le, instant)
            ligne.derniere_vue_le = max(ligne.derniere_vue_le, instant)
        derniere = self.memoire.places[ligne.retour_id]
        if self.depassee or plus_ancienne(self.place, derniere):
            return
        if neuve:
            self._vivre(ligne, trouvaille.mois, posterieure=depot_posterieur(self.place, derniere))
        decrire(ligne, trouvaille, self.source, self.ctx)
        if neuve:
            self._regler(ligne)

    def _vivre(self, ligne: Anomalie, mois: str, *, posterieure: bool) -> None:
        """Apply one more sighting to the life of a known line."""
        evenement = evenement_vue(
            EtatAnomalie(ligne.etat),
            deja_traitee=ligne.traitee_le is not None,
            posterieure=posterieure,
            corrigee_en=ligne.mois_correction,
            mois=mois,
        )
        detail = self._detail()
        if evenement is EvenementVie.ROUVRIR and ligne.mois_correction:
            detail += f", malgré la correction déclarée en {nommer_mois(ligne.mois_correction)}"
        self.histoire.appliquer(ligne, evenement, detail)

    def _regler(self, ligne: Anomalie) -> None:
        """Apply to a line just seen what somebody had decided beforehand: ignored, or treated already."""
        version, retour = self.source.lecture.version, self.source.retour
        if ligne.etat not in OUVERTES:
            return
        if ligne.code in self.ignores:
            self.histoire.appliquer(ligne, EvenementVie.IGNORER)
        elif retour.traite and retour.traite_le is not None and version.vu_le <= retour.traite_le:
            self.histoire.appliquer(ligne, EvenementVie.TRAITER, par=retour.traite_par_id)

    def _faire_disparaitre(self) -> None:
        """End the lines that this return should have said again.

        Those of another return only when this version is the current one of its own: what was overwritten
        since, even by something unreadable, is no longer what the organisation says.
        """
        suivies = Anomalie.objects.filter(etat__in=SUIVIES)
        candidates = list(suivies.filter(retour_id=self.place.retour))
        if self.place.etablissement is not None and self.source.lecture.version.courante:
            memes = suivies.filter(
                etablissement_id=self.place.etablissement,
                retour__nature=self.place.nature,
                retour__ops=self.place.ops,
                retour__delegataire=self.place.delegataire,
            )
            candidates += memes.exclude(retour_id=self.place.retour)
        memoire = self.memoire
        memoire.connaitre([ligne for ligne in candidates if ligne.pk not in memoire.par_cle])
        for cle in sorted(ligne.pk for ligne in candidates):
            ligne = memoire.par_cle[cle]
            if ligne.empreinte not in memoire.trouvailles and suit(
                self.place, memoire.places[ligne.retour_id]
            ):
                self.histoire.appliquer(ligne, EvenementVie.NON_REVUE, self._detail())

    def _accorder_la_marque(self) -> None:
        """Bring the mark of the return in line with what it gives.

        One that was replaced since is no longer « traité » when it brings something to look at; one that only
        repeats what was answered is treated too, the first time that it is read: reading again marks nothing.
        """
        version, retour = self.source.lecture.version, self.source.retour
        lignes = [self.memoire.lignes[empreinte] for empreinte in self.memoire.trouvailles]
        if not (version.courante and lignes):
            return
        ouverte = any(ligne.etat in OUVERTES for ligne in lignes)
        traitees = [ligne for ligne in lignes if ligne.etat in REPONDUES]
        if ouverte and retour.traite and retour.traite_le and retour.traite_le < version.vu_le:
            retour.traite, retour.traite_le, retour.traite_par_id = False, None, None
        elif traitees and not (ouverte or retour.traite or self.memoire.dites):
            derniere = max(
                traitees, key=lambda ligne: (ligne.traitee_le or self.source.instant, ligne.pk or 0)
            )
            retour.traite, retour.traite_le = True, derniere.traitee_le
            retour.traite_par_id = derniere.traitee_par_id
        else:
            return
        retour.save(update_fields=["traite", "traite_le", "traite_par"])

    def _detail(self) -> str:
        """Return the words that the history shows for what this return did."""
        libelle = nature(self.place.nature).libelle
        return f"{libelle}, {self.place.mois}" if self.place.mois else libelle
