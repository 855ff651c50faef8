"""After a deposit whose outcome is unknown: adopt what is proved, send again what was not taken, or ask."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Min

from recepisse.echanges.messages import Declarant, Reponse, Requete, Service
from recepisse.gestion.gestes.acces.enregistrer_identifiant import SaisieIdentifiant, enregistrer_identifiant
from recepisse.gestion.gestes.acces.lier import lier
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.envois.decider_depot import abandonner
from recepisse.gestion.gestes.envois.deposer import TravailDepot
from recepisse.gestion.models import Depot, Flux, Identifiant, TransitionDepot
from recepisse.reglages import Reglages
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.fonds import Fonds
from recepisse.simulateur.modele import Depot as DepotRecu
from recepisse.simulateur.options import Options
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
AILLEURS = Declaree(nic="00099")
"""A declaration that another program deposits: same company, another establishment."""


@pytest.fixture
def controle(administration: Administration) -> Controle:
    return Controle(administration)


def _perdre(ctx: Contexte, controle: Controle, identifiant: Identifiant, *, recu: bool) -> Depot:
    """Make a deposit whose answer never comes; ``recu`` tells whether the service has it."""
    depot = envoyer(ctx, identifiant, build_dsn()).depots.get()
    controle.ajouter_panne(Panne("coupure", "deposer-dsn", Moment.APRES if recu else Moment.AVANT))
    avancer_depots(ctx)
    assert _lire(depot).etat == "inconnu"
    return depot


def _lire(depot: Depot) -> Depot:
    return Depot.objects.get(pk=depot.pk)


def _chemin(depot: Depot) -> list[str]:
    return list(
        TransitionDepot.objects.filter(depot=depot).order_by("pk").values_list("evenement", flat=True)
    )


def _vivre(ctx: Contexte, horloge: Horloge, **duree: float) -> None:
    """Let time pass, from one due instant to the next."""
    fin = horloge() + timedelta(**duree)
    avancer_depots(ctx)
    while horloge() < fin:
        dus = Depot.objects.filter(prochaine_action_le__gt=horloge(), prochaine_action_le__lte=fin)
        horloge.instant = dus.aggregate(premier=Min("prochaine_action_le"))["premier"] or fin
        avancer_depots(ctx)


def _sans_document(administration: Administration) -> None:
    """From now on the services publish nothing that proves anything."""
    for retour in list(administration.fonds.retours.values()):
        Controle(administration).purger(numero=retour.numero)


def _autre_programme(controle: Controle, declaree: Declaree = AILLEURS) -> DepotRecu:
    return controle.deposer(TITULAIRE, build_dsn([declaree], logiciel="AUTRE"))


# --- one deposit, ours or nobody's ------------------------------------------------------------------


def test_un_depot_recu_est_retrouve_et_prouve(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=True)
    _vivre(ctx, horloge, minutes=20)
    lu = _lire(depot)
    (recu,) = controle.depots()
    assert (lu.etat, lu.idflux, lu.derniere_erreur) == ("depose", recu["idflux"], "")
    assert _chemin(depot) == ["tenter", "issue_perdue", "trouve_un", "confirmer"]
    assert b"AEE" in ctx.archive.lire(lu.accuse_somme)
    assert Flux.objects.get().depot == depot


def test_un_depot_jamais_recu_repart_une_seule_fois(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=False)
    _vivre(ctx, horloge, minutes=20)
    assert _lire(depot).etat == "depose"
    assert _chemin(depot) == ["tenter", "issue_perdue", "trouve_aucun", "tenter", "aee_recu"]
    assert set(controle.sommes().values()) == {1}


def test_une_liste_vide_ne_prouve_rien_avant_la_stabilisation_et_la_marge(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=False)
    delai = max(ctx.reglages.delai_stabilisation, ctx.reglages.marge_horloge)
    _vivre(ctx, horloge, seconds=delai.total_seconds() - 30)
    assert _lire(depot).etat == "inconnu"
    assert controle.compteurs()["lister-depots"] >= 1
    _vivre(ctx, horloge, seconds=60)
    assert _lire(depot).etat == "depose"


@pytest.mark.parametrize("decalage", [timedelta(minutes=4), timedelta(minutes=-4)])
def test_l_horloge_du_service_peut_differer_de_la_notre(
    ctx: Contexte,
    administration: Administration,
    controle: Controle,
    identifiant: Identifiant,
    horloge: Horloge,
    decalage: timedelta,
) -> None:
    administration.avancer_horloge(decalage)
    depot = _perdre(ctx, controle, identifiant, recu=True)
    _vivre(ctx, horloge, minutes=25)
    assert _lire(depot).etat == "depose"
    assert set(controle.sommes().values()) == {1}


def test_un_idflux_peut_finir_par_un_point(
    ctx: Contexte,
    controle: Controle,
    identifiant: Identifiant,
    horloge: Horloge,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Fonds, "nouvel_idflux", lambda _fonds, _depot: "F1abcdefghijklmnopqrst.")
    depot = _perdre(ctx, controle, identifiant, recu=True)
    _vivre(ctx, horloge, minutes=20)
    assert _lire(depot).idflux == "F1abcdefghijklmnopqrst."


# --- other programs ---------------------------------------------------------------------------------


def test_le_depot_d_un_autre_programme_n_est_pas_adopte(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=False)
    etranger = _autre_programme(controle)
    _vivre(ctx, horloge, minutes=30)
    lu = _lire(depot)
    assert lu.etat == "depose"
    assert lu.idflux != etranger.idflux
    assert sorted(controle.sommes().values()) == [1, 1]
    flux = Flux.objects.get(idflux=etranger.idflux)
    assert (flux.declaration, flux.depot, flux.identifiant) == (None, None, identifiant)


def test_le_notre_est_reconnu_a_cote_d_un_autre(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    avant = _autre_programme(controle)
    depot = _perdre(ctx, controle, identifiant, recu=True)
    apres = _autre_programme(controle, Declaree(mois="01092026"))
    _vivre(ctx, horloge, minutes=30)
    lu = _lire(depot)
    assert lu.etat == "depose"
    assert lu.idflux not in {avant.idflux, apres.idflux}
    assert controle.sommes()[lu.somme] == 1


def test_un_candidat_que_rien_ne_prouve_va_a_une_personne(
    ctx: Contexte,
    administration: Administration,
    controle: Controle,
    identifiant: Identifiant,
    horloge: Horloge,
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=False)
    etranger = _autre_programme(controle)
    _sans_document(administration)
    _vivre(ctx, horloge, seconds=ctx.reglages.delai_preuve.total_seconds() - 60)
    assert _lire(depot).etat == "inconnu"
    _vivre(ctx, horloge, minutes=20)
    lu = _lire(depot)
    assert lu.etat == "a_decider"
    assert [(c["idflux"], c["statut"]) for c in lu.candidats] == [(etranger.idflux, "OK")]
    assert controle.compteurs()["deposer-dsn"] == 1


def test_une_preuve_tardive_compte_encore(
    ctx: Contexte,
    administration: Administration,
    controle: Controle,
    identifiant: Identifiant,
    horloge: Horloge,
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=True)
    _sans_document(administration)
    _vivre(ctx, horloge, minutes=40)
    assert _lire(depot).etat == "a_decider"
    (recu,) = controle.depots()
    controle.publier(recu["idflux"], "11")
    _vivre(ctx, horloge, hours=2)
    lu = _lire(depot)
    assert (lu.etat, lu.idflux, lu.candidats) == ("depose", recu["idflux"], [])


def test_une_preuve_tardive_contraire_laisse_la_personne_decider(
    ctx: Contexte,
    administration: Administration,
    controle: Controle,
    identifiant: Identifiant,
    horloge: Horloge,
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=False)
    etranger = _autre_programme(controle)
    _sans_document(administration)
    _vivre(ctx, horloge, minutes=40)
    controle.publier(etranger.idflux, "11")
    _vivre(ctx, horloge, hours=2)
    lu = _lire(depot)
    assert (lu.etat, lu.candidats, lu.prochaine_action_le) == ("a_decider", [], None)
    assert Flux.objects.get().declaration is None


def test_la_recherche_tardive_a_une_fin(
    ctx: Contexte,
    administration: Administration,
    controle: Controle,
    identifiant: Identifiant,
    horloge: Horloge,
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=True)
    _sans_document(administration)
    _vivre(ctx, horloge, minutes=40)
    for _ in range(30):
        _vivre(ctx, horloge, minutes=1)
        horloge.avancer(hours=1)
    lu = _lire(depot)
    assert (lu.etat, lu.prochaine_action_le) == ("a_decider", None)


def test_les_memes_octets_deposes_ailleurs_vont_a_une_personne(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=True)
    ailleurs = controle.deposer(TITULAIRE, build_dsn())
    _vivre(ctx, horloge, minutes=40)
    lu = _lire(depot)
    assert lu.etat == "a_decider"
    assert {c["idflux"] for c in lu.candidats} == {d["idflux"] for d in controle.depots()}
    assert ailleurs.idflux in {c["idflux"] for c in lu.candidats}


def test_la_meme_declaration_faite_par_un_autre_logiciel_n_est_pas_la_notre(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=True)
    ailleurs = _autre_programme(controle, Declaree())
    _vivre(ctx, horloge, minutes=40)
    lu = _lire(depot)
    assert lu.etat == "depose"
    assert lu.idflux != ailleurs.idflux


def test_une_ligne_ko_que_rien_ne_prouve_n_empeche_pas_de_deposer(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=False)
    controle.choisir_scenario(SIREN + AILLEURS.nic, "rejet")
    refuse = _autre_programme(controle)
    assert refuse.statut == "KO"
    _vivre(ctx, horloge, minutes=30)
    lu = _lire(depot)
    assert lu.etat == "depose"
    assert lu.idflux != refuse.idflux


def test_un_flux_vu_avant_la_tentative_n_est_pas_candidat(
    ctx: Contexte,
    administration: Administration,
    controle: Controle,
    identifiant: Identifiant,
    horloge: Horloge,
) -> None:
    ancien = _autre_programme(controle)
    _sans_document(administration)
    Flux.objects.create(idflux=ancien.idflux, identifiant=identifiant, vu_le=horloge())
    horloge.avancer(seconds=10)
    depot = _perdre(ctx, controle, identifiant, recu=False)
    _vivre(ctx, horloge, minutes=30)
    assert _lire(depot).etat == "depose"


def test_le_flux_d_un_autre_de_nos_depots_n_est_pas_candidat(
    ctx: Contexte,
    administration: Administration,
    controle: Controle,
    identifiant: Identifiant,
    horloge: Horloge,
) -> None:
    premier = envoyer(ctx, identifiant, build_dsn([Declaree(nic="00001")])).depots.get()
    avancer_depots(ctx)
    _sans_document(administration)
    depot = _perdre(ctx, controle, identifiant, recu=False)
    _vivre(ctx, horloge, minutes=30)
    assert _lire(premier).etat == _lire(depot).etat == "depose"
    assert sorted(controle.sommes().values()) == [1, 1]


def test_deux_doutes_a_la_fois_retrouvent_chacun_le_leur(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    autre = enregistrer_identifiant(
        SaisieIdentifiant(
            "Plateforme", SIREN + NIC, "MARTIN", "Zoé", mot_de_passe=MOT_DE_PASSE, environnement="test"
        ),
        ctx,
    )
    for compte, nic in ((identifiant, "00001"), (autre, "00002")):
        envoyer(ctx, compte, build_dsn([Declaree(nic=nic)]))
        controle.ajouter_panne(Panne("coupure", "deposer-dsn", Moment.APRES))
    avancer_depots(ctx)
    assert set(Depot.objects.values_list("etat", flat=True)) == {"inconnu"}
    _vivre(ctx, horloge, minutes=30)
    recus = {d["somme"]: d["idflux"] for d in controle.depots()}
    assert dict(Depot.objects.values_list("somme", "idflux")) == recus
    assert len(recus) == 2


# --- what is automatic ------------------------------------------------------------------------------


def _regler(ctx: Contexte, **valeurs: object) -> None:
    ctx.reglages = Reglages(donnees=ctx.reglages.donnees, adresses=ctx.reglages.adresses, **valeurs)  # type: ignore[arg-type]  # settings by name


def test_le_nouveau_depot_peut_n_etre_pas_automatique(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    _regler(ctx, redepot_automatique=False)
    depot = _perdre(ctx, controle, identifiant, recu=False)
    _vivre(ctx, horloge, minutes=20)
    lu = _lire(depot)
    assert (lu.etat, lu.candidats, lu.prochaine_action_le) == ("a_decider", [], None)
    assert "décidez" in lu.derniere_erreur


def test_les_nouveaux_depots_automatiques_sont_comptes(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    controle.ajouter_panne(Panne("coupure", "deposer-dsn", Moment.AVANT, 10))
    depot = envoyer(ctx, identifiant, build_dsn()).depots.get()
    _vivre(ctx, horloge, hours=2)
    lu = _lire(depot)
    assert lu.etat == "a_decider"
    assert lu.nb_tentatives == 1 + ctx.reglages.redepots_max
    assert controle.depots() == []


# --- reading the list -------------------------------------------------------------------------------


@pytest.mark.parametrize("genre", ["503", "injoignable", "delai", "liste_malformee", "404", "429"])
def test_une_liste_illisible_ne_conclut_rien(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge, genre: str
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=True)
    controle.ajouter_panne(Panne(genre, "lister-depots", Moment.APRES, 3))
    horloge.avancer(minutes=3)
    avancer_depots(ctx)
    lu = _lire(depot)
    assert (lu.etat, lu.essais) == ("inconnu", 1)
    assert lu.derniere_erreur
    assert lu.prochaine_action_le is not None
    assert lu.prochaine_action_le > horloge()
    _vivre(ctx, horloge, hours=6)
    assert _lire(depot).etat == "depose"
    assert set(controle.sommes().values()) == {1}


def test_une_preuve_illisible_n_est_pas_une_absence_de_preuve(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=True)
    controle.ajouter_panne(Panne("503", "lister-retours-flux", Moment.AVANT, 1000))
    _vivre(ctx, horloge, hours=1)
    assert _lire(depot).etat == "inconnu"
    controle.vider_pannes()
    _vivre(ctx, horloge, hours=2)
    assert _lire(depot).etat == "depose"


@pytest.mark.parametrize("service", ["lister-depots", "lister-retours-flux"])
def test_un_acces_refuse_retient_la_recherche_jusqu_a_une_personne(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge, service: str
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=True)
    controle.ajouter_panne(Panne("jeton_invalide", service, Moment.AVANT, 2))
    _vivre(ctx, horloge, minutes=10)
    lu = _lire(depot)
    assert (lu.etat, lu.prochaine_action_le) == ("inconnu", None)
    assert Identifiant.objects.get().etat == Identifiant.Etat.BLOQUE


def test_un_flux_interdit_ne_condamne_pas_le_compte(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=True)
    controle.ajouter_panne(Panne("403", "lister-retours-flux"))
    _vivre(ctx, horloge, minutes=20)
    assert _lire(depot).etat == "depose"
    assert Identifiant.objects.get().etat == Identifiant.Etat.OK


def test_un_document_remplace_entre_deux_appels_est_attendu(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=True)
    controle.ajouter_panne(Panne("404", "telecharger-retour", Moment.AVANT, 2))
    _vivre(ctx, horloge, minutes=30)
    assert _lire(depot).etat == "depose"


def test_un_accuse_qui_manque_n_efface_pas_la_preuve(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=True)
    vrai, telecharges = ctx.transport, []

    class SansAccuse:
        def envoyer(self, requete: Requete) -> Reponse:
            if requete.service is Service.TELECHARGER:
                telecharges.append(requete.url)
                if len(telecharges) == 2:
                    return Reponse(404, horloge())
            return vrai.envoyer(requete)

    ctx.transport = SansAccuse()
    _vivre(ctx, horloge, minutes=20)
    lu = _lire(depot)
    assert len(telecharges) == 2
    assert (lu.etat, lu.accuse_somme) == ("depose", "")


def test_l_expires_de_la_liste_est_respecte(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=False)
    horloge.avancer(minutes=2)
    avancer_depots(ctx)
    permis = Identifiant.objects.get().depots_pas_avant
    assert permis == horloge() + timedelta(minutes=2)
    Depot.objects.filter(pk=depot.pk).update(prochaine_action_le=horloge())
    horloge.avancer(seconds=60)
    avancer_depots(ctx)
    assert controle.compteurs()["lister-depots"] == 1
    assert _lire(depot).prochaine_action_le == permis


def test_une_fenetre_trop_large_est_retrecie(
    ctx: Contexte,
    controle: Controle,
    identifiant: Identifiant,
    horloge: Horloge,
    administration: Administration,
) -> None:
    administration.options = Options(largeur_depots=5)
    depot = _perdre(ctx, controle, identifiant, recu=True)
    _vivre(ctx, horloge, minutes=40)
    assert _lire(depot).etat == "depose"
    assert Identifiant.objects.get().largeur_depots_minutes == 5


def test_l_heure_double_d_octobre_ne_cache_pas_un_depot(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    horloge.instant = datetime(2026, 10, 25, 1, 20, tzinfo=UTC)  # 2 h 20, second passage
    depot = _perdre(ctx, controle, identifiant, recu=True)
    _vivre(ctx, horloge, minutes=30)
    assert _lire(depot).etat == "inconnu", "rien ne se conclut pendant l’heure double"
    _vivre(ctx, horloge, hours=1)
    assert _lire(depot).etat == "depose"
    assert set(controle.sommes().values()) == {1}


def test_un_depot_absent_d_une_liste_de_l_heure_double_va_a_une_personne(
    ctx: Contexte, controle: Controle, identifiant: Identifiant, horloge: Horloge
) -> None:
    horloge.instant = datetime(2026, 10, 25, 0, 20, tzinfo=UTC)  # 2 h 20, first passage
    depot = _perdre(ctx, controle, identifiant, recu=False)
    _vivre(ctx, horloge, hours=4)
    lu = _lire(depot)
    assert (lu.etat, lu.candidats) == ("a_decider", [])
    assert controle.depots() == []


def test_un_concentrateur_retrouve_son_depot(ctx: Contexte, controle: Controle, horloge: Horloge) -> None:
    hub = enregistrer_identifiant(
        SaisieIdentifiant(
            "Hub",
            SIREN + NIC,
            "HUB",
            "Zoé",
            mot_de_passe=MOT_DE_PASSE,
            mode="concentrateur",
            declarant_siret=SIREN + NIC,
            declarant_nom="DURAND",
            declarant_prenom="Léa",
        ),
        ctx,
    )
    lier(hub, None, None, ctx)
    depot = _perdre(ctx, controle, hub, recu=True)
    _vivre(ctx, horloge, minutes=40)
    assert _lire(depot).etat == "depose"


# --- races ------------------------------------------------------------------------------------------

Geste = Callable[[Depot, Contexte], object]


def test_une_conclusion_tardive_ne_defait_pas_ce_qui_a_ete_decide(
    ctx: Contexte,
    administration: Administration,
    controle: Controle,
    identifiant: Identifiant,
    horloge: Horloge,
) -> None:
    depot = _perdre(ctx, controle, identifiant, recu=True)
    _sans_document(administration)
    _vivre(ctx, horloge, minutes=40)
    (recu,) = controle.depots()
    controle.publier(recu["idflux"], "11")
    horloge.avancer(hours=1)
    travail = TravailDepot()
    (tache,) = travail.commencer([depot.pk], ctx)
    trouvaille = travail.executer(tache, ctx)
    abandonner(_lire(depot), ctx)
    travail.consigner([trouvaille], ctx)
    assert _lire(depot).etat == "abandonne"
    assert not Flux.objects.exists()
