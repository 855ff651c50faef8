"""XML read safely, at once or as it flows."""

from collections.abc import Callable
from io import BytesIO

import pytest
from lxml import etree

from recepisse.retours.document import xml as document_xml
from recepisse.retours.document.xml import (
    PROFONDEUR_MAX,
    SANS_NOM,
    TROP_GROS,
    TROP_PROFOND,
    TYPE_INTERDIT,
    Entree,
    Illisible,
    detacher,
    nettoyer,
    nom_local,
    ouvrir_grand,
    parcourir,
    parse,
)

AUCUN: frozenset[str] = frozenset()


def en_flux(corps: bytes, lourds: frozenset[str] = AUCUN) -> "etree._Element | Illisible":
    return parcourir(BytesIO(corps), lourds, lambda _: None)


LIRE = pytest.mark.parametrize("lire", [parse, en_flux], ids=["entier", "flux"])
Lire = Callable[[bytes], "etree._Element | Illisible"]


def racine(lu: "etree._Element | Illisible") -> etree._Element:
    assert not isinstance(lu, Illisible), lu
    return lu


# --- what is read ------------------------------------------------------------------------------------


@LIRE
@pytest.mark.parametrize(
    "corps",
    [
        "<a>é€</a>".encode(),
        b"\xef\xbb\xbf" + "<a>é€</a>".encode(),
        b"\xef\xbb\xbf \r\n" + "<a>é€</a>".encode(),
        b"\n\n\t" + '<?xml version="1.0"?><a>é€</a>'.encode(),
        "<a>é€</a>".encode("cp1252"),
        '<?xml version="1.0"?><a>é€</a>'.encode("cp1252"),
        '<?xml version="1.0" encoding="UTF-8"?><a>é€</a>'.encode("cp1252"),
        '<?xml version="1.0" encoding="utf8"?><a>é€</a>'.encode("cp1252"),
        '<?xml version="1.0" encoding="ISO-8859-1"?><a>é€</a>'.encode(),
        '<?xml version="1.0" encoding="windows-1252"?><a>é€</a>'.encode("cp1252"),
        '<?xml version="1.0" encoding="windows-1252"?><a>é€</a>'.encode(),
        '<?xml version="1.0" encoding="US-ASCII"?><a>é€</a>'.encode(),
        '<?xml version="1.0" encoding="UTF-16"?><a>é€</a>'.encode(),
        '<?xml version="1.0" encoding="jamais-vu"?><a>é€</a>'.encode(),
        '<?xml version="1.0" encoding="jamais-vu"?><a>é€</a>'.encode("cp1252"),
        '<?xml version="1.0" encoding="UTF-16"?><a>é€</a>'.encode("utf-16"),
        '<?xml version="1.0"?><a>é€</a>'.encode("utf-16-le"),
        '<?xml version="1.0"?><a>é€</a>'.encode("utf-16-be"),
        "<!-- rien --><a>é<!-- ni -->€</a><!-- fin -->".encode(),
        "<?quoi ?><a>é<?que ?>€</a><?ce soit?>".encode(),
        "<a><![CDATA[é€]]></a>".encode(),
        b"<a>&#233;&#x20AC;</a>",
    ],
)
def test_le_texte_est_lu_quel_que_soit_l_encodage(lire: Lire, corps: bytes) -> None:
    lu = racine(lire(corps))
    assert (lu.tag, lu.text) == ("a", "é€")


@LIRE
def test_iso_8859_1_annonce_et_vrai(lire: Lire) -> None:
    assert racine(lire('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1"))).text == "é"


@LIRE
def test_les_caracteres_echappes(lire: Lire) -> None:
    lu = racine(lire(b'<a b="&amp;&lt;&quot;&#38;&#10;">&amp;&lt;&gt;</a>'))
    assert (lu.get("b"), lu.text) == ('&<"&\n', "&<>")


@LIRE
def test_les_blancs_entre_elements_ne_sont_pas_gardes(lire: Lire) -> None:
    lu = racine(lire(b"<a>\n  <b> x </b>\n  <c/>\n</a>"))
    assert (lu.text or "").strip() == ""
    assert lu[0].text == " x "
    assert not (lu[0].tail or "").strip()


def test_nettoyer_ote_la_marque_et_les_blancs() -> None:
    assert nettoyer(b"\xef\xbb\xbf \n<a/> ") == b"<a/> "


def test_le_nom_local_n_a_pas_d_espace() -> None:
    assert nom_local(etree.fromstring('<x:a xmlns:x="urn:x"/>')) == "a"
    assert nom_local(etree.fromstring("<a/>")) == "a"


# --- what is refused -----------------------------------------------------------------------------------

BOMBE = (
    b'<!DOCTYPE a [<!ENTITY a0 "lollollol">'
    + b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 10))
    + b"]>"
)


