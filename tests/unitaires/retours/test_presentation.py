"""A return as text: what to do first, numbers of persons hidden, nothing left out."""

from pathlib import Path

import pytest

from recepisse.retours.exposition import en_json
from recepisse.retours.fiche.modele import Texte
from recepisse.retours.gravite import Gravite
from recepisse.retours.lecture import lire_retour, sans_document
from recepisse.retours.modele import (
    ActionAttendue,
    Anomalie,
    Autre,
    Complement,
    Contenu,
    DeclarationLue,
    Individu,
    RetourLu,
    SensEcrit,
)
from recepisse.retours.presentation import CASE_MAX, LARGEUR, _bloc, en_texte

EXEMPLES = Path(__file__).parents[2] / "donnees" / "retours"
NIR = "2850675100100"
ALICE = Individu(nir=NIR, nom="MARTIN", prenoms="Alice", matricule="12")


def retour(contenu: Contenu, *actions: ActionAttendue, statut: str = "ANO") -> RetourLu:
    return RetourLu(
        nature="20",
        famille=contenu.famille,
        emetteur="si_dsn",
        libelle="Bilan d’identification",
        statut=statut,
        gravite=Gravite.A_CORRIGER,
        contenu=contenu,
        sens=SensEcrit("1 salarié non reconnu", actions),
    )


def test_la_tete_dit_ce_que_c_est_et_l_etat() -> None:
    lignes = en_texte(retour(Contenu("bilan", message="Phrase de l’organisme."))).splitlines()
    assert lignes == [
        "Bilan d’identification",
        "Nature 20, statut ANO, famille bilan.",
        "À corriger. 1 salarié non reconnu",
        "Phrase de l’organisme.",
    ]
    sans = en_texte(lire_retour(b"<demain/>")).splitlines()
    assert sans[1] == "Nature non précisée, famille inconnue."


def test_la_declaration_et_le_flux() -> None:
    declarations = [
        DeclarationLue("901200345", "00014", "2026-09", "01", "01", "11", "1", "1", "KO"),
        DeclarationLue(siren="901200345", mois="2026"),
        DeclarationLue(rang="3"),
    ]
    texte = en_texte(retour(Contenu("bilan", idflux="F1", declarations=declarations)))
    assert (
        "Déclaration : établissement 901200345 00014, 09/2026, nature 01, type 01, fraction 11, ordre 1,"
        " état KO\n"
        "Déclaration : établissement 901200345, 2026\n"
        "Flux : F1"
    ) in texte


def test_ce_qu_il_y_a_a_faire_vient_avant_les_anomalies() -> None:
    anomalie = Anomalie(
        "I0320", Gravite.A_CORRIGER, "Inconnu", individu=ALICE, categorie="non-bloquant", action="Vérifier."
    )
    action = ActionAttendue("Vérifier.", Gravite.A_CORRIGER, "dsn_suivante", "https://exemple.fr", 2)
    texte = en_texte(retour(Contenu("bilan", anomalies=[anomalie]), action))
    assert (
        "À FAIRE\n  • Vérifier. Délai\u00a0: dans la DSN suivante. (2 fois)\n    Aide : https://exemple.fr"
        in texte
    )
    assert texte.index("À FAIRE") < texte.index("ANOMALIES")
    assert "• I0320\u00a0: Inconnu [à corriger, non-bloquant]\n  À faire\u00a0: Vérifier." in texte
    assert "MARTIN Alice" in texte


def test_les_anomalies_d_un_code_sont_ensemble() -> None:
    deux = [
        Anomalie("A", Gravite.INFORMATION, "Premier", individu=ALICE, ligne=1),
        Anomalie("B", Gravite.BLOQUANT, "", individu=ALICE),
        Anomalie("A", Gravite.INFORMATION, "Premier", individu=Individu(nom="PETIT"), ligne=2),
    ]
    texte = en_texte(retour(Contenu("bilan", anomalies=deux)))
    assert texte.count("• A") == 1
    assert texte.index("• B [bloquant]") < texte.index("• A\u00a0: Premier [information]")
    assert texte.index("MARTIN Alice") < texte.index("PETIT")


