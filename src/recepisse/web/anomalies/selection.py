"""What an address of the inbox selects, and what its three lists show of it."""

from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from recepisse.gestion.gestes.acces.enregistrer_vue import vues_offertes
from recepisse.gestion.gestes.anomalies.assigner_anomalie import assignables
from recepisse.gestion.gestes.anomalies.lot_anomalies import lot_annulable
from recepisse.gestion.models import Anomalie, VueEnregistree
from recepisse.temps import jour_paris
from recepisse.web.anomalies import queries
from recepisse.web.anomalies.filtres import FormulaireFiltres, Regard, filtrer
from recepisse.web.anomalies.mots import nom_salarie
from recepisse.web.commun import contexte
from recepisse.web.droits import perimetre_lu, qui

_VISIBLES: Final = frozenset({"etat", "salarie"})
"""What the page says elsewhere than in the folded form."""

_ONGLETS: Final = (
    ("liste", "Liste", "anomalies"),
    ("codes", "Par code", "anomalies-codes"),
    ("personnes", "Par salarié", "anomalies-personnes"),
)


class Selection:
    """What the address selects, and what every page of the inbox shows of it."""

    def __init__(self, request: HttpRequest) -> None:
        self.visibles = perimetre_lu(request)
        self.regard = Regard(self.visibles, jour_paris(contexte().horloge()))
        self.formulaire = FormulaireFiltres(request.GET, qui(request))
        self.valide = self.formulaire.is_valid()
        self.valeurs: dict[str, Any] = self.formulaire.cleaned_data
        connus = set(self.formulaire.fields)
        self.choisis = {cle: str(v) for cle, v in request.GET.items() if v and cle in connus}
        self.apres = request.GET.get("apres", "")

    def lignes(self) -> QuerySet[Anomalie]:
        """Return the query of the selection; nothing for a hand-made address."""
        if not self.valide:
            return Anomalie.objects.none()
        return filtrer(self.valeurs, self.regard)

    def commun(self, vue: str) -> dict[str, object]:
        """Return what the heads of the three lists share."""
        qui_demande = self.visibles.utilisateur
        return {
            "vue": vue,
            "formulaire": self.formulaire,
            "onglets": [(nom, mots, reverse(adresse)) for nom, mots, adresse in _ONGLETS],
            "choisis": self.choisis,
            "filtres": urlencode(self.choisis),
            "filtre": bool(self.choisis),
            "affines": bool(set(self.choisis) - _VISIBLES),
            "comptes": queries.comptes(self.choisis, self.regard),
            "compte_max": queries.COMPTE_MAX,
            "nombre": queries.compter(self.lignes()),
            "vues": vues_offertes(VueEnregistree.Ecran.ANOMALIES, self.visibles),
            "salarie": self._salarie(),
            "sans_salarie": urlencode({c: v for c, v in self.choisis.items() if c != "salarie"}),
            "suivante": bool(self.apres),
            "annulable": lot_annulable(qui_demande, contexte().horloge()) if qui_demande.agit else None,
            "assignables": assignables(toutes=True) if qui_demande.agit else (),
        }

    def _salarie(self) -> str:
        """Return the name of the person selected, if one of her anomalies is seen."""
        cle = self.valeurs.get("salarie")
        if not cle:
            return ""
        une_sienne = self.visibles.anomalies().filter(salarie=cle).select_related("salarie").first()
        return nom_salarie(une_sienne.salarie) if une_sienne else "inconnu"
