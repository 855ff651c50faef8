"""Taking a file in and recording it: every refusal, nothing half-way, the rows of each declaration."""

import hashlib
import io
import os
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from recepisse.dsn.apercu import lire_apercu
from recepisse.erreurs import ErreurArchive, ErreurFichier, ErreurSaisie
from recepisse.gestion.gestes.acces.lier import lier
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.envois import enregistrer_envoi as module
from recepisse.gestion.gestes.envois.enregistrer_envoi import enregistrer_envoi
from recepisse.gestion.gestes.envois.essai_reel import lire_essai
from recepisse.gestion.gestes.envois.preparer_envoi import (
    Preparation,
    abandonner_preparation,
    preparer_envoi,
    purger_preparations,
    reprendre_preparation,
)
from recepisse.gestion.gestes.envois.refus_envoi import DejaEnvoye, ReelNonConfirme
from recepisse.gestion.models import (
    Declaration,
    Depot,
    Entreprise,
    Envoi,
    Etablissement,
    Identifiant,
    Journal,
    Lien,
    Utilisateur,
)
from recepisse.simulateur.fabrique import entreprise_fictive, fabriquer_dsn
from tests.integration.aide import NIC, SIREN, SIREN_2, Declaree, Horloge, build_dsn, envoyer

NIR = Declaree().nir


def _preparer(ctx: Contexte, octets: bytes, nom: str = "paie.dsn") -> Preparation:
    return preparer_envoi(io.BytesIO(octets), nom, ctx)


def _attente(ctx: Contexte) -> list[Path]:
    racine = ctx.reglages.donnees / "attente"
    return list(racine.iterdir()) if racine.is_dir() else []


def _rien(ctx: Contexte) -> bool:
    """Return True when no row and no payload tells of an envoi."""
    lignes = (Envoi, Depot, Declaration, Etablissement, Entreprise)
    journal = Journal.objects.filter(acte="envoyer").exists()
    return not (any(modele.objects.exists() for modele in lignes) or journal)


# --- preparing --------------------------------------------------------------------------------------


def test_un_fichier_est_decrit_et_mis_en_attente(ctx: Contexte) -> None:
    octets = build_dsn()
    preparation = _preparer(ctx, octets)
    assert preparation.somme == hashlib.sha256(octets).hexdigest()
    assert preparation.octets == len(octets)
    assert preparation.chemin.read_bytes() == octets
    assert preparation.apercu.essai
    assert not preparation.deja_envoye
    assert _attente(ctx)[0].stat().st_mode & 0o077 == 0


def test_un_zip_d_un_seul_fichier_est_ouvert(ctx: Contexte) -> None:
    octets, tampon = build_dsn(), io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("paie.dsn", octets)
    preparation = _preparer(ctx, tampon.getvalue(), "paie.zip")
    assert preparation.chemin.read_bytes() == octets
    assert sorted(p.name for p in preparation.chemin.parent.iterdir()) == ["fichier", "nom"]


@pytest.mark.parametrize(
    ("donne", "garde"),
    [
        ("paie.dsn", "paie.dsn"),
        ("C:\\Users\\zoé\\paie.dsn", "paie.dsn"),
        ("../../etc/passwd", "passwd"),
        ("", "sans nom"),
        ("/", "sans nom"),
        ("n" * 300, "n" * 255),
    ],
)
def test_seul_le_dernier_morceau_du_nom_est_garde(ctx: Contexte, donne: str, garde: str) -> None:
    assert _preparer(ctx, build_dsn(), donne).nom_fichier == garde


@pytest.mark.parametrize("octets", [b"", b"\x00\x01\x02" * 50, b"bonjour\n" * 20])
def test_un_fichier_indescriptible_ne_laisse_rien(ctx: Contexte, octets: bytes) -> None:
    with pytest.raises(ErreurFichier):
        _preparer(ctx, octets)
    assert _attente(ctx) == []


def test_un_fichier_trop_gros_ne_laisse_rien(ctx: Contexte) -> None:
    class Infini(io.RawIOBase):
        def read(self, taille: int = -1) -> bytes:
            return b"x" * taille

    ctx.reglages = type(ctx.reglages)(donnees=ctx.reglages.donnees, taille_max_envoi=5_000_000)
    with pytest.raises(ErreurFichier, match="5 Mo"):
        preparer_envoi(Infini(), "gros.dsn", ctx)  # type: ignore[arg-type]  # all that is read is read()
    assert _attente(ctx) == []


def test_reprendre_relit_les_memes_octets(ctx: Contexte) -> None:
    preparation = _preparer(ctx, build_dsn())
    assert reprendre_preparation(preparation.jeton, ctx) == preparation


