"""What identifies a person: best first, compared without the ways of writing."""

import pytest

from recepisse.retours.modele import Individu
from recepisse.retours.paie.personne import Niveau, comparable, noms, reperes


def test_les_reperes_vont_du_meilleur_au_moindre() -> None:
    individu = Individu("185057800604a", "1732829320", "MARTIN", "Zoé", "M1", "1985-05-01")
    assert [r.niveau for r in reperes(individu)] == [Niveau.NTT, Niveau.MATRICULE, Niveau.NOMS]
    complet = Individu("1850578006048", "1732829320", "MARTIN", "Zoé", "M1", "1985-05-01")
    assert [r.texte for r in reperes(complet)] == [
        "nir:1850578006048",
        "ntt:1732829320",
        "matricule:M1",
        "noms:martin|zoe|1985-05-01",
    ]


@pytest.mark.parametrize("nir", ["1850578006048", "285052a006048", "7850578006048", "3990578006048"])
def test_un_nir_d_attente_ou_de_corse_identifie(nir: str) -> None:
    assert reperes(Individu(nir))[0] == (Niveau.NIR, nir.upper())


@pytest.mark.parametrize(
    "individu", [Individu(), Individu(nom="Non renseigné", nir=" "), Individu(prenoms="X")]
)
def test_qui_ne_dit_personne_n_a_pas_de_repere(individu: Individu) -> None:
    assert reperes(individu) == ()


def test_un_numero_sans_forme_vaut_mieux_que_rien() -> None:
    assert reperes(Individu("123"))[0].texte == "autre:123"
    assert reperes(Individu("123", matricule="M"))[0].niveau is Niveau.MATRICULE


def test_les_noms_se_comparent_sans_leur_ecriture() -> None:
    assert noms("LE-GOFF", "Zoé  Anne", "01051985") == noms("le goff", "ZOE-ANNE", "1985-05-01")
    assert noms("LE GOFF", "Zoé", "00001985") == "le goff|zoe|1985-00-00"
    assert comparable("NON RENSEIGNÉ") == ""
