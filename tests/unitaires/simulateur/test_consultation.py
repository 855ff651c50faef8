"""Lists and downloads: check orders, windows, who sees what, what stays available."""

import json
from datetime import timedelta
from typing import Any

import pytest

from recepisse.echanges.entetes import parse_date
from recepisse.simulateur.appel import Appel
from recepisse.simulateur.comptes import EtatCompte
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.options import Options
from tests.unitaires.simulateur.aides import AUTRE, CAMILLE, FENETRE, Appelant, Horloge, lire

DECLARANT = f"/lister-retours-declarant/2.0/{FENETRE}"
DEPOTS = f"/lister-depots/2.0/{FENETRE}"
CONCENTRATEUR = "/lister-retours-concentrateur/2.0/20261105100000/20261105101000"
LARGE = "20261105090000/20261105100001"


def _natures(corps: bytes) -> list[str]:
    flux = json.loads(corps)["retours"]["flux"]
    return [retour["nature"] for un in flux for retour in un["retour"]]


def _retours(appelant: Appelant, idflux: str) -> list[dict[str, Any]]:
    flux = json.loads(appelant.get(f"/lister-retours-flux/2.0/{idflux}").corps)["retours"]["flux"]
    return [retour for un in flux for retour in un["retour"]]


@pytest.fixture
def idflux(appelant: Appelant, controle: Controle) -> str:
    appelant.deposer(lire("mensuelle.dsn"))
    return str(controle.depots()[0]["idflux"])


@pytest.fixture
def hub(administration: Administration) -> Appelant:
    programme = Appelant(administration, AUTRE)
    programme.connecter("98")
    return programme


@pytest.mark.parametrize(
    ("chemin", "largeur"),
    [(DECLARANT, "minutes=0-60"), (DEPOTS, "minutes=0-60")],
)
def test_une_liste_vide_annonce_sa_largeur_et_son_pas(
    appelant: Appelant, horloge: Horloge, chemin: str, largeur: str
) -> None:
    resultat = appelant.get(chemin)
    assert resultat.statut == 200
    assert resultat.entetes["accept-ranges"] == largeur
    assert resultat.entetes["cache-control"] == "no-cache"
    assert parse_date(resultat.entetes["expires"]) == horloge.instant + timedelta(minutes=2)


@pytest.mark.parametrize("service", ["lister-depots", "lister-retours-declarant"])
@pytest.mark.parametrize(
    ("suite", "entetes", "statut"),
    [
        ("", {"accept_encoding": "identity", "authorization": ""}, 404),
        ("/2026110510", {"accept_encoding": "identity"}, 422),
        ("/20261305100000/20261105103000", {"accept_encoding": "identity"}, 422),
        ("/20261105100000/x/y", {}, 422),
        (f"/{LARGE}", {"accept_encoding": "identity", "authorization": ""}, 406),
        (f"/{LARGE}", {"authorization": ""}, 401),
        (f"/{LARGE}", {}, 429),
    ],
)
def test_ordre_des_controles_d_un_declarant(
    appelant: Appelant, service: str, suite: str, entetes: dict[str, str], statut: int
) -> None:
    assert appelant.get(f"/{service}/2.0{suite}", **entetes).statut == statut


@pytest.mark.parametrize(
    ("suite", "entetes", "statut"),
    [
        ("", {}, 404),
        ("/2026", {"accept_encoding": "identity", "authorization": ""}, 422),
        (f"/{LARGE}", {"accept_encoding": "identity", "authorization": ""}, 429),
        ("/20261105100000/20261105101000", {"accept_encoding": "identity", "authorization": ""}, 406),
        ("/20261105100000/20261105101000", {"authorization": ""}, 401),
        ("/20261105100000/20261105101000", {}, 200),
    ],
)
def test_ordre_des_controles_d_un_concentrateur(
    hub: Appelant, suite: str, entetes: dict[str, str], statut: int
) -> None:
    assert hub.get(f"/lister-retours-concentrateur/2.0{suite}", **entetes).statut == statut


def test_le_concentrateur_a_dix_minutes(hub: Appelant) -> None:
    hub.declarant = CAMILLE
    assert hub.get(CONCENTRATEUR).entetes["accept-ranges"] == "minutes=0-10"
    assert hub.get("/lister-depots/2.0/20261105100000/20261105101000").entetes["accept-ranges"] == (
        "minutes=0-10"
    )
    assert hub.get("/lister-depots/2.0/20261105100000/20261105101100").statut == 429


def test_les_formes_d_autorisation_de_chaque_service(appelant: Appelant, hub: Appelant) -> None:
    assert appelant.get(CONCENTRATEUR).statut == 401
    assert hub.get(DECLARANT).statut == 401
    hub.declarant = CAMILLE
    assert hub.get(DECLARANT).statut == 200
    assert hub.get(CONCENTRATEUR).statut == 200


