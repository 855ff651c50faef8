"""The way in and the way out."""

from recepisse.web.connexion import views
from recepisse.web.droits import Droit, ecran

urlpatterns = [
    ecran("connexion/", views.connexion, "connexion", Droit.PUBLIC),
    ecran("deconnexion/", views.deconnexion, "deconnexion", Droit.PUBLIC),
]
