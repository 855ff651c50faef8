"""What a person writes on the screens of the rates."""

from django import forms

from recepisse.gestion.gestes.ecrire_tableau import Forme, OptionsCsv
from recepisse.gestion.gestes.paie.ecrire_export import Demande
from recepisse.gestion.gestes.paie.exporter_taux import ChoixTaux
from recepisse.web.fichiers import FORMES


class FormulaireExport(forms.Form):
    """The file for the payroll: which rates, in which form."""

    forme = forms.ChoiceField(label="Forme du fichier", choices=FORMES)
    le = forms.DateField(
        label="Taux à appliquer le", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    cible = forms.CharField(
        label="SIREN ou SIRET",
        required=False,
        max_length=20,
        widget=forms.TextInput({"placeholder": "toutes les entreprises"}),
    )
    nir_masque = forms.BooleanField(label="Masquer les NIR", required=False)

    def choix(self) -> ChoixTaux:
        """Return which rates are asked for."""
        cible = "".join(self.cleaned_data["cible"].split())
        siret = cible if len(cible) > 9 else ""  # noqa: PLR2004 # a SIREN has nine digits
        return ChoixTaux(self.cleaned_data["le"], siren="" if siret else cible, siret=siret)

    def demande(self) -> Demande:
        """Return how the file is asked for; the CSV has the mark that spreadsheets need to read accents."""
        valeurs = self.cleaned_data
        return Demande(
            Forme(valeurs["forme"]), nir_en_clair=not valeurs["nir_masque"], options=OptionsCsv(bom=True)
        )