def test_un_jeton_de_concentrateur_n_est_pas_un_jeton_de_declarant(hub: Appelant, appelant: Appelant) -> None:
    assert appelant.get(DECLARANT, authorization=f"DSNLogin jeton={hub.jeton}").statut == 401
    assert hub.get(CONCENTRATEUR, authorization=f"DSNLogin concentrateur={appelant.jeton}").statut == 401


def test_un_jeton_expire_le_dit(appelant: Appelant, horloge: Horloge) -> None:
    horloge.avancer(hours=2)
    refus = appelant.get(DECLARANT)
    assert (refus.statut, refus.entetes["www-authenticate"]) == (401, 'DSNLogin realm="Expiration du jeton"')


@pytest.mark.parametrize(
    ("etat", "statut"), [(EtatCompte.NON_INSCRIT, 401), (EtatCompte.VERROUILLE, 403), (EtatCompte.ACTIF, 200)]
)
def test_un_compte_ferme_l_est_aussi_pour_les_listes(
    appelant: Appelant, controle: Controle, etat: EtatCompte, statut: int
) -> None:
    controle.decrire_compte(CAMILLE, "", etat)
    assert appelant.get(DECLARANT).statut == statut


def test_sans_fin_la_fenetre_va_jusqu_a_maintenant(appelant: Appelant, idflux: str, horloge: Horloge) -> None:
    horloge.avancer(minutes=10)
    resultat = appelant.get("/lister-depots/2.0/20261105095900")
    assert idflux in resultat.corps.decode()
    horloge.avancer(minutes=60)
    assert appelant.get("/lister-depots/2.0/20261105095900").statut == 429


def test_les_retours_paraissent_a_leur_heure(appelant: Appelant, idflux: str, horloge: Horloge) -> None:
    assert _retours(appelant, idflux) == []
    horloge.avancer(seconds=8)
    assert [r["nature"] for r in _retours(appelant, idflux)] == ["10"]
    horloge.avancer(minutes=5)
    assert _natures(appelant.get(DECLARANT).corps) == ["10", "11", "60", "20"]
    assert _natures(appelant.get("/lister-retours-declarant/2.0/20261105100100/20261105100300").corps) == [
        "11",
        "60",
    ]


def test_la_liste_d_un_flux_n_a_ni_fenetre_ni_pas(appelant: Appelant, idflux: str) -> None:
    entetes = appelant.get(f"/lister-retours-flux/2.0/{idflux}").entetes
    assert "accept-ranges" not in entetes
    assert "expires" not in entetes


@pytest.mark.parametrize(
    ("flux", "entetes", "statut"),
    [
        ("", {}, 404),
        ("F1inconnu", {}, 404),
        ("x" * 51, {"accept_encoding": "identity"}, 422),
        ("F1inconnu", {"accept_encoding": "identity", "authorization": ""}, 406),
        ("F1inconnu", {"authorization": ""}, 401),
    ],
)
def test_refus_de_la_liste_d_un_flux(
    appelant: Appelant, flux: str, entetes: dict[str, str], statut: int
) -> None:
    assert appelant.get(f"/lister-retours-flux/2.0/{flux}", **entetes).statut == statut


def test_le_flux_d_un_autre_est_interdit(
    administration: Administration, idflux: str, hub: Appelant, horloge: Horloge, appelant: Appelant
) -> None:
    autre = Appelant(administration, AUTRE)
    autre.connecter()
    assert autre.get(f"/lister-retours-flux/2.0/{idflux}").statut == 403
    assert hub.get(f"/lister-retours-flux/2.0/{idflux}").statut == 403
    assert autre.get(DECLARANT).statut == 200
    horloge.avancer(minutes=5)
    url = _retours(appelant, idflux)[0]["url"]
    assert autre.get(url.removeprefix("http://127.0.0.1:8470")).statut == 403


def test_le_concentrateur_lit_tout_ce_qu_il_a_depose(hub: Appelant, horloge: Horloge) -> None:
    for declarant in (CAMILLE, AUTRE):
        hub.declarant = declarant
        hub.deposer(lire("mensuelle.dsn") + declarant.siret.encode())
    hub.declarant = None
    horloge.avancer(minutes=1)
    flux = json.loads(hub.get(CONCENTRATEUR).corps)["retours"]["flux"]
    assert [retour["nature"] for un in flux for retour in un["retour"]] == ["10", "10"]
    assert hub.get(f"/lister-retours-flux/2.0/{flux[0]['id']}").statut == 200


def test_un_document_se_telecharge_a_l_adresse_donnee(
    appelant: Appelant, idflux: str, horloge: Horloge
) -> None:
    horloge.avancer(minutes=5)
    url = _retours(appelant, idflux)[0]["url"]
    chemin = url.removeprefix("http://127.0.0.1:8470")
    assert chemin == f"/telecharger-retour/1.0/{idflux}/4410000001"
    resultat = appelant.get(chemin)
    assert (resultat.statut, resultat.entetes["content-type"]) == (200, "application/xml")
    assert b'type="AEE"' in resultat.corps
    assert appelant.get(chemin, accept_encoding="identity").statut == 406


