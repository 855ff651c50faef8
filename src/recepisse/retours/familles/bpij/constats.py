"""What a slip of daily allowances asks of the payroll: benefits taken back, sums wrongly paid.

Hypotheses, from the published examples alone. A benefit is *taken back* when its unit price is negative, or
when its amount is negative and it names the number of an overpayment (``Reference``): contributions withheld
(CSG, CRDS) are negative too, and ordinary. One that was paid to the employer (``IJSub`` true, subrogation) is
to be corrected in the pay of the person; one paid to the person is for information. An ``Indu`` is a sum
wrongly paid, to be corrected; a ``Rappel`` says that it was recovered in this slip.
"""

from collections.abc import Iterator

from recepisse.retours.familles.gabarit import Objet, objet, objets, texte
from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Anomalie, Complement, Individu
from recepisse.retours.sens.actions import conseil

INDU, RAPPEL = "INDU", "RAPPEL"
"""Codes of ours for the two kinds of regularisation, that have none."""

_VRAI = frozenset({"true", "1"})


def constater(assure: Objet, nature: str) -> Iterator[Anomalie]:
    """Yield the findings about one employee, in the order of the document."""
    individu = Individu(nir=texte(assure, "NIR"), nom=texte(assure, "Nom"), prenoms=texte(assure, "Prenom"))
    for assurance in objets(assure, "Assurance"):
        for prestation in objets(assurance, "Prestation"):
            if _is_reprise(prestation):
                yield _reprise(prestation, texte(assurance, "CodeNature"), individu, nature)
    for indu in objets(assure, "Indu"):
        yield _regularisation(indu, INDU, Gravite.A_CORRIGER, individu, nature)
    for rappel in objets(assure, "Rappel"):
        yield _regularisation(rappel, RAPPEL, Gravite.INFORMATION, individu, nature)


def _is_reprise(prestation: Objet) -> bool:
    if texte(prestation, "PU").startswith("-"):
        return True
    return texte(prestation, "Montant").startswith("-") and "Reference" in prestation


def _reprise(prestation: Objet, assurance: str, individu: Individu, nature: str) -> Anomalie:
    code = texte(prestation, "CodeNature")
    subrogee = texte(prestation, "IJSub").lower() in _VRAI
    gravite = Gravite.A_CORRIGER if subrogee else Gravite.INFORMATION
    quoi_faire = conseil(nature, code, gravite)
    dates = texte(prestation, "DateDebPrest"), texte(prestation, "DateFinPrest")
    complements = (
        ("CodeNature", assurance),
        ("Reference", texte(objet(prestation, "Reference"), "valeur")),
        ("NbIJ", texte(prestation, "NbIJ")),
        ("PU", texte(prestation, "PU")),
    )
    return Anomalie(
        code=code,
        gravite=gravite,
        message=texte(prestation, "Libelle"),
        individu=individu,
        periode="/".join(filter(None, dates)),
        montant=texte(prestation, "Montant"),
        action=quoi_faire.texte,
        delai=quoi_faire.delai,
        aide=quoi_faire.aide,
        complements=tuple(Complement(nom, valeur) for nom, valeur in complements if valeur),
    )


_MESSAGES = {
    INDU: "Prestation versée à tort, à rembourser.",
    RAPPEL: "Remboursement d’une prestation versée à tort, retenu sur ce bordereau.",
}


def _regularisation(
    regularisation: Objet, code: str, gravite: Gravite, individu: Individu, nature: str
) -> Anomalie:
    quoi_faire = conseil(nature, code, gravite)
    numero = texte(regularisation, "Numero")
    return Anomalie(
        code=code,
        gravite=gravite,
        message=_MESSAGES[code],
        individu=individu,
        montant=texte(regularisation, "Montant"),
        action=quoi_faire.texte,
        delai=quoi_faire.delai,
        aide=quoi_faire.aide,
        complements=(Complement("Numero", numero),) if numero else (),
    )
