"""What is read in the answers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recepisse.echanges.entetes import build_date
from recepisse.echanges.messages import Reponse
from recepisse.echanges.reponses import (
    DUREE_JETON_MAX,
    DUREE_JETON_SUPPOSEE,
    PAUSE_MAX,
    lire_depot,
    lire_depots,
    lire_document,
    lire_jeton,
    lire_retours,
)
from recepisse.erreurs import ReponseInattendue, RequeteRefusee

API = Path(__file__).parents[2] / "donnees" / "api"
MIDI = datetime(2026, 10, 5, 12, tzinfo=UTC)
JETON = (API / "auth" / "response-200.http").read_bytes().split()[-1]
MINUTE = timedelta(minutes=1)


def reponse(corps: bytes = b"", /, statut: int = 200, **entetes: str) -> Reponse:
    return Reponse(statut, MIDI, {k.replace("_", "-"): v for k, v in entetes.items()}, corps)


def test_le_jeton_est_le_corps() -> None:
    jeton = lire_jeton(reponse(b" " + JETON + b"\r\n", expires=build_date(MIDI + 60 * MINUTE)))
    assert jeton.valeur == JETON.decode()
    assert jeton.fin == MIDI + 60 * MINUTE


def test_la_fin_du_jeton_se_compte_depuis_l_horloge_du_service() -> None:
    decalee = MIDI + timedelta(days=3)
    lu = lire_jeton(reponse(JETON, date=build_date(decalee), expires=build_date(decalee + 60 * MINUTE)))
    assert lu.fin == MIDI + 60 * MINUTE


@pytest.mark.parametrize("expires", ["", "0", "-1", "jamais", build_date(MIDI), build_date(MIDI - MINUTE)])
def test_sans_fin_annoncee_le_jeton_dure_peu(expires: str) -> None:
    assert lire_jeton(reponse(JETON, expires=expires)).fin == MIDI + DUREE_JETON_SUPPOSEE
    assert timedelta(minutes=30) >= DUREE_JETON_SUPPOSEE


def test_une_fin_lointaine_est_bornee() -> None:
    assert (
        lire_jeton(reponse(JETON, expires=build_date(MIDI + timedelta(days=400)))).fin
        == MIDI + DUREE_JETON_MAX
    )


@pytest.mark.parametrize(
    "corps", [b"", b"  ", b"<html>x</html>", b"a b", b"a,b", b'a"b', b"\xe9", b"a\nb", b"x" * 16385]
)
def test_ce_qui_n_est_pas_un_jeton_n_est_pas_garde(corps: bytes) -> None:
    with pytest.raises(ReponseInattendue) as levee:
        lire_jeton(reponse(corps))
    assert levee.value.corps == b""


def test_un_aee_accepte_et_donne_l_idflux() -> None:
    corps = (API / "deposit" / "response-200-aee-v1.xml").read_bytes()
    issue = lire_depot(reponse(corps, content_type="application/xml"))
    assert (issue.accepte, issue.idflux, issue.accuse) == (True, "F1zQ7kLm.t2Xv-9RbD4sWpA", corps)
    assert (issue.type_contenu, issue.recue_le) == ("application/xml", MIDI)
    assert issue.certaine


def test_un_are_refuse_quel_que_soit_le_statut() -> None:
    corps = (API / "deposit" / "response-422-are-v1.xml").read_bytes()
    for statut in (200, 422):
        issue = lire_depot(reponse(corps, statut=statut))
        assert (issue.accepte, issue.idflux, issue.accuse) == (False, "F1bN0yHc8Ue_3KrT.5gJxQo", corps)
        assert issue.certaine


@pytest.mark.parametrize("corps", [b"", b"OK", b"<html/>", b"<rapport type='AEE'/>", b"{}"])
def test_un_200_sans_idflux_n_est_pas_certain(corps: bytes) -> None:
    issue = lire_depot(reponse(corps))
    assert issue.accepte
    assert issue.idflux == ""
    assert not issue.certaine


def test_un_422_qui_n_est_pas_un_avis_est_une_demande_refusee() -> None:
    with pytest.raises(RequeteRefusee) as levee:
        lire_depot(reponse(b"<html>422</html>", statut=422))
    assert levee.value.corps == b"<html>422</html>"
    assert levee.value.statut == 422


def test_les_listes_disent_la_largeur_et_la_pause() -> None:
    def avec(corps: bytes) -> Reponse:
        expires = build_date(MIDI + 2 * MINUTE)
        return reponse(corps, accept_ranges="minutes=0-60", expires=expires)

    depots = lire_depots(avec((API / "depots" / "response-v2.arrays.json").read_bytes()))
    assert len(depots.depots) == 2
    assert (depots.largeur, depots.pas_avant) == (60 * MINUTE, MIDI + 2 * MINUTE)
    retours = lire_retours(avec(b'{"flux":[]}'))
    assert (retours.flux, retours.largeur, retours.pas_avant) == ((), 60 * MINUTE, MIDI + 2 * MINUTE)
    assert retours.corps == b'{"flux":[]}'


def test_une_pause_demesuree_ne_fait_pas_taire_le_releve() -> None:
    lue = lire_retours(reponse(b"{}", expires=build_date(MIDI + timedelta(days=365))))
    assert lue.pas_avant == MIDI + PAUSE_MAX
    assert lire_retours(reponse(b"{}")).pas_avant is None
    assert lire_retours(reponse(b"{}")).largeur is None


def test_le_document_est_garde_tel_quel() -> None:
    document = lire_document(reponse(b"%PDF-1.4", content_type="application/pdf"))
    assert (document.octets, document.type_contenu, document.recue_le) == (
        b"%PDF-1.4",
        "application/pdf",
        MIDI,
    )
    assert document.entetes == {"content-type": "application/pdf"}
    with pytest.raises(ReponseInattendue):
        lire_document(reponse(b""))
