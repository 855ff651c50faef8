"""The returns window of a declaration."""

from recepisse.web.declaration import views
from recepisse.web.droits import Droit, ecran

urlpatterns = [
    ecran("dsn/declarations/<int:pk>/", views.page, "declaration", Droit.LIRE),
]
