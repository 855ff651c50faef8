"""What a person looks for in a declaration."""

from django import forms

from recepisse.dsn.recherche import parse_recherche

_LONGUEUR = 120


class Recherche(forms.Form):
    """A rubric, an amount, a name, or any part of a value."""

    quoi = forms.CharField(
        max_length=_LONGUEUR,
        error_messages={
            "required": "Écrivez ce que vous cherchez.",
            "max_length": f"Cherchez moins de {_LONGUEUR} caractères.",
        },
    )

    def clean_quoi(self) -> str:
        """Refuse what would find nearly every line."""
        quoi = str(self.cleaned_data["quoi"])
        if parse_recherche(quoi).vide:
            raise forms.ValidationError("Écrivez au moins deux caractères.")
        return quoi
