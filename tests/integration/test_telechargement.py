"""Documents: downloaded at first sight, from known hosts only, and never silently lost."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.aide import NIC, SIREN, Horloge
from tests.integration.test_listing_enregistrement import enregistrer
from tests.integration.test_listing_lignes import entree
from tests.integration.test_releve import declarant, demander

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant
    from recepisse.simulateur.controle import Controle
    from recepisse.simulateur.etat import Administration


@pytest.fixture
def controle(administration: "Administration") -> "Controle":
    from recepisse.simulateur.controle import Controle

    return Controle(administration)


@pytest.fixture
def moteur(ctx: "Contexte") -> "Iterator[Any]":
    """Poll, read flux again, download; no deposit."""
    from recepisse.gestion.gestes.releves.rafraichir import TravailFlux
    from recepisse.gestion.gestes.releves.relever import TravailReleve
    from recepisse.gestion.gestes.releves.telecharger import TravailTelechargement
    from recepisse.travaux.catalogue import Poste
    from recepisse.travaux.moteurs.interne import Moteur

    cree = Moteur(
        ctx, [Poste(TravailFlux(), 50), Poste(TravailReleve(), 50), Poste(TravailTelechargement(4), 50)]
    )
    yield cree
    cree.fermer()


def tout_avancer(moteur: Any) -> None:
    while moteur.tour():
        pass


def une_version(**filtre: Any) -> Any:
    from recepisse.gestion.models import VersionRetour

    return VersionRetour.objects.get(**filtre)


def test_chaque_document_est_telecharge_a_la_premiere_vue(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, moteur: Any
) -> None:
    from recepisse.gestion.models import VersionRetour

    depot = controle.deposer(declarant())
    controle.publier(depot.idflux, "94", document=b"%PDF-1.7 \x00\xff", type_contenu="application/pdf")
    horloge.avancer(minutes=30)
    demander(ctx)
    tout_avancer(moteur)
    assert not VersionRetour.objects.filter(document="a_telecharger").exists()
    version = une_version(retour__nature="94")
    assert ctx.archive.lire(version.somme) == b"%PDF-1.7 \x00\xff"
    assert (version.octets, version.type_contenu) == (11, "application/pdf")
    assert version.telecharge_le == horloge()
    assert (version.prochaine_action_le, version.bail_jusqu_a) == (None, None)


def test_un_retour_remplace_garde_les_octets_de_chaque_version(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, moteur: Any
) -> None:
    from recepisse.gestion.models import Retour

    depot = controle.deposer(declarant())
    controle.publier(depot.idflux, "94", document=b"un")
    horloge.avancer(minutes=10)
    demander(ctx)
    tout_avancer(moteur)
    Retour.objects.update(lu=True)
    horloge.avancer(days=1)
    controle.ecraser(depot.idflux, "94", "ANO", document=b"deux")
    horloge.avancer(minutes=10)
    demander(ctx)
    tout_avancer(moteur)
    retour = Retour.objects.get(nature="94")
    assert (retour.nb_versions, retour.lu, retour.statut) == (2, False, "ANO")
    versions = [ctx.archive.lire(v.somme) for v in retour.versions.order_by("numero")]
    assert versions == [b"un", b"deux"]


def test_une_adresse_inconnue_n_est_pas_suivie(
    ctx: "Contexte", identifiant: "Identifiant", moteur: Any
) -> None:
    enregistrer(ctx, identifiant, entree("1", url="https://example.invalid/telecharger-retour/1.0/F/1"))
    tout_avancer(moteur)
    version = une_version()
    assert (version.document, version.somme) == ("refuse", "")
    assert "n’a pas été suivie" in version.derniere_erreur
    assert version.url.startswith("https://example.invalid/")


def _publie_puis(controle: "Controle", horloge: Horloge, ctx: "Contexte") -> str:
    """A return known by the lists, not yet downloaded."""
    from recepisse.gestion.gestes.releves.relever import TravailReleve
    from recepisse.travaux.catalogue import Poste
    from recepisse.travaux.moteurs.interne import Moteur

    depot = controle.deposer(declarant())
    controle.publier(depot.idflux, "94", document=b"un")
    horloge.avancer(minutes=10)
    demander(ctx)
    moteur = Moteur(ctx, [Poste(TravailReleve(), 5)])
    moteur.tour()
    moteur.fermer()
    return depot.idflux


def test_un_404_relit_le_flux_et_suit_la_nouvelle_version(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, moteur: Any
) -> None:
    idflux = _publie_puis(controle, horloge, ctx)
    horloge.avancer(minutes=1)
    controle.ecraser(idflux, "94", document=b"deux")
    tout_avancer(moteur)
    perdue, courante = une_version(retour__nature="94", numero=1), une_version(retour__nature="94", numero=2)
    assert perdue.document == "perdu"
    assert "remplacé" in perdue.derniere_erreur
    assert ctx.archive.lire(courante.somme) == b"deux"


def test_un_document_purge_est_dit_perdu(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, moteur: Any
) -> None:
    idflux = _publie_puis(controle, horloge, ctx)
    controle.purger(idflux=idflux)
    tout_avancer(moteur)
    version = une_version(retour__nature="94")
    assert (version.document, version.prochaine_action_le) == ("perdu", None)


def test_un_404_alors_que_le_service_l_annonce_encore_est_reessaye(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, moteur: Any
) -> None:
    from recepisse.simulateur.pannes import Panne

    _publie_puis(controle, horloge, ctx)
    controle.ajouter_panne(Panne("404", service="telecharger-retour", nombre=50))
    tout_avancer(moteur)
    version = une_version(retour__nature="94")
    assert version.document == "a_telecharger"
    assert (version.essais, version.prochaine_action_le > horloge()) == (1, True)
    controle.vider_pannes()
    horloge.avancer(hours=1)
    tout_avancer(moteur)
    assert une_version(retour__nature="94").document == "conserve"


def test_un_document_toujours_annonce_et_jamais_fourni_finit_perdu(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, moteur: Any
) -> None:
    from recepisse.simulateur.pannes import Panne

    _publie_puis(controle, horloge, ctx)
    controle.ajouter_panne(Panne("404", service="telecharger-retour", nombre=50))
    for _essai in range(6):
        tout_avancer(moteur)
        horloge.avancer(hours=1)
    version = une_version(retour__nature="94")
    assert (version.document, version.prochaine_action_le) == ("perdu", None)


@pytest.mark.parametrize("panne", ["500", "503", "coupure", "429", "maintenance"])
def test_une_panne_passagere_est_reessayee(
    ctx: "Contexte",
    identifiant: "Identifiant",
    controle: "Controle",
    horloge: Horloge,
    moteur: Any,
    panne: str,
) -> None:
    from recepisse.simulateur.pannes import GENRES, Panne

    genre = panne if panne in GENRES else "coupe"
    _publie_puis(controle, horloge, ctx)
    controle.ajouter_panne(Panne(genre, service="telecharger-retour", nombre=50))
    tout_avancer(moteur)
    version = une_version(retour__nature="94")
    assert (version.document, version.essais) == ("a_telecharger", 1)
    assert version.derniere_erreur
    identifiant.refresh_from_db()
    assert identifiant.etat == "ok"
    controle.vider_pannes()
    horloge.avancer(hours=2)
    tout_avancer(moteur)
    assert une_version(retour__nature="94").document == "conserve"


def test_un_403_sur_un_document_ne_condamne_pas_le_compte(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, moteur: Any
) -> None:
    from recepisse.simulateur.pannes import Panne

    _publie_puis(controle, horloge, ctx)
    controle.ajouter_panne(Panne("403", service="telecharger-retour", nombre=50))
    tout_avancer(moteur)
    assert une_version(retour__nature="94").document == "refuse"
    identifiant.refresh_from_db()
    assert identifiant.etat == "ok"


def test_le_compte_refuse_met_les_documents_en_attente(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, moteur: Any
) -> None:
    from recepisse.gestion.models import Identifiant, VersionRetour

    _publie_puis(controle, horloge, ctx)
    Identifiant.objects.update(etat="bloque")
    moteur.tour()
    assert (
        not VersionRetour.objects.exclude(document="sans").exclude(prochaine_action_le__gt=horloge()).exists()
    )
    Identifiant.objects.update(etat="ok")
    horloge.avancer(hours=2)
    tout_avancer(moteur)
    assert une_version(retour__nature="94").document == "conserve"


def test_le_document_d_un_flux_etranger_dit_sa_declaration(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, moteur: Any
) -> None:
    from recepisse.gestion.models import Flux

    controle.deposer(declarant())
    horloge.avancer(minutes=30)
    demander(ctx)
    tout_avancer(moteur)
    identite = Flux.objects.get().identite
    assert (identite["siren"], identite["nic"], identite["nature"]) == (SIREN, NIC, "01")
    assert identite["mois"] == "202611"
    assert "MARTIN" not in str(identite)


# --- one flux alone -----------------------------------------------------------------------------------


def _flux(ctx: "Contexte", identifiant: "Identifiant", idflux: str, *, depose: bool = True) -> Any:
    from recepisse.gestion.gestes.releves.rafraichir import premiere_relecture
    from recepisse.gestion.models import Flux

    maintenant = ctx.horloge()
    return Flux.objects.create(
        idflux=idflux,
        identifiant=identifiant,
        vu_le=maintenant,
        depose_le=maintenant if depose else None,
        prochaine_action_le=premiere_relecture(maintenant) if depose else maintenant,
    )


def test_apres_un_depot_le_flux_est_relu_de_plus_en_plus_rarement(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, moteur: Any
) -> None:
    depot = controle.deposer(declarant())
    flux, depart, ages = _flux(ctx, identifiant, depot.idflux), horloge(), []
    while True:
        flux.refresh_from_db()
        if flux.prochaine_action_le is None:
            break
        horloge.instant = flux.prochaine_action_le
        ages.append((horloge() - depart).total_seconds())
        moteur.tour()
    assert ages == [5, 15, 30, 60, 120, 300, 600, 1200]
    from recepisse.gestion.models import Releve

    assert set(Releve.objects.filter(idflux=flux.idflux).values_list("cause", "issue")) == {
        ("envoi", "succes")
    }


def test_un_flux_encore_inconnu_juste_apres_le_depot_n_est_pas_un_echec(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge, moteur: Any
) -> None:
    from recepisse.gestion.models import Releve

    flux = _flux(ctx, identifiant, "F1INCONNU00000000000000")
    horloge.avancer(seconds=6)
    moteur.tour()
    flux.refresh_from_db()
    assert (flux.essais, flux.derniere_erreur) == (0, "")
    assert flux.prochaine_action_le is not None
    ligne = Releve.objects.get(idflux=flux.idflux)
    assert (ligne.issue, ligne.statut_http) == ("succes", 404)


def test_une_panne_pendant_la_relecture_recule_puis_abandonne(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, moteur: Any
) -> None:
    from recepisse.simulateur.pannes import Panne

    flux = _flux(ctx, identifiant, "F1INCONNU00000000000000", depose=False)
    controle.ajouter_panne(Panne("500", service="lister-retours-flux", nombre=500))
    moteur.tour()
    flux.refresh_from_db()
    assert flux.essais == 1
    assert flux.prochaine_action_le > horloge()
    for _essai in range(ctx.reglages.essais_max):
        horloge.avancer(hours=2)
        moteur.tour()
    flux.refresh_from_db()
    assert flux.prochaine_action_le is None
    assert flux.derniere_erreur


def test_rafraichir_un_envoi_rend_ses_flux_dus(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, moteur: Any
) -> None:
    from recepisse.erreurs import ErreurSaisie
    from recepisse.gestion.gestes.releves.rafraichir import rafraichir_envoi
    from recepisse.gestion.models import Flux, Identifiant, Releve
    from tests.integration.aide import build_dsn, envoyer

    envoi = envoyer(ctx, identifiant, build_dsn())
    depot = envoi.depots.get()
    simule = controle.deposer(declarant(), ctx.archive.lire(depot.somme))
    flux = _flux(ctx, identifiant, simule.idflux, depose=False)
    Flux.objects.filter(pk=flux.pk).update(depot=depot, prochaine_action_le=None)
    horloge.avancer(days=2)
    assert rafraichir_envoi(envoi, ctx) == 1
    moteur.tour()
    flux.refresh_from_db()
    assert flux.retours.exists()
    assert flux.prochaine_action_le is None
    assert Releve.objects.filter(idflux=flux.idflux).get().cause == "flux"
    Identifiant.objects.update(etat="bloque", conseil="Changez le mot de passe.")
    envoi.identifiant.refresh_from_db()
    with pytest.raises(ErreurSaisie, match="Changez le mot de passe"):
        rafraichir_envoi(envoi, ctx)
