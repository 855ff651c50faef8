"""The order of tasks: total, stable, whatever the order they come in; and none is ever lost."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from recepisse.gestion.gestes.a_faire.composer import sections
from recepisse.gestion.gestes.a_faire.tache import (
    PAR_GENRE,
    Genre,
    Lien,
    Tache,
    Urgence,
    ranger,
    reunir,
    urgence_de,
)

MAINTENANT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LIEN = Lien("dsn")

instants = st.none() | st.integers(-500, 500).map(lambda heures: MAINTENANT + timedelta(hours=heures))


@st.composite
def listes(draw: st.DrawFn) -> list[Tache]:
    traits = st.tuples(
        st.sampled_from(Genre), st.sampled_from(Urgence), instants, st.integers(0, 4), st.text(max_size=3)
    )
    return [
        Tache(genre, f"{rang}", urgence, mots, mots, mots, LIEN, "Voir", avant=avant, poids=poids)
        for rang, (genre, urgence, avant, poids, mots) in enumerate(draw(st.lists(traits, max_size=40)))
    ]


@given(listes(), st.randoms(use_true_random=False))
def test_l_ordre_ne_depend_pas_de_l_arrivee(taches: list[Tache], hasard: object) -> None:
    melangees = list(taches)
    hasard.shuffle(melangees)  # type: ignore[attr-defined] # a random.Random
    assert ranger(melangees) == ranger(taches)
    assert ranger(ranger(taches)) == ranger(taches)


@given(listes())
def test_une_tache_plus_urgente_n_est_jamais_apres(taches: list[Tache]) -> None:
    urgences = [tache.urgence for tache in ranger(taches)]
    assert urgences == sorted(urgences)
    assert len({tache.ordre for tache in taches}) == len(taches)


@given(listes())
def test_aucune_tache_n_est_perdue_montree_ou_comptee(taches: list[Tache]) -> None:
    lots = [
        lot for genre in Genre if (lot := reunir(genre, [t for t in taches if t.genre is genre], LIEN)).taches
    ]
    vues = list(sections(lots))
    montrees = [tache for section in vues for tache in section.taches]
    comptees = sum(lot.autres for section in vues for lot in section.suites)
    assert len(montrees) + comptees == len(taches)
    assert montrees == ranger(montrees)
    for lot in lots:
        assert len(lot.taches) <= PAR_GENRE


@given(st.integers(-5000, 5000), st.integers(0, 5000))
def test_plus_c_est_tard_moins_c_est_urgent(heures: int, apres: int) -> None:
    tot = MAINTENANT + timedelta(hours=heures)
    assert urgence_de(tot, MAINTENANT) <= urgence_de(tot + timedelta(hours=apres), MAINTENANT)
    if heures < 0:
        assert urgence_de(tot, MAINTENANT) is Urgence.MAINTENANT
