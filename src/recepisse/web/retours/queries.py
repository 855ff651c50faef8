"""A page of all the returns: the same number of queries, and the same time, whatever their number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.models import Declaration, Retour
from recepisse.retours.gravite import Gravite
from recepisse.retours.natures import emetteur, nature
from recepisse.web.curseur import Curseur, Page
from recepisse.web.mots import Mention, mention_retour
from recepisse.web.retours.selection import Selection, selectionner

PAR_PAGE: Final = 50
COMPTE_MAX: Final = 1000
"""Nobody needs to know that there are 873,412: beyond this, « plus de 1 000 »."""

_GRAVITES: Final = {g.rang: g for g in Gravite if g is not Gravite.INFORMATION}


@dataclass(frozen=True, slots=True)
class Ligne:
    """One return of the list."""

    retour: Retour
    emetteur: str
    libelle: str
    mention: Mention
    gravite: Gravite | None
    """None when it is an information, or unknown."""
    declaration: Declaration | None


@dataclass(frozen=True, slots=True)
class Compte:
    """How many returns of the selection are so, and the address of their list."""

    mots: str
    nombre: int
    parametres: str
    ici: bool
    """True when this is the list shown."""

    @property
    def borne(self) -> bool:
        """True when there are more than is worth counting."""
        return self.nombre > COMPTE_MAX


def page_retours(
    selection: Selection, apres: Curseur | None = None, avant: Curseur | None = None
) -> Page[Ligne]:
    """Return a page of the selected returns, newest first: the first, or those after or before a place.

    The keys are read first, by an index that covers the order; the rows and what they hang on follow. Before
    the place of a first page there is nothing but the first page, with what came since.
    """
    if avant:
        cles = selection.cles(PAR_PAGE + 1, avant, recents=True)
        if len(cles) > PAR_PAGE:
            return Page(_lignes(cles[1:]), str(cles[-1]), str(cles[1]))
        apres = None
    cles = selection.cles(PAR_PAGE + 1, apres)
    montrees = cles[:PAR_PAGE]
    suite = str(montrees[-1]) if len(cles) > PAR_PAGE else ""
    return Page(_lignes(montrees), suite, str(montrees[0]) if apres and montrees else "")


def _lignes(cles: Sequence[Curseur]) -> list[Ligne]:
    trouves = Retour.objects.select_related("identifiant", "entreprise", "etablissement", "declaration")
    par_cle = trouves.in_bulk([cle.numero for cle in cles])
    return [_ligne(par_cle[cle.numero]) for cle in cles if cle.numero in par_cle]


def _ligne(retour: Retour) -> Ligne:
    return Ligne(
        retour=retour,
        emetteur=nom_emetteur(retour.emetteur, retour.identifiant.regime),
        libelle=nature(retour.nature).libelle_pour(retour.statut),
        mention=mention_retour(retour),
        gravite=_GRAVITES.get(retour.gravite),
        declaration=retour.declaration,
    )


def nom_emetteur(code: str, regime: str) -> str:
    """Return what a group of issuers is called for a declarant of this scheme."""
    groupe = emetteur(code)
    return {"RG": groupe.RG, "RA": groupe.RA}.get(regime) or groupe.libelle


def comptes(
    selection: Selection,
    valeurs: Mapping[str, Any],
    parametres: Mapping[str, str],
    visibles: Perimetre,
    maintenant: datetime,
) -> list[Compte]:
    """Return how many returns the selection holds, how many of them are unread and not treated."""
    liste = [Compte("", selection.compter(COMPTE_MAX), urlencode(parametres), ici=True)]
    for nom, mots in (
        ("non_lus", "non lu,non lus"),
        ("a_traiter", "anomalie non traitée,anomalies non traitées"),
    ):
        if valeurs.get(nom):
            continue
        plus = selectionner({**valeurs, nom: True}, visibles, maintenant)
        adresse = urlencode({**parametres, nom: "on"})
        liste.append(Compte(mots, plus.compter(COMPTE_MAX), adresse, ici=False))
    return liste
