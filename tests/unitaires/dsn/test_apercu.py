import tracemalloc
from dataclasses import replace
from io import BytesIO

import pytest

from recepisse.dsn.apercu import TAILLE_BLOC, lire_apercu
from recepisse.erreurs import ErreurFichier
from tests.unitaires.dsn.aides import (
    ARRET,
    ENTETE,
    MENSUELLE,
    codes,
    dsn,
    ecrire,
    grand_fichier,
    grande_entreprise,
    lire,
    totaux,
)

NIR = "1850578006084"


def test_describes_the_envelope() -> None:
    apercu = lire(dsn(MENSUELLE))
    assert (apercu.logiciel, apercu.editeur, apercu.version_logiciel) == ("Paie", "Éditeur", "1.0")
    assert (apercu.mode, apercu.essai, apercu.reel) == ("01", True, False)
    assert (apercu.norme, apercu.point_depot, apercu.type_envoi) == ("P26V01", "01", "01")
    assert apercu.emetteur_siret == "73282932000074"
    assert (apercu.encodage, apercu.fin_de_ligne) == ("iso-8859-1", "crlf")
    assert apercu.constats == ()
    assert apercu.envoyable


def test_describes_a_declaration() -> None:
    octets = dsn(MENSUELLE)
    (declaration,) = lire(octets).declarations
    assert (declaration.rang, declaration.nature, declaration.type) == (1, "01", "01")
    assert (declaration.fraction, declaration.ordre, declaration.mois) == ("11", "7", "01032026")
    assert (declaration.date_fichier, declaration.champ) == ("05042026", "01")
    assert (declaration.identifiant_metier, declaration.id_remplace) == ("METIER-1", "")
    assert (declaration.siren, declaration.nic, declaration.siret) == ("732829320", "00074", "73282932000074")
    assert (declaration.salaries, declaration.lignes) == (1, len(MENSUELLE))
    assert octets[declaration.debut : declaration.fin] == ecrire(MENSUELLE)
    assert declaration.octets == len(ecrire(MENSUELLE))
    assert declaration.ligne == len(ENTETE) + 1


def test_bounds_the_envelope_and_counts_the_file() -> None:
    octets = dsn(MENSUELLE, ARRET)
    apercu = lire(octets)
    assert octets[apercu.debut : apercu.fin_entete] == ecrire(ENTETE)
    assert (apercu.octets, apercu.lignes) == (len(octets), octets.count(b"\n"))
    assert apercu.fin_totaux == b"\r\n"
    assert [d.rang for d in apercu.declarations] == [1, 2]


def test_reads_the_replaced_declaration() -> None:
    remplace = (*MENSUELLE[:5], "S20.G00.05.006,'050320266'", *MENSUELLE[5:])
    assert lire(dsn(remplace)).declarations[0].id_remplace == "050320266"


def test_the_person_and_the_contract_are_for_events_alone() -> None:
    mensuelle, arret = lire(dsn(MENSUELLE, ARRET)).declarations
    assert (mensuelle.individu, mensuelle.contrat) == ("", "")
    assert (arret.individu, arret.contrat) == (NIR, "00001/01022020")
    assert NIR not in repr(arret)
    assert "00001/" not in repr(arret)


def test_a_person_without_nir_is_known_by_its_temporary_number() -> None:
    ntt = [ligne for ligne in ARRET if "30.001" not in ligne]
    ntt.insert(ntt.index("S21.G00.30.002,'D'ARC'") + 1, "S21.G00.30.020,'1732829320ABC'")
    (declaration,) = lire(dsn(ntt)).declarations
    assert (declaration.individu, declaration.salaries) == ("1732829320ABC", 1)


def test_an_event_of_several_people_names_none() -> None:
    deux = (*ARRET, "S21.G00.30.001,'2850578006084'", "S21.G00.30.002,'B'")
    (declaration,) = lire(dsn(deux)).declarations
    assert (declaration.salaries, declaration.individu, declaration.contrat) == (2, "", "")


def test_people_without_a_family_name_are_counted_by_their_nir() -> None:
    sans_nom = [ligne for ligne in MENSUELLE if "30.002" not in ligne]
    assert lire(dsn(sans_nom)).declarations[0].salaries == 1


def test_a_declaration_without_people_has_none() -> None:
    assert lire(dsn(MENSUELLE[:11])).declarations[0].salaries == 0


def test_an_event_with_no_contract_or_no_number() -> None:
    (sans_contrat,) = lire(dsn(ARRET[:-2])).declarations
    (sans_numero,) = lire(dsn(ARRET[:-1])).declarations
    assert (sans_contrat.individu, sans_contrat.contrat) == (NIR, "")
    assert sans_numero.contrat == "01022020"


def test_a_head_without_nature_opens_a_declaration_all_the_same() -> None:
    apercu = lire(dsn(MENSUELLE, MENSUELLE[1:]))
    assert [d.nature for d in apercu.declarations] == ["01", ""]


def test_a_rubric_that_does_not_increase_opens_a_declaration() -> None:
    apercu = lire(dsn(MENSUELLE[:3], MENSUELLE))
    assert len(apercu.declarations) == 2
    assert apercu.declarations[0].lignes == 3


def test_a_first_rubric_said_twice_opens_a_declaration() -> None:
    assert [d.lignes for d in lire(dsn(MENSUELLE[:1], MENSUELLE)).declarations] == [1, len(MENSUELLE)]


def test_a_head_after_a_mass_opens_a_declaration_even_if_its_rubric_follows() -> None:
    sans_employeur = (MENSUELLE[0], *MENSUELLE[11:])
    apercu = lire(dsn(sans_employeur, MENSUELLE[1:]))
    assert [(d.nature, d.salaries) for d in apercu.declarations] == [("01", 1), ("", 1)]


