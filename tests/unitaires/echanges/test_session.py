"""An account at work: its token, its refusals, its software's name."""

from datetime import UTC, datetime, timedelta

import pytest

from recepisse.echanges.adresses import Adresses
from recepisse.echanges.messages import Environnement, Identite, Mode, Regime, Service
from recepisse.echanges.session import MARGE_JETON, Agent, Jeton, Session
from recepisse.erreurs import AccesRefuse

MIDI = datetime(2026, 10, 5, 12, tzinfo=UTC)


class Horloge:
    def __init__(self) -> None:
        self.instant = MIDI

    def __call__(self) -> datetime:
        return self.instant


def build_session(horloge: Horloge, mode: Mode = Mode.LOGICIEL) -> Session:
    return Session(
        identite=Identite("00000345900021", "LEROUX", "Camille", "Demo-Only-42", mode=mode),
        adresses=Adresses.officielles(Regime.RG, Environnement.PRODUCTION),
        agent=Agent("PaieDemo", "4.2.0", "Atelier Demo"),
        horloge=horloge,
    )


@pytest.mark.parametrize(
    ("agent", "entete"),
    [
        (Agent("PaieDemo", "4.2.0", "Atelier Demo"), "Client-DSN (PaieDemo/4.2.0; Atelier Demo)"),
        (
            Agent("Récépissé", "26.10", "L’Éditeur (SARL); filiale"),
            "Client-DSN (Recepisse/26.10; L'Editeur SARL filiale)",
        ),
        (Agent("a\r\nX-Evil: 1", "1/2\\3", '"guillemets"\x00'), "Client-DSN (a X-Evil: 1/1 2 3; guillemets)"),
    ],
)
def test_l_agent_tient_dans_un_entete(agent: Agent, entete: str) -> None:
    assert agent.entete == entete


def test_le_jeton_sert_jusqu_a_peu_avant_sa_fin() -> None:
    horloge = Horloge()
    session = build_session(horloge)
    assert session.jeton_valable() is None
    jeton = Jeton("abc", MIDI + timedelta(hours=1))
    session.garder_jeton(jeton)
    assert session.jeton_valable() is jeton
    horloge.instant = jeton.fin - MARGE_JETON - timedelta(seconds=1)
    assert session.jeton_valable() is jeton
    horloge.instant = jeton.fin - MARGE_JETON
    assert session.jeton_valable() is None


def test_oublier_un_jeton_deja_remplace_ne_fait_rien() -> None:
    session = build_session(Horloge())
    ancien, nouveau = Jeton("a", MIDI + timedelta(hours=1)), Jeton("b", MIDI + timedelta(hours=1))
    session.garder_jeton(nouveau)
    session.oublier_jeton(ancien)
    assert session.jeton_valable() is nouveau
    session.oublier_jeton(nouveau)
    assert session.jeton_valable() is None


def test_un_refus_est_retenu_jusqu_a_ce_qu_on_l_oublie() -> None:
    session = build_session(Horloge())
    session.verifier_acces()
    session.garder_jeton(Jeton("a", MIDI + timedelta(hours=1)))
    session.garder_refus(AccesRefuse("Non.", motif="mot_de_passe", conseil="Corrigez.", statut=401))
    assert session.jeton_valable() is None
    for _ in range(2):
        with pytest.raises(AccesRefuse) as levee:
            session.verifier_acces()
        assert (levee.value.motif, levee.value.conseil, levee.value.statut) == (
            "mot_de_passe",
            "Corrigez.",
            401,
        )
        assert levee.value is not session.refus
    session.oublier_refus()
    session.verifier_acces()


def test_un_refus_jusqu_au_lendemain_s_eteint_le_lendemain() -> None:
    horloge = Horloge()
    session = build_session(horloge)
    session.garder_refus(AccesRefuse(motif="non_inscrit", reprise_a=MIDI + timedelta(hours=18)))
    with pytest.raises(AccesRefuse):
        session.verifier_acces()
    horloge.instant = MIDI + timedelta(hours=18)
    session.verifier_acces()


def test_une_connexion_reussie_efface_le_refus() -> None:
    session = build_session(Horloge())
    session.garder_refus(AccesRefuse(motif="mot_de_passe"))
    session.garder_jeton(Jeton("a", MIDI + timedelta(hours=1)))
    assert session.refus is None


def test_rien_de_secret_ne_se_montre() -> None:
    session = build_session(Horloge())
    session.garder_jeton(Jeton("jeton-secret", MIDI))
    assert "Demo-Only-42" not in repr(session)
    assert "jeton-secret" not in repr(session) + repr(Jeton("jeton-secret", MIDI))


def test_les_versions_se_choisissent() -> None:
    session = build_session(Horloge(), Mode.CONCENTRATEUR)
    assert session.concentrateur
    assert session.version(Service.DEPOSER) == "1.0"
    session.versions = {Service.DEPOSER: "2.0"}
    assert session.url(Service.DEPOSER).endswith("/deposer-dsn/2.0/")