@pytest.mark.parametrize("jeton", ["", "../../etc", "a" * 31, "a" * 33, "a" * 32, "é" * 32, "a" * 31 + "/"])
def test_un_jeton_qui_n_en_est_pas_un_ne_mene_nulle_part(ctx: Contexte, jeton: str) -> None:
    with pytest.raises(ErreurSaisie, match="plus en attente"):
        reprendre_preparation(jeton, ctx)


def test_abandonner_efface_et_peut_etre_refait(ctx: Contexte) -> None:
    preparation = _preparer(ctx, build_dsn())
    abandonner_preparation(preparation.jeton, ctx)
    abandonner_preparation(preparation.jeton, ctx)
    assert _attente(ctx) == []


def test_une_preparation_oubliee_est_purgee_apres_un_jour(ctx: Contexte, horloge: Horloge) -> None:
    vieille, jeune = _preparer(ctx, build_dsn()), _preparer(ctx, build_dsn(essai=False))
    instant = (horloge() - timedelta(days=1, seconds=1)).timestamp()
    os.utime(vieille.chemin.parent, (instant, instant))
    os.utime(jeune.chemin.parent, (horloge().timestamp(),) * 2)
    assert purger_preparations(ctx) == 1
    assert _attente(ctx) == [jeune.chemin.parent]


# --- essai or réel, from the bytes ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("octets", "essai"),
    [
        (b"S10.G00.00.001,'X'\r\nS10.G00.00.005,'01'\r\n", True),
        (b"S10.G00.00.001,'X'\nS10.G00.00.005,'02'\n", False),
        (b"S10.G00.00.005,'01'", True),
        (b"S10.G00.00.001,'S10.G00.00.005,'01''\nS10.G00.00.005,'02'\n", False),
    ],
)
def test_le_code_essai_est_lu_dans_les_octets(octets: bytes, *, essai: bool) -> None:
    assert lire_essai(octets) is essai


@pytest.mark.parametrize(
    "octets", [b"", b"S10.G00.00.005,'03'\n", b"S10.G00.00.005,01'\xb2\n", b"S10.G00.00.006,'01'\n"]
)
def test_un_code_douteux_n_est_ni_l_un_ni_l_autre(octets: bytes) -> None:
    with pytest.raises(ErreurFichier):
        lire_essai(octets)


# --- recording --------------------------------------------------------------------------------------


def test_un_fichier_d_une_declaration_est_depose_octet_pour_octet(
    ctx: Contexte, identifiant: Identifiant, horloge: Horloge
) -> None:
    octets = build_dsn()
    envoi = envoyer(ctx, identifiant, octets)
    depot = Depot.objects.get()
    assert ctx.archive.lire(envoi.somme) == octets
    assert (depot.somme, depot.octets, depot.lignes) == (envoi.somme, len(octets), octets.count(b"\n"))
    assert (depot.etat, depot.prochaine_action_le) == ("prepare", horloge())
    assert (envoi.essai, envoi.norme, envoi.point_depot) == (True, "P26V01", "01")
    assert (envoi.emetteur_siret, envoi.nom_fichier) == (SIREN + NIC, "essai.dsn")
    assert (depot.declaration.mois, depot.declaration.etablissement.siret) == ("2026-10", SIREN + NIC)
    assert _attente(ctx) == []


def test_deux_societes_et_trois_etablissements_font_six_depots(
    ctx: Contexte, identifiant: Identifiant
) -> None:
    declarees = [Declaree(siren=s, nic=f"0000{n}") for s in (SIREN, SIREN_2) for n in (1, 2, 3)]
    envoi = envoyer(ctx, identifiant, build_dsn(declarees))
    depots = list(Depot.objects.filter(envoi=envoi).order_by("rang"))
    assert [d.declaration.etablissement.siret for d in depots] == [d.siren + d.nic for d in declarees]
    assert (Entreprise.objects.count(), Etablissement.objects.count()) == (2, 6)
    for depot in depots:
        apercu = lire_apercu(io.BytesIO(ctx.archive.lire(depot.somme)))
        assert apercu.envoyable
        assert [d.siret for d in apercu.declarations] == [depot.declaration.etablissement.siret]


def test_les_envois_successifs_d_une_declaration_se_rejoignent(
    ctx: Contexte, identifiant: Identifiant
) -> None:
    envoyer(ctx, identifiant, build_dsn([Declaree(ordre="1")]))
    envoyer(ctx, identifiant, build_dsn([Declaree(ordre="2", type="03")]))
    envoyer(ctx, identifiant, build_dsn([Declaree(ordre="1")], essai=False), confirme_reel=True)
    assert sorted(d.depots.count() for d in Declaration.objects.all()) == [1, 2]


