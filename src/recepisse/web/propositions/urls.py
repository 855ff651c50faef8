"""What the returns propose to the payroll."""

from recepisse.web.droits import Droit, ecran
from recepisse.web.propositions import views

urlpatterns = [ecran("paie/propositions/", views.page, "propositions", Droit.LIRE)]
