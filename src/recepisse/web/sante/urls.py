"""The health of the retrieval."""

from recepisse.web.droits import Droit, ecran
from recepisse.web.sante import views

urlpatterns = [
    ecran("sante/", views.page, "sante", Droit.INTERNE),
    ecran("sante/<int:pk>/eprouver/", views.eprouver, "eprouver-sante", Droit.AGIR),
]
