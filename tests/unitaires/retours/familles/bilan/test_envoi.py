"""The envoi, or the bordereau in its place; the heading of the document."""

from tests.unitaires.retours.aide_bilan import autres, declaration, envoi, lire, rapport

IDENTIFICATION = (
    "<declarant><siret>90120099800010</siret><nom>EXEMPLE</nom><prenom>Claude</prenom></declarant>"
    "<idflux>F1</idflux><essai_reel/><emetteur_siret>90120099800010</emetteur_siret>"
    "<date_enregistrement>2026-10-03</date_enregistrement><heure_enregistrement>09:15:03</heure_enregistrement>"
)


def test_l_identification_et_l_instant_d_enregistrement() -> None:
    contenu = lire(rapport(f"<envoi><envoi_identification>{IDENTIFICATION}</envoi_identification></envoi>"))
    assert contenu.idflux == "F1"
    assert contenu.donnees["envoi"] == {
        "identification": {
            "declarant": {"siret": "90120099800010", "nom": "EXEMPLE", "prenom": "Claude"},
            "idflux": "F1",
            "emetteur_siret": "90120099800010",
            "date_enregistrement": "2026-10-03",
            "heure_enregistrement": "09:15:03",
        }
    }
    assert (contenu.etats, contenu.declarations, contenu.autres) == ([], [], [])
    assert "declarations" not in contenu.donnees


def test_l_etat_et_les_compteurs() -> None:
    bilan = (
        "<envoi_bilan><envoi_etat>KO</envoi_etat><envoi_contenu><declarations>1</declarations></envoi_contenu>"
        "<envoi_compteurs><envoi_categorie>generale</envoi_categorie><nombre>0</nombre></envoi_compteurs>"
        "<envoi_compteurs><envoi_categorie>total</envoi_categorie><nombre>2</nombre></envoi_compteurs></envoi_bilan>"
    )
    contenu = lire(rapport(f"<envoi>{bilan}</envoi>"))
    assert contenu.etats == ["KO"]
    assert contenu.donnees["envoi"] == {
        "bilan": {
            "etat": "KO",
            "contenu": {"declarations": "1"},
            "compteurs": [{"categorie": "generale", "nombre": "0"}, {"categorie": "total", "nombre": "2"}],
        }
    }


def test_un_bilan_sans_etat() -> None:
    contenu = lire(rapport("<envoi><envoi_bilan><envoi_contenu/></envoi_bilan></envoi>"))
    assert contenu.etats == []
    assert contenu.donnees["envoi"] == {"bilan": {"contenu": {}}}


def test_un_bordereau() -> None:
    contenu = lire(
        rapport(
            "<bordereau><bordereau_identification><point_de_depot>01</point_de_depot>"
            "<essai_reel>02</essai_reel><nature>01</nature><mois>01092026</mois>"
            "<emetteur_siret>90120099800010</emetteur_siret></bordereau_identification></bordereau>"
        )
    )
    assert contenu.donnees["envoi"] == {
        "genre": "bordereau",
        "identification": {
            "point_de_depot": "01",
            "essai_reel": "02",
            "nature": "01",
            "mois": "01092026",
            "emetteur_siret": "90120099800010",
        },
    }
    assert contenu.autres == []


def test_un_second_envoi_est_garde_sans_etre_melange() -> None:
    contenu = lire(rapport(envoi("OK") + "<bordereau>x</bordereau>" + envoi("KO")))
    assert contenu.etats == ["OK"]
    assert contenu.donnees["envoi"] == {"identification": {"idflux": "F1"}, "bilan": {"etat": "OK"}}
    assert autres(contenu) == [
        ("rapport/bordereau", "x"),
        ("rapport/envoi/envoi_identification/idflux", "F1"),
        ("rapport/envoi/envoi_bilan/envoi_etat", "KO"),
    ]


def test_une_seconde_identification_est_gardee() -> None:
    contenu = lire(
        rapport(
            "<envoi><envoi_identification><idflux>F1</idflux></envoi_identification>"
            "<bordereau_identification><idflux>F2</idflux></bordereau_identification></envoi>"
        )
    )
    assert contenu.idflux == "F1"
    assert autres(contenu) == [("rapport/envoi/bordereau_identification/idflux", "F2")]


def test_l_entete() -> None:
    contenu = lire(
        rapport(
            envoi(),
            'type="CRM nominatif" profil="DSN" version="v01r08" identifiant="9" message=" à lire "'
            ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="u v"'
            ' xsi:type="t" neuf="1"',
        )
    )
    assert contenu.donnees["entete"] == {
        "type": "CRM nominatif",
        "profil": "DSN",
        "version": "v01r08",
        "identifiant": "9",
        "message": " à lire ",
        "schemaLocation": "u v",
    }
    assert (contenu.version, contenu.type_interne, contenu.message) == ("v01r08", "CRM nominatif", "à lire")
    assert autres(contenu) == [("rapport/@type", "t"), ("rapport/@neuf", "1")]


def test_sans_phrase_generale_celle_du_premier_certificat() -> None:
    def certifie(phrase: str) -> str:
        return declaration(
            bilan=f"<niveau_conformite><certificat_conformite>{phrase}</certificat_conformite></niveau_conformite>"
        )

    assert lire(rapport(envoi() + declaration() + certifie("un") + certifie("deux"))).message == "un"
    assert lire(rapport(envoi() + certifie("un"), 'message="avant"')).message == "avant"
