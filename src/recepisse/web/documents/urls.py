"""The documents filed on reception."""

from recepisse.web.documents import views
from recepisse.web.droits import Droit, ecran

urlpatterns = [
    ecran("paie/documents/", views.page, "documents", Droit.LIRE),
    ecran("paie/documents/export/", views.exporter, "exporter-documents", Droit.LIRE),
    ecran("paie/documents/<int:pk>/remettre/", views.remettre, "remettre-document", Droit.AGIR),
    ecran("paie/documents/<int:pk>/reprendre/", views.reprendre, "reprendre-document", Droit.AGIR),
    ecran("paie/documents/<int:pk>/copier/", views.recopier, "recopier-document", Droit.AGIR),
]
