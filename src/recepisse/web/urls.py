"""The addresses of the screens, room by room. No name, NIR or file name stands in one."""

from django.urls import include, path

from recepisse.web import flux
from recepisse.web.droits import Droit, ecran

SALLES = (
    "a_faire",
    "connexion",
    "compte",
    "dsn",
    "envoyer",
    "depot",
    "declaration",
    "contenu",
    "retours",
    "anomalies",
    "calendrier",
    "taux",
    "propositions",
    "documents",
    "adoption",
    "sante",
    "identifiants",
    "utilisateurs",
    "administration",
    "cadence",
    "aide",
)

urlpatterns = [
    *(path("", include(f"recepisse.web.{salle}.urls")) for salle in SALLES),
    ecran("flux/", flux.flux, "flux", Droit.PUBLIC),
    ecran("flux/presence/", flux.presence, "presence", Droit.LIRE),
]
