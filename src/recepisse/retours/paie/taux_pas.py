"""The PAS rates of a nominative CRM (nature 94, schema v01r08; the same format serves PASRAU).

A CRM gives one line per person. Three things that look alike are kept apart, since mixing them costs people
money:

* a rate, ``0.00`` included: a real rate of zero, to apply as it is;
* no tag, or an empty one: the DGFiP gives **no rate**, the default grid applies;
* a text that is no rate (``illisible``): neither; the CRM is then held until a person looks.

The document holds no date of validity: a rate is valid until the last day of the second month after the
publication (a CRM of 13 February serves until 30 April). Only a future rate carries a date, and may come
without its rate: by symmetry that is read as « no rate from that day on », an assumption that no
publication settles.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from recepisse.retours.donnees import lire_jour, nir_sans_cle, objet, objets, texte
from recepisse.retours.modele import DeclarationLue, Individu, RetourLu

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recepisse.retours.modele import Donnee

NATURE = "94"
PASRAU = "PASRAU"
"""Profile of the twin document of those who pay replacement incomes."""

_TAUX = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,4}))?", re.ASCII)
_TAUX_MAX = Decimal(100)
_MOIS_DE_VALIDITE = 2
_MOIS_PAR_AN = 12


class EtatTaux(StrEnum):
    """What can be done, on one day, with what is known of a person's rate."""

    VALIDE = "valide"
    """A rate to apply."""
    SANS_TAUX = "sans_taux"
    """The DGFiP named the person and gave no rate: default grid."""
    EXPIRE = "expire"
    """The last rate is no longer valid: default grid until another one comes."""

    @property
    def libelle(self) -> str:
        """French words for the screens."""
        return _LIBELLES[self]


_LIBELLES = {
    EtatTaux.VALIDE: "valide",
    EtatTaux.SANS_TAUX: "sans taux (grille par défaut)",
    EtatTaux.EXPIRE: "expiré (grille par défaut)",
}


@dataclass(frozen=True, slots=True)
class TauxLu:
    """One line of a CRM: the rate of one person, in percent."""

    individu: Individu
    taux: Decimal | None
    """None: no rate was given. Zero is a rate."""
    futur: Decimal | None = None
    futur_le: date | None = None
    futur_annonce: bool = False
    """True when a future rate is announced, even without its value or with a date that cannot be read."""
    illisible: bool = False
    """True when a rate, present or future, is written in a way that is not a rate."""


@dataclass(frozen=True, slots=True)
class CrmNominatif:
    """A nominative CRM: its number (S21.G00.50.008), the establishment, one line per person."""

    numero: str
    declaration: DeclarationLue
    lignes: tuple[TauxLu, ...] = field(repr=False)


def lire_taux(lu: RetourLu) -> CrmNominatif | None:
    """Return the rates of ``lu``, None when it is not a nominative CRM or could not be read.

    The nature of the listing decides; a PASRAU document, whose natures are not known here, is recognised
    by its profile and its number.
    """
    donnees = lu.contenu.donnees
    entete = objet(donnees, "entete")
    numero = texte(entete, "identifiant")
    pasrau = texte(entete, "profil").upper() == PASRAU and bool(numero)
    if lu.contenu.illisible or lu.famille != "bilan" or not (lu.nature == NATURE or pasrau):
        return None
    return CrmNominatif(
        numero=numero,
        declaration=lu.declaration,
        lignes=tuple(
            _ligne(salarie)
            for declaration in objets(donnees, "declarations")
            for salarie in objets(declaration, "salaries")
        ),
    )


def fin_validite(publie_le: date) -> date:
    """Return the last day on which the rates published on ``publie_le`` may be applied.

    >>> fin_validite(date(2026, 2, 13))
    datetime.date(2026, 4, 30)
    """
    rang = publie_le.month - 1 + _MOIS_DE_VALIDITE
    annee, mois = publie_le.year + rang // _MOIS_PAR_AN, rang % _MOIS_PAR_AN + 1
    return date(annee, mois, monthrange(annee, mois)[1])


def ecrire_taux(taux: Decimal) -> str:
    """Return a rate as a person reads it: a comma, two decimals, or more when it has more.

    >>> ecrire_taux(Decimal("7.3000")), ecrire_taux(Decimal(0)), ecrire_taux(Decimal("2.125"))
    ('7,30', '0,00', '2,125')
    """
    entier, _, decimales = f"{taux:f}".partition(".")
    return f"{entier},{decimales.rstrip('0').ljust(2, '0')}"


@dataclass(frozen=True, slots=True)
class TauxApplicable:
    """What one line of a CRM says for one day."""

    etat: EtatTaux
    taux: Decimal | None
    """The rate given for that day, even expired; None when there is none."""
    futur: bool = False
    """True when the future rate of the line has come into effect."""


def taux_applicable(ligne: TauxLu, valable_jusqu_au: date, le: date) -> TauxApplicable:
    """Return what ``ligne``, valid until ``valable_jusqu_au`` included, says for the day ``le``."""
    venu = ligne.futur_annonce and ligne.futur_le is not None and ligne.futur_le <= le
    taux = ligne.futur if venu else ligne.taux
    if taux is None:
        return TauxApplicable(EtatTaux.SANS_TAUX, None, venu)
    return TauxApplicable(EtatTaux.VALIDE if le <= valable_jusqu_au else EtatTaux.EXPIRE, taux, venu)


def lire_decimal(ecrit: str) -> Decimal | None:
    """Return a rate between 0 and 100 with at most four decimals, None for any other text.

    A comma is accepted where a point is expected.
    """
    trouve = _TAUX.fullmatch(ecrit)
    if not trouve:
        return None
    lu = Decimal(f"{trouve[1]}.{trouve[2] or '0'}")
    return lu if lu <= _TAUX_MAX else None


def _ligne(salarie: "Mapping[str, Donnee]") -> TauxLu:
    ecrit, futur = texte(salarie, "taux"), objet(salarie, "futur")
    ecrit_futur = texte(futur, "taux")
    taux, taux_futur = lire_decimal(ecrit), lire_decimal(ecrit_futur)
    return TauxLu(
        individu=individu_du_salarie(salarie),
        taux=taux,
        futur=taux_futur,
        futur_le=lire_jour(texte(futur, "date_effet")),
        futur_annonce=isinstance(salarie.get("futur"), dict),
        illisible=(bool(ecrit) and taux is None) or (bool(ecrit_futur) and taux_futur is None),
    )


def individu_du_salarie(salarie: "Mapping[str, Donnee]") -> Individu:
    """Return the person of a ``salarie`` of the data; the key of a NIR of 15 characters is dropped."""
    return Individu(
        nir=nir_sans_cle(texte(salarie, "nir")),
        ntt=texte(salarie, "ntt"),
        nom=texte(salarie, "nom_famille"),
        prenoms=texte(salarie, "prenoms"),
        matricule=texte(salarie, "matricule"),
        naissance=texte(salarie, "date_naissance"),
    )
