"""The selections of the page of all returns (feature C12): a form kept in the address, and its query.

Each selection alone follows an index of ``Retour``; a name that nobody bears selects nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.db.models import BooleanField, Func, Q, QuerySet

from recepisse.gestion.models import Entreprise, Etablissement, Identifiant, Retour
from recepisse.retours.natures import EMETTEURS, NATURES
from recepisse.temps import PARIS, jour_paris

STATUTS: Final = ("OK", "KO", "ANO", "EN COURS")
"""The words met so far; another one may be written in the address."""

_ENTREPRISES_MAX: Final = 200

_EN_ANOMALIE: Final = Func(
    template="\"gestion_retour\".\"statut\" IN ('KO', 'ANO')", output_field=BooleanField()
)
"""The condition of the partial index ``retour_a_traiter``, word for word: with parameters in place of the
two statuses, SQLite could not know at preparation that the index holds every row asked for."""


class FormulaireFiltres(forms.Form):
    """Every field may stay empty; an unknown value selects nothing rather than being ignored."""

    du = forms.DateField(required=False, label="Du", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    au = forms.DateField(required=False, label="Au", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    emetteur = forms.ChoiceField(
        required=False,
        label="Émetteur",
        choices=[("", "Tous"), *((e.code, e.libelle) for e in EMETTEURS)],
    )
    nature = forms.CharField(
        required=False, max_length=10, label="Nature", widget=forms.TextInput({"list": "natures", "size": 6})
    )
    statut = forms.ChoiceField(
        required=False, label="Statut", choices=[("", "Tous"), *((s, s) for s in STATUTS)]
    )
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
    identifiant = forms.ModelChoiceField(
        Identifiant.objects.order_by("libelle", "pk").only("libelle", "siret"),
        required=False,
        label="Identifiant",
        empty_label="Tous",
    )
    non_lus = forms.BooleanField(required=False, label="Non lus")
    a_traiter = forms.BooleanField(required=False, label="Anomalies non traitées")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 # Django's own signature
        super().__init__(*args, **kwargs)
        champ = self.fields["identifiant"]
        champ.label_from_instance = lambda i: i.libelle  # type: ignore[attr-defined] # Django's own hook


@dataclass(frozen=True, slots=True)
class Raccourci:
    """A selection in one click; with the click that opens the page, that makes two (feature C12)."""

    libelle: str
    parametres: Mapping[str, str]


def raccourcis(maintenant: datetime) -> list[Raccourci]:
    """Return the selections offered above the list."""
    il_y_a_30_jours = (jour_paris(maintenant) - timedelta(days=30)).isoformat()
    return [
        Raccourci("Urssaf, 30 derniers jours", {"emetteur": "urssaf_msa", "du": il_y_a_30_jours}),
        Raccourci("Anomalies non traitées", {"a_traiter": "on"}),
        Raccourci("Non lus", {"non_lus": "on"}),
        Raccourci("DGFiP, 30 derniers jours", {"emetteur": "dgfip", "du": il_y_a_30_jours}),
    ]


def filtrer(valeurs: Mapping[str, Any]) -> QuerySet[Retour]:
    """Return the returns selected by the cleaned values of the form, without an order."""
    retours = Retour.objects.all()
    if valeurs.get("du"):
        retours = retours.filter(publie_le__gte=_minuit(valeurs["du"]))
    if valeurs.get("au"):
        retours = retours.filter(publie_le__lt=_minuit(valeurs["au"] + timedelta(days=1)))
    for champ in ("emetteur", "nature", "statut", "identifiant"):
        if valeurs.get(champ):
            retours = retours.filter(**{champ: valeurs[champ]})
    if valeurs.get("non_lus"):
        retours = retours.filter(lu=False)
    if valeurs.get("a_traiter"):
        retours = retours.filter(_EN_ANOMALIE, traite=False)
    if valeurs.get("entreprise"):
        retours = retours.filter(entreprise__in=_entreprises(valeurs["entreprise"]))
    if valeurs.get("etablissement"):
        retours = retours.filter(etablissement__in=_etablissements(valeurs["etablissement"]))
    return retours


def _minuit(jour: date) -> datetime:
    return datetime.combine(jour, time(), PARIS).astimezone(UTC)


def _entreprises(texte: str) -> list[int]:
    """Return the companies of this SIREN, or whose name holds the text."""
    compact = "".join(texte.split())
    condition = Q(siren=compact) if compact.isdigit() else Q(nom__icontains=texte.strip())
    return list(Entreprise.objects.filter(condition).values_list("pk", flat=True)[:_ENTREPRISES_MAX])


def _etablissements(texte: str) -> list[int]:
    """Return the establishment of this SIRET, or those whose name holds the text."""
    compact = "".join(texte.split())
    condition = Q(nom__icontains=texte.strip())
    if compact.isdigit():
        condition = Q(entreprise__siren=compact[:9], nic=compact[9:])
    return list(Etablissement.objects.filter(condition).values_list("pk", flat=True)[:_ENTREPRISES_MAX])


def natures_connues() -> list[tuple[str, str]]:
    """Return (code, label) of the known natures, as suggestions."""
    return [(code, connue.libelle) for code, connue in NATURES.items()]
