"""Which module writes the document of a nature.

A nature that is nowhere described (90, 42, 45, an invented one) gives a plain text that says so: inventing
a form would teach the reader something false.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from recepisse.simulateur.documents import (
    accuse,
    agirc_arrco,
    communication,
    dgfip,
    neores,
    oc,
    organismes,
    pdf,
    si_dsn,
)
from recepisse.simulateur.documents.socle import Document, Sujet

Auteur = Callable[[Sujet], Document]

AUTEURS: Mapping[str, Auteur] = MappingProxyType(
    {
        "10": lambda sujet: Document(accuse.build_xml(sujet.depot), "application/xml"),
        "11": si_dsn.conformite,
        "20": si_dsn.identification_salaries,
        "21": si_dsn.controles_inter_declarations,
        "22": si_dsn.arrets_six_mois,
        "23": si_dsn.temps_partiel,
        "31": organismes.compte_rendu_arret,
        "33": organismes.plain,
        "34": communication.taux_atmp,
        "36": organismes.temps_partiel_cnam,
        "38": organismes.temps_partiel_msa,
        "44": pdf.build_document,
        "50": oc.build_document,
        "51": oc.build_document,
        "61": organismes.urssaf_agrege,
        "62": organismes.plain,
        "70": agirc_arrco.build_document,
        "71": agirc_arrco.build_document,
        "80": organismes.plain,
        "93": dgfip.financier,
        "94": dgfip.nominatif,
        "95": dgfip.taux_sur_taux,
        "114": organismes.amorcage,
        "116": organismes.conges_batiment,
        "117": communication.bonus_malus,
        "123": organismes.conges_batiment,
        **dict.fromkeys(neores.PROFILS, neores.build_document),
    }
)
"""Nature → author of its document."""


def produire(sujet: Sujet) -> Document:
    """Return the document of a return: the bytes given for it, or what its nature writes."""
    if sujet.retour.document is not None:
        return Document(sujet.retour.document, sujet.retour.type_contenu or "application/xml")
    if sujet.depot.service == "dpae" and sujet.retour.nature == "11":
        return si_dsn.conformite_dpae(sujet)
    return AUTEURS.get(sujet.retour.nature, _inconnu)(sujet)


def _inconnu(sujet: Sujet) -> Document:
    texte = (
        f"Exemple du simulateur : la forme du retour de nature {sujet.retour.nature} n’est pas publiée.\n"
        f"Flux {sujet.depot.idflux}\n"
    )
    return Document(texte.encode(), "text/plain; charset=utf-8")
