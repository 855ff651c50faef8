"""The trade words of the manual are those of the screens."""

from outils.lexique_metier import DEBUT, FIN, PAGE, texte
from recepisse.web.aide.lexique import TERMES


def test_the_table_of_the_manual_is_up_to_date() -> None:
    ecrite = PAGE.read_text(encoding="utf-8").partition(DEBUT)[2].partition(FIN)[0]
    assert ecrite.strip() == texte()


def test_each_word_is_a_sentence_without_its_full_stop() -> None:
    for terme in TERMES.values():
        assert not terme.definition.endswith("."), terme.cle
        assert terme.source, terme.cle
        assert terme.anglais, terme.cle
