"""What the replacement of a return changed, line by line."""

from dataclasses import replace

from recepisse.retours.fiche.differences import Difference, GenreDifference, ValeurChangee, comparer
from recepisse.retours.fiche.modele import (
    ActionFiche,
    Carte,
    Comparaison,
    Ecart,
    Fait,
    Faits,
    Fiche,
    Masque,
    Tableau,
    Texte,
)
from recepisse.retours.gravite import Gravite

NIR = "1850578006084"
COLONNES = ("Salarié", "Matricule", "NTT", "Taux")
ZOE = ("MARTIN Zoé", "12", "", "7,30 %")
NORA = ("PETIT Nora", "18", "", "0,00 %")

FICHE = Fiche(
    nature="94",
    famille="bilan",
    libelle="Taux",
    statut="OK",
    gravite=Gravite.INFORMATION,
    resume="Deux taux.",
    message="",
    actions=(),
    essentiel=(Tableau("Taux", COLONNES, (ZOE, NORA)),),
    cartes=(),
    details=(Faits("Envoi", (Fait("État", "OK"),)),),
    autres=(),
)


def _taux(*lignes: tuple[str, ...]) -> Fiche:
    return replace(FICHE, essentiel=(Tableau("Taux", COLONNES, lignes),))


def test_deux_versions_pareilles_ne_different_en_rien() -> None:
    assert comparer(FICHE, FICHE) == ()


def test_le_statut_et_la_gravite_se_comparent() -> None:
    assert comparer(FICHE, replace(FICHE, statut="KO", gravite=Gravite.BLOQUANT)) == (
        Difference(GenreDifference.CHANGEE, "", "Statut", (ValeurChangee("", "OK", "KO"),)),
        Difference(
            GenreDifference.CHANGEE,
            "",
            "Gravité",
            (ValeurChangee("", Gravite.INFORMATION.libelle, Gravite.BLOQUANT.libelle),),
        ),
    )


def test_un_taux_change_se_dit_avec_la_personne_et_la_seule_valeur_changee() -> None:
    (difference,) = comparer(FICHE, _taux(NORA, ("MARTIN Zoé", "12", "", "8,10 %")))
    assert difference == Difference(
        GenreDifference.CHANGEE, "Taux", "MARTIN Zoé", (ValeurChangee("Taux", "7,30 %", "8,10 %"),)
    )


def test_une_personne_ajoutee_ou_retiree_se_dit_avec_toutes_ses_valeurs() -> None:
    lea = ("DURAND Léa", "31", "", "2,00 %")
    ajoutee, retiree = comparer(FICHE, _taux(ZOE, lea))
    assert (ajoutee.genre, ajoutee.sujet) == (GenreDifference.AJOUTEE, "DURAND Léa")
    assert ValeurChangee("Taux", "", "2,00 %") in ajoutee.valeurs
    assert (retiree.genre, retiree.sujet) == (GenreDifference.RETIREE, "PETIT Nora")
    assert ValeurChangee("Taux", "0,00 %", "") in retiree.valeurs


def test_de_lignes_pareilles_une_seule_qui_change_est_un_seul_changement() -> None:
    autre = ("MARTIN Zoé", "12", "", "9,00 %")
    (difference,) = comparer(_taux(ZOE, ZOE, ZOE), _taux(ZOE, autre, ZOE))
    assert difference.valeurs == (ValeurChangee("Taux", "7,30 %", "9,00 %"),)


def test_une_anomalie_qui_s_en_va_se_dit_avec_ses_lignes() -> None:
    carte = Carte(
        "NIR01", "Personne inconnue", Gravite.A_CORRIGER, action="Vérifier", blocs=(Texte("", "ici"),)
    )
    genres = {(d.genre, d.endroit, d.sujet) for d in comparer(replace(FICHE, cartes=(carte,)), FICHE)}
    assert genres == {
        (GenreDifference.RETIREE, "Anomalies et informations", "NIR01 : Personne inconnue"),
        (GenreDifference.RETIREE, "NIR01 : Personne inconnue", ""),
    }


def test_une_action_une_identite_un_fait_inconnu_se_comparent() -> None:
    avant = replace(
        FICHE,
        actions=(ActionFiche("Corriger", Gravite.A_CORRIGER),),
        details=(Comparaison("MARTIN Zoé", (Ecart("Nom", "MARTIN", "MARTAIN", differe=True),)),),
        autres=(Fait("a/b", "1"),),
    )
    apres = replace(
        avant,
        actions=(ActionFiche("Corriger", Gravite.A_CORRIGER, delai="dans le mois"),),
        details=(Comparaison("MARTIN Zoé", (Ecart("Nom", "MARTIN", "MARTIN", differe=False),)),),
        autres=(Fait("a/b", "2"),),
    )
    assert [(d.sujet, d.valeurs) for d in comparer(avant, apres)] == [
        ("Corriger", (ValeurChangee("Quand", "", "dans le mois"),)),
        ("MARTIN Zoé", (ValeurChangee("Nom, référence", "MARTAIN", "MARTIN"),)),
        ("a/b", (ValeurChangee("", "1", "2"),)),
    ]


def test_les_numeros_d_une_difference_se_masquent_meme_sans_forme() -> None:
    avant, apres = _taux(("", "", "2ABC", "7,30 %")), _taux(("", "", "2ABC", "8,10 %"), ("", "", NIR, ""))
    masque = Masque.de(avant, apres)
    textes = repr([d.masquee(masque) for d in comparer(avant, apres)])
    assert "2ABC" not in textes
    assert NIR not in textes
    assert "2···" in textes


def test_des_milliers_de_lignes_du_meme_nom_ne_se_comparent_pas_deux_a_deux() -> None:
    beaucoup = tuple(Fait("a/b", str(rang)) for rang in range(20_000))
    assert comparer(replace(FICHE, autres=beaucoup), replace(FICHE, autres=beaucoup[::-1])) == ()
