"""The conversations, played against a scripted service."""

import gzip
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recepisse.echanges.adresses import Adresses
from recepisse.echanges.api import (
    Agent,
    Conversation,
    Session,
    authentifier,
    conduire,
    deposer,
    lister_depots,
    lister_retours,
    lister_retours_flux,
    telecharger,
)
from recepisse.echanges.entetes import build_date
from recepisse.echanges.messages import Declarant, Identite, Mode, Reponse, Requete, Service
from recepisse.echanges.refus import par_nom
from recepisse.erreurs import (
    AccesRefuse,
    ErreurEchange,
    ErreurSaisie,
    Injoignable,
    Introuvable,
    Patienter,
    ReponseInattendue,
    RequeteRefusee,
)

API = Path(__file__).parents[2] / "donnees" / "api"
MIDI = datetime(2026, 10, 5, 12, tzinfo=UTC)
URL = "http://127.0.0.1:9/telecharger-retour/1.0/F1/1"
AEE = (API / "deposit" / "response-200-aee-v1.xml").read_bytes()
ARE = (API / "deposit" / "response-422-are-v1.xml").read_bytes()

Reaction = Reponse | ErreurEchange


class Service200:
    """Answers from a script, and remembers what was asked."""

    def __init__(self, *reactions: Reaction) -> None:
        self.reactions: Iterator[Reaction] = iter(reactions)
        self.recues: list[Requete] = []

    def envoyer(self, requete: Requete) -> Reponse:
        self.recues.append(requete)
        reaction = next(self.reactions)
        if isinstance(reaction, ErreurEchange):
            raise reaction
        return reaction

    @property
    def services(self) -> list[str]:
        return [r.service.value for r in self.recues]


def ok(corps: bytes = b"{}", **entetes: str) -> Reponse:
    return Reponse(200, MIDI, {k.replace("_", "-"): v for k, v in entetes.items()}, corps)


def jeton(valeur: str = "abc=") -> Reponse:
    return ok(valeur.encode(), expires=build_date(MIDI + timedelta(hours=2)))


def refus(nom: str) -> Reponse:
    ligne = par_nom(nom)
    return Reponse(ligne.statut, MIDI, {k.lower(): v for k, v in ligne.entetes.items()})


def build_session(mode: Mode = Mode.LOGICIEL, declarant: Declarant | None = None) -> Session:
    return Session(
        identite=Identite(
            "00000345900021", "LEROUX", "Camille", "Demo-Only-42", mode=mode, declarant=declarant
        ),
        adresses=Adresses.substituees("http://127.0.0.1:9"),
        agent=Agent("PaieDemo", "4.2.0", "Atelier Demo"),
        horloge=lambda: MIDI,
    )


METIERS: dict[str, tuple[Callable[[Session], Conversation[object]], bytes]] = {
    "deposer-dsn": (lambda s: deposer(s, b"S10"), AEE),
    "lister-depots": (lambda s: lister_depots(s, MIDI, MIDI), b"{}"),
    "lister-retours-declarant": (lambda s: lister_retours(s, MIDI, MIDI), b"{}"),
    "lister-retours-flux": (lambda s: lister_retours_flux(s, "F1."), b"{}"),
    "telecharger-retour": (lambda s: telecharger(s, URL), b"%PDF"),
}
par_metier = pytest.mark.parametrize("nom", METIERS)


@par_metier
def test_se_connecte_une_fois_puis_garde_son_jeton(nom: str) -> None:
    faire, corps = METIERS[nom]
    session, service = build_session(), Service200(jeton(), ok(corps), ok(corps))
    conduire(faire(session), service)
    conduire(faire(session), service)
    assert service.services == ["authentifier", nom, nom]
    assert service.recues[1].entetes["Authorization"] == "DSNLogin jeton=abc="


