"""What a bilan says of each declaration: months, natures and orders brought to one form, states in order."""

import pytest

from recepisse.retours.modele import DeclarationLue
from tests.unitaires.retours.aide_bilan import DECLARATION, anomalie, declaration, envoi, lire, rapport


def lue(identification: str, bilan: str = "", etat: str = "OK") -> DeclarationLue:
    xml = rapport(envoi() + declaration(identification=identification, bilan=bilan, etat=etat))
    (trouvee,) = lire(xml).declarations
    return trouvee


@pytest.mark.parametrize(
    ("ecrit", "mois"),
    [
        ("01092026", "2026-09"),
        ("2026-09-01", "2026-09"),
        ("202609", "2026-09"),
        ("092026", "2026-09"),
        ("SEPTEMBRE", ""),
    ],
)
def test_les_formes_du_mois(ecrit: str, mois: str) -> None:
    assert lue(f"{DECLARATION}<mois>{ecrit}</mois>").mois == mois


def test_le_mois_du_bilan_a_defaut_de_celui_de_l_identification() -> None:
    assert lue(DECLARATION, "<mois>01102026</mois>").mois == "2026-10"
    assert lue(f"{DECLARATION}<mois>01092026</mois>", "<mois>01102026</mois>").mois == "2026-09"


def test_nature_type_fraction_et_ordre() -> None:
    trouvee = lue(
        f"{DECLARATION}<nature>4</nature><type>1</type><fraction>11</fraction><ordre>007.0</ordre>",
        etat="ANO",
    )
    assert (trouvee.nature, trouvee.type, trouvee.fraction, trouvee.ordre) == ("04", "01", "11", "7")
    assert (trouvee.siren, trouvee.nic, trouvee.etat) == ("901200345", "00014", "ANO")


def test_ce_qui_n_est_pas_dit_est_vide() -> None:
    assert lue("", etat="") == DeclarationLue(rang="1")


@pytest.mark.parametrize(
    ("ecrit", "rang"), [("123450", 123450), ("01", 1), ("", 2), ("dernier", 2), ("-1", 2)]
)
def test_le_rang_ecrit_ou_celui_d_apparition(ecrit: str, rang: int) -> None:
    seconde = declaration(anomalie(), identification=f"<rang>{ecrit}</rang>")
    contenu = lire(rapport(envoi() + declaration() + seconde))
    assert [d.rang for d in contenu.declarations] == ["1", str(rang)]
    assert [a.rang for a in contenu.anomalies] == [rang]


def test_les_mots_d_etat_dans_leur_ordre() -> None:
    bilan = (
        "<declaration_reconstituee><type>A6M</type><etat>KO</etat><nombre>1</nombre></declaration_reconstituee>"
        "<declaration_reconstituee><type>AED</type></declaration_reconstituee>"
        "<niveau_conformite><etat_conformite>OK</etat_conformite></niveau_conformite>"
    )
    contenu = lire(rapport(envoi("OK") + declaration(etat="ANO", bilan=bilan) + declaration(etat="")))
    assert contenu.etats == ["OK", "ANO", "KO", "OK"]


def test_le_bilan_d_une_declaration() -> None:
    bilan = (
        "<declaration_contenu><salaries>4</salaries><contrats>5</contrats></declaration_contenu>"
        "<declaration_reconstituee><type>A6M</type><etat>KO</etat><nombre>1</nombre></declaration_reconstituee>"
        "<declaration_compteurs><categorie>bloquant</categorie><nombre>1</nombre></declaration_compteurs>"
        "<declaration_compteurs><categorie>non-bloquant</categorie><nombre>2</nombre></declaration_compteurs>"
        "<niveau_conformite><etat_conformite>KO</etat_conformite>"
        "<certificat_conformite>phrase</certificat_conformite></niveau_conformite>"
        "<salarie><NIR>1</NIR></salarie><contrat><num_contrat>CT</num_contrat></contrat>"
        "<taux_AT><code_ctn>AA</code_ctn><section>01</section><code_risque>515AB</code_risque>"
        "<temoin_bureau>B</temoin_bureau><taux>2.08</taux><date_effet>2026-01-01</date_effet>"
        "<date_calcul>2026-01-08</date_calcul></taux_AT><mois>01092026</mois>"
    )
    contenu = lire(rapport(envoi() + declaration(etat="KO", bilan=bilan)))
    assert contenu.autres == []
    assert contenu.donnees["declarations"] == [
        {
            "identification": {"rang": "1", "SIREN": "901200345", "nic_affectation": "00014"},
            "bilan": {
                "etat": "KO",
                "mois": "01092026",
                "contenu": {"salaries": "4", "contrats": "5"},
                "reconstituees": [{"type": "A6M", "etat": "KO", "nombre": "1"}],
                "compteurs": [
                    {"categorie": "bloquant", "nombre": "1"},
                    {"categorie": "non-bloquant", "nombre": "2"},
                ],
                "conformite": {"etat": "KO", "certificat": "phrase"},
            },
            "salaries": [{"nir": "1"}],
            "contrats": [{"num_contrat": "CT"}],
            "taux_at": [
                {
                    "code_ctn": "AA",
                    "section": "01",
                    "code_risque": "515AB",
                    "temoin_bureau": "B",
                    "taux": "2.08",
                    "date_effet": "2026-01-01",
                    "date_calcul": "2026-01-08",
                }
            ],
        }
    ]


def test_une_declaration_vide_garde_sa_place() -> None:
    contenu = lire(rapport(envoi() + "<declaration/>" + declaration()))
    declarations = contenu.donnees["declarations"]
    assert isinstance(declarations, list)
    assert declarations[0] == {"identification": {}}
    assert [d.rang for d in contenu.declarations] == ["1", "1"]


CERTIFICAT = (
    "<niveau_conformite><certificat_conformite>télédéclaration de {} euros</certificat_conformite>"
    "</niveau_conformite>"
)
ECART = anomalie("<code>BA-209-09</code><message>déclaré 10 euros, calculé 9 euros</message>")


def test_les_montants_d_une_seule_declaration_sont_ceux_du_document() -> None:
    contenu = lire(rapport(envoi() + declaration(ECART, bilan=CERTIFICAT.format(10))), "61")
    assert contenu.donnees["montants"] == {"declare": "10", "calcule": "9"}


def test_les_montants_de_plusieurs_declarations_ne_se_melangent_pas() -> None:
    seconde = declaration(bilan=CERTIFICAT.format(20), identification="<rang>2</rang>")
    contenu = lire(rapport(envoi() + declaration(ECART, bilan=CERTIFICAT.format(10)) + seconde), "61")
    declarations = contenu.donnees["declarations"]
    assert isinstance(declarations, list)
    assert [d["montants"] for d in declarations if isinstance(d, dict)] == [
        {"declare": "10", "calcule": "9"},
        {"declare": "20"},
    ]
    assert "montants" not in contenu.donnees


def test_sans_la_nature_le_type_de_l_urssaf_est_reconnu() -> None:
    xml = rapport(envoi() + declaration(bilan=CERTIFICAT.format(10)), 'type="CRACOSS"')
    assert lire(xml).donnees["montants"] == {"declare": "10"}
    assert "montants" not in lire(xml, "62").donnees
    assert "montants" not in lire(rapport(envoi() + declaration(bilan=CERTIFICAT.format(10)))).donnees


def test_une_phrase_sans_montant_n_en_invente_pas() -> None:
    assert "montants" not in lire(rapport(envoi() + declaration(ECART.replace("euros", "x"))), "61").donnees
