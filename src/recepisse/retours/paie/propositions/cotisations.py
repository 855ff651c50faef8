"""Amounts of the Urssaf (nature 61): what it calculates or was paid, beside what was declared.

They stand in sentences only, from which the reader of the family takes them: ``montants``, of the document
when it speaks of one declaration, else of each. Amounts that agree are no proposal: nothing is to be decided.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from recepisse.retours.donnees import objet, objets, texte
from recepisse.retours.modele import Complement, Donnee, RetourLu
from recepisse.retours.paie.propositions.modele import GenreProposition, PropositionLue

_MONTANT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_BLANCS = re.compile(r"[\s\u00a0\u202f]+")
_LIBELLES = {
    "declare": "Montant déclaré",
    "calcule": "Montant calculé",
    "paye": "Montant payé",
    "periode": "Période",
    "compte": "Compte",
    "certificat": "Numéro de certificat",
}
"""Facts of the sentences, in French."""

_SUJETS = {"calcule": "Montant calculé par l’Urssaf", "paye": "Montant payé à l’Urssaf"}


def propositions_cotisations(lu: RetourLu) -> Iterator[PropositionLue]:
    """Yield the amounts of each declaration that differ from the one declared."""
    donnees = lu.contenu.donnees
    for rang, porteur in enumerate((*objets(donnees, "declarations"), donnees)):
        montants = objet(porteur, "montants")
        declare = texte(montants, "declare")
        for cle, sujet in _SUJETS.items():
            valeur = texte(montants, cle)
            if declare and valeur and _lire(declare) != _lire(valeur):
                yield PropositionLue(
                    genre=GenreProposition.COTISATIONS,
                    sujet=sujet,
                    cle=cle,
                    ancienne=declare,
                    nouvelle=valeur,
                    periode=_mois(lu, rang),
                    complements=_complements(montants),
                )


def _lire(ecrit: str) -> Decimal | str:
    """Return an amount as a number, whatever its blanks and its comma; the text itself when it is none."""
    nu = _BLANCS.sub("", ecrit).replace(",", ".")
    return Decimal(nu) if _MONTANT.fullmatch(nu) else nu


def _mois(lu: RetourLu, rang: int) -> str:
    lues = lu.contenu.declarations
    return lues[rang].mois if rang < len(lues) else lu.declaration.mois


def _complements(montants: Mapping[str, Donnee]) -> tuple[Complement, ...]:
    return tuple(
        Complement(libelle, texte(montants, cle))
        for cle, libelle in _LIBELLES.items()
        if texte(montants, cle)
    )
