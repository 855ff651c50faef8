"""The engine: claims once, survives broken rows, gives back what it has not started."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Lock, Timer
from time import sleep
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError

from tests.integration.aide import Horloge

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant


@dataclass(frozen=True, slots=True)
class Tache:
    ligne: int
    idflux: str


@dataclass
class TravailEspion:
    """Due flux that are only counted."""

    executer_avec: Callable[[Tache], None] = lambda _tache: None
    consigner_avec: Callable[[Sequence[Tache]], None] = lambda _taches: None
    commencer_avec: Callable[[Sequence[int]], None] = lambda _ids: None
    nom: str = "espion"
    simultanes: int = 3
    bail_secondes: int = 300
    executees: list[str] = field(default_factory=list)
    groupes: list[int] = field(default_factory=list)
    verrou: Any = field(default_factory=Lock)

    @property
    def modele(self) -> Any:
        from recepisse.gestion.models import Flux

        return Flux

    def commencer(self, ids: Sequence[int], _ctx: "Contexte") -> list[Tache]:
        self.commencer_avec(ids)
        return [Tache(f.pk, f.idflux) for f in self.modele.objects.filter(pk__in=ids)]

    def executer(self, tache: Tache, _ctx: "Contexte") -> Tache:
        with self.verrou:
            self.executees.append(tache.idflux)
        self.executer_avec(tache)
        return tache

    def consigner(self, resultats: Sequence[Tache], _ctx: "Contexte") -> None:
        self.consigner_avec(resultats)
        self.groupes.append(len(resultats))
        self.modele.objects.filter(pk__in=[r.ligne for r in resultats]).update(
            prochaine_action_le=None, bail_jusqu_a=None, bail_de=""
        )


@pytest.fixture
def remplir(ctx: "Contexte", identifiant: "Identifiant") -> Callable[[int], None]:
    from recepisse.gestion.models import Flux

    def creer(nombre: int) -> None:
        maintenant = ctx.horloge()
        for rang in range(nombre):
            Flux.objects.create(
                idflux=f"F{rang}", identifiant=identifiant, vu_le=maintenant, prochaine_action_le=maintenant
            )

    return creer


@pytest.fixture
def fabriquer(ctx: "Contexte") -> Iterator[Callable[..., Any]]:
    from recepisse.travaux.catalogue import Poste
    from recepisse.travaux.moteurs.interne import Moteur

    moteurs = []

    def creer(travail: TravailEspion, lot: int = 50) -> Any:
        moteurs.append(Moteur(ctx, [Poste(travail, lot)]))
        return moteurs[-1]

    yield creer
    for moteur in moteurs:
        moteur.fermer()


def dus() -> list[Any]:
    from recepisse.gestion.models import Flux

    return list(Flux.objects.filter(prochaine_action_le__isnull=False).order_by("pk"))


def test_un_tour_avance_tout_ce_qui_est_du(
    fabriquer: Callable[..., Any], remplir: Callable[[int], None]
) -> None:
    remplir(20)
    travail = TravailEspion()
    moteur = fabriquer(travail)
    assert moteur.tour() == 20
    assert sorted(travail.executees) == sorted(f"F{r}" for r in range(20))
    assert dus() == []
    assert moteur.tour() == 0


def test_les_ecritures_sont_groupees(fabriquer: Callable[..., Any], remplir: Callable[[int], None]) -> None:
    remplir(40)
    travail = TravailEspion()
    fabriquer(travail).tour()
    assert len(travail.groupes) < 20


def test_ce_qui_n_est_pas_du_attend(
    fabriquer: Callable[..., Any], remplir: Callable[[int], None], horloge: Horloge
) -> None:
    from recepisse.gestion.models import Flux

    remplir(2)
    Flux.objects.filter(idflux="F1").update(prochaine_action_le=horloge() + timedelta(seconds=1))
    travail = TravailEspion()
    moteur = fabriquer(travail)
    moteur.tour()
    assert travail.executees == ["F0"]
    horloge.avancer(seconds=1)
    moteur.tour()
    assert travail.executees == ["F0", "F1"]


def test_une_ligne_cassee_n_arrete_pas_les_autres(
    fabriquer: Callable[..., Any], remplir: Callable[[int], None], horloge: Horloge
) -> None:
    def casser(tache: Tache) -> None:
        if tache.idflux == "F3":
            raise KeyError("1850578006048")

    remplir(6)
    travail = TravailEspion(executer_avec=casser)
    moteur = fabriquer(travail)
    moteur.tour()
    (ligne,) = dus()
    assert (ligne.idflux, ligne.essais, ligne.bail_jusqu_a) == ("F3", 1, None)
    assert "KeyError" in ligne.derniere_erreur
    assert "1850578006048" not in ligne.derniere_erreur
    assert ligne.prochaine_action_le > horloge()
    horloge.avancer(minutes=1)
    moteur.tour()
    (ligne,) = dus()
    assert ligne.essais == 2


@pytest.mark.parametrize("etape", ["commencer_avec", "consigner_avec"])
def test_une_ligne_que_la_base_refuse_est_ecartee_seule(
    fabriquer: Callable[..., Any], remplir: Callable[[int], None], etape: str
) -> None:
    from recepisse.gestion.models import Flux

    remplir(5)
    mauvaise = Flux.objects.get(idflux="F2").pk

    def casser(elements: Sequence[Any]) -> None:
        if mauvaise in [e if isinstance(e, int) else e.ligne for e in elements]:
            raise ValueError(etape)

    travail = TravailEspion()
    setattr(travail, etape, casser)
    fabriquer(travail).tour()
    assert [ligne.idflux for ligne in dus()] == ["F2"]
    assert dus()[0].essais == 1


def test_une_base_verrouillee_ne_perd_pas_les_resultats(
    fabriquer: Callable[..., Any], remplir: Callable[[int], None]
) -> None:
    pannes = iter([True, True])

    def verrouiller(_taches: Sequence[Tache]) -> None:
        if next(pannes, False):
            raise OperationalError("database is locked")

    remplir(3)
    travail = TravailEspion(consigner_avec=verrouiller)
    moteur = fabriquer(travail)
    atelier = moteur._ateliers[0]
    atelier.alimenter()
    essais = 0
    while atelier.en_vol:
        sleep(0.01)
        try:
            atelier.recolter(tout=True)
        except OperationalError:
            essais += 1
    assert essais == 2
    assert sorted(travail.executees) == ["F0", "F1", "F2"]
    assert dus() == []


def test_une_ligne_prise_ne_l_est_pas_deux_fois_puis_son_bail_expire(
    ctx: "Contexte", remplir: Callable[[int], None], horloge: Horloge
) -> None:
    from recepisse.gestion.models import Flux
    from recepisse.travaux.file import claim, prolonger, rendre

    remplir(3)
    duree = timedelta(minutes=5)
    pris = claim(Flux, 2, horloge(), "un", duree)
    assert len(pris) == 2
    autre = claim(Flux, 10, horloge(), "deux", duree)
    assert len(autre) == 1
    assert claim(Flux, 10, horloge(), "trois", duree) == []
    assert prolonger(Flux, pris, "un", horloge() + 2 * duree) == 2
    assert prolonger(Flux, pris, "deux", horloge() + 2 * duree) == 0
    horloge.avancer(minutes=5)
    assert claim(Flux, 10, horloge(), "trois", duree) == autre
    rendre(Flux, pris)
    assert sorted(claim(Flux, 10, horloge(), "trois", duree)) == sorted(pris)


def test_ce_qu_un_autre_prend_entre_la_lecture_et_l_ecriture_n_est_pas_a_nous(
    ctx: "Contexte", remplir: Callable[[int], None], horloge: Horloge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other process comes between our reading of what is due and our conditional update."""
    from django.db.models import QuerySet

    from recepisse.gestion.models import Flux
    from recepisse.travaux import file

    remplir(4)
    voles: list[int] = []
    ecrire = QuerySet.update

    def doubler(lignes: Any, **valeurs: Any) -> int:
        if not voles:
            voles.extend(Flux.objects.order_by("pk").values_list("pk", flat=True)[:2])
            ecrire(
                Flux.objects.filter(pk__in=voles),
                bail_jusqu_a=horloge() + timedelta(minutes=1),
                bail_de="autre/1",
            )
        return ecrire(lignes, **valeurs)

    monkeypatch.setattr(QuerySet, "update", doubler)
    pris = file.claim(Flux, 10, horloge(), "moi", timedelta(minutes=5))
    assert len(pris) == 2
    assert not set(pris) & set(voles)