@LIRE
@pytest.mark.parametrize(
    "corps",
    [
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>',
        b'<!DOCTYPE a PUBLIC "-//X//Y" "http://192.0.2.1/a.dtd"><a>&b;</a>',
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<!DOCTYPE a [<!ENTITY b "c">]><a x="&b;"/>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://192.0.2.1/"> %b;]><a/>',
        b"<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE a><a/>",
        "<!DOCTYPE a><a/>".encode("utf-16"),
    ],
)
def test_un_type_de_document_est_refuse(lire: Lire, corps: bytes) -> None:
    assert lire(corps) is TYPE_INTERDIT


@LIRE
@pytest.mark.parametrize("corps", [b"<a>&a9;</a>", b'<a x="&a9;"/>'])
def test_un_milliard_de_rires_ne_se_deplie_pas(lire: Lire, corps: bytes) -> None:
    lu = lire(BOMBE + corps)
    assert lu in (TYPE_INTERDIT, TROP_PROFOND)


@LIRE
@pytest.mark.parametrize(
    "corps",
    [
        b"<a>",
        b"<a><b></a>",
        b"<a",
        b"<",
        b"<a></a><b/>",
        b"<a>&inconnue;</a>",
        b"<a>\x00</a>",
        b"<a/>\x00",
        b"<a x='1' x='2'/>",
        b'<?xml version="1.0"?>',
        b"<!-- rien -->",
        b"<a>" + b"\xff" * 10,
        "<a>é".encode()[:-1],
        b"\xff\xfe<\x00",
        b"",
    ],
)
def test_ce_qui_est_mal_forme_est_dit_sans_etre_cite(lire: Lire, corps: bytes) -> None:
    lu = lire(corps)
    assert isinstance(lu, Illisible)
    assert lu.raison.startswith("Le document ")
    assert "inconnue" not in lu.raison


@LIRE
def test_la_ligne_du_defaut_est_dite(lire: Lire) -> None:
    lu = lire(b"<a>\n<b>\n</c></a>")
    assert isinstance(lu, Illisible)
    assert lu.ligne == 3
    assert lu.raison == "Le document est tronqué ou mal formé à la ligne 3."


@LIRE
def test_la_profondeur_est_bornee(lire: Lire) -> None:
    def corps(niveaux: int) -> bytes:
        return b"<a>" * niveaux + b"</a>" * niveaux

    assert racine(lire(corps(PROFONDEUR_MAX))).tag == "a"
    assert lire(corps(PROFONDEUR_MAX + 1)) is TROP_PROFOND
    assert lire(corps(100_000)) is TROP_PROFOND
    assert lire(b"<a>" * 100_000) is TROP_PROFOND


def test_la_profondeur_est_bornee_loin_de_la_tete() -> None:
    loin = b"<a>" + b" " * 100_000
    assert en_flux(loin + b"<a>" * 300 + b"</a>" * 301) is TROP_PROFOND


def test_une_valeur_demesuree_n_est_lue_qu_en_flux() -> None:
    onze_mo = b"x" * 11_000_000
    assert parse(b"<a>" + onze_mo + b"</a>") is TROP_PROFOND
    assert len(racine(en_flux(b"<a><b>" + onze_mo + b"</b></a>"))[0].text or "") == 11_000_000
    assert len(racine(en_flux(b'<a><b c="' + onze_mo + b'"/></a>'))[0].get("c") or "") == 11_000_000


def test_un_attribut_enorme_a_la_racine_est_refuse() -> None:
    assert en_flux(b'<a b="' + b"x" * 11_000_000 + b'"/>') is TROP_PROFOND


# --- as it flows ---------------------------------------------------------------------------------------


def test_la_tete_d_un_grand_document() -> None:
    assert ouvrir_grand(BytesIO('<x:a xmlns:x="urn:x">é</x:a>'.encode())) == Entree("{urn:x}a")
    assert ouvrir_grand(BytesIO(b"<a>\xe9</a>")) == Entree("a", "windows-1252")
    assert ouvrir_grand(BytesIO(b"\n" * 200_000 + b"<!--" + b"-" + b"x" * 200_000 + b"--><a>")) == Entree("a")


def test_chaque_lourd_est_remis_puis_ote() -> None:
    corps = b"<r><t>1</t>" + b"<x><l i='%d'><m/>v</l></x>" * 3 % (1, 2, 3) + b"<f/></r>"
    recus = []

    def recevoir(element: etree._Element) -> None:
        ancetres = [a.tag for a in element.iterancestors()]
        recus.append((element.get("i"), element[0].tail, ancetres))

    lu = racine(parcourir(BytesIO(corps), frozenset({"l"}), recevoir))
    assert recus == [("1", "v", ["x", "r"]), ("2", "v", ["x", "r"]), ("3", "v", ["x", "r"])]
    assert etree.tostring(lu) == b"<r><t>1</t><x/><x/><x/><f/></r>"


