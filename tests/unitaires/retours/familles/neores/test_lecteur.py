"""Reading a NEOReS document: every block of every year, what is not known kept, small and large alike."""

import io
from pathlib import Path
from typing import cast

import pytest
from lxml import etree

from recepisse.retours import lecture
from recepisse.retours.exposition import en_json
from recepisse.retours.familles.neores.lecteur import LECTEUR
from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Autre, Contenu, DeclarationLue
from tests.exactitude.aide_retours import valeurs_du_document, valeurs_lues
from tests.unitaires.retours.aide_neores import ESPACE, bloc, envoi, gipmds, lire, personne, retour

DONNEES = Path(__file__).parents[4] / "donnees" / "retours"
EXEMPLES = sorted(e for e in DONNEES.glob("*.xml") if ESPACE.encode() in e.read_bytes()[:300])

FLUX = {
    "R001": "F1exemple",
    "R002": "3",
    "R003": "90120099800010",
    "R004": "90120034500014",
    "R005": "11",
    "R006": "2026-09-01",
    "R007": "01",
    "R008": "PaieExemple",
    "R009": "EditeurExemple",
    "R010": "1.0",
    "R011": "03",
    "R012": "007",
    "R013": "02",
    "R014": "P26V01",
}
CONTEXTE = {
    "R001": "EX-1",
    "R002": "119",
    "R003": "Libellé du retour",
    "R004": "02",
    "R005": "Organisme",
    "R006": "90120077400015",
    "R007": "90120077400016",
    "R008": "2026-09-01",
    "R009": "2026-09-30",
    "R010": "2026-10-03T11:00:00",
    "R011": "2026-10-03T13:10:00",
}


def premier(lu: Contenu) -> dict[str, object]:
    retours = lu.donnees["retours"]
    assert isinstance(retours, list)
    return cast("dict[str, object]", retours[0])


def suffixes(lu: Contenu) -> list[tuple[str, str]]:
    return [(a.chemin.rpartition("/")[2], a.valeur) for a in lu.autres]


# --- what is read ------------------------------------------------------------------------------------


def test_le_flux_dit_la_declaration() -> None:
    lu = lire(gipmds(envoi(bloc("B000", **FLUX))))
    assert lu.famille == "neores"
    assert lu.version == "P26V01"
    assert lu.idflux == "F1exemple"
    assert lu.declarations == [
        DeclarationLue(
            siren="901200345", nic="00014", mois="2026-09", type="03", fraction="11", ordre="7", rang="3"
        )
    ]
    assert lu.donnees == {
        "version": "P26V01",
        "flux": {
            "idflux": "F1exemple",
            "rang": "3",
            "siret_emetteur": "90120099800010",
            "siret_declare": "90120034500014",
            "fraction": "11",
            "mois": "2026-09-01",
            "point_depot": "01",
            "logiciel": "PaieExemple",
            "editeur": "EditeurExemple",
            "version_logiciel": "1.0",
            "type": "03",
            "ordre": "007",
            "mode": "02",
            "norme": "P26V01",
        },
    }


def test_le_contexte_et_la_validation_sont_cote_a_cote() -> None:
    profil = bloc("B001", bloc("B002", bloc("B003", R001="Métier", R002="OK"), **CONTEXTE), R001="01")
    lu = lire(gipmds(envoi(profil)))
    assert (lu.message, lu.type_interne, lu.etats) == ("Libellé du retour", "119", ["OK"])
    assert premier(lu) == {
        "declencheur": "01",
        "contexte": {
            "identifiant": "EX-1",
            "nature": "119",
            "libelle": "Libellé du retour",
            "type": "02",
            "organisme": "Organisme",
            "siret_organisme": "90120077400015",
            "siret_producteur": "90120077400016",
            "periode_debut": "2026-09-01",
            "periode_fin": "2026-09-30",
            "traite_le": "2026-10-03T11:00:00",
            "produit_le": "2026-10-03T13:10:00",
        },
        "validation": {"metier": "Métier", "etat": "OK"},
    }
    assert lu.autres == []


