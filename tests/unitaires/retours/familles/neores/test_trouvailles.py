"""Which data of a detail are to be corrected: one line for one thing to do."""

from typing import Any

import pytest

from recepisse.retours.familles.neores.trouvailles import CONTEXTE_MAX, RIEN, periode, trouver
from recepisse.retours.modele import Complement


def d(
    rubrique: str, declaree: str = "", preconisee: str = "", resultat: str = "", **reste: Any
) -> dict[str, Any]:
    dit = {
        "rubrique": rubrique,
        "declaree": declaree,
        "preconisee": preconisee,
        "resultat": resultat,
        **reste,
    }
    return {cle: valeur for cle, valeur in dit.items() if valeur}


def rubriques(*donnees: dict[str, Any]) -> list[str]:
    return [t.donnee.get("rubrique", "") for t in trouver(donnees)]


TAUX = d("S21.G00.81.007", "1.000", "0.550", "01")
CODE = d("S21.G00.81.001", "128")


def test_une_valeur_attendue_est_a_corriger_le_reste_l_entoure() -> None:
    (seule,) = trouver([CODE, TAUX])
    assert seule.donnee == TAUX
    assert seule.contexte == (Complement("S21.G00.81.001", "128"),)


def test_deux_valeurs_attendues_font_deux_lignes() -> None:
    assert rubriques(TAUX, d("S21.G00.78.004", "1.00", "2.00")) == ["S21.G00.81.007", "S21.G00.78.004"]


def test_des_valeurs_acceptees_sont_une_valeur_attendue() -> None:
    assert rubriques(CODE, d("S21.G00.23.001", acceptees=["959"])) == ["S21.G00.23.001"]


@pytest.mark.parametrize(
    ("declaree", "attendue"), [("3125.00", "3125.00"), ("0.0", "0.00"), ("3", "3.00"), ("", "")]
)
def test_une_valeur_attendue_deja_declaree_n_est_pas_a_corriger(declaree: str, attendue: str) -> None:
    assert rubriques(TAUX, d("S21.G00.78.004", declaree, attendue)) == ["S21.G00.81.007"]


@pytest.mark.parametrize(("declaree", "attendue"), [("100", "10"), ("3125.00", "3125.10"), ("", "0.00")])
def test_deux_nombres_differents_le_restent(declaree: str, attendue: str) -> None:
    assert len(rubriques(TAUX, d("S21.G00.78.004", declaree, attendue))) == 2


def test_un_resultat_sur_une_valeur_egale_reste_a_corriger() -> None:
    assert len(rubriques(TAUX, d("S21.G00.78.004", "3.00", "3.00", "01"))) == 2


@pytest.mark.parametrize("resultat", ["02", "03", "04", "05", "99"])
def test_un_manque_un_exces_ou_un_code_a_venir_est_a_corriger_sans_valeur_attendue(resultat: str) -> None:
    assert len(rubriques(TAUX, d("S21.G00.44.001", resultat=resultat))) == 2


@pytest.mark.parametrize("resultat", ["01", "06"])
def test_une_incoherence_sans_valeur_attendue_n_est_que_le_contexte_d_une_autre(resultat: str) -> None:
    (seule,) = trouver([d("S21.G00.53.003", "40", resultat=resultat), TAUX])
    assert seule.donnee == TAUX
    assert seule.contexte == (Complement("S21.G00.53.003", "40"),)


def test_un_bloc_en_trop_est_une_seule_chose_a_faire() -> None:
    en_trop = [d(f"S21.G00.81.{n}", "1", resultat="05") for n in ("001", "004")]
    (seule,) = trouver([d("S21.G00.40.020", "136"), *en_trop])
    assert seule.donnee == en_trop[0]
    assert seule.contexte == (Complement("S21.G00.40.020", "136"), Complement("S21.G00.81.004", "1"))


def test_deux_blocs_deux_periodes_ou_deux_resultats_sont_deux_choses() -> None:
    premier = d("S21.G00.81.001", resultat="05")
    assert len(rubriques(premier, d("S21.G00.78.001", resultat="05"))) == 2
    assert len(rubriques(premier, d("S21.G00.81.001", resultat="04"))) == 2
    assert len(rubriques(premier, d("S21.G00.81.001", resultat="05", periode_debut="2026-01-01"))) == 2


def test_deux_rubriques_absentes_d_un_bloc_sont_deux_choses() -> None:
    assert len(rubriques(*[d(f"S21.G00.81.{n}", resultat="02") for n in ("001", "004")])) == 2


def test_sans_valeur_attendue_la_premiere_incoherence_parle_pour_toutes() -> None:
    totaux = [d("S21.G00.23.004", "12", resultat="06"), d("S21.G00.81.003", "0", resultat="06")]
    (seule,) = trouver([CODE, *totaux])
    assert seule.donnee == totaux[0]
    assert seule.contexte == (Complement("S21.G00.81.001", "128"), Complement("S21.G00.81.003", "0"))


def test_sans_resultat_le_detail_lui_meme_est_a_corriger() -> None:
    (seule,) = trouver([CODE, d("S21.G00.81.003", "0")])
    assert seule.donnee == {}
    assert len(seule.contexte) == 2


def test_une_seule_donnee_est_celle_dont_on_parle() -> None:
    assert trouver([CODE]) == [(CODE, ())]


def test_sans_donnee_il_reste_quelque_chose_a_corriger() -> None:
    assert trouver([]) == [RIEN]


def test_le_contexte_est_celui_du_mois_ou_sans_mois_une_fois_chacun() -> None:
    janvier = {"periode_debut": "2025-01-01", "periode_fin": "2025-01-31"}
    mai = {"periode_debut": "2025-05-01", "periode_fin": "2025-05-31"}
    (seule,) = trouver(
        [
            d("S21.G00.53.002", "31.00", **janvier),
            d("S21.G00.53.002", "30.00", **mai),
            d("S21.G00.78.001", "02"),
            d("S21.G00.78.001", "02"),
            d("S21.G00.78.004", "1.00", "1.00", **mai),
            d("S21.G00.78.004", "1.00", "2.00", "01", **mai),
        ]
    )
    assert seule.contexte == (Complement("S21.G00.78.001", "02"), Complement("S21.G00.53.002", "30.00"))


def test_le_contexte_est_borne() -> None:
    mois = {"periode_debut": "2025-01-01"}
    nombreuses = [d("S21.G00.40.001", str(n), **periode_) for n in range(99) for periode_ in ({}, mois)]
    (seule,) = trouver([*nombreuses, {**TAUX, **mois}])
    assert len(seule.contexte) == 2 * CONTEXTE_MAX


@pytest.mark.parametrize(
    ("debut", "fin", "attendue"),
    [
        ("2026-01-01", "2026-01-31", "2026-01-01/2026-01-31"),
        ("2026-01-01", "", "2026-01-01"),
        ("", "2026-01-31", "2026-01-31"),
        ("", "", ""),
    ],
)
def test_une_periode(debut: str, fin: str, attendue: str) -> None:
    assert periode({"periode_debut": debut, "periode_fin": fin}) == attendue
