"""Saved selections: what may be kept, by whom, and who is offered them."""

from typing import TYPE_CHECKING

import pytest

from recepisse.erreurs import ErreurSaisie

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Utilisateur, VueEnregistree

PERMIS = ("emetteur", "depuis", "entreprise")


def _enregistrer(
    ctx: "Contexte",
    par: "Utilisateur",
    nom: str = "Urssaf",
    parametres: "dict[str, str] | None" = None,
    *,
    partagee: bool = False,
) -> "VueEnregistree":
    from recepisse.gestion.gestes.acces.enregistrer_vue import enregistrer_vue

    return enregistrer_vue(
        "retours", nom, parametres or {"emetteur": "urssaf_msa"}, PERMIS, ctx, par, partagee=partagee
    )


def _offertes(par: "Utilisateur") -> list[str]:
    from recepisse.gestion.gestes.acces.enregistrer_vue import vues_offertes
    from recepisse.gestion.gestes.acces.perimetre import Perimetre

    return [vue.nom for vue in vues_offertes("retours", Perimetre(par))]


def test_une_vue_garde_les_criteres_qui_disent_quelque_chose(
    ctx: "Contexte", gestionnaire: "Utilisateur"
) -> None:
    choix = {"emetteur": "urssaf_msa", "depuis": "30", "entreprise": ""}
    vue = _enregistrer(ctx, gestionnaire, "  Mes   Urssaf ", choix)
    assert (vue.nom, vue.parametres) == ("Mes Urssaf", "emetteur=urssaf_msa&depuis=30")
    from recepisse.gestion.models import Journal

    assert Journal.objects.latest("pk").acte == "enregistrer_vue"


@pytest.mark.parametrize(
    ("nom", "parametres", "raison"),
    [
        ("", {"depuis": "30"}, "Donnez un nom"),
        ("x" * 81, {"depuis": "30"}, "80 caractères"),
        ("Vide", {"depuis": ""}, "au moins un critère"),
        ("Inconnu", {"apres": "1-2"}, "ne connaît pas"),
        ("Longue", {"entreprise": "x" * 1000}, "trop longue"),
        ("Personne", {"entreprise": "1850578006084"}, "sécurité sociale"),
        ("185057800608412", {"depuis": "30"}, "sécurité sociale"),
    ],
)
def test_ce_qui_ne_peut_pas_etre_garde_est_dit(
    ctx: "Contexte", gestionnaire: "Utilisateur", nom: str, parametres: dict[str, str], raison: str
) -> None:
    with pytest.raises(ErreurSaisie, match=raison):
        _enregistrer(ctx, gestionnaire, nom, parametres)


def test_un_nom_deja_pris_par_la_meme_personne_est_refuse(
    ctx: "Contexte", gestionnaire: "Utilisateur", administrateur: "Utilisateur"
) -> None:
    _enregistrer(ctx, gestionnaire)
    _enregistrer(ctx, administrateur)
    with pytest.raises(ErreurSaisie, match="porte déjà ce nom"):
        _enregistrer(ctx, gestionnaire)


def test_chacun_voit_les_siennes_puis_celles_de_tous(
    ctx: "Contexte",
    gestionnaire: "Utilisateur",
    administrateur: "Utilisateur",
    lecteur_utilisateur: "Utilisateur",
    client_utilisateur: "Utilisateur",
) -> None:
    _enregistrer(ctx, gestionnaire, "Zinc", partagee=False)
    _enregistrer(ctx, administrateur, "Argent", partagee=True)
    _enregistrer(ctx, administrateur, "Une entreprise", {"entreprise": "732829320"}, partagee=True)
    assert _offertes(gestionnaire) == ["Zinc", "Argent", "Une entreprise"]
    gestionnaire.limite = True
    assert _offertes(gestionnaire) == ["Zinc", "Argent"]
    assert _offertes(lecteur_utilisateur) == ["Argent", "Une entreprise"]
    assert _offertes(client_utilisateur) == []


def test_seul_son_auteur_change_une_vue_et_l_administrateur_celles_de_tous(
    ctx: "Contexte", gestionnaire: "Utilisateur", administrateur: "Utilisateur"
) -> None:
    from recepisse.gestion.gestes.acces.enregistrer_vue import modifier_vue, supprimer_vue
    from recepisse.gestion.models import VueEnregistree

    vue = _enregistrer(ctx, gestionnaire)
    with pytest.raises(ErreurSaisie, match="autre personne"):
        supprimer_vue(vue, ctx, administrateur)
    modifier_vue(vue, "Urssaf du mois", ctx, gestionnaire, partagee=True)
    assert _offertes(administrateur) == ["Urssaf du mois"]
    supprimer_vue(vue, ctx, administrateur)
    assert not VueEnregistree.objects.exists()


def test_qui_ne_fait_que_lire_garde_ses_vues_pour_soi(
    ctx: "Contexte", lecteur_utilisateur: "Utilisateur"
) -> None:
    with pytest.raises(ErreurSaisie, match="proposent une vue"):
        _enregistrer(ctx, lecteur_utilisateur, partagee=True)
    _enregistrer(ctx, lecteur_utilisateur)
    assert _offertes(lecteur_utilisateur) == ["Urssaf"]