def test_deux_evenements_de_deux_personnes_ne_se_confondent_pas(
    ctx: Contexte, identifiant: Identifiant
) -> None:
    arret = Declaree(nature="04", mois="")
    autre = Declaree(nature="04", mois="", nir="2850578006049")
    envoyer(ctx, identifiant, build_dsn([arret]))
    envoyer(ctx, identifiant, build_dsn([autre]))
    envoyer(ctx, identifiant, build_dsn([Declaree(nature="04", mois="", ordre="2")]))
    assert Declaration.objects.count() == 2
    assert NIR not in str(list(Declaration.objects.values()))


def test_le_journal_garde_qui_a_envoye(
    ctx: Contexte, identifiant: Identifiant, gestionnaire: Utilisateur
) -> None:
    envoi = enregistrer_envoi(_preparer(ctx, build_dsn()), identifiant, ctx, utilisateur=gestionnaire)
    acte = Journal.objects.get(acte="envoyer")
    assert (acte.utilisateur, acte.objet) == (gestionnaire, f"envoi:{envoi.pk}")
    assert (acte.detail["essai"], acte.detail["declarations"]) == (True, 1)


# --- refusals ---------------------------------------------------------------------------------------

Fabrique = Callable[[], bytes]


@pytest.mark.parametrize(
    "octets",
    [
        build_dsn().replace(b"S90.G00.90.001,'47'", b"S90.G00.90.001,'46'"),
        build_dsn().rpartition(b"S90.G00.90.001")[0],
        build_dsn().replace(b"S10.G00.00.005,'01'\r\n", b""),
        build_dsn().replace(b"S10.G00.00.005,'01'", b"S10.G00.00.005,'03'"),
        build_dsn([]),
    ],
)
def test_un_fichier_qui_ne_doit_pas_partir_ne_laisse_rien(
    ctx: Contexte, identifiant: Identifiant, octets: bytes
) -> None:
    preparation = _preparer(ctx, octets)
    with pytest.raises(ErreurFichier) as recu:
        enregistrer_envoi(preparation, identifiant, ctx, confirme_reel=True)
    assert recu.value.conseil
    assert _rien(ctx)


def test_une_norme_inconnue_ne_refuse_pas(ctx: Contexte, identifiant: Identifiant) -> None:
    assert envoyer(ctx, identifiant, build_dsn(norme="P27V01")).norme == "P27V01"


def test_un_depot_reel_doit_etre_confirme(ctx: Contexte, identifiant: Identifiant) -> None:
    preparation = _preparer(ctx, build_dsn(essai=False))
    with pytest.raises(ReelNonConfirme):
        enregistrer_envoi(preparation, identifiant, ctx)
    assert _rien(ctx)
    assert enregistrer_envoi(preparation, identifiant, ctx, confirme_reel=True).essai is False


@pytest.mark.parametrize(("essai_du_fichier", "demande"), [(True, False), (False, True)])
def test_essai_et_reel_ne_se_melangent_pas(
    ctx: Contexte, identifiant: Identifiant, *, essai_du_fichier: bool, demande: bool
) -> None:
    preparation = _preparer(ctx, build_dsn(essai=essai_du_fichier))
    with pytest.raises(ErreurSaisie, match="Vous demandez"):
        enregistrer_envoi(preparation, identifiant, ctx, essai_demande=demande, confirme_reel=True)
    assert _rien(ctx)


@pytest.mark.parametrize(("point", "regime"), [("02", "RG"), ("01", "RA")])
def test_le_point_de_depot_doit_etre_celui_de_l_identifiant(
    ctx: Contexte, identifiant: Identifiant, point: str, regime: str
) -> None:
    Identifiant.objects.update(regime=regime)
    with pytest.raises(ErreurSaisie, match="point de dépôt"):
        envoyer(ctx, identifiant, build_dsn(point_depot=point))
    assert _rien(ctx)


def test_le_regime_agricole_depose_au_point_02(ctx: Contexte, identifiant: Identifiant) -> None:
    Identifiant.objects.update(regime="RA")
    assert envoyer(ctx, identifiant, build_dsn(point_depot="02")).pk


def test_l_identifiant_doit_valoir_pour_chaque_entreprise(
    ctx: Contexte, identifiant: Identifiant, gestionnaire: Utilisateur
) -> None:
    Lien.objects.all().delete()
    lier(identifiant, gestionnaire, Entreprise.objects.create(siren=SIREN), ctx)
    deux = _preparer(ctx, build_dsn([Declaree(), Declaree(siren=SIREN_2)]))
    with pytest.raises(ErreurSaisie, match="toutes les entreprises"):
        enregistrer_envoi(deux, identifiant, ctx, utilisateur=gestionnaire)
    assert not Envoi.objects.exists()
    une = _preparer(ctx, build_dsn())
    assert enregistrer_envoi(une, identifiant, ctx, utilisateur=gestionnaire).utilisateur == gestionnaire


