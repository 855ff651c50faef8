"""The line of our own file that each finding speaks of."""

from typing import TYPE_CHECKING

import pytest

from tests.integration.aide import Declaree, avancer_depots, build_dsn, envoyer
from tests.integration.aide_lectures import Dit, Dossier, seule

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Flux, Identifiant

NIR = Declaree().nir


@pytest.fixture
def flux(ctx: "Contexte", identifiant: "Identifiant") -> "Flux":
    """One of our own flux, its file in the archive."""
    from recepisse.gestion.models import Flux

    envoyer(ctx, identifiant, build_dsn())
    avancer_depots(ctx)
    return Flux.objects.select_related("depot").get()


@pytest.fixture
def dossier(ctx: "Contexte", identifiant: "Identifiant") -> Dossier:
    return Dossier(ctx, identifiant)


def ligne_du_fichier(ctx: "Contexte", flux: "Flux", numero: int | None) -> bytes:
    assert flux.depot is not None
    assert numero is not None
    return ctx.archive.lire(flux.depot.somme).split(b"\n")[numero - 1].strip()


def test_le_numero_du_document_fait_foi(dossier: Dossier, ctx: "Contexte", flux: "Flux") -> None:
    dossier.recevoir(flux, Dit("CCH-11", ligne=7, nir=NIR, rubrique="S21.G00.30.002"), nature="11")
    assert (seule().ligne, seule().depot) == (7, flux.depot)


@pytest.mark.parametrize(
    ("dit", "attendue"),
    [
        (Dit(nir=NIR, rubrique="S21.G00.30.004", valeur="Zoé"), "S21.G00.30.004,'Zoé'"),
        (Dit(nir=NIR), f"S21.G00.30.001,'{NIR}'"),
        (Dit(rubrique="S21.G00.11.001", valeur="00074"), "S21.G00.11.001,'00074'"),
    ],
)
def test_la_rubrique_et_la_personne_sont_cherchees(
    dossier: Dossier, ctx: "Contexte", flux: "Flux", dit: Dit, attendue: str
) -> None:
    dossier.recevoir(flux, dit)
    assert ligne_du_fichier(ctx, flux, seule().ligne) == attendue.encode("latin-1")


@pytest.mark.parametrize("dit", [Dit(), Dit(nir="2999978006048", rubrique="S21.G00.30.004")])
def test_ce_qui_ne_nomme_rien_du_fichier_reste_sans_ligne(dossier: Dossier, flux: "Flux", dit: Dit) -> None:
    dossier.recevoir(flux, dit)
    assert (seule().ligne, seule().depot) == (None, None)


def test_un_flux_depose_ailleurs_n_a_pas_de_fichier(dossier: Dossier) -> None:
    dossier.recevoir(dossier.flux(), Dit(nir=NIR, ligne=7))
    assert (seule().ligne, seule().depot) == (None, None)


def test_un_fichier_absent_de_l_archive_n_empeche_pas_de_lire(
    dossier: Dossier, ctx: "Contexte", flux: "Flux"
) -> None:
    assert flux.depot is not None
    ctx.archive.chemin(flux.depot.somme).unlink()
    dossier.recevoir(flux, Dit(nir=NIR))
    assert seule().etat == "nouvelle"
    assert seule().ligne is None


def test_une_seule_lecture_du_fichier_pour_tout_un_retour(
    dossier: Dossier, flux: "Flux", monkeypatch: pytest.MonkeyPatch
) -> None:
    from recepisse.dsn import reperage
    from recepisse.gestion.gestes.anomalies import relier_lignes

    appels: list[int] = []

    def compter(source: object, demandes: list[object]) -> dict[int, int]:
        appels.append(len(demandes))
        return reperage.reperer(source, demandes)  # type: ignore[arg-type]

    monkeypatch.setattr(relier_lignes, "reperer", compter)
    dossier.recevoir(flux, *(Dit(f"C{i}", nir=NIR) for i in range(20)), Dit("L", nir=NIR, ligne=3), Dit("V"))
    assert appels == [20], "ni celle qui a son numéro, ni celle qui ne nomme rien"


def test_le_mois_suivant_deplace_la_ligne(
    dossier: Dossier, ctx: "Contexte", identifiant: "Identifiant", flux: "Flux"
) -> None:
    """The columns are those of the last return; a flux that is not ours leaves none behind."""
    dossier.recevoir(flux, Dit(nir=NIR, ligne=7), nature="62")
    assert flux.declaration is not None
    suivant = dossier.flux("2026-11", champ=flux.declaration.champ, essai=flux.declaration.essai)
    dossier.recevoir(suivant, Dit(nir=NIR), nature="62")
    assert (seule().nb_vues, seule().ligne, seule().depot) == (2, None, None)
