"""A SEPA mandate to sign is a finding of its own, and its bank details stay out of every sentence."""

import pytest

from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Autre, Complement
from recepisse.retours.sens.actions import conseil
from recepisse.retours.sens.interpretation import interpreter
from tests.unitaires.retours.aide_oc import anomalie, declaration, fichier, lire, perdues

IBAN = "FR76" + "0" * 23
BANQUE = f'BIC="EXEMFRPPXXX" IBAN="{IBAN}" ICS="FR00ZZZ123456"'
NET = f"<MandatNetE {BANQUE}/>"
PROPRE = f'<MandatProp {BANQUE} URLMandatProp="https://mandat.exemple.fr/"/>'


def test_un_mandat_a_signer_est_a_corriger_et_demande_une_action() -> None:
    lue = anomalie(NET)
    avis = conseil("51", "MANDAT", Gravite.A_CORRIGER)
    assert (lue.code, lue.gravite, lue.rang) == ("MANDAT", Gravite.A_CORRIGER, 1)
    assert lue.message.startswith("Mandat SEPA à signer sur net-entreprises")
    assert "mandat" in avis.texte
    assert (lue.action, lue.delai, lue.aide) == (avis.texte, avis.delai, avis.aide)
    assert lue.complements == (
        Complement("BIC", "EXEMFRPPXXX"),
        Complement("IBAN", IBAN),
        Complement("ICS", "FR00ZZZ123456"),
    )


def test_un_mandat_seul_fait_agir_meme_quand_tout_est_accepte() -> None:
    lu = lire(fichier(declaration(NET, CodeRetourDecla="0")))
    assert lu.gravites == [Gravite.INFORMATION, Gravite.A_CORRIGER]
    retour = interpreter(lu, "51", "OK")
    assert retour.gravite is Gravite.A_CORRIGER
    assert "mandat" in retour.actions[0].texte.lower()


def test_le_mandat_de_l_organisme_mene_a_son_adresse() -> None:
    lue = anomalie(PROPRE)
    assert lue.message.startswith("Mandat SEPA à signer auprès de l’organisme")
    assert lue.aide == "https://mandat.exemple.fr/"
    assert Complement("URLMandatProp", "https://mandat.exemple.fr/") in lue.complements


@pytest.mark.parametrize("adresse", ["javascript:alert(1)", "mandat.exemple.fr", "", "ftp://x"])
def test_seule_une_adresse_de_page_est_une_aide(adresse: str) -> None:
    lue = anomalie(f'<MandatProp {BANQUE} URLMandatProp="{adresse}"/>')
    assert lue.aide == conseil("51", "MANDAT", Gravite.A_CORRIGER).aide


def test_les_comptes_bancaires_ne_sont_ni_dans_une_phrase_ni_dans_un_repr() -> None:
    lue = anomalie(PROPRE)
    assert IBAN not in f"{lue!r}{lue.message}{lue.action}{lue.aide}"


def test_les_donnees_gardent_chaque_mandat_et_son_genre() -> None:
    lu = lire(fichier(declaration(f"{NET}<MandatProp BIC='B'>un mot</MandatProp>")))
    declarations = lu.donnees["declarations"]
    assert isinstance(declarations, list)
    assert isinstance(declarations[0], dict)
    assert declarations[0]["mandats"] == [
        {"genre": "net_entreprises", "BIC": "EXEMFRPPXXX", "IBAN": IBAN, "ICS": "FR00ZZZ123456"},
        {"genre": "proprietaire", "BIC": "B", "texte": "un mot"},
    ]


def test_rien_d_un_mandat_n_est_perdu() -> None:
    document = fichier(declaration('<MandatNetE BIC="" Neuf="n"><Sous>x</Sous></MandatNetE>suite'))
    assert lire(document).autres == [
        Autre("Fichier/Declaration/MandatNetE/@Neuf", "n"),
        Autre("Fichier/Declaration/MandatNetE/Sous", "x"),
        Autre("Fichier/Declaration", "suite"),
    ]
    assert lire(document).anomalies[0].complements == ()
    assert not perdues(document)