@pytest.mark.parametrize("fin", ["\r\n", "\n"])
def test_reads_a_file_without_its_final_end_of_line(fin: str) -> None:
    octets = dsn(MENSUELLE, fin=fin).removesuffix(fin.encode())
    apercu = lire(octets)
    assert apercu.constats == ()
    assert (apercu.octets, apercu.lignes) == (len(octets), len(ENTETE) + len(MENSUELLE) + 2)
    assert apercu.fin_totaux == fin.encode()
    assert apercu.fin_de_ligne == ("lf" if fin == "\n" else "crlf")


def test_a_lone_line_has_no_end_at_all() -> None:
    apercu = lire(b"S10.G00.00.001,'x'")
    assert (apercu.lignes, apercu.fin_de_ligne, apercu.fin_entete) == (1, "crlf", 18)


@pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
def test_text_is_decoded_as_it_was_written(codec: str) -> None:
    entete = (ENTETE[0], "S10.G00.00.002,'L’Éditeur'", *ENTETE[2:])
    octets = ecrire(entete, MENSUELLE, totaux(26, 1), encodage=codec)
    assert lire(octets).editeur == "L’Éditeur"


def test_reads_large_files_as_it_reads_small_ones() -> None:
    octets = grand_fichier(salaries=300, etablissements=3)
    assert len(octets) > 6 * TAILLE_BLOC
    apercu = lire(octets)
    assert apercu.constats == ()
    assert [d.salaries for d in apercu.declarations] == [300, 300, 300]
    assert apercu.lignes == octets.count(b"\n")
    assert sum(d.octets for d in apercu.declarations) == apercu.declarations[-1].fin - apercu.fin_entete
    assert all(octets[d.debut :].startswith(b"S20.G00.05.001") for d in apercu.declarations)


class Goutte(BytesIO):
    """A stream that gives few bytes at a time, and only by read."""

    readinto = None  # type: ignore[assignment]

    def read(self, taille: int | None = -1, /) -> bytes:
        return super().read(min(taille or 0, 1000))


@pytest.mark.parametrize("fin", [b"\r\n", b"\n"])
def test_does_not_depend_on_how_the_bytes_come(fin: bytes) -> None:
    octets = grand_fichier(salaries=120, fin=fin)
    assert lire_apercu(Goutte(octets)) == lire(octets)


def test_tells_its_progress() -> None:
    octets = grand_fichier(salaries=120)
    pas: list[int] = []
    lire_apercu(BytesIO(octets), progression=pas.append)
    assert sum(pas) == len(octets)
    assert len(pas) > 1


def test_memory_does_not_grow_with_the_file() -> None:
    flux = BytesIO(grand_fichier(salaries=2000))
    tracemalloc.start()
    lire_apercu(flux)
    _, pic = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert pic < 20 * TAILLE_BLOC


@pytest.mark.parametrize("graine", [1, 2])
def test_the_same_declaration_is_read_the_same_wherever_blocks_are_cut(graine: int) -> None:
    seul = grand_fichier(salaries=150)
    decale = seul.replace(b"'RECEPISSE-FABRIQUE'", b"'" + b"x" * 13 * graine + b"'")
    a, b = lire(seul).declarations[0], lire(decale).declarations[0]
    ecart = len(decale) - len(seul)
    assert b == replace(a, debut=a.debut + ecart, fin=a.fin + ecart)


def test_technical_lines_do_not_prevent_reading() -> None:
    recu = (*ENTETE, "S10.G00.95.001,'MtoM'"), (*MENSUELLE[:9], "S21.G00.06.903,'1'", *MENSUELLE[9:])
    apercu = lire(dsn(recu[1], entete=recu[0]))
    assert apercu.declarations[0].siret == "73282932000074"
    assert [c.code for c in apercu.constats] == ["flux_recu"]


@pytest.mark.parametrize("ligne", ["S21.G00.06.903,'1'", "S21.G00.11.904,'1'", "S21.G00.11.850,'1'"])
def test_rubrics_beyond_those_of_the_norm_show_a_received_flow(ligne: str) -> None:
    ou = 10 if ".06." in ligne else 11
    apercu = lire(dsn((*MENSUELLE[:ou], ligne, *MENSUELLE[ou:])))
    assert [(c.code, c.ligne) for c in apercu.constats] == [("flux_recu", len(ENTETE) + ou + 1)]


def test_a_lot_of_several_envois_is_read_to_its_end() -> None:
    lot = (
        b"S05.G51.00.001,'1'\r\nS06.G51.00.001,'1'\r\n"
        + dsn(MENSUELLE)
        + b"S96.G51.00.001,'1'\r\n"
        + dsn(ARRET)
        + b"S95.G51.00.001,'1'\r\n"
    )
    apercu = lire(lot)
    assert [d.nature for d in apercu.declarations] == ["01", "04"]
    assert codes(lot) == {"flux_recu", "plusieurs_envois"}


def test_a_line_out_of_all_measure_ends_the_reading() -> None:
    with pytest.raises(ErreurFichier, match="démesurée") as erreur:
        lire(dsn(MENSUELLE) + b"S21.G00.30.002,'" + b"A" * 300_000)
    assert erreur.value.ligne == len(ENTETE) + len(MENSUELLE) + 3


def test_a_large_text_that_is_no_dsn_is_given_up_early() -> None:
    flux = BytesIO(b"bonjour\n" * 500_000)
    with pytest.raises(ErreurFichier, match="aucune rubrique"):
        lire_apercu(flux)
    assert flux.tell() <= 2 * TAILLE_BLOC


def test_the_large_company_is_what_the_tests_think() -> None:
    assert grande_entreprise(7, 2).etablissements[1].salaries == 7
