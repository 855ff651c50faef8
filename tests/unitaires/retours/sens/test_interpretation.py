"""How serious a return is: the worst of its status, of its document and of its findings."""

import pytest

from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Anomalie, Contenu
from recepisse.retours.natures import nature as nature_de
from recepisse.retours.sens.interpretation import gravite_du_retour, interpreter

B, C, A, I = Gravite.BLOQUANT, Gravite.CRITIQUE, Gravite.A_CORRIGER, Gravite.INFORMATION  # noqa: E741 -- as in a table


def anomalie(gravite: Gravite, code: str = "X1", action: str = "") -> Anomalie:
    return Anomalie(code=code, gravite=gravite, message="", action=action)


@pytest.mark.parametrize(
    ("nature", "statut", "etats", "gravites", "anomalies", "attendue"),
    [
        ("11", "OK", ["OK"], [], [], I),
        ("11", "OK", ["OK"], [], [A], A),  # accepted, with findings that do not block
        ("11", "ok", ["OK", "KO"], [], [], B),  # the envoi is OK, its declaration is not
        ("11", "KO", [], [], [A], B),
        ("11", "KO", ["OK"], [], [], B),  # the document may be older than the status
        ("23", "OK", ["ANO"], [], [B], B),
        ("119", "ANO", [], [], [], A),
        ("51", "OK", [], [C], [A, I], C),
        ("51", "OK", [], [], [I], I),
        ("50", "EN COURS", [], [], [], I),
        ("94", "", ["non renseigné", "C"], [], [], I),  # words that say nothing of gravity
        ("118", "OK", [], [], [I], I),
        ("124", "OK", [], [], [], A),  # a reminder is never a mere fact
        ("124", "OK", [], [], [C], C),
        ("132", "OK", [], [], [], A),
        ("999", "OK", [], [], [], I),
        ("999", "KO", [], [], [], B),
    ],
)
def test_la_gravite_est_la_pire(
    nature: str,
    statut: str,
    etats: list[str],
    gravites: list[Gravite],
    anomalies: list[Gravite],
    attendue: Gravite,
) -> None:
    contenu = Contenu(famille="x", etats=etats, gravites=gravites, anomalies=[anomalie(g) for g in anomalies])
    assert gravite_du_retour(contenu, nature_de(nature), statut) is attendue
    assert interpreter(contenu, nature, statut).gravite is attendue


def test_un_document_illisible_est_a_voir() -> None:
    contenu = Contenu(famille="illisible", illisible="Le document est tronqué.")
    lu = interpreter(contenu, "119", "OK")
    assert lu.gravite is A
    assert lu.resume == "Le document est tronqué."
    assert lu.actions[0].texte.startswith("Ouvrir le document d’origine.")
    assert interpreter(contenu, "119", "KO").gravite is B


def test_les_mots_des_organismes_restent() -> None:
    contenu = Contenu(famille="oc", etats=["2"], message="Un mot.", anomalies=[anomalie(C)])
    lu = interpreter(contenu, "51", "ANO")
    assert lu.contenu is contenu
    assert (lu.statut, lu.contenu.etats, lu.contenu.message) == ("ANO", ["2"], "Un mot.")


def test_la_nature_du_listing_nomme_le_retour() -> None:
    contenu = Contenu(famille="bilan", type_interne="22")
    lu = interpreter(contenu, "11", "KO")
    assert (lu.nature, lu.emetteur, lu.libelle) == ("11", "si_dsn", "Bilan d’anomalies (BAN)")
    assert interpreter(contenu, "11", "OK").libelle == "Certificat de conformité (CCO)"


def test_une_nature_inconnue_est_interpretee_aussi() -> None:
    lu = interpreter(Contenu(famille="neores", etats=["ANO"], anomalies=[anomalie(A)]), "777", "ANO")
    assert (lu.nature, lu.emetteur, lu.libelle) == ("777", "autres", "Retour de nature 777")
    assert (lu.gravite, lu.resume) == (A, "1 anomalie à corriger")
    assert lu.actions[0].texte.startswith("Lire le retour et corriger")
