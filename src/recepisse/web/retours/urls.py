"""All the returns, and one of them."""

from recepisse.web.droits import Droit, ecran
from recepisse.web.retours import views

urlpatterns = [
    ecran("retours/", views.page, "retours", Droit.LIRE),
    ecran("retours/<int:pk>/", views.retour, "retour", Droit.LIRE),
    ecran("retours/<int:pk>/lu/", views.lu, "marquer-lu", Droit.AGIR),
    ecran("retours/<int:pk>/traite/", views.traite, "marquer-traite", Droit.AGIR),
    ecran("anomalies/<int:pk>/traite/", views.traite_anomalie, "marquer-anomalie", Droit.AGIR),
    ecran("retours/<int:pk>/imprimer/", views.imprimer, "imprimer-retour", Droit.LIRE),
    ecran("retours/flux/<int:pk>/imprimer/", views.imprimer_tous, "imprimer-flux", Droit.LIRE),
    ecran("retours/<int:pk>/demasquer/", views.demasquer, "demasquer", Droit.LIRE),
    ecran("retours/<int:pk>/versions/<int:numero>/pdf/", views.pdf, "pdf", Droit.LIRE),
    ecran("retours/<int:pk>/versions/<int:numero>/original/", views.original, "original", Droit.LIRE),
]
