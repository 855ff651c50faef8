"""Portfolios of companies: made, filled from a pasted list, confided; each act journaled (feature D3)."""

import pytest

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.acces.remplir_portefeuille import (
    LIGNES_MAX,
    Issue,
    ajouter_entreprises,
    retirer_entreprises,
)
from recepisse.gestion.gestes.acces.tenir_portefeuille import (
    affecter,
    creer_portefeuille,
    desaffecter,
    renommer_portefeuille,
    supprimer_portefeuille,
)
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.models import Affectation, Entreprise, Journal, Portefeuille, Utilisateur
from tests.integration.aide import SIREN, SIREN_2


@pytest.fixture
def quai(ctx: Contexte) -> Portefeuille:
    return creer_portefeuille("Dossiers du quai", ctx)


@pytest.fixture
def entreprise(db: None) -> Entreprise:
    return Entreprise.objects.create(siren=SIREN, nom="Ateliers du Quai")


def _issues(portefeuille: Portefeuille, ctx: Contexte, *lignes: str, creer: bool = False) -> list[Issue]:
    return [lue.issue for lue in ajouter_entreprises(portefeuille, lignes, ctx, creer=creer)]


def test_deux_portefeuilles_n_ont_jamais_le_meme_nom(ctx: Contexte, quai: Portefeuille) -> None:
    with pytest.raises(ErreurSaisie, match="déjà"):
        creer_portefeuille("  Dossiers  du quai ", ctx)
    autre = creer_portefeuille("Port", ctx)
    with pytest.raises(ErreurSaisie, match="déjà"):
        renommer_portefeuille(autre, quai.nom, ctx)
    renommer_portefeuille(quai, "Dossiers du quai", ctx)
    renommer_portefeuille(autre, "Rade", ctx)
    assert Portefeuille.objects.get(pk=autre.pk).nom == "Rade"


@pytest.mark.parametrize("nom", ["", "   ", "x" * 101])
def test_un_nom_impossible_est_refuse(ctx: Contexte, nom: str) -> None:
    with pytest.raises(ErreurSaisie):
        creer_portefeuille(nom, ctx)
    assert not Portefeuille.objects.exists()


def test_chaque_ligne_d_une_liste_a_sa_reponse(
    ctx: Contexte, quai: Portefeuille, entreprise: Entreprise
) -> None:
    assert _issues(
        quai, ctx,
        "732 829 320", "", "404833048;Filature du Large", "732829321", "73282932000074", "n’importe quoi",
    ) == [Issue.AJOUTEE, Issue.INCONNUE, Issue.INCORRECTE, Issue.REPETEE, Issue.INCORRECTE]  # fmt: skip
    assert list(quai.entreprises.all()) == [entreprise]
    assert _issues(quai, ctx, SIREN) == [Issue.DEJA]


def test_les_lignes_gardent_leur_rang_et_leur_texte(ctx: Contexte, quai: Portefeuille) -> None:
    lues = ajouter_entreprises(quai, ["", "  404 833 048 ,  Filature du Large "], ctx)
    assert [(lue.rang, lue.texte, lue.siren, lue.nom) for lue in lues] == [
        (2, "404 833 048 ,  Filature du Large", SIREN_2, "Filature du Large")
    ]


def test_les_inconnues_sont_creees_si_on_le_demande(ctx: Contexte, quai: Portefeuille) -> None:
    """Before their first envoi: a clerk limited to her portfolios could not send it otherwise."""
    assert _issues(quai, ctx, f"{SIREN_2}\tFilature du Large", creer=True) == [Issue.CREEE]
    assert Entreprise.objects.get().nom == "Filature du Large"
    assert quai.entreprises.get().siren == SIREN_2


def test_une_liste_demesuree_est_refusee(ctx: Contexte, quai: Portefeuille) -> None:
    with pytest.raises(ErreurSaisie, match="plusieurs fois"):
        ajouter_entreprises(quai, ["x"] * (LIGNES_MAX + 1), ctx)


