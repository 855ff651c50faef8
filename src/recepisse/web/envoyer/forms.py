"""The two forms of sending: the file, then the identifier and what only an explicit word allows."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from recepisse.gestion.gestes.envois.preparer_envoi import Preparation
from recepisse.web.envoyer.queries import Choix


class FormulaireFichier(forms.Form):
    """The file; its name is only shown, never trusted."""

    fichier = forms.FileField(
        label="Fichier DSN",
        allow_empty_file=True,
        error_messages={
            "required": "Choisissez d’abord un fichier.",
            "missing": "Choisissez d’abord un fichier.",
        },
    )


class FormulaireEnvoi(forms.Form):
    """The identifier; for a real file the number of declarations, typed; for a known file, « renvoyer »."""

    identifiant = forms.ChoiceField(
        label="Identifiant",
        error_messages={
            "required": "Choisissez un identifiant.",
            "invalid_choice": "Cet identifiant ne peut pas servir pour ce fichier.",
        },
    )
    confirmation = forms.CharField(required=False, max_length=6)
    renvoyer = forms.BooleanField(required=False)

    def __init__(self, *args: Any, preparation: Preparation, choix: Sequence[Choix], **kwargs: Any) -> None:  # noqa: ANN401 # Django's own signature
        super().__init__(*args, **kwargs)
        self._preparation = preparation
        possibles = [c for c in choix if not c.empechement]
        champ = self.fields["identifiant"]
        if isinstance(champ, forms.ChoiceField):
            champ.choices = [(str(c.identifiant.pk), c.identifiant.libelle) for c in possibles]
        if len(possibles) == 1:
            self.initial["identifiant"] = str(possibles[0].identifiant.pk)

    @property
    def confirme_reel(self) -> bool:
        """True when the file is real and the person has typed the number of its declarations."""
        return self._preparation.apercu.reel

    def clean_confirmation(self) -> str:
        """Refuse a real file without the right number."""
        saisi = str(self.cleaned_data["confirmation"]).strip()
        attendu = str(len(self._preparation.apercu.declarations))
        if self._preparation.apercu.reel and saisi != attendu:
            raise ValidationError(
                f"Ce dépôt est réel. Pour le confirmer, écrivez le nombre de ses déclarations : {attendu}."
            )
        return saisi

    def clean_renvoyer(self) -> bool:
        """Refuse bytes already sent unless the box is ticked."""
        if self._preparation.deja_envoye and not self.cleaned_data["renvoyer"]:
            raise ValidationError("Ce fichier a déjà été envoyé. Cochez la case pour l’envoyer de nouveau.")
        return bool(self.cleaned_data["renvoyer"])