def test_une_action_garde_toutes_ses_rubriques_et_ses_blocs() -> None:
    rubriques = {f"R{n:03d}": f"v{n}" for n in range(1, 21)}
    detail = bloc(
        "B005",
        bloc("B006", **{f"R{n:03d}": f"i{n}" for n in range(1, 9)}),
        bloc("B007", bloc("B010", R001="a1"), bloc("B010"), **{f"R{n:03d}": f"d{n}" for n in range(1, 10)}),
        **{f"R{n:03d}": f"t{n}" for n in range(1, 8)},
    )
    action = bloc(
        "B004",
        detail,
        bloc("B008", **{f"R{n:03d}": f"p{n}" for n in range(1, 7)}),
        bloc("B009", **{f"R{n:03d}": f"n{n}" for n in range(1, 11)}),
        **rubriques,
    )
    lu = lire(retour(action))
    assert premier(lu)["actions"] == [
        {
            "code": "v1",
            "libelle": "v2",
            "type": "v3",
            "niveau": "v4",
            "categorie": "v5",
            "resultat": "v6",
            "perimetre": "v7",
            "detail": "v8",
            "individus": "v9",
            "contrats": "v10",
            "controle": "v11",
            "reference": "v12",
            "action": "v13",
            "aide": "v14",
            "consequences": "v15",
            "substituable": "v16",
            "rappel": "v17",
            "exceptions": "v18",
            "applicable_debut": "v19",
            "applicable_fin": "v20",
            "details": [
                {
                    "atypie": "t1",
                    "periode_debut": "t2",
                    "periode_fin": "t3",
                    "montant": "t4",
                    "substituable": "t5",
                    "rappel": "t6",
                    "interlocuteur": "t7",
                    "individus": [
                        {
                            "nir": "i1",
                            "ntt": "i2",
                            "nom": "i3",
                            "prenoms": "i4",
                            "matricule": "i5",
                            "contrat_debut": "i6",
                            "contrat": "i7",
                            "naissance": "i8",
                        }
                    ],
                    "donnees": [
                        {
                            "rubrique": "d1",
                            "declaree": "d2",
                            "preconisee": "d3",
                            "cumul": "d4",
                            "periode_debut": "d5",
                            "periode_fin": "d6",
                            "effet_debut": "d7",
                            "effet_fin": "d8",
                            "resultat": "d9",
                            "acceptees": ["a1"],
                        }
                    ],
                }
            ],
            "parametres": [
                {"type": "p1", "valeur": "p2", "effet": "p3", "fin": "p4", "rubrique": "p5", "calcul": "p6"}
            ],
            "identites": [
                {
                    "nir_declare": "n1",
                    "ntt": "n2",
                    "nir_reference": "n3",
                    "nom_declare": "n4",
                    "nom_reference": "n5",
                    "prenoms_declares": "n6",
                    "prenoms_reference": "n7",
                    "naissance_declaree": "n8",
                    "naissance_reference": "n9",
                    "matricule": "n10",
                }
            ],
        }
    ]
    assert lu.autres == []
    assert lu.gravites == [Gravite.INFORMATION]


def test_une_information_garde_ses_personnes() -> None:
    individu = bloc("B012", **{f"R{n:03d}": f"i{n}" for n in range(1, 9)})
    lu = lire(retour(bloc("B011", individu, **{f"R{n:03d}": f"v{n}" for n in range(1, 7)}), version="P27V01"))
    (information,) = cast("list[dict[str, object]]", premier(lu)["informations"])
    individus = information.pop("individus")
    assert information == {
        "code": "v1",
        "libelle": "v2",
        "procedure": "v3",
        "texte": "v4",
        "reference": "v5",
        "aide": "v6",
    }
    assert cast("list[dict[str, str]]", individus)[0]["contrat_debut"] == "i6"


def test_une_rubrique_vide_est_une_rubrique_absente() -> None:
    lu = lire(retour(bloc("B004", bloc("B005", personne(" \n", R004="")), R001="X", R002="", R013="  ")))
    assert premier(lu)["actions"] == [{"code": "X", "details": [{"individus": [{}]}]}]
    assert lu.autres == []


def test_une_valeur_perd_les_blancs_qui_l_entourent() -> None:
    assert lire(retour(bloc("B004", bloc("B005", personne(" A ")), R001="\n X "))).anomalies[0].code == "X"


@pytest.mark.parametrize("declencheur", ["04", "06"])
def test_un_retour_qui_informe_est_une_information(declencheur: str) -> None:
    assert lire(retour(declencheur=declencheur, etat="")).gravites == [Gravite.INFORMATION]


@pytest.mark.parametrize("declencheur", ["01", "02", "03", "05", "99"])
def test_les_autres_ne_le_disent_pas(declencheur: str) -> None:
    assert lire(retour(declencheur=declencheur, etat="")).gravites == []


