"""What to do about a return: the advice of the findings, merged and put in order, and its own."""

import pytest

from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import ActionAttendue, Anomalie, Contenu, Donnee
from recepisse.retours.natures import nature as nature_de
from recepisse.retours.sens.a_faire import a_faire
from recepisse.retours.sens.actions import ACTIONS_RETOUR, SOURCES, conseil


def lister(contenu: Contenu, nature: str, gravite: Gravite) -> tuple[ActionAttendue, ...]:
    return a_faire(contenu, nature_de(nature), gravite)


def trouvee(code: str, gravite: Gravite = Gravite.A_CORRIGER, action: str = "", delai: str = "") -> Anomalie:
    return Anomalie(code=code, gravite=gravite, message="", action=action or f"{code}.", delai=delai)


def textes(contenu: Contenu, nature: str, gravite: Gravite = Gravite.INFORMATION) -> list[str]:
    return [action.texte for action in lister(contenu, nature, gravite)]


def test_les_memes_actions_se_fondent_en_une() -> None:
    anomalies = [
        trouvee("A", Gravite.A_CORRIGER, "Corriger.", "dsn_suivante"),
        trouvee("B", Gravite.CRITIQUE, "Corriger.", "immediat"),
        trouvee("C", Gravite.A_CORRIGER, "Corriger.", "dsn_suivante")._replace(aide="https://x.fr"),
    ]
    (seule,) = lister(Contenu("neores", anomalies=anomalies), "999", Gravite.CRITIQUE)
    assert seule.nombre == 3
    assert seule.gravite is Gravite.CRITIQUE
    assert seule.delai == "immediat"


def test_l_aide_du_document_l_emporte_et_la_notre_complete() -> None:
    avec = trouvee("UR_ANO_X")._replace(aide="https://organisme.fr")
    (action,) = lister(Contenu("neores", anomalies=[avec]), "119", Gravite.A_CORRIGER)
    assert action.aide == "https://organisme.fr"
    (action,) = lister(Contenu("neores", anomalies=[trouvee("UR_ANO_X")]), "119", Gravite.A_CORRIGER)
    assert action.aide == SOURCES["FIAB"].adresse
    assert action.delai == "veille_echeance"


def test_la_plus_grave_d_abord_puis_la_plus_urgente_puis_l_ordre_du_document() -> None:
    anomalies = [
        trouvee("A", Gravite.A_CORRIGER, delai="dsn_suivante"),
        trouvee("B", Gravite.A_CORRIGER, delai="immediat"),
        trouvee("C", Gravite.BLOQUANT, delai="dsn_suivante"),
        trouvee("D", Gravite.A_CORRIGER, delai="dsn_suivante"),
    ]
    assert textes(Contenu("neores", anomalies=anomalies), "999", Gravite.BLOQUANT) == ["C.", "B.", "A.", "D."]


def test_un_retour_plus_grave_que_ses_anomalies_a_le_conseil_de_sa_nature_devant() -> None:
    contenu = Contenu("bilan", anomalies=[trouvee("CSL-00")])
    premiere, seconde = lister(contenu, "11", Gravite.BLOQUANT)
    assert premiere.texte == conseil("11", "", Gravite.BLOQUANT).texte
    assert (premiere.gravite, premiere.delai) == (Gravite.BLOQUANT, "immediat")
    assert seconde.texte == "CSL-00."


def test_rien_a_faire_pour_un_accuse() -> None:
    assert lister(Contenu("vide"), "92", Gravite.INFORMATION) == ()
    assert lister(Contenu("bilan"), "10", Gravite.INFORMATION) == ()


def test_un_refus_sans_document_dit_quoi_faire() -> None:
    assert textes(Contenu("vide"), "44", Gravite.BLOQUANT) == [conseil("44", "", Gravite.BLOQUANT).texte]


# --- what the return itself asks ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("famille", "nature", "cle"),
    [
        ("pdf", "44", "aer"),
        ("pdf", "41", "aer"),
        ("pdf", "71", "agirc_arrco"),
        ("pdf", "70", "agirc_arrco"),
        ("pdf", "62", "ouvrir"),
        ("agirc_arrco", "71", "agirc_arrco"),
        ("bpij", "", "indemnites"),
        ("fpoc", "", "fiche"),
        ("inconnue", "42", "ouvrir"),
        ("bilan", "34", "atmp"),
        ("bilan", "114", "amorcage"),
        ("bilan", "117", "bonus_malus"),
        ("neores", "118", "effectifs"),
        ("neores", "777", "nature_inconnue"),
    ],
)
def test_un_retour_demande_quelque_chose_par_lui_meme(famille: str, nature: str, cle: str) -> None:
    attendue = ACTIONS_RETOUR[cle]
    (action,) = lister(Contenu(famille), nature, Gravite.INFORMATION)
    assert action.texte == attendue.texte
    assert (action.gravite, action.delai, action.aide) == (attendue.gravite, attendue.delai, attendue.aide)


