from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from recepisse.echanges.messages import Environnement
from recepisse.erreurs import ErreurReglages
from recepisse.reglages import Reglages, charger, reglages_connus
from recepisse.reglages.lecture import VARIABLES_A_PART

CLE = "ab" * 32


def sans_fichier(_chemin: Path) -> None:
    return None


def fichiers(contenus: Mapping[str, str | bytes]) -> Callable[[Path], bytes | None]:
    def lire(chemin: Path) -> bytes | None:
        contenu = contenus.get(str(chemin))
        return contenu.encode() if isinstance(contenu, str) else contenu

    return lire


def lire(environ: Mapping[str, str], contenus: Mapping[str, str | bytes] | None = None) -> Reglages:
    return charger({"RECEPISSE_DONNEES": "/srv/d", **environ}, fichiers(contenus or {}))


def refus(environ: Mapping[str, str], contenus: Mapping[str, str | bytes] | None = None) -> str:
    with pytest.raises(ErreurReglages) as erreur:
        lire(environ, contenus)
    return str(erreur.value)


def test_without_anything_the_defaults_are_those_of_the_manual() -> None:
    reglages = charger({"HOME": "/home/paie"}, sans_fichier)
    assert reglages.donnees == Path("/home/paie/.local/share/recepisse")
    assert reglages.adresses == ""
    assert reglages.environnement is Environnement.PRODUCTION
    assert (reglages.ecoute, reglages.port) == ("127.0.0.1", 8000)
    assert reglages.cadence_ouverture == timedelta(seconds=15)
    assert reglages.cadence_ouvert == timedelta(minutes=5)
    assert reglages.cadence_ferme == timedelta(hours=1)
    assert reglages.retard_releve == timedelta(minutes=2)
    assert reglages.redepot_automatique
    assert {reglages.origine(connu.nom) for connu in reglages_connus()} == {"défaut"}


def test_the_data_folder_follows_xdg_when_it_is_absolute() -> None:
    assert charger({"XDG_DATA_HOME": "/srv/x"}, sans_fichier).donnees == Path("/srv/x/recepisse")
    sans = charger({"XDG_DATA_HOME": "x", "HOME": "/home/p"}, sans_fichier)
    assert sans.donnees == Path("/home/p/.local/share/recepisse")


def test_the_file_of_the_data_folder_is_read() -> None:
    reglages = lire(
        {}, {"/srv/d/recepisse.toml": 'port = 8701\nlogiciel = "Paie"\ncadence_ouvert = "10 min"\n'}
    )
    assert (reglages.port, reglages.logiciel) == (8701, "Paie")
    assert reglages.cadence_ouvert == timedelta(minutes=10)
    assert reglages.origine("port") == "fichier /srv/d/recepisse.toml"


def test_the_environment_wins_over_the_file() -> None:
    reglages = lire({"RECEPISSE_PORT": "9000"}, {"/srv/d/recepisse.toml": "port = 8701\n"})
    assert reglages.port == 9000
    assert reglages.origine("port") == "variable d’environnement RECEPISSE_PORT"


def test_a_named_file_takes_the_place_of_the_usual_one_and_may_move_the_data() -> None:
    reglages = charger(
        {"RECEPISSE_REGLAGES": "/etc/r.toml"},
        fichiers({"/etc/r.toml": 'donnees = "/srv/autre"\n', "/srv/autre/recepisse.toml": "port = 1\n"}),
    )
    assert reglages.donnees == Path("/srv/autre")
    assert reglages.port == 8000


def test_the_environment_names_the_data_folder_above_all() -> None:
    reglages = lire({"RECEPISSE_REGLAGES": "/etc/r.toml"}, {"/etc/r.toml": 'donnees = "/srv/autre"\n'})
    assert reglages.donnees == Path("/srv/d")


def test_a_named_file_that_is_missing_is_refused() -> None:
    assert "« /etc/r.toml » n’existe pas" in refus({"RECEPISSE_REGLAGES": "/etc/r.toml"})