@par_metier
@pytest.mark.parametrize("raison", ["401-jeton-invalide", "401-jeton-expire"])
def test_un_jeton_refuse_se_renouvelle_une_fois(nom: str, raison: str) -> None:
    faire, corps = METIERS[nom]
    service = Service200(jeton("a="), refus(raison), jeton("b="), ok(corps))
    conduire(faire(build_session()), service)
    assert service.services == ["authentifier", nom, "authentifier", nom]
    assert service.recues[3].entetes["Authorization"] == "DSNLogin jeton=b="
    assert service.recues[3].corps == service.recues[1].corps


@par_metier
def test_un_jeton_refuse_deux_fois_arrete(nom: str) -> None:
    faire, _ = METIERS[nom]
    session = build_session()
    service = Service200(jeton(), refus("401-jeton-invalide"), jeton(), refus("401-jeton-expire"))
    with pytest.raises(AccesRefuse) as levee:
        conduire(faire(session), service)
    assert levee.value.motif == "jeton"
    assert len(service.recues) == 4
    assert session.jeton_valable() is None


@pytest.mark.parametrize(
    ("nom", "motif"),
    [
        ("401-mot-de-passe", "mot_de_passe"),
        ("401-mot-de-passe-msa", "mot_de_passe"),
        ("401-mot-de-passe-expire", "mot_de_passe_expire"),
        ("401-non-inscrit", "non_inscrit"),
        ("403-compte-bloque", "interdit"),
    ],
)
def test_une_connexion_refusee_ne_se_retente_jamais_seule(nom: str, motif: str) -> None:
    session, service = build_session(), Service200(refus(nom), jeton(), ok())
    for _ in range(3):
        with pytest.raises(AccesRefuse) as levee:
            conduire(lister_retours(session, MIDI, MIDI), service)
        assert levee.value.motif == motif
    assert service.services == ["authentifier"]
    session.oublier_refus()
    conduire(lister_retours(session, MIDI, MIDI), service)
    assert len(service.recues) == 3


def test_une_connexion_refusee_au_renouvellement_ne_se_retente_pas_non_plus() -> None:
    session = build_session()
    service = Service200(jeton(), refus("401-jeton-expire"), refus("401-mot-de-passe"))
    for _ in range(2):
        with pytest.raises(AccesRefuse) as levee:
            conduire(lister_retours(session, MIDI, MIDI), service)
        assert levee.value.motif == "mot_de_passe"
    assert len(service.recues) == 3


def test_une_panne_de_la_connexion_se_retente() -> None:
    session = build_session()
    service = Service200(refus("503-indisponible"), ok(b"<html/>"), refus("422-forme"), jeton(), ok())
    for attendue in (Injoignable, ReponseInattendue, RequeteRefusee):
        with pytest.raises(attendue):
            conduire(lister_retours(session, MIDI, MIDI), service)
    conduire(lister_retours(session, MIDI, MIDI), service)


def test_une_panne_pendant_la_connexion_ne_met_pas_le_depot_en_doute() -> None:
    """The deposit had not left: to doubt it would block it for nothing."""
    for panne in (Injoignable(peut_etre_recu=True), ReponseInattendue(peut_etre_recu=True)):
        with pytest.raises(ErreurEchange) as levee:
            conduire(deposer(build_session(), b"S10"), Service200(panne))
        assert not levee.value.peut_etre_recu


def test_une_panne_pendant_le_depot_le_met_en_doute() -> None:
    for panne in (Injoignable(peut_etre_recu=True), ReponseInattendue(peut_etre_recu=True)):
        with pytest.raises(ErreurEchange) as levee:
            conduire(deposer(build_session(), b"S10"), Service200(jeton(), panne))
        assert levee.value.peut_etre_recu
    with pytest.raises(Injoignable) as jamais_partie:
        conduire(deposer(build_session(), b"S10"), Service200(jeton(), Injoignable(peut_etre_recu=False)))
    assert not jamais_partie.value.peut_etre_recu


def test_une_panne_sur_une_liste_ne_met_rien_en_doute() -> None:
    with pytest.raises(Injoignable) as levee:
        conduire(
            lister_depots(build_session(), MIDI, MIDI), Service200(jeton(), Injoignable(peut_etre_recu=True))
        )
    assert not levee.value.peut_etre_recu


