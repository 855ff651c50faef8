"""The blocks of NEOReS, from the file (``RO``) down to the accepted values (B010): one table for every year.

Source: technical books of 2026 (P26) and 2027 (P27), element names of their schemas. Both years and the older
versions (2022 to 2024) live in one table, because rubrics only moved: the flag "substitutable" and its
reminder are B004.R016 and R017 in 2026, B005.R005 and R006 in 2027; B011 and B012 came with 2027. What the
table does not hold is unknown, whatever the year, and is shown as such.

Every element is in the namespace ``https://gipmds/1.0``. A document of another namespace is read by local
names: it is more likely a new version than another family.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

ESPACE = "{https://gipmds/1.0}"


class SorteNeores(Enum):
    """How many blocks of one kind their parent may have."""

    UN = "un"
    """One at most: a second one is not known."""
    LISTE = "liste"
    VALEURS = "valeurs"
    """A list of the texts of their only rubric."""


@dataclass(frozen=True, slots=True, eq=False)
class BlocNeores:
    """One block: ``rubriques`` gives the key of each leaf, ``blocs`` the place of each child.

    Both know an element by its qualified and by its local name.
    """

    rubriques: Mapping[str, str]
    blocs: Mapping[str, "PlaceNeores"]


class PlaceNeores(NamedTuple):
    """Where a child block goes."""

    cle: str
    bloc: BlocNeores
    sorte: SorteNeores


def _bloc(nom: str, cles: str, *enfants: tuple[str, str, BlocNeores, SorteNeores]) -> BlocNeores:
    """Return the block ``nom``, whose rubrics R001, R002… have these keys, in order."""
    rubriques = {f"{nom}_R{rang:03d}": cle for rang, cle in enumerate(cles.split(), 1)}
    blocs = {element: PlaceNeores(cle, bloc, sorte) for element, cle, bloc, sorte in enfants}
    return BlocNeores(
        rubriques | {ESPACE + element: cle for element, cle in rubriques.items()},
        blocs | {ESPACE + element: place for element, place in blocs.items()},
    )


_FLUX = _bloc(
    "RO_B000",
    "idflux rang siret_emetteur siret_declare fraction mois point_depot logiciel editeur version_logiciel"
    " type ordre mode norme",
)
_VALIDATION = _bloc("RO_B003", "metier etat")
_INDIVIDU = "nir ntt nom prenoms matricule contrat_debut contrat naissance"
_ACCEPTEE = _bloc("RO_B010", "valeur")
_DONNEE = _bloc(
    "RO_B007",
    "rubrique declaree preconisee cumul periode_debut periode_fin effet_debut effet_fin resultat",
    ("RO_B010", "acceptees", _ACCEPTEE, SorteNeores.VALEURS),
)
_DETAIL = _bloc(
    "RO_B005",
    "atypie periode_debut periode_fin montant substituable rappel interlocuteur",
    ("RO_B006", "individus", _bloc("RO_B006", _INDIVIDU), SorteNeores.LISTE),
    ("RO_B007", "donnees", _DONNEE, SorteNeores.LISTE),
)
_PARAMETRE = _bloc("RO_B008", "type valeur effet fin rubrique calcul")
_IDENTITE = _bloc(
    "RO_B009",
    "nir_declare ntt nir_reference nom_declare nom_reference prenoms_declares prenoms_reference"
    " naissance_declaree naissance_reference matricule",
)
ACTION = _bloc(
    "RO_B004",
    "code libelle type niveau categorie resultat perimetre detail individus contrats controle reference"
    " action aide consequences substituable rappel exceptions applicable_debut applicable_fin",
    ("RO_B005", "details", _DETAIL, SorteNeores.LISTE),
    ("RO_B008", "parametres", _PARAMETRE, SorteNeores.LISTE),
    ("RO_B009", "identites", _IDENTITE, SorteNeores.LISTE),
)
INFORMATION = _bloc(
    "RO_B011",
    "code libelle procedure texte reference aide",
    ("RO_B012", "individus", _bloc("RO_B012", _INDIVIDU), SorteNeores.LISTE),
)
_CONTEXTE = _bloc(
    "RO_B002",
    "identifiant nature libelle type organisme siret_organisme siret_producteur periode_debut periode_fin"
    " traite_le produit_le",
    ("RO_B003", "validation", _VALIDATION, SorteNeores.UN),
    ("RO_B004", "actions", ACTION, SorteNeores.LISTE),
    ("RO_B011", "informations", INFORMATION, SorteNeores.LISTE),
)
_PROFIL = _bloc("RO_B001", "declencheur", ("RO_B002", "contextes", _CONTEXTE, SorteNeores.LISTE))
_ENVOI = _bloc(
    "RO",
    "version",
    ("RO_B000", "flux", _FLUX, SorteNeores.UN),
    ("RO_B001", "profils", _PROFIL, SorteNeores.LISTE),
)
RACINE = _bloc("GIPMDS", "", ("RO", "envois", _ENVOI, SorteNeores.LISTE))

LOURDS = {"RO_B004": ("actions", ACTION), "RO_B011": ("informations", INFORMATION)}
"""Blocks that make large documents, with their key in the context: they are handled one by one."""

ANCETRES = ("GIPMDS", "RO", "RO_B001", "RO_B002")
"""Where those blocks stand; anywhere else they are unknown."""
