"""Write one act in the journal, and check that nobody changed an act since.

Each row's fingerprint is the SHA-256 of a canonical JSON text: instant, person, act, object, detail and
the fingerprint of the row before. Changing, removing or inserting a row breaks the chain from there on.
The newest rows can still be cut off together: an export of the last fingerprint is what shows that.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import transaction

from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.models import Journal, Utilisateur

ORIGINE = "0" * 64
"""What the first row follows."""


@dataclass(frozen=True, slots=True)
class RuptureJournal:
    """A row that does not follow the one before, or whose content is not what was signed."""

    numero: int
    message: str


def journaliser(
    acte: str, objet: str, ctx: Contexte, par: Utilisateur | None = None, **detail: str | int | bool | None
) -> Journal:
    """Add one act; ``objet`` is an opaque reference (``envoi:12``), ``detail`` holds no name and no NIR.

    Call it inside the transaction of the act itself: both are committed, or neither.
    """
    with transaction.atomic():
        precedente = (
            Journal.objects.select_for_update().order_by("-pk").values_list("empreinte", flat=True).first()
        ) or ORIGINE
        le = ctx.horloge()
        return Journal.objects.create(
            le=le,
            utilisateur=par,
            acte=acte,
            objet=objet,
            detail=detail,
            precedente=precedente,
            empreinte=_empreinte(le, par.pk if par else None, acte, objet, detail, precedente),
        )


@dataclass(slots=True)
class Verification:
    """How far the chain was followed, and where it is broken (oldest first)."""

    controlees: int = 0
    derniere: int = 0
    """Number of the last row looked at."""
    empreinte: str = ORIGINE
    finie: bool = True
    ruptures: list[RuptureJournal] = field(default_factory=list)


def verifier_journal(apres: int = 0, limite: int | None = None) -> Verification:
    """Follow the chain from the row that comes after ``apres`` (all of it: 0), at most ``limite`` rows."""
    depart = Journal.objects.filter(pk=apres).values_list("empreinte", flat=True).first()
    bilan = Verification(derniere=apres, empreinte=depart or ORIGINE)
    lignes = Journal.objects.filter(pk__gt=apres if depart else 0).order_by("pk").values_list(*_COLONNES)
    for ligne in (lignes[: limite + 1] if limite is not None else lignes).iterator():
        if bilan.controlees == limite:
            bilan.finie = False
            break
        numero, le, utilisateur, acte, objet, detail, precedente, empreinte = ligne
        if precedente != bilan.empreinte:
            _rompre(bilan, numero, "Une ligne manque ou a été déplacée avant celle-ci.")
        if _empreinte(le, utilisateur, acte, objet, detail, precedente) != empreinte:
            _rompre(bilan, numero, "Cette ligne a été modifiée après son écriture.")
        bilan.controlees, bilan.derniere, bilan.empreinte = bilan.controlees + 1, numero, empreinte
    return bilan


_COLONNES = ("pk", "le", "utilisateur_id", "acte", "objet", "detail", "precedente", "empreinte")


def _rompre(bilan: Verification, numero: int, message: str) -> None:
    bilan.ruptures.append(RuptureJournal(numero, message))


def _empreinte(
    le: datetime, utilisateur: int | None, acte: str, objet: str, detail: object, precedente: str
) -> str:
    texte = json.dumps(
        [le.astimezone(UTC).isoformat(), utilisateur, acte, objet, detail, precedente],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(texte.encode()).hexdigest()
