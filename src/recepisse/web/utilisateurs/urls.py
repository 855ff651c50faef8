"""The people who log in."""

from recepisse.web.droits import Droit, ecran
from recepisse.web.utilisateurs import actes, views

urlpatterns = [
    ecran("utilisateurs/", views.page, "utilisateurs", Droit.ADMINISTRER),
    ecran("utilisateurs/chercher/", views.chercher, "utilisateurs-chercher", Droit.ADMINISTRER),
    ecran("utilisateurs/nouveau/", views.nouveau, "utilisateur-nouveau", Droit.ADMINISTRER),
    ecran("utilisateurs/<int:pk>/", views.fiche, "utilisateur", Droit.ADMINISTRER),
    ecran("utilisateurs/<int:pk>/droits/", actes.droits, "utilisateur-droits", Droit.ADMINISTRER),
    ecran("utilisateurs/<int:pk>/secret/", actes.secret, "utilisateur-secret", Droit.ADMINISTRER),
    ecran("utilisateurs/<int:pk>/activite/", actes.activite, "utilisateur-activite", Droit.ADMINISTRER),
    ecran("utilisateurs/<int:pk>/portefeuilles/", actes.confier, "utilisateur-confier", Droit.ADMINISTRER),
    ecran(
        "utilisateurs/<int:pk>/sessions/fermer/",
        actes.fermer,
        "utilisateur-fermer-sessions",
        Droit.ADMINISTRER,
    ),
]
