"""The reports of the OCs: what the file and its declarations say, read whole or as they flow."""

import pytest

from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Autre, DeclarationLue
from tests.unitaires.retours.aide_oc import (
    DECLARATION,
    contexte,
    declaration,
    fichier,
    lire,
    lire_au_fil,
    perdues,
    retour,
)


def test_un_compte_rendu_dit_sa_version_son_type_et_son_flux() -> None:
    lu = lire(fichier(declaration(), IdEnvoi=" F1exemple0000000000001 ", TypCRM="2"))
    assert (lu.famille, lu.version, lu.type_interne) == ("oc", "114", "2")
    assert lu.idflux == "F1exemple0000000000001"
    assert lu.donnees["fichier"] == {
        "VersionCRM": "114",
        "IdEnvoi": " F1exemple0000000000001 ",
        "TypCRM": "2",
    }


def test_la_declaration_est_ramenee_a_une_seule_forme() -> None:
    lu = lire(fichier(declaration(NatureDecla="4", NoOrdreDecla="007", CodeRetourDecla="1")))
    assert lu.declarations == [
        DeclarationLue(
            siren="901200345",
            nic="00014",
            mois="2026-09",
            nature="04",
            type="01",
            fraction="11",
            ordre="7",
            rang="1",
            etat="1",
        )
    ]


def test_sans_mois_ni_rang_la_declaration_est_encore_lue() -> None:
    nue = fichier("<Declaration/><Declaration/>")
    assert [(d.mois, d.rang, d.etat) for d in lire(nue).declarations] == [("", "1", ""), ("", "2", "")]


@pytest.mark.parametrize(
    ("code", "gravite"),
    [
        ("0", Gravite.INFORMATION),
        ("1", Gravite.A_CORRIGER),
        ("2", Gravite.CRITIQUE),
        ("3", Gravite.BLOQUANT),
    ],
)
def test_le_code_de_retour_de_la_declaration_donne_un_etat_et_une_gravite(
    code: str, gravite: Gravite
) -> None:
    lu = lire(fichier(declaration(CodeRetourDecla=code)))
    assert lu.etats == [code]
    assert lu.gravites == [gravite]


def test_un_code_de_retour_inconnu_reste_visible_sans_gravite() -> None:
    lu = lire(fichier(declaration(CodeRetourDecla="9")))
    assert (lu.etats, lu.gravites, lu.declarations[0].etat) == (["9"], [], "9")


def test_un_accuse_ne_trouve_rien() -> None:
    lu = lire(fichier(declaration(), TypCRM="1"))
    assert (lu.anomalies, lu.etats, lu.gravites, lu.autres) == ([], [], [], [])
    assert lu.donnees["declarations"] == [{"attributs": DECLARATION}]


def test_le_type_d_un_accuse_n_empeche_pas_de_lire_les_retours() -> None:
    lu = lire(fichier(declaration(retour()), TypCRM="1"))
    assert [a.code for a in lu.anomalies] == ["EADH02"]


def test_le_contact_et_le_mot_de_l_organisme_sont_gardes() -> None:
    lu = lire(
        fichier(
            declaration(ComplementRetourDecla="")
            + declaration(NomContact="Service", MailContact="s@o.fr", ComplementRetourDecla=" Un mot ")
        )
    )
    assert lu.message == "Un mot"
    declarations = lu.donnees["declarations"]
    assert isinstance(declarations, list)
    assert isinstance(declarations[1], dict)
    assert declarations[1]["attributs"] == {
        **DECLARATION,
        "NomContact": "Service",
        "MailContact": "s@o.fr",
        "ComplementRetourDecla": " Un mot ",
    }


def test_chaque_anomalie_connait_le_rang_de_sa_declaration() -> None:
    document = fichier(
        declaration()
        + declaration(retour("EADH01"), CodeRetourDecla="3")
        + declaration(retour("EADH02") + '<MandatNetE BIC="B"/>')
    )
    trouvees = [(a.code, a.rang, a.gravite) for a in lire(document).anomalies]
    assert trouvees == [
        ("EADH01", 2, Gravite.CRITIQUE),
        ("MANDAT", 3, Gravite.A_CORRIGER),
        ("EADH02", 3, Gravite.A_CORRIGER),
    ]
    assert lire_au_fil(document) == lire(document)


def test_les_deux_lectures_donnent_le_meme_contenu() -> None:
    document = fichier(
        declaration()
        + declaration(
            retour(contenu=contexte(S21_G00_30_001="1900131555023") + "<X a='1'/>", Neuf="n")
            + '<MandatProp IBAN="I" Autre="a">mot</MandatProp>'
            + '<Diagnostic CodeRetourDetail="030" Neuf="d"/>'
            + '<Salarie NomSal="N" CodeRetourSal="20"><Evt CodeRetourEvt="00" Neuf="e"/></Salarie>'
            + retour("IEVT07")
            + "<Y>texte</Y>",
            Neuf="v",
        )
        + "<Z/>",
        Neuf="f",
    )
    lu = lire_au_fil(document)
    assert lu == lire(document)
    assert len(lu.anomalies) == 6
    assert len(lu.autres) == 8


def test_un_retour_hors_d_une_declaration_est_garde_tel_quel_au_fil_aussi() -> None:
    document = fichier(f"{retour()}<Y>{retour('EADH03')}</Y><Y>{declaration(retour('EADH04'))}</Y>")
    lu, au_fil = lire(document), lire_au_fil(document)
    assert lu.anomalies == au_fil.anomalies == []
    assert sorted(au_fil.autres) == sorted(lu.autres)
    assert Autre("Fichier/Y/RetourMetier/@CodeRetourMetier", "EADH03") in lu.autres
    assert Autre("Fichier/RetourMetier/@CodeRetourMetier", "EADH02") in au_fil.autres


def test_ce_que_le_format_ne_connait_pas_est_garde_avec_son_chemin() -> None:
    schema = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="s.xsd"'
    document = fichier(
        f"mot{declaration(f'avant{retour()}apres', Neuf='v')}<Signature par='x'>abc</Signature>fin"
    ).replace(b"<Fichier", f"<Fichier {schema}".encode(), 1)
    assert lire(document).autres == [
        Autre("Fichier/@noNamespaceSchemaLocation", "s.xsd"),
        Autre("Fichier", "mot"),
        Autre("Fichier/Declaration/@Neuf", "v"),
        Autre("Fichier/Declaration", "avant"),
        Autre("Fichier/Declaration", "apres"),
        Autre("Fichier/Signature/@par", "x"),
        Autre("Fichier/Signature", "abc"),
        Autre("Fichier", "fin"),
    ]
    assert not perdues(document)


def test_un_espace_de_noms_inattendu_ne_change_rien() -> None:
    nu = fichier(declaration(retour(contenu=contexte(S21_G00_15_001="C1")), CodeRetourDecla="1"))
    avec = nu.replace(b"<Fichier", b'<Fichier xmlns="urn:nouveau"', 1)
    assert lire(avec) == lire(nu)
    assert lire_au_fil(avec) == lire(nu)


def test_un_fichier_vide_ne_dit_rien() -> None:
    lu = lire(b"<Fichier/>")
    assert lu.donnees == {"fichier": {}, "declarations": []}
    assert (lu.declarations, lu.anomalies, lu.autres, lu.message) == ([], [], [], "")
