"""The status bar, and the rhythm of the retrieval."""

from recepisse.web.cadence import views
from recepisse.web.droits import Droit, ecran

urlpatterns = [
    ecran("releves/bandeau/", views.bandeau, "bandeau", Droit.LIRE),
    ecran("releves/maintenant/", views.maintenant, "relever-maintenant", Droit.AGIR),
    ecran("releves/suspendre/", views.suspendre_releve, "suspendre", Droit.AGIR),
    ecran("releves/reprendre/", views.reprendre_releve, "reprendre", Droit.AGIR),
]
