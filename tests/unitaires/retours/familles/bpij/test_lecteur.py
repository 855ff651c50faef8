"""Daily allowances: persons, benefits, totals, and what is taken back."""

from io import BytesIO
from pathlib import Path

import pytest

from recepisse.retours import lecture
from recepisse.retours.document.xml import Illisible, parcourir
from recepisse.retours.familles.bpij.lecteur import LECTEUR
from recepisse.retours.gravite import Gravite
from recepisse.retours.lecture import lire_contenu
from recepisse.retours.modele import Anomalie, Autre, Contenu

BPIJ = (Path(__file__).parents[4] / "donnees" / "retours" / "BPIJ.xml").read_bytes()
DEBUT, RESTE = BPIJ.split(b"<Prestation>")
PRESTATION, FIN = RESTE.split(b"</Prestation>")


def avec(*prestations: str, apres: str = "") -> Contenu:
    """Read the example, its benefit replaced."""
    corps = "".join(f"<Prestation>{p}</Prestation>" for p in prestations).encode()
    fin = FIN.replace(b"</Assurance>", b"</Assurance>" + apres.encode())
    return lire_contenu(DEBUT + corps + fin, "", "")


def un(contenu: Contenu) -> Anomalie:
    (anomalie,) = contenu.anomalies
    return anomalie


def test_un_bordereau_ordinaire() -> None:
    lu = lire_contenu(BPIJ, "", "")
    assert (lu.version, lu.type_interne, lu.anomalies, lu.autres) == ("02.04", "BPIJ", [], [])
    assert [(d.siren, d.nic, d.rang) for d in lu.declarations] == [("901200345", "00014", "1")]


def test_une_prestation_reprise_a_l_employeur_est_a_corriger() -> None:
    anomalie = un(
        avec(
            "<CodeNature>IJNOR</CodeNature><Libelle>IJ</Libelle><DateDebPrest>2026-09-14</DateDebPrest>"
            "<DateFinPrest>2026-09-17</DateFinPrest><NbIJ>4.0</NbIJ><IJSub>true</IJSub><PU>-45.10</PU>"
            "<Montant>-180.40</Montant>"
        )
    )
    assert (anomalie.code, anomalie.gravite, anomalie.message) == ("IJNOR", Gravite.A_CORRIGER, "IJ")
    assert (anomalie.periode, anomalie.montant) == ("2026-09-14/2026-09-17", "-180.40")
    assert anomalie.individu is not None
    assert (anomalie.individu.nom, anomalie.individu.prenoms) == ("PETIT", "NORA")
    assert [tuple(c) for c in anomalie.complements] == [
        ("CodeNature", "AS"),
        ("NbIJ", "4.0"),
        ("PU", "-45.10"),
    ]
    assert anomalie.action


@pytest.mark.parametrize("subrogation", ["<IJSub>false</IJSub>", ""])
def test_une_prestation_reprise_au_salarie_est_une_information(subrogation: str) -> None:
    anomalie = un(
        avec(
            "<CodeNature>RPR</CodeNature><Reference Q='N'>77</Reference>"
            f"{subrogation}<Montant>-35.29</Montant>"
        )
    )
    assert (anomalie.code, anomalie.gravite, anomalie.periode) == ("RPR", Gravite.INFORMATION, "")
    assert ("Reference", "77") in [tuple(c) for c in anomalie.complements]


@pytest.mark.parametrize(
    "prestation",
    [
        "<CodeNature>RETCRD</CodeNature><IJSub>true</IJSub><Montant>-0.22</Montant>",
        "<CodeNature>CSJ</CodeNature><NbIJ>0.0</NbIJ><PU>0.00</PU><Montant>-54.70</Montant>",
        "<CodeNature>IJNOR</CodeNature><Reference>77</Reference><PU>45.10</PU><Montant>45.10</Montant>",
        "<CodeNature>CAR</CodeNature><PU>0.00</PU><Montant>0.00</Montant>",
        "",
    ],
)
def test_une_retenue_ordinaire_n_est_pas_un_constat(prestation: str) -> None:
    assert avec(prestation).anomalies == []