def test_les_baux_sont_prolonges_pendant_un_long_travail(
    fabriquer: Callable[..., Any], remplir: Callable[[int], None], horloge: Horloge
) -> None:
    from recepisse.gestion.models import Flux

    finir = Event()
    remplir(1)
    travail = TravailEspion(executer_avec=lambda _tache: assert_vrai(finir.wait(5)))
    moteur = fabriquer(travail)
    atelier = moteur._ateliers[0]
    atelier.alimenter()
    avant = Flux.objects.get().bail_jusqu_a
    horloge.avancer(minutes=4)
    atelier.en_vol = {pk: pris - 101 for pk, pris in atelier.en_vol.items()}
    atelier.prolonger_baux()
    assert avant is not None
    assert Flux.objects.get().bail_jusqu_a == horloge() + timedelta(minutes=5) > avant
    finir.set()
    while atelier.en_vol:
        sleep(0.01)
        atelier.recolter(tout=True)


def assert_vrai(vrai: bool) -> None:
    assert vrai


def test_a_l_arret_ce_qui_n_est_pas_commence_est_rendu(
    fabriquer: Callable[..., Any], remplir: Callable[[int], None]
) -> None:
    from recepisse.gestion.models import Flux

    finir, commence = Event(), Event()

    def attendre(_tache: Tache) -> None:
        commence.set()
        assert finir.wait(5)

    remplir(10)
    travail = TravailEspion(executer_avec=attendre, simultanes=1)
    moteur = fabriquer(travail)
    atelier = moteur._ateliers[0]
    atelier.alimenter()
    assert commence.wait(5)
    Timer(0.1, finir.set).start()
    moteur._finir()
    assert len(travail.executees) == 1
    assert Flux.objects.filter(prochaine_action_le__isnull=False, bail_jusqu_a__isnull=True).count() == 9
    assert Flux.objects.filter(bail_jusqu_a__isnull=False).count() == 0


