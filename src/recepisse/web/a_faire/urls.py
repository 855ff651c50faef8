"""The home page: what must be done now, and before when."""

from recepisse.web.a_faire import views
from recepisse.web.droits import Droit, ecran

urlpatterns = [ecran("", views.page, "accueil", Droit.LIRE)]
