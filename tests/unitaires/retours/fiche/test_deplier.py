from hypothesis import given
from hypothesis import strategies as st

from recepisse.retours.fiche.deplier import deplier, libelle
from recepisse.retours.fiche.modele import Bloc, Fait, Faits, Tableau


def _textes(blocs: list[Bloc]) -> list[str]:
    trouves: list[str] = []
    for bloc in blocs:
        if isinstance(bloc, Faits):
            trouves += [f.valeur for f in bloc.faits]
        elif isinstance(bloc, Tableau):
            trouves += [v for ligne in bloc.lignes for v in ligne]
    return trouves


def test_les_valeurs_simples_d_un_objet_sont_des_faits() -> None:
    assert list(deplier("Envoi", {"idflux": "F1", "vide": "", "etat": "OK"})) == [
        Faits("Envoi", (Fait("Flux (idflux)", "F1"), Fait("État", "OK")))
    ]


def test_une_liste_d_objets_plats_est_un_tableau_sans_colonne_vide() -> None:
    blocs = list(deplier("Compteurs", [{"categorie": "nominative", "nombre": "1", "x": ""}, {"nombre": "2"}]))
    assert blocs == [Tableau("Compteurs", ("Catégorie", "Nombre"), (("nominative", "1"), ("", "2")))]


def test_un_objet_seul_d_une_liste_ne_fait_pas_un_tableau() -> None:
    assert list(deplier("Compteurs", [{"nombre": "1"}])) == [Faits("Compteurs", (Fait("Nombre", "1"),))]


def test_un_tableau_trop_large_devient_un_bloc_par_objet() -> None:
    objet: dict[str, object] = {f"c{i}": "v" for i in range(12)}
    blocs = list(deplier("X", [objet, objet]))  # type: ignore[list-item]
    assert [b.titre for b in blocs] == ["X n° 1", "X n° 2"]


def test_ce_qui_est_profond_est_titre_par_son_chemin() -> None:
    blocs = list(deplier("", {"envoi": {"bilan": {"etat": "OK"}}}))
    assert blocs == [Faits("Envoi › Bilan", (Fait("État", "OK"),))]


def test_une_liste_de_textes_tient_en_une_ligne_et_un_booleen_se_dit_en_francais() -> None:
    assert list(deplier("", {"acceptees": ["02", "03"], "pdf": True})) == [
        Faits("", (Fait("Valeurs acceptées", "02, 03"), Fait("pdf", "oui")))
    ]


def test_un_nom_sans_libelle_reste_lisible() -> None:
    assert libelle("nom_inconnu") == "nom inconnu"


_DONNEES = st.recursive(
    st.text(alphabet="abcdef0123", min_size=1, max_size=6),
    lambda enfants: (
        st.lists(enfants, max_size=4) | st.dictionaries(st.sampled_from("pqrstuvw"), enfants, max_size=4)
    ),
    max_leaves=25,
)


def _feuilles(donnee: object) -> list[str]:
    if isinstance(donnee, dict):
        return [f for v in donnee.values() for f in _feuilles(v)]
    if isinstance(donnee, list):
        return [f for v in donnee for f in _feuilles(v)]
    return [str(donnee)]


@given(_DONNEES)
def test_aucune_valeur_n_est_oubliee(donnee: object) -> None:
    montre = " , ".join(_textes(list(deplier("X", donnee)))).replace(", ", " ").split()  # type: ignore[arg-type]
    reste = list(montre)
    for feuille in _feuilles(donnee):
        reste.remove(feuille)
