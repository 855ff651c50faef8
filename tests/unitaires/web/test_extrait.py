"""A page of a long sheet: nothing lost from page to page, nothing hidden that a search could guess."""

from dataclasses import replace

import pytest

from recepisse.retours.fiche.modele import Carte, Fait, Faits, Fiche, Masque, Tableau, Texte
from recepisse.retours.gravite import Gravite
from recepisse.web.retours.extrait import (
    CARTES,
    LIGNES,
    LIGNES_CARTE,
    TROUVEES,
    Debuts,
    chercher,
    extraire,
    masquer,
    nombre_lignes,
)
from recepisse.web.retours.memoire import Memoire

NIR = "1850578006084"
VIDE = Fiche("94", "bilan", "Taux", "OK", Gravite.INFORMATION, "", "", (), (), (), (), ())


def _tableau(nombre: int) -> Tableau:
    return Tableau("Taux", ("Salarié", "NIR"), tuple((f"Salarié n° {n}", NIR) for n in range(nombre)))


def _salaries(fiche: Fiche, page: str) -> tuple[list[str], str]:
    (montre,) = extraire(fiche, Debuts.parse(page)).essentiel
    assert isinstance(montre.bloc, Tableau)
    return [ligne[0] for ligne in montre.bloc.lignes], montre.place.suivante


def test_de_page_en_page_chaque_ligne_est_montree_une_fois() -> None:
    fiche = replace(VIDE, essentiel=(_tableau(3 * LIGNES + 7),))
    vues: list[str] = []
    page = "e0:0"
    while page:
        lignes, page = _salaries(fiche, page)
        assert len(lignes) <= LIGNES
        vues += lignes
    assert vues == [f"Salarié n° {n}" for n in range(3 * LIGNES + 7)]


def test_tourner_la_page_d_une_liste_ne_bouge_pas_les_autres() -> None:
    cartes = tuple(
        Carte(str(n), f"Anomalie {n}", Gravite.A_CORRIGER, blocs=(_tableau(50),)) for n in range(CARTES + 5)
    )
    fiche = replace(VIDE, cartes=cartes)
    extrait = extraire(fiche, Debuts.parse(f"k:{CARTES}"))
    assert [m.carte.code for m in extrait.cartes] == [str(n) for n in range(CARTES, CARTES + 5)]
    suite = extrait.cartes[0].blocs[0].place.suivante
    assert suite == f"k:{CARTES},k{CARTES}.0:{LIGNES_CARTE}"
    encore = extraire(fiche, Debuts.parse(suite)).cartes[0].blocs[0]
    assert isinstance(encore.bloc, Tableau)
    assert encore.bloc.lignes[0][0] == f"Salarié n° {LIGNES_CARTE}"


@pytest.mark.parametrize("page", ["e0:999999999", "e0:-1", "e0", "x" * 5000, "e0:1e3", "'\"<b>:1", ",,,"])
def test_une_adresse_faite_a_la_main_montre_le_debut(page: str) -> None:
    lignes, _ = _salaries(replace(VIDE, essentiel=(_tableau(3),)), page)
    assert lignes[0] == "Salarié n° 0"


def test_les_volets_fermes_ne_sont_pas_faits() -> None:
    fiche = replace(VIDE, details=(Texte("", "dedans"),), autres=(Fait("a", "b"),))
    assert (extraire(fiche, Debuts()).details, extraire(fiche, Debuts()).autres) == ([], ())
    assert extraire(fiche, Debuts(), "contenu").details
    assert extraire(fiche, Debuts(), "autres").autres


def test_la_page_est_masquee_avec_les_numeros_de_toute_la_fiche() -> None:
    fiche = replace(
        VIDE,
        essentiel=(Tableau("", ("NTT",), (("2ABC",),)),),
        details=(Faits("", (Fait("Déclaré", "2ABC"),)),),
    )
    (montre,) = masquer(extraire(fiche, Debuts(), "contenu"), Masque.de(fiche)).details
    assert "2ABC" not in repr(montre)


def test_chercher_ignore_la_casse_et_les_accents() -> None:
    fiche = replace(VIDE, essentiel=(Tableau("", ("Salarié",), (("DUPRÉ Zoé",), ("MARTIN Léa",))),))
    (bloc,) = chercher(fiche, "dupre zoe", None).essentiel
    assert isinstance(bloc, Tableau)
    assert bloc.lignes == (("DUPRÉ Zoé",),)
    assert chercher(fiche, "personne", None).essentiel == ()


def test_chercher_ne_devine_pas_les_chiffres_masques() -> None:
    fiche = replace(VIDE, essentiel=(_tableau(1),))
    masque = Masque.de(fiche)
    assert chercher(fiche, NIR, masque).essentiel == ()
    assert chercher(fiche, NIR[:7], masque).essentiel
    assert chercher(fiche, NIR, None).essentiel


def test_chercher_s_arrete_quand_il_y_en_a_trop() -> None:
    (bloc,) = chercher(replace(VIDE, essentiel=(_tableau(5 * TROUVEES),)), "salarié", None).essentiel
    assert isinstance(bloc, Tableau)
    assert len(bloc.lignes) == TROUVEES + 1


def test_chercher_un_code_montre_sa_carte_entiere() -> None:
    carte = Carte("NIR01", "Inconnue", Gravite.A_CORRIGER, blocs=(_tableau(2),))
    assert chercher(replace(VIDE, cartes=(carte,)), "nir01", None).cartes == (carte,)
    (une,) = chercher(replace(VIDE, cartes=(carte,)), "salarié n° 1", None).cartes
    assert nombre_lignes(replace(VIDE, cartes=(une,))) == 1


def test_la_memoire_oublie_ce_qui_sert_le_moins() -> None:
    memoire: Memoire[str] = Memoire(10)
    for cle in ("a", "b", "a", "c"):
        assert memoire.prendre(cle, 5, lambda cle=cle: cle.upper()) == cle.upper()  # type: ignore[misc] # bound
    assert memoire.prendre("a", 5, lambda: "refait") == "A"
    assert memoire.prendre("b", 5, lambda: "refait") == "refait"


def test_la_memoire_ne_garde_pas_ce_qui_est_trop_lourd() -> None:
    memoire: Memoire[int] = Memoire(10)
    assert [memoire.prendre("gros", 11, lambda: 1), memoire.prendre("gros", 11, lambda: 2)] == [1, 2]
