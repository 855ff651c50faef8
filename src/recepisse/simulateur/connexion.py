"""The login services: net-entreprises (five fields), MSA (two fields), and the sister API of the DPAE.

Check order: 415, 406, 422, 401, 403. A service code that no table knows is answered as an account that is
not registered (a choice: nothing says what the real service does).
"""

from typing import TYPE_CHECKING

from recepisse.echanges.adresses import code_service
from recepisse.echanges.entetes import TYPE_XML
from recepisse.echanges.messages import Declarant, Environnement, Mode, Regime, Service
from recepisse.simulateur.appel import Appel, Resultat
from recepisse.simulateur.regles import accepte_gzip, dater, is_type, refuser
from recepisse.simulateur.routes import Route
from recepisse.simulateur.xml_recu import lire_feuilles

if TYPE_CHECKING:
    from recepisse.simulateur.etat import Administration

LONGUEUR_SIRET = 14
LONGUEURS = {"nom": 64, "prenom": 39, "motdepasse": 30, "service": 2, "siret": LONGUEUR_SIRET}
"""Longest value of each field of a login (measured on the published mock)."""
LONGUEUR_MSA = 30

CHAMPS = ("siret", "nom", "prenom", "motdepasse", "service")
CHAMPS_MSA = ("identifiant", "motdepasse")

CONCENTRATEUR = code_service(Regime.RG, Environnement.PRODUCTION, Mode.CONCENTRATEUR)
REGIMES = {
    code_service(regime, environnement, Mode.LOGICIEL): regime
    for regime in Regime
    for environnement in Environnement
} | {CONCENTRATEUR: Regime.RG}
"""Service code → scheme; a hub's scheme is then read in each file."""

TYPE_JETON = "application/octet-stream"


def authentifier(admin: "Administration", appel: Appel, route: Route) -> Resultat:
    """Answer a login: the token as plain text, or a refusal."""
    if not is_type(appel.entetes, TYPE_XML):
        return refuser("415-type")
    if not accepte_gzip(appel.entetes):
        return refuser("406-encodage-accepte")
    if route.service is Service.AUTHENTIFIER_MSA:
        return _authentifier_msa(admin, appel.corps)
    return _authentifier_net_entreprises(admin, appel.corps, dpae=route.dpae)


def _authentifier_net_entreprises(admin: "Administration", corps: bytes, *, dpae: bool) -> Resultat:
    champs = _champs(corps, CHAMPS)
    if champs is None or not _is_bien_forme(champs):
        return refuser("422-forme")
    code = champs["service"]
    if code not in REGIMES:
        return refuser("401-non-inscrit")
    qui = Declarant(champs["siret"], champs["nom"], champs["prenom"])
    refus = admin.comptes.refus_connexion(qui, champs["motdepasse"])
    if refus:
        return refuser(refus)
    return _donner_jeton(admin, qui, REGIMES[code], dpae=dpae, concentrateur=code == CONCENTRATEUR)


def _authentifier_msa(admin: "Administration", corps: bytes) -> Resultat:
    champs = _champs(corps, CHAMPS_MSA)
    if champs is None or not all(0 < len(valeur) <= LONGUEUR_MSA for valeur in champs.values()):
        return refuser("422-forme")
    qui = Declarant(champs["identifiant"], "", "")
    refus = admin.comptes.refus_connexion(qui, champs["motdepasse"])
    if refus:
        return refuser("401-mot-de-passe-msa" if refus == "401-mot-de-passe" else refus)
    return _donner_jeton(admin, qui, Regime.RA, dpae=False, concentrateur=False)


def _donner_jeton(
    admin: "Administration", qui: Declarant, regime: Regime, *, dpae: bool, concentrateur: bool
) -> Resultat:
    jeton = admin.comptes.ouvrir_jeton(
        qui,
        admin.maintenant,
        admin.options.duree_jeton,
        regime=regime,
        concentrateur=concentrateur,
        service="dpae" if dpae else "dsn",
    )
    entetes = {"content-type": TYPE_JETON, "expires": dater(jeton.expire_le)}
    return Resultat(200, entetes, jeton.valeur.encode(), comprime=False)


def _champs(corps: bytes, noms: tuple[str, ...]) -> dict[str, str] | None:
    """Return the fields of a login in their expected order, or None."""
    feuilles = lire_feuilles(corps)
    if feuilles is None or tuple(chemin for chemin, _ in feuilles) != tuple(
        f"identifiants/{n}" for n in noms
    ):
        return None
    return {chemin.rpartition("/")[2]: texte for chemin, texte in feuilles}


def _is_bien_forme(champs: dict[str, str]) -> bool:
    if len(champs["siret"]) != LONGUEUR_SIRET:
        return False
    return all(0 < len(champs[nom]) <= longueur for nom, longueur in LONGUEURS.items())
