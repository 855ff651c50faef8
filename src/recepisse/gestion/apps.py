"""Django's description of the application."""

from django.apps import AppConfig


class GestionConfig(AppConfig):
    """Rows and use cases of Récépissé."""

    name = "recepisse.gestion"
    label = "gestion"
    verbose_name = "Gestion"
    default_auto_field = "django.db.models.BigAutoField"
