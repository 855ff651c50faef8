"""« Ignore this control »: hides present and future lines until a day, then gives them back as they were."""

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from recepisse.erreurs import ErreurSaisie
from tests.integration.aide import SIREN_2, Horloge
from tests.integration.aide_lectures import Dit, Dossier, bilan, etats, retour_de, seule, vie

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import ControleIgnore, Entreprise, Identifiant, Utilisateur

CODE = "BA-209-09"
DEMAIN = date(2026, 11, 6)
"""The clock of the tests stands on 5 November 2026."""


@pytest.fixture
def dossier(ctx: "Contexte", identifiant: "Identifiant") -> Dossier:
    return Dossier(ctx, identifiant)


def ignorer(dossier: Dossier, **autres: Any) -> "ControleIgnore":
    from recepisse.gestion.gestes.anomalies.ignorer_controle import ignorer as geste

    options = {"emetteur": "urssaf_msa", "code": CODE, "motif": "Faux positif connu", "jusqu_au": DEMAIN}
    return geste(**(options | autres), ctx=dossier.ctx)  # type: ignore[arg-type]


def lever(dossier: Dossier, controle: "ControleIgnore") -> bool:
    from recepisse.gestion.gestes.anomalies.ignorer_controle import lever as geste

    return geste(controle, dossier.ctx)


def lever_echus(dossier: Dossier) -> int:
    from recepisse.gestion.gestes.anomalies.ignorer_controle import lever_echus as geste

    return geste(dossier.ctx)


def entreprise(dossier: Dossier, siren: str) -> "Entreprise":
    return dossier.etablissement(siren=siren).entreprise


def test_les_lignes_presentes_et_a_venir(dossier: Dossier, gestionnaire: "Utilisateur") -> None:
    dossier.recevoir(dossier.flux(), Dit(), Dit("X1"))
    controle = ignorer(dossier, par=gestionnaire)
    assert etats() == {CODE: "ignoree", "X1": "nouvelle"}
    assert controle.cree_par == gestionnaire
    dossier.recevoir(dossier.flux(nic="00082"), Dit())
    from recepisse.gestion.models import Anomalie

    assert set(Anomalie.objects.filter(code=CODE).values_list("etat", flat=True)) == {"ignoree"}
    assert vie(Anomalie.objects.latest("pk")) == [
        ("vue", "", "nouvelle"),
        ("ignorer", "nouvelle", "ignoree"),
    ]


def test_lever_les_rend_visiblement(dossier: Dossier) -> None:
    dossier.recevoir(dossier.flux(), Dit())
    controle = ignorer(dossier)
    assert lever(dossier, controle)
    assert vie(seule())[-1] == ("lever", "ignoree", "nouvelle")
    assert controle.leve_le == dossier.ctx.horloge()
    assert not lever(dossier, controle)
    dossier.recevoir(dossier.flux("2026-06"), Dit())
    assert seule().etat == "nouvelle"


