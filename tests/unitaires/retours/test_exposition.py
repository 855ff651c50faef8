"""The JSON of a return: its keys are those of the manual, and any return can be written so."""

import json
import re
from pathlib import Path

from recepisse.retours.exposition import en_json
from recepisse.retours.gravite import Gravite
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

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "retours-json.md"
PERSONNE = Individu("2850675100100", "N1", "MARTIN", "Alice", "12", "1985-06-15", (Complement("sexe", "02"),))
LU = RetourLu(
    nature="20",
    famille="bilan",
    emetteur="si_dsn",
    libelle="Bilan",
    statut="ANO",
    gravite=Gravite.A_CORRIGER,
    contenu=Contenu(
        famille="bilan",
        version="v01r06",
        type_interne="20",
        message="M",
        idflux="F1",
        etats=["OK", "ANO"],
        declarations=[
            DeclarationLue("901200345", "00014", "2026-09", "01", "02", "11", "3", "1", "OK"),
            DeclarationLue(rang="2"),
        ],
        anomalies=[
            Anomalie(
                "I0310", Gravite.A_CORRIGER, "msg", "S21.G00.30.001", "a", "b", PERSONNE, PERSONNE,
                "CT", "2026-09", "-1.00", "faire", "https://x", 57, 1, "non-bloquant", 3, "immediat",
                (Complement("nom", "v"),),
            ),
            Anomalie("X", Gravite.INFORMATION, ""),
        ],
        donnees={"a": {"b": ["1", None, True, 2]}},
        autres=[Autre("r/@x", "y")],
    ),
    sens=SensEcrit(
        "Une phrase", (ActionAttendue("faire", Gravite.A_CORRIGER, "immediat", "https://x", 2),)
    ),
)  # fmt: skip


def cles_du_manuel() -> dict[str, list[str]]:
    """Return the keys of each section of the page."""
    sections: dict[str, list[str]] = {}
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        titre, _, corps = section.partition("\n")
        if not titre.startswith("`donnees`"):
            sections[titre] = re.findall(r"^\| `(\w+)` \|", corps, re.MULTILINE)
    return sections


def test_le_manuel_nomme_toutes_les_cles_et_elles_seules() -> None:
    objet = json.loads(json.dumps(en_json(LU)))
    anomalie = objet["anomalies"][0]
    attendues = {
        "Le retour": objet,
        "`declaration`, et chaque élément de `declarations`": objet["declaration"],
        "Chaque élément de `anomalies`": anomalie,
        "`individu` et `reference`": anomalie["individu"],
        "Chaque élément de `complements`": anomalie["complements"][0],
        "Chaque élément de `actions`": objet["actions"][0],
        "Chaque élément de `autres`": objet["autres"][0],
    }
    du_manuel = cles_du_manuel()
    assert set(du_manuel) == set(attendues)
    for titre, valeur in attendues.items():
        assert sorted(du_manuel[titre]) == sorted(valeur), titre


def test_chaque_valeur_est_a_sa_place() -> None:
    objet = json.loads(json.dumps(en_json(LU)))
    contenu = LU.contenu
    assert {
        c: objet[c] for c in ("nature", "famille", "emetteur", "libelle", "statut", "gravite", "resume")
    } == {
        "nature": "20",
        "famille": "bilan",
        "emetteur": "si_dsn",
        "libelle": "Bilan",
        "statut": "ANO",
        "gravite": "a_corriger",
        "resume": "Une phrase",
    }
    for cle in ("version", "type_interne", "message", "idflux", "etats", "donnees", "illisible"):
        assert objet[cle] == getattr(contenu, cle)
    assert objet["declaration"] == objet["declarations"][0]
    for cle, valeur in objet["declaration"].items():
        assert valeur == getattr(contenu.declarations[0], cle)
    personne = {
        **{c: getattr(PERSONNE, c) for c in ("nir", "ntt", "nom", "prenoms", "matricule", "naissance")},
        "complements": [{"nom": "sexe", "valeur": "02"}],
    }
    for cle, valeur in objet["anomalies"][0].items():
        if cle in {"individu", "reference"}:
            assert valeur == personne
        elif cle == "complements":
            assert valeur == [{"nom": "nom", "valeur": "v"}]
        else:
            assert valeur == getattr(contenu.anomalies[0], cle)
    assert (objet["anomalies"][1]["individu"], objet["anomalies"][1]["ligne"]) == (None, None)
    for cle, valeur in objet["actions"][0].items():
        assert valeur == getattr(LU.actions[0], cle)
    assert objet["autres"] == [{"chemin": "r/@x", "valeur": "y"}]


def test_un_retour_sans_declaration_en_a_une_vide() -> None:
    lu = RetourLu("", "vide", "autres", "", "", Gravite.INFORMATION, Contenu("vide"), SensEcrit())
    objet = en_json(lu)
    assert objet["declarations"] == []
    assert set(objet["declaration"].values()) == {""}  # type: ignore[union-attr]
