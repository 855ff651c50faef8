"""The inbox of anomalies."""

from recepisse.web.anomalies import views
from recepisse.web.droits import Droit, ecran

urlpatterns = [ecran("anomalies/", views.page, "anomalies", Droit.LIRE)]
