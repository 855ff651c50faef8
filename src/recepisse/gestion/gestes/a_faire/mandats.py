"""Mandates that a complementary organisation asks to sign: unsigned, the payment is refused."""

from typing import Final

from recepisse.gestion.gestes.a_faire.conditions import OUVERTE
from recepisse.gestion.gestes.a_faire.groupes import Groupe, grouper
from recepisse.gestion.gestes.a_faire.tache import (
    Genre,
    Lien,
    Lot,
    Regard,
    Tache,
    Urgence,
    reunir,
)
from recepisse.retours.sens.a_faire import MANDAT, MANDAT_ABSENT

CODES: Final = (MANDAT, MANDAT_ABSENT)
EMETTEUR: Final = "oc"
"""Group of issuers of the complementary organisations."""

_PHRASES: Final = {
    MANDAT: "L’organisme a joint un mandat de prélèvement SEPA",
    MANDAT_ABSENT: "L’organisme n’a pas de mandat pour ce paiement",
}


def mandats(regard: Regard) -> Lot:
    """Return the mandates to sign, by company."""
    ouverts = regard.perimetre.anomalies().filter(OUVERTE, emetteur=EMETTEUR, code__in=CODES)
    groupes = grouper(ouverts)
    joints = {groupe.siren for groupe in groupes if groupe.commun == MANDAT}
    # The mandate itself is there to be signed: that it is missing says nothing more.
    taches = [_tache(un) for un in groupes if un.commun == MANDAT or un.siren not in joints]
    suite = Lien("anomalies", parametres=(("code", MANDAT), ("emetteur", EMETTEUR)))
    return reunir(Genre.MANDAT, taches, suite)


def _tache(groupe: Groupe) -> Tache:
    plusieurs = groupe.nombre > 1
    return Tache(
        genre=Genre.MANDAT,
        cle=f"mandat:{groupe.siren}:{groupe.commun}",
        urgence=Urgence.SEMAINE,
        quoi=f"{groupe.nombre} mandats à signer" if plusieurs else "Mandat de prélèvement à signer",
        ou=groupe.lieu,
        pourquoi=_PHRASES[groupe.commun],
        lien=groupe.lien(),
        bouton="Voir les mandats" if plusieurs else "Voir le mandat",
        avant=None,
        quand="dès que possible",
        poids=groupe.gravite,
    )
