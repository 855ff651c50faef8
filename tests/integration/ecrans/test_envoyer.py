"""Sending a file without a script: choose, look, confirm, follow. Nothing real leaves by inattention."""

import io
import zipfile
from typing import TYPE_CHECKING

from tests.integration.aide import SIREN, SIREN_2, Declaree, build_dsn
from tests.integration.ecrans.monde import Monde

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant, Utilisateur

SIX = [Declaree(siren=s, nic=n) for s in (SIREN, SIREN_2) for n in ("00074", "00082", "00090")]


def _choisir(client: "Client", octets: bytes, nom: str = "octobre.dsn") -> "HttpResponse":
    fichier = io.BytesIO(octets)
    fichier.name = nom
    return client.post("/dsn/envoyer/", {"fichier": fichier})  # type: ignore[return-value] # a response


def _apercu(client: "Client", octets: bytes) -> str:
    return str(_choisir(client, octets).headers["Location"])


def _corps(client: "Client", adresse: str) -> str:
    return str(client.get(adresse).content.decode())


def test_six_declarations_partent_en_essai_par_de_simples_formulaires(
    gestion: "Client", identifiant: "Identifiant"
) -> None:
    from recepisse.gestion.models import Envoi

    adresse = _apercu(gestion, build_dsn(SIX))
    page = _corps(gestion, adresse)
    for mots in ("6 déclarations", "P26V01", "Net-entreprises (01)", "octobre 2026", "Cabinet", "Essai"):
        assert mots in page, mots
    assert "Dépôt RÉEL" not in page
    reponse = gestion.post(adresse, {"identifiant": identifiant.pk})
    envoi = Envoi.objects.get()
    assert reponse.headers["Location"] == f"/dsn/envois/{envoi.pk}/"
    assert envoi.essai
    assert envoi.utilisateur is not None
    assert envoi.depots.count() == 6
    assert gestion.get(adresse).status_code == 404


def test_un_reel_exige_le_nombre_de_ses_declarations(gestion: "Client", identifiant: "Identifiant") -> None:
    from recepisse.gestion.models import Envoi

    adresse = _apercu(gestion, build_dsn(SIX, essai=False))
    assert "Dépôt RÉEL" in _corps(gestion, adresse)
    for saisie in ("", "5", "oui", "60"):
        reponse = gestion.post(adresse, {"identifiant": identifiant.pk, "confirmation": saisie})
        assert "écrivez le nombre de ses déclarations : 6" in reponse.content.decode()
    assert not Envoi.objects.exists()
    gestion.post(adresse, {"identifiant": identifiant.pk, "confirmation": " 6 "})
    assert Envoi.objects.get().confirme_reel


def test_le_meme_fichier_ne_repart_que_sur_demande(gestion: "Client", identifiant: "Identifiant") -> None:
    from recepisse.gestion.models import Depot, Envoi

    gestion.post(_apercu(gestion, build_dsn()), {"identifiant": identifiant.pk})
    Depot.objects.update(etat="depose")
    adresse = _apercu(gestion, build_dsn())
    assert "Ce même fichier a déjà été envoyé" in _corps(gestion, adresse)
    reponse = gestion.post(adresse, {"identifiant": identifiant.pk})
    assert "Cochez la case pour l’envoyer de nouveau" in reponse.content.decode()
    assert Envoi.objects.count() == 1
    gestion.post(adresse, {"identifiant": identifiant.pk, "renvoyer": "on"})
    assert Envoi.objects.count() == 2


def test_un_fichier_illisible_est_refuse_en_francais(gestion: "Client") -> None:
    for octets in (b"", b"\x00\x01\x02" * 500, b"Bonjour"):
        reponse = _choisir(gestion, octets)
        assert reponse.status_code == 200
        assert "Ce fichier ne peut pas être envoyé" in reponse.content.decode()


def test_sans_fichier_la_page_le_dit(gestion: "Client") -> None:
    assert "Choisissez d’abord un fichier" in gestion.post("/dsn/envoyer/").content.decode()


def test_un_compte_faux_se_voit_et_ferme_l_envoi(gestion: "Client", identifiant: "Identifiant") -> None:
    adresse = _apercu(gestion, build_dsn(SIX).replace(b"S90.G00.90.001,'", b"S90.G00.90.001,'9"))
    page = _corps(gestion, adresse)
    assert "Ce fichier ne peut pas être envoyé tel quel" in page
    assert 'class="message rouge"' in page
    assert "en essai</button>" not in page
    reponse = gestion.post(adresse, {"identifiant": identifiant.pk})
    assert reponse.status_code == 200


def test_une_norme_inconnue_avertit_sans_interdire(gestion: "Client", identifiant: "Identifiant") -> None:
    page = _corps(gestion, _apercu(gestion, build_dsn(norme="P27V01")))
    assert 'class="message ambre"' in page
    assert "en essai</button>" in page


def test_un_zip_d_un_fichier_est_ouvert(gestion: "Client", identifiant: "Identifiant") -> None:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("octobre.dsn", build_dsn(SIX))
    assert "6 déclarations" in _corps(gestion, _apercu(gestion, tampon.getvalue()))