def test_un_moteur_empeche_reessaie(
    fabriquer: Callable[..., Any], remplir: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import DatabaseError, connections

    from recepisse.travaux.moteurs import interne

    pannes = iter([DatabaseError("disk I/O error")])

    def battre(_ctx: Any) -> int:
        for panne in pannes:
            raise panne
        return 0

    monkeypatch.setattr(interne, "battre", battre)
    monkeypatch.setattr(interne, "_PANNE_BASE", 0.0)
    monkeypatch.setattr(interne, "PERIODE_CADENCE", 0.0)
    monkeypatch.setattr(connections, "close_all", lambda: None)
    remplir(1)
    travail = TravailEspion()
    moteur = fabriquer(travail)
    moteur._pas()
    assert travail.executees == []
    while dus():
        moteur._pas()
    assert travail.executees == ["F0"]


def test_le_moteur_donne_signe_de_vie(
    ctx: "Contexte", fabriquer: Callable[..., Any], horloge: Horloge
) -> None:
    from recepisse.gestion.models import Cadence

    fabriquer(TravailEspion()).tour()
    assert Cadence.objects.get().moteur_vu_le == horloge()


def test_le_catalogue_tient_les_sortes_de_lignes_dues(ctx: "Contexte") -> None:
    from recepisse.travaux.catalogue import postes

    noms = {poste.travail.modele.__name__: poste.lot for poste in postes(ctx)}
    assert set(noms) == {"Depot", "Flux", "Identifiant", "VersionRetour", "LectureRetour"}
    depot = next(p for p in postes(ctx) if p.travail.modele.__name__ == "Depot")
    assert depot.lot == depot.travail.simultanes


def test_la_lecture_laisse_passer_les_conversations(ctx: "Contexte", monkeypatch: pytest.MonkeyPatch) -> None:
    from recepisse.travaux.catalogue import Poste, postes
    from recepisse.travaux.moteurs import interne

    assert [p.travail.nom for p in postes(ctx) if p.patient] == ["lecture"]
    moteur = interne.Moteur(ctx, [Poste(TravailEspion(), 5), Poste(TravailEspion(), 5, patient=True)])
    presse, patient = moteur._ateliers
    assert not moteur._doit_attendre(presse)
    assert not moteur._doit_attendre(patient), "rien n’est en cours"
    presse.en_vol[1] = 0.0
    assert moteur._doit_attendre(patient)
    assert not moteur._doit_attendre(presse)
    monkeypatch.setattr(interne, "PATIENCE_LECTURE", 0.0)
    assert not moteur._doit_attendre(patient), "jamais longtemps de suite"
    monkeypatch.setattr(interne, "PATIENCE_LECTURE", 3600.0)
    assert moteur._doit_attendre(patient)
    presse.en_vol.clear()
    patient.en_vol[1] = 0.0
    assert not moteur._doit_attendre(patient)


@pytest.mark.parametrize(
    ("essais", "part", "attendu"), [(1, 1.0, 30), (1, 0.0, 15), (2, 1.0, 60), (4, 1.0, 240), (500, 1.0, 3600)]
)
def test_le_recul_double_et_plafonne(essais: int, part: float, attendu: float) -> None:
    from recepisse.gestion.gestes.recul import attente

    attendue = attente(essais, timedelta(seconds=30), timedelta(hours=1), part)
    assert attendue == timedelta(seconds=attendu)


def test_le_recul_est_tire_au_sort() -> None:
    from recepisse.gestion.gestes.recul import attente

    tirages = {attente(3, timedelta(seconds=30), timedelta(hours=1)) for _ in range(50)}
    assert len(tirages) > 10
    assert all(timedelta(seconds=60) <= t <= timedelta(seconds=120) for t in tirages)
