"""What the returns propose to the payroll."""

from recepisse.web.droits import Droit, ecran
from recepisse.web.propositions import une_proposition, views

urlpatterns = [
    ecran("paie/propositions/", views.page, "propositions", Droit.LIRE),
    ecran("paie/propositions/decider/", views.decider, "propositions-decider", Droit.AGIR),
    ecran("paie/propositions/annuler/", views.annuler, "propositions-annuler", Droit.AGIR),
    ecran("paie/propositions/exporter/", views.exporter, "propositions-exporter", Droit.AGIR),
    ecran("paie/propositions/<int:pk>/", une_proposition.page, "proposition", Droit.LIRE),
    ecran("paie/propositions/<int:pk>/decider/", une_proposition.decider, "proposition-decider", Droit.AGIR),
    ecran(
        "paie/propositions/<int:pk>/demasquer/",
        une_proposition.demasquer,
        "proposition-demasquer",
        Droit.LIRE,
    ),
]
