"""A person in a bilan: an employee, or someone paid without being one (``individu_non_salarie``).

Rubrics S21.G00.30 (employee) and S89.G00.91 (other): the names of the elements are those of the schema. A NIR
has 13 digits, 15 with its key in the documents of CNAM (natures 31 and 36): it is cut to 13 to be compared,
and the full one is kept in the complements. Names may hold the words "non renseigné": they stay as written.
"""

from lxml import etree

from recepisse.retours.familles.bilan.blocs import Attendus, Reste, feuilles, ouvrir
from recepisse.retours.modele import Complement, Donnee, Individu

NIR_AVEC_CLEF = 15
NIR = 13

_FUTUR = "future_imposition_PAS"
_CLEFS = {"NIR": "nir", "NTT": "ntt", "taux_imposition_PAS": "taux"}
_CHAMPS = frozenset({"NIR", "NTT", "nom_famille", "prenoms", "matricule", "date_naissance"})


class _Personne:
    """A person being read, by names of elements."""

    __slots__ = ("futur", "lues", "reste")

    def __init__(self, element: etree._Element, reste: Reste) -> None:
        self.reste = reste
        self.futur: dict[str, str] | None = None
        """Rate to come; None when it is not spoken of."""
        self.lues = ouvrir(element, _PERSONNE, self)
        """A blank rate is not there, like a missing one: both mean that no rate is given."""


def _lire_futur(personne: _Personne, element: etree._Element) -> None:
    personne.futur = ouvrir(element, _TAUX_FUTUR, personne)


_TAUX_FUTUR = feuilles("taux date_effet")
_PERSONNE: Attendus[_Personne] = {
    **feuilles("NIR NTT nom_famille nom_usage prenoms sexe date_naissance lieu_naissance code_pays"),
    **feuilles("matricule rang taux_imposition_PAS"),
    _FUTUR: _lire_futur,
}


def nir_court(nir: str) -> str:
    """Return the 13 digits of a NIR written with its key; anything else unchanged."""
    return nir[:NIR] if len(nir) == NIR_AVEC_CLEF and nir.isascii() and nir.isalnum() else nir


def lire_salarie(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    """Return an employee of ``declaration_bilan``, by names of the schema but for four of them.

    These are ``nir``, ``ntt``, ``taux`` (``taux_imposition_PAS``) and ``futur``. ``taux`` is there only when
    a rate is given (to be declared in S21.G00.50.006), which ``0.00`` is; ``futur`` only when a rate to come
    is spoken of; both are percents as written.
    """
    personne = _Personne(element, reste)
    salarie: dict[str, Donnee] = {_CLEFS.get(nom, nom): valeur for nom, valeur in personne.lues.items()}
    if personne.futur is not None:
        salarie["futur"] = {**personne.futur}
    if origine := element.get("origine"):
        salarie["origine"] = origine
    return salarie


def lire_individu(element: etree._Element, reste: Reste) -> tuple[dict[str, str], Individu]:
    """Return what is said of a person by name of element, and the person; the origin is a complement."""
    personne = _Personne(element, reste)
    lues = personne.lues
    lire, partager = lues.get, reste.partager
    nir = lire("NIR", "")
    court = nir_court(nir)
    complements = [Complement(nom, partager(valeur)) for nom, valeur in lues.items() if nom not in _CHAMPS]
    if origine := element.get("origine"):
        complements.append(Complement("origine", partager(origine)))
    if court != nir:
        complements.append(Complement("NIR", nir))
    if personne.futur:
        complements += [Complement(f"{_FUTUR}/{nom}", valeur) for nom, valeur in personne.futur.items()]
    return lues, Individu(
        court,
        lire("NTT", ""),
        lire("nom_famille", ""),
        lire("prenoms", ""),
        lire("matricule", ""),
        lire("date_naissance", ""),
        tuple(complements),
    )
