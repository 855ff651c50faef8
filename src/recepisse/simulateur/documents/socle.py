"""What every document needs: the subject it speaks of, and a few XML helpers.

A document is a function of a :class:`Sujet` alone: asking for it twice gives the same bytes.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr

from recepisse.simulateur.calendrier import dernier_du_mois, premier_du_mois
from recepisse.simulateur.modele import Declaration, Depot, Individu, Retour
from recepisse.simulateur.tirage import build_alea
from recepisse.temps import to_paris

PROLOGUE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PERSONNE_INCONNUE = Individu(rang=1, nom="NON RENSEIGNE", prenoms="NON RENSEIGNE")
"""Who a document speaks of when the deposited file names nobody."""


@dataclass(frozen=True, slots=True)
class Sujet:
    """What a document is about: one return of one deposit."""

    depot: Depot
    retour: Retour
    graine: int = 1

    @property
    def declaration(self) -> Declaration:
        """The declaration that the return answers."""
        return self.depot.declaration

    @property
    def individus(self) -> tuple[Individu, ...]:
        """The people of the declaration."""
        return self.declaration.individus

    def individu(self, ordinal: int = 0) -> Individu:
        """Return one of the people; the list is gone round as often as needed."""
        return self.individus[ordinal % len(self.individus)] if self.individus else PERSONNE_INCONNUE

    @property
    def alea(self) -> random.Random:
        """Seeded choices proper to this return."""
        return build_alea(self.graine, self.depot.idflux, self.retour.nature, self.retour.ops)

    @property
    def premier(self) -> date:
        """First day of the declared month."""
        return premier_du_mois(self.depot)

    @property
    def dernier(self) -> date:
        """Last day of the declared month."""
        return dernier_du_mois(self.premier)

    @property
    def recu(self) -> datetime:
        """When the deposit came in, Paris time."""
        return to_paris(self.depot.recu_le)

    @property
    def produit(self) -> datetime:
        """When the return was produced, Paris time."""
        return to_paris(self.retour.production)

    @property
    def statut(self) -> str:
        """Status of the return in the list."""
        return self.retour.statut

    @property
    def variante(self) -> str:
        """Which text is asked for; empty follows the status."""
        return self.retour.variante


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes ready to be downloaded, and the type they travel under."""

    octets: bytes
    type_contenu: str


def feuille(nom: str, valeur: object) -> str:
    """Return an element that holds a text."""
    return f"<{nom}>{escape(str(valeur))}</{nom}>"


def facultatif(nom: str, valeur: object) -> str:
    """Return an element that holds a text, or nothing when the text is empty."""
    return feuille(nom, valeur) if str(valeur) else ""


def bloc(nom: str, *contenu: str, **attributs: str) -> str:
    """Return an element around elements; empty attributes are left out."""
    return f"<{nom}{_attributs(attributs)}>{''.join(contenu)}</{nom}>"


def vide(nom: str, **attributs: str) -> str:
    """Return an element with attributes only."""
    return f"<{nom}{_attributs(attributs)}/>"


def _attributs(attributs: dict[str, str]) -> str:
    return "".join(f" {nom}={quoteattr(valeur)}" for nom, valeur in attributs.items() if valeur)


def date_iso(jjmmaaaa: str) -> str:
    """Return ``aaaa-mm-jj`` of ``jjmmaaaa``; unknown parts (00, 99) are kept as they are."""
    return f"{jjmmaaaa[4:]}-{jjmmaaaa[2:4]}-{jjmmaaaa[:2]}" if len(jjmmaaaa) == len("jjmmaaaa") else ""


def jour(instant: date) -> str:
    """Return ``jjmmaaaa`` of a date."""
    return instant.strftime("%d%m%Y")


def nir_avec_cle(nir: str) -> str:
    """Return a NIR of 13 characters followed by its key of two digits (Corsica: 2A is 19, 2B is 18)."""
    chiffres = nir.upper().replace("2A", "19", 1).replace("2B", "18", 1)
    if not (chiffres.isascii() and chiffres.isdigit()):
        return nir
    return f"{nir}{97 - int(chiffres) % 97:02d}"
