"""The two ways of reading say the same; every irregularity of form is read; nothing is lost."""

import tracemalloc
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from recepisse.retours.exposition import en_json
from recepisse.retours.familles.bilan import LECTEUR
from recepisse.retours.modele import Contenu
from recepisse.retours.sens.interpretation import interpreter
from tests.exactitude.aide_retours import valeurs_du_document, valeurs_lues
from tests.unitaires.retours.aide_bilan import (
    anomalie,
    autres,
    comparable,
    declaration,
    envoi,
    lire,
    lire_en_flux,
    rapport,
)

EXEMPLES = Path(__file__).parents[4] / "donnees" / "retours"


def is_bilan(octets: bytes) -> bool:
    return b"rapport" in octets[:600] and b"http://www.gip-mds.fr/" in octets[:600]


BILANS = [e for e in sorted(EXEMPLES.glob("*.xml")) if is_bilan(e.read_bytes())]


def memes(octets: bytes | str, nature: str, statut: str) -> None:
    assert comparable(lire_en_flux(octets, nature, statut)) == comparable(lire(octets, nature, statut))


@pytest.mark.parametrize("exemple", BILANS, ids=lambda e: e.stem)
def test_en_flux_un_exemple_dit_la_meme_chose(exemple: Path) -> None:
    memes(exemple.read_bytes(), exemple.name.split("_")[0], "KO")


def test_en_flux_les_exemples_officiels_disent_la_meme_chose(officiel: Path) -> None:
    bilans = [e for e in sorted((officiel / "exemples").glob("*.xml")) if is_bilan(e.read_bytes())]
    assert len(bilans) >= 20
    for exemple in bilans:
        memes(exemple.read_bytes(), "", "")


def test_il_y_a_des_exemples() -> None:
    assert len(BILANS) >= 28


ANO_ENVOI = "<envoi_anomalie><description><code>E1</code></description></envoi_anomalie>"
SALARIE = (
    "<salarie origine='DSN' neuf='1'><NIR>1</NIR><taux_imposition_PAS>0.00</taux_imposition_PAS></salarie>"
)
CONTRAT = "<contrat neuf='2'><num_contrat>CT</num_contrat></contrat>"


@pytest.mark.parametrize(
    "xml",
    [
        rapport(envoi("KO", ANO_ENVOI * 2)),
        rapport(f"<bordereau>{ANO_ENVOI}</bordereau>"),
        rapport(envoi("", ANO_ENVOI) + declaration(anomalie(), etat="")),
        rapport(
            envoi("KO") + declaration(anomalie(), etat="") + declaration(anomalie(), anomalie(), etat="ANO")
        ),
        rapport(
            envoi()
            + declaration(identification="")
            + declaration(anomalie(), identification="<rang>x</rang>")
        ),
        rapport(envoi() + declaration(anomalie(), bilan=SALARIE * 3 + CONTRAT)),
        rapport(declaration(anomalie(), etat="KO")),
        rapport(envoi("OK") + declaration(anomalie(), etat="KO")),
        rapport(envoi("OK") + declaration(anomalie(), etat="ANO")),
        rapport(
            envoi()
            + declaration(anomalie(suite="<environnement><salarie><NIR>1</NIR></salarie></environnement>"))
        ),
        rapport(
            envoi()
            + declaration(anomalie().replace("<declaration_anomalie>", "<declaration_anomalie neuf='1'>"))
        ),
        rapport(envoi() + declaration(f"egare{anomalie()}", anomalie())),
        rapport(envoi() + declaration(anomalie()), 'type="CRACOSS" xmlns="http://www.gip-mds.fr/"'),
        rapport(
            envoi()
            + declaration(
                anomalie("<code>BA-209-09</code><message>déclaré 1 euros, calculé 2 euros</message>")
            ),
            'type="CRACOSS"',
        ),
    ],
)
def test_en_flux_un_document_dit_la_meme_chose(xml: str) -> None:
    memes(xml, "", "KO")


@pytest.mark.parametrize(
    ("xml", "valeurs"),
    [
        (f"<envoi>{SALARIE}</envoi>", ["DSN", "1", "1", "0.00"]),
        (f"<neuf><declaration>{anomalie()}</declaration></neuf>", ["X1", "m"]),
        (ANO_ENVOI, ["E1"]),
        (f"<declaration>{CONTRAT}</declaration>", ["2", "CT"]),
    ],
)
def test_un_element_hors_de_sa_place_est_garde(xml: str, valeurs: list[str]) -> None:
    for lu in (lire(rapport(xml)), lire_en_flux(rapport(xml))):
        assert lu.anomalies == []
        assert [valeur for _, valeur in autres(lu)] == valeurs


def test_un_element_lourd_hors_de_sa_place_a_son_chemin() -> None:
    assert autres(lire_en_flux(rapport(f"<envoi>{CONTRAT}</envoi>"))) == [
        ("rapport/envoi/contrat/@neuf", "2"),
        ("rapport/envoi/contrat/num_contrat", "CT"),
    ]


# --- irregularities of form --------------------------------------------------------------------------

TEXTE = rapport(envoi() + declaration(anomalie("<code>É1</code><message>né à Créteil</message>")))


