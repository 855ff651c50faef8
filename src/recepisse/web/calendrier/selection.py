"""Which declarations, or which establishments, the calendar lists and counts."""

from datetime import datetime
from typing import Final, TypeVar

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.retours.echeances import MENSUELLE, Issue, etablissements_attendus
from recepisse.gestion.models import Declaration, Entreprise, Etablissement, Retour, RetourAttendu
from recepisse.web.calendrier.forms import Choix
from recepisse.web.calendrier.mois import Mois
from recepisse.web.mots import ANOMALIES

M = TypeVar("M", bound=Model)

ISSUES: Final = {
    "a_envoyer": Issue.NON_ENVOYEE,
    "en_cours": Issue.EN_COURS,
    "refusee": Issue.REFUSEE,
    "envoyee": Issue.ENVOYEE,
}
"""The selections that speak of establishments at a due date."""


def declarations(visibles: Perimetre, mois: Mois, choix: Choix, ctx: Contexte) -> QuerySet[Declaration]:
    """Return the declarations selected: the monthly ones due in the month, the events made in it."""
    lignes = _restreindre(visibles, choix, visibles.declarations(), "etablissement__entreprise")
    debut, fin = mois.bornes
    evenements = Q(mois="", cree_le__gte=debut, cree_le__lt=fin)
    lignes = lignes.filter(Q(mois=mois.declare) | evenements, essai=choix.essais)
    if choix.nature:
        lignes = lignes.filter(nature=choix.nature)
    if choix.etat in ISSUES or choix.echeance:
        lignes = lignes.filter(
            nature=MENSUELLE, etablissement__in=etablissements(visibles, mois, choix, ctx).values("pk")
        )
    return _dans_l_etat(lignes, choix.etat, ctx.horloge())


def etablissements(visibles: Perimetre, mois: Mois, choix: Choix, ctx: Contexte) -> QuerySet[Etablissement]:
    """Return the establishments that are to declare in the month and stand as selected."""
    lignes = _restreindre(visibles, choix, etablissements_attendus(visibles, mois.premier, ctx), "entreprise")
    if choix.echeance:
        lignes = lignes.alias(le=F("jour")).filter(le=choix.echeance)
    if choix.etat in ISSUES:
        lignes = lignes.alias(ou=F("issue")).filter(ou=int(ISSUES[choix.etat]))
    return lignes


def _restreindre(visibles: Perimetre, choix: Choix, lignes: QuerySet[M], champ: str) -> QuerySet[M]:
    """Keep the rows of the companies selected by name, SIREN or portfolio."""
    if choix.entreprise:
        lignes = lignes.filter(**{f"{champ}__in": _entreprises(visibles, choix.entreprise).values("pk")})
    if choix.portefeuille:
        dossiers = Entreprise.objects.filter(portefeuilles=choix.portefeuille).values("pk")
        lignes = lignes.filter(**{f"{champ}__in": dossiers})
    return lignes


def _entreprises(visibles: Perimetre, texte: str) -> QuerySet[Entreprise]:
    compact = "".join(texte.split())
    siren = compact.isascii() and compact.isdigit()
    return visibles.entreprises().filter(Q(siren=compact[:9]) if siren else Q(nom__icontains=texte))


def _dans_l_etat(lignes: QuerySet[Declaration], etat: str, maintenant: datetime) -> QuerySet[Declaration]:
    attendus = RetourAttendu.objects.filter(
        flux__declaration=OuterRef("pk"), retour__isnull=True, sans_objet=False
    )
    match etat:
        case "retard":
            return lignes.filter(Exists(attendus.filter(retard_le__lte=maintenant)))
        case "attente":
            a_venir = Q(retard_le__gt=maintenant) | Q(retard_le=None, prevu_le__gte=maintenant)
            return lignes.filter(Exists(attendus.filter(a_venir)))
        case "anomalie":
            anomalies = Retour.objects.filter(declaration=OuterRef("pk"), statut__in=ANOMALIES, traite=False)
            return lignes.filter(Exists(anomalies))
        case _:
            return lignes
