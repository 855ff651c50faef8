"""The selections of the inbox: a form kept in the address, and its query.

Without a word about the state, what is to be treated is shown. A person is chosen by an opaque key, never by
a name; an unknown value selects nothing rather than being ignored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Final

from django import forms
from django.db.models import F, Func, Q, QuerySet
from django.db.models.lookups import Exact, In, IsNull
from django.db.models.sql.compiler import SQLCompiler

from recepisse.gestion.gestes.a_faire.conditions import OUVERTE, vaut
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.anomalies.assigner_anomalie import assignables
from recepisse.gestion.models import Anomalie, Etablissement, Utilisateur
from recepisse.retours.gravite import Gravite
from recepisse.retours.natures import EMETTEURS
from recepisse.retours.suivi.memoire import LIBELLES, OUVERTES
from recepisse.temps import PARIS

TOUTES: Final = "toutes"
MOI: Final = "moi"
PERSONNE: Final = "personne"
DEPASSEE: Final = "depassee"

_EGAUX: Final = ("emetteur", "code", "rubrique")
_NOMS_MAX: Final = 200
"""Companies or establishments that one written name may stand for."""

_GRAVITES: Final = [(g.value, g.libelle) for g in Gravite if g is not Gravite.INFORMATION]
_ECHEANCES: Final = [
    ("", "Toutes"),
    (DEPASSEE, "Dépassée"),
    ("3", "Dans 3 jours"),
    ("7", "Dans 7 jours"),
    ("30", "Dans 30 jours"),
]

_FERMEE: Final = vaut("etat", "traitee", "disparue", "ignoree", "corrigee", "contestee")
"""The condition of the partial index of what is no longer open, word for word."""


class _Libre(Func):
    """A column that no index is asked for (SQLite: ``+colonne``): the index of the order holds it."""

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **autre: Any) -> Any:  # noqa: ANN401 # Django's hook
        return super().as_sqlite(compiler, connection, template="+%(expressions)s", **autre)


_PEU: Final = 100
"""Companies whose own anomalies are few enough to be read and sorted."""


@dataclass(frozen=True)
class Regard:
    """Who looks at the inbox, and on which day."""

    visibles: Perimetre
    aujourdhui: date

    @cached_property
    def lignes(self) -> QuerySet[Anomalie]:
        """The anomalies of her companies; when these are many, read in the order of the inbox."""
        if self.visibles.tout:
            return self.visibles.anomalies()
        cles = self.visibles.cles_entreprises
        few = list(cles[: _PEU + 1])
        if len(few) <= _PEU:
            return Anomalie.objects.filter(entreprise__in=few)
        return Anomalie.objects.filter(In(_Libre(F("entreprise_id")), cles))


class FormulaireFiltres(forms.Form):
    """Every field may stay empty. ``utilisateur`` decides what is offered: a client sees nobody's work."""

    etat = forms.ChoiceField(
        required=False,
        label="État",
        choices=[("", "À traiter"), *((e.value, mot) for e, mot in LIBELLES.items()), (TOUTES, "Toutes")],
    )
    gravite = forms.ChoiceField(required=False, label="Gravité", choices=[("", "Toutes"), *_GRAVITES])
    emetteur = forms.ChoiceField(
        required=False, label="Émetteur", choices=[("", "Tous"), *((e.code, e.libelle) for e in EMETTEURS)]
    )
    code = forms.CharField(required=False, max_length=60, label="Code")
    rubrique = forms.CharField(required=False, max_length=30, label="Rubrique")
    entreprise = forms.CharField(
        required=False,
        max_length=120,
        label="Entreprise",
        widget=forms.TextInput({"placeholder": "SIREN ou nom"}),
    )
    etablissement = forms.CharField(
        required=False,
        max_length=120,
        label="Établissement",
        widget=forms.TextInput({"placeholder": "SIRET ou nom"}),
    )
    salarie = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, label="Salarié", widget=forms.HiddenInput
    )
    assignee = forms.ChoiceField(required=False, label="Assignée à")
    echeance = forms.ChoiceField(required=False, label="Échéance", choices=_ECHEANCES)
    du = forms.DateField(
        required=False, label="Vue depuis le", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    au = forms.DateField(
        required=False, label="Jusqu’au", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, donnees: Mapping[str, Any], utilisateur: Utilisateur) -> None:
        super().__init__(donnees)
        if utilisateur.est_client:
            del self.fields["assignee"]
            return
        champ = self.fields["assignee"]
        champ.choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", "Peu importe"),
            *([(MOI, "Moi")] if utilisateur.agit else []),
            (PERSONNE, "Personne"),
            *((str(u.pk), u.get_username()) for u in assignables(toutes=True).only("username")),
        ]


