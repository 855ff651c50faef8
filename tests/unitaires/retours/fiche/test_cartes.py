from recepisse.retours.fiche.cartes import composer_cartes, periode
from recepisse.retours.fiche.modele import Comparaison, Ecart, Fait, Faits, Tableau
from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Anomalie, Complement, Individu

NORA = Individu(nir="2790913055034", nom="PETIT", prenoms="Nora", matricule="21")
PAUL = Individu(nir="1900131555023", nom="DURAND", prenoms="Paul", matricule="18")
ANOMALIE = Anomalie(
    "ADR05",
    Gravite.A_CORRIGER,
    "Localité inconnue.",
    rubrique="S21.G00.30.010",
    valeur_declaree="PARSI",
    individu=NORA,
    action="Corriger l’adresse.",
    delai="dsn_suivante",
)


def test_la_meme_anomalie_de_deux_personnes_fait_une_carte_de_deux_lignes() -> None:
    (carte,) = composer_cartes([ANOMALIE, ANOMALIE._replace(individu=PAUL, valeur_declaree="LYN")])
    assert (carte.code, carte.nombre, carte.delai) == ("ADR05", 2, "dans la DSN suivante")
    (tableau,) = carte.blocs
    assert isinstance(tableau, Tableau)
    assert tableau.colonnes == ("Salarié", "Matricule", "NIR", "Rubrique", "Déclaré")
    assert [ligne[0] for ligne in tableau.lignes] == ["PETIT Nora", "DURAND Paul"]
    assert [ligne[4] for ligne in tableau.lignes] == ["PARSI", "LYN"]


def test_une_action_differente_fait_une_autre_carte() -> None:
    cartes = composer_cartes([ANOMALIE, ANOMALIE._replace(action="Autre chose.")])
    assert [c.nombre for c in cartes] == [1, 1]


def test_la_plus_grave_est_la_premiere() -> None:
    cartes = composer_cartes([ANOMALIE, ANOMALIE._replace(code="X", gravite=Gravite.BLOQUANT)])
    assert [c.code for c in cartes] == ["X", "ADR05"]


def test_ce_que_toutes_disent_n_est_dit_qu_une_fois_et_le_reste_ligne_par_ligne() -> None:
    un = ANOMALIE._replace(complements=(Complement("Organisme", "P9999"), Complement("Type", "A")))
    deux = ANOMALIE._replace(
        individu=PAUL, complements=(Complement("Organisme", "P9999"), Complement("Type", "B"))
    )
    (carte,) = composer_cartes([un, deux])
    faits, tableau = carte.blocs
    assert faits == Faits("", (Fait("Organisme", "P9999"),))
    assert isinstance(tableau, Tableau)
    assert tableau.colonnes[-1] == "Précisions"
    assert [ligne[-1] for ligne in tableau.lignes] == ["Type : A", "Type : B"]


def test_une_identite_se_compare_champ_par_champ() -> None:
    reference = NORA._replace(nom="PETTIT", complements=(Complement("Sexe", "2"),))
    (carte,) = composer_cartes([ANOMALIE._replace(reference=reference)])
    (comparaison,) = carte.blocs
    assert isinstance(comparaison, Comparaison)
    assert comparaison.titre == "PETIT Nora"
    assert Ecart("Nom", "PETIT", "PETTIT", differe=True) in comparaison.lignes
    assert Ecart("Prénoms", "Nora", "Nora", differe=False) in comparaison.lignes
    assert Ecart("Sexe", "", "2", differe=False) in comparaison.lignes


def test_l_origine_des_deux_colonnes_n_est_pas_un_ecart() -> None:
    declare = NORA._replace(complements=(Complement("origine", "DSN"),))
    reference = NORA._replace(complements=(Complement("origine", "SNGI"),))
    (carte,) = composer_cartes([ANOMALIE._replace(individu=declare, reference=reference)])
    (comparaison,) = carte.blocs
    assert isinstance(comparaison, Comparaison)
    assert Ecart("Origine", "DSN", "SNGI", differe=False) in comparaison.lignes


def test_une_echeance_deja_dite_par_l_action_n_est_pas_repetee() -> None:
    (carte,) = composer_cartes([ANOMALIE._replace(action="Corriger dans la DSN suivante.")])
    assert carte.delai == ""


def test_une_anomalie_sans_message_est_titree_par_son_code() -> None:
    assert composer_cartes([ANOMALIE._replace(message="")])[0].titre == "ADR05"


def test_une_periode_se_lit() -> None:
    assert periode("2026-09-01/2026-09-30") == "du 01/09/2026 au 30/09/2026"
    assert periode("2026-09-01/") == "01/09/2026"
    assert periode("2026-09") == "2026-09"
