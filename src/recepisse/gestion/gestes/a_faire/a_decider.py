"""Deposits whose outcome only a person can tell: several flux may be theirs, or one that nothing proves."""

from recepisse.echanges.cycle import Etat
from recepisse.gestion.gestes.a_faire.refusees import limite_de, nommer
from recepisse.gestion.gestes.a_faire.tache import (
    LUS,
    Genre,
    Lien,
    Lot,
    Regard,
    Tache,
    Urgence,
    accorder,
    dire_lieu,
    reunir,
)
from recepisse.gestion.models import Depot


def a_decider(regard: Regard) -> Lot:
    """Return the deposits that wait for a decision."""
    depots = (
        regard.perimetre.depots()
        .filter(etat=Etat.A_DECIDER.value)
        .select_related("declaration__etablissement__entreprise")
        .defer("contenu")
        .order_by("-pk")[:LUS]
    )
    taches = [_tache(depot, regard) for depot in depots]
    return reunir(Genre.A_DECIDER, taches, Lien("dsn"), plus=len(taches) >= LUS)


def _tache(depot: Depot, regard: Regard) -> Tache:
    declaration = depot.declaration
    etablissement = declaration.etablissement
    candidats = len(depot.candidats)
    return Tache(
        genre=Genre.A_DECIDER,
        cle=f"a_decider:{depot.pk}",
        urgence=Urgence.MAINTENANT,
        quoi=f"Dépôt à décider : {nommer(declaration)}",
        ou=dire_lieu(etablissement.entreprise.nom, etablissement.entreprise.siren, etablissement.nic),
        pourquoi=f"Le service n’a pas répondu ; {accorder(candidats, 'flux possible', 'flux possibles')}"
        if candidats
        else "Le service n’a pas répondu, et rien ne prouve ce qu’il a reçu",
        lien=Lien("depot", depot.pk),
        bouton="Décider",
        avant=None if declaration.essai else limite_de(declaration, regard, depot.type),
        quand="dès que possible",
    )
