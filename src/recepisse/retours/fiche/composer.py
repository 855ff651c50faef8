"""From a return read to its sheet."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from recepisse.retours.aiguillage import Famille
from recepisse.retours.fiche import essentiel_agirc, essentiel_bilan, essentiel_neores, essentiel_oc
from recepisse.retours.fiche.cartes import composer_cartes
from recepisse.retours.fiche.deplier import deplier
from recepisse.retours.fiche.essentiel import Essentiel, phrase_delai
from recepisse.retours.fiche.modele import ActionFiche, Fait, Fiche
from recepisse.retours.modele import Contenu, RetourLu

_ESSENTIELS: Mapping[str, Callable[[Contenu], Essentiel]] = MappingProxyType(
    {
        Famille.BILAN: essentiel_bilan.extraire,
        Famille.NEORES: essentiel_neores.extraire,
        Famille.OC: essentiel_oc.extraire,
        Famille.AGIRC_ARRCO: essentiel_agirc.extraire,
    }
)
"""What each family is read for; the others show their data in order."""


def composer(lu: RetourLu) -> Fiche:
    """Return the sheet of ``lu``, unmasked: see :meth:`Fiche.masquee`."""
    contenu = lu.contenu
    extraire = _ESSENTIELS.get(contenu.famille)
    essentiel = extraire(contenu) if extraire else Essentiel((), contenu.donnees)
    return Fiche(
        nature=lu.nature,
        famille=str(contenu.famille),
        libelle=lu.libelle,
        statut=lu.statut,
        gravite=lu.gravite,
        resume=lu.resume,
        message=contenu.message,
        actions=tuple(
            ActionFiche(a.texte, a.gravite, phrase_delai(a.delai, a.texte), a.aide, a.nombre)
            for a in lu.actions
        ),
        essentiel=essentiel.blocs,
        cartes=composer_cartes(contenu.anomalies),
        details=tuple(deplier("", essentiel.reste)),
        autres=tuple(Fait(a.chemin, a.valeur) for a in contenu.autres),
    )
