"""One deposit, and what a person decides of it."""

from recepisse.web.depot import views
from recepisse.web.droits import Droit, ecran

urlpatterns = [
    ecran("dsn/depots/<int:pk>/", views.page, "depot", Droit.LIRE),
    ecran("dsn/depots/<int:pk>/adopter/", views.adopter, "adopter-candidat", Droit.AGIR),
    ecran("dsn/depots/<int:pk>/redeposer/", views.refaire, "redeposer", Droit.AGIR),
    ecran("dsn/depots/<int:pk>/abandonner/", views.laisser, "abandonner", Droit.AGIR),
]
