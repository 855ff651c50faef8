"""Portfolios, settings, journal: what administrators keep."""

from recepisse.web.administration import journal, portefeuilles, remplissage, views
from recepisse.web.droits import Droit, ecran

_ADMINISTRER = Droit.ADMINISTRER

urlpatterns = [
    ecran("administration/", views.page, "administration", _ADMINISTRER),
    ecran("administration/reglages/", views.reglages, "reglages", _ADMINISTRER),
    ecran("administration/journal/", journal.page, "journal", _ADMINISTRER),
    ecran("administration/journal/verifier/", journal.verifier, "journal-verifier", _ADMINISTRER),
    ecran("administration/journal/exporter/", journal.exporter, "journal-exporter", _ADMINISTRER),
    ecran("administration/portefeuilles/", portefeuilles.page, "portefeuilles", _ADMINISTRER),
    ecran("administration/portefeuilles/creer/", portefeuilles.creer, "portefeuilles-creer", _ADMINISTRER),
    ecran("administration/portefeuilles/sans/", remplissage.sans, "portefeuilles-sans", _ADMINISTRER),
    ecran("administration/portefeuilles/ranger/", remplissage.ranger, "portefeuilles-ranger", _ADMINISTRER),
    ecran("administration/portefeuilles/<int:pk>/", portefeuilles.fiche, "portefeuille", _ADMINISTRER),
    ecran(
        "administration/portefeuilles/<int:pk>/renommer/",
        portefeuilles.renommer,
        "portefeuille-renommer",
        _ADMINISTRER,
    ),
    ecran(
        "administration/portefeuilles/<int:pk>/supprimer/",
        portefeuilles.supprimer,
        "portefeuille-supprimer",
        _ADMINISTRER,
    ),
    ecran(
        "administration/portefeuilles/<int:pk>/affecter/",
        portefeuilles.confier,
        "portefeuille-affecter",
        _ADMINISTRER,
    ),
    ecran(
        "administration/portefeuilles/<int:pk>/ajouter/",
        remplissage.ajouter,
        "portefeuille-ajouter",
        _ADMINISTRER,
    ),
    ecran(
        "administration/portefeuilles/<int:pk>/retirer/",
        remplissage.retirer,
        "portefeuille-retirer",
        _ADMINISTRER,
    ),
    ecran(
        "administration/affectations/<int:pk>/retirer/", portefeuilles.reprendre, "desaffecter", _ADMINISTRER
    ),
]
