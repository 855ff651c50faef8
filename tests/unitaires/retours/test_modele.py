"""The values that reading gives: empty when the document is silent, and silent themselves on persons."""

import pytest

from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import (
    ActionAttendue,
    Anomalie,
    Complement,
    Contenu,
    DeclarationLue,
    Individu,
    RetourLu,
    SensEcrit,
)

PERSONNE = Individu(
    nir="2850675056012",
    ntt="29012003450007",
    nom="MARTIN",
    prenoms="Alice",
    matricule="000012",
    naissance="15061985",
    complements=(Complement("sexe", "02"),),
)


def retour(contenu: Contenu) -> RetourLu:
    return RetourLu(
        "94", contenu.famille, "dgfip", "Taux", "OK", Gravite.INFORMATION, contenu, SensEcrit("Lu.")
    )


def test_une_personne_ne_se_montre_jamais_dans_un_repr() -> None:
    anomalie = Anomalie(
        code="ADR05",
        gravite=Gravite.A_CORRIGER,
        message="MARTIN",
        valeur_declaree="2850675056012",
        valeur_attendue="1850675056012",
        individu=PERSONNE,
        reference=PERSONNE,
        complements=(Complement("nom", "MARTIN"),),
    )
    for texte in (repr(PERSONNE), repr(anomalie)):
        for personnel in (
            "2850675056012",
            "1850675056012",
            "29012003450007",
            "MARTIN",
            "Alice",
            "000012",
            "1506",
        ):
            assert personnel not in texte
    assert "ADR05" in repr(anomalie)


def test_la_declaration_d_un_retour_est_la_premiere() -> None:
    contenu = Contenu(famille="bilan", declarations=[DeclarationLue(siren="1"), DeclarationLue(siren="2")])
    assert retour(contenu).declaration.siren == "1"
    assert retour(Contenu(famille="bilan")).declaration == DeclarationLue()


def test_les_anomalies_sont_celles_du_contenu() -> None:
    anomalie = Anomalie("X", Gravite.CRITIQUE, "")
    assert retour(Contenu(famille="oc", anomalies=[anomalie])).anomalies == [anomalie]


@pytest.mark.parametrize("valeur", [PERSONNE, Anomalie("X", Gravite.CRITIQUE, ""), DeclarationLue()])
def test_ce_qui_est_lu_ne_change_plus(valeur: Individu | Anomalie | DeclarationLue) -> None:
    with pytest.raises(AttributeError):
        setattr(valeur, valeur._fields[0], "autre")


def test_deux_contenus_ne_partagent_rien() -> None:
    un, autre = Contenu(famille="oc"), Contenu(famille="oc")
    un.anomalies.append(Anomalie("X", Gravite.CRITIQUE, ""))
    un.donnees["x"] = "y"
    assert autre == Contenu(famille="oc")


def test_une_action_compte_pour_une() -> None:
    action = ActionAttendue("Signer.", Gravite.A_CORRIGER)
    assert (action.nombre, action.delai, action.aide) == (1, "", "")
