"""What a person selects among the proposals, and the file she asks for."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django import forms

from recepisse.gestion.gestes.ecrire_tableau import Forme, OptionsCsv
from recepisse.gestion.gestes.paie.ecrire_export import Demande
from recepisse.gestion.models import Proposition
from recepisse.web.fichiers import FORMES

ETATS: Final = (
    ("proposee", "À décider"),
    ("acceptee", "Acceptées"),
    ("refusee", "Refusées"),
    ("remplacee", "Remplacées"),
)
GENRES: Final = tuple((genre.value, genre.label) for genre in Proposition.Genre)


class FormulaireFiltres(forms.Form):
    """The selection kept in the address; no state means « À décider »."""

    etat = forms.ChoiceField(required=False, choices=ETATS, widget=forms.HiddenInput)
    genre = forms.ChoiceField(required=False, label="Ce dont elle parle", choices=[("", "Tout"), *GENRES])
    entreprise = forms.CharField(
        required=False,
        max_length=120,
        label="Entreprise ou établissement",
        widget=forms.TextInput({"placeholder": "Nom, SIREN ou SIRET"}),
    )
    nature = forms.CharField(
        required=False,
        max_length=10,
        label="Nature du retour",
        widget=forms.TextInput({"size": 6, "placeholder": "20, 34…"}),
    )
    retour = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def choix(self) -> dict[str, Any]:
        """Return what is selected; an unknown value selects nothing."""
        if not self.is_valid():
            return {"rien": True}
        choisis = {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur}
        return {"etat": "proposee", **choisis}


class FormulaireExport(forms.Form):
    """The form of the file; the selection is that of the page."""

    forme = forms.ChoiceField(label="Forme du fichier", choices=FORMES)
    nir_masque = forms.BooleanField(label="Masquer les NIR", required=False)

    def demande(self) -> Demande:
        """Return how the file is asked for; the CSV has the mark that spreadsheets need to read accents."""
        valeurs = self.cleaned_data
        return Demande(
            Forme(valeurs["forme"]), nir_en_clair=not valeurs["nir_masque"], options=OptionsCsv(bom=True)
        )


def adresse(choix: Mapping[str, Any], **autres: object) -> str:
    """Return the selection as the end of an address; ``autres`` take the place of what it says."""
    mots = {nom: valeur for nom, valeur in {**choix, **autres}.items() if valeur and nom != "rien"}
    if mots.get("etat") == "proposee":
        del mots["etat"]
    return urlencode(mots)