@pytest.mark.parametrize(
    ("suite", "statut"),
    [
        ("", 404),
        ("/F1seul", 404),
        ("/F1inconnu/4410000001", 404),
        ("/" + "x" * 51 + "/1", 422),
        ("/F1/12345678901", 422),
    ],
)
def test_refus_d_un_telechargement(appelant: Appelant, suite: str, statut: int) -> None:
    assert appelant.get(f"/telecharger-retour/1.0{suite}").statut == statut


def test_un_document_d_un_autre_flux_ou_sans_document_est_404(
    appelant: Appelant, controle: Controle, idflux: str
) -> None:
    appelant.deposer(lire("arret.dsn"))
    second = controle.depots()[1]["idflux"]
    accuse = controle.publier(idflux, "60", avec_document=False)
    autre = controle.publier(idflux, "61")
    assert appelant.get(f"/telecharger-retour/1.0/{idflux}/{accuse.numero}").statut == 404
    assert appelant.get(f"/telecharger-retour/1.0/{second}/{autre.numero}").statut == 404
    assert appelant.get(f"/telecharger-retour/1.0/{idflux}/{autre.numero}").statut == 200


def test_un_retour_ecrase_ne_se_telecharge_plus(
    appelant: Appelant, controle: Controle, idflux: str, horloge: Horloge
) -> None:
    ancien = controle.publier(idflux, "51", "ANO", ops="P0012")
    horloge.avancer(hours=1)
    nouveau = controle.ecraser(idflux, "51", "OK", ops="P0012")
    vus = [r for r in _retours(appelant, idflux) if r["nature"] == "51"]
    assert [(r["id"], r["statut"]) for r in vus] == [(nouveau.numero, "OK")]
    assert appelant.get(f"/telecharger-retour/1.0/{idflux}/{ancien.numero}").statut == 404


def test_apres_trois_mois_il_ne_reste_rien(
    appelant: Appelant, idflux: str, horloge: Horloge, controle: Controle
) -> None:
    retour = controle.publier(idflux, "61")
    horloge.avancer(days=93)
    appelant.connecter()
    assert retour.numero not in [r.get("id") for r in _retours(appelant, idflux)]
    assert appelant.get(f"/telecharger-retour/1.0/{idflux}/{retour.numero}").statut == 404


def test_les_depots_refuses_sont_listes_selon_le_reglage(horloge: Horloge) -> None:
    for listes, attendus in ((True, ["OK", "KO"]), (False, ["OK"])):
        appelant = Appelant(Administration(horloge, Options(refuses_listes=listes)))
        appelant.connecter()
        appelant.deposer(lire("mensuelle.dsn"))
        appelant.deposer(b"illisible")
        declarant = json.loads(appelant.get(DEPOTS).corps)["depots"]["declarant"][0]
        assert [depot["statut"] for depot in declarant["depot"]] == attendus


def test_la_repetition_trop_tot_est_refusee_si_c_est_regle(horloge: Horloge) -> None:
    appelant = Appelant(Administration(horloge, Options(repetition_refusee=True)))
    appelant.connecter()
    assert [appelant.get(DECLARANT).statut for _ in range(2)] == [200, 429]
    assert appelant.get("/lister-retours-declarant/2.0/20261105080000/20261105090000").statut == 200
    horloge.avancer(minutes=2)
    assert appelant.get(DECLARANT).statut == 200


@pytest.mark.parametrize(
    ("origine", "attendue"),
    [
        ("https://consultation.dsnrg.net-entreprises.fr", "https://telechargement.dsnrg.net-entreprises.fr"),
        (
            "https://consultation-edit.dsnrg.net-entreprises.fr",
            "https://telechargement-edit.dsnrg.net-entreprises.fr",
        ),
        ("https://consultation.dpae-edi.urssaf.fr", "https://consultation.dpae-edi.urssaf.fr"),
        ("http://localhost:9", "http://localhost:9"),
    ],
)
def test_l_adresse_de_telechargement_suit_celle_de_la_liste(
    appelant: Appelant, administration: Administration, idflux: str, origine: str, attendue: str
) -> None:
    administration.avancer_horloge(timedelta(minutes=1))
    entetes = {"authorization": appelant.autorisation}
    appel = Appel("GET", origine, f"/lister-retours-flux/2.0/{idflux}", entetes)
    assert f'"{attendue}/telecharger-retour/1.0/' in administration.traiter(appel).corps.decode()


def test_l_adresse_de_telechargement_peut_etre_imposee(horloge: Horloge) -> None:
    options = Options(base_telechargement="https://ailleurs.example")
    appelant = Appelant(Administration(horloge, options))
    appelant.connecter()
    appelant.deposer(lire("mensuelle.dsn"))
    horloge.avancer(minutes=1)
    assert b'"https://ailleurs.example/telecharger-retour/' in appelant.get(DECLARANT).corps
