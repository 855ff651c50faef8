"""The due dates around today, and the establishments whose monthly DSN has not been sent for them.

Nobody tells the program which establishments must declare: ``gestes.retours.echeances`` deduces it from the
months before, and the task says so.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from django.db.models import F

from recepisse.calendrier import JOURS_ECHEANCE, echeance, mois_suivant, parse_mois
from recepisse.gestion.gestes.a_faire.refusees import dire_mois
from recepisse.gestion.gestes.a_faire.tache import (
    Genre,
    Lien,
    Lot,
    Regard,
    Tache,
    a_midi,
    accorder,
    dire_lieu,
    dire_lieux,
    reunir,
    urgence_de,
)
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.retours.echeances import (
    Echeance,
    Issue,
    echeances_du_mois,
    etablissements_attendus,
)

_NOMMES: Final = 2


def lire_echeances(regard: Regard, ctx: Contexte) -> list[Echeance]:
    """Return, for the 5th and the 15th, the last due date passed and the next one, by date."""
    voulues = {(jour, le) for jour in JOURS_ECHEANCE for le in _voisines(jour, regard)}
    mois = sorted({le.replace(day=1) for _, le in voulues})
    toutes = [une for un in mois for une in echeances_du_mois(regard.perimetre, un, ctx)]
    return sorted((e for e in toutes if (e.jour, e.le) in voulues), key=lambda une: (une.le, une.jour))


def echeances(regard: Regard, lues: Iterable[Echeance], ctx: Contexte) -> Lot:
    """Return one line per due date for which a DSN has not been sent."""
    taches = [_tache(une, regard, ctx) for une in lues if une.nombres.get(Issue.NON_ENVOYEE)]
    return reunir(Genre.ECHEANCE, taches, Lien("calendrier"))


def lien_calendrier(une: Echeance, *, a_envoyer: bool = False) -> Lien:
    """Return where the establishments of a due date are listed."""
    quoi = (("etat", "a_envoyer"),) if a_envoyer else ()
    return Lien("calendrier", parametres=(("mois", f"{une.le:%Y-%m}"), ("echeance", str(une.jour)), *quoi))


def _voisines(jour: int, regard: Regard) -> Iterator[date]:
    """Yield the last due date passed and the next one."""
    report = regard.reglages.report_echeance
    dates = [echeance(mois_suivant(regard.jour, ecart), jour, report=report) for ecart in (-2, -1, 0)]
    passees = [le for le in dates if a_midi(le) < regard.maintenant]
    yield from dates[len(passees) - 1 : len(passees) + 1]


def _tache(une: Echeance, regard: Regard, ctx: Contexte) -> Tache:
    nombre = une.nombres[Issue.NON_ENVOYEE]
    attendus = etablissements_attendus(regard.perimetre, une.le, ctx)
    manquants = attendus.alias(ou=F("issue"), le=F("jour")).filter(ou=int(Issue.NON_ENVOYEE), le=une.jour)
    lignes = manquants.order_by("entreprise__nom", "entreprise__siren", "nic").values_list(
        "entreprise__nom", "entreprise__siren", "nic"
    )
    avant = a_midi(une.le)
    liste = lien_calendrier(une, a_envoyer=True)
    agit = regard.utilisateur.agit
    mois = parse_mois(une.mois)
    pour = dire_mois(mois.month, mois.year) if mois else une.mois
    return Tache(
        genre=Genre.ECHEANCE,
        cle=f"echeance:{une.le.isoformat()}:{une.jour}",
        urgence=urgence_de(avant, regard.maintenant),
        quoi=f"DSN {pour} à envoyer : {accorder(nombre, 'établissement')}",
        ou=dire_lieux([dire_lieu(*lieu) for lieu in lignes[:_NOMMES]], nombre),
        pourquoi=f"Aucune DSN réelle {pour} ; il en faut une, d’après les mois précédents",
        lien=Lien("envoyer") if agit else liste,
        bouton="Envoyer une DSN" if agit else "Voir les établissements",
        liste=liste,
        avant=avant,
    )
