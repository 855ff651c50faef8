"""What the calendar selects, kept in the address; each empty field selects everything."""

from dataclasses import dataclass
from typing import Final

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from recepisse.calendrier import JOURS_ECHEANCE
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.models import Portefeuille
from recepisse.norme.enveloppe import libelle_nature

NATURES: Final = ("01", "02", "04", "05", "07", "08", "09")
"""S20.G00.05.001 of the declarations that go through the deposit of a DSN."""

ETATS: Final = {
    "": "Toutes",
    "retard": "Un retour en retard",
    "anomalie": "Une anomalie non traitée",
    "attente": "Encore attendues",
    "a_envoyer": "Pas encore envoyées",
    "en_cours": "En cours d’envoi",
    "refusee": "Refusées",
    "envoyee": "Envoyées",
}
"""What the list keeps; the last four speak of establishments at a due date."""


@dataclass(frozen=True, slots=True)
class Choix:
    """The selection, read."""

    etat: str = ""
    nature: str = ""
    entreprise: str = ""
    portefeuille: int | None = None
    echeance: int | None = None
    essais: bool = False


class FormulaireCalendrier(forms.Form):
    """The selection as a form; the month goes along, hidden."""

    mois = forms.CharField(required=False, widget=forms.HiddenInput)
    etat = forms.ChoiceField(required=False, label="Montrer", choices=list(ETATS.items()))
    nature = forms.ChoiceField(
        required=False,
        label="Nature",
        choices=[("", "Toutes"), *((code, libelle_nature(code)) for code in NATURES)],
    )
    entreprise = forms.CharField(
        required=False,
        max_length=120,
        label="Entreprise",
        widget=forms.TextInput({"placeholder": "SIREN ou nom"}),
    )
    portefeuille = forms.ModelChoiceField(
        Portefeuille.objects.none(), required=False, label="Portefeuille", empty_label="Tous"
    )
    echeance = forms.TypedChoiceField(
        required=False,
        label="Échéance",
        coerce=int,
        empty_value=None,
        choices=[("", "Toutes"), *((str(jour), f"le {jour}") for jour in JOURS_ECHEANCE)],
    )
    essais = forms.BooleanField(required=False, label="Essais")

    def __init__(self, donnees: QueryDict, visibles: Perimetre) -> None:
        super().__init__(donnees)
        champ = self.fields["portefeuille"]
        champ.queryset = portefeuilles(visibles)  # type: ignore[attr-defined] # declared above
        champ.label_from_instance = lambda p: p.nom  # type: ignore[attr-defined] # Django's own hook
        if not portefeuilles(visibles).exists():
            del self.fields["portefeuille"]

    def choix(self) -> Choix | None:
        """Return the selection; None when a hand-made address asks for what does not exist."""
        sans_portefeuille = "portefeuille" not in self.fields
        if not self.is_valid() or (sans_portefeuille and self.data.get("portefeuille")):
            return None
        valeurs = self.cleaned_data
        portefeuille = valeurs.get("portefeuille")
        return Choix(
            etat=valeurs["etat"],
            nature=valeurs["nature"],
            entreprise=valeurs["entreprise"].strip(),
            portefeuille=portefeuille.pk if portefeuille else None,
            echeance=valeurs["echeance"],
            essais=valeurs["essais"],
        )


def portefeuilles(visibles: Perimetre) -> QuerySet[Portefeuille]:
    """Return the portfolios that a person may select: all of them, or her own."""
    tous = Portefeuille.objects.order_by("nom").only("nom")
    return tous if visibles.tout else tous.filter(affectations__utilisateur=visibles.utilisateur)
