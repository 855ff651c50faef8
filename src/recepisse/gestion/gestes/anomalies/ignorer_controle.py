"""« Ignore this control »: a code that somebody chose not to see, for a reason and until a day.

Open lines with that code become « contrôle ignoré », and so do those that come later. When the choice is
lifted, or its last day has passed, what it hid is back, visibly, exactly as it was: nothing else is touched,
and what the returns no longer give stays gone.
"""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.anomalies.controles_ignores import controles_actifs
from recepisse.gestion.gestes.anomalies.marquer_anomalie import appliquer
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Anomalie, ControleIgnore, Entreprise, Utilisateur
from recepisse.retours.natures import EMETTEURS
from recepisse.retours.suivi.memoire import OUVERTES, EtatAnomalie, EvenementVie
from recepisse.temps import jour_paris

_CODE_MAX = 60


def ignorer(
    emetteur: str,
    code: str,
    motif: str,
    jusqu_au: date,
    ctx: Contexte,
    par: Utilisateur | None = None,
    entreprise: Entreprise | None = None,
) -> ControleIgnore:
    """Ignore ``code`` of a group of issuers until the end of ``jusqu_au``, for one company or for all.

    A choice already in force on the same code and company is replaced.
    """
    code = code.strip()
    _verifier(emetteur, code, motif, jusqu_au, ctx)
    with transaction.atomic():
        memes = ControleIgnore.objects.filter(
            emetteur=emetteur, code=code, entreprise=entreprise, leve_le__isnull=True
        )
        memes.update(leve_le=ctx.horloge())
        controle = ControleIgnore.objects.create(
            emetteur=emetteur,
            code=code,
            entreprise=entreprise,
            motif=motif.strip(),
            jusqu_au=jusqu_au,
            cree_le=ctx.horloge(),
            cree_par=par,
        )
        ouvertes = _lignes(controle).filter(etat__in=sorted(OUVERTES))
        appliquer(list(ouvertes), EvenementVie.IGNORER, ctx, par)
        journaliser(
            "ignorer_controle",
            f"controle:{controle.pk}",
            ctx,
            par,
            emetteur=emetteur,
            code=code,
            jusqu_au=jusqu_au.isoformat(),
        )
    return controle


def lever(controle: ControleIgnore, ctx: Contexte, par: Utilisateur | None = None) -> bool:
    """Stop ignoring; return False when that was done already."""
    with transaction.atomic():
        change = ControleIgnore.objects.filter(pk=controle.pk, leve_le__isnull=True).update(
            leve_le=ctx.horloge()
        )
        if change:
            _rendre(controle, ctx, par)
            journaliser("lever_controle", f"controle:{controle.pk}", ctx, par)
    controle.refresh_from_db()
    return bool(change)


def lever_echus(ctx: Contexte) -> int:
    """Stop ignoring what was ignored until a day that has passed; return how many choices ended.

    Cheap when there are none: called by the engine again and again, and before each batch of readings.
    """
    aujourdhui = jour_paris(ctx.horloge())
    echus = ControleIgnore.objects.filter(leve_le__isnull=True, jusqu_au__lt=aujourdhui)
    if not echus.exists():
        return 0
    return sum(lever(controle, ctx) for controle in list(echus))


def _verifier(emetteur: str, code: str, motif: str, jusqu_au: date, ctx: Contexte) -> None:
    connus = [groupe.code for groupe in EMETTEURS]
    if emetteur not in connus:
        raise ErreurSaisie("Cet émetteur n’existe pas.", conseil=f"Choisissez parmi : {', '.join(connus)}.")
    if not code or len(code) > _CODE_MAX:
        raise ErreurSaisie("Il faut le code du contrôle à ignorer, tel que l’organisme l’écrit.")
    if not motif.strip():
        raise ErreurSaisie(
            "Il faut dire pourquoi ce contrôle est ignoré.",
            conseil="Une phrase suffit ; elle sera montrée à qui se demandera où sont ces anomalies.",
        )
    if jusqu_au < jour_paris(ctx.horloge()):
        raise ErreurSaisie("Le dernier jour est déjà passé.", conseil="Donnez une date à venir.")


def _lignes(controle: ControleIgnore) -> QuerySet[Anomalie]:
    lignes = Anomalie.objects.filter(emetteur=controle.emetteur, code=controle.code)
    return lignes if controle.entreprise_id is None else lignes.filter(entreprise_id=controle.entreprise_id)


def _rendre(controle: ControleIgnore, ctx: Contexte, par: Utilisateur | None) -> None:
    """Bring back the lines that no other choice hides."""
    autres = controles_actifs(ctx.horloge()).filter(emetteur=controle.emetteur, code=controle.code)
    entreprises = set(autres.values_list("entreprise_id", flat=True))
    if None in entreprises:
        return
    lignes = _lignes(controle).filter(etat=EtatAnomalie.IGNOREE)
    # Not « exclude(entreprise__in) » alone: it would also leave out lines without a company.
    rendues = lignes.filter(Q(entreprise__isnull=True) | ~Q(entreprise_id__in=entreprises))
    appliquer(list(rendues), EvenementVie.LEVER, ctx, par)
