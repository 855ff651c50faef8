"""The inbox of anomalies."""

from recepisse.web.anomalies import actes, controles, lot, views, vues
from recepisse.web.droits import Droit, ecran

urlpatterns = [
    ecran("anomalies/", views.page, "anomalies", Droit.LIRE),
    ecran("anomalies/codes/", views.par_code, "anomalies-codes", Droit.LIRE),
    ecran("anomalies/personnes/", views.par_personne, "anomalies-personnes", Droit.LIRE),
    ecran("anomalies/export/", views.exporter, "anomalies-export", Droit.LIRE),
    ecran("anomalies/vues/", vues.enregistrer, "anomalies-vue", Droit.LIRE),
    ecran("anomalies/vues/<int:pk>/supprimer/", vues.supprimer, "anomalies-vue-supprimer", Droit.LIRE),
    ecran("anomalies/lot/", lot.faire, "anomalies-lot", Droit.AGIR),
    ecran("anomalies/lot/<int:pk>/annuler/", lot.annuler, "anomalies-lot-annuler", Droit.AGIR),
    ecran("anomalies/controles/", controles.page, "anomalies-controles", Droit.INTERNE),
    ecran("anomalies/controles/<int:pk>/lever/", actes.lever_controle, "controle-lever", Droit.AGIR),
    ecran("anomalies/<int:pk>/", views.anomalie, "anomalie", Droit.LIRE),
    ecran("anomalies/<int:pk>/marque/", actes.marquer, "anomalie-marquer", Droit.AGIR),
    ecran("anomalies/<int:pk>/assignation/", actes.assigner, "anomalie-assigner", Droit.AGIR),
    ecran("anomalies/<int:pk>/commentaire/", actes.commenter, "anomalie-commenter", Droit.AGIR),
    ecran("anomalies/<int:pk>/correction/", actes.corriger, "anomalie-corriger", Droit.AGIR),
    ecran("anomalies/<int:pk>/contestation/", actes.contester, "anomalie-contester", Droit.AGIR),
    ecran("anomalies/<int:pk>/controle/", actes.ignorer_ce_controle, "anomalie-ignorer", Droit.AGIR),
]
