"""The main window of the DSN, and one envoi."""

from recepisse.web.droits import Droit, ecran
from recepisse.web.dsn import views

urlpatterns = [
    ecran("dsn/", views.page, "dsn", Droit.LIRE),
    ecran("dsn/envois/<int:pk>/", views.envoi, "envoi", Droit.LIRE),
    ecran("dsn/envois/<int:pk>/rafraichir/", views.rafraichir, "rafraichir", Droit.AGIR),
]
