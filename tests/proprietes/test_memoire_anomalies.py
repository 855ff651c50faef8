"""The memory of anomalies against a naive model: any documents, read in any order, people acting in between.

The model keeps one small record per code and applies the written rules literally, document by document. The
program reads rows in bulk, by fingerprint, and must end in the same states with the same number of sightings.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.aide import MOT_DE_PASSE, NIC, SIREN, Horloge
from tests.integration.aide_lectures import Dit, Dossier, photo

if TYPE_CHECKING:
    from recepisse.gestion.models import Flux

CODES = ("A", "B")
"""Few of them, so that documents say the same things often."""
MOIS = ("2026-04", "2026-05")
NATURES = ("61", "62")
OUVERTES = {"nouvelle", "rouverte"}
REPONSES = {"traiter": "traitee", "corriger": "corrigee", "contester": "contestee"}
PUBLIE = datetime(2026, 7, 1, tzinfo=UTC)


class Document(NamedTuple):
    """A version of a return: what it is about, and the codes that it says (None: it cannot be read)."""

    mois: int
    depot: int
    nature: int
    publie: int
    codes: frozenset[str] | None

    @property
    def retour(self) -> tuple[int, int, int]:
        return self.mois, self.depot, self.nature


class Acte(NamedTuple):
    """What a person does about one code."""

    genre: str
    code: str
    mois: int = 1
    """Of the promised correction: the second month read, or the one after all of them."""


@st.composite
def histoires(draw: st.DrawFn) -> tuple[list[Document], list["int | Acte"]]:
    """Return documents, and what happens: reading one of them (by its place), or an act."""
    nombre = draw(st.integers(1, 7))
    publications = draw(st.permutations(range(nombre)))
    dits = st.sampled_from([*map(frozenset, ("", "A", "B", "AB", "A", "AB")), None])
    documents = [
        Document(
            draw(st.integers(0, 1)), draw(st.integers(0, 1)), draw(st.integers(0, 1)), publie, draw(dits)
        )
        for publie in publications
    ]
    ordre = draw(st.permutations(range(nombre)))
    suite: list[int | Acte] = []
    genres = st.sampled_from(["traiter", "corriger", "contester", "reprendre", "ignorer", "lever"])
    for rang in ordre:
        actes = st.lists(st.builds(Acte, genres, st.sampled_from(CODES), st.integers(1, 2)), max_size=2)
        suite.extend(draw(actes))
        suite.append(rang)
    return documents, suite


@dataclass(slots=True)
class Fiche:
    """What the model remembers of one code."""

    etat: str
    derniere: tuple[int, int, int]
    """The return that described it last."""
    vues: int = 1
    deja: bool = False
    avant: str = "nouvelle"
    corrigee_en: int = 0


@dataclass(slots=True)
class Naif:
    """The rules, word for word."""

    documents: list[Document]
    lus: list[Document] = field(default_factory=list)
    fiches: dict[str, Fiche] = field(default_factory=dict)
    ignores: set[str] = field(default_factory=set)

    def courante(self, retour: tuple[int, int, int]) -> Document:
        return max((d for d in self.documents if d.retour == retour), key=lambda d: d.publie)

    def suit(self, un: Document, autre: Document) -> bool:
        if un.retour == autre.retour:
            return un.publie >= autre.publie
        return un.nature == autre.nature and (un.mois, un.depot) > (autre.mois, autre.depot)

    def plus_ancien(self, un: Document, autre: Document) -> bool:
        return (un.mois, un.depot, un.publie) < (autre.mois, autre.depot, autre.publie)

    def depasse(self, document: Document) -> bool:
        """Only what is current of the other returns, and any version of the same one."""
        return any(
            self.suit(lu, document)
            for lu in self.lus
            if lu.codes is not None and (lu.retour == document.retour or lu == self.courante(lu.retour))
        )

    def lire(self, document: Document) -> None:
        depasse = self.depasse(document)
        for code in sorted(document.codes or ()):
            if code not in self.fiches:
                self.fiches[code] = Fiche("disparue" if depasse else "nouvelle", document.retour)
                if not depasse:
                    self.cacher(code)
            else:
                self.revoir(code, document, depasse=depasse)
        if document.codes is not None:
            for code, fiche in self.fiches.items():
                tu = code not in document.codes and fiche.etat != "disparue"
                tu = tu and (document.retour == fiche.derniere or document == self.courante(document.retour))
                if tu and self.suit(document, self.courante(fiche.derniere)):
                    fiche.etat = "disparue"
        self.lus.append(document)

    def revoir(self, code: str, document: Document, *, depasse: bool) -> None:
        fiche = self.fiches[code]
        fiche.vues += 1
        derniere = self.courante(fiche.derniere)
        if depasse or self.plus_ancien(document, derniere):
            return
        autre_depot = (document.mois, document.depot) > (derniere.mois, derniere.depot)
        rompue = fiche.etat == "corrigee" and document.mois >= fiche.corrigee_en
        if (fiche.etat == "traitee" or rompue) and autre_depot:
            fiche.etat = "rouverte"
        elif fiche.etat == "disparue":
            fiche.etat = "rouverte" if fiche.deja else "nouvelle"
        fiche.derniere = document.retour
        self.cacher(code)

    def cacher(self, code: str) -> None:
        fiche = self.fiches[code]
        if code in self.ignores and fiche.etat in {"nouvelle", "rouverte"}:
            fiche.avant, fiche.etat = fiche.etat, "ignoree"

    def agir(self, acte: Acte) -> None:
        fiche = self.fiches.get(acte.code)
        if acte.genre == "ignorer":
            self.ignores.add(acte.code)
            if fiche:
                self.cacher(acte.code)
        elif acte.genre == "lever":
            self.ignores.discard(acte.code)
            if fiche and fiche.etat == "ignoree":
                fiche.etat = fiche.avant
        elif fiche:
            self.repondre(acte, fiche)

    def repondre(self, acte: Acte, fiche: Fiche) -> None:
        if acte.genre == "reprendre":
            if fiche.etat in REPONSES.values():
                fiche.etat, fiche.deja = fiche.avant, fiche.avant == "rouverte"
        elif permise(acte, fiche.etat):
            if fiche.etat in OUVERTES:
                fiche.avant = fiche.etat
            fiche.etat, fiche.deja, fiche.corrigee_en = REPONSES[acte.genre], True, acte.mois


def permise(acte: Acte, etat: str) -> bool:
    """What is open is answered; a finer answer may follow another one."""
    autres = {"traiter": set(), "corriger": {*REPONSES.values()}, "contester": {"traitee", "corrigee"}}
    return etat in OUVERTES | autres[acte.genre]


class Programme:
    """The same story told to the program: everything is announced first, then read one by one."""

    def __init__(self, dossier: Dossier, documents: list[Document]) -> None:
        from recepisse.gestion.models import LectureRetour

        self.dossier = dossier
        flux: dict[tuple[int, int], Flux] = {}
        for mois in range(len(MOIS)):
            for depot in range(2):
                flux[mois, depot] = dossier.flux(MOIS[mois])
        self.versions = [
            dossier.publier(
                flux[d.mois, d.depot],
                *(Dit(code) for code in sorted(d.codes or ())),
                nature=NATURES[d.nature],
                publie_le=PUBLIE + timedelta(minutes=d.publie),
                document=b"<rapport>" if d.codes is None else None,
                statut="ANO",
            )
            for d in documents
        ]
        LectureRetour.objects.update(prochaine_action_le=None)

    def lire(self, rang: int) -> None:
        from recepisse.gestion.models import LectureRetour

        self.dossier.ctx.horloge.avancer(minutes=1)  # type: ignore[attr-defined]
        instant = self.dossier.ctx.horloge()
        LectureRetour.objects.filter(version=self.versions[rang]).update(prochaine_action_le=instant)
        assert self.dossier.lire() == 1

    def agir(self, acte: Acte) -> None:
        from recepisse.gestion.gestes.anomalies import (
            contester_anomalie,
            corriger_anomalie,
            ignorer_controle,
            marquer_anomalie,
        )
        from recepisse.gestion.gestes.anomalies.controles_ignores import controles_actifs
        from recepisse.gestion.models import Anomalie

        ctx = self.dossier.ctx
        ctx.horloge.avancer(minutes=1)  # type: ignore[attr-defined]
        ligne = Anomalie.objects.filter(code=acte.code).first()
        if acte.genre == "ignorer":
            ignorer_controle.ignorer("urssaf_msa", acte.code, "essai", date(2027, 1, 1), ctx)
        elif acte.genre == "lever":
            for controle in controles_actifs(ctx.horloge()).filter(code=acte.code):
                ignorer_controle.lever(controle, ctx)
        elif acte.genre == "reprendre" and ligne and ligne.etat in REPONSES.values():
            marquer_anomalie.reprendre_anomalie(ligne, ctx)
        elif acte.genre in REPONSES and ligne and permise(acte, ligne.etat):
            if acte.genre == "traiter":
                marquer_anomalie.traiter_anomalie(ligne, ctx)
            elif acte.genre == "corriger":
                corriger_anomalie.corriger_anomalie(ligne, ("", *MOIS[1:], "2026-06")[acte.mois], ctx)
            else:
                contester_anomalie.contester_anomalie(ligne, ctx.horloge().date(), ctx)

    def etats(self) -> dict[str, tuple[str, int]]:
        from recepisse.gestion.models import Anomalie

        return {a.code: (a.etat, a.nb_vues) for a in Anomalie.objects.all()}


@pytest.fixture
def dossier(tmp_path: Path, db: None) -> Dossier:
    from recepisse.archive import Archive
    from recepisse.coffre import Coffre
    from recepisse.gestion.gestes.acces.enregistrer_identifiant import (
        SaisieIdentifiant,
        enregistrer_identifiant,
    )
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.reglages import Reglages

    transport: Any = None
    ctx = Contexte(
        reglages=Reglages(donnees=tmp_path, adresses="http://127.0.0.1:9"),
        archive=Archive(tmp_path / "archive"),
        coffre=Coffre(bytes(range(32))),
        transport=transport,
        horloge=Horloge(),
    )
    saisie = SaisieIdentifiant("Cabinet", SIREN + NIC, "MARTIN", "Zoé", mot_de_passe=MOT_DE_PASSE)
    return Dossier(ctx, enregistrer_identifiant(saisie, ctx))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histoires())
def test_la_memoire_est_celle_du_modele(
    dossier: Dossier, histoire: "tuple[list[Document], list[int | Acte]]"
) -> None:
    from recepisse.gestion.gestes.retours.demander_lectures import relire_tout

    documents, suite = histoire
    with transaction.atomic():
        programme, naif = Programme(dossier, documents), Naif(documents)
        for pas in suite:
            if isinstance(pas, Acte):
                programme.agir(pas)
                naif.agir(pas)
            else:
                programme.lire(pas)
                naif.lire(documents[pas])
            assert programme.etats() == {code: (f.etat, f.vues) for code, f in naif.fiches.items()}, pas
        avant = photo()
        relire_tout(dossier.ctx)
        assert dossier.lire() == len(documents)
        assert photo() == avant, "relire ne change rien"
        transaction.set_rollback(True)
