"""Log in, log out."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView

from recepisse.web.connexion.forms import FormulaireConnexion

connexion = login_not_required(
    LoginView.as_view(
        template_name="connexion/page.html",
        authentication_form=FormulaireConnexion,
        redirect_authenticated_user=True,
    )
)
deconnexion = login_not_required(LogoutView.as_view())
