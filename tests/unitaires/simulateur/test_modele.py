"""Plain forms of the state file."""

import json
from datetime import timedelta

from recepisse.simulateur.controle import Controle
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.modele import Declaration, Depot, Retour
from tests.unitaires.simulateur.aides import AUTRE, Horloge, lire


def test_un_depot_et_ses_retours_font_l_aller_retour(horloge: Horloge) -> None:
    administration = Administration(horloge)
    depot = Controle(administration).deposer(AUTRE, lire("mensuelle.dsn"), concentrateur="00000777300013")
    assert Depot.depuis_json(json.loads(json.dumps(depot.vers_json()))) == depot
    for retour in administration.fonds.tous_les_retours(depot.idflux):
        assert Retour.depuis_json(json.loads(json.dumps(retour.vers_json())), None) == retour


def test_un_document_reste_a_part(horloge: Horloge) -> None:
    retour = Retour("1", "F1", "10", "OK", horloge.instant, horloge.instant, "s", document=b"\xff")
    assert "document" not in retour.vers_json()
    assert Retour.depuis_json(retour.vers_json(), b"\xff") == retour
    plus_tard = retour.publication + timedelta(hours=1)
    assert Retour.depuis_json(retour.vers_json(), None).publication != plus_tard


def test_sans_declaration_il_y_en_a_une_vide(horloge: Horloge) -> None:
    depot = Controle(Administration(horloge)).deposer(AUTRE, b"illisible")
    assert (depot.statut, depot.declarations, depot.declaration) == ("KO", (), Declaration())
    assert Declaration(siren="732829320").siret == ""
