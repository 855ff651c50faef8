"""The forms of the accounts: the use cases check what they ask for."""

from django import forms
from django.core.exceptions import ValidationError

from recepisse.gestion.models import Portefeuille, Utilisateur

PARTS = (("oui", "en répond (agit)"), ("non", "lit seulement"))
"""What a person does with a portfolio."""


def champ_secret(libelle: str) -> forms.CharField:
    """Return the field of a password to come."""
    return forms.CharField(
        max_length=200,
        strip=False,
        label=libelle,
        help_text="12 caractères au moins : une phrase convient.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class FormulaireDroits(forms.Form):
    """The role of a person, and whether her portfolios alone are shown to her."""

    role = forms.ChoiceField(
        label="Rôle", choices=Utilisateur.Role.choices, initial=Utilisateur.Role.GESTIONNAIRE
    )
    limite = forms.BooleanField(
        label="Ne voit que ses portefeuilles",
        required=False,
        help_text="Toujours vrai pour un client, sans effet pour un administrateur.",
    )


class FormulaireUtilisateur(FormulaireDroits):
    """A new account."""

    nom = forms.CharField(
        max_length=150, label="Nom d’utilisateur", widget=forms.TextInput({"autocomplete": "off"})
    )
    mot_de_passe = champ_secret("Mot de passe")

    field_order = ("nom", "mot_de_passe", "role", "limite")


class FormulaireSecret(forms.Form):
    """A new password given by an administrator."""

    mot_de_passe = champ_secret("Nouveau mot de passe")


class FormulairePortefeuille(forms.Form):
    """One more portfolio for a person."""

    portefeuille = forms.CharField(
        max_length=100, widget=forms.TextInput({"list": "portefeuilles", "autocomplete": "off"})
    )
    agit = forms.ChoiceField(label="Sa part", choices=PARTS)

    def clean_portefeuille(self) -> Portefeuille:
        """Return the portfolio that bears this name."""
        trouve = Portefeuille.objects.filter(nom=str(self.cleaned_data["portefeuille"]).strip()).first()
        if trouve is None:
            raise ValidationError("Aucun portefeuille ne s’appelle ainsi.")
        return trouve


class FormulaireRecherche(forms.Form):
    """The selection of the list, kept in the address: it holds no name."""

    role = forms.ChoiceField(required=False, label="Rôle", choices=[("", "Tous"), *Utilisateur.Role.choices])
    etat = forms.ChoiceField(
        required=False,
        label="Compte",
        choices=[("", "Tous"), ("actif", "En activité"), ("ferme", "Désactivé")],
    )


class FormulaireNom(forms.Form):
    """A search by name; it is posted, so that no name of a person stands in an address."""

    nom = forms.CharField(max_length=150, label="Nom contient", widget=forms.TextInput({"type": "search"}))