@pytest.mark.parametrize("version", ["P26V01", "P27V01", "P24V01", "2023V1.2", "2022V1.3", "P31V07"])
def test_toutes_les_annees_se_lisent(version: str) -> None:
    lu = lire(retour(bloc("B004", R001="X", R016="01"), etat="KO", version=version))
    assert (lu.version, lu.etats, len(lu.anomalies)) == (version, ["KO"], 1)


def test_un_document_vide_n_a_rien() -> None:
    lu = lire(gipmds())
    assert (lu.declarations, lu.anomalies, lu.donnees, lu.autres) == ([], [], {}, [])


# --- several -----------------------------------------------------------------------------------------


def test_plusieurs_retours_d_un_meme_flux_ont_le_pire_etat() -> None:
    profils = [
        bloc("B001", bloc("B002", bloc("B003", R002=etat), bloc("B004", R001=etat)), R001=declencheur)
        for etat, declencheur in (("ANO", "01"), ("KO", "02"), ("OK", "03"))
    ]
    lu = lire(gipmds(envoi(*profils)))
    assert lu.etats == ["ANO", "KO", "OK"]
    assert lu.declarations[0].etat == "KO"
    assert [(a.code, a.categorie, a.gravite) for a in lu.anomalies] == [
        ("ANO", "ANO", Gravite.A_CORRIGER),
        ("KO", "KO", Gravite.BLOQUANT),
        ("OK", "OK", Gravite.A_CORRIGER),
    ]
    assert [r["declencheur"] for r in cast("list[dict[str, str]]", lu.donnees["retours"])] == [
        "01",
        "02",
        "03",
    ]


def test_plusieurs_contextes_d_un_profil_sont_plusieurs_retours() -> None:
    profil = bloc("B001", bloc("B002", R001="A"), bloc("B002", R001="B"), R001="04")
    lu = lire(gipmds(envoi(profil)))
    assert lu.donnees["retours"] == [
        {"declencheur": "04", "contexte": {"identifiant": "A"}},
        {"declencheur": "04", "contexte": {"identifiant": "B"}},
    ]


def test_plusieurs_fichiers_ont_chacun_leur_flux() -> None:
    contexte = bloc("B001", bloc("B002", bloc("B004", R001="X")))
    lu = lire(
        gipmds(
            envoi(bloc("B000", R001="F1", R004="90120034500014"), contexte),
            envoi(bloc("B000", R001="F2", R004="90120034500022"), contexte, version="P27V01"),
            envoi(bloc("B000", R001="F3"), version="P28V01"),
        )
    )
    assert (lu.version, lu.idflux) == ("P26V01", "F1")
    assert [d.nic for d in lu.declarations] == ["00014", "00022", ""]
    assert [a.rang for a in lu.anomalies] == [1, 2]
    assert lu.donnees == {
        "version": "P26V01",
        "flux": {"idflux": "F1", "siret_declare": "90120034500014"},
        "retours": [
            {"actions": [{"code": "X"}]},
            {
                "version": "P27V01",
                "flux": {"idflux": "F2", "siret_declare": "90120034500022"},
                "actions": [{"code": "X"}],
            },
            {"version": "P28V01", "flux": {"idflux": "F3"}},
        ],
    }


# --- what is not known -------------------------------------------------------------------------------

INCONNU = '<RO_B099 cle="k"><RO_B099_R001>valeur</RO_B099_R001><RO_B098>fond</RO_B098></RO_B099>'


def _avec(nom: str) -> bytes:
    """Put an unknown block inside each block named ``nom`` of an ordinary document."""
    fini = f"</RO_{nom}>" if nom != "RO" else "</RO>"
    detail = bloc("B005", personne("A"), bloc("B007", bloc("B010", R001="V"), R001="S21.G00.40.001"))
    complet = bloc("B004", detail, bloc("B008", R001="M01"), bloc("B009", R004="B"), R001="X")
    octets = retour(complet, bloc("B011", bloc("B012", R003="C"), R001="I"))
    return octets.replace(b"<RO_B001>", bloc("B000", R001="F1").encode() + b"<RO_B001>").replace(
        fini.encode(), INCONNU.encode() + fini.encode()
    )


@pytest.mark.parametrize("nom", ["RO", *(f"B{n:03d}" for n in range(13))])
def test_un_bloc_inconnu_est_garde_entier_et_le_reste_est_lu(nom: str) -> None:
    octets = _avec(nom)
    lu = lire(octets)
    assert suffixes(lu) == [("@cle", "k"), ("RO_B099_R001", "valeur"), ("RO_B098", "fond")]
    assert all("/RO_B099/" in a.chemin and a.chemin.startswith("GIPMDS/RO/") for a in lu.autres)
    assert [a.code for a in lu.anomalies] == ["X", "X", "I"]
    assert lu.idflux == "F1"


