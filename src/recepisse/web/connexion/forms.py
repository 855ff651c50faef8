"""The login form: the failures are counted, and the sentence never says which half was wrong."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from recepisse.gestion.gestes.acces.freiner_connexion import is_freine, noter_echec, oublier_echecs
from recepisse.web.commun import contexte


class FormulaireConnexion(AuthenticationForm):
    """User name and password."""

    error_messages = {
        "invalid_login": "Nom d’utilisateur ou mot de passe incorrect.",
        "inactive": "Nom d’utilisateur ou mot de passe incorrect.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 # Django's own signature
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Nom d’utilisateur"
        self.fields["password"].label = "Mot de passe"

    def clean(self) -> dict[str, Any]:
        """Check the password, unless too many wrong ones came just before."""
        compte, adresse = str(self.cleaned_data.get("username") or ""), self._adresse()
        if is_freine(compte, adresse, contexte()):
            raise ValidationError("Trop d’essais infructueux. Réessayez dans un quart d’heure.", code="frein")
        try:
            nettoye = super().clean()
        except ValidationError:
            noter_echec(compte, adresse, contexte())
            raise
        oublier_echecs(compte, adresse)
        return nettoye

    def _adresse(self) -> str:
        return str(self.request.META.get("REMOTE_ADDR", "")) if self.request else ""
