"""Declarations and what they still await."""

from recepisse.web.calendrier import views
from recepisse.web.droits import Droit, ecran

urlpatterns = [ecran("calendrier/", views.page, "calendrier", Droit.LIRE)]
