"""Lists: what was listed is found again in every dress, and no garbage breaks the readers."""

import gzip
import json
from collections.abc import Mapping
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recepisse.echanges.accuse import lire_accuse
from recepisse.echanges.decompression import Lecteur
from recepisse.echanges.depots import parse_depots
from recepisse.erreurs import ReponseInattendue
from recepisse.retours.identification import identifier_document
from recepisse.retours.listing import parse_retours

idflux = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-", min_size=1, max_size=50)
mots = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), max_size=12)
retours = st.fixed_dictionaries(
    {"nature": st.sampled_from(["10", "11", "94", "119", "777"])},
    optional=dict.fromkeys(("statut", "publication", "production", "id", "url", "ops", "delegataire"), mots),
)
listes = st.dictionaries(idflux, st.lists(retours, max_size=4), max_size=4)


def attendu(liste: Mapping[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    return {i: [{c: v for c, v in r.items() if v} for r in rs] for i, rs in liste.items()}


def lu(corps: bytes) -> dict[str, list[dict[str, str]]]:
    champs = ("nature", "statut", "publication", "production", "id", "url", "ops", "delegataire")
    return {
        f.idflux: [{c: getattr(r, c) for c in champs if getattr(r, c)} for r in f.retours]
        for f in parse_retours(corps)
    }


@given(listes, st.sampled_from(["retours", "Retours", None]), st.booleans(), st.booleans(), st.booleans())
def test_une_liste_json_se_relit_sous_toutes_ses_formes(
    liste: dict[str, list[dict[str, str]]], racine: str | None, majuscule: bool, seuls: bool, bom: bool
) -> None:
    def seul(valeurs: list[object]) -> object:
        return valeurs[0] if seuls and len(valeurs) == 1 else valeurs

    cle = "Retour" if majuscule else "retour"
    flux = seul([{"id": i, cle: seul([{**r, "vide": None} for r in rs])} for i, rs in liste.items()])
    corps = json.dumps({racine: {"flux": flux}} if racine else {"flux": flux}, ensure_ascii=bom).encode()
    assert lu((b"\xef\xbb\xbf" if bom else b"") + corps) == attendu(liste)


@given(listes, st.sampled_from(["", '<?xml version="1.0" encoding="UTF-8"?>', "\ufeff", "\n"]))
def test_une_liste_xml_se_relit(liste: dict[str, list[dict[str, str]]], debut: str) -> None:
    def element(nom: str, contenu: str) -> str:
        return f"<{nom}>{contenu}</{nom}>"

    flux = "".join(
        element("flux", element("id", i) + "".join(
            element("retour", "".join(element(c, escape(v)) for c, v in r.items())) for r in rs
        ))
        for i, rs in liste.items()
    )  # fmt: skip
    assert lu((debut + element("retours", flux)).encode()) == attendu(liste)


cles = st.sampled_from(["retours", "flux", "retour", "id", "depots", "depot", "idflux"])
jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | mots,
    lambda dedans: st.lists(dedans, max_size=3) | st.dictionaries(cles, dedans, max_size=3),
)


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=100).map(str.encode),
        jsons.map(lambda v: json.dumps(v).encode()),
    )
)
def test_n_importe_quels_octets_donnent_une_liste_ou_une_reponse_inattendue(corps: bytes) -> None:
    for lire in (parse_retours, parse_depots):
        try:
            lire(corps)
        except ReponseInattendue as erreur:
            assert erreur.corps == corps  # noqa: PT017 - both outcomes are allowed, one is checked
    lire_accuse(corps)
    identifier_document(corps)


@given(st.lists(st.binary(max_size=400), max_size=3), st.lists(st.integers(1, 50), min_size=1, max_size=5))
def test_un_corps_compresse_se_relit_quel_que_soit_son_decoupage(
    membres: list[bytes], pas: list[int]
) -> None:
    fil = b"".join(gzip.compress(m) for m in membres)
    lecteur = Lecteur(encodage="gzip", maximum=10_000, maximum_recu=10_000)
    position, rang = 0, 0
    while position < len(fil):
        fin = position + pas[rang % len(pas)]
        lecteur.recevoir(fil[position:fin])
        position, rang = fin, rang + 1
    assert lecteur.terminer() == b"".join(membres)


@given(st.binary(min_size=1, max_size=300), st.data())
def test_un_corps_compresse_coupe_est_toujours_refuse(contenu: bytes, data: st.DataObject) -> None:
    fil = gzip.compress(contenu)
    coupe = fil[: data.draw(st.integers(1, len(fil) - 1))]
    lecteur = Lecteur(encodage="gzip", maximum=10_000, maximum_recu=10_000)
    lecteur.recevoir(coupe)
    with pytest.raises(ReponseInattendue):
        lecteur.terminer()
