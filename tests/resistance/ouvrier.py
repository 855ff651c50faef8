"""The process that gets killed: real Récépissé code, told by lines of JSON what to do.

It prepares Django once, then forks for every order, so that a restart costs milliseconds; a child shares
nothing with the one before it but the files. The places to die at are wrapped from outside, here: the
product has no hook for it. Orders: ``preparer``, ``envoyer``, ``travailler``, ``finir``, ``lire``,
``tourner``, ``relever``.
"""

import importlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

BAIL = 1
"""Seconds of lease: what a dead process leaves is taken over soon."""

PENDANT = 0.25
"""Seconds after which a call under way is killed."""


def mourir(*_arguments: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _autour(module: Any, nom: str, *, avant: bool = False, apres: bool = False) -> None:
    """Die just before, or just after, a function of the product."""
    vraie: Callable[..., Any] = getattr(module, nom)

    def enveloppe(*arguments: Any, **nommes: Any) -> Any:
        if avant:
            mourir()
        resultat = vraie(*arguments, **nommes)
        if apres:
            mourir()
        return resultat

    setattr(module, nom, enveloppe)


def _au_commit(module: Any, nom: str) -> None:
    """Die right after the commit of the transaction in which the function was called."""
    from django.db import transaction

    vraie: Callable[..., Any] = getattr(module, nom)

    def enveloppe(*arguments: Any, **nommes: Any) -> Any:
        transaction.on_commit(mourir)
        return vraie(*arguments, **nommes)

    setattr(module, nom, enveloppe)


def _pendant(service: str) -> None:
    """Die while a call to the service is under way."""
    from recepisse.echanges.transport import TransportHttp

    vraie = TransportHttp.envoyer

    def enveloppe(transport: TransportHttp, requete: Any) -> Any:
        if requete.service.value == service:
            threading.Timer(PENDANT, mourir).start()
        return vraie(transport, requete)

    TransportHttp.envoyer = enveloppe  # type: ignore[method-assign, assignment]  # the call is watched from outside


def poser_piege(mort: str) -> None:
    from recepisse.gestion.gestes.envois import chercher_depot, reconcilier, tenter

    pieges: dict[str, Callable[[], None]] = {
        "avant_la_tentative": lambda: _autour(tenter, "engager", avant=True),
        "tentative_avant_commit": lambda: _autour(tenter, "engager", apres=True),
        "tentative_apres_commit": lambda: _autour(tenter, "appeler", avant=True),
        "pendant_la_connexion": lambda: _pendant("authentifier"),
        "pendant_l_appel": lambda: _pendant("deposer-dsn"),
        "apres_la_reponse": lambda: _autour(tenter, "appeler", apres=True),
        "avant_le_commit": lambda: _autour(tenter, "noter", apres=True),
        "apres_le_commit": lambda: _au_commit(tenter, "noter"),
        "pendant_la_recherche": lambda: _pendant("lister-depots"),
        "apres_la_recherche": lambda: _autour(chercher_depot, "chercher", apres=True),
        "conclusion_avant_commit": lambda: _autour(reconcilier, "conclure", apres=True),
        "conclusion_apres_commit": lambda: _au_commit(reconcilier, "conclure"),
    }
    pieges[mort]()


def preparer(ordre: dict[str, Any]) -> object:
    """Create the store and the accounts."""
    from recepisse.gestion.gestes.acces.enregistrer_identifiant import (
        SaisieIdentifiant,
        enregistrer_identifiant,
    )
    from recepisse.site import demarrage

    demarrage.preparer()
    ctx = demarrage.contexte()
    return [
        enregistrer_identifiant(SaisieIdentifiant(nom, siret, nom, "Zoé", mot_de_passe="secret-zoé"), ctx).pk
        for siret, nom in ordre["comptes"]
    ]


def envoyer(ordre: dict[str, Any]) -> object:
    """Record one envoi per account named."""
    from recepisse.gestion.gestes.envois.enregistrer_envoi import enregistrer_envoi
    from recepisse.gestion.gestes.envois.preparer_envoi import preparer_envoi
    from recepisse.gestion.models import Identifiant
    from recepisse.site import demarrage

    ctx = demarrage.contexte()
    for numero, texte in ordre["fichiers"]:
        preparation = preparer_envoi(BytesIO(texte.encode("latin-1")), "essai.dsn", ctx)
        enregistrer_envoi(preparation, Identifiant.objects.get(pk=numero), ctx)
    return len(ordre["fichiers"])


def _moteur() -> Any:
    from recepisse.gestion.gestes.envois.deposer import TravailDepot
    from recepisse.site import demarrage
    from recepisse.travaux.catalogue import Poste
    from recepisse.travaux.moteurs.interne import Moteur

    return Moteur(demarrage.contexte(), [Poste(TravailDepot(bail_secondes=BAIL), 4)])


def travailler(ordre: dict[str, Any]) -> object:
    """Advance deposits until killed."""
    if ordre.get("mort"):
        poser_piege(ordre["mort"])
    moteur = _moteur()
    while True:
        moteur.tour()
        time.sleep(0.02)


def finir(ordre: dict[str, Any]) -> object:
    """Advance deposits until none is left open; return how many are still open at the deadline."""
    from recepisse.gestion.gestes.envois.refus_envoi import ETATS_OUVERTS
    from recepisse.gestion.models import Depot

    moteur = _moteur()
    limite = time.monotonic() + ordre["secondes"]
    while (restent := Depot.objects.filter(etat__in=ETATS_OUVERTS).count()) and time.monotonic() < limite:
        moteur.tour()
        time.sleep(0.05)
    return restent


def lire(_ordre: dict[str, Any]) -> object:
    from recepisse.gestion.models import Depot, TransitionDepot

    return {
        "depots": list(Depot.objects.values("etat", "idflux", "somme", "nb_tentatives", "derniere_erreur")),
        "perdues": TransitionDepot.objects.filter(evenement="issue_perdue").count(),
        "retrouvees": TransitionDepot.objects.filter(evenement="trouve_un").count(),
        "absentes": TransitionDepot.objects.filter(evenement="trouve_aucun").count(),
    }


def tourner(ordre: dict[str, Any]) -> object:
    """Run the whole engine for a while: deposits, polls, downloads."""
    from recepisse.site import demarrage
    from recepisse.travaux.moteurs.interne import Moteur

    moteur = Moteur(demarrage.contexte())
    limite = time.monotonic() + ordre["secondes"]
    while time.monotonic() < limite:
        moteur.tour()
        time.sleep(0.1)
    return None


def relever(ordre: dict[str, Any]) -> object:
    """Ask for every return now, run the whole engine for a while; return what the readings left."""
    from recepisse.gestion import models
    from recepisse.gestion.gestes.releves.cadence import relever_maintenant
    from recepisse.site import demarrage

    relever_maintenant(demarrage.contexte())
    tourner(ordre)
    compter = (models.Anomalie, models.ConstatAnomalie, models.Salarie)
    lues = models.LectureRetour.objects.values_list("etat", flat=True)
    return {"lectures": sorted(set(lues)), **{m.__name__: m.objects.count() for m in compter}}


ACTES: dict[str, Callable[[dict[str, Any]], object]] = {
    "preparer": preparer,
    "envoyer": envoyer,
    "travailler": travailler,
    "finir": finir,
    "lire": lire,
    "tourner": tourner,
    "relever": relever,
}


def _enfant(ordre: dict[str, Any], sortie: int) -> None:
    resultat = ACTES[ordre["acte"]](ordre)
    os.write(sortie, json.dumps(resultat, default=str).encode())


def principal() -> None:
    """Fork for each order; say the child's number at once, then how it ended."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "recepisse.site.settings"
    import django

    django.setup()
    for module in ("recepisse.site.demarrage", "recepisse.travaux.moteurs.interne", "httpx2"):
        importlib.import_module(module)  # once, before the forks

    if "ESSAI_JOURNAL" in os.environ:
        from recepisse.journal import configurer

        configurer("DEBUG", "json", open(os.environ["ESSAI_JOURNAL"], "a", buffering=1))  # noqa: SIM115, PTH123 -- for life

    for ligne in sys.stdin:
        lecture, ecriture = os.pipe()
        enfant = os.fork()
        if enfant == 0:
            os.close(lecture)
            code = 1
            try:
                _enfant(json.loads(ligne), ecriture)
                code = 0
            finally:
                sys.stderr.flush()
                if code:
                    sys.excepthook(*sys.exc_info())
                os._exit(code)
        os.close(ecriture)
        print(json.dumps({"pid": enfant}), flush=True)
        with os.fdopen(lecture, "rb") as tube:
            dit = tube.read()
        _, etat = os.waitpid(enfant, 0)
        print(
            json.dumps(
                {"fin": os.waitstatus_to_exitcode(etat), "resultat": json.loads(dit) if dit else None}
            ),
            flush=True,
        )


if __name__ == "__main__":
    principal()
