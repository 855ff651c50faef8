"""What a document of AGIRC-ARRCO says of a declaration, and what is to be corrected in it.

The schemas alone are public: what the flags of a synthesis ask for is a hypothesis, made from their names.
``indAllgGenEcart`` (a difference on the general reduction) and ``anoRegulAnt`` (an anomaly in the
regularisation of earlier periods) are to be corrected when true; ``indAssocCotDcla`` false (contributions not
tied to the declaration) is worth knowing. Amounts are data: whether they agree is for a person to say.
"""

from collections.abc import Iterator

from recepisse.retours.familles.gabarit import Objet, objet, texte
from recepisse.retours.gravite import Gravite
from recepisse.retours.identification import normaliser_code, normaliser_mois
from recepisse.retours.modele import Anomalie, Complement, DeclarationLue
from recepisse.retours.sens.actions import conseil

NATURE = "71"
"""Whose advice is given when the listing names no nature."""

_VRAI, _FAUX = frozenset({"true", "1"}), frozenset({"false", "0"})
_SIREN, _SIRET = 9, 14

_INDICATEURS = (
    (
        "indAllgGenEcart",
        _VRAI,
        Gravite.A_CORRIGER,
        "L’AGIRC-ARRCO signale un écart sur la réduction générale de cotisations.",
    ),
    (
        "anoRegulAnt",
        _VRAI,
        Gravite.A_CORRIGER,
        "L’AGIRC-ARRCO signale une anomalie dans la régularisation de périodes antérieures.",
    ),
    (
        "indAssocCotDcla",
        _FAUX,
        Gravite.INFORMATION,
        "Les cotisations ne sont pas associées à la déclaration, selon l’AGIRC-ARRCO.",
    ),
)


def constater(cre: Objet, nature: str) -> Iterator[Anomalie]:
    """Yield the findings of a synthesis, from its block ``creDsn``."""
    for nom, valeurs, gravite, message in _INDICATEURS:
        valeur = texte(cre, nom)
        if valeur.lower() not in valeurs:
            continue
        quoi_faire = conseil(nature or NATURE, nom, gravite)
        allegement = texte(cre, "mtAllegAA") if nom == "indAllgGenEcart" else ""
        yield Anomalie(
            code=nom,
            gravite=gravite,
            message=message,
            categorie=valeur,
            action=quoi_faire.texte,
            delai=quoi_faire.delai,
            aide=quoi_faire.aide,
            complements=(Complement("mtAllegAA", allegement),) if allegement else (),
        )


def declaration_cre(donnees: Objet) -> DeclarationLue:
    """Return the declaration that a synthesis speaks of."""
    dite = objet(donnees, "declaration")
    return DeclarationLue(
        siren=texte(objet(donnees, "entrepriseDeclaree"), "libelleSiren"),
        nic=texte(objet(donnees, "etablissementDeclare"), "libelleNic"),
        mois=_mois(dite),
        type=normaliser_code(texte(dite, "codeTypeDeclaration"), 2),
        fraction=_fraction(texte(dite, "numeroFraction"), texte(dite, "nombreFractionAttendue")),
        rang="1",
    )


def declaration_not(donnees: Objet) -> DeclarationLue:
    """Return the declaration that a notification speaks of."""
    dite, entreprise = objet(donnees, "declaration"), objet(donnees, "entrepriseRNE")
    siren = texte(entreprise, "idPublicEntreprise")
    siret = texte(objet(donnees, "etablissementRNE"), "idPublicEtablissement")
    return DeclarationLue(
        siren=siren if len(siren) == _SIREN else siret[:_SIREN] if len(siret) == _SIRET else "",
        nic=siret[_SIREN:] if len(siret) == _SIRET else "",
        mois=_mois(dite),
        type=normaliser_code(texte(dite, "codetypedeclaration"), 2),
        fraction=_fraction(texte(dite, "numerofraction"), texte(dite, "nombrefractionattendue")),
        rang="1",
    )


def _mois(declaration: Objet) -> str:
    """Return the month of a period that lies within one, ``AAAA-MM``; "" for any other."""
    debut, fin = (
        normaliser_mois(texte(declaration, "dateDebut")),
        normaliser_mois(texte(declaration, "dateFin")),
    )
    return f"{debut[:4]}-{debut[4:]}" if debut and debut == fin else ""


def _fraction(rang: str, nombre: str) -> str:
    """Return a fraction as the norm writes it (S20.G00.05.003: rank, then how many)."""
    return rang + nombre if len(rang) == len(nombre) == 1 else ""