def test_un_lourd_dans_un_lourd_lui_appartient() -> None:
    recus: list[bytes] = []
    en_tout = frozenset({"l"})
    parcourir(BytesIO(b"<r><l><l/></l><l/></r>"), en_tout, lambda e: recus.append(etree.tostring(e)))
    assert recus == [b"<l><l/></l>", b"<l/>"]


@pytest.mark.parametrize("troncon", [1, 3, 7, 64, 1 << 16])
def test_le_texte_qui_suit_un_lourd_garde_sa_place(monkeypatch: pytest.MonkeyPatch, troncon: int) -> None:
    monkeypatch.setattr(document_xml, "_TRONCON", troncon)
    corps = b"<r>d<l>1</l>avant<l>2</l>\n<l/>  <l/>fin</r>"
    lu = racine(parcourir(BytesIO(corps), frozenset({"l"}), lambda _: None))
    husk = f"<{SANS_NOM}/>".encode()
    assert b"".join(etree.tostring(lu).split()) == b"<r>d" + husk + b"avant" + husk + b"fin</r>"


def test_le_texte_qui_suit_un_lourd_n_est_pas_a_son_lecteur() -> None:
    corps, lourds = b"<r><l>1</l>suite<l>2</l></r>", frozenset({"l"})
    vus: list[object] = []
    parcourir(BytesIO(corps), lourds, lambda e: vus.append((e.text, e.tail)))
    detacher(racine(parse(corps)), lourds, lambda e: vus.append((e.text, e.tail)))
    assert vus == [("1", None), ("2", None)] * 2


def test_detacher_fait_a_un_arbre_ce_que_fait_le_flux() -> None:
    corps = b"<r xmlns:n='urn:n'>d<l>1<l/></l>avant<n:l>2</n:l><k/><l/>fin<b><l/></b></r>"
    en_tout, du_flux, de_l_arbre = frozenset({"l", "k"}), [], []
    lu = racine(
        parcourir(BytesIO(corps), en_tout, lambda e: du_flux.append(etree.tostring(e, with_tail=False)))
    )
    arbre = racine(parse(corps))
    detacher(arbre, en_tout, lambda e: de_l_arbre.append(etree.tostring(e, with_tail=False)))
    assert du_flux == de_l_arbre
    assert len(du_flux) == 5
    assert etree.tostring(arbre) == etree.tostring(lu)


def test_une_racine_lourde_reste() -> None:
    lu = racine(parcourir(BytesIO(b"<l><a/></l>"), frozenset({"l"}), lambda _: None))
    arbre = racine(parse(b"<l><a/></l>"))
    detacher(arbre, frozenset({"l"}), lambda _: None)
    assert len(lu) == len(arbre) == 0
    assert lu.tag == arbre.tag == SANS_NOM


def test_ce_qui_etait_entier_a_ete_lu() -> None:
    recus: list[str] = []
    corps = b"<r>" + b"<l/>" * 5 + b"<l>"
    lu = parcourir(BytesIO(corps), frozenset({"l"}), lambda e: recus.append(str(e.tag)))
    assert isinstance(lu, Illisible)
    assert recus == ["l"] * 5


@pytest.mark.parametrize("encodage", ["utf-8", "cp1252"])
def test_chaque_lourd_n_est_remis_qu_une_fois(encodage: str) -> None:
    """A wrong encoding is seen before anything is handed over, wherever the first odd byte lies."""
    corps = ("<r>" + "<l>a</l>" * 30_000 + "<l>é</l></r>").encode(encodage)
    recus: list[str | None] = []
    racine(parcourir(BytesIO(corps), frozenset({"l"}), lambda e: recus.append(e.text)))
    assert len(recus) == 30_001
    assert recus[-1] == "é"


def test_un_squelette_demesure_arrete_la_lecture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_xml, "ELEMENTS_MAX", 10)
    lourds = frozenset({"l"})
    assert racine(en_flux(b"<r>" + b"<l><m/><m/></l>" * 50 + b"</r>", lourds)).tag == "r"
    assert en_flux(b"<r>" + b"<m/>" * 50 + b"</r>", lourds) is TROP_GROS
    assert en_flux(b"<r><l>" + b"<m/>" * 50 + b"</l></r>", lourds) is TROP_GROS
    assert en_flux(b"<r>" + b"<l/>texte" * 50 + b"</r>", lourds) is TROP_GROS


def test_trop_d_octets_sans_rien_remettre_arretent_la_lecture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_xml, "RETENU_MAX", 100_000)
    lourds = frozenset({"l"})
    assert en_flux(b"<r>" + b"x" * 300_000 + b"</r>", lourds) is TROP_GROS
    assert racine(en_flux(b"<r>" + (b"x" * 40_000 + b"<l/>") * 8 + b"</r>", lourds)).tag == "r"
