"""Persons of the returns become rows of their company, and stay the same rows."""

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recepisse.retours.modele import Complement, Individu
from tests.integration.aide import SIREN, SIREN_2

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Entreprise, Salarie

NIR = "1850578006048"
AUTRE_NIR = "2920678006081"


@pytest.fixture
def entreprise(db: None) -> "Entreprise":
    from recepisse.gestion.models import Entreprise

    return Entreprise.objects.create(siren=SIREN)


def trouver(entreprise: "Entreprise", ctx: "Contexte", *individus: Individu) -> "list[Salarie]":
    from recepisse.gestion.gestes.retours.retrouver_salaries import retrouver_salaries

    trouves = retrouver_salaries(entreprise, individus, ctx)
    return [trouves[individu] for individu in individus]


def test_le_nir_est_scelle_et_se_rouvre(entreprise: "Entreprise", ctx: "Contexte") -> None:
    from recepisse.gestion.gestes.retours.retrouver_salaries import nir_de
    from recepisse.gestion.models import Salarie

    (ligne,) = trouver(entreprise, ctx, Individu(NIR, nom="MARTIN", prenoms="Zoé", naissance="1985-05-01"))
    relue = Salarie.objects.get(pk=ligne.pk)
    assert (relue.nom, relue.prenoms, relue.naissance) == ("MARTIN", "Zoé", "1985-05-01")
    assert nir_de(relue, ctx) == NIR
    assert NIR.encode() not in bytes(relue.nir_scelle)
    assert NIR not in relue.cle


def test_la_meme_personne_est_la_meme_ligne(entreprise: "Entreprise", ctx: "Contexte") -> None:
    from recepisse.gestion.models import Salarie

    (avant,) = trouver(entreprise, ctx, Individu(NIR, nom="MARTIN"))
    (apres,) = trouver(
        entreprise, ctx, Individu(NIR, nom="DURAND", complements=(Complement("sexe", "02"),), matricule="M1")
    )
    assert apres.pk == avant.pk
    relue = Salarie.objects.get()
    assert (relue.nom, relue.matricule) == ("DURAND", "M1")


def test_ce_que_le_retour_ne_dit_pas_reste(entreprise: "Entreprise", ctx: "Contexte") -> None:
    from recepisse.gestion.models import Salarie

    trouver(entreprise, ctx, Individu(NIR, nom="MARTIN", matricule="M1"))
    trouver(entreprise, ctx, Individu(NIR, nom="non renseigné"))
    assert Salarie.objects.get().nom == "MARTIN"


def test_un_matricule_seul_retrouve_le_nir(entreprise: "Entreprise", ctx: "Contexte") -> None:
    (avant,) = trouver(entreprise, ctx, Individu(NIR, matricule="M1"))
    (apres,) = trouver(entreprise, ctx, Individu(matricule="M1", nom="MARTIN"))
    assert apres.pk == avant.pk


def test_dans_un_meme_document_l_ordre_ne_compte_pas(entreprise: "Entreprise", ctx: "Contexte") -> None:
    seul, complet = trouver(entreprise, ctx, Individu(matricule="M1"), Individu(NIR, matricule="M1"))
    assert seul.pk == complet.pk


def test_une_ligne_connue_par_son_matricule_recoit_son_nir(entreprise: "Entreprise", ctx: "Contexte") -> None:
    from recepisse.gestion.gestes.retours.retrouver_salaries import nir_de
    from recepisse.gestion.models import Salarie

    (avant,) = trouver(entreprise, ctx, Individu(matricule="M1"))
    ancienne = avant.cle
    (apres,) = trouver(entreprise, ctx, Individu(NIR, matricule="M1"))
    assert apres.pk == avant.pk
    relue = Salarie.objects.get()
    assert relue.cle != ancienne
    assert nir_de(relue, ctx) == NIR
    (encore,) = trouver(entreprise, ctx, Individu(NIR))
    assert encore.pk == avant.pk


def test_un_matricule_redonne_a_un_autre_ne_confond_pas(entreprise: "Entreprise", ctx: "Contexte") -> None:
    un, deux = trouver(
        entreprise,
        ctx,
        Individu(NIR, nom="UN", matricule="M1"),
        Individu(AUTRE_NIR, nom="DEUX", matricule="M1"),
    )
    assert un.pk != deux.pk
    par_nom, inconnu, encore = trouver(
        entreprise,
        ctx,
        Individu(nom="DEUX", matricule="M1"),
        Individu(matricule="M1"),
        Individu(nom="TROIS", matricule="M1"),
    )
    assert par_nom.pk == deux.pk
    assert inconnu.pk not in {un.pk, deux.pk}
    assert encore.pk == inconnu.pk
    (stable,) = trouver(entreprise, ctx, Individu(matricule="M1"))
    assert stable.pk == inconnu.pk


