"""What makes two findings the same, and the life that they lead."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recepisse.erreurs import TransitionInterdite
from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Anomalie
from recepisse.retours.suivi.memoire import (
    INITIAL,
    LIBELLES,
    LIBELLES_EVENEMENTS,
    OUVERTES,
    REPONDUES,
    REPONSES,
    TRANSITIONS,
    EtatAnomalie,
    EvenementVie,
    Traits,
    accepte,
    evenement_vue,
    periode_propre,
    retenue,
    retour_en_arriere,
    suivant,
    traits,
)

E, V = EtatAnomalie, EvenementVie


def faits(anomalie: Anomalie, mois: str = "2026-05", **autres: str) -> Traits:
    tous = {"siret": "73282932000074", "emetteur": "urssaf", "personne": "p1", **autres}
    return traits(anomalie, mois=mois, **tous)


def lue(**champs: object) -> Anomalie:
    return Anomalie(**{"code": "C1", "gravite": Gravite.A_CORRIGER, "message": "M", **champs})  # type: ignore[arg-type]


class TestTraits:
    def test_ce_qui_distingue(self) -> None:
        reference = faits(lue())
        for autre in (
            faits(lue(code="C2")),
            faits(lue(rubrique="S21.G00.50.001")),
            faits(lue(contrat="00002")),
            faits(lue(periode="2026-03")),
            faits(lue(), siret="40483304800022"),
            faits(lue(), emetteur="oc"),
            faits(lue(), personne="p2"),
        ):
            assert autre.texte != reference.texte

    def test_ce_qui_ne_distingue_pas(self) -> None:
        reference = faits(lue())
        for meme in (
            faits(lue(message="Autre phrase")),
            faits(lue(gravite=Gravite.BLOQUANT)),
            faits(lue(valeur_declaree="1", valeur_attendue="2", montant="3.00")),
            faits(lue(ligne=12, rang=1, categorie="ANO")),
            faits(lue(code=" C1 ", rubrique=" ", contrat=" ")),
            faits(lue(periode="2026-05-01/2026-05-31")),
            faits(lue(periode="2026-06"), mois="2026-06"),
        ):
            assert meme.texte == reference.texte

    def test_sans_code_le_message_distingue_chiffres_a_part(self) -> None:
        un = faits(lue(code="", message="Écart de 12,50 euros  en 2026"))
        assert un.texte == faits(lue(code=" ", message="écart de 7,00 euros en 2027")).texte
        assert un.texte != faits(lue(code="", message="Autre chose")).texte

    def test_deux_champs_ne_se_confondent_pas(self) -> None:
        assert faits(lue(rubrique="A", contrat="")).texte != faits(lue(rubrique="", contrat="A")).texte
        assert json.loads(faits(lue()).texte)[0] == "73282932000074"


@pytest.mark.parametrize(
    ("periode", "mois", "attendue"),
    [
        ("", "2026-05", ""),
        ("2026-05", "2026-05", ""),
        ("202605", "2026-05", ""),
        ("01052026/31052026", "2026-05", ""),
        ("2026-05-01/2026-05-31", "2026-05", ""),
        ("2026-01-01/2026-05-31", "2026-05", ""),
        (" 2026-03-01/2026-03-31 ", "2026-05", "2026-03-01/2026-03-31"),
        ("2026-05-01/2026-06-30", "2026-05", "2026-05-01/2026-06-30"),
        ("2026-05-12", "", "2026-05-12"),
        ("du 3 au 5", "2026-05", "du 3 au 5"),
    ],
)
def test_la_periode_ne_compte_que_si_elle_en_nomme_une_autre(periode: str, mois: str, attendue: str) -> None:
    assert periode_propre(periode, mois) == attendue


def test_une_information_n_a_pas_de_vie() -> None:
    assert not retenue(lue(gravite=Gravite.INFORMATION))
    assert all(retenue(lue(gravite=g)) for g in Gravite if g is not Gravite.INFORMATION)


class TestVie:
    def test_la_table_est_entiere(self) -> None:
        assert set(TRANSITIONS) == set(EtatAnomalie) == set(LIBELLES)
        assert set(LIBELLES_EVENEMENTS) == set(EvenementVie)
        assert {e for suites in TRANSITIONS.values() for e in suites} == set(EvenementVie)

    def test_tout_etat_est_atteint_et_quitte(self) -> None:
        atteints, a_voir = {INITIAL}, [INITIAL]
        while a_voir:
            neufs = set(TRANSITIONS[a_voir.pop()].values()) - atteints
            atteints |= neufs
            a_voir += neufs
        assert atteints == set(EtatAnomalie)
        assert all(set(suites.values()) - {etat} for etat, suites in TRANSITIONS.items())

    def test_toute_anomalie_peut_etre_vue_et_toute_vivante_disparaitre(self) -> None:
        assert all(accepte(etat, V.VUE) for etat in E)
        assert [etat for etat in E if not accepte(etat, V.NON_REVUE)] == [E.DISPARUE]

    def test_ce_qui_est_ouvert_se_traite_et_s_ignore(self) -> None:
        for etat in E:
            assert accepte(etat, V.TRAITER) is accepte(etat, V.IGNORER) is (etat in OUVERTES)

    def test_une_anomalie_traitee_n_est_pas_ignoree(self) -> None:
        with pytest.raises(TransitionInterdite, match="Traitée") as refus:
            suivant(E.TRAITEE, V.IGNORER)
        assert "Rechargez" in refus.value.conseil

    def test_rouverte_ne_vient_que_de_rouvrir(self) -> None:
        vers = {
            (etat, e) for etat, suites in TRANSITIONS.items() for e, v in suites.items() if v is E.ROUVERTE
        }
        assert vers == {
            (E.ROUVERTE, V.VUE),
            (E.TRAITEE, V.ROUVRIR),
            (E.DISPARUE, V.ROUVRIR),
            (E.IGNOREE, V.ROUVRIR),
            (E.CORRIGEE, V.ROUVRIR),
            (E.CONTESTEE, V.ROUVRIR),
            (E.ROUVERTE, V.ASSIGNER),
            (E.ROUVERTE, V.COMMENTER),
        }

    def test_on_repond_a_ce_qui_est_ouvert_et_toute_reponse_se_reprend(self) -> None:
        for etat in E:
            for acte in REPONSES:
                if etat in OUVERTES:
                    assert suivant(etat, acte) in REPONDUES, (etat, acte)
            assert accepte(etat, V.REPRENDRE) is (etat in REPONDUES)

    def test_commenter_et_assigner_ne_changent_aucun_etat(self) -> None:
        for etat in E:
            assert suivant(etat, V.COMMENTER) is etat
            if accepte(etat, V.ASSIGNER):
                assert suivant(etat, V.ASSIGNER) is etat
        assert [e for e in E if not accepte(e, V.ASSIGNER)] == [E.TRAITEE, E.DISPARUE, E.IGNOREE]

    def test_personne_ne_fait_disparaitre_une_anomalie(self) -> None:
        """Only the silence of the next return does."""
        fins = {e for suites in TRANSITIONS.values() for e, v in suites.items() if v is E.DISPARUE}
        assert fins == {V.NON_REVUE, V.COMMENTER}


@pytest.mark.parametrize("etat", list(E))
@pytest.mark.parametrize("deja", [True, False])
@pytest.mark.parametrize("posterieure", [True, False])
def test_ce_qu_est_une_nouvelle_vue(etat: EtatAnomalie, deja: bool, posterieure: bool) -> None:
    evenement = evenement_vue(etat, deja_traitee=deja, posterieure=posterieure)
    revient = (etat in {E.TRAITEE, E.CORRIGEE} and posterieure) or (etat is E.DISPARUE and deja)
    assert (suivant(etat, evenement) is E.ROUVERTE) is (revient or etat is E.ROUVERTE)


@pytest.mark.parametrize(
    ("mois", "posterieure", "revient"),
    [
        ("2026-06", True, False),
        ("2026-07", True, True),
        ("2026-08", True, True),
        ("2026-07", False, False),
        ("", True, True),
    ],
)
def test_une_correction_annoncee_tient_jusqu_a_son_mois(mois: str, posterieure: bool, revient: bool) -> None:
    vue = evenement_vue(
        E.CORRIGEE, deja_traitee=True, posterieure=posterieure, corrigee_en="2026-07", mois=mois
    )
    assert (vue is V.ROUVRIR) is revient


@pytest.mark.parametrize("etat", list(E))
@given(suite=st.lists(st.sampled_from(list(V)), max_size=30))
def test_aucune_suite_d_evenements_n_enferme(etat: EtatAnomalie, suite: list[EvenementVie]) -> None:
    """Whatever happened, what returns say again can become open again, and what they stop saying ends."""
    for evenement in suite:
        if accepte(etat, evenement):
            etat = suivant(etat, evenement)
    assert etat in OUVERTES or {suivant(etat, e) for e in V if accepte(etat, e)} & OUVERTES
    assert etat is E.DISPARUE or suivant(etat, V.NON_REVUE) is E.DISPARUE


@pytest.mark.parametrize(
    ("acte", "fait"), [*((V.REPRENDRE, e) for e in sorted(REPONDUES)), (V.LEVER, E.IGNOREE)]
)
def test_defaire_rend_l_etat_d_avant(acte: EvenementVie, fait: EtatAnomalie) -> None:
    for avant in OUVERTES:
        assert suivant(fait, retour_en_arriere(acte, avant)) is avant


def test_les_lignes_ont_les_memes_mots() -> None:
    from recepisse.gestion.models import Anomalie as Ligne

    assert Ligne.Etat.choices == [(etat.value, LIBELLES[etat]) for etat in EtatAnomalie]
