"""Log in, log out."""

from django.contrib.auth.views import LoginView, LogoutView

from recepisse.web.connexion.forms import FormulaireConnexion

connexion = LoginView.as_view(
    template_name="connexion/page.html",
    authentication_form=FormulaireConnexion,
    redirect_authenticated_user=True,
)
deconnexion = LogoutView.as_view()
