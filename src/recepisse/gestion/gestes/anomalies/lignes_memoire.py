"""The rows of the memory of anomalies that one reading may touch: read together, written together.

The number of queries grows with the number of findings divided by 500, whatever happens to each of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from recepisse.gestion.gestes.anomalies.decrire_anomalie import COLONNES_CONSTAT, LARGEURS, Source, constat
from recepisse.gestion.gestes.anomalies.places import lots, places_courantes
from recepisse.gestion.gestes.anomalies.reunir_anomalies import Trouvaille
from recepisse.gestion.gestes.ecrire_lot import inserer, mettre_a_jour
from recepisse.gestion.models import Anomalie, ConstatAnomalie, LectureRetour
from recepisse.retours.suivi.succession import Place

_COLONNES = tuple(f.attname for f in Anomalie._meta.local_concrete_fields if not f.primary_key)  # noqa: SLF001  # documented


@dataclass(slots=True)
class LignesMemoire:
    """Lines and sightings as they were, and as they become."""

    trouvailles: dict[str, Trouvaille]
    anciens: dict[int, ConstatAnomalie]
    """Sightings that an earlier reading of the same version wrote, by place in the document."""
    dites: frozenset[int]
    """Lines that an earlier reading of the same version had seen."""
    lignes: dict[str, Anomalie] = field(default_factory=dict)
    """Lines by fingerprint, new ones included."""
    par_cle: dict[int, Anomalie] = field(default_factory=dict)
    """Known lines by key."""
    places: dict[int, Place] = field(default_factory=dict)
    """Where known lines were last said, by return."""
    _neuves: list[Anomalie] = field(default_factory=list)
    _avant: dict[int, tuple[object, ...]] = field(default_factory=dict)

    @classmethod
    def lire(cls, trouvailles: dict[str, Trouvaille], lecture: LectureRetour) -> "LignesMemoire":
        """Read everything that the database holds about these findings and this reading."""
        anciens = {un.rang: un for un in ConstatAnomalie.objects.filter(lecture=lecture)}
        lues = cls(trouvailles, anciens, frozenset(un.anomalie_id for un in anciens.values()))
        for empreintes in lots(trouvailles):
            lues.connaitre(Anomalie.objects.filter(empreinte__in=empreintes))
        for cles in lots(lues.dites - set(lues.par_cle)):
            lues.connaitre(Anomalie.objects.filter(pk__in=cles))
        return lues

    def connaitre(self, lignes: Iterable[Anomalie]) -> None:
        """Hold lines as the database has them."""
        retours = set()
        for ligne in lignes:
            self.lignes[ligne.empreinte] = self.par_cle[ligne.pk] = ligne
            self._avant[ligne.pk] = _valeurs(ligne)
            retours.add(ligne.retour_id)
        self.places |= places_courantes(retours - set(self.places))

    def chercher(self, trouvaille: Trouvaille) -> Anomalie | None:
        """Return the line of a finding: by its fingerprint, else by its place in the same document.

        In the second case readers have changed, or the flux was adopted: the finding is the same and is told
        otherwise. Its line takes the new fingerprint.
        """
        connue = self.lignes.get(trouvaille.empreinte)
        if connue is not None:
            return connue
        code = trouvaille.traits.code[: LARGEURS["code"]]
        for rang in trouvaille.constats:
            ancien = self.anciens.get(rang)
            ligne = self.par_cle[ancien.anomalie_id] if ancien else None
            if ligne is not None and ligne.code == code and ligne.empreinte not in self.trouvailles:
                del self.lignes[ligne.empreinte]
                ligne.empreinte = trouvaille.empreinte
                self.lignes[ligne.empreinte] = ligne
                return ligne
        return None

    def ajouter(self, ligne: Anomalie) -> None:
        """Hold a new line, to be inserted."""
        self.lignes[ligne.empreinte] = ligne
        self._neuves.append(ligne)

    def oublier(self) -> None:
        """Drop the sightings that this version, read again, no longer gives."""
        voulues = {
            rang: self.lignes[empreinte].pk
            for empreinte, trouvaille in self.trouvailles.items()
            for rang in trouvaille.constats
        }
        for pk in self.dites.difference(voulues.values()):
            self.par_cle[pk].nb_vues -= 1
        perimes = {rang: un.pk for rang, un in self.anciens.items() if voulues.get(rang) != un.anomalie_id}
        for cles in lots(perimes.values()):
            ConstatAnomalie.objects.filter(pk__in=cles).delete()
        for rang in perimes:
            del self.anciens[rang]

    def ecrire(self, source: Source) -> None:
        """Write new lines, changed lines and new sightings."""
        neuves = {ligne.empreinte: ligne for ligne in self._neuves}
        inserer(Anomalie, _COLONNES, [_valeurs(ligne) for ligne in self._neuves])
        for empreintes in lots(neuves):
            ecrites = Anomalie.objects.filter(empreinte__in=empreintes)
            for pk, empreinte in ecrites.values_list("pk", "empreinte"):
                neuves[empreinte].pk = pk
        valeurs = {pk: _valeurs(ligne) for pk, ligne in self.par_cle.items()}
        changees = [(*des, pk) for pk, des in valeurs.items() if des != self._avant[pk]]
        mettre_a_jour(Anomalie, _COLONNES, changees)
        inserer(
            ConstatAnomalie,
            COLONNES_CONSTAT,
            [
                constat(self.lignes[empreinte], rang, lue, trouvaille.mois, source)
                for empreinte, trouvaille in self.trouvailles.items()
                for rang, lue in trouvaille.constats.items()
                if rang not in self.anciens
            ],
        )


def _valeurs(ligne: Anomalie) -> tuple[object, ...]:
    return tuple(getattr(ligne, colonne) for colonne in _COLONNES)
