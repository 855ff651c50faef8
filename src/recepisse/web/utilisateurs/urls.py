"""The people who log in."""

from recepisse.web.droits import Droit, ecran
from recepisse.web.utilisateurs import views

urlpatterns = [
    ecran("utilisateurs/", views.page, "utilisateurs", Droit.ADMINISTRER),
]
