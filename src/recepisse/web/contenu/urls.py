"""A declaration as it was sent; a search is a POST so that no name stands in an address."""

from recepisse.web.contenu import views
from recepisse.web.droits import Droit, ecran

urlpatterns = [
    ecran("dsn/depots/<int:pk>/contenu/", views.page, "contenu", Droit.LIRE),
    ecran("dsn/depots/<int:pk>/contenu/recherche/", views.recherche, "contenu-recherche", Droit.LIRE),
    ecran("dsn/depots/<int:pk>/contenu/demasquer/", views.demasquer, "contenu-demasquer", Droit.LIRE),
    ecran("dsn/depots/<int:pk>/contenu/differences/", views.differences, "contenu-differences", Droit.LIRE),
]
