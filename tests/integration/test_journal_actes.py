"""The journal: a chain that shows any later change."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import transaction

from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import ORIGINE, journaliser, verifier_journal
from recepisse.gestion.models import Journal, Utilisateur
from tests.integration.aide import Horloge


@pytest.fixture
def actes(ctx: Contexte, administrateur: Utilisateur) -> list[Journal]:
    """Four acts; the first one is the creation of the person."""
    for numero in (1, 2, 3):
        journaliser("relever", f"identifiant:{numero}", ctx, administrateur, force=True, nombre=numero)
    return list(Journal.objects.order_by("pk"))


def test_chaque_acte_suit_le_precedent(actes: list[Journal]) -> None:
    assert actes[0].precedente == ORIGINE
    assert [a.precedente for a in actes[1:]] == [a.empreinte for a in actes[:-1]]
    assert len({a.empreinte for a in actes}) == 4
    assert verifier_journal().ruptures == []


def test_un_journal_vide_est_entier(db: None) -> None:
    assert verifier_journal().ruptures == []


@pytest.mark.parametrize(
    "change",
    [
        {"acte": "autre"},
        {"objet": "identifiant:9"},
        {"detail": {"force": False, "nombre": 2}},
        {"utilisateur": None},
        {"le": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
)
def test_un_acte_modifie_se_voit(actes: list[Journal], change: dict[str, object]) -> None:
    Journal.objects.filter(pk=actes[2].pk).update(**change)
    assert [(r.numero, "modifiée" in r.message) for r in verifier_journal().ruptures] == [(actes[2].pk, True)]


def test_un_acte_retire_se_voit(actes: list[Journal]) -> None:
    actes[1].delete()
    assert [(r.numero, "manque" in r.message) for r in verifier_journal().ruptures] == [(actes[2].pk, True)]


def test_le_premier_acte_retire_se_voit(actes: list[Journal]) -> None:
    actes[0].delete()
    assert [r.numero for r in verifier_journal().ruptures] == [actes[1].pk]


def test_un_acte_resigne_casse_la_suite(ctx: Contexte, actes: list[Journal]) -> None:
    """Signing a changed act again only moves the break to the next one."""
    Journal.objects.filter(pk__gte=actes[1].pk).delete()
    journaliser("relever", "identifiant:falsifié", ctx)
    dernier = Journal.objects.latest("pk")
    Journal.objects.create(
        le=actes[2].le, acte="relever", precedente=actes[1].empreinte, empreinte=actes[2].empreinte
    )
    assert dernier.pk not in {r.numero for r in verifier_journal().ruptures}
    assert len(verifier_journal().ruptures) == 2


def test_l_heure_d_ete_ne_change_pas_l_empreinte(ctx: Contexte, horloge: Horloge) -> None:
    horloge.instant = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    journaliser("relever", "identifiant:1", ctx)
    assert verifier_journal().ruptures == []


def test_un_acte_annule_avec_sa_transaction_ne_laisse_pas_de_trou(ctx: Contexte) -> None:
    journaliser("premier", "", ctx)

    def annuler() -> None:
        with transaction.atomic():
            journaliser("perdu", "", ctx)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        annuler()
    journaliser("second", "", ctx)
    assert list(Journal.objects.order_by("pk").values_list("acte", flat=True)) == ["premier", "second"]
    assert verifier_journal().ruptures == []