def test_ce_qui_etait_revenu_revient_tel_quel(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.anomalies.marquer_anomalie import traiter_anomalie

    dossier.recevoir(dossier.flux("2026-05"), Dit())
    traiter_anomalie(seule(), dossier.ctx)
    controle = ignorer(dossier)
    assert seule().etat == "traitee", "ce qui est traité n’est pas ignoré"
    dossier.recevoir(dossier.flux("2026-06"), Dit())
    assert vie(seule())[-2:] == [("rouvrir", "traitee", "rouverte"), ("ignorer", "rouverte", "ignoree")]
    lever(dossier, controle)
    assert seule().etat == "rouverte"


def test_le_dernier_jour_compte_puis_elles_reviennent(dossier: Dossier, horloge: Horloge) -> None:
    dossier.recevoir(dossier.flux(), Dit())
    ignorer(dossier)
    horloge.avancer(days=1)
    assert lever_echus(dossier) == 0
    assert seule().etat == "ignoree"
    horloge.avancer(days=1)
    assert lever_echus(dossier) == 1
    assert seule().etat == "nouvelle"
    assert lever_echus(dossier) == 0


def test_une_lecture_leve_ce_qui_est_echu(dossier: Dossier, horloge: Horloge) -> None:
    dossier.recevoir(dossier.flux("2026-05"), Dit())
    ignorer(dossier)
    horloge.avancer(days=2)
    dossier.recevoir(dossier.flux("2026-06"), Dit())
    assert vie(seule())[-1] == ("lever", "ignoree", "nouvelle")


def test_le_moteur_leve_ce_qui_est_echu(dossier: Dossier, horloge: Horloge) -> None:
    from recepisse.travaux.moteurs.interne import Moteur

    dossier.recevoir(dossier.flux(), Dit())
    ignorer(dossier)
    horloge.avancer(days=2)
    Moteur(dossier.ctx, []).tour()
    assert seule().etat == "nouvelle"


def test_une_ignoree_qui_disparait_reste_disparue(dossier: Dossier) -> None:
    dossier.recevoir(dossier.flux("2026-05"), Dit())
    controle = ignorer(dossier)
    dossier.recevoir(dossier.flux("2026-06"))
    assert seule().etat == "disparue"
    lever(dossier, controle)
    assert seule().etat == "disparue"


def test_revenue_pendant_que_le_controle_est_ignore(dossier: Dossier) -> None:
    dossier.recevoir(dossier.flux("2026-05"), Dit())
    ignorer(dossier)
    dossier.recevoir(dossier.flux("2026-06"))
    dossier.recevoir(dossier.flux("2026-07"), Dit())
    assert vie(seule())[-2:] == [("vue", "disparue", "nouvelle"), ("ignorer", "nouvelle", "ignoree")]


def test_pour_une_seule_entreprise(dossier: Dossier) -> None:
    from recepisse.gestion.models import Anomalie

    ici = entreprise(dossier, "732829320")
    dossier.recevoir(dossier.flux(), Dit())
    dossier.recevoir(dossier.flux(siren=SIREN_2), Dit())
    ignorer(dossier, entreprise=ici)
    par_entreprise = dict(Anomalie.objects.values_list("entreprise__siren", "etat"))
    assert par_entreprise == {"732829320": "ignoree", SIREN_2: "nouvelle"}
    dossier.recevoir(dossier.flux("2026-06", siren=SIREN_2), Dit())
    assert Anomalie.objects.get(entreprise__siren=SIREN_2).etat == "nouvelle"


def test_un_autre_choix_continue_de_cacher(dossier: Dossier) -> None:
    from recepisse.gestion.models import Anomalie

    ici = entreprise(dossier, "732829320")
    dossier.recevoir(dossier.flux(), Dit())
    dossier.recevoir(dossier.flux(siren=SIREN_2), Dit())
    dossier.recevoir(dossier.flux(adopte=False), document=bilan(Dit(), siren="", nic=""))
    partout, pour_une = ignorer(dossier), ignorer(dossier, entreprise=ici)
    lever(dossier, partout)
    par_entreprise = dict(Anomalie.objects.values_list("entreprise__siren", "etat"))
    assert par_entreprise == {"732829320": "ignoree", SIREN_2: "nouvelle", None: "nouvelle"}
    partout = ignorer(dossier)
    lever(dossier, pour_une)
    assert set(Anomalie.objects.values_list("etat", flat=True)) == {"ignoree"}


def test_choisir_de_nouveau_remplace(dossier: Dossier) -> None:
    from recepisse.gestion.models import ControleIgnore, Journal

    dossier.recevoir(dossier.flux(), Dit())
    ignorer(dossier)
    ignorer(dossier, jusqu_au=date(2027, 1, 31), motif="  Prolongé  ")
    assert ControleIgnore.objects.filter(leve_le__isnull=True).get().motif == "Prolongé"
    assert seule().etat == "ignoree"
    assert list(Journal.objects.filter(acte="ignorer_controle").values_list("detail__code", flat=True)) == [
        CODE,
        CODE,
    ]


def test_lever_reprend_la_marque_du_retour(dossier: Dossier) -> None:
    """A return treated for its other line shows again that one is open."""
    from recepisse.gestion.gestes.anomalies.marquer_anomalie import traiter_anomalie
    from recepisse.gestion.models import Anomalie

    version = dossier.recevoir(dossier.flux(), Dit(), Dit("X1"))
    controle = ignorer(dossier)
    assert not retour_de(version).traite, "ignorer n’est pas traiter"
    traiter_anomalie(Anomalie.objects.get(code="X1"), dossier.ctx)
    assert retour_de(version).traite
    lever(dossier, controle)
    assert not retour_de(version).traite


@pytest.mark.parametrize(
    ("champ", "valeur", "message"),
    [
        ("emetteur", "martien", "émetteur"),
        ("code", "  ", "code"),
        ("code", "x" * 61, "code"),
        ("motif", " ", "pourquoi"),
        ("jusqu_au", date(2026, 11, 4), "passé"),
    ],
)
def test_ce_qui_manque_est_dit(dossier: Dossier, champ: str, valeur: object, message: str) -> None:
    with pytest.raises(ErreurSaisie, match=message):
        ignorer(dossier, **{champ: valeur})
