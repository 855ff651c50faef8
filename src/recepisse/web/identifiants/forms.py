"""The account form and the link form; the password is written, never read back."""

from typing import TYPE_CHECKING, Any

from django import forms

from recepisse.gestion.gestes.acces.enregistrer_identifiant import SaisieIdentifiant
from recepisse.gestion.models import Entreprise, Identifiant, Utilisateur

if TYPE_CHECKING:
    _Formulaire = forms.ModelForm[Identifiant]
else:
    _Formulaire = forms.ModelForm


class FormulaireIdentifiant(_Formulaire):
    """What the portal asks for at login; an empty password keeps the one in place."""

    mot_de_passe = forms.CharField(
        required=False,
        label="Mot de passe",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Identifiant
        fields = [
            "libelle",
            "regime",
            "environnement",
            "mode",
            "siret",
            "nom",
            "prenom",
            "mot_de_passe",
            "identifiant_msa",
            "declarant_siret",
            "declarant_nom",
            "declarant_prenom",
            "actif",
        ]
        labels = {
            "libelle": "Nom donné à cet identifiant",
            "regime": "Régime",
            "siret": "SIRET de l’inscription",
            "nom": "Nom",
            "prenom": "Prénom",
            "identifiant_msa": "Identifiant MSA",
            "declarant_siret": "SIRET du déclarant",
            "declarant_nom": "Nom du déclarant",
            "declarant_prenom": "Prénom du déclarant",
            "actif": "En service",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 # Django's own signature
        super().__init__(*args, **kwargs)
        self.fields["mot_de_passe"].required = self.instance.pk is None
        # People copy a SIRET with its spaces: 14 digits and 3 or more of them.
        for nom in ("siret", "declarant_siret"):
            champ = self.fields[nom]
            self.fields[nom] = forms.CharField(label=champ.label, required=champ.required, max_length=20)

    def clean_siret(self) -> str:
        """Take the spaces out."""
        return "".join(str(self.cleaned_data["siret"]).split())

    def clean_declarant_siret(self) -> str:
        """Take the spaces out."""
        return "".join(str(self.cleaned_data["declarant_siret"]).split())

    def saisie(self) -> SaisieIdentifiant:
        """Return what the use case takes; the row itself is never saved by the form."""
        valeurs = self.cleaned_data
        return SaisieIdentifiant(**{nom: valeurs[nom] for nom in self.Meta.fields})


class FormulaireLien(forms.Form):
    """Who may use the identifier, for which company; empty means all. Those who only read send nothing."""

    utilisateur = forms.ModelChoiceField(
        Utilisateur.objects.filter(
            is_active=True, role__in=[Utilisateur.Role.ADMINISTRATEUR, Utilisateur.Role.GESTIONNAIRE]
        ).order_by("username"),
        required=False,
        empty_label="Tous les utilisateurs",
        label="Utilisateur",
    )
    siren = forms.CharField(
        required=False,
        max_length=20,
        label="Entreprise",
        widget=forms.TextInput({"placeholder": "SIREN ; vide : toutes", "inputmode": "numeric"}),
    )

    def clean_siren(self) -> Entreprise | None:
        """Return the company of this SIREN, None for all of them."""
        siren = "".join(str(self.cleaned_data["siren"]).split())
        if not siren:
            return None
        entreprise = Entreprise.objects.filter(siren=siren).first()
        if entreprise is None:
            raise forms.ValidationError(
                "Récépissé ne connaît pas encore cette entreprise : elle apparaît à son premier envoi."
            )
        return entreprise
