"""All the returns, and one of them."""

from recepisse.web.droits import Droit, ecran
from recepisse.web.retours import export, marques, un_retour, views, vues

urlpatterns = [
    ecran("retours/", views.page, "retours", Droit.LIRE),
    ecran("retours/marquer/", marques.marquer, "marquer-lot", Droit.AGIR),
    ecran("retours/lots/<int:pk>/annuler/", marques.annuler, "annuler-lot", Droit.AGIR),
    ecran("retours/exporter/", export.exporter, "exporter-retours", Droit.LIRE),
    ecran("retours/vues/", vues.enregistrer, "enregistrer-vue", Droit.LIRE),
    ecran("retours/vues/<int:pk>/modifier/", vues.modifier, "modifier-vue", Droit.LIRE),
    ecran("retours/vues/<int:pk>/supprimer/", vues.supprimer, "supprimer-vue", Droit.LIRE),
    ecran("retours/<int:pk>/", un_retour.retour, "retour", Droit.LIRE),
    ecran("retours/<int:pk>/lu/", un_retour.lu, "marquer-lu", Droit.AGIR),
    ecran("retours/<int:pk>/traite/", un_retour.traite, "marquer-traite", Droit.AGIR),
    ecran("anomalies/<int:pk>/traite/", un_retour.traite_anomalie, "marquer-anomalie", Droit.AGIR),
    ecran("retours/<int:pk>/imprimer/", un_retour.imprimer, "imprimer-retour", Droit.LIRE),
    ecran("retours/flux/<int:pk>/imprimer/", un_retour.imprimer_tous, "imprimer-flux", Droit.LIRE),
    ecran("retours/<int:pk>/demasquer/", un_retour.demasquer, "demasquer", Droit.LIRE),
    ecran("retours/<int:pk>/chercher/", un_retour.chercher, "chercher-retour", Droit.LIRE),
    ecran("retours/<int:pk>/versions/<int:numero>/pdf/", un_retour.pdf, "pdf", Droit.LIRE),
    ecran("retours/<int:pk>/versions/<int:numero>/original/", un_retour.original, "original", Droit.LIRE),
]
