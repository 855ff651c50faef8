"""Whatever the two versions hold, their differences take one to the other."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from recepisse.retours.fiche.differences import GenreDifference, comparer
from recepisse.retours.fiche.modele import Fait, Faits, Fiche, Tableau
from recepisse.retours.gravite import Gravite

VIDE = Fiche("94", "bilan", "Taux", "OK", Gravite.INFORMATION, "", "", (), (), (), (), ())
MOTS = st.sampled_from(["", "12", "18", "MARTIN", "PETIT", "7,30 %", "0,00 %"])
FAITS = st.lists(st.builds(Fait, st.sampled_from(["État", "Mois", "Nom"]), MOTS), max_size=8)
RANGS = st.lists(st.tuples(MOTS, MOTS, MOTS), max_size=8)


@st.composite
def fiches(draw: st.DrawFn) -> Fiche:
    return replace(
        VIDE,
        statut=draw(st.sampled_from(["OK", "KO", "ANO"])),
        essentiel=(Tableau("Taux", ("Salarié", "Matricule", "Taux"), tuple(draw(RANGS))),),
        details=(Faits("Envoi", tuple(draw(FAITS))),),
    )


def _faits(fiche: Fiche) -> Counter[Fait]:
    (bloc,) = fiche.details
    assert isinstance(bloc, Faits)
    return Counter(bloc.faits)


@given(fiches())
def test_rien_ne_differe_de_soi_meme(fiche: Fiche) -> None:
    assert comparer(fiche, fiche) == ()


@given(fiches(), fiches())
def test_a_l_envers_ce_qui_etait_ajoute_est_retire(avant: Fiche, apres: Fiche) -> None:
    envers = {
        GenreDifference.AJOUTEE: GenreDifference.RETIREE,
        GenreDifference.RETIREE: GenreDifference.AJOUTEE,
        GenreDifference.CHANGEE: GenreDifference.CHANGEE,
    }
    aller = Counter(envers[d.genre] for d in comparer(avant, apres))
    assert aller == Counter(d.genre for d in comparer(apres, avant))


@given(fiches(), fiches())
def test_les_differences_menent_d_une_version_a_l_autre(avant: Fiche, apres: Fiche) -> None:
    faits = _faits(avant)
    for difference in comparer(avant, apres):
        if difference.endroit != "Envoi":
            continue
        valeurs = difference.valeurs
        etait, est = (valeurs[0].avant, valeurs[0].apres) if valeurs else ("", "")
        if difference.genre is not GenreDifference.AJOUTEE:
            faits[Fait(difference.sujet, etait)] -= 1
        if difference.genre is not GenreDifference.RETIREE:
            faits[Fait(difference.sujet, est)] += 1
    assert +faits == _faits(apres)
