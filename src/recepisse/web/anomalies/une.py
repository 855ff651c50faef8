"""One anomaly: what it says, what may be done about it, its whole history, and what looks like it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from recepisse.calendrier import mois_suivant, parse_mois
from recepisse.gestion.gestes.a_faire.conditions import OUVERTE
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.anomalies.assigner_anomalie import assignables
from recepisse.gestion.gestes.anomalies.corriger_anomalie import declarations_du_mois, nommer_mois
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.retours.retrouver_salaries import nir_de
from recepisse.gestion.models import Anomalie, Declaration, EvenementAnomalie, Utilisateur
from recepisse.identifiants.masque import masquer_texte
from recepisse.retours.natures import nature
from recepisse.retours.suivi.memoire import EtatAnomalie, EvenementVie, accepte
from recepisse.temps import jour_paris
from recepisse.web.anomalies.filtres import Regard, ordonner
from recepisse.web.anomalies.mots import dsn_de
from recepisse.web.anomalies.queries import COMPTE_MAX, Ligne, compter, ligne, lire_lignes
from recepisse.web.retours.lecture import adresse_retour

ETAPES_MAX: Final = 200
"""Sightings, and acts, shown; an anomaly of five years has sixty of each."""
VOISINES: Final = 5
_MOIS_PROPOSES: Final = 8

_MOIS: Final = re.compile(r"\b[0-9]{4}-(?:0[1-9]|1[0-2])\b", re.ASCII)
"""A declared month, as the readings write it."""

_INTERNES: Final = frozenset({EvenementVie.ASSIGNER, EvenementVie.COMMENTER})
"""What a reader from outside the firm is not told."""

_TITRES: Mapping[EvenementVie, str] = MappingProxyType(
    {
        EvenementVie.VUE: "De nouveau signalée",
        EvenementVie.TRAITER: "Marquée comme traitée",
        EvenementVie.REPRENDRE: "Remise à traiter",
        EvenementVie.ROUVRIR: "Revenue",
        EvenementVie.NON_REVUE: "N’est plus signalée",
        EvenementVie.IGNORER: "Contrôle ignoré",
        EvenementVie.LEVER: "Contrôle de nouveau suivi",
        EvenementVie.CORRIGER: "Corrigée",
        EvenementVie.CONTESTER: "Contestée auprès de l’organisme",
        EvenementVie.ASSIGNER: "Assignée",
        EvenementVie.COMMENTER: "Commentaire",
    }
)


@dataclass(frozen=True, slots=True)
class Etape:
    """One step of the history: a sighting by a return, an act of a person, a comment."""

    le: datetime
    genre: str
    titre: str
    detail: str = ""
    par: str = ""
    dsn: str = ""
    adresse: str = ""
    retour: str = ""
    declare: str = ""
    attendu: str = ""


@dataclass(frozen=True, slots=True)
class Voisines:
    """Some anomalies that look like this one, and how many there are."""

    lignes: Sequence[Ligne]
    nombre: int

    @property
    def dit(self) -> str:
        """The number, bounded."""
        return f"plus de {COMPTE_MAX}" if self.nombre > COMPTE_MAX else str(self.nombre)


@dataclass(frozen=True, slots=True)
class Vue:
    """Everything the page of one anomaly shows."""

    ligne: Ligne
    nir: str
    """Masked; "" when it is not known."""
    retour: str
    adresse_retour: str
    dsn: str
    """The declaration of the last return, "" for an event."""
    dsn_correction: str
    correction: Declaration | None
    histoire: Sequence[Etape]
    personne: Voisines
    ailleurs: Voisines
    permis: frozenset[str]
    """Acts that the state and the person allow."""
    assignables: Sequence[Utilisateur]
    mois_proposes: Sequence[str]
    controle_partout: bool
    """True when the person may ignore this control for every company."""


def lire(anomalie: Anomalie, visibles: Perimetre, ctx: Contexte) -> Vue:
    """Read everything; ``anomalie`` comes with what it hangs on."""
    qui, aujourdhui = visibles.utilisateur, jour_paris(ctx.horloge())
    regard = Regard(visibles, aujourdhui)
    salarie = anomalie.salarie
    permis = _permis(anomalie, qui)
    return Vue(
        ligne=ligne(anomalie, aujourdhui),
        nir=masquer_texte(nir_de(salarie, ctx)) if salarie else "",
        retour=nature(anomalie.nature).libelle_pour(anomalie.retour.statut),
        adresse_retour=adresse_retour(anomalie.retour),
        dsn=dsn_de(anomalie.declaration.mois) if anomalie.declaration else "",
        dsn_correction=dsn_de(anomalie.mois_correction),
        correction=_correction(anomalie),
        histoire=_histoire(anomalie, interne=not qui.est_client),
        personne=_voisines(anomalie, regard, salarie=anomalie.salarie_id),
        ailleurs=_voisines(anomalie, regard, emetteur=anomalie.emetteur, code=anomalie.code),
        permis=permis,
        assignables=list(assignables(anomalie.entreprise_id)) if "assigner" in permis else [],
        mois_proposes=_mois_proposes(anomalie, aujourdhui) if "corriger" in permis else [],
        controle_partout=Perimetre(qui, agir=True).tout,
    )


def _permis(anomalie: Anomalie, qui: Utilisateur) -> frozenset[str]:
    if not (qui.agit and Perimetre(qui, agir=True).anomalies().filter(pk=anomalie.pk).exists()):
        return frozenset()
    return frozenset(e.value for e in EvenementVie if accepte(EtatAnomalie(anomalie.etat), e))


def _correction(anomalie: Anomalie) -> Declaration | None:
    """Return the declaration that corrects: the one linked, or the one sent since for that month."""
    if not anomalie.mois_correction:
        return None
    return anomalie.correction or declarations_du_mois(anomalie, anomalie.mois_correction).first()


def _voisines(anomalie: Anomalie, regard: Regard, **criteres: int | str | None) -> Voisines:
    if not all(criteres.values()):
        return Voisines((), 0)
    autres = regard.lignes.filter(OUVERTE, **criteres).exclude(pk=anomalie.pk)
    cles = list(ordonner(autres).values_list("pk", flat=True)[:VOISINES])
    return Voisines(lire_lignes(cles, regard), compter(autres) if cles else 0)


def _mois_proposes(anomalie: Anomalie, aujourdhui: date) -> list[str]:
    """Return the months offered for the correction, from the one that shows the fault."""
    dit = parse_mois(anomalie.declaration.mois) if anomalie.declaration else None
    depart = max(dit or mois_suivant(aujourdhui, -1), mois_suivant(aujourdhui, -4))
    return [f"{mois_suivant(depart, n):%Y-%m}" for n in range(_MOIS_PROPOSES)]


def _histoire(anomalie: Anomalie, *, interne: bool) -> list[Etape]:
    """Return the whole history, the latest first."""
    etapes = [*_constats(anomalie), *_evenements(anomalie, interne=interne)]
    return sorted(etapes, key=lambda etape: etape.le, reverse=True)


def _constats(anomalie: Anomalie) -> Iterator[Etape]:
    """Yield one step for each document that says it, however many times."""
    constats = anomalie.constats.select_related("lecture__version__retour").order_by(
        "-vu_le", "lecture", "rang"
    )
    vus: set[int] = set()
    for constat in constats[:ETAPES_MAX]:
        version = constat.lecture.version
        if version.pk in vus:
            continue
        vus.add(version.pk)
        retour = version.retour
        yield Etape(
            constat.vu_le,
            "vue",
            "Signalée",
            detail=constat.montant,
            dsn=dsn_de(constat.mois),
            adresse=adresse_retour(retour),
            retour=f"{retour.nature} {nature(retour.nature).libelle_pour(version.statut)}",
            declare=constat.valeur_declaree,
            attendu=constat.valeur_attendue,
        )


def _evenements(anomalie: Anomalie, *, interne: bool) -> Iterator[Etape]:
    """Yield the acts; the birth is left out, its sighting says it."""
    evenements = anomalie.evenements.exclude(de="").select_related("par").order_by("-pk")
    for e in evenements[:ETAPES_MAX]:
        cas = EvenementVie(e.evenement)
        if cas in _INTERNES and not interne:
            continue
        genre = "commentaire" if cas is EvenementVie.COMMENTER else "acte"
        par = e.par.get_username() if e.par and interne else ""
        yield Etape(e.le, genre, _titre(cas, e), detail=_detail(cas, e), par=par)


def _titre(cas: EvenementVie, evenement: EvenementAnomalie) -> str:
    if cas is EvenementVie.ASSIGNER:
        return f"Assignée à {evenement.detail}" if evenement.detail else "N’est plus assignée à personne"
    if cas is EvenementVie.ROUVRIR and evenement.par_id:
        return "Remise à traiter"
    if cas is EvenementVie.CONTESTER and evenement.detail:
        return f"{_TITRES[cas]} {evenement.detail}"
    if cas is EvenementVie.CORRIGER and evenement.detail:
        return f"{_TITRES[cas]} dans la {evenement.detail}"
    return _TITRES[cas]


def _detail(cas: EvenementVie, evenement: EvenementAnomalie) -> str:
    dites = {EvenementVie.ASSIGNER, EvenementVie.CONTESTER, EvenementVie.CORRIGER}
    if cas is EvenementVie.COMMENTER:
        return evenement.detail
    return "" if cas in dites else _MOIS.sub(lambda m: nommer_mois(m[0]), evenement.detail)