def test_un_refus_ne_demande_pas_d_integrer_ce_qu_il_n_apporte_pas() -> None:
    for famille, nature in (("pdf", "44"), ("bilan", "34"), ("bilan", "117")):
        assert textes(Contenu(famille), nature, Gravite.BLOQUANT) == [
            conseil(nature, "", Gravite.BLOQUANT).texte
        ]


def test_l_attestation_est_a_dater_signer_et_remettre() -> None:
    (action,) = lister(Contenu("pdf"), "44", Gravite.INFORMATION)
    assert action.texte == "Dater, signer et remettre l’attestation au salarié."
    assert action.delai == "immediat"


def test_des_effectifs_qui_disent_quoi_faire_se_suffisent() -> None:
    contenu = Contenu("neores", anomalies=[trouvee("100", Gravite.INFORMATION, "Reprendre l’effectif.")])
    assert textes(contenu, "118") == ["Reprendre l’effectif."]


def test_un_document_illisible_ne_demande_que_d_etre_ouvert() -> None:
    contenu = Contenu("illisible", illisible="Tronqué.")
    assert textes(contenu, "94", Gravite.A_CORRIGER) == [ACTIONS_RETOUR["illisible"].texte]
    rejet = textes(contenu, "10", Gravite.BLOQUANT)
    assert rejet == [conseil("10", "", Gravite.BLOQUANT).texte, ACTIONS_RETOUR["illisible"].texte]


# --- rates of withholding tax --------------------------------------------------------------------------


def taux(*valeurs: str | None) -> Contenu:
    """Build a return 94; None is a person without rate, "0.00" a rate."""
    salaries: list[Donnee] = [{} if valeur is None else {"taux": valeur} for valeur in valeurs]
    return Contenu("bilan", donnees={"declarations": [{"salaries": salaries}]})


def test_les_taux_sont_a_integrer_et_ceux_qui_manquent_sont_comptes() -> None:
    integrer, manquants = lister(taux("7.30", None, "0.00", None), "94", Gravite.INFORMATION)
    assert integrer.texte == ACTIONS_RETOUR["taux_pas"].texte
    assert (manquants.texte, manquants.nombre) == (ACTIONS_RETOUR["sans_taux"].texte, 2)


def test_un_taux_de_zero_est_un_taux() -> None:
    assert textes(taux("0.00"), "94") == [ACTIONS_RETOUR["taux_pas"].texte]


def test_aucun_taux_pour_trois_personnes_est_un_incident_probable() -> None:
    (action,) = lister(taux(None, None, None), "94", Gravite.INFORMATION)
    assert action.texte == ACTIONS_RETOUR["taux_pas_absents"].texte
    assert action.gravite is Gravite.A_CORRIGER


def test_aucun_taux_pour_deux_personnes_peut_etre_vrai() -> None:
    assert textes(taux(None, None), "94") == [ACTIONS_RETOUR["sans_taux"].texte]


def test_un_retour_de_taux_sans_personne_ne_demande_rien() -> None:
    assert textes(taux(), "94") == []


# --- mandates --------------------------------------------------------------------------------------------


def test_le_mandat_a_signer_remplace_l_absence_de_mandat() -> None:
    mandat = trouvee("MANDAT", action="Signer ici.")._replace(aide="https://mandat.fr")
    contenu = Contenu("oc", anomalies=[trouvee("EVER17", Gravite.CRITIQUE, "Signer."), mandat])
    (action,) = lister(contenu, "51", Gravite.CRITIQUE)
    assert (action.texte, action.aide, action.delai) == ("Signer ici.", "https://mandat.fr", "immediat")
    assert (action.gravite, action.nombre) == (Gravite.CRITIQUE, 1)


def test_une_absence_de_mandat_sans_mandat_reste() -> None:
    assert textes(Contenu("oc", anomalies=[trouvee("EVER17", action="Signer.")]), "51") == ["Signer."]
    assert textes(Contenu("oc", anomalies=[trouvee("MANDAT", action="Signer.")]), "51") == ["Signer."]
