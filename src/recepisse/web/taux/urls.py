"""The rates of tax at source."""

from recepisse.web.droits import Droit, ecran
from recepisse.web.taux import un_crm, un_salarie, views

urlpatterns = [
    ecran("paie/taux/", views.page, "taux", Droit.LIRE),
    ecran("paie/taux/sans-taux/", views.sans_taux, "taux-sans", Droit.LIRE),
    ecran("paie/taux/exporter/", views.exporter, "taux-exporter", Droit.AGIR),
    ecran("paie/taux/etablissements/<int:pk>/", views.etablissement, "taux-etablissement", Droit.LIRE),
    ecran("paie/taux/<int:pk>/", un_crm.page, "taux-crm", Droit.LIRE),
    ecran("paie/taux/<int:pk>/chercher/", un_crm.chercher, "taux-chercher", Droit.LIRE),
    ecran("paie/taux/<int:pk>/demasquer/", un_crm.demasquer, "taux-demasquer", Droit.LIRE),
    ecran("paie/taux/<int:pk>/decider/", un_crm.decider, "taux-decider", Droit.AGIR),
    ecran("paie/taux/<int:pk>/imprimer/", un_crm.imprimer, "taux-imprimer", Droit.LIRE),
    ecran("paie/taux/salaries/<int:pk>/", un_salarie.page, "taux-salarie", Droit.LIRE),
    ecran(
        "paie/taux/salaries/<int:pk>/demasquer/", un_salarie.demasquer, "taux-salarie-demasquer", Droit.LIRE
    ),
]
