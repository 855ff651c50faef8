"""The labels of NEOReS are ours and short; a code they do not know is shown as it is."""

import pytest

from recepisse.retours.familles.neores.blocs import ACTION, INFORMATION
from recepisse.retours.familles.neores.codes import (
    _COMPLEMENTS,
    IDENTITE,
    LISTES,
    afficher,
    complements,
    libelle,
)
from recepisse.retours.modele import Complement


@pytest.mark.parametrize(
    ("liste", "code", "attendu"),
    [
        ("type_action", "02", "corriger une identité"),
        ("niveau", "05", "contrat"),
        ("categorie", "23", "activité"),
        ("resultat", "04", "bloc manquant"),
        ("perimetre", "03", "un seul individu ou contrat"),
        ("detail", "02", "personnes non nommées"),
        ("declencheur", "05", "récapitulatif des substitutions"),
        ("parametre", "A01", "effectif moyen de l’année"),
        ("interlocuteur", "04", "Urssaf ou Agirc-Arrco"),
        ("substituable", "02", "non substituable"),
        ("point_depot", "02", "MSA"),
        ("type_declaration", "05", "annule et remplace sans individu"),
        ("mode", "01", "essai"),
        ("type_retour", "02", "annule et remplace"),
        ("etat", "KO", "traitement incomplet"),
        ("cumul", "01", "montant cumulé"),
    ],
)
def test_un_code_connu_a_son_libelle(liste: str, code: str, attendu: str) -> None:
    assert libelle(liste, code) == attendu
    assert afficher(liste, code) == f"{attendu} ({code})"


@pytest.mark.parametrize(("liste", "code"), [("categorie", "99"), ("parametre", "M06"), ("rien", "01")])
def test_un_code_inconnu_se_montre_tel_quel(liste: str, code: str) -> None:
    assert libelle(liste, code) == afficher(liste, code) == code


@pytest.mark.parametrize(
    ("liste", "nombre"),
    [
        ("declencheur", 6),
        ("type_action", 5),
        ("niveau", 5),
        ("categorie", 23),
        ("resultat", 7),
        ("perimetre", 3),
        ("detail", 2),
        ("parametre", 12),
        ("interlocuteur", 4),
    ],
)
def test_les_listes_ont_tous_les_codes_de_2027(liste: str, nombre: int) -> None:
    assert len(LISTES[liste]) == nombre
    assert all(LISTES[liste].values())


def test_chaque_complement_est_une_rubrique_et_nomme_une_liste_connue() -> None:
    details = ACTION.blocs["RO_B005"].bloc
    rubriques = {
        "action": ACTION.rubriques,
        "detail": details.rubriques,
        "donnee": details.blocs["RO_B007"].bloc.rubriques,
        "parametre": ACTION.blocs["RO_B008"].bloc.rubriques,
        "information": INFORMATION.rubriques,
    }
    for bloc, noms in _COMPLEMENTS.items():
        assert set(noms) <= set(rubriques[bloc].values()), bloc
        assert {liste for _, liste in noms.values()} <= {"", *LISTES}


def test_les_complements_gardent_l_ordre_du_document() -> None:
    assert complements("action", {"niveau": "04", "type": "01", "code": "X", "controle": "texte"}) == (
        Complement("niveau", "individu (04)"),
        Complement("type d’action", "corriger des données de la DSN (01)"),
        Complement("contrôle", "texte"),
    )


def test_l_identite_est_celle_du_bloc_individu() -> None:
    assert dict(IDENTITE) == {
        "nir": "S21.G00.30.001",
        "nom": "S21.G00.30.002",
        "prenoms": "S21.G00.30.004",
        "naissance": "S21.G00.30.006",
    }
