"""The life of a deposit: the attempt committed before the call, and what each answer leads to."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from recepisse.echanges.messages import Declarant, Reponse, Requete, Service
from recepisse.erreurs import ErreurSaisie, TransitionInterdite
from recepisse.gestion.gestes.acces.enregistrer_identifiant import SaisieIdentifiant, enregistrer_identifiant
from recepisse.gestion.gestes.acces.eprouver_identifiant import eprouver_identifiant
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.envois import tenter
from recepisse.gestion.gestes.envois.decider_depot import abandonner, adopter_candidat, redeposer
from recepisse.gestion.gestes.envois.deposer import ATTENTE_TOUR, TravailDepot
from recepisse.gestion.models import Depot, Flux, Identifiant, Journal, Retour, TransitionDepot
from recepisse.simulateur.comptes import EtatCompte
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.pannes import Moment, Panne
from tests.integration.aide import (
    MOT_DE_PASSE,
    NIC,
    SIREN,
    Declaree,
    Horloge,
    avancer_depots,
    build_dsn,
    envoyer,
)

TITULAIRE = Declarant(SIREN + NIC, "MARTIN", "Zoé")


def _chemin(depot: Depot) -> list[str]:
    return list(
        TransitionDepot.objects.filter(depot=depot).order_by("pk").values_list("evenement", flat=True)
    )


def _panne(
    administration: Administration, genre: str, moment: Moment = Moment.AVANT, service: str = "deposer-dsn"
) -> None:
    Controle(administration).ajouter_panne(Panne(genre, service, moment))


@pytest.fixture
def depot(ctx: Contexte, identifiant: Identifiant) -> Depot:
    return envoyer(ctx, identifiant, build_dsn()).depots.get()


@contextmanager
def _espion(ctx: Contexte) -> Iterator[list[tuple[Service, str, int]]]:
    """See, at each call, the state of the deposit that is already committed."""
    vus: list[tuple[Service, str, int]] = []
    vrai = ctx.transport

    class Espion:
        def envoyer(self, requete: Requete) -> Reponse:
            depot = Depot.objects.get()
            vus.append((requete.service, depot.etat, depot.nb_tentatives))
            return vrai.envoyer(requete)

    ctx.transport = Espion()
    yield vus
    ctx.transport = vrai


def test_la_tentative_est_ecrite_avant_l_appel(ctx: Contexte, depot: Depot, horloge: Horloge) -> None:
    with _espion(ctx) as vus:
        avancer_depots(ctx)
    assert vus == [(Service.AUTHENTIFIER, "tentative", 1), (Service.DEPOSER, "tentative", 1)]
    assert Depot.objects.get().tentative_le == horloge()


def test_un_aee_donne_le_flux_et_garde_l_accuse(
    ctx: Contexte, depot: Depot, administration: Administration, horloge: Horloge
) -> None:
    avancer_depots(ctx)
    lu = Depot.objects.get()
    (recu,) = Controle(administration).depots()
    assert (lu.etat, lu.idflux, lu.prochaine_action_le) == ("depose", recu["idflux"], None)
    assert recu["somme"] == lu.somme
    accuse = ctx.archive.lire(lu.accuse_somme)
    assert lu.idflux.encode() in accuse
    assert b"AEE" in accuse
    assert _chemin(lu) == ["tenter", "aee_recu"]
    flux = Flux.objects.get()
    assert (flux.idflux, flux.depot, flux.declaration) == (lu.idflux, lu, lu.declaration)
    assert flux.prochaine_action_le == horloge() + timedelta(seconds=5)
    assert Identifiant.objects.get().etat == Identifiant.Etat.OK


def test_un_are_est_un_resultat(ctx: Contexte, depot: Depot, administration: Administration) -> None:
    Controle(administration).choisir_scenario(SIREN + NIC, "rejet")
    avancer_depots(ctx)
    lu = Depot.objects.get()
    assert (lu.etat, lu.prochaine_action_le, lu.derniere_erreur) == ("refuse", None, "")
    assert b"ARE" in ctx.archive.lire(lu.accuse_somme)
    assert _chemin(lu) == ["tenter", "are_recu"]
    assert Flux.objects.get().depot == lu


def test_un_depot_termine_ne_repart_jamais(
    ctx: Contexte, depot: Depot, administration: Administration, horloge: Horloge
) -> None:
    avancer_depots(ctx)
    Depot.objects.update(prochaine_action_le=horloge())
    avancer_depots(ctx)
    assert administration.compteurs["deposer-dsn"] == 1
    assert Depot.objects.get().prochaine_action_le is None


@pytest.mark.parametrize(
    ("genre", "moment"),
    [
        ("delai", Moment.APRES),
        ("delai", Moment.AVANT),
        ("coupure", Moment.APRES),
        ("coupure", Moment.AVANT),
        ("gzip_tronque", Moment.APRES),
        ("500", Moment.APRES),
        ("503", Moment.APRES),
        ("sans_idflux", Moment.APRES),
    ],
)
def test_une_reponse_qui_manque_rend_l_issue_inconnue(
    ctx: Contexte,
    depot: Depot,
    administration: Administration,
    horloge: Horloge,
    genre: str,
    moment: Moment,
) -> None:
    _panne(administration, genre, moment)
    avancer_depots(ctx)
    lu = Depot.objects.get()
    assert (lu.etat, lu.idflux) == ("inconnu", "")
    assert lu.derniere_erreur
    assert lu.prochaine_action_le == horloge() + ctx.reglages.delai_stabilisation
    assert _chemin(lu) == ["tenter", "issue_perdue"]
    avancer_depots(ctx)
    assert administration.compteurs["deposer-dsn"] == 1, "rien n’est renvoyé dans le doute"


def test_un_accuse_sans_idflux_est_conserve(
    ctx: Contexte, depot: Depot, administration: Administration
) -> None:
    _panne(administration, "sans_idflux", Moment.APRES)
    avancer_depots(ctx)
    assert b"rapport" in ctx.archive.lire(Depot.objects.get().accuse_somme)


@pytest.mark.parametrize("genre", ["injoignable", "404", "maintenance", "429"])
def test_ce_qui_n_a_pas_ete_pris_repart_apres_une_attente(
    ctx: Contexte, depot: Depot, administration: Administration, horloge: Horloge, genre: str
) -> None:
    _panne(administration, genre)
    avancer_depots(ctx)
    lu = Depot.objects.get()
    assert (lu.etat, lu.essais) == ("prepare", 1)
    assert lu.derniere_erreur
    assert lu.prochaine_action_le is not None
    assert lu.prochaine_action_le > horloge()
    assert _chemin(lu) == ["tenter", "non_parti"]
    horloge.instant = lu.prochaine_action_le
    avancer_depots(ctx)
    assert Depot.objects.get().etat == "depose"
    assert set(Controle(administration).sommes().values()) == {1}


@pytest.mark.parametrize("genre", ["406", "407", "415", "400"])
def test_une_requete_refusee_attend_une_personne(
    ctx: Contexte, depot: Depot, administration: Administration, genre: str
) -> None:
    _panne(administration, genre)
    avancer_depots(ctx)
    lu = Depot.objects.get()
    assert (lu.etat, lu.prochaine_action_le) == ("prepare", None)
    assert lu.derniere_erreur
    redeposer(lu, ctx)
    avancer_depots(ctx)
    assert Depot.objects.get().etat == "depose"


@pytest.mark.parametrize("genre", ["jeton_invalide", "jeton_expire"])
def test_un_jeton_refuse_est_renouvele_une_fois(
    ctx: Contexte, depot: Depot, administration: Administration, genre: str
) -> None:
    _panne(administration, genre)
    avancer_depots(ctx)
    assert Depot.objects.get().etat == "depose"
    assert administration.compteurs["authentifier"] == 2
    assert set(Controle(administration).sommes().values()) == {1}


@pytest.mark.parametrize("genre", ["delai", "coupure", "503", "gzip_tronque"])
def test_une_connexion_perdue_ne_fait_jamais_une_issue_inconnue(
    ctx: Contexte, depot: Depot, administration: Administration, genre: str
) -> None:
    _panne(administration, genre, Moment.APRES, "authentifier")
    avancer_depots(ctx)
    assert Depot.objects.get().etat == "prepare"
    assert administration.compteurs["deposer-dsn"] == 0


def test_un_acces_refuse_retient_le_depot_jusqu_a_la_preuve(
    ctx: Contexte, depot: Depot, administration: Administration, horloge: Horloge
) -> None:
    controle = Controle(administration)
    controle.decrire_compte(TITULAIRE, MOT_DE_PASSE, EtatCompte.VERROUILLE)
    avancer_depots(ctx)
    lu = Depot.objects.get()
    assert (lu.etat, lu.prochaine_action_le) == ("prepare", None)
    assert Identifiant.objects.get().etat == Identifiant.Etat.BLOQUE
    horloge.avancer(hours=5)
    avancer_depots(ctx)
    assert administration.compteurs["authentifier"] == 1, "un refus de connexion ne se répète pas"

    controle.decrire_compte(TITULAIRE, MOT_DE_PASSE)
    assert eprouver_identifiant(Identifiant.objects.get(), ctx).reussie
    avancer_depots(ctx)
    assert Depot.objects.get().etat == "depose"


@pytest.mark.parametrize("champs", [{"etat": "bloque"}, {"actif": False}])
def test_un_compte_inutilisable_retient_sans_tenter(
    ctx: Contexte, depot: Depot, administration: Administration, champs: dict[str, object]
) -> None:
    Identifiant.objects.update(**champs)
    avancer_depots(ctx)
    lu = Depot.objects.get()
    assert (lu.etat, lu.nb_tentatives, lu.prochaine_action_le) == ("prepare", 0, None)
    assert sum(administration.compteurs.values()) == 0


def test_un_depot_trouve_en_tentative_a_ete_laisse_par_un_mort(
    ctx: Contexte, depot: Depot, administration: Administration, horloge: Horloge
) -> None:
    TravailDepot().commencer([depot.pk], ctx)
    horloge.avancer(minutes=11)
    assert TravailDepot().commencer([depot.pk], ctx) == []
    lu = Depot.objects.get()
    assert (lu.etat, lu.tentative_fin_le) == ("inconnu", horloge())
    assert lu.prochaine_action_le == horloge() + ctx.reglages.delai_stabilisation
    assert administration.compteurs["deposer-dsn"] == 0


# --- the bytes --------------------------------------------------------------------------------------


def test_des_octets_alteres_ne_partent_pas(
    ctx: Contexte, depot: Depot, administration: Administration
) -> None:
    chemin = ctx.archive.chemin(depot.somme)
    chemin.chmod(0o600)
    chemin.write_bytes(chemin.read_bytes().replace(b"MARTIN", b"MARTYN"))
    avancer_depots(ctx)
    lu = Depot.objects.get()
    assert lu.etat == "prepare"
    assert "altéré" in lu.derniere_erreur
    assert administration.compteurs["deposer-dsn"] == 0


def test_un_reel_ne_part_pas_a_la_place_d_un_essai(
    ctx: Contexte, depot: Depot, administration: Administration
) -> None:
    Depot.objects.update(somme=ctx.archive.deposer(build_dsn(essai=False)))
    avancer_depots(ctx)
    lu = Depot.objects.get()
    assert lu.etat == "prepare"
    assert "essai/réel" in lu.derniere_erreur
    assert administration.compteurs["deposer-dsn"] == 0


# --- one at a time per account ----------------------------------------------------------------------


def test_les_depots_d_un_compte_vont_l_un_apres_l_autre(
    ctx: Contexte, identifiant: Identifiant, horloge: Horloge
) -> None:
    envoyer(ctx, identifiant, build_dsn([Declaree(nic=f"0000{n}") for n in (1, 2, 3)]))
    travail = TravailDepot()
    taches = travail.commencer(list(Depot.objects.values_list("pk", flat=True)), ctx)
    assert len(taches) == 1
    assert list(Depot.objects.order_by("pk").values_list("etat", flat=True)) == [
        "tentative",
        "prepare",
        "prepare",
    ]
    attente = set(Depot.objects.filter(etat="prepare").values_list("prochaine_action_le", flat=True))
    assert attente == {horloge() + ATTENTE_TOUR}
    travail.consigner([travail.executer(taches[0], ctx)], ctx)
    assert Depot.objects.filter(etat="prepare", prochaine_action_le=horloge()).count() == 1


def test_ceux_qui_attendent_sont_repousses_ensemble(
    ctx: Contexte, identifiant: Identifiant, horloge: Horloge
) -> None:
    envoyer(ctx, identifiant, build_dsn([Declaree(nic=f"{n:05d}") for n in range(1, 9)]))
    premiers = list(Depot.objects.order_by("pk").values_list("pk", flat=True)[:2])
    assert len(TravailDepot().commencer(premiers, ctx)) == 1
    assert not Depot.objects.filter(etat="prepare", prochaine_action_le__lte=horloge()).exists()


def test_deux_comptes_vont_ensemble(ctx: Contexte, identifiant: Identifiant) -> None:
    autre = enregistrer_identifiant(
        SaisieIdentifiant("Autre", SIREN + NIC, "DURAND", "Léa", mot_de_passe=MOT_DE_PASSE), ctx
    )
    envoyer(ctx, identifiant, build_dsn([Declaree(nic="00001")]))
    envoyer(ctx, autre, build_dsn([Declaree(nic="00002")]))
    assert len(TravailDepot().commencer(list(Depot.objects.values_list("pk", flat=True)), ctx)) == 2


def test_un_doute_retient_les_suivants_mais_pas_pour_toujours(
    ctx: Contexte, identifiant: Identifiant, administration: Administration, horloge: Horloge
) -> None:
    envoyer(ctx, identifiant, build_dsn([Declaree(nic="00001"), Declaree(nic="00002")]))
    _panne(administration, "coupure", Moment.APRES)
    avancer_depots(ctx)
    for _ in range(3):
        horloge.avancer(seconds=16)
        avancer_depots(ctx)
    assert sorted(Depot.objects.values_list("etat", flat=True)) == ["inconnu", "prepare"]
    Depot.objects.filter(etat="inconnu").update(prochaine_action_le=None)
    horloge.avancer(seconds=ctx.reglages.delai_preuve.total_seconds())
    avancer_depots(ctx)
    assert sorted(Depot.objects.values_list("etat", flat=True)) == ["depose", "inconnu"]


# --- races ------------------------------------------------------------------------------------------


def test_une_reponse_tardive_vaut_mieux_que_le_doute(ctx: Contexte, depot: Depot, horloge: Horloge) -> None:
    travail = TravailDepot()
    (tache,) = travail.commencer([depot.pk], ctx)
    reponse = travail.executer(tache, ctx)
    horloge.avancer(minutes=11)
    travail.commencer([depot.pk], ctx)  # another process believed this one dead
    travail.consigner([reponse], ctx)
    lu = Depot.objects.get()
    assert lu.etat == "depose"
    assert _chemin(lu) == ["tenter", "issue_perdue", "trouve_un", "confirmer"]


def test_un_are_tardif_aussi(
    ctx: Contexte, depot: Depot, horloge: Horloge, administration: Administration
) -> None:
    Controle(administration).choisir_scenario(SIREN + NIC, "rejet")
    travail = TravailDepot()
    (tache,) = travail.commencer([depot.pk], ctx)
    reponse = travail.executer(tache, ctx)
    horloge.avancer(minutes=11)
    travail.commencer([depot.pk], ctx)
    travail.consigner([reponse], ctx)
    assert Depot.objects.get().etat == "refuse"


@pytest.mark.parametrize("genre", ["coupure", "injoignable"])
def test_un_echec_tardif_ne_change_rien_au_doute(
    ctx: Contexte, depot: Depot, horloge: Horloge, administration: Administration, genre: str
) -> None:
    _panne(administration, genre)
    travail = TravailDepot()
    (tache,) = travail.commencer([depot.pk], ctx)
    reponse = travail.executer(tache, ctx)
    horloge.avancer(minutes=11)
    travail.commencer([depot.pk], ctx)
    travail.consigner([reponse], ctx)
    assert Depot.objects.get().etat == "inconnu"


def test_la_reponse_d_une_ancienne_tentative_ne_touche_pas_la_nouvelle(ctx: Contexte, depot: Depot) -> None:
    travail = TravailDepot()
    (tache,) = travail.commencer([depot.pk], ctx)
    reponse = travail.executer(tache, ctx)
    Depot.objects.update(nb_tentatives=2)
    travail.consigner([reponse], ctx)
    lu = Depot.objects.get()
    assert (lu.etat, lu.idflux) == ("tentative", "")


def test_un_flux_deja_vu_par_le_releve_est_repris_avec_ses_retours(
    ctx: Contexte, depot: Depot, identifiant: Identifiant, horloge: Horloge
) -> None:
    travail = TravailDepot()
    (tache,) = travail.commencer([depot.pk], ctx)
    reponse = travail.executer(tache, ctx)
    assert isinstance(reponse, tenter.Reponse)
    flux = Flux.objects.create(idflux=reponse.idflux, identifiant=identifiant, vu_le=horloge())
    retour = Retour.objects.create(
        flux=flux,
        nature="10",
        emetteur="si_dsn",
        statut="OK",
        publication="20261105100000",
        publie_le=horloge(),
        vu_le=horloge(),
        identifiant=identifiant,
    )
    travail.consigner([reponse], ctx)
    flux.refresh_from_db()
    retour.refresh_from_db()
    assert (flux.depot, flux.declaration) == (depot, depot.declaration)
    assert retour.declaration == depot.declaration
    assert retour.etablissement == depot.declaration.etablissement
    assert retour.entreprise == depot.declaration.etablissement.entreprise


def test_un_idflux_deja_donne_a_un_autre_depot_est_un_doute(ctx: Contexte, identifiant: Identifiant) -> None:
    envoyer(ctx, identifiant, build_dsn([Declaree(nic="00001"), Declaree(nic="00002")]))
    premier, second = Depot.objects.order_by("rang")
    travail = TravailDepot()
    (tache,) = travail.commencer([premier.pk], ctx)
    reponse = travail.executer(tache, ctx)
    assert isinstance(reponse, tenter.Reponse)
    Depot.objects.filter(pk=second.pk).update(etat="depose", idflux=reponse.idflux)
    travail.consigner([reponse], ctx)
    premier.refresh_from_db()
    assert (premier.etat, premier.idflux) == ("inconnu", "")


# --- what a person decides --------------------------------------------------------------------------


def _a_decider(depot: Depot, *idflux: str) -> Depot:
    candidats = [{"idflux": i, "date": "", "statut": "OK"} for i in idflux]
    Depot.objects.filter(pk=depot.pk).update(etat="a_decider", candidats=candidats, prochaine_action_le=None)
    depot.refresh_from_db()
    return depot


def test_une_personne_reconnait_un_flux(ctx: Contexte, depot: Depot) -> None:
    adopte = adopter_candidat(_a_decider(depot, "F1-un.", "F1-deux"), "F1-un.", ctx)
    assert (adopte.etat, adopte.idflux, adopte.candidats) == ("depose", "F1-un.", [])
    assert Flux.objects.get().depot == depot
    assert Journal.objects.get(acte="adopter_candidat").detail == {"idflux": "F1-un."}


def test_un_flux_qui_n_est_pas_propose_n_est_pas_adopte(ctx: Contexte, depot: Depot) -> None:
    with pytest.raises(ErreurSaisie, match="ne fait pas partie"):
        adopter_candidat(_a_decider(depot, "F1-un"), "F1-trois", ctx)


def test_le_flux_d_un_autre_depot_n_est_pas_adopte(ctx: Contexte, identifiant: Identifiant) -> None:
    envoyer(ctx, identifiant, build_dsn([Declaree(nic="00001"), Declaree(nic="00002")]))
    premier, second = Depot.objects.order_by("rang")
    Depot.objects.filter(pk=second.pk).update(etat="depose", idflux="F1-un")
    with pytest.raises(ErreurSaisie, match="autre dépôt"):
        adopter_candidat(_a_decider(premier, "F1-un"), "F1-un", ctx)


def test_une_personne_fait_repartir(ctx: Contexte, depot: Depot, administration: Administration) -> None:
    redeposer(_a_decider(depot), ctx)
    assert Depot.objects.get().etat == "a_redeposer"
    avancer_depots(ctx)
    assert Depot.objects.get().etat == "depose"
    assert set(Controle(administration).sommes().values()) == {1}


def test_un_depot_en_train_de_partir_n_est_pas_relance(ctx: Contexte, depot: Depot, horloge: Horloge) -> None:
    Depot.objects.update(bail_jusqu_a=horloge() + timedelta(minutes=1))
    with pytest.raises(ErreurSaisie, match="en train"):
        redeposer(depot, ctx)


@pytest.mark.parametrize("etat", ["tentative", "inconnu", "depose", "refuse", "abandonne"])
def test_ce_qui_ne_se_decide_pas(ctx: Contexte, depot: Depot, etat: str) -> None:
    Depot.objects.update(etat=etat)
    for geste in (redeposer, abandonner):
        with pytest.raises(TransitionInterdite):
            geste(depot, ctx)
    assert Depot.objects.get().etat == etat


@pytest.mark.parametrize("etat", ["prepare", "a_redeposer", "a_decider"])
def test_un_depot_abandonne_ne_part_plus(
    ctx: Contexte, depot: Depot, administration: Administration, horloge: Horloge, etat: str
) -> None:
    Depot.objects.update(etat=etat)
    assert abandonner(depot, ctx).prochaine_action_le is None
    Depot.objects.update(prochaine_action_le=horloge())
    avancer_depots(ctx)
    assert Depot.objects.get().etat == "abandonne"
    assert administration.compteurs["deposer-dsn"] == 0
