"""The forms of the acts: what a person may write about an anomaly."""

from django import forms

_JOUR = "%Y-%m-%d"


class FormulaireContester(forms.Form):
    """The day it was contested."""

    le = forms.DateField(label="Contestée le", widget=forms.DateInput({"type": "date"}, _JOUR))


class FormulaireIgnorer(forms.Form):
    """Why a control is ignored, and until when."""

    motif = forms.CharField(label="Pourquoi", max_length=500)
    jusqu_au = forms.DateField(label="Jusqu’au", widget=forms.DateInput({"type": "date"}, _JOUR))
    partout = forms.BooleanField(required=False, label="Pour toutes les entreprises")