def test_depose_et_lit_l_accuse() -> None:
    service = Service200(jeton(), ok(AEE, content_type="application/xml"))
    issue = conduire(deposer(build_session(), b"S10.G00\xe9"), service)
    assert (issue.accepte, issue.idflux, issue.accuse) == (True, "F1zQ7kLm.t2Xv-9RbD4sWpA", AEE)
    assert gzip.decompress(service.recues[1].corps) == b"S10.G00\xe9"


def test_un_depot_refuse_est_un_resultat() -> None:
    issue = conduire(deposer(build_session(), b"S10"), Service200(jeton(), Reponse(422, MIDI, {}, ARE)))
    assert not issue.accepte
    assert issue.accuse == ARE


def test_un_422_vide_est_une_erreur() -> None:
    with pytest.raises(RequeteRefusee):
        conduire(deposer(build_session(), b"S10"), Service200(jeton(), Reponse(422, MIDI)))


def test_le_404_depend_du_service() -> None:
    introuvable = Reponse(404, MIDI)
    attendues: list[tuple[Conversation[object], type[ErreurEchange]]] = [
        (lister_retours_flux(build_session(), "F1"), Introuvable),
        (telecharger(build_session(), URL), Introuvable),
        (lister_retours(build_session(), MIDI, MIDI), Injoignable),
        (lister_depots(build_session(), MIDI, MIDI), Injoignable),
        (deposer(build_session(), b"S10"), Injoignable),
    ]
    for conversation, attendue in attendues:
        with pytest.raises(attendue) as levee:
            conduire(conversation, Service200(jeton(), introuvable))
        assert not levee.value.peut_etre_recu


def test_un_429_dit_d_attendre_et_la_largeur() -> None:
    reponse = Reponse(429, MIDI, {"accept-ranges": "minutes=0-10", "retry-after": "90"})
    with pytest.raises(Patienter) as levee:
        conduire(lister_retours(build_session(), MIDI, MIDI), Service200(jeton(), reponse))
    assert levee.value.largeur == timedelta(minutes=10)
    assert levee.value.reprise_a == MIDI + timedelta(seconds=90)


def test_le_concentrateur_lit_pour_tous_et_depose_pour_un() -> None:
    camille = Declarant("00000345900021", "LEROUX", "Camille")
    session = build_session(Mode.CONCENTRATEUR)
    service = Service200(jeton(), ok(), ok(AEE))
    conduire(lister_retours(session, MIDI, MIDI), service)
    conduire(deposer(session, b"S10", declarant=camille), service)
    assert service.services == ["authentifier", "lister-retours-concentrateur", "deposer-dsn"]
    assert ",declarant=" in service.recues[2].entetes["Authorization"]
    with pytest.raises(ErreurSaisie):
        conduire(deposer(session, b"S10"), Service200())


def test_une_adresse_etrangere_n_est_jamais_appelee() -> None:
    service = Service200(jeton())
    with pytest.raises(ReponseInattendue):
        conduire(telecharger(build_session(), "https://exemple.fr/x"), service)
    assert service.services == ["authentifier"]


def test_un_jeton_perime_se_remplace_avant_l_appel() -> None:
    session = build_session()
    service = Service200(jeton("a="), ok(), jeton("b="), ok())
    conduire(lister_retours(session, MIDI, MIDI), service)
    session.horloge = lambda: MIDI + timedelta(hours=2)
    conduire(lister_retours(session, MIDI, MIDI), service)
    assert service.services == ["authentifier", "lister-retours-declarant"] * 2


def test_authentifier_seul_rend_le_jeton() -> None:
    assert conduire(authentifier(build_session()), Service200(jeton())).valeur == "abc="


def test_les_deux_versions_se_lisent() -> None:
    session = build_session()
    session.versions = {Service.LISTER_DEPOTS: "1.0"}
    service = Service200(jeton(), ok((API / "depots" / "response-v1.xml").read_bytes()))
    liste = conduire(lister_depots(session, MIDI, MIDI), service)
    assert len(liste.depots) == 2
    assert "/lister-depots/1.0/" in service.recues[1].url
