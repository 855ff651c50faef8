"""Which readings concern the memory of anomalies: nearly all of them say nothing, and nothing was awaited.

Looked at once for a whole group of readings: a certificate that ends no line costs no query of its own.
"""

from collections.abc import Collection
from dataclasses import dataclass

from recepisse.gestion.gestes.anomalies.places import lots
from recepisse.gestion.models import Anomalie, ConstatAnomalie, LectureRetour
from recepisse.retours.modele import RetourLu
from recepisse.retours.suivi.memoire import EtatAnomalie, EvenementVie, accepte, retenue

SUIVIES = tuple(etat.value for etat in EtatAnomalie if accepte(etat, EvenementVie.NON_REVUE))
"""States that the silence of a return ends."""


@dataclass(slots=True)
class Suivi:
    """What the memory holds about a group of readings."""

    lectures: set[int]
    """Readings that had already given sightings."""
    retours: set[int]
    """Returns that were the last to give a line that is still followed."""
    portees: set[tuple[int | None, str]]
    """The same by establishment and nature."""

    @classmethod
    def lire(cls, lectures: Collection[LectureRetour]) -> "Suivi":
        """Read what the memory holds about ``lectures``, whose versions and returns are loaded."""
        retours = {une.version.retour_id for une in lectures}
        connus = (une.version.retour.etablissement_id for une in lectures)
        etablissements = {numero for numero in connus if numero is not None}
        suivi = cls(set(), set(), set())
        for cles in lots([une.pk for une in lectures]):
            constats = ConstatAnomalie.objects.filter(lecture_id__in=cles)
            suivi.lectures.update(constats.values_list("lecture_id", flat=True).distinct())
        suivies = Anomalie.objects.filter(etat__in=SUIVIES)
        for cles in lots(retours):
            memes = suivies.filter(retour_id__in=cles)
            suivi.retours.update(memes.values_list("retour_id", flat=True).distinct())
        for numeros in lots(etablissements):
            lignes = suivies.filter(etablissement_id__in=numeros)
            suivi.portees.update(lignes.values_list("etablissement_id", "retour__nature").distinct())
        return suivi

    def concerne(self, lecture: LectureRetour, lu: RetourLu) -> bool:
        """Return True when this reading may change the memory; what it may add is then expected too."""
        retour = lecture.version.retour
        portee = (retour.etablissement_id, retour.nature)
        if any(map(retenue, lu.anomalies)):
            self.retours.add(retour.pk)
            self.portees.add(portee)
            return True
        return lecture.pk in self.lectures or retour.pk in self.retours or portee in self.portees
