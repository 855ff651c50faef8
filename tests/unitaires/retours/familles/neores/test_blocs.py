"""The table of the blocks: what the technical books of 2026 and 2027 list."""

from collections.abc import Iterator

from recepisse.retours.familles.neores.blocs import ACTION, ESPACE, LOURDS, RACINE, BlocNeores


def blocs(bloc: BlocNeores = RACINE, nom: str = "GIPMDS") -> Iterator[tuple[str, BlocNeores]]:
    yield nom, bloc
    for element, place in bloc.blocs.items():
        if not element.startswith("{"):
            yield from blocs(place.bloc, element)


def test_chaque_bloc_a_ses_rubriques() -> None:
    assert {nom: len(bloc.rubriques) // 2 for nom, bloc in blocs()} == {
        "GIPMDS": 0,
        "RO": 1,
        "RO_B000": 14,
        "RO_B001": 1,
        "RO_B002": 11,
        "RO_B003": 2,
        "RO_B004": 20,
        "RO_B005": 7,
        "RO_B006": 8,
        "RO_B007": 9,
        "RO_B008": 6,
        "RO_B009": 10,
        "RO_B010": 1,
        "RO_B011": 6,
        "RO_B012": 8,
    }


def test_une_clef_ne_sert_qu_une_fois_dans_un_bloc() -> None:
    for nom, bloc in blocs():
        clefs = [cle for e, cle in bloc.rubriques.items() if not e.startswith("{")]
        clefs += [place.cle for e, place in bloc.blocs.items() if not e.startswith("{")]
        assert len(clefs) == len(set(clefs)), nom


def test_un_element_est_connu_avec_et_sans_son_espace_de_noms() -> None:
    assert ACTION.rubriques["RO_B004_R013"] == ACTION.rubriques[ESPACE + "RO_B004_R013"] == "action"
    assert ACTION.blocs["RO_B005"] is ACTION.blocs[ESPACE + "RO_B005"]


def test_les_blocs_lourds_sont_ceux_de_la_table() -> None:
    connus = dict(blocs())
    assert {nom: connus[nom] for nom in LOURDS} == {nom: bloc for nom, (_, bloc) in LOURDS.items()}
