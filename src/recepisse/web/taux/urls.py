"""The rates of tax at source."""

from recepisse.web.droits import Droit, ecran
from recepisse.web.taux import views

urlpatterns = [ecran("paie/taux/", views.page, "taux", Droit.LIRE)]