@pytest.mark.parametrize(
    "nom",
    [
        "20_BIS_mensuelle",
        "21_CID",
        "94_DGFIP_nominatif",
        "119_URSSAF_ANO",
        "121_identite_ANO",
        "BPIJ",
        "51_OC_CRC_anomalies",
    ],
)
def test_les_numeros_sont_masques_sauf_demande(nom: str) -> None:
    lu = lire_retour((EXEMPLES / f"{nom}.xml").read_bytes(), nature=nom.partition("_")[0])
    numeros = {
        numero
        for anomalie in lu.anomalies
        for personne in (anomalie.individu, anomalie.reference)
        if personne is not None
        for numero in (personne.nir, personne.ntt)
        if numero
    } or {"2790913055034"}
    masque, clair = en_texte(lu), en_texte(lu, demasquer=True)
    assert not [numero for numero in numeros if numero in masque]
    assert [numero for numero in numeros if numero in clair]


def test_une_comparaison_montre_les_ecarts() -> None:
    reference = Individu(nir=NIR, nom="MARTINE", prenoms="Alice")
    contenu = Contenu(
        "bilan", anomalies=[Anomalie("I", Gravite.A_CORRIGER, "m", individu=ALICE, reference=reference)]
    )
    lignes = en_texte(retour(contenu)).splitlines()
    (nom,) = [ligne.split() for ligne in lignes if ligne.split()[:1] == ["Nom"]]
    assert nom == ["Nom", "MARTIN", "MARTINE", "≠"]


def test_les_autres_informations_viennent_a_la_fin() -> None:
    texte = en_texte(retour(Contenu("inconnue", donnees={"a": {"b": "c"}}, autres=[Autre("r/@x", "y")])))
    assert texte.endswith("AUTRES INFORMATIONS\n  r/@x\u00a0: y")
    assert "b\u00a0: c" in texte


def test_les_paragraphes_tiennent_dans_la_largeur() -> None:
    long = "mot " * 60 + "ligne\nsuite " + "x" * 150
    complement = Complement("Précision", "une valeur « entre guillemets » ; " * 8)
    contenu = Contenu(
        "bilan",
        message=long,
        anomalies=[
            Anomalie("C", Gravite.INFORMATION, long, action=long, complements=(complement,), montant="1")
        ],
        donnees={"lignes": [{"a": "v " * 40, "b": ""}, {"a": "", "b": "1"}]},
    )
    lignes = en_texte(retour(contenu, ActionAttendue(long, Gravite.INFORMATION))).splitlines()
    assert not [ligne for ligne in lignes if len(ligne) > LARGEUR + 4 and "x" * 150 not in ligne]
    assert not [ligne for ligne in lignes if ligne != ligne.rstrip()]
    assert not [ligne for ligne in lignes if ligne.strip().startswith((":", "»", ";"))]
    assert max(len(ligne.strip()) for ligne in lignes if ligne.strip().startswith("v v")) <= CASE_MAX + 4


@pytest.mark.parametrize("exemple", sorted(EXEMPLES.glob("[0-9BDn]*.*")), ids=lambda e: e.stem)
def test_chaque_exemple_se_presente(exemple: Path) -> None:
    lu = lire_retour(exemple.read_bytes(), nature=exemple.stem.partition("_")[0])
    texte = en_texte(lu)
    assert texte.startswith(lu.libelle)
    assert lu.resume.split()[0] in texte
    for anomalie in lu.anomalies:
        assert anomalie.code in texte
    assert en_json(lu)


def test_un_texte_de_l_organisme_garde_ses_lignes() -> None:
    assert list(_bloc(Texte("Certificat", "Première ligne\nSeconde : ligne"))) == [
        "Certificat",
        "  Première ligne",
        "  Seconde\u00a0: ligne",
    ]


def test_un_retour_sans_document() -> None:
    assert "Statut" not in en_texte(sans_document("30", ""))
    assert "statut KO" in en_texte(sans_document("30", "KO"))
