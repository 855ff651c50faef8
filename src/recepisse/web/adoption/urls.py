"""The flux deposited elsewhere."""

from recepisse.web.adoption import views
from recepisse.web.droits import Droit, ecran

urlpatterns = [
    ecran("adoption/", views.page, "adoption", Droit.INTERNE),
    ecran("adoption/<int:pk>/", views.adopter, "adopter-flux", Droit.AGIR),
]
