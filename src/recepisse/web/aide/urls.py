"""The lexicon and the keyboard shortcuts."""

from recepisse.web.aide import views
from recepisse.web.droits import Droit, ecran

urlpatterns = [ecran("aide/", views.lexique, "aide", Droit.LIRE)]
