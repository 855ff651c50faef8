"""The form of one's own password."""

from django import forms
from django.core.exceptions import ValidationError


class FormulaireMotDePasse(forms.Form):
    """The present password, and the new one twice; the use case checks its strength."""

    ancien = forms.CharField(
        max_length=200,
        strip=False,
        label="Mot de passe actuel",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    nouveau = forms.CharField(
        max_length=200,
        strip=False,
        label="Nouveau mot de passe",
        help_text="12 caractères au moins : une phrase convient.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    encore = forms.CharField(
        max_length=200,
        strip=False,
        label="Le nouveau, encore une fois",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_encore(self) -> str:
        """Refuse two different inputs."""
        encore = str(self.cleaned_data["encore"])
        if encore != self.cleaned_data.get("nouveau"):
            raise ValidationError("Les deux saisies diffèrent.")
        return encore