def test_une_rubrique_inconnue_est_gardee_avec_son_chemin() -> None:
    lu = lire(retour(bloc("B004", R001="X", R099="nouveau")))
    assert lu.autres == [Autre("GIPMDS/RO/RO_B001/RO_B002/RO_B004/RO_B004_R099", "nouveau")]
    assert lu.anomalies[0].code == "X"


def test_une_rubrique_repetee_est_gardee_la_premiere_compte() -> None:
    octets = retour(
        bloc(
            "B004",
            bloc("B005", personne("A").replace("</RO_B006>", "<RO_B006_R003>B</RO_B006_R003></RO_B006>")),
        )
    )
    lu = lire(octets)
    assert suffixes(lu) == [("RO_B006_R003", "B")]
    assert lu.anomalies[0].individu is not None
    assert lu.anomalies[0].individu.nom == "A"


def test_une_rubrique_vide_puis_pleine_est_lue() -> None:
    lu = lire(
        gipmds(
            envoi(bloc("B000") + bloc("B001")).replace(
                "<RO_B000>", "<RO_B000><RO_B000_R001/><RO_B000_R001>F</RO_B000_R001>"
            )
        )
    )
    assert (lu.idflux, lu.autres) == ("F", [])


@pytest.mark.parametrize(("nom", "cle"), [("B000", "R001"), ("B003", "R002")])
def test_un_bloc_unique_repete_est_garde(nom: str, cle: str) -> None:
    deux = bloc(nom, **{cle: "un"}) + bloc(nom, **{cle: "deux"})
    lu = lire(gipmds(envoi(deux if nom == "B000" else bloc("B001", bloc("B002", deux)))))
    assert suffixes(lu) == [(f"RO_{nom}_{cle}", "deux")]
    assert "un" in (lu.idflux, *lu.etats)


def test_les_attributs_sont_gardes_ceux_de_la_racine_aussi() -> None:
    xsi = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b"'
    lu = lire(gipmds(envoi(), attributs=xsi))
    assert lu.autres == [Autre("GIPMDS/@schemaLocation", "a b")]
    lu = lire(gipmds(envoi().replace("<RO_R001>", '<RO_R001 lang="fr">'), attributs=xsi))
    assert lu.autres == [Autre("GIPMDS/@schemaLocation", "a b"), Autre("GIPMDS/RO/RO_R001/@lang", "fr")]
    assert lu.version == "P26V01"


def test_un_texte_hors_d_une_rubrique_est_garde() -> None:
    octets = gipmds("avant", envoi(bloc("B000", R001="F1")).replace("</RO_B000>", "égaré</RO_B000>apres"))
    lu = lire(octets)
    assert lu.autres == [
        Autre("GIPMDS", "avant"),
        Autre("GIPMDS/RO/RO_B000", "égaré"),
        Autre("GIPMDS/RO", "apres"),
    ]
    assert lu.idflux == "F1"


def test_ce_qu_une_rubrique_contient_est_garde() -> None:
    octets = retour(bloc("B004", R001="X")).replace(
        b"<RO_B004_R001>X<", b"<RO_B004_R001>X<i>X</i>suite<i>X</i>X<"
    )
    lu = lire(octets)
    assert lu.anomalies[0].code == "X"
    assert sorted(suffixes(lu)) == [("RO_B004_R001", "X"), ("RO_B004_R001", "suite"), ("i", "X"), ("i", "X")]


def test_un_bloc_connu_hors_de_sa_place_est_garde() -> None:
    lu = lire(gipmds(envoi(bloc("B004", R001="X"))))
    assert lu.autres == [Autre("GIPMDS/RO/RO_B004/RO_B004_R001", "X")]
    assert lu.anomalies == []


@pytest.mark.parametrize("espace", ["https://gipmds/2.0", "", "urn:autre"])
def test_un_autre_espace_de_noms_se_lit_par_les_noms(espace: str) -> None:
    detail = bloc("B005", personne("A"), bloc("B007", bloc("B010", R001="V"), R001="S21.G00.40.001"))
    octets = retour(bloc("B004", detail, R001="X"))
    assert lire(octets.replace(ESPACE.encode(), espace.encode())) == lire(octets)


