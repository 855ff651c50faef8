"""Sheets of the OC and slips of allowances: who sees which, when, and documents valid against the schemas."""

from pathlib import Path

import pytest
from lxml import etree

from recepisse.retours.lecture import lire_retour
from recepisse.simulateur.appel import Appel, Resultat
from recepisse.simulateur.etat import Administration
from tests.unitaires.simulateur.aides import AUTRE, ORIGINE, Appelant, Horloge, lire

OBJETS = "/lister-objets-declarant/1.0"
BPIJ = "/lister-bpij-declarant/1.0"
UNE_HEURE = "20261105100000/20261105110000"


def _textes(resultat: Resultat, nom: str) -> list[str]:
    assert resultat.statut == 200
    return [e.text or "" for e in etree.fromstring(resultat.corps).iter(nom)]


def _get(appelant: Appelant, chemin: str, parametres: str = "") -> Resultat:
    entetes = {"authorization": appelant.autorisation, "accept-encoding": "gzip"}
    return appelant.administration.traiter(Appel("GET", ORIGINE, chemin, entetes, b"", parametres))


def _chemin(url: str) -> str:
    return url.removeprefix(ORIGINE)


def test_une_adhesion_deposee_a_sa_fiche_une_heure_apres(appelant: Appelant, horloge: Horloge) -> None:
    appelant.deposer(lire("mensuelle.dsn"))
    assert _textes(_get(appelant, f"{OBJETS}/{UNE_HEURE}"), "id") == []
    horloge.avancer(hours=1, minutes=5)
    liste = _get(appelant, f"{OBJETS}/20261105100000/20261105110000")
    assert _textes(liste, "nature") == ["FPOC"] * len(_textes(liste, "id"))
    assert len(_textes(liste, "id")) >= 1
    fiche = _get(appelant, _chemin(_textes(liste, "url")[0]))
    assert lire_retour(fiche.corps).famille == "fpoc"


def test_deposer_de_nouveau_la_meme_adhesion_ne_refait_pas_la_fiche(
    appelant: Appelant, horloge: Horloge
) -> None:
    appelant.deposer(lire("mensuelle.dsn"))
    horloge.avancer(minutes=30)
    appelant.deposer(lire("mensuelle.dsn") + b"\n")
    horloge.avancer(hours=2)
    appelant.connecter()
    premiere = _textes(_get(appelant, f"{OBJETS}/20261105103000/20261105113000"), "id")
    assert len(premiere) == len(set(premiere))
    assert _textes(_get(appelant, f"{OBJETS}/20261105113000/20261105123000"), "id") == []


def test_un_arret_de_travail_a_son_bordereau_le_lendemain(appelant: Appelant, horloge: Horloge) -> None:
    appelant.deposer(lire("arret.dsn"))
    assert _textes(_get(appelant, f"{BPIJ}/20261105/20261106"), "url") == []
    horloge.avancer(days=1, minutes=1)
    appelant.connecter()
    liste = _get(appelant, f"{BPIJ}/20261105/20261106")
    (url,) = _textes(liste, "url")
    assert lire_retour(_get(appelant, _chemin(url)).corps).famille == "bpij"
    (siret,) = {s for s in _textes(liste, "siret") if s != appelant.personne.siret} or {
        appelant.personne.siret
    }
    assert len(_textes(_get(appelant, f"{BPIJ}/20261105/20261106", f"siret={siret}"), "url")) == 1
    assert _textes(_get(appelant, f"{BPIJ}/20261105/20261106", "siret=00000000000000"), "url") == []


def test_un_autre_declarant_ne_voit_rien(
    appelant: Appelant, administration: Administration, horloge: Horloge
) -> None:
    appelant.deposer(lire("mensuelle.dsn"))
    appelant.deposer(lire("arret.dsn"))
    horloge.avancer(days=1, minutes=1)
    appelant.connecter()
    objet = _textes(_get(appelant, f"{OBJETS}/20261105100000/20261105110000"), "url")[0]
    bordereau = _textes(_get(appelant, f"{BPIJ}/20261106"), "url")[0]
    autre = Appelant(administration, AUTRE)
    autre.connecter()
    assert _textes(_get(autre, f"{OBJETS}/20261105100000/20261105110000"), "id") == []
    assert _textes(_get(autre, f"{BPIJ}/20261106"), "url") == []
    assert _get(autre, _chemin(objet)).statut == 404
    assert _get(autre, _chemin(bordereau)).statut == 404


def test_un_concentrateur_voit_ce_qu_il_a_depose(administration: Administration, horloge: Horloge) -> None:
    hub = Appelant(administration, AUTRE)
    hub.connecter("98")
    assert _textes(_get(hub, "/lister-objets-concentrateur/1.0/20261105100000/20261105101000"), "id") == []
    assert _get(hub, "/lister-objets-concentrateur/1.0/20261105100000/20261105110000").statut == 429
    assert _textes(_get(hub, "/lister-bpij-concentrateur/1.0/20261106"), "url") == []


@pytest.mark.parametrize(
    ("chemin", "statut"),
    [
        (OBJETS, 404),
        (f"{OBJETS}/20261105", 422),
        (f"{OBJETS}/20261105090000/20261105110000", 429),
        ("/telecharger-objet/1.0/inconnu/xml", 404),
        ("/telecharger-objet/1.0/inconnu", 404),
        (BPIJ, 404),
        (f"{BPIJ}/2026110", 422),
        (f"{BPIJ}/20261105/20261106/x", 422),
        ("/telecharger-bpij/1.0/999999", 404),
    ],
)
def test_les_refus(appelant: Appelant, chemin: str, statut: int) -> None:
    assert _get(appelant, chemin).statut == statut


@pytest.mark.parametrize("chemin", [f"{OBJETS}/{UNE_HEURE}", f"{BPIJ}/20261105"])
def test_sans_jeton_ni_gzip(administration: Administration, chemin: str) -> None:
    sans = administration.traiter(Appel("GET", ORIGINE, chemin, {"accept-encoding": "gzip"}))
    assert sans.statut == 401
    assert (
        administration.traiter(Appel("GET", ORIGINE, chemin, {"accept-encoding": "identity"})).statut == 406
    )


def test_les_documents_suivent_les_schemas_publies(
    officiel: Path, appelant: Appelant, horloge: Horloge
) -> None:
    appelant.deposer(lire("mensuelle.dsn"))
    appelant.deposer(lire("arret.dsn"))
    horloge.avancer(days=1, minutes=1)
    appelant.connecter()
    fiche = _textes(_get(appelant, f"{OBJETS}/20261105100000/20261105110000"), "url")[0]
    bordereau = _textes(_get(appelant, f"{BPIJ}/20261106"), "url")[0]
    for url, nom in ((fiche, "FICHE-PARAM-DSN-OC-26-R1.4.0.xsd"), (bordereau, "ROOT_BPIJ_V02_04.xsd")):
        schema = etree.XMLSchema(file=str(officiel / "schemas" / nom))
        schema.assertValid(etree.fromstring(_get(appelant, _chemin(url)).corps))
