"""A person in a bilan: an employee, or someone paid without being one (``individu_non_salarie``).

Rubrics S21.G00.30 (employee) and S89.G00.91 (other): the names of the elements are those of the schema. A NIR
has 13 digits, 15 with its key in the documents of CNAM (natures 31 and 36): it is cut to 13 to be compared,
and the full one is kept in the complements. Names may hold the words "non renseigné": they stay as written.
"""

from lxml import etree

from recepisse.retours.bilan.blocs import Reste, feuilles_de, ouvrir, table
from recepisse.retours.modele import Complement, Donnee, Individu

NIR_AVEC_CLEF = 15
NIR = 13

_FUTUR = "future_imposition_PAS"
_PERSONNE = table(
    "NIR NTT nom_famille nom_usage prenoms sexe date_naissance lieu_naissance code_pays matricule rang"
    " taux_imposition_PAS",
    blocs=_FUTUR,
)
_TAUX_FUTUR = table("taux date_effet")
_CLEFS = {"NIR": "nir", "NTT": "ntt", "taux_imposition_PAS": "taux"}
_CHAMPS = frozenset({"NIR", "NTT", "nom_famille", "prenoms", "matricule", "date_naissance"})


def nir_court(nir: str) -> str:
    """Return the 13 digits of a NIR written with its key; anything else unchanged."""
    return nir[:NIR] if len(nir) == NIR_AVEC_CLEF and nir.isascii() and nir.isalnum() else nir


def lire_personne(element: etree._Element, reste: Reste) -> tuple[dict[str, str], dict[str, str] | None]:
    """Return what is said of a person by name of element, and of the rate to come (None: not spoken of).

    A blank ``taux_imposition_PAS`` is left out like a missing one: both mean that no rate is given, which
    is not a rate of ``0.00``.
    """
    lues, blocs = ouvrir(element, _PERSONNE, reste)
    return lues, feuilles_de(blocs[_FUTUR][0], _TAUX_FUTUR, reste) if blocs else None


def lire_salarie(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    """Return an employee of ``declaration_bilan``, by names of the schema but for four of them.

    These are ``nir``, ``ntt``, ``taux`` (``taux_imposition_PAS``) and ``futur``. ``taux`` is there only when
    a rate is given (to be declared in S21.G00.50.006), ``futur`` only when a rate to come is spoken of; both
    are percents as written.
    """
    lues, futur = lire_personne(element, reste)
    salarie: dict[str, Donnee] = {_CLEFS.get(nom, nom): valeur for nom, valeur in lues.items()}
    if futur is not None:
        salarie["futur"] = {**futur}
    if origine := element.get("origine"):
        salarie["origine"] = origine
    return salarie


def lire_individu(element: etree._Element, reste: Reste) -> tuple[dict[str, str], Individu]:
    """Return what is said of a person by name of element, and the person; the origin is a complement."""
    lues, futur = lire_personne(element, reste)
    lire = lues.get
    nir = lire("NIR", "")
    court = nir_court(nir)
    partager = reste.partager
    complements = [Complement(nom, partager(valeur)) for nom, valeur in lues.items() if nom not in _CHAMPS]
    if origine := element.get("origine"):
        complements.append(Complement("origine", partager(origine)))
    if court != nir:
        complements.append(Complement("NIR", nir))
    if futur:
        complements += [Complement(f"{_FUTUR}/{nom}", valeur) for nom, valeur in futur.items()]
    individu = Individu(
        court,
        lire("NTT", ""),
        lire("nom_famille", ""),
        lire("prenoms", ""),
        lire("matricule", ""),
        lire("date_naissance", ""),
        tuple(complements),
    )
    return lues, individu
