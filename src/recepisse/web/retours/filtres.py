"""The criteria of the page of all returns (feature C12): a form kept in the address, shown as chips.

A period counted in days stays relative: kept in a saved view, « 30 derniers jours » moves with the calendar.
A value that cannot be understood selects nothing, and the form says why.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.models import Etablissement, Identifiant, Portefeuille
from recepisse.retours.gravite import Gravite
from recepisse.retours.natures import EMETTEURS, NATURES

STATUTS: Final = ("OK", "KO", "ANO", "EN COURS")
"""The words of the services met so far."""

PERIODES: Final = (
    ("0", "Aujourd’hui"),
    ("7", "7 derniers jours"),
    ("30", "30 derniers jours"),
    ("90", "90 derniers jours"),
    ("365", "12 derniers mois"),
)

PREMIERS: Final = ("depuis", "emetteur", "nature", "statut", "entreprise", "non_lus", "a_traiter")
"""The criteria always in sight; the others are one click away."""


class _Choix(forms.ChoiceField):
    """One word among some; its error names the wrong one."""

    def __init__(self, libelle: str, choix: Any, *, vide: str = "Tous") -> None:  # noqa: ANN401 # Django's choices
        super().__init__(
            required=False,
            label=libelle,
            choices=[("", vide), *choix],
            error_messages={"invalid_choice": "« %(value)s » n’existe pas : choisissez dans la liste."},
        )


class _Jour(forms.DateField):
    """A day, written by the browser or by hand."""

    def __init__(self, libelle: str) -> None:
        super().__init__(
            required=False,
            label=libelle,
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
            error_messages={"invalid": "Cette date n’existe pas. Écrivez-la comme 22/11/2026."},
        )


class _Ligne(forms.TypedChoiceField):
    """One row of those that the person may choose from, by its key."""

    def __init__(self, libelle: str) -> None:
        super().__init__(
            required=False,
            label=libelle,
            coerce=int,
            empty_value=None,
            error_messages={"invalid_choice": "Ce choix n’existe pas, ou n’est pas de vos dossiers."},
        )


class FormulaireFiltres(forms.Form):
    """Every criterion may stay empty; what a person does not see is not offered to her."""

    depuis = _Choix("Période", PERIODES, vide="Toutes")
    emetteur = _Choix("Émetteur", [(e.code, e.libelle) for e in EMETTEURS])
    nature = forms.RegexField(
        r"\A[0-9A-Za-z]{1,10}\Z",
        required=False,
        label="Nature",
        widget=forms.TextInput({"list": "natures", "size": 6}),
        error_messages={"invalid": "Une nature s’écrit comme 61 ou 94."},
    )
    statut = _Choix("Statut", [(mot, mot) for mot in STATUTS])
    entreprise = forms.CharField(
        required=False,
        max_length=120,
        label="Entreprise",
        widget=forms.TextInput({"placeholder": "SIREN ou nom"}),
    )
    non_lus = forms.BooleanField(required=False, label="Non lus")
    a_traiter = forms.BooleanField(required=False, label="Anomalies non traitées")
    du = _Jour("Du")
    au = _Jour("Au")
    etablissement = forms.CharField(
        required=False,
        max_length=120,
        label="Établissement",
        widget=forms.TextInput({"placeholder": "SIRET ou nom"}),
    )
    gravite = _Choix(
        "Gravité", [(g.value, g.libelle[:1].upper() + g.libelle[1:]) for g in Gravite], vide="Toutes"
    )
    identifiant = _Ligne("Identifiant")
    portefeuille = _Ligne("Portefeuille")
    remplaces = forms.BooleanField(required=False, label="Remplacés par l’organisme")

    def __init__(self, donnees: Mapping[str, Any], visibles: Perimetre) -> None:
        super().__init__(donnees)
        self._visibles = visibles
        self._offrir("identifiant", _identifiants(visibles).values_list("pk", "libelle"))
        self._offrir("portefeuille", _portefeuilles(visibles).values_list("pk", "nom"))

    def _offrir(self, nom: str, lignes: Iterable[tuple[int, str]]) -> None:
        """Offer these rows, or leave the criterion out when there is nothing to choose."""
        champ, choix = self.fields[nom], list(lignes)
        if choix and isinstance(champ, forms.ChoiceField):
            champ.choices = [("", "Tous"), *choix]
        else:
            del self.fields[nom]

    def clean_entreprise(self) -> list[int] | None:
        """Return the keys of the companies of this SIREN (or its beginning), or whose name holds the text."""
        texte = self.cleaned_data["entreprise"].strip()
        if not texte:
            return None
        compact = "".join(texte.split())
        condition = Q(siren__startswith=compact) if compact.isdigit() else Q(nom__icontains=texte)
        cles = list(self._visibles.entreprises().filter(condition).values_list("pk", flat=True))
        if not cles:
            raise ValidationError("Aucune entreprise de vos dossiers n’a ce SIREN ou ce nom.")
        return cles

    def clean_etablissement(self) -> list[int] | None:
        """Return the keys of the establishments of this SIRET, or whose name holds the text."""
        texte = self.cleaned_data["etablissement"].strip()
        if not texte:
            return None
        compact = "".join(texte.split())
        condition = Q(nom__icontains=texte)
        if compact.isdigit():
            condition = Q(entreprise__siren__startswith=compact[:9], nic__startswith=compact[9:])
        lignes = self._visibles.filtrer(Etablissement.objects.filter(condition))
        cles = list(lignes.values_list("pk", flat=True))
        if not cles:
            raise ValidationError("Aucun établissement de vos dossiers n’a ce SIRET ou ce nom.")
        return cles

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        valeurs = self.cleaned_data
        if valeurs.get("du") and valeurs.get("au") and valeurs["du"] > valeurs["au"]:
            self.add_error("au", "La période finit avant d’avoir commencé.")
        return valeurs

    @property
    def parametres(self) -> dict[str, str]:
        """The criteria given, as they are written in an address; nothing else of the address is kept."""
        return {nom: texte for nom in self.fields if (texte := str(self.data.get(nom, "")).strip())}

    @property
    def premiers(self) -> Iterator[forms.BoundField]:
        """The criteria always in sight."""
        return (champ for champ in self if champ.name in PREMIERS)

    @property
    def autres(self) -> Iterator[forms.BoundField]:
        """The other criteria."""
        return (champ for champ in self if champ.name not in PREMIERS)

    @property
    def autres_ouverts(self) -> bool:
        """True when one of the other criteria is in use."""
        return any(nom not in PREMIERS for nom in self.parametres)


@dataclass(frozen=True, slots=True)
class Critere:
    """A criterion in use, and the address without it."""

    libelle: str
    valeur: str
    sans: str


def criteres(formulaire: FormulaireFiltres) -> list[Critere]:
    """Return the chips of the page, in the order of the form."""
    donnes = formulaire.parametres
    return [
        Critere(
            str(formulaire.fields[nom].label),
            _valeur(formulaire.fields[nom], nom, texte, formulaire.cleaned_data),
            urlencode({autre: valeur for autre, valeur in donnes.items() if autre != nom}),
        )
        for nom, texte in donnes.items()
    ]


def _valeur(champ: forms.Field, nom: str, texte: str, nettes: Mapping[str, Any]) -> str:
    """Return what a chip says of a value; a yes needs no word."""
    if isinstance(champ, forms.BooleanField):
        return ""
    if isinstance(champ, forms.ChoiceField):
        choix = cast("list[tuple[object, str]]", champ.choices)
        return next((mots for code, mots in choix if str(code) == texte), texte)
    if isinstance(champ, forms.DateField) and nettes.get(nom):
        return f"{nettes[nom]:%d/%m/%Y}"
    return texte


@dataclass(frozen=True, slots=True)
class Raccourci:
    """A selection in one click; with the click that opens the page, that makes two (feature C12)."""

    libelle: str
    parametres: Mapping[str, str]


RACCOURCIS: Final = (
    Raccourci("Urssaf, 30 derniers jours", {"depuis": "30", "emetteur": "urssaf_msa"}),
    Raccourci("Anomalies non traitées", {"a_traiter": "on"}),
    Raccourci("Non lus", {"non_lus": "on"}),
    Raccourci("DGFiP, 30 derniers jours", {"depuis": "30", "emetteur": "dgfip"}),
    Raccourci("Remplacés, 90 derniers jours", {"depuis": "90", "remplaces": "on"}),
)
"""The selections offered to everybody above the list."""


def natures_connues() -> list[tuple[str, str]]:
    """Return (code, label) of the known natures, as suggestions."""
    return [(code, connue.libelle) for code, connue in NATURES.items()]


def _identifiants(visibles: Perimetre) -> QuerySet[Identifiant]:
    """Return the identifiers that bring the returns this person sees; a client is told of none."""
    lignes = Identifiant.objects.order_by("libelle", "pk")
    if visibles.utilisateur.est_client:
        return lignes.none()
    if visibles.tout:
        return lignes
    siens = Q(liens__utilisateur=None) | Q(liens__utilisateur=visibles.utilisateur)
    dossiers = Q(liens__entreprise=None) | Q(liens__entreprise__in=visibles.cles_entreprises)
    return lignes.filter(siens, dossiers).distinct()


def _portefeuilles(visibles: Perimetre) -> QuerySet[Portefeuille]:
    """Return the portfolios that this person follows; an administrator may look at each."""
    lignes = Portefeuille.objects.order_by("nom")
    qui = visibles.utilisateur
    return lignes if qui.est_administrateur else lignes.filter(affectations__utilisateur=qui)
