"""Slow down whoever guesses passwords: failures are counted by account and address, and by address alone.

The counters are rows: every process counts together, and a restart forgives nothing. Their keys are hashes:
the table is not a list of people.
"""

import hashlib
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.models import EchecConnexion

DUREE: Final = timedelta(minutes=15)
"""How long failures are remembered, from the first: so how long a refusal lasts at most."""

ESSAIS_COMPTE: Final = 5
"""Failures for one account from one address before a pause."""

ESSAIS_ADRESSE: Final = 30
"""Failures from one address, all accounts together, before a pause."""


def is_freine(compte: str, adresse: str, ctx: Contexte) -> bool:
    """Return True when no password should even be looked at."""
    par_compte, par_adresse = _cles(compte, adresse)
    lignes = EchecConnexion.objects.filter(cle__in=(par_compte, par_adresse), jusqu_a__gt=ctx.horloge())
    comptes = dict(lignes.values_list("cle", "nombre"))
    return comptes.get(par_compte, 0) >= ESSAIS_COMPTE or comptes.get(par_adresse, 0) >= ESSAIS_ADRESSE


def noter_echec(compte: str, adresse: str, ctx: Contexte) -> None:
    """Count a wrong password; counters that have run out are deleted on the way."""
    maintenant = ctx.horloge()
    with transaction.atomic():
        EchecConnexion.objects.filter(jusqu_a__lte=maintenant).delete()
        for cle in _cles(compte, adresse):
            ligne, _ = EchecConnexion.objects.get_or_create(cle=cle, defaults={"jusqu_a": maintenant + DUREE})
            EchecConnexion.objects.filter(pk=ligne.pk).update(nombre=F("nombre") + 1)


def oublier_echecs(compte: str, adresse: str) -> None:
    """Forget the failures of an account that has just logged in; those of the address stay."""
    EchecConnexion.objects.filter(cle=_cles(compte, adresse)[0]).delete()


def _cles(compte: str, adresse: str) -> tuple[str, str]:
    """Return the keys of both counters."""
    textes = (f"compte\n{compte.casefold()}\n{adresse}", f"adresse\n{adresse}")
    par_compte, par_adresse = (hashlib.sha256(texte.encode()).hexdigest() for texte in textes)
    return par_compte, par_adresse
