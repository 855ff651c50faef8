"""Portfolios, settings, journal: what administrators keep."""

from recepisse.web.administration import views
from recepisse.web.droits import Droit, ecran

urlpatterns = [ecran("administration/", views.page, "administration", Droit.ADMINISTRER)]
