"""How the network would bring a result to the client of the in-process double.

The same exceptions as the real transport, without waiting: a slow answer that fits in the caller's delay
arrives, a slower one is a time-out.
"""

from datetime import datetime

from recepisse.echanges.messages import Reponse, Requete
from recepisse.erreurs import Injoignable, ReponseInattendue
from recepisse.simulateur.appel import Incident, Resultat
from recepisse.simulateur.regles import dater


def build_reponse(requete: Requete, resultat: Resultat, maintenant: datetime) -> Reponse:
    """Return what the client gets, or raise what the real transport would raise."""
    match resultat.incident:
        case Incident.INJOIGNABLE:
            raise Injoignable("Le service ne répond pas : la connexion est refusée.")
        case Incident.COUPURE:
            raise Injoignable("La connexion a été coupée avant la réponse.", peut_etre_recu=True)
        case Incident.DELAI:
            raise Injoignable("Le service n’a pas répondu à temps.", peut_etre_recu=True)
        case Incident.CORPS_LENT if resultat.duree > requete.delai:
            raise Injoignable("La réponse du service arrive trop lentement.", peut_etre_recu=True)
        case Incident.GZIP_TRONQUE:
            raise ReponseInattendue(
                "La réponse du service est incomplète.", statut=resultat.statut, peut_etre_recu=True
            )
    if len(resultat.corps) > requete.corps_max:
        raise ReponseInattendue("La réponse du service est trop grosse.", statut=resultat.statut)
    entetes = {"date": dater(maintenant), **resultat.entetes}
    return Reponse(resultat.statut, maintenant, entetes, resultat.corps)
