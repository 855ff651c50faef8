"""The form of a new account."""

from django import forms

from recepisse.gestion.models import Utilisateur


class FormulaireUtilisateur(forms.Form):
    """Name, password, role; the use case checks the strength of the password."""

    nom = forms.CharField(
        max_length=150, label="Nom d’utilisateur", widget=forms.TextInput({"autocomplete": "off"})
    )
    mot_de_passe = forms.CharField(
        max_length=200,
        strip=False,
        label="Mot de passe",
        help_text="12 caractères au moins : une phrase convient.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    role = forms.ChoiceField(
        label="Rôle", choices=Utilisateur.Role.choices, initial=Utilisateur.Role.GESTIONNAIRE
    )
