"""Who owes a DSN at each due date of a month: sent, under way, refused, not sent."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from recepisse.echanges.cycle import Etat
from tests.integration.aide import Horloge
from tests.integration.ecrans.monde import Monde

if TYPE_CHECKING:
    from recepisse.gestion.gestes.acces.perimetre import Perimetre
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant, Portefeuille, Utilisateur

NOVEMBRE = date(2026, 11, 1)


@pytest.fixture
def monde(ctx: "Contexte", horloge: Horloge, identifiant: "Identifiant") -> Monde:
    return Monde(ctx, horloge, identifiant)


@pytest.fixture
def visibles(gestionnaire: "Utilisateur") -> "Perimetre":
    from recepisse.gestion.gestes.acces.perimetre import Perimetre

    return Perimetre(gestionnaire)


def issues(visibles: "Perimetre", ctx: "Contexte", jour: int = 15) -> dict[str, int]:
    from recepisse.gestion.gestes.retours.echeances import echeances_du_mois

    for due in echeances_du_mois(visibles, NOVEMBRE, ctx):
        if due.jour == jour:
            return {issue.name: nombre for issue, nombre in due.nombres.items()}
    return {}


def test_le_mois_a_deux_echeances_pour_la_dsn_du_mois_d_avant(visibles: Any, ctx: "Contexte") -> None:
    from recepisse.gestion.gestes.retours.echeances import echeances_du_mois

    cinq, quinze = echeances_du_mois(visibles, NOVEMBRE, ctx)
    assert (cinq.jour, cinq.le, cinq.mois) == (5, date(2026, 11, 5), "2026-10")
    assert (quinze.jour, quinze.le, quinze.total) == (15, date(2026, 11, 15), 0)


def test_le_reglage_reporte_l_echeance_au_jour_ouvre(visibles: Any, ctx: "Contexte") -> None:
    from dataclasses import replace

    from recepisse.gestion.gestes.retours.echeances import echeances_du_mois

    ctx.reglages = replace(ctx.reglages, report_echeance=True)
    assert [due.le for due in echeances_du_mois(visibles, NOVEMBRE, ctx)] == [
        date(2026, 11, 5),
        date(2026, 11, 16),
    ]


def test_chaque_etablissement_a_une_issue(monde: Monde, visibles: Any, ctx: "Contexte") -> None:
    monde.flux(monde.depot(monde.envoi(essai=False), "00011"))
    monde.depot(monde.envoi(essai=False), "00012", Etat.REFUSE)
    monde.depot(monde.envoi(essai=False), "00013", Etat.A_DECIDER)
    monde.depot(monde.envoi(essai=False), "00014", Etat.ABANDONNE)
    monde.declaration("00015", "2026-09", essai=False)
    assert issues(visibles, ctx) == {"ENVOYEE": 1, "REFUSEE": 1, "EN_COURS": 1, "NON_ENVOYEE": 2}
    assert issues(visibles, ctx, 5) == {}


def test_un_bilan_d_anomalies_du_dernier_flux_est_un_refus(
    monde: Monde, visibles: Any, ctx: "Contexte"
) -> None:
    premier = monde.flux(monde.depot(monde.envoi(essai=False)))
    monde.retour(premier, "11", "KO")
    assert issues(visibles, ctx) == {"REFUSEE": 1}
    monde.retour(monde.flux(monde.depot(monde.envoi(essai=False))), "11", "OK")
    assert issues(visibles, ctx) == {"ENVOYEE": 1}


def test_une_anomalie_d_un_organisme_ne_refuse_pas_la_declaration(
    monde: Monde, visibles: Any, ctx: "Contexte"
) -> None:
    monde.retour(monde.flux(monde.depot(monde.envoi(essai=False))), "61", "KO")
    assert issues(visibles, ctx) == {"ENVOYEE": 1}


def test_une_declaration_corrigee_ailleurs_apres_un_refus_est_envoyee(
    monde: Monde, visibles: Any, ctx: "Contexte"
) -> None:
    refuse = monde.depot(monde.envoi(essai=False), etat=Etat.REFUSE)
    refuse.tentative_le = monde.horloge()
    refuse.save()
    assert issues(visibles, ctx) == {"REFUSEE": 1}
    monde.avancer(hours=1)
    flux = monde.flux()
    flux.declaration = refuse.declaration
    flux.save()
    assert issues(visibles, ctx) == {"ENVOYEE": 1}


def test_une_annulation_acceptee_laisse_l_etablissement_sans_declaration(
    monde: Monde, visibles: Any, ctx: "Contexte"
) -> None:
    monde.flux(monde.depot(monde.envoi(essai=False)))
    annule = monde.depot(monde.envoi(essai=False))
    annule.type = "04"
    annule.save()
    monde.flux(annule)
    assert issues(visibles, ctx) == {"NON_ENVOYEE": 1}


def test_la_pire_fraction_compte(monde: Monde, visibles: Any, ctx: "Contexte") -> None:
    from recepisse.gestion.models import Declaration

    envoye = monde.depot(monde.envoi(essai=False))
    monde.flux(envoye)
    autre = monde.depot(monde.envoi(essai=False), etat=Etat.REFUSE)
    fraction = Declaration.objects.get(pk=envoye.declaration_id)
    fraction.pk, fraction.fraction = None, "22"
    fraction.save()
    autre.declaration = fraction
    autre.save()
    assert issues(visibles, ctx) == {"REFUSEE": 1}


def test_un_essai_ne_declare_rien(monde: Monde, visibles: Any, ctx: "Contexte") -> None:
    monde.flux(monde.depot(monde.envoi(essai=True)))
    assert issues(visibles, ctx) == {}


def test_un_etablissement_muet_depuis_plus_de_trois_mois_n_est_plus_attendu(
    monde: Monde, visibles: Any, ctx: "Contexte"
) -> None:
    monde.declaration("00011", "2026-07", essai=False)
    monde.declaration("00012", "2026-06", essai=False)
    assert issues(visibles, ctx) == {"NON_ENVOYEE": 1}


def test_chaque_etablissement_peut_avoir_son_jour(monde: Monde, visibles: Any, ctx: "Contexte") -> None:
    from recepisse.gestion.models import Etablissement

    monde.declaration("00011", "2026-09", essai=False)
    monde.declaration("00012", "2026-09", essai=False)
    Etablissement.objects.filter(nic="00012").update(jour_echeance=5)
    assert issues(visibles, ctx, 5) == {"NON_ENVOYEE": 1}
    assert issues(visibles, ctx, 15) == {"NON_ENVOYEE": 1}


def test_chacun_ne_compte_que_ses_entreprises(
    monde: Monde, ctx: "Contexte", client_utilisateur: "Utilisateur", portefeuille: "Portefeuille"
) -> None:
    from recepisse.gestion.gestes.acces.perimetre import Perimetre

    declaration = monde.declaration("00011", "2026-09", essai=False)
    visibles = Perimetre(client_utilisateur)
    assert issues(visibles, ctx) == {}
    portefeuille.entreprises.add(declaration.etablissement.entreprise)
    assert issues(visibles, ctx) == {"NON_ENVOYEE": 1}


def test_compter_est_une_seule_requete(
    monde: Monde, visibles: Any, ctx: "Contexte", django_assert_num_queries: Any
) -> None:
    from recepisse.gestion.gestes.retours.echeances import echeances_du_mois

    for nic in range(40):
        monde.flux(monde.depot(monde.envoi(essai=False), f"{nic:05}"))
    with django_assert_num_queries(1):
        cinq, quinze = echeances_du_mois(visibles, NOVEMBRE, ctx)
    assert (cinq.total, quinze.total, quinze.reste) == (0, 40, 0)


def test_la_date_d_un_mois_se_calcule_sans_l_heure() -> None:
    from recepisse.gestion.gestes.retours.echeances import mois_declare

    assert mois_declare(datetime(2027, 1, 31, tzinfo=UTC).date()) == "2026-12"
