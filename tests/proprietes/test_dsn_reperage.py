"""One pass for many demands finds what a plain reading of all the lines would choose."""

from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st

from recepisse.dsn.reperage import Demande, reperer

CONTRAT, SOUS = {40: 9, 51: 10, 52: 6, 86: 5, 34: 2}, {41: 40, 60: 40, 62: 40, 71: 40, 53: 51}
FINS = {6, 11, 20, 85}
NIRS, NTTS, MATRICULES = ["1850578006048", "2900175001001"], ["1732829320X", "1732829320Y"], ["M1", "M2"]
VALEURS = ["a", "b", "00001", "00002"]

identites = st.one_of(
    st.tuples(st.just(1), st.sampled_from(NIRS)),
    st.tuples(st.just(2), st.sampled_from(VALEURS)),
    st.tuples(st.just(19), st.sampled_from(MATRICULES)),
    st.tuples(st.just(20), st.sampled_from(NTTS)),
).map(lambda r: f"S21.G00.30.{r[0]:03},'{r[1]}'")
autres = st.builds(
    lambda bloc, rubrique, valeur: f"S21.G00.{bloc:02}.{rubrique:03},'{valeur}'",
    st.sampled_from([*CONTRAT, *SOUS, *FINS, 50]),
    st.sampled_from([1, 2, 5, 6, 9, 10]),
    st.sampled_from(VALEURS),
)
mauvaises = st.sampled_from(
    ["", "S21.G00.30.001,x", "S21.G00.50.001,'a", "S90.G00.90.001,'2'", "S20.G00.05.001,'01'"]
)
fichiers = st.lists(st.one_of(identites, identites, autres, autres, autres, autres, mauvaises), max_size=60)
demandes = st.lists(
    st.builds(
        Demande,
        st.one_of(
            st.builds(
                lambda bloc, rubrique: f"S21.G00.{bloc:02}{rubrique}",
                st.sampled_from([30, *CONTRAT, *SOUS, *FINS, 50]),
                st.sampled_from(["", ".001", ".002", ".006", ".009", ".010", ".019"]),
            ),
            st.sampled_from(["", "?", "S90.G00.90"]),
        ),
        nir=st.sampled_from(["", "", *NIRS]),
        ntt=st.sampled_from(["", "", *NTTS]),
        matricule=st.sampled_from(["", "", *MATRICULES]),
        contrat=st.sampled_from(["", "00001", "00002"]),
        valeur=st.sampled_from(["", *VALEURS]),
    ),
    max_size=8,
)


Lignes = list[tuple[int, str, int, str]]


def analyser(lignes: list[str]) -> Lignes:
    """Return (number, block, rubric, value) of the lines that are rubrics."""
    return [
        (numero, ligne[:10], int(ligne[11:14]), ligne[16:-1])
        for numero, ligne in enumerate(lignes, 1)
        if ligne[14:16] == ",'" and ligne.endswith("'")
    ]


def personnes(lues: Lignes) -> list[list[Lignes]]:
    """Return the blocks of each person."""
    trouvees: list[list[Lignes]] = []
    ouverte, avant = False, ("", 0)
    for lue in lues:
        _, bloc, rubrique, _ = lue
        nouveau = bloc != avant[0] or rubrique <= avant[1]
        if bloc == "S21.G00.30" and nouveau:
            trouvees.append([])
            ouverte = True
        elif not bloc.startswith("S21.") or int(bloc[8:]) in FINS:
            ouverte = False
        if ouverte:
            if nouveau:
                trouvees[-1].append([])
            trouvees[-1][-1].append(lue)
        avant = (bloc, rubrique)
    return trouvees


def naif(lignes: list[str], demande: Demande) -> int | None:
    """Return the number of the line, by looking at everything and sorting."""
    lues = analyser(lignes)
    bloc, rubrique = demande.rubrique[:10], int(demande.rubrique[11:] or 0)
    if not demande.nomme:
        voulue = demande.valeur if rubrique else ""
        return next(
            (n for n, b, r, v in lues if b == bloc and rubrique in {0, r} and voulue in {"", v}), None
        )
    candidats: list[tuple[int, int, int]] = []
    for blocs in personnes(lues):
        identite = {r: v for _, _, r, v in blocs[0]}
        rangs = [
            rang
            for rang, r, dit in ((3, 1, demande.nir), (2, 20, demande.ntt), (1, 19, demande.matricule))
            if dit and identite.get(r) == dit
        ]
        if rangs:
            candidats += [(rangs[0], points, -n) for points, n in lignes_de(blocs, demande, bloc, rubrique)]
    return -max(candidats)[2] if candidats else None


def lignes_de(blocs: list[Lignes], demande: Demande, bloc: str, rubrique: int) -> list[tuple[int, int]]:
    """Return (points, number) of each line of a person that answers."""
    rendues = [(0, blocs[0][0][0])]
    contrats: dict[int, str] = {}
    for groupe in blocs:
        code = int(groupe[0][1][8:])
        if code in CONTRAT:
            contrats[code] = next((v for _, _, r, v in groupe if r == CONTRAT[code]), "")
        contrat = contrats.get(code if code in CONTRAT else SOUS.get(code, 0), "")
        for n, b, r, v in groupe if rubrique else groupe[:1]:
            if b == bloc and rubrique in {0, r}:
                points = 1 + bool(rubrique and demande.valeur and v == demande.valeur)
                rendues.append((points + 2 * bool(demande.contrat and contrat == demande.contrat), n))
    return rendues


@settings(max_examples=400, deadline=None)
@given(fichiers, demandes, st.sampled_from([1, 17, 64, 1 << 20]), st.sampled_from(["\n", "\r\n"]))
def test_it_finds_what_a_plain_reading_would(
    lignes: list[str], voulues: list[Demande], taille: int, fin: str
) -> None:
    octets = "".join(ligne + fin for ligne in lignes).encode()
    attendues = {i: n for i, voulue in enumerate(voulues) if (n := naif(lignes, voulue)) is not None}
    assert reperer(BytesIO(octets), voulues, taille=taille) == attendues