def test_the_usual_file_cannot_move_the_folder_where_it_is() -> None:
    assert "ne peut pas déplacer" in refus({}, {"/srv/d/recepisse.toml": 'donnees = "/ailleurs"\n'})


def test_a_secret_comes_from_the_file_that_a_variable_names() -> None:
    reglages = lire({"RECEPISSE_CLE_COFFRE_FILE": "/run/cle"}, {"/run/cle": f"{CLE}\n"})
    assert reglages.cle_coffre == CLE
    assert reglages.origine("cle_coffre") == "fichier désigné par RECEPISSE_CLE_COFFRE_FILE"


def test_a_secret_given_twice_is_refused() -> None:
    phrase = refus({"RECEPISSE_CLE_COFFRE": CLE, "RECEPISSE_CLE_COFFRE_FILE": "/run/cle"})
    assert "donnés tous les deux" in phrase


def test_the_missing_file_of_a_secret_is_refused() -> None:
    assert "n’existe pas : « /run/cle »" in refus({"RECEPISSE_CLE_COFFRE_FILE": "/run/cle"})


def test_only_secrets_have_a_file_variable() -> None:
    assert "RECEPISSE_PORT_FILE ne correspond à aucun réglage" in refus({"RECEPISSE_PORT_FILE": "/run/port"})


def test_an_unknown_variable_is_refused_with_the_nearest_name() -> None:
    assert "Vouliez-vous dire « RECEPISSE_PORT »" in refus({"RECEPISSE_POTR": "1"})


def test_an_unknown_key_is_refused_with_the_nearest_name() -> None:
    phrase = refus({}, {"/srv/d/recepisse.toml": "telechargement_simultanes = 3\n"})
    assert "/srv/d/recepisse.toml contient « telechargement_simultanes »" in phrase
    assert "« telechargements_simultanes »" in phrase


def test_an_unknown_name_far_from_all_points_to_the_command() -> None:
    assert "recepisse reglages" in refus({}, {"/srv/d/recepisse.toml": "zzzzzzzzzzzzzz = 3\n"})


def test_the_variables_of_the_scripts_are_known() -> None:
    assert lire(dict.fromkeys(VARIABLES_A_PART, "") | {"RECEPISSE_REGLAGES": ""}).port == 8000


def test_nonsense_is_refused_with_key_value_and_what_is_expected() -> None:
    phrase = refus({"RECEPISSE_PORT": "beaucoup"})
    assert "« port »" in phrase
    assert "« beaucoup »" in phrase
    assert "un nombre entier de 0 à 65535" in phrase


def test_a_refused_secret_is_not_repeated() -> None:
    phrase = refus({"RECEPISSE_CLE_COFFRE": "hunter2-secret"})
    assert "hunter2" not in phrase
    assert "64 chiffres hexadécimaux" in phrase


def test_a_broken_toml_is_refused_with_its_place_and_without_its_content() -> None:
    phrase = refus({}, {"/srv/d/recepisse.toml": f'port = 1\ncle_coffre = "{CLE}\n'})
    assert "ligne 2" in phrase
    assert CLE not in phrase


def test_a_toml_of_another_encoding_is_refused() -> None:
    assert "UTF-8" in refus({}, {"/srv/d/recepisse.toml": "logiciel = 'é'".encode("latin-1")})


def test_a_user_agent_that_would_break_a_header_is_refused() -> None:
    for valeur in ("Paie (x)", "Paie/1", "Pa;ie", "Païe", ""):
        assert "logiciel" in refus({"RECEPISSE_LOGICIEL": valeur})


def test_real_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "recepisse.toml").write_text("port = 8701\n", encoding="utf-8")
    assert charger({"RECEPISSE_DONNEES": str(tmp_path)}).port == 8701
    assert charger({"RECEPISSE_DONNEES": str(tmp_path / "vide")}).port == 8000


def test_an_unreadable_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "recepisse.toml").mkdir()
    with pytest.raises(ErreurReglages, match="ne peut pas être lu"):
        charger({"RECEPISSE_DONNEES": str(tmp_path)})