def filtrer(valeurs: Mapping[str, Any], regard: Regard) -> QuerySet[Anomalie]:
    """Return the anomalies selected by the cleaned values of the form, without an order."""
    lignes = _etat(regard.lignes, valeurs.get("etat", ""))
    if valeurs.get("gravite"):
        lignes = lignes.filter(gravite=Gravite(valeurs["gravite"]).rang)
    for champ in _EGAUX:
        if valeurs.get(champ):
            lignes = lignes.filter(Exact(_Libre(F(champ)), valeurs[champ]))
    if valeurs.get("salarie"):
        lignes = lignes.filter(salarie=valeurs["salarie"])
    if valeurs.get("entreprise"):
        lignes = lignes.filter(entreprise__in=_entreprises(valeurs["entreprise"], regard.visibles))
    if valeurs.get("etablissement"):
        lignes = lignes.filter(etablissement__in=_etablissements(valeurs["etablissement"], regard.visibles))
    if valeurs.get("assignee"):
        lignes = _assignees(lignes, valeurs["assignee"], regard.visibles)
    if valeurs.get("echeance"):
        lignes = _echeance(lignes, valeurs["echeance"], regard.aujourdhui)
    return _periode(lignes, valeurs.get("du"), valeurs.get("au"))


def _etat(lignes: QuerySet[Anomalie], etat: str) -> QuerySet[Anomalie]:
    if not etat:
        return lignes.filter(OUVERTE)
    if etat == TOUTES:
        return lignes
    if etat in OUVERTES:
        return lignes.filter(OUVERTE, Exact(_Libre(F("etat")), etat))
    return lignes.filter(_FERMEE, etat=etat)


def _periode(lignes: QuerySet[Anomalie], du: date | None, au: date | None) -> QuerySet[Anomalie]:
    if du:
        lignes = lignes.filter(derniere_vue_le__gte=_minuit(du))
    return lignes.filter(derniere_vue_le__lt=_minuit(au + timedelta(days=1))) if au else lignes


def _assignees(lignes: QuerySet[Anomalie], a: str, visibles: Perimetre) -> QuerySet[Anomalie]:
    if a == PERSONNE:
        return lignes.filter(IsNull(_Libre(F("assignee_a")), rhs=True))
    return lignes.filter(assignee_a=visibles.utilisateur.pk if a == MOI else int(a))


def _echeance(lignes: QuerySet[Anomalie], quand: str, aujourdhui: date) -> QuerySet[Anomalie]:
    if quand == DEPASSEE:
        return lignes.filter(limite_le__lt=aujourdhui)
    fin = aujourdhui + timedelta(days=int(quand))
    return lignes.filter(limite_le__gte=aujourdhui, limite_le__lte=fin)


def _minuit(jour: date) -> datetime:
    return datetime.combine(jour, time(), PARIS).astimezone(UTC)


def _entreprises(texte: str, visibles: Perimetre) -> list[int]:
    """Return the companies of this SIREN, or whose name holds the text."""
    compact = "".join(texte.split())
    condition = Q(siren=compact) if compact.isdigit() else Q(nom__icontains=texte.strip())
    return list(visibles.entreprises().filter(condition).values_list("pk", flat=True)[:_NOMS_MAX])


def _etablissements(texte: str, visibles: Perimetre) -> list[int]:
    """Return the establishment of this SIRET, or those whose name holds the text."""
    compact = "".join(texte.split())
    condition = Q(nom__icontains=texte.strip())
    if compact.isdigit():
        condition = Q(entreprise__siren=compact[:9], nic=compact[9:])
    trouves = visibles.filtrer(Etablissement.objects.filter(condition))
    return list(trouves.values_list("pk", flat=True)[:_NOMS_MAX])


def ordonner(lignes: QuerySet[Anomalie]) -> QuerySet[Anomalie]:
    """Order by gravity, then the latest found: the order of the indexes."""
    return lignes.order_by(F("gravite").desc(), F("pk").desc())
