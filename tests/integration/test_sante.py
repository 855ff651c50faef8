"""A failure is never silent: the health of accounts and engine."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.aide import Horloge

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant


def sante(ctx: "Contexte") -> Any:
    from recepisse.gestion.gestes.releves.sante import sante

    return sante(ctx)


def _vivant(ctx: "Contexte") -> None:
    from recepisse.gestion.gestes.releves.cadence import signe_de_vie

    signe_de_vie(ctx)


def test_tout_va_bien(ctx: "Contexte", identifiant: "Identifiant") -> None:
    from recepisse.gestion.models import Identifiant

    _vivant(ctx)
    Identifiant.objects.update(etat="ok", dernier_succes_le=ctx.horloge())
    vue = sante(ctx)
    assert (vue.sortie, vue.niveau, vue.en_defaut) == (0, "bien", ())
    (compte,) = vue.identifiants
    assert (compte.libelle, compte.etat) == ("Cabinet", "En service")
    assert compte.lu_jusqu_a == Identifiant.objects.get().curseur


def test_le_moteur_muet_se_voit(ctx: "Contexte", horloge: Horloge) -> None:
    assert sante(ctx).sortie == 11
    _vivant(ctx)
    horloge.avancer(minutes=3)
    assert sante(ctx).sortie == 0
    horloge.avancer(seconds=1)
    assert (sante(ctx).sortie, sante(ctx).niveau) == (11, "grave")


@pytest.mark.parametrize(
    ("champs", "niveau", "mot"),
    [
        ({"etat": "bloque", "conseil": "Changez-le."}, "grave", "Accès refusé"),
        ({"etat": "en_difficulte", "derniere_erreur": "Rien."}, "attention", "Service injoignable"),
        ({"etat": "ok", "essais": 2, "derniere_erreur": "KeyError"}, "attention", "Erreur de Récépissé"),
    ],
)
def test_un_compte_en_echec_change_le_code_de_sortie(
    ctx: "Contexte", identifiant: "Identifiant", champs: dict[str, Any], niveau: str, mot: str
) -> None:
    from recepisse.gestion.models import Identifiant

    _vivant(ctx)
    Identifiant.objects.update(**champs)
    vue = sante(ctx)
    assert (vue.sortie, vue.niveau) == (10, niveau)
    (compte,) = vue.en_defaut
    assert compte.etat == mot
    assert compte.conseil


def test_un_long_silence_se_voit(ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge) -> None:
    from recepisse.gestion.models import Identifiant

    Identifiant.objects.update(etat="ok", dernier_succes_le=horloge())
    horloge.avancer(hours=25)
    _vivant(ctx)
    assert sante(ctx).sortie == 10
    assert "24 heures" in sante(ctx).en_defaut[0].etat


def test_un_compte_inactif_ne_compte_pas(ctx: "Contexte", identifiant: "Identifiant") -> None:
    from recepisse.gestion.models import Identifiant

    _vivant(ctx)
    Identifiant.objects.update(etat="bloque", actif=False)
    assert (sante(ctx).sortie, sante(ctx).identifiants) == (0, ())


def test_suspendre_met_en_attention_sans_echec(ctx: "Contexte") -> None:
    from recepisse.gestion.gestes.releves.cadence import suspendre

    _vivant(ctx)
    suspendre(ctx)
    assert (sante(ctx).sortie, sante(ctx).niveau, sante(ctx).prochain_releve_le) == (0, "attention", None)