def test_sans_aucun_identifiant_la_page_dit_pourquoi(gestion: "Client", admin: "Client") -> None:
    page = _corps(gestion, _apercu(gestion, build_dsn()))
    assert "Aucun identifiant n’est enregistré" in page
    assert "Demandez à la personne qui administre" in page
    assert 'href="/identifiants/">Voir les identifiants' in _corps(admin, _apercu(admin, build_dsn()))


def test_un_identifiant_qui_ne_vaut_pas_pour_cette_personne_n_est_pas_propose(
    gestion: "Client", identifiant: "Identifiant", ctx: "Contexte"
) -> None:
    from recepisse.gestion.gestes.acces.lier import delier

    for lien in identifiant.liens.all():
        delier(lien, ctx)
    adresse = _apercu(gestion, build_dsn())
    page = _corps(gestion, adresse)
    assert "l’envoi par l’API-DSN n’est pas proposé" in page
    assert "en essai</button>" not in page
    reponse = gestion.post(adresse, {"identifiant": identifiant.pk})
    assert "n’est pas proposé" in reponse.content.decode()


def test_un_identifiant_d_un_autre_regime_ou_refuse_ne_peut_pas_servir(
    gestion: "Client", identifiant: "Identifiant"
) -> None:
    from recepisse.gestion.models import Envoi, Identifiant

    adresse = _apercu(gestion, build_dsn(point_depot="02"))
    assert "l’autre régime" in _corps(gestion, adresse)
    assert "MSA (02)" in _corps(gestion, adresse)
    Identifiant.objects.update(etat=Identifiant.Etat.BLOQUE)
    adresse = _apercu(gestion, build_dsn())
    assert "accès refusé par le service" in _corps(gestion, adresse)
    gestion.post(adresse, {"identifiant": identifiant.pk})
    assert not Envoi.objects.exists()


def test_l_apercu_n_appartient_qu_a_la_session_qui_l_a_apporte(
    gestion: "Client", admin: "Client", identifiant: "Identifiant"
) -> None:
    adresse = _apercu(gestion, build_dsn())
    assert admin.get(adresse).status_code == 404
    assert admin.post(adresse, {"identifiant": identifiant.pk}).status_code == 404


def test_renoncer_oublie_le_fichier(gestion: "Client", ctx: "Contexte") -> None:
    adresse = _apercu(gestion, build_dsn())
    assert any((ctx.reglages.donnees / "attente").iterdir())
    gestion.post(f"{adresse}renoncer/")
    assert not any((ctx.reglages.donnees / "attente").iterdir())
    assert gestion.get(adresse).status_code == 404


def test_le_nom_du_fichier_est_montre_sans_jamais_etre_du_html(gestion: "Client") -> None:
    page = _corps(gestion, str(_choisir(gestion, build_dsn(), "<b>x.dsn").headers["Location"]))
    assert "<b>x" not in page


def test_la_page_de_l_envoi_suit_les_depots_jusqu_a_leur_flux(
    gestion: "Client", identifiant: "Identifiant", ctx: "Contexte", monde: Monde
) -> None:
    from recepisse.gestion.models import Flux
    from recepisse.travaux.moteurs.interne import Moteur

    reponse = gestion.post(_apercu(gestion, build_dsn(SIX)), {"identifiant": identifiant.pk})
    suivi = reponse.headers["Location"]
    assert "0 sur 6" in _corps(gestion, suivi)
    moteur = Moteur(ctx)
    for _ in range(12):
        moteur.tour()
        monde.horloge.avancer(seconds=3)
    moteur.fermer()
    page = _corps(gestion, suivi)
    assert "6 sur 6" in page
    idflux = set(Flux.objects.values_list("idflux", flat=True))
    assert len(idflux) == 6
    assert all(un in page for un in idflux)


def test_une_personne_limitee_n_envoie_que_pour_ses_portefeuilles(
    gestion: "Client", gestionnaire: "Utilisateur", identifiant: "Identifiant"
) -> None:
    from recepisse.gestion.models import Affectation, Entreprise, Envoi, Portefeuille, Utilisateur

    Utilisateur.objects.filter(pk=gestionnaire.pk).update(limite=True)
    mien = Portefeuille.objects.create(nom="Quai")
    mien.entreprises.add(Entreprise.objects.create(siren=SIREN, nom="Ateliers du Quai"))
    Affectation.objects.create(portefeuille=mien, utilisateur=gestionnaire, agit=True)
    adresse = _apercu(gestion, build_dsn(SIX))
    page = _corps(gestion, adresse)
    assert "hors de vos portefeuilles" in page
    assert "Ateliers du Quai" in page
    gestion.post(adresse, {"identifiant": identifiant.pk})
    assert not Envoi.objects.exists()
    seule = _apercu(gestion, build_dsn([SIX[0]]))
    assert "hors de vos portefeuilles" not in _corps(gestion, seule)
    gestion.post(seule, {"identifiant": identifiant.pk})
    assert Envoi.objects.count() == 1
