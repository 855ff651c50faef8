"""Sending a file, in two steps."""

from recepisse.web.droits import Droit, ecran
from recepisse.web.envoyer import views

urlpatterns = [
    ecran("dsn/envoyer/", views.choisir, "envoyer", Droit.AGIR),
    ecran("dsn/envoyer/<str:jeton>/", views.apercu, "apercu", Droit.AGIR),
    ecran("dsn/envoyer/<str:jeton>/renoncer/", views.renoncer, "renoncer", Droit.AGIR),
]