def test_un_prefixe_ne_change_rien() -> None:
    octets = retour(bloc("B004", R001="X"))
    prefixe = (
        octets.replace(b"</", b"</\0")
        .replace(b"<", b"<g:")
        .replace(b"<g:/\0", b"</g:")
        .replace(b"xmlns=", b"xmlns:g=")
    )
    assert lire(prefixe) == lire(octets)


def test_un_texte_en_cdata_se_lit() -> None:
    octets = retour(bloc("B004", R001="X", R011="@")).replace(b"@", b"a<![CDATA[<b>]]>c")
    lu = lire(octets)
    assert (lu.autres, premier(lu)["actions"]) == ([], [{"code": "X", "controle": "a<b>c"}])


# --- small and large ---------------------------------------------------------------------------------


def en_flux(octets: bytes, monkeypatch: pytest.MonkeyPatch) -> Contenu:
    monkeypatch.setattr(lecture, "PETIT", 0)
    return lecture.lire_contenu(io.BytesIO(octets), "119", "ANO")


@pytest.mark.parametrize("exemple", EXEMPLES, ids=lambda e: e.stem)
def test_un_grand_document_se_lit_comme_un_petit(exemple: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    octets = exemple.read_bytes()
    assert en_flux(octets, monkeypatch) == lire(octets)


def test_un_exemple_officiel_en_flux_se_lit_comme_un_petit(
    officiel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lus = 0
    for exemple in sorted((officiel / "exemples").glob("*.xml")):
        octets = exemple.read_bytes()
        if ESPACE.encode() in octets[:3000]:
            petit = lecture.lire_contenu(octets, "119", "ANO")
            assert en_flux(octets, monkeypatch) == petit, exemple.name
            monkeypatch.undo()
            lus += 1
    assert lus > 10


@pytest.mark.parametrize("nom", ["RO", *(f"B{n:03d}" for n in range(13))])
def test_ce_qui_est_inconnu_d_un_grand_document_est_garde_de_meme(
    nom: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    octets = _avec(nom)
    assert en_flux(octets, monkeypatch) == lire(octets)


def test_un_bloc_lourd_hors_de_sa_place_est_garde_de_meme(monkeypatch: pytest.MonkeyPatch) -> None:
    egare = "<RO_B099>" + bloc("B004", R001="Y") + "</RO_B099>"
    octets = gipmds(
        envoi(bloc("B001", bloc("B002", bloc("B004", R001="X", R099="Z"), egare), bloc("B011", R001="I"))),
        bloc("B004", R001="W"),
    )
    lu = lire(octets)
    assert en_flux(octets, monkeypatch) == lu
    assert [a.valeur for a in lu.autres] == ["Z", "Y", "I", "W"]
    assert [a.code for a in lu.anomalies] == ["X"]


def test_un_bloc_lourd_va_au_contexte_qui_le_contient(monkeypatch: pytest.MonkeyPatch) -> None:
    contextes = [
        bloc("B002", bloc("B004", R001=f"X{n}"), bloc("B011", R001=f"I{n}"), R001=str(n)) for n in (1, 2)
    ]
    octets = gipmds(
        envoi(bloc("B001", *contextes), bloc("B001", contextes[0])), envoi(bloc("B001", contextes[1]))
    )
    lu = en_flux(octets, monkeypatch)
    assert lu == lire(octets)
    assert [a.code for a in lu.anomalies] == ["X1", "I1", "X2", "I2", "X1", "I1", "X2", "I2"]
    assert [a.rang for a in lu.anomalies] == [1] * 6 + [2] * 2


def test_un_bloc_lourd_seul_au_monde_est_garde() -> None:
    en_cours = LECTEUR.ouvrir("119", "")
    en_cours.lourd(etree.fromstring("<RO_B004><RO_B004_R001>X</RO_B004_R001></RO_B004>"))
    lu = en_cours.achever(etree.fromstring(gipmds()))
    assert lu.autres == [Autre("RO_B004/RO_B004_R001", "X")]


def test_les_blocs_lourds_sont_les_actions_et_les_informations() -> None:
    assert LECTEUR.lourds == {"RO_B004", "RO_B011"}


# --- nothing is dropped ------------------------------------------------------------------------------


@pytest.mark.parametrize("nom", ["RO", *(f"B{n:03d}" for n in range(13))])
def test_rien_n_est_perdu(nom: str) -> None:
    octets = _avec(nom)
    lu = en_json(lecture.lire_retour(octets, nature="119", statut="ANO"))
    lues = valeurs_lues([lu["donnees"], lu["anomalies"], lu["autres"]])
    assert valeurs_du_document(octets) - lues == {}
