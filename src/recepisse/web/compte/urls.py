"""One's own account: password, open sessions."""

from recepisse.web.compte import views
from recepisse.web.droits import Droit, ecran

urlpatterns = [
    ecran("compte/", views.page, "compte", Droit.LIRE),
    ecran("compte/mot-de-passe/", views.mot_de_passe, "compte-mot-de-passe", Droit.LIRE),
    ecran("compte/sessions/fermer/", views.fermer, "compte-fermer-sessions", Droit.LIRE),
]