def test_un_identifiant_bloque_dit_comment_le_debloquer(ctx: Contexte, identifiant: Identifiant) -> None:
    Identifiant.objects.update(etat="bloque", derniere_erreur="Mot de passe refusé.", conseil="Changez-le.")
    with pytest.raises(ErreurSaisie) as recu:
        envoyer(ctx, identifiant, build_dsn())
    assert "Mot de passe refusé." in recu.value.message
    assert recu.value.conseil == "Changez-le."
    assert _rien(ctx)


def test_les_memes_octets_ne_partent_deux_fois_que_sur_un_mot(
    ctx: Contexte, identifiant: Identifiant
) -> None:
    premier = envoyer(ctx, identifiant, build_dsn())
    Depot.objects.update(etat="depose")
    preparation = _preparer(ctx, build_dsn())
    assert preparation.envois_precedents == (premier,)
    with pytest.raises(DejaEnvoye):
        enregistrer_envoi(preparation, identifiant, ctx)
    assert Envoi.objects.count() == 1
    assert enregistrer_envoi(preparation, identifiant, ctx, renvoyer=True).rang_renvoi == 1


@pytest.mark.parametrize("etat", ["prepare", "tentative", "inconnu", "a_redeposer", "a_decider"])
def test_rien_ne_repart_tant_que_l_envoi_precedent_est_ouvert(
    ctx: Contexte, identifiant: Identifiant, etat: str
) -> None:
    envoyer(ctx, identifiant, build_dsn())
    Depot.objects.update(etat=etat)
    with pytest.raises(DejaEnvoye, match="pas terminé"):
        envoyer(ctx, identifiant, build_dsn(), renvoyer=True)


@pytest.mark.parametrize("etat", ["depose", "refuse", "abandonne"])
def test_un_envoi_termine_peut_etre_refait(ctx: Contexte, identifiant: Identifiant, etat: str) -> None:
    envoyer(ctx, identifiant, build_dsn())
    Depot.objects.update(etat=etat)
    assert envoyer(ctx, identifiant, build_dsn(), renvoyer=True).rang_renvoi == 1


def test_deux_personnes_au_meme_instant_ne_font_qu_un_envoi(ctx: Contexte, identifiant: Identifiant) -> None:
    premiere, seconde = _preparer(ctx, build_dsn()), _preparer(ctx, build_dsn())
    enregistrer_envoi(premiere, identifiant, ctx)
    Envoi.objects.update(rang_renvoi=1)  # counted before, written after: the constraint decides
    Depot.objects.update(etat="depose")
    with pytest.raises(DejaEnvoye):
        enregistrer_envoi(seconde, identifiant, ctx, renvoyer=True)
    assert Envoi.objects.count() == 1


def test_une_panne_pendant_l_ecriture_ne_laisse_aucune_ligne(
    ctx: Contexte, identifiant: Identifiant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def panne(*_arguments: object, **_nommes: object) -> None:
        raise ErreurArchive("Plus de place.")

    monkeypatch.setattr(module, "journaliser", panne)
    preparation = _preparer(ctx, build_dsn())
    with pytest.raises(ErreurArchive):
        enregistrer_envoi(preparation, identifiant, ctx)
    assert _rien(ctx)
    assert reprendre_preparation(preparation.jeton, ctx) == preparation


def test_une_archive_pleine_ne_laisse_aucune_ligne(
    ctx: Contexte, identifiant: Identifiant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def panne(*_arguments: object) -> None:
        raise ErreurArchive("Plus de place.")

    preparation = _preparer(ctx, build_dsn())
    monkeypatch.setattr(type(ctx.archive), "deposer_flux", panne)
    with pytest.raises(ErreurArchive):
        enregistrer_envoi(preparation, identifiant, ctx)
    assert _rien(ctx)


def test_l_emetteur_donne_son_nom_a_son_entreprise_et_a_elle_seule(
    ctx: Contexte, identifiant: Identifiant
) -> None:
    sienne, cliente = entreprise_fictive(31, 1), entreprise_fictive(32, 1)
    octets = fabriquer_dsn([sienne, cliente], date(2026, 10, 1), essai=True)
    enregistrer_envoi(preparer_envoi(io.BytesIO(octets), "deux.dsn", ctx), identifiant, ctx)
    noms = dict(Entreprise.objects.values_list("siren", "nom"))
    assert noms == {sienne.siren: sienne.nom, cliente.siren: ""}


def test_un_nom_deja_donne_reste(ctx: Contexte, identifiant: Identifiant) -> None:
    sienne = entreprise_fictive(31, 1)
    Entreprise.objects.create(siren=sienne.siren, nom="Nom choisi")
    octets = fabriquer_dsn([sienne], date(2026, 10, 1), essai=True)
    enregistrer_envoi(preparer_envoi(io.BytesIO(octets), "une.dsn", ctx), identifiant, ctx)
    assert Entreprise.objects.get().nom == "Nom choisi"
