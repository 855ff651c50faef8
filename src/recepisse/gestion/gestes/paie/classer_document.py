"""File the documents to hand over, as soon as they are read (feature C11): the AER of a contract end.

France Travail makes the *attestation employeur* as a PDF after the declaration of a contract end; the
employer dates it, signs it and gives it to the employee. The document holds nothing to parse: it is tied to
the declaration, and to the person when our own deposited bytes say that the declaration is about only one.
Natures 44 and 41 (its former code) are AER; any other PDF of France Travail is filed too, since nobody
publishes what 42 and 45 hold. A PDF of another issuer is never an AER.

Only the last version of a return has to be handed over: a former one that was not is no longer asked for.
"""

from datetime import datetime

from django.db import transaction

from recepisse.dsn.apercu import lire_apercu
from recepisse.dsn.lignes import parse_ligne
from recepisse.erreurs import Erreur, ErreurSaisie
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.gestes.paie.copier_document import copier_documents
from recepisse.gestion.gestes.retours.retrouver_salaries import retrouver_salaries
from recepisse.gestion.models import Depot, DocumentClasse, Salarie, Utilisateur, VersionRetour
from recepisse.retours.modele import Individu, RetourLu

NATURES_AER = frozenset({"41", "44"})
EMETTEUR = "france_travail"

_INDIVIDU = b"S21.G00.30"
_CHAMPS = {1: "nir", 2: "nom", 4: "prenoms", 6: "naissance", 19: "matricule", 20: "ntt"}
"""Rubrics of S21.G00.30 that name a person."""

_TAILLE_MAX = 4 * 1024**2
"""Bytes of a deposit above which it is not one event of one person."""


def classer_document(lu: RetourLu, version: VersionRetour, ctx: Contexte) -> None:
    """File ``version`` if it is a document to hand over; to be called in the transaction of the reading."""
    aer = lu.nature in NATURES_AER
    if not ctx.reglages.classer_aer or lu.famille != "pdf" or not version.somme:
        return
    if not (aer or lu.emetteur == EMETTEUR) or _rattacher(version, ctx):
        return
    anciennes = DocumentClasse.objects.filter(retour=version.retour)
    depassee = anciennes.filter(version__numero__gt=version.numero).exists()
    anciennes.filter(remis_le=None).exclude(version__numero__gt=version.numero).update(a_remettre=False)
    DocumentClasse.objects.create(
        version=version,
        retour=version.retour,
        genre=DocumentClasse.Genre.AER if aer else DocumentClasse.Genre.AUTRE,
        somme=version.somme,
        octets=version.octets,
        declaration=version.retour.declaration,
        salarie=_salarie(version, ctx),
        classe_le=ctx.horloge(),
        a_remettre=not depassee,
    )
    if ctx.reglages.dossier_ged:
        transaction.on_commit(lambda: copier_documents(ctx), robust=True)


def _rattacher(version: VersionRetour, ctx: Contexte) -> bool:
    """Return True when the document is filed already; tie it to its declaration if that was not known."""
    classe = DocumentClasse.objects.filter(version=version).first()
    if classe is not None and classe.declaration_id != version.retour.declaration_id:
        classe.declaration, classe.salarie = version.retour.declaration, _salarie(version, ctx)
        classe.save(update_fields=["declaration", "salarie"])
    return classe is not None


def remettre_document(document: DocumentClasse, ctx: Contexte, par: Utilisateur | None = None) -> None:
    """Say that the document was handed over to the employee."""
    with transaction.atomic():
        actuel = DocumentClasse.objects.select_for_update(of=("self",)).get(pk=document.pk)
        if actuel.remis_le is not None:
            raise ErreurSaisie("Ce document est déjà marqué comme remis.")
        actuel.remis_le, actuel.remis_par = ctx.horloge(), par
        actuel.save(update_fields=["remis_le", "remis_par"])
        journaliser("remettre_document", f"document:{actuel.pk}", ctx, par)
    document.remis_le, document.remis_par = actuel.remis_le, par


def reprendre_document(document: DocumentClasse, ctx: Contexte, par: Utilisateur | None = None) -> None:
    """Take back that the document was handed over: it is to hand over again, unless another replaced it."""
    with transaction.atomic():
        repris = DocumentClasse.objects.filter(pk=document.pk, remis_le__isnull=False).update(
            remis_le=None, remis_par=None
        )
        if not repris:
            raise ErreurSaisie("Ce document n’est pas marqué comme remis.")
        journaliser("reprendre_document", f"document:{document.pk}", ctx, par)
    document.remis_le, document.remis_par = None, None


def depuis_quand(document: DocumentClasse, maintenant: datetime) -> int | None:
    """Return for how many days the document has been waiting, None when it is not to be handed over."""
    if not document.a_remettre or document.remis_le is not None:
        return None
    return (maintenant - document.classe_le).days


def _salarie(version: VersionRetour, ctx: Contexte) -> Salarie | None:
    """Return the person of the declaration, None when it is about several or is not ours."""
    depot = version.retour.flux.depot
    declaration = version.retour.declaration
    if depot is None or declaration is None:
        return None
    individu = _individu_du_depot(depot, ctx)
    if individu is None:
        return None
    trouves = retrouver_salaries(declaration.etablissement.entreprise, [individu], ctx)
    return trouves.get(individu)


def _individu_du_depot(depot: Depot, ctx: Contexte) -> Individu | None:
    """Return the one person that our deposited bytes name."""
    if depot.octets > _TAILLE_MAX:
        return None
    try:
        with ctx.archive.ouvrir(depot.somme) as fichier:
            apercu = lire_apercu(fichier)
            fichier.seek(0)
            octets = fichier.read()
    except Erreur:
        return None  # bytes lost or unreadable: the document is filed all the same
    if len(apercu.declarations) != 1 or not apercu.declarations[0].individu:
        return None
    champs: dict[str, str] = {}
    for brute in octets.split(b"\n"):
        ligne = parse_ligne(brute)
        if ligne is not None and ligne.bloc == _INDIVIDU and ligne.rubrique in _CHAMPS:
            champs.setdefault(_CHAMPS[ligne.rubrique], _decoder(ligne.valeur, apercu.encodage))
    return Individu(**champs)  # type: ignore[arg-type]  # each field named is a text


def _decoder(valeur: bytes, encodage: str) -> str:
    return valeur.decode(encodage, "replace").strip()
