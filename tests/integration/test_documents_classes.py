"""The AER: filed on reception, tied to its person, to hand over, copied where a setting says."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import TestCase

from recepisse.erreurs import ErreurSaisie
from tests.integration.aide import NIC, SIREN, Declaree, Horloge, avancer_depots, build_dsn, envoyer
from tests.integration.aide_lectures import Dossier
from tests.integration.aide_paie import PDF, exemple

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import DocumentClasse, Flux, Identifiant, Utilisateur
    from recepisse.simulateur.etat import Administration

FIN_DE_CONTRAT: dict[str, Any] = {"nature": "07", "mois": "", "empreinte_evenement": "f" * 64}


@pytest.fixture
def dossier(ctx: "Contexte", identifiant: "Identifiant") -> Dossier:
    return Dossier(ctx, identifiant)


def recevoir(dossier: Dossier, nature: str = "44", document: bytes = PDF, **options: Any) -> None:
    flux = options.pop("flux", None) or dossier.flux(**FIN_DE_CONTRAT)
    dossier.recevoir(flux, nature=nature, document=document, **options)


def seul() -> "DocumentClasse":
    from recepisse.gestion.models import DocumentClasse

    return DocumentClasse.objects.get()


def deposee(ctx: "Contexte", identifiant: "Identifiant", *declarees: Declaree) -> "Flux":
    """Deposit a file and return the flux of its first declaration."""
    from recepisse.gestion.models import Flux

    envoyer(ctx, identifiant, build_dsn(declarees))
    avancer_depots(ctx)
    flux = Flux.objects.order_by("pk").first()
    assert flux is not None
    return flux


@pytest.mark.parametrize(
    ("nature", "genre"), [("44", "aer"), ("41", "aer"), ("42", "autre"), ("45", "autre")]
)
def test_un_pdf_de_france_travail_est_classe(dossier: Dossier, nature: str, genre: str) -> None:
    recevoir(dossier, nature)
    document = seul()
    assert (document.genre, document.octets, document.a_remettre) == (genre, len(PDF), True)
    assert dossier.ctx.archive.lire(document.somme) == PDF
    assert document.classe_le == dossier.ctx.horloge()
    assert document.declaration is not None
    assert document.declaration.nature == "07"
    assert document.salarie is None, "personne n’est deviné"


def test_l_exemple_est_classe(dossier: Dossier) -> None:
    recevoir(dossier, document=exemple("44_AER.pdf"))
    assert seul().genre == "aer"


@pytest.mark.parametrize(
    ("nature", "document"),
    [("71", PDF), ("70", PDF), ("51", PDF), ("999", PDF), ("44", b"<rapport/>"), ("44", b"PK\x03\x04")],
)
def test_ce_qui_n_est_pas_une_attestation_n_est_pas_classe(
    dossier: Dossier, nature: str, document: bytes
) -> None:
    from recepisse.gestion.models import DocumentClasse

    recevoir(dossier, nature, document)
    assert not DocumentClasse.objects.exists()


def test_le_reglage_peut_l_arreter(dossier: Dossier) -> None:
    from recepisse.gestion.models import DocumentClasse

    dossier.ctx.reglages = replace(dossier.ctx.reglages, classer_aer=False)
    recevoir(dossier)
    assert not DocumentClasse.objects.exists()


def test_relire_ne_classe_qu_une_fois(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.retours.demander_lectures import relire_tout
    from recepisse.gestion.models import DocumentClasse

    recevoir(dossier)
    avant = DocumentClasse.objects.values().get()
    relire_tout(dossier.ctx)
    assert dossier.lire() == 1
    assert DocumentClasse.objects.values().get() == avant


def test_la_personne_est_celle_des_octets_deposes(
    ctx: "Contexte", identifiant: "Identifiant", dossier: Dossier
) -> None:
    from recepisse.gestion.gestes.retours.retrouver_salaries import nir_de

    flux = deposee(ctx, identifiant, Declaree(nature="07", mois="", nir="1850578006048"))
    recevoir(dossier, flux=flux)
    salarie = seul().salarie
    assert salarie is not None
    assert nir_de(salarie, ctx) == "1850578006048"
    assert (salarie.nom, salarie.prenoms, salarie.naissance) == ("MARTIN", "Zoé", "01051985")


def test_une_mensuelle_ne_designe_personne(
    ctx: "Contexte", identifiant: "Identifiant", dossier: Dossier
) -> None:
    recevoir(dossier, flux=deposee(ctx, identifiant, Declaree()))
    assert seul().declaration is not None
    assert seul().salarie is None


def test_des_octets_perdus_n_empechent_pas_de_classer(
    ctx: "Contexte", identifiant: "Identifiant", dossier: Dossier
) -> None:
    flux = deposee(ctx, identifiant, Declaree(nature="07", mois=""))
    assert flux.depot is not None
    chemin = ctx.archive.chemin(flux.depot.somme)
    chemin.unlink()
    recevoir(dossier, flux=flux)
    assert seul().salarie is None


def test_un_enorme_depot_n_est_pas_lu_pour_une_personne(
    ctx: "Contexte", identifiant: "Identifiant", dossier: Dossier
) -> None:
    from recepisse.gestion.models import Depot

    flux = deposee(ctx, identifiant, Declaree(nature="07", mois=""))
    Depot.objects.update(octets=5_000_000)
    recevoir(dossier, flux=flux)
    assert seul().salarie is None


def test_un_flux_inconnu_est_classe_puis_rattache(
    ctx: "Contexte", identifiant: "Identifiant", dossier: Dossier
) -> None:
    from recepisse.gestion.gestes.releves.adopter_flux import adopter_flux

    flux = dossier.flux(adopte=False)
    recevoir(dossier, flux=flux)
    assert seul().declaration is None
    declaration = dossier.flux(**FIN_DE_CONTRAT).declaration
    adopter_flux(flux, declaration, ctx)
    dossier.lire()
    assert seul().declaration == declaration


def test_seule_la_derniere_version_est_a_remettre(dossier: Dossier) -> None:
    from recepisse.gestion.models import DocumentClasse

    flux = dossier.flux(**FIN_DE_CONTRAT)
    recevoir(dossier, flux=flux)
    recevoir(dossier, flux=flux, document=PDF + b"\n")
    assert list(DocumentClasse.objects.order_by("pk").values_list("a_remettre", flat=True)) == [False, True]


def test_une_ancienne_version_lue_tard_n_est_pas_a_remettre(dossier: Dossier) -> None:
    from recepisse.gestion.models import DocumentClasse, LectureRetour

    flux = dossier.flux(**FIN_DE_CONTRAT)
    ancienne = dossier.publier(flux, nature="44", document=PDF)
    LectureRetour.objects.filter(version=ancienne).update(
        prochaine_action_le=dossier.ctx.horloge() + timedelta(days=1)
    )
    recevoir(dossier, flux=flux, document=PDF + b"\n")
    dossier.ctx.horloge.avancer(days=2)  # type: ignore[attr-defined]
    dossier.lire()
    etats = DocumentClasse.objects.order_by("version__numero").values_list("a_remettre", flat=True)
    assert list(etats) == [False, True]


def test_remettre(dossier: Dossier, gestionnaire: "Utilisateur", horloge: Horloge) -> None:
    from recepisse.gestion.gestes.paie.classer_document import depuis_quand, remettre_document
    from recepisse.gestion.models import Journal

    recevoir(dossier)
    document = seul()
    assert depuis_quand(document, horloge.avancer(days=3)) == 3
    remettre_document(document, dossier.ctx, gestionnaire)
    remis = seul()
    assert (remis.remis_le, remis.remis_par) == (horloge(), gestionnaire)
    assert document.remis_le == remis.remis_le
    assert depuis_quand(remis, horloge()) is None
    assert Journal.objects.get(acte="remettre_document").objet == f"document:{remis.pk}"
    with pytest.raises(ErreurSaisie, match="déjà"):
        remettre_document(remis, dossier.ctx, gestionnaire)


def test_ce_qui_est_remis_le_reste_quand_une_version_arrive(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.paie.classer_document import remettre_document
    from recepisse.gestion.models import DocumentClasse

    flux = dossier.flux(**FIN_DE_CONTRAT)
    recevoir(dossier, flux=flux)
    remettre_document(seul(), dossier.ctx)
    recevoir(dossier, flux=flux, document=PDF + b"\n")
    lignes = list(DocumentClasse.objects.order_by("pk"))
    assert lignes[0].remis_le is not None
    assert (lignes[0].a_remettre, lignes[1].a_remettre) == (True, True)


# --- copies -------------------------------------------------------------------------------------


@pytest.fixture
def ged(dossier: Dossier, tmp_path: Path) -> Path:
    dossier_ged = tmp_path / "ged"
    dossier_ged.mkdir()
    dossier.ctx.reglages = replace(dossier.ctx.reglages, dossier_ged=str(dossier_ged))
    return dossier_ged


def recevoir_et_copier(dossier: Dossier, **options: Any) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        recevoir(dossier, **options)


def test_la_copie_est_fidele_et_ne_nomme_personne(dossier: Dossier, ged: Path) -> None:
    recevoir_et_copier(dossier)
    (fichier,) = ged.iterdir()
    document = seul()
    assert fichier.read_bytes() == PDF
    assert fichier.name == document.copie_nom == f"AER_{SIREN}{NIC}_20260610_{document.somme[:12]}.pdf"
    assert (document.copie_le, document.copie_echec) == (dossier.ctx.horloge(), "")
    assert fichier.stat().st_mode & 0o777 == 0o600


def test_sans_reglage_rien_n_est_copie(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.paie.copier_document import copier_documents

    recevoir_et_copier(dossier)
    assert copier_documents(dossier.ctx) == 0
    assert seul().copie_nom == ""


def test_un_fichier_present_n_est_jamais_ecrase(dossier: Dossier, ged: Path) -> None:
    from recepisse.gestion.gestes.paie.copier_document import nom_de_copie

    recevoir(dossier)
    (ged / nom_de_copie(seul())).write_bytes(b"autre chose")
    from recepisse.gestion.gestes.paie.copier_document import copier_documents

    copier_documents(dossier.ctx)
    (fichier,) = ged.iterdir()
    assert fichier.read_bytes() == b"autre chose"


def test_un_dossier_absent_est_une_phrase_puis_se_rattrape(dossier: Dossier, ged: Path) -> None:
    ged.rmdir()
    recevoir_et_copier(dossier)
    document = seul()
    assert document.copie_nom == ""
    assert document.copie_echec.startswith("La copie dans le dossier")
    assert document.a_remettre, "le document est classé tout de même"
    ged.mkdir()
    recevoir_et_copier(dossier, document=PDF + b"\n")
    assert len(list(ged.iterdir())) == 2
    document.refresh_from_db()
    assert (bool(document.copie_nom), document.copie_echec) == (True, "")


def test_un_document_perdu_de_l_archive_est_une_phrase(dossier: Dossier, ged: Path) -> None:
    from recepisse.gestion.gestes.paie.copier_document import copier_documents

    recevoir(dossier)
    dossier.ctx.archive.chemin(seul().somme).unlink()
    assert copier_documents(dossier.ctx) == 0
    assert "archive" in seul().copie_echec
    assert not list(ged.iterdir())


def test_un_partage_sans_lien_physique_recoit_la_copie(
    dossier: Dossier, ged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuser(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("recepisse.gestion.gestes.paie.copier_document.os.link", refuser)
    recevoir_et_copier(dossier)
    (fichier,) = ged.iterdir()
    assert fichier.read_bytes() == PDF


def test_une_copie_interrompue_ne_laisse_rien(
    dossier: Dossier, ged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recepisse.gestion.gestes.paie.copier_document import copier_documents

    def refuser(*_: object) -> None:
        raise OSError(28, "Plus de place")

    recevoir(dossier)
    monkeypatch.setattr("recepisse.gestion.gestes.paie.copier_document.os.fsync", refuser)
    assert copier_documents(dossier.ctx) == 0
    assert not list(ged.iterdir())
    assert "Plus de place" in seul().copie_echec


def test_le_nom_sans_declaration_ne_dit_que_la_somme(dossier: Dossier, ged: Path) -> None:
    recevoir_et_copier(dossier, flux=dossier.flux(adopte=False))
    (fichier,) = ged.iterdir()
    assert fichier.name.startswith("AER_sans-siret_20260610_")


def test_la_boucle_entiere_avec_le_simulateur(
    ctx: "Contexte", identifiant: "Identifiant", administration: "Administration", horloge: Horloge
) -> None:
    """A contract end is deposited; its AER comes back, is filed and tied to the person."""
    from recepisse.gestion.gestes.releves.cadence import relever_maintenant
    from recepisse.gestion.models import DocumentClasse
    from recepisse.travaux.moteurs.interne import Moteur

    deposee(ctx, identifiant, Declaree(nature="07", mois=""))
    moteur = Moteur(ctx)
    try:
        for _tour in range(8):
            horloge.avancer(hours=1)
            relever_maintenant(ctx)
            while moteur.tour():
                pass
            if DocumentClasse.objects.exists():
                break
    finally:
        moteur.fermer()
    document = seul()
    assert document.genre == "aer"
    assert ctx.archive.lire(document.somme).startswith(b"%PDF")
    assert document.salarie is not None
    assert document.salarie.nom == "MARTIN"
