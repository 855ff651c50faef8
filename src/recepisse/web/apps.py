"""Django's description of the application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The screens of Récépissé."""

    name = "recepisse.web"
    label = "web"
    verbose_name = "Écrans"
