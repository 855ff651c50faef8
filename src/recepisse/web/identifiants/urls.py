"""The accounts of the services, for administrators."""

from recepisse.web.droits import Droit, ecran
from recepisse.web.identifiants import views

urlpatterns = [
    ecran("identifiants/", views.page, "identifiants", Droit.ADMINISTRER),
    ecran("identifiants/nouveau/", views.nouveau, "identifiant-nouveau", Droit.ADMINISTRER),
    ecran("identifiants/<int:pk>/", views.fiche, "identifiant", Droit.ADMINISTRER),
    ecran("identifiants/<int:pk>/eprouver/", views.eprouver, "eprouver", Droit.ADMINISTRER),
    ecran("identifiants/<int:pk>/lier/", views.ajouter_lien, "lier", Droit.ADMINISTRER),
    ecran("identifiants/liens/<int:pk>/delier/", views.retirer_lien, "delier", Droit.ADMINISTRER),
]
