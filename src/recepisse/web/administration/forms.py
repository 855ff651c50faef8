"""The forms of the portfolios and of the journal."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from recepisse.gestion.models import Portefeuille, Utilisateur
from recepisse.web.administration.mots import ACTES, OBJETS
from recepisse.web.utilisateurs.forms import PARTS

_OBJET: Final = re.compile(r"(\D+?)[\s:]*(?:n°\s*)?([0-9]{1,18})", re.ASCII | re.IGNORECASE)
_PERSONNES_MAX: Final = 200


class FormulaireNomPortefeuille(forms.Form):
    """The name of a portfolio."""

    nom = forms.CharField(max_length=100, label="Nom", widget=forms.TextInput({"autocomplete": "off"}))


class FormulaireAffectation(forms.Form):
    """Who follows the portfolio, and whether she acts."""

    personne = forms.CharField(
        max_length=150,
        label="Nom d’utilisateur",
        widget=forms.TextInput({"list": "personnes", "autocomplete": "off"}),
    )
    agit = forms.ChoiceField(label="Sa part", choices=PARTS)

    def clean_personne(self) -> Utilisateur:
        """Return the active account that bears this name."""
        nom = str(self.cleaned_data["personne"]).strip()
        trouve = Utilisateur.objects.filter(username=nom, is_active=True).first()
        if trouve is None:
            raise ValidationError("Aucun compte en activité ne porte ce nom.")
        return trouve


class FormulaireEntreprises(forms.Form):
    """A list of companies, pasted."""

    liste = forms.CharField(
        max_length=2_000_000,
        label="Une entreprise par ligne",
        help_text="SIREN ou SIRET, puis le nom si vous voulez : « 732 829 320 ; Ateliers du Quai ».",
        widget=forms.Textarea({"rows": 6, "autocomplete": "off"}),
    )
    creer = forms.BooleanField(
        required=False,
        label="Ajouter aussi celles que Récépissé ne connaît pas encore",
        help_text="Elles apparaissent sinon à leur premier envoi, ou à leur premier retour.",
    )


class FormulaireRangement(forms.Form):
    """To which portfolio some companies go."""

    portefeuille = forms.ModelChoiceField(
        Portefeuille.objects.order_by("nom"), label="Portefeuille", empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 # Django's own signature
        super().__init__(*args, **kwargs)
        self.fields["portefeuille"].label_from_instance = lambda p: p.nom  # type: ignore[attr-defined] # Django's own hook


class FormulaireJournal(forms.Form):
    """The selection of the acts, kept in the address; a person stands there by her number."""

    du = forms.DateField(required=False, label="Du", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    au = forms.DateField(required=False, label="Au", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    personne = forms.ChoiceField(required=False, label="Personne")
    acte = forms.ChoiceField(required=False, label="Acte")
    objet = forms.CharField(
        required=False, max_length=80, label="Objet", widget=forms.TextInput({"placeholder": "envoi 12"})
    )

    def __init__(self, donnees: Mapping[str, Any]) -> None:
        super().__init__(donnees)
        actes = sorted(ACTES.items(), key=lambda acte: acte[1].casefold())
        self.fields["acte"].choices = [("", "Tous"), *actes]  # type: ignore[attr-defined] # of a ChoiceField
        self.fields["personne"].choices = _personnes(str(donnees.get("personne", "")))  # type: ignore[attr-defined] # the same

    def clean_objet(self) -> str:
        """Return the reference (``envoi:12``) of what was typed (« Envoi n° 12 », « envoi:12 »)."""
        texte = str(self.cleaned_data["objet"]).strip()
        if not texte:
            return ""
        trouve = _OBJET.fullmatch(texte)
        mot = trouve[1].strip().casefold() if trouve else ""
        genre = next((cle for cle, objet in OBJETS.items() if mot in {cle, objet.mot.casefold()}), "")
        if not (trouve and genre):
            raise ValidationError("Écrivez ce dont il s’agit puis son numéro : « envoi 12 ».")
        return f"{genre}:{trouve[2]}"


def _personnes(choisie: str) -> list[tuple[str, str]]:
    """Return the people offered: those of the firm, and the one already chosen whoever she is."""
    internes = Utilisateur.objects.exclude(role=Utilisateur.Role.CLIENT).order_by("username")
    lignes = [(str(pk), nom) for pk, nom in internes.values_list("pk", "username")[:_PERSONNES_MAX]]
    if choisie.isascii() and choisie.isdigit() and len(choisie) < 19 and choisie not in dict(lignes):  # noqa: PLR2004 # 64 bits
        autre = Utilisateur.objects.filter(pk=int(choisie)).values_list("username", flat=True).first()
        lignes += [(choisie, autre)] if autre else []
    return [("", "Toutes"), ("commande", "Commande ou moteur"), *lignes]
