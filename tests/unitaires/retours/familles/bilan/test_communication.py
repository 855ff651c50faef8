"""Rates published to the employer: names written in two ways, shares, brackets, empty values."""

from recepisse.retours.modele import Donnee
from tests.unitaires.retours.aide_bilan import autres, envoi, lire, rapport


def communication(*informations: str, attributs: str = 'date_calcul="2026-01-08T04:05:11"') -> str:
    dedans = "".join(f"<information>{i}</information>" for i in informations)
    return rapport(
        f"{envoi()}<communication><information_collective type='atmp'><calcul {attributs}>{dedans}</calcul>"
        "</information_collective></communication>"
    )


def rubriques(**valeurs: str) -> str:
    textes = (f"<rubrique_string name={nom!r}>{v}</rubrique_string>" for nom, v in valeurs.items())
    return f"<rubriques>{''.join(textes)}</rubriques>"


def informations(xml: str) -> list[Donnee]:
    contenu = lire(xml, "34")
    assert contenu.autres == []
    (collective,) = _liste(contenu.donnees["communications"])
    (calcul,) = _liste(collective["calculs"])
    return list(_liste(calcul["informations"]))


def _liste(donnee: Donnee) -> list[dict[str, Donnee]]:
    assert isinstance(donnee, list)
    return [objet for objet in donnee if isinstance(objet, dict)]


def test_une_information_complete() -> None:
    xml = communication(
        f"<donnees_clefs>{rubriques(section='01', dateDebut='2026-01-01')}</donnees_clefs>"
        "<donnees_paie tranche='1'><taux part='patronale'> 2.08 </taux><taux part='CCP'>0.00</taux>"
        f"<montant type='plafond'>4005</montant>{rubriques(base='A')}</donnees_paie>"
        f"<donnees_declaration>{rubriques(codeCTN='AA', temoinBureau='')}</donnees_declaration>"
        f"<donnees_complement>{rubriques(info='7')}</donnees_complement>"
    )
    assert informations(xml) == [
        {
            "clefs": {"section": "01", "dateDebutEffet": "2026-01-01"},
            "paie": [
                {
                    "tranche": "1",
                    "taux": [{"part": "patronale", "valeur": "2.08"}, {"part": "CCP", "valeur": "0.00"}],
                    "montants": [{"type": "plafond", "valeur": "4005"}],
                    "rubriques": {"base": "A"},
                }
            ],
            "declaration": {"codeCtn": "AA", "temoinBureau": ""},
            "complement": {"info": "7"},
            "noms": ["section", "dateDebut", "base", "codeCTN", "temoinBureau", "info"],
        }
    ]


def test_une_information_vide() -> None:
    assert informations(communication("")) == [{"noms": []}]
    assert informations(communication("<donnees_clefs/><donnees_paie/>")) == [
        {"clefs": {}, "paie": [{}], "noms": []}
    ]


def test_plusieurs_tranches() -> None:
    deux = "<donnees_paie tranche='1'/><donnees_paie tranche='2'/>"
    assert informations(communication(deux)) == [{"paie": [{"tranche": "1"}, {"tranche": "2"}], "noms": []}]


def test_le_calcul_et_sa_phase() -> None:
    contenu = lire(communication("", attributs='date_calcul="2026-08-27" phase="30"'), "117")
    assert contenu.donnees["communications"] == [
        {
            "type": "atmp",
            "calculs": [{"date_calcul": "2026-08-27", "phase": "30", "informations": [{"noms": []}]}],
        }
    ]


def test_tous_les_types_de_rubriques() -> None:
    types = ("string", "decimal", "integer", "boolean", "date", "time")
    dedans = "".join(f"<rubrique_{t} name='{t}'>{t}1</rubrique_{t}>" for t in types)
    (lue,) = informations(communication(f"<donnees_clefs><rubriques>{dedans}</rubriques></donnees_clefs>"))
    assert isinstance(lue, dict)
    assert lue["clefs"] == {t: f"{t}1" for t in types}
    assert lue["noms"] == list(types)


def test_une_rubrique_sans_nom_ou_repetee_est_gardee() -> None:
    xml = communication(
        "<donnees_clefs><rubriques><rubrique_string>1</rubrique_string>"
        "<rubrique_string name='dateDebutEffet'>2</rubrique_string>"
        "<rubrique_string name='dateDebut'>3</rubrique_string>"
        "<rubrique_neuve name='n'>4</rubrique_neuve></rubriques></donnees_clefs>"
    )
    chemin = "rapport/communication/information_collective/calcul/information/donnees_clefs/rubriques"
    assert autres(lire(xml)) == [
        (f"{chemin}/rubrique_string", "1"),
        (f"{chemin}/rubrique_string/@name", "dateDebut"),
        (f"{chemin}/rubrique_string", "3"),
        (f"{chemin}/rubrique_neuve/@name", "n"),
        (f"{chemin}/rubrique_neuve", "4"),
    ]


def test_une_communication_sans_rien() -> None:
    assert lire(rapport(f"{envoi()}<communication/>")).donnees["communications"] == []
