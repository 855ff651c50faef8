"""The documents filed on reception."""

from recepisse.web.documents import views
from recepisse.web.droits import Droit, ecran

urlpatterns = [ecran("paie/documents/", views.page, "documents", Droit.LIRE)]
