"""Django's description of the application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The screens of Récépissé."""

    name = "recepisse.web"
    label = "web"
    verbose_name = "Écrans"

    def ready(self) -> None:
        """Follow the sessions from the first login on."""
        from recepisse.web.connexion.suivi import brancher  # noqa: PLC0415 # models load after the applications

        brancher()