def test_un_indu_et_un_rappel() -> None:
    lu = avec(
        apres="<Indu><Numero>77</Numero><Montant>35.29</Montant></Indu>"
        "<Indu/><Rappel><Numero>78</Numero><Montant>-5.00</Montant></Rappel>"
    )
    assert [(a.code, a.gravite, a.montant) for a in lu.anomalies] == [
        ("INDU", Gravite.A_CORRIGER, "35.29"),
        ("INDU", Gravite.A_CORRIGER, ""),
        ("RAPPEL", Gravite.INFORMATION, "-5.00"),
    ]
    assert [[tuple(c) for c in a.complements] for a in lu.anomalies] == [
        [("Numero", "77")],
        [],
        [("Numero", "78")],
    ]
    assert all(a.message for a in lu.anomalies)


DEUX_CAISSES = BPIJ.replace(
    b"</Caisse>",
    b"<Assure z='1'>t<NIR>9</NIR></Assure>entre<Assure><Nom>X</Nom></Assure></Caisse>"
    b"<Caisse><CodeCPAM>111</CodeCPAM></Caisse><Caisse><CodeCPAM>222</CodeCPAM><Assure><Nom>Y</Nom></Assure></Caisse>",
)


def test_chaque_personne_est_dans_sa_caisse() -> None:
    lu = lire_contenu(DEUX_CAISSES, "", "")
    caisses = lu.donnees["Declarant"]["Declare"][0]["Caisse"]  # type: ignore[index,call-overload]
    noms = [[a.get("Nom") for a in c.get("Assure", [])] for c in caisses]  # type: ignore[union-attr]
    assert noms == [["PETIT", None, "X"], [], ["Y"]]
    assert lu.autres == [
        Autre("BPIJ/Declarant/Declare/Caisse/Assure/@z", "1"),
        Autre("BPIJ/Declarant/Declare/Caisse/Assure", "t"),
        Autre("BPIJ/Declarant/Declare/Caisse", "entre"),
    ]


AILLEURS = BPIJ.replace(b"</BPIJ>", b"<Assure><Nom>Z</Nom></Assure><Info Code='C'>i</Info></BPIJ>")
DEUX_DECLARANTS = BPIJ.replace(b"</BPIJ>", BPIJ[BPIJ.index(b"<Declarant>") :])
SANS_DECLARANT = BPIJ.replace(b"<Declarant>", b"<Declarant/><Declarant>")


@pytest.mark.parametrize("octets", [BPIJ, DEUX_CAISSES, AILLEURS, DEUX_DECLARANTS, SANS_DECLARANT])
def test_un_grand_bordereau_se_lit_comme_un_petit(octets: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    petit = lire_contenu(octets, "", "")
    monkeypatch.setattr(lecture, "PETIT", 10)
    assert lire_contenu(octets, "", "") == petit


def test_les_personnes_sont_remises_une_a_une() -> None:
    suite = LECTEUR.ouvrir("", "")
    racine = parcourir(BytesIO(DEUX_CAISSES), LECTEUR.lourds, suite.lourd)
    assert not isinstance(racine, Illisible)
    assert racine.find(".//{*}Assure") is None
    assert suite.achever(racine) == lire_contenu(DEUX_CAISSES, "", "")


def test_une_personne_mal_placee_n_est_pas_perdue() -> None:
    lu = lire_contenu(AILLEURS, "", "")
    assert lu.autres == [Autre("BPIJ/Assure/Nom", "Z")]
    assert lu.donnees["Info"] == {"Code": "C", "valeur": "i"}
    deux = lire_contenu(DEUX_DECLARANTS, "", "")
    assert [a.valeur for a in deux.autres].count("NORA") == 1
    assert Autre("BPIJ/Declarant/Declare/Caisse/Assure/Nom", "PETIT") in deux.autres
    assert lire_contenu(SANS_DECLARANT, "", "").donnees == lire_contenu(BPIJ, "", "").donnees


def test_un_siret_incomplet_n_est_pas_coupe() -> None:
    lu = lire_contenu(BPIJ.replace(b">90120034500014<", b">9012<"), "", "")
    assert (lu.declarations[0].siren, lu.declarations[0].nic) == ("", "")
