"""What the page of documents selects, kept in the address. No person is ever named there."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django import forms
from django.http import QueryDict

from recepisse.gestion.models import DocumentClasse

ETATS: Final = {"": "Tous", "a_remettre": "À remettre", "remis": "Remis", "remplace": "Remplacés"}
COPIES: Final = {
    "": "Toutes",
    "echec": "Copie en échec",
    "attente": "Pas encore copiés",
    "faite": "Copiés",
}
_JOUR: Final = {"type": "date"}


@dataclass(frozen=True, slots=True)
class Choix:
    """The selection, read."""

    etat: str = ""
    genre: str = ""
    copie: str = ""
    entreprise: str = ""
    du: date | None = None
    au: date | None = None


class FormulaireDocuments(forms.Form):
    """The selection as a form; ``copies`` False hides what concerns the folder of the copies."""

    etat = forms.ChoiceField(required=False, label="Montrer", choices=list(ETATS.items()))
    genre = forms.ChoiceField(
        required=False, label="Document", choices=[("", "Tous"), *DocumentClasse.Genre.choices]
    )
    copie = forms.ChoiceField(required=False, label="Copie", choices=list(COPIES.items()))
    entreprise = forms.CharField(
        required=False,
        max_length=120,
        label="Entreprise",
        widget=forms.TextInput({"placeholder": "SIREN ou nom"}),
    )
    du = forms.DateField(required=False, label="Reçu du", widget=forms.DateInput(_JOUR, "%Y-%m-%d"))
    au = forms.DateField(required=False, label="au", widget=forms.DateInput(_JOUR, "%Y-%m-%d"))

    def __init__(self, donnees: QueryDict, *, copies: bool) -> None:
        super().__init__(donnees)
        if not copies:
            del self.fields["copie"]

    def choix(self) -> Choix | None:
        """Return the selection; None when a hand-made address asks for what does not exist."""
        if not self.is_valid():
            return None
        valeurs = self.cleaned_data
        return Choix(
            etat=valeurs["etat"],
            genre=valeurs["genre"],
            copie=valeurs.get("copie", ""),
            entreprise=valeurs["entreprise"].strip(),
            du=valeurs["du"],
            au=valeurs["au"],
        )
