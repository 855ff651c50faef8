"""The proposals: some of each kind to begin with, then a page of one kind; values opened and masked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.paie.proposer import valeurs
from recepisse.gestion.models import Entreprise, Proposition
from recepisse.identifiants.masque import masquer_texte
from recepisse.retours.fiche.essentiel import euros, pourcentage
from recepisse.retours.modele import Complement
from recepisse.retours.natures import nature
from recepisse.web.curseur import Page
from recepisse.web.mots import Mention
from recepisse.web.templatetags.francais import mois

PAR_PAGE: Final = 50
PAR_GENRE: Final = 5
"""How many of each kind the first page shows."""
COMPTE_MAX: Final = 1000
EXPORT_MAX: Final = 50_000

_ENTREPRISES_MAX: Final = 200

Genre = Proposition.Genre
_LIENS: Final = ("salarie", "entreprise", "etablissement__entreprise", "retour", "declaration")
_ETATS: Final = {
    Proposition.Etat.PROPOSEE: Mention("À décider", "ambre"),
    Proposition.Etat.ACCEPTEE: Mention("Acceptée"),
    Proposition.Etat.REFUSEE: Mention("Refusée", "neutre"),
    Proposition.Etat.REMPLACEE: Mention("Remplacée par une plus récente", "neutre"),
}
_JOUR: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOIS: Final = re.compile(r"[0-9]{4}-[0-9]{2}", re.ASCII)
_ENTIER: Final = re.compile(r"-?[0-9]{1,12}", re.ASCII)
_NOMBRE: Final = re.compile(r"-?[0-9]{1,12}\.[0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class LigneProposition:
    """One proposal, in words."""

    proposition: Proposition
    qui: str
    ancienne: str
    nouvelle: str
    complements: tuple[Complement, ...]
    masquee: bool
    """True when a value shown holds a number whose end is hidden."""
    periode: str
    retour: str
    etat: Mention


@dataclass(frozen=True, slots=True)
class Groupe:
    """The proposals of one kind: a first few, and how many there are (up to one more than ``COMPTE_MAX``)."""

    genre: str
    libelle: str
    lignes: Sequence[LigneProposition]
    nombre: int


def choisir(perimetre: Perimetre, choix: Mapping[str, Any]) -> QuerySet[Proposition]:
    """Return the proposals selected, without an order."""
    lignes = perimetre.propositions()
    if choix.get("rien"):
        return lignes.none()
    for champ in ("etat", "genre", "nature", "retour"):
        if choix.get(champ):
            lignes = lignes.filter(**{champ: choix[champ]})
    if choix.get("entreprise"):
        lignes = lignes.filter(_nomme(choix["entreprise"]))
    return lignes


def compter(lignes: QuerySet[Proposition]) -> int:
    """Count the proposals, up to one more than ``COMPTE_MAX``."""
    return lignes.order_by().values("pk")[: COMPTE_MAX + 1].count()


def compter_etats(perimetre: Perimetre, choix: Mapping[str, Any]) -> dict[str, int]:
    """Return how many proposals of this selection are in each state."""
    lignes = choisir(perimetre, {**choix, "etat": ""})
    return {etat.value: compter(lignes.filter(etat=etat.value)) for etat in Proposition.Etat}


def groupes(perimetre: Perimetre, choix: Mapping[str, Any], ctx: Contexte) -> list[Groupe]:
    """Return the first proposals of each kind that has some; the same number of queries whatever there is."""
    choisies = choisir(perimetre, choix)
    par_genre = {genre: choisies.filter(genre=genre.value) for genre in Genre}
    nombres = {genre: compter(lignes) for genre, lignes in par_genre.items()}
    cles: list[int] = []
    for lignes in par_genre.values():
        cles += lignes.order_by("-pk").values_list("pk", flat=True)[:PAR_GENRE]
    trouvees = Proposition.objects.filter(pk__in=cles).select_related(*_LIENS).order_by("-pk")
    dites = [ligne(proposition, ctx) for proposition in trouvees]
    return [
        Groupe(genre.value, genre.label, [d for d in dites if d.proposition.genre == genre], nombre)
        for genre, nombre in nombres.items()
        if nombre
    ]


def page_propositions(
    perimetre: Perimetre, choix: Mapping[str, Any], apres: int | None, ctx: Contexte
) -> Page[LigneProposition]:
    """Return a page of one kind, the last proposed first."""
    lignes = choisir(perimetre, choix)
    if apres is not None:
        lignes = lignes.filter(pk__lt=apres)
    trouvees = list(lignes.select_related(*_LIENS).order_by("-pk")[: PAR_PAGE + 1])
    page = trouvees[:PAR_PAGE]
    suite = str(page[-1].pk) if len(trouvees) > PAR_PAGE else ""
    return Page([ligne(proposition, ctx) for proposition in page], suite)


def meme_sujet(perimetre: Perimetre, proposition: Proposition, ctx: Contexte) -> list[LigneProposition]:
    """Return what other returns proposed for the same thing, the last first."""
    autres = perimetre.propositions().filter(empreinte_sujet=proposition.empreinte_sujet)
    autres = autres.exclude(pk=proposition.pk).select_related(*_LIENS).order_by("-pk")
    return [ligne(autre, ctx) for autre in autres[:PAR_PAGE]]


def ligne(proposition: Proposition, ctx: Contexte, *, demasque: bool = False) -> LigneProposition:
    """Return a proposal in words, its values opened, its personal numbers masked unless ``demasque``."""
    dites = valeurs(proposition, ctx)

    def dire(valeur: str) -> str:
        lue = valeur_dite(valeur, proposition.genre)
        return lue if demasque else masquer_texte(lue)

    complements = tuple(Complement(c.nom, dire(c.valeur)) for c in dites.complements)
    originales = (dites.ancienne, dites.nouvelle, *(c.valeur for c in dites.complements))
    source = nature(proposition.nature)
    return LigneProposition(
        proposition=proposition,
        qui=proposition.salarie.designation if proposition.salarie else "",
        ancienne=dire(dites.ancienne),
        nouvelle=dire(dites.nouvelle),
        complements=complements,
        masquee=not demasque and any(masquer_texte(v) != v for v in originales),
        periode=periode_dite(proposition.periode),
        retour=source.libelle,
        etat=_ETATS[Proposition.Etat(proposition.etat)],
    )


def valeur_dite(valeur: str, genre: str) -> str:
    """Return a value as a French reader writes it: days, rates, amounts; any other text as it is."""
    if _JOUR.fullmatch(valeur):
        return _jour(valeur)
    if genre == Genre.COTISATIONS and (_ENTIER.fullmatch(valeur) or _NOMBRE.fullmatch(valeur)):
        return euros(valeur)
    if not _NOMBRE.fullmatch(valeur):
        return valeur
    if genre in {Genre.TAUX_ATMP, Genre.BONUS_MALUS}:
        return pourcentage(valeur)
    if genre == Genre.EFFECTIF:
        return valeur.removesuffix(".00").replace(".", ",")
    return valeur.replace(".", ",")


def periode_dite(periode: str) -> str:
    """Return « octobre 2026 » or « du 01/10/2026 au 31/10/2026 »; any other text as it is."""
    debut, barre, fin = periode.partition("/")
    if barre and _JOUR.fullmatch(debut) and _JOUR.fullmatch(fin):
        return f"du {_jour(debut)} au {_jour(fin)}"
    return mois(periode) if _MOIS.fullmatch(periode) else valeur_dite(periode, "")


def _jour(iso: str) -> str:
    try:
        return f"{date.fromisoformat(iso):%d/%m/%Y}"
    except ValueError:
        return iso


def _nomme(entreprise: str) -> Q:
    """Return the proposals of this SIREN, of this SIRET, or of the companies whose name holds the text.

    The keys are read first: the rows of a few companies are found by their index.
    """
    compact = "".join(entreprise.split())
    if compact.isdigit():
        condition = Q(siren__startswith=compact[:9])
    else:
        condition = Q(nom__icontains=entreprise.strip())
    cles = Entreprise.objects.filter(condition).values_list("pk", flat=True)
    trouvees = Q(entreprise__in=list(cles[:_ENTREPRISES_MAX]))
    nic = compact[9:] if compact.isdigit() else ""
    return trouvees & Q(etablissement__nic__startswith=nic) if nic else trouvees
