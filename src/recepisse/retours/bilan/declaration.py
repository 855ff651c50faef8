"""One declaration of a bilan: what it is, its state, its employees and contracts, rates of AT/MP.

``identification`` keeps the names of the schema (nature S20.G00.05.001, type .002, fraction .003, ordre .004,
mois .005, id_annulation .006, identifiant_metier .009; SIREN S21.G00.06.001, nic_affectation S21.G00.11.001).
The month is written in three ways at least, the nature with or without its zero, the order as a decimal:
:class:`~recepisse.retours.modele.DeclarationLue` has them in one form.

``bilan``: ``etat``; ``contenu``; ``compteurs``; ``reconstituees`` (AED, DSIJ, A6M); ``conformite``
(``etat`` and ``certificat``, which is a sentence or a proof); ``mois``. ``salaries``: see ``personne``.
"""

from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from recepisse.retours.bilan.blocs import Reste, blocs_de, donnees_de, feuilles_de, ouvrir, table
from recepisse.retours.bilan.environnement import CONTRAT
from recepisse.retours.identification import normaliser_code, normaliser_mois, normaliser_ordre
from recepisse.retours.modele import DeclarationLue, Donnee

_DECLARATION = table(
    blocs="declaration_identification declaration_bilan",
    multiples="declaration_anomalie",
)
_IDENTIFICATION = table(
    "rang nature type fraction ordre mois identifiant_metier id_annulation SIREN nic_siege nic_affectation"
)
BILAN = table(
    "etat mois",
    blocs="declaration_contenu niveau_conformite",
    multiples="declaration_reconstituee declaration_compteurs salarie contrat taux_AT",
    salarie="origine",
)
"""What ``declaration_bilan`` may hold."""
_CONTENU = table("salaries individus_non_salaries contrats")
_CONFORMITE = table("etat_conformite certificat_conformite")
_COMPTES = (
    ("declaration_compteurs", "compteurs", table("categorie nombre")),
    ("declaration_reconstituee", "reconstituees", table("type etat nombre")),
)
_TAUX_AT = table("code_ctn section code_risque temoin_bureau taux date_effet date_calcul")


class DeclarationOuverte(NamedTuple):
    """A declaration whose own words are read, and whose lists are still to be."""

    identification: dict[str, str]
    bilan: dict[str, Donnee]
    listes: dict[str, list[etree._Element]]
    """``salarie``, ``contrat``, ``taux_AT``."""
    anomalies: list[etree._Element]


def ouvrir_declaration(element: etree._Element, reste: Reste) -> DeclarationOuverte:
    """Read what ``element`` says of itself."""
    blocs = blocs_de(element, _DECLARATION, reste)
    identification: dict[str, str] = {}
    bilan: dict[str, Donnee] = {}
    listes: dict[str, list[etree._Element]] = {}
    for bloc in blocs.get("declaration_identification", ()):
        identification = feuilles_de(bloc, _IDENTIFICATION, reste)
    for bloc in blocs.get("declaration_bilan", ()):
        lues, listes = ouvrir(bloc, BILAN, reste)
        bilan.update(lues)
        if listes:
            _completer(bilan, listes, reste)
    return DeclarationOuverte(identification, bilan, listes, blocs.get("declaration_anomalie", []))


def _completer(bilan: dict[str, Donnee], listes: dict[str, list[etree._Element]], reste: Reste) -> None:
    """Read the counts and the conformity out of ``listes``; employees, contracts and rates stay there."""
    for bloc in listes.pop("declaration_contenu", ()):
        bilan["contenu"] = donnees_de(bloc, _CONTENU, reste)
    for bloc in listes.pop("niveau_conformite", ()):
        conformite = feuilles_de(bloc, _CONFORMITE, reste)
        bilan["conformite"] = {nom.removesuffix("_conformite"): v for nom, v in conformite.items()}
    for nom, clef, attendues in _COMPTES:
        if nom in listes:
            comptes = listes.pop(nom)
            bilan[clef] = [donnees_de(bloc, attendues, reste) for bloc in comptes]


def etats_de(bilan: dict[str, Donnee]) -> list[str]:
    """Return the words of state of ``bilan``: of the declaration, of its conformity, of what was rebuilt."""
    reconstituees = bilan.get("reconstituees")
    objets = (bilan, bilan.get("conformite"), *(reconstituees if isinstance(reconstituees, list) else ()))
    etats = [objet.get("etat") for objet in objets if isinstance(objet, dict)]
    return [etat for etat in etats if isinstance(etat, str)]


def certificat_de(bilan: dict[str, Donnee]) -> str:
    """Return the text of the certificate of conformity, "" when there is none."""
    conformite = bilan.get("conformite")
    certificat = conformite.get("certificat") if isinstance(conformite, dict) else None
    return certificat if isinstance(certificat, str) else ""


def lire_contrat(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    """Return a contract by name (nature 114)."""
    return donnees_de(element, CONTRAT, reste)


def lire_taux_at(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    """Return a rate of AT/MP by name."""
    return donnees_de(element, _TAUX_AT, reste)


def declaration_lue(ouverte: DeclarationOuverte, rang: int) -> DeclarationLue:
    """Return the declaration in the form that all families share.

    Its month is that of ``declaration_bilan`` for want of one in the identification (nature 114).
    """
    lire = ouverte.identification.get
    mois, nature, type_, fraction, ordre = _normaliser(
        lire("mois") or str(ouverte.bilan.get("mois", "")),
        lire("nature", ""),
        lire("type", ""),
        lire("fraction", ""),
        lire("ordre", ""),
    )
    return DeclarationLue(
        siren=lire("SIREN", ""),
        nic=lire("nic_affectation", ""),
        mois=mois,
        nature=nature,
        type=type_,
        fraction=fraction,
        ordre=ordre,
        rang=str(rang),
        etat=str(ouverte.bilan.get("etat", "")),
    )


@lru_cache(maxsize=1024)
def _normaliser(mois: str, nature: str, type_: str, fraction: str, ordre: str) -> tuple[str, ...]:
    """Return the same in the form of ``DeclarationLue``."""
    plat = normaliser_mois(mois)
    return (
        f"{plat[:4]}-{plat[4:]}" if plat else "",
        *(normaliser_code(code, 2) for code in (nature, type_, fraction)),
        normaliser_ordre(ordre),
    )
