"""Whatever the server makes of the digits, and whatever the absences, every return is found."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from recepisse.echanges.fenetres import CONSERVATION, RETARD, Fenetre, fenetres_a_lire, trou
from recepisse.temps import parse_horodatage, to_horodatage

MARS = datetime(2027, 3, 28, 1, tzinfo=UTC)
OCTOBRE = datetime(2026, 10, 25, 1, tzinfo=UTC)
ORDINAIRE = datetime(2026, 6, 10, 10, tzinfo=UTC)

Lecture = Callable[[str], object]


def chiffres(horodatage: str) -> object:
    """A server that compares the 14 digits as they are."""
    return horodatage


def premier_passage(horodatage: str) -> object:
    return parse_horodatage(horodatage, fold=0)


def second_passage(horodatage: str) -> object:
    return parse_horodatage(horodatage, fold=1)


@dataclass
class Serveur:
    """The State's list of returns, under one reading of the digits and one kind of bounds."""

    lecture: Lecture
    largeur: timedelta
    debut_inclus: bool = True
    fin_incluse: bool = True
    retours: list[datetime] = field(default_factory=list)
    trop_larges: list[tuple[str, str]] = field(default_factory=list)

    def cle(self, publication: datetime) -> object:
        """What the server compares bounds with."""
        return to_horodatage(publication) if self.lecture is chiffres else publication

    def mesurer(self, debut: str, fin: str) -> timedelta:
        lus = [
            datetime.strptime(t, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            if self.lecture is chiffres
            else self.lecture(t)
            for t in (debut, fin)
        ]
        assert isinstance(lus[0], datetime)
        assert isinstance(lus[1], datetime)
        return lus[1] - lus[0]

    def lister(self, debut: str, fin: str, maintenant: datetime) -> set[datetime]:
        largeur = self.mesurer(debut, fin)
        assert largeur >= timedelta(0), (debut, fin)
        assert largeur <= self.largeur, (debut, fin)
        bas, haut = self.lecture(debut), self.lecture(fin)
        trouves = set()
        for publication in self.retours:
            cle = self.cle(publication)
            apres = cle >= bas if self.debut_inclus else cle > bas  # type: ignore[operator]
            avant = cle <= haut if self.fin_incluse else cle < haut  # type: ignore[operator]
            if publication <= maintenant and apres and avant:
                trouves.add(publication)
        return trouves


def relever(
    serveur: Serveur, depart: datetime, passages: list[datetime], maximum: int = 40
) -> tuple[set[datetime], bool]:
    """Read at each of ``passages``; return what was found and whether windows alone were enough."""
    curseur, trouves, relus = depart, set[datetime](), False
    for maintenant in passages:
        while True:
            plan = fenetres_a_lire(curseur, maintenant, largeur=serveur.largeur, maximum=maximum)
            assert len(plan) <= maximum
            for fenetre in plan:
                verifier(fenetre, curseur, maintenant)
                trouves |= serveur.lister(*fenetre.stamps(), maintenant)
                if fenetre.relire_flux:
                    relus = True
                    trouves |= {p for p in serveur.retours if p <= maintenant}
                curseur = fenetre.fin
            if len(plan) < maximum:
                break
    return trouves, relus


def verifier(fenetre: Fenetre, curseur: datetime, maintenant: datetime) -> None:
    """What holds for each window: consecutive, forward, never in the last two minutes, labels in order."""
    assert fenetre.debut == curseur
    assert fenetre.fin > fenetre.debut
    assert fenetre.fin <= maintenant - RETARD
    debut, fin = fenetre.stamps()
    assert debut <= fin
    assert not [t for t in (debut, fin) if t.startswith("2027032802")], "an hour that does not exist"


LARGEURS = st.one_of(st.integers(1, 12), st.sampled_from([10, 59, 60, 61, 90, 120, 180, 239, 240, 600, 1440]))
LECTURES = st.sampled_from([chiffres, premier_passage, second_passage])


@st.composite
def scenes(
    draw: st.DrawFn, jour: datetime, avant: int, apres: int
) -> tuple[datetime, list[datetime], list[datetime]]:
    """A cursor, instants of reading and returns, in the hours around ``jour``."""
    secondes = st.integers(-avant * 3600, apres * 3600)
    depart = jour - timedelta(hours=avant, seconds=draw(st.integers(0, 3600)))
    if draw(st.booleans()):
        depart = jour + timedelta(seconds=draw(secondes))
    passages = sorted(jour + timedelta(seconds=s) for s in draw(st.lists(secondes, max_size=5)))
    fin = jour + timedelta(hours=apres + 5)
    retours = [jour + timedelta(seconds=s) for s in draw(st.lists(secondes, max_size=25))]
    return depart, [p for p in [*passages, fin] if p >= depart], [r for r in retours if r >= depart]


@given(scenes(OCTOBRE, 4, 4), LARGEURS, LECTURES, st.booleans(), st.booleans())
@settings(max_examples=120, deadline=None)
@example(
    (OCTOBRE - timedelta(hours=3), [OCTOBRE + timedelta(hours=5)], [OCTOBRE - timedelta(minutes=30)]),
    60,
    second_passage,
    True,
    True,
)
@example(
    (OCTOBRE + timedelta(hours=1), [OCTOBRE + timedelta(hours=5)], [OCTOBRE + timedelta(hours=1)]),
    60,
    chiffres,
    False,
    False,
)
def test_rien_n_est_perdu_quand_une_heure_existe_deux_fois(
    scene: tuple[datetime, list[datetime], list[datetime]],
    minutes: int,
    lecture: Lecture,
    debut_inclus: bool,
    fin_incluse: bool,
) -> None:
    depart, passages, retours = scene
    serveur = Serveur(lecture, timedelta(minutes=minutes), debut_inclus, fin_incluse, retours)
    trouves, _ = relever(serveur, depart, passages)
    assert trouves == set(retours)


@given(scenes(OCTOBRE, 4, 4), LARGEURS)
@settings(max_examples=60, deadline=None)
def test_les_fenetres_seules_suffisent_a_un_serveur_qui_compare_les_chiffres(
    scene: tuple[datetime, list[datetime], list[datetime]], minutes: int
) -> None:
    depart, passages, retours = scene
    serveur = Serveur(chiffres, timedelta(minutes=minutes), retours=retours)
    curseur, trouves = depart, set[datetime]()
    for maintenant in passages:
        for fenetre in fenetres_a_lire(curseur, maintenant, largeur=serveur.largeur, maximum=10**6):
            trouves |= serveur.lister(*fenetre.stamps(), maintenant)
            curseur = fenetre.fin
    assert trouves == set(retours)


@given(scenes(MARS, 4, 4), LARGEURS, LECTURES, st.booleans(), st.booleans())
@settings(max_examples=120, deadline=None)
@example(
    (MARS - timedelta(hours=2), [MARS + timedelta(hours=5)], [MARS - timedelta(seconds=1)]),
    60,
    chiffres,
    True,
    False,
)
@example((MARS, [MARS + timedelta(hours=5)], [MARS]), 60, chiffres, False, False)
def test_rien_n_est_perdu_quand_une_heure_manque(
    scene: tuple[datetime, list[datetime], list[datetime]],
    minutes: int,
    lecture: Lecture,
    debut_inclus: bool,
    fin_incluse: bool,
) -> None:
    depart, passages, retours = scene
    serveur = Serveur(lecture, timedelta(minutes=minutes), debut_inclus, fin_incluse, retours)
    trouves, _ = relever(serveur, depart, passages)
    assert trouves == set(retours)


@given(
    st.data(),
    LARGEURS,
    LECTURES,
    st.sampled_from([(True, True), (True, False), (False, True)]),
    st.integers(1, 3),
)
@settings(max_examples=40, deadline=None)
def test_un_jour_ordinaire_les_fenetres_seules_suffisent(
    data: st.DataObject, minutes: int, lecture: Lecture, bornes: tuple[bool, bool], jours: int
) -> None:
    secondes = st.integers(0, jours * 86400)
    retours = [ORDINAIRE + timedelta(seconds=s) for s in data.draw(st.lists(secondes, max_size=25))]
    passages = sorted(ORDINAIRE + timedelta(seconds=s) for s in data.draw(st.lists(secondes, max_size=4)))
    serveur = Serveur(lecture, timedelta(minutes=minutes), *bornes, retours=retours)
    depart = ORDINAIRE - timedelta(seconds=1)
    trouves, relus = relever(serveur, depart, [*passages, ORDINAIRE + timedelta(days=jours, minutes=5)])
    assert trouves == set(retours)
    assert not relus


@given(st.integers(1, 1440), st.integers(0, 200 * 24 * 3600), st.integers(1, 60))
@settings(max_examples=150, deadline=None)
def test_l_absence_se_rattrape_par_pas_bornes_sans_remonter_au_dela_de_trois_mois(
    minutes: int, absence: int, maximum: int
) -> None:
    maintenant = datetime(2026, 7, 1, 12, tzinfo=UTC)
    curseur = maintenant - timedelta(seconds=absence)
    plan = fenetres_a_lire(curseur, maintenant, largeur=timedelta(minutes=minutes), maximum=maximum)
    assert len(plan) <= maximum
    if plan:
        assert plan[0].debut == max(curseur, maintenant - CONSERVATION)
        assert all(a.fin == b.debut for a, b in pairwise(plan))
        assert len(plan) == maximum or plan[-1].fin == maintenant - RETARD
    perdu = trou(curseur, maintenant)
    assert (perdu is not None) == (curseur < maintenant - CONSERVATION)
