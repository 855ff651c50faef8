"""One declaration of a bilan: what it is, its state, its employees and contracts, rates of AT/MP.

``identification`` keeps the names of the schema (nature S20.G00.05.001, type .002, fraction .003, ordre .004,
mois .005, id_annulation .006, identifiant_metier .009; SIREN S21.G00.06.001, nic_affectation S21.G00.11.001).
The month is written in three ways at least, the nature with or without its zero, the order as a decimal:
:class:`~recepisse.retours.modele.DeclarationLue` has them in one form.

``bilan``: ``etat``; ``contenu``; ``compteurs``; ``reconstituees`` (AED, DSIJ, A6M); ``conformite``
(``etat`` and ``certificat``, which is a sentence or a proof); ``mois``. ``salaries``: see ``personne``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from recepisse.retours.bilan.anomalie import CONTRAT
from recepisse.retours.bilan.blocs import AUCUNE_FEUILLE, Reste, feuilles_de, ouvrir, ranger, table
from recepisse.retours.identification import normaliser_code, normaliser_mois, normaliser_ordre
from recepisse.retours.modele import DeclarationLue, Donnee

BLOCS = table("declaration_identification", "declaration_bilan", "declaration_anomalie")
"""Blocks of a declaration."""

_IDENTIFICATION = frozenset(
    {
        *("rang", "nature", "type", "fraction", "ordre", "mois", "identifiant_metier", "id_annulation"),
        *("SIREN", "nic_siege", "nic_affectation"),
    }
)
_BILAN = frozenset({"etat", "mois"})
BLOCS_BILAN = table(
    "declaration_contenu",
    "declaration_reconstituee",
    "declaration_compteurs",
    "niveau_conformite",
    "contrat",
    "taux_AT",
    salarie="origine",
)
"""Blocks of ``declaration_bilan``."""
_ANOMALIES = frozenset({"declaration_anomalie"})
_PLUSIEURS = frozenset({"declaration_reconstituee", "declaration_compteurs", "salarie", "contrat", "taux_AT"})
_CONTENU = frozenset({"salaries", "individus_non_salaries", "contrats"})
_RECONSTITUEE = frozenset({"type", "etat", "nombre"})
_COMPTEUR = frozenset({"categorie", "nombre"})
_COMPTES = (
    ("declaration_compteurs", "compteurs", _COMPTEUR),
    ("declaration_reconstituee", "reconstituees", _RECONSTITUEE),
)
_CONFORMITE = frozenset({"etat_conformite", "certificat_conformite"})
_TAUX_AT = frozenset(
    {"code_ctn", "section", "code_risque", "temoin_bureau", "taux", "date_effet", "date_calcul"}
)


@dataclass(frozen=True, slots=True)
class DeclarationOuverte:
    """A declaration whose own words are read, and whose lists are still to be."""

    identification: dict[str, str]
    bilan: dict[str, Donnee]
    listes: dict[str, list[etree._Element]]
    """``salarie``, ``contrat``, ``taux_AT``."""
    anomalies: list[etree._Element]


def ouvrir_declaration(element: etree._Element, reste: Reste) -> DeclarationOuverte:
    """Read what ``element`` says of itself."""
    blocs = ranger(ouvrir(element, AUCUNE_FEUILLE, BLOCS, reste)[1], reste, _ANOMALIES)
    identification: dict[str, str] = {}
    bilan: dict[str, Donnee] = {}
    listes: dict[str, list[etree._Element]] = {}
    for bloc in blocs.get("declaration_identification", ()):
        identification = feuilles_de(bloc, _IDENTIFICATION, reste)
    for bloc in blocs.get("declaration_bilan", ()):
        bilan, listes = _lire_bilan(bloc, reste)
    return DeclarationOuverte(identification, bilan, listes, blocs.get("declaration_anomalie", []))


def _lire_bilan(
    element: etree._Element, reste: Reste
) -> tuple[dict[str, Donnee], dict[str, list[etree._Element]]]:
    """Return what ``declaration_bilan`` says, and its lists, still to be read."""
    lues, trouves = ouvrir(element, _BILAN, BLOCS_BILAN, reste)
    blocs = ranger(trouves, reste, _PLUSIEURS)
    bilan: dict[str, Donnee] = dict[str, Donnee](lues)
    for bloc in blocs.pop("declaration_contenu", ()):
        bilan["contenu"] = dict[str, Donnee](feuilles_de(bloc, _CONTENU, reste))
    for bloc in blocs.pop("niveau_conformite", ()):
        conformite = feuilles_de(bloc, _CONFORMITE, reste)
        bilan["conformite"] = {nom.removesuffix("_conformite"): v for nom, v in conformite.items()}
    for nom, clef, feuilles in _COMPTES:
        if nom in blocs:
            bilan[clef] = [dict[str, Donnee](feuilles_de(bloc, feuilles, reste)) for bloc in blocs.pop(nom)]
    return bilan, blocs


def etats_de(bilan: dict[str, Donnee]) -> Iterator[str]:
    """Yield the words of state of ``bilan``: of the declaration, of its conformity, of what was rebuilt."""
    reconstituees = bilan.get("reconstituees")
    for objet in (
        bilan,
        bilan.get("conformite"),
        *(reconstituees if isinstance(reconstituees, list) else ()),
    ):
        etat = objet.get("etat") if isinstance(objet, dict) else None
        if isinstance(etat, str):
            yield etat


def certificat_de(bilan: dict[str, Donnee]) -> str:
    """Return the text of the certificate of conformity, "" when there is none."""
    conformite = bilan.get("conformite")
    certificat = conformite.get("certificat") if isinstance(conformite, dict) else None
    return certificat if isinstance(certificat, str) else ""


def lire_contrat(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    """Return a contract by name (nature 114)."""
    return dict[str, Donnee](feuilles_de(element, CONTRAT, reste))


def lire_taux_at(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    """Return a rate of AT/MP by name."""
    return dict[str, Donnee](feuilles_de(element, _TAUX_AT, reste))


def declaration_lue(ouverte: DeclarationOuverte, rang: int) -> DeclarationLue:
    """Return the declaration in the form that all families share.

    Its month is that of ``declaration_bilan`` for want of one in the identification (nature 114).
    """
    lire = ouverte.identification.get
    return DeclarationLue(
        siren=lire("SIREN", ""),
        nic=lire("nic_affectation", ""),
        mois=_mois(lire("mois") or str(ouverte.bilan.get("mois", ""))),
        nature=normaliser_code(lire("nature", ""), 2),
        type=normaliser_code(lire("type", ""), 2),
        fraction=normaliser_code(lire("fraction", ""), 2),
        ordre=normaliser_ordre(lire("ordre", "")),
        rang=str(rang),
        etat=str(ouverte.bilan.get("etat", "")),
    )


@lru_cache(maxsize=256)
def _mois(texte: str) -> str:
    mois = normaliser_mois(texte)
    return f"{mois[:4]}-{mois[4:]}" if mois else ""