@pytest.mark.parametrize(
    "octets",
    [
        TEXTE.encode(),
        b"\xef\xbb\xbf" + TEXTE.encode(),
        b"\r\n  " + TEXTE.encode(),
        b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + TEXTE.encode(),
        b'<?xml version="1.0" encoding="ISO-8859-1"?>' + TEXTE.encode("latin-1"),
        b'<?xml version="1.0" encoding="UTF-8"?>' + TEXTE.encode("latin-1"),
        TEXTE.encode("latin-1"),
        TEXTE.replace("g:", "ns2:").replace(":g=", ":ns2=").encode(),
        TEXTE.replace("<envoi>", "<!-- note --><envoi>").encode(),
        TEXTE.replace("g:rapport", "rapport").replace("xmlns:g", "xmlns").encode(),
        TEXTE.replace("g:rapport", "rapport").replace(' xmlns:g="http://www.gip-mds.fr/"', "").encode(),
    ],
    ids=[
        "nu",
        "BOM",
        "blancs",
        "prologue",
        "latin",
        "latin dit UTF-8",
        "latin muet",
        "préfixe",
        "commentaire",
        "espace",
        "sans espace",
    ],
)
def test_les_formes_d_un_meme_document(octets: bytes) -> None:
    contenu = lire(octets)
    (trouvee,) = contenu.anomalies
    assert (trouvee.code, trouvee.message) == ("É1", "né à Créteil")
    assert (contenu.idflux, contenu.declarations[0].siren) == ("F1", "901200345")
    assert contenu.autres == []


@pytest.mark.parametrize(
    "version", ["v01r04", "v01r06", "v01r07", "v01r08", "v02r01", "v02r02", "v02r03", "v09r99"]
)
@pytest.mark.parametrize("profil", ["DSN", "PASRAU", "DPAE", "profil-123"])
def test_toutes_les_versions_et_tous_les_profils(version: str, profil: str) -> None:
    contenu = lire(
        rapport(envoi() + declaration(anomalie()), f'type="20" profil="{profil}" version="{version}"')
    )
    assert (contenu.version, contenu.type_interne, len(contenu.anomalies)) == (version, "20", 1)


def test_la_nature_du_listing_decide_jamais_celle_qui_est_ecrite() -> None:
    phrase = "<code>C0202</code><message>NIR : 2790913055034</message>"
    xml = rapport(envoi() + declaration(anomalie(phrase)), 'type="21"')
    assert lire(xml, "116").anomalies[0].individu is None
    assert lire(xml, "21").anomalies[0].individu is not None


# --- nothing is lost ---------------------------------------------------------------------------------


def perdues(octets: bytes, contenu: Contenu) -> list[str]:
    lu = en_json(interpreter(contenu, "", ""))
    garde = valeurs_lues({cle: lu[cle] for cle in ("anomalies", "donnees", "autres")})
    return sorted((valeurs_du_document(octets) - garde).elements())


NOMS = sorted(
    {str(e.tag).rpartition("}")[2] for b in BILANS for e in etree.parse(b).getroot().iter(etree.Element)}
)


@st.composite
def documents_abimes(tirer: st.DrawFn) -> bytes:
    """A known document where elements were renamed, repeated, moved, given attributes and stray texts."""
    racine = etree.fromstring(tirer(st.sampled_from(BILANS)).read_bytes().removeprefix(b"\xef\xbb\xbf"))
    elements = [e for e in racine.iter(etree.Element) if e is not racine]
    for rang in range(tirer(st.integers(1, 6))):
        element = tirer(st.sampled_from(elements))
        geste = tirer(st.sampled_from(["nom", "attribut", "texte", "suite", "copie", "voyage"]))
        if geste == "nom":
            element.tag = tirer(st.sampled_from([*NOMS, "neuf"]))
        elif geste == "attribut":
            element.set(
                tirer(st.sampled_from(["neuf", "origine", "name", "part", "type"])), f"attribut {rang}"
            )
        elif geste == "texte":
            element.text = f"texte {rang}"
        elif geste == "suite":
            element.tail = f"suite {rang}"
        else:
            hote = tirer(st.sampled_from(elements))
            if hote not in list(element.iter()):
                hote.append(
                    etree.fromstring(etree.tostring(element, with_tail=False))
                    if geste == "copie"
                    else element
                )
    return etree.tostring(racine, encoding="UTF-8")


@given(documents_abimes())
def test_rien_d_un_document_abime_n_est_perdu(octets: bytes) -> None:
    assert perdues(octets, lire(octets)) == []
    assert perdues(octets, lire_en_flux(octets)) == []


# --- memory ------------------------------------------------------------------------------------------


def test_un_grand_bilan_se_lit_sans_etre_retenu() -> None:
    nombre = 3000
    texte = "x" * 200
    xml = rapport(
        envoi("KO")
        + declaration(*(anomalie(f"<code>C</code><message>{texte}</message>"),) * nombre, etat="KO")
    )
    tracemalloc.start()
    try:
        contenu = lire_en_flux(xml)
        retenu, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert Counter(a.gravite for a in contenu.anomalies).total() == nombre
    assert len({id(a.message) for a in contenu.anomalies}) == 1
    assert retenu < nombre * 500


def test_les_elements_lourds_sont_connus() -> None:
    assert {"declaration_anomalie", "envoi_anomalie", "salarie", "contrat"} == LECTEUR.lourds
