"""Write one act in the journal, and check that nobody changed an act since.

Each row's fingerprint is the SHA-256 of a canonical JSON text: instant, person, act, object, detail and
the fingerprint of the row before. Changing, removing or inserting a row breaks the chain from there on.
The newest rows can still be cut off together: an export of the last fingerprint is what shows that.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
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


def verifier_journal() -> Iterator[RuptureJournal]:
    """Yield every break of the chain, oldest first; nothing when the journal is whole."""
    attendue = ORIGINE
    for ligne in Journal.objects.order_by("pk").iterator():
        if ligne.precedente != attendue:
            yield RuptureJournal(ligne.pk, "Une ligne manque ou a été déplacée avant celle-ci.")
        refaite = _empreinte(
            ligne.le, ligne.utilisateur_id, ligne.acte, ligne.objet, ligne.detail, ligne.precedente
        )
        if refaite != ligne.empreinte:
            yield RuptureJournal(ligne.pk, "Cette ligne a été modifiée après son écriture.")
        attendue = ligne.empreinte


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
