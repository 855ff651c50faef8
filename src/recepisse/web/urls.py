"""The addresses of the screens. None holds a name, a NIR or a file name: numbers and opaque words only."""

from django.urls import path
from django.views.generic import RedirectView

from recepisse.web import flux
from recepisse.web.adoption import views as adoption
from recepisse.web.cadence import views as cadence
from recepisse.web.connexion import views as connexion
from recepisse.web.declaration import views as declaration
from recepisse.web.depot import views as depot
from recepisse.web.dsn import views as dsn
from recepisse.web.envoyer import views as envoyer
from recepisse.web.identifiants import views as identifiants
from recepisse.web.retours import views as retours
from recepisse.web.sante import views as sante
from recepisse.web.utilisateurs import views as utilisateurs

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="dsn"), name="accueil"),
    path("connexion/", connexion.connexion, name="connexion"),
    path("deconnexion/", connexion.deconnexion, name="deconnexion"),
    path("dsn/", dsn.page, name="dsn"),
    path("dsn/envois/<int:pk>/", dsn.envoi, name="envoi"),
    path("dsn/envois/<int:pk>/rafraichir/", dsn.rafraichir, name="rafraichir"),
    path("dsn/envoyer/", envoyer.choisir, name="envoyer"),
    path("dsn/envoyer/<str:jeton>/", envoyer.apercu, name="apercu"),
    path("dsn/envoyer/<str:jeton>/renoncer/", envoyer.renoncer, name="renoncer"),
    path("dsn/depots/<int:pk>/", depot.page, name="depot"),
    path("dsn/depots/<int:pk>/adopter/", depot.adopter, name="adopter-candidat"),
    path("dsn/depots/<int:pk>/redeposer/", depot.refaire, name="redeposer"),
    path("dsn/depots/<int:pk>/abandonner/", depot.laisser, name="abandonner"),
    path("dsn/declarations/<int:pk>/", declaration.page, name="declaration"),
    path("retours/", retours.page, name="retours"),
    path("retours/<int:pk>/", retours.retour, name="retour"),
    path("retours/<int:pk>/lu/", retours.lu, name="marquer-lu"),
    path("retours/<int:pk>/traite/", retours.traite, name="marquer-traite"),
    path("anomalies/<int:pk>/traite/", retours.traite_anomalie, name="marquer-anomalie"),
    path("retours/<int:pk>/imprimer/", retours.imprimer, name="imprimer-retour"),
    path("retours/flux/<int:pk>/imprimer/", retours.imprimer_tous, name="imprimer-flux"),
    path("retours/<int:pk>/demasquer/", retours.demasquer, name="demasquer"),
    path("retours/<int:pk>/versions/<int:numero>/pdf/", retours.pdf, name="pdf"),
    path("retours/<int:pk>/versions/<int:numero>/original/", retours.original, name="original"),
    path("adoption/", adoption.page, name="adoption"),
    path("adoption/<int:pk>/", adoption.adopter, name="adopter-flux"),
    path("identifiants/", identifiants.page, name="identifiants"),
    path("identifiants/nouveau/", identifiants.nouveau, name="identifiant-nouveau"),
    path("identifiants/<int:pk>/", identifiants.fiche, name="identifiant"),
    path("identifiants/<int:pk>/eprouver/", identifiants.eprouver, name="eprouver"),
    path("identifiants/<int:pk>/lier/", identifiants.ajouter_lien, name="lier"),
    path("identifiants/liens/<int:pk>/delier/", identifiants.retirer_lien, name="delier"),
    path("utilisateurs/", utilisateurs.page, name="utilisateurs"),
    path("sante/", sante.page, name="sante"),
    path("releves/bandeau/", cadence.bandeau, name="bandeau"),
    path("releves/maintenant/", cadence.maintenant, name="relever-maintenant"),
    path("releves/suspendre/", cadence.suspendre_releve, name="suspendre"),
    path("releves/reprendre/", cadence.reprendre_releve, name="reprendre"),
    path("flux/", flux.flux, name="flux"),
    path("flux/presence/", flux.presence, name="presence"),
]