def test_trois_mille_entreprises_entrent_d_un_coup(ctx: Contexte, quai: Portefeuille) -> None:
    sirens = [f"{n:08}{_cle(f'{n:08}')}" for n in range(10_000_000, 10_003_000)]
    Entreprise.objects.bulk_create(Entreprise(siren=siren) for siren in sirens)
    assert set(_issues(quai, ctx, *sirens)) == {Issue.AJOUTEE}
    assert quai.entreprises.count() == 3000
    assert Journal.objects.get(acte="ajouter_entreprises").detail == {"nombre": 3000}
    assert retirer_entreprises(quai, [*sirens[:2000], SIREN], ctx) == 2000
    assert quai.entreprises.count() == 1000
    assert Entreprise.objects.count() == 3000


def _cle(huit: str) -> int:
    from recepisse.identifiants.siren import reste_luhn

    return (10 - reste_luhn(f"{huit}0")) % 10


def test_un_portefeuille_confie_ouvre_ses_entreprises(
    ctx: Contexte, quai: Portefeuille, entreprise: Entreprise, gestionnaire: Utilisateur
) -> None:
    Entreprise.objects.create(siren=SIREN_2)
    gestionnaire.limite = True
    assert not Perimetre(gestionnaire).entreprises()
    ajouter_entreprises(quai, [SIREN], ctx)
    affectation = affecter(quai, gestionnaire, ctx, agit=False)
    assert list(Perimetre(gestionnaire).entreprises()) == [entreprise]
    assert not Perimetre(gestionnaire, agir=True).entreprises()
    affecter(quai, gestionnaire, ctx, agit=True)
    assert list(Perimetre(gestionnaire, agir=True).entreprises()) == [entreprise]
    desaffecter(affectation, ctx)
    assert not Perimetre(gestionnaire).entreprises()


def test_qui_ne_fait_que_lire_ne_repond_d_aucun_portefeuille(
    ctx: Contexte, quai: Portefeuille, lecteur_utilisateur: Utilisateur, client_utilisateur: Utilisateur
) -> None:
    for personne in (lecteur_utilisateur, client_utilisateur):
        with pytest.raises(ErreurSaisie, match="lire"):
            affecter(quai, personne, ctx, agit=True)
        assert not affecter(quai, personne, ctx, agit=False).agit


def test_supprimer_un_portefeuille_garde_ses_entreprises(
    ctx: Contexte, quai: Portefeuille, entreprise: Entreprise, client_utilisateur: Utilisateur
) -> None:
    ajouter_entreprises(quai, [SIREN], ctx)
    affecter(quai, client_utilisateur, ctx, agit=False)
    supprimer_portefeuille(quai, ctx)
    assert Entreprise.objects.filter(pk=entreprise.pk).exists()
    assert not Affectation.objects.exists()
    assert not Perimetre(client_utilisateur).entreprises()


def test_tout_est_au_journal_et_seul_un_administrateur_le_peut(
    ctx: Contexte,
    quai: Portefeuille,
    entreprise: Entreprise,
    gestionnaire: Utilisateur,
    administrateur: Utilisateur,
) -> None:
    affectation = affecter(quai, gestionnaire, ctx, administrateur, agit=True)
    for refus in (
        lambda: creer_portefeuille("Autre", ctx, gestionnaire),
        lambda: renommer_portefeuille(quai, "Autre", ctx, gestionnaire),
        lambda: supprimer_portefeuille(quai, ctx, gestionnaire),
        lambda: affecter(quai, gestionnaire, ctx, gestionnaire, agit=True),
        lambda: desaffecter(affectation, ctx, gestionnaire),
        lambda: ajouter_entreprises(quai, [SIREN], ctx, gestionnaire),
        lambda: retirer_entreprises(quai, [SIREN], ctx, gestionnaire),
    ):
        with pytest.raises(ErreurSaisie, match="administrateur"):
            refus()
    ajouter_entreprises(quai, [SIREN], ctx, administrateur)
    retirer_entreprises(quai, [SIREN], ctx, administrateur)
    renommer_portefeuille(quai, "Quai", ctx, administrateur)
    desaffecter(affectation, ctx, administrateur)
    supprimer_portefeuille(quai, ctx, administrateur)
    actes = list(
        Journal.objects.filter(utilisateur=administrateur).order_by("pk").values_list("acte", flat=True)
    )
    assert actes == [
        "affecter",
        "ajouter_entreprises",
        "retirer_entreprises",
        "renommer_portefeuille",
        "desaffecter",
        "supprimer_portefeuille",
    ]
    assert "Quai" not in str(list(Journal.objects.values()))
