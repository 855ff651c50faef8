"""Prints made from what was received: returns, flux, anomalies of a period, rates."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from tests.integration.aide import Horloge
from tests.integration.ecrans.monde import Monde

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Anomalie, CrmTaux, Identifiant, Retour

EXEMPLES = Path(__file__).parents[1] / "donnees" / "retours"
NIR = "2850675056012"


@pytest.fixture
def monde(ctx: "Contexte", horloge: Horloge, identifiant: "Identifiant") -> Monde:
    return Monde(ctx, horloge, identifiant)


def _texte(pdf: bytes) -> str:
    lu = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return " ".join(lu.replace("\u200b", "").replace("\u00a0", " ").replace("\u202f", " ").split())


def _exemple(nom: str) -> bytes:
    return (EXEMPLES / nom).read_bytes()


def test_un_retour_dit_d_ou_il_vient_et_quelle_version_c_est(monde: Monde) -> None:
    from recepisse.editions.impressions import imprimer_retour

    retour = monde.retour(monde.envoye(), "119", "ANO", _exemple("119_URSSAF_ANO.xml"))
    monde.version(retour, _exemple("119_URSSAF_OK.xml"), numero=2, statut="OK")
    courante = _texte(imprimer_retour(retour, monde.ctx))
    premiere = _texte(imprimer_retour(retour, monde.ctx, numero=1))
    assert "version 2 sur 2" in courante
    assert "UR_EXEMPLE_01" not in courante
    assert "version 1 sur 2" in premiere
    assert "UR_EXEMPLE_01" in premiere
    assert "Ateliers du Quai" in premiere
    assert "DSN mensuelle d’octobre 2026 (essai)" in premiere
    assert retour.flux.idflux in premiere


def test_un_flux_imprime_ses_retours_dans_l_ordre(monde: Monde) -> None:
    from recepisse.editions.impressions import imprimer_flux

    flux = monde.envoye()
    monde.retour(flux, "10", "OK", _exemple("10_AEE_OK.xml"))
    monde.retour(flux, "94", "OK", _exemple("94_DGFIP_nominatif.xml"))
    lu = _texte(imprimer_flux(flux, monde.ctx))
    assert lu.index("Accusé d’enregistrement") < lu.index("Taux de prélèvement à la source")
    assert NIR not in lu
    assert NIR in _texte(imprimer_flux(flux, monde.ctx, demasquer=True))


def _anomalie(monde: Monde, retour: "Retour", code: str, **champs: object) -> "Anomalie":
    from recepisse.gestion.models import Anomalie

    valeurs: dict[str, object] = {
        "empreinte": f"{code:0>64}",
        "entreprise": retour.entreprise,
        "etablissement": retour.etablissement,
        "emetteur": "urssaf_msa",
        "code": code,
        "gravite": 2,
        "nature": "119",
        "message": f"Message de {code}",
        "action": f"Corriger {code}",
        "premiere_vue_le": monde.horloge(),
        "derniere_vue_le": monde.horloge(),
        "retour": retour,
    }
    return Anomalie.objects.create(**valeurs | champs)


def test_les_anomalies_d_une_periode_les_plus_graves_d_abord(monde: Monde) -> None:
    from recepisse.editions.impressions import anomalies_vues, imprimer_anomalies

    retour = monde.retour(monde.envoye(), "119", "ANO")
    _anomalie(monde, retour, "LEGERE", gravite=1)
    _anomalie(monde, retour, "GRAVE", gravite=4, ligne=12, limite_le=date(2026, 12, 4))
    vieille = datetime(2026, 1, 31, 22, 59, tzinfo=UTC)
    _anomalie(monde, retour, "VIEILLE", derniere_vue_le=vieille)
    aujourdhui = monde.horloge().date()
    lu = _texte(imprimer_anomalies(date(2026, 2, 1), aujourdhui, monde.ctx))
    assert lu.index("Message de GRAVE") < lu.index("Message de LEGERE")
    assert "VIEILLE" not in lu
    assert "2 anomalies" in lu
    assert "04/12/2026" in lu
    assert anomalies_vues(date(2026, 1, 31), date(2026, 1, 31)).count() == 1
    assert anomalies_vues(date(2026, 1, 1), aujourdhui, "999999999").count() == 0


def test_une_periode_sans_anomalie_se_dit(ctx: "Contexte") -> None:
    from recepisse.editions.impressions import imprimer_anomalies

    assert "Aucune anomalie" in _texte(imprimer_anomalies(date(2026, 2, 1), date(2026, 2, 2), ctx))


@pytest.fixture
def crm(monde: Monde) -> "CrmTaux":
    from recepisse.gestion.gestes.paie.retenir_taux import retenir_taux
    from recepisse.gestion.models import CrmTaux
    from recepisse.retours.lecture import lire_retour

    retour = monde.retour(monde.envoye(), "94", "OK", _exemple("94_DGFIP_nominatif.xml"))
    lu = lire_retour(_exemple("94_DGFIP_nominatif.xml"), nature="94", statut="OK")
    version = retour.versions.get()
    retenir_taux(lu, version, monde.ctx)
    return CrmTaux.objects.select_related("etablissement__entreprise").get()


def test_les_taux_distinguent_zero_et_rien_et_masquent_les_nir(monde: Monde, crm: "CrmTaux") -> None:
    from recepisse.editions.impressions import imprimer_taux

    masque = _texte(imprimer_taux([crm], monde.ctx))
    assert "0,00" in masque
    assert "aucun taux : barème par défaut" in masque
    assert "902026100000000001" in masque
    assert NIR not in masque
    assert NIR in _texte(imprimer_taux([crm], monde.ctx, demasquer=True))