def test_une_autre_naissance_est_une_autre_personne(entreprise: "Entreprise", ctx: "Contexte") -> None:
    (avant,) = trouver(entreprise, ctx, Individu(matricule="M1", naissance="1985-05-01"))
    (meme,) = trouver(entreprise, ctx, Individu(matricule="M1", naissance="01051985"))
    (apres,) = trouver(entreprise, ctx, Individu(NIR, matricule="M1", naissance="1990-05-01"))
    assert meme.pk == avant.pk
    assert apres.pk != avant.pk


def test_le_ntt_puis_le_nir(entreprise: "Entreprise", ctx: "Contexte") -> None:
    (ntt,) = trouver(entreprise, ctx, Individu(ntt="1732829320X"))
    (deux,) = trouver(entreprise, ctx, Individu(NIR, ntt="1732829320x"))
    (seul,) = trouver(entreprise, ctx, Individu(ntt="1732829320X"))
    assert ntt.pk == deux.pk == seul.pk


def test_les_noms_et_la_naissance_a_defaut(entreprise: "Entreprise", ctx: "Contexte") -> None:
    (avant,) = trouver(entreprise, ctx, Individu(nom="LE GOFF", prenoms="Zoé", naissance="1985-05-01"))
    (apres,) = trouver(entreprise, ctx, Individu(nom="LE-GOFF", prenoms="ZOE", naissance="01051985"))
    (autre,) = trouver(entreprise, ctx, Individu(nom="LE GOFF", prenoms="Zoé"))
    (nomme,) = trouver(entreprise, ctx, Individu(NIR, nom="LE GOFF", prenoms="Zoé", naissance="1985-05-01"))
    (relu,) = trouver(entreprise, ctx, Individu(nom="LE GOFF", prenoms="Zoé", naissance="1985-05-01"))
    assert avant.pk == apres.pk == nomme.pk == relu.pk
    assert autre.pk != avant.pk


def test_qui_ne_nomme_personne_n_a_pas_de_ligne(entreprise: "Entreprise", ctx: "Contexte") -> None:
    from recepisse.gestion.gestes.retours.retrouver_salaries import empreinte_personne, retrouver_salaries

    assert retrouver_salaries(entreprise, [Individu()], ctx) == {}
    assert empreinte_personne(Individu(), ctx) == ""
    assert empreinte_personne(Individu(NIR), ctx) == empreinte_personne(Individu(NIR, nom="X"), ctx)


def test_deux_entreprises_ont_chacune_leur_ligne(entreprise: "Entreprise", ctx: "Contexte") -> None:
    from recepisse.gestion.models import Entreprise

    (ici,) = trouver(entreprise, ctx, Individu(NIR))
    (ailleurs,) = trouver(Entreprise.objects.create(siren=SIREN_2), ctx, Individu(NIR))
    assert ici.pk != ailleurs.pk


def test_une_ligne_ecrite_entre_temps_est_reprise(
    entreprise: "Entreprise", ctx: "Contexte", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process writes the same person between our reading and our writing."""
    from recepisse.gestion.gestes.retours import retrouver_salaries as module
    from recepisse.gestion.models import Salarie

    (premiere,) = trouver(entreprise, ctx, Individu(NIR))
    monkeypatch.setattr(module._Registre, "charger", lambda *_: None)
    (deuxieme,) = trouver(entreprise, ctx, Individu(NIR, nom="MARTIN"))
    assert deuxieme.pk == premiere.pk
    assert Salarie.objects.get().nom == "MARTIN"


def test_dix_mille_personnes_en_peu_de_requetes(entreprise: "Entreprise", ctx: "Contexte") -> None:
    tous = [Individu(f"1{i:012d}", matricule=f"M{i}", nom=f"N{i}") for i in range(10_000)]
    with CaptureQueriesContext(
        connection,
    ) as premieres:
        trouver(entreprise, ctx, *tous)
    with CaptureQueriesContext(connection) as suivantes:
        trouver(entreprise, ctx, *tous)
    assert len(premieres) < 200
    assert len(suivantes) < 150
