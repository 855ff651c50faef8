"""Polling that loses nothing: windows, cursor, catching up, failures, the hour that exists twice."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.aide import MOT_DE_PASSE, NIC, SIREN, Horloge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant, Releve
    from recepisse.simulateur.controle import Controle
    from recepisse.simulateur.etat import Administration


@pytest.fixture
def controle(administration: "Administration") -> "Controle":
    from recepisse.simulateur.controle import Controle

    return Controle(administration)


@pytest.fixture
def releve(ctx: "Contexte") -> "Iterator[Any]":
    """Poll every due account once, and nothing else."""
    from recepisse.gestion.gestes.releves.relever import TravailReleve
    from recepisse.travaux.catalogue import Poste
    from recepisse.travaux.moteurs.interne import Moteur

    moteur = Moteur(ctx, [Poste(TravailReleve(), 50)])
    yield moteur.tour
    moteur.fermer()


def demander(ctx: "Contexte") -> None:
    from recepisse.gestion.gestes.releves.cadence import relever_maintenant

    relever_maintenant(ctx)


def depuis(identifiant: "Identifiant", maintenant: datetime, **recul: float) -> None:
    """Put the cursor back."""
    from recepisse.gestion.models import Identifiant

    Identifiant.objects.filter(pk=identifiant.pk).update(curseur=maintenant - timedelta(**recul))


def declarant() -> Any:
    from recepisse.echanges.messages import Declarant

    return Declarant(SIREN + NIC, "MARTIN", "Zoé")


def derniers_releves() -> "list[Releve]":
    from recepisse.gestion.models import Releve

    return list(Releve.objects.order_by("pk"))


def test_un_releve_lit_jusqu_a_deux_minutes_avant_maintenant(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, releve: Any
) -> None:
    from recepisse.gestion.models import Retour

    depot = controle.deposer(declarant())
    horloge.avancer(minutes=30)
    demander(ctx)
    assert releve() == 1
    identifiant.refresh_from_db()
    assert identifiant.curseur == horloge() - timedelta(minutes=2)
    assert identifiant.prochaine_action_le is None
    assert identifiant.bail_jusqu_a is None
    assert identifiant.demande_le is None
    assert (identifiant.etat, identifiant.dernier_succes_le) == ("ok", horloge())
    assert identifiant.largeur_minutes == 60
    assert {r.nature for r in Retour.objects.filter(flux__idflux=depot.idflux)} >= {"10", "11"}
    (ligne,) = derniers_releves()
    assert (ligne.issue, ligne.cause, ligne.fenetre_fin) == ("succes", "demande", identifiant.curseur)
    assert (ligne.nb_flux, ligne.nb_nouveaux) == (1, Retour.objects.count())


def test_rien_n_est_perdu_entre_deux_releves(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, releve: Any
) -> None:
    """A return published at any second of a day is met exactly once."""
    from recepisse.gestion.models import Retour, VersionRetour

    depot = controle.deposer(declarant())
    attendus = 0
    for rang in range(48):
        horloge.avancer(minutes=17, seconds=31)
        controle.publier(depot.idflux, "51", ops=f"OC{rang:03}")
        attendus += 1
        demander(ctx)
        releve()
    horloge.avancer(minutes=30)
    demander(ctx)
    releve()
    assert Retour.objects.filter(nature="51", ops__startswith="OC").count() == attendus
    assert not VersionRetour.objects.filter(retour__nature="51", numero__gt=1).exists()


def test_le_rattrapage_avance_par_tours_bornes(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, releve: Any
) -> None:
    from recepisse.gestion.gestes.releves.cadence import battre
    from recepisse.gestion.models import Identifiant, Releve, Retour

    depuis(identifiant, horloge(), days=5)
    depot = controle.deposer(declarant())
    controle.publier(depot.idflux, "94")
    horloge.avancer(hours=1)
    battre(ctx)
    releve()
    identifiant.refresh_from_db()
    assert identifiant.prochaine_action_le == horloge()
    assert derniers_releves()[-1].cause == Releve.Cause.RATTRAPAGE
    tours = 1
    while Identifiant.objects.filter(prochaine_action_le__isnull=False).exists():
        releve()
        tours += 1
        assert tours < 10
    assert tours == 3
    identifiant.refresh_from_db()
    assert identifiant.curseur == horloge() - timedelta(minutes=2)
    assert Retour.objects.filter(nature="94").count() == 1
    fenetres = [(r.fenetre_debut, r.fenetre_fin) for r in derniers_releves()]
    assert all(avant[1] == apres[0] for avant, apres in pairwise(fenetres))


def test_une_fenetre_ratee_ne_deplace_pas_le_curseur_au_dela(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, releve: Any
) -> None:

    horloge.avancer(minutes=5)
    demander(ctx)
    releve()
    identifiant.refresh_from_db()
    debut = identifiant.curseur
    horloge.avancer(hours=3)
    demander(ctx)
    moitie = _TransportQuiTombe(ctx.transport, apres=2)
    ctx.transport = moitie
    releve()
    identifiant.refresh_from_db()
    assert debut < identifiant.curseur < horloge() - timedelta(hours=1)
    assert identifiant.etat == "en_difficulte"
    assert identifiant.prochaine_action_le is not None
    assert identifiant.prochaine_action_le > horloge()
    lu, rate = derniers_releves()[-2:]
    assert (lu.issue, rate.issue) == ("succes", "injoignable")
    assert lu.fenetre_fin == rate.fenetre_debut == identifiant.curseur


class _TransportQuiTombe:
    """Carries a few calls, then finds nobody."""

    def __init__(self, dedans: Any, apres: int) -> None:
        self.dedans, self.reste = dedans, apres

    def envoyer(self, requete: Any) -> Any:
        from recepisse.erreurs import Injoignable

        if self.reste == 0:
            raise Injoignable
        self.reste -= 1
        return self.dedans.envoyer(requete)


@pytest.mark.parametrize(
    ("panne", "etat", "issue"),
    [
        ("mot_de_passe", "bloque", "acces_refuse"),
        ("mot_de_passe_expire", "bloque", "acces_refuse"),
        ("403", "bloque", "acces_refuse"),
        ("500", "en_difficulte", "injoignable"),
        ("503", "en_difficulte", "injoignable"),
        ("maintenance", "en_difficulte", "injoignable"),
        ("404", "en_difficulte", None),
    ],
)
def test_un_echec_n_est_jamais_muet(
    ctx: "Contexte",
    identifiant: "Identifiant",
    controle: "Controle",
    horloge: Horloge,
    releve: Any,
    panne: str,
    etat: str,
    issue: str | None,
) -> None:
    from recepisse.simulateur.pannes import Panne

    horloge.avancer(minutes=30)
    curseur = identifiant.curseur
    controle.ajouter_panne(Panne(panne))
    demander(ctx)
    releve()
    identifiant.refresh_from_db()
    (ligne,) = derniers_releves()
    assert identifiant.etat == etat
    assert ligne.issue == (issue or ligne.issue) != "succes"
    assert ligne.message
    assert identifiant.curseur == curseur
    assert (identifiant.prochaine_action_le is None) == (etat == "bloque")
    assert MOT_DE_PASSE not in ligne.message


def test_un_identifiant_bloque_n_est_pas_reveille(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, releve: Any
) -> None:
    from recepisse.gestion.gestes.releves.cadence import battre
    from recepisse.simulateur.pannes import Panne

    controle.ajouter_panne(Panne("mot_de_passe"))
    horloge.avancer(minutes=30)
    demander(ctx)
    releve()
    connexions = controle.compteurs()["authentifier"]
    for _heure in range(30):
        horloge.avancer(hours=1)
        battre(ctx)
        demander(ctx)
        releve()
    assert controle.compteurs()["authentifier"] == connexions


def test_un_429_attend_et_demande_moins_large(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, releve: Any
) -> None:
    from recepisse.simulateur.pannes import Panne

    horloge.avancer(hours=2)
    controle.ajouter_panne(Panne("429", service="lister-retours-declarant"))
    demander(ctx)
    releve()
    identifiant.refresh_from_db()
    assert identifiant.etat != "bloque"
    assert identifiant.largeur_minutes is not None
    assert identifiant.largeur_minutes < 60
    assert identifiant.pas_avant is not None
    assert identifiant.prochaine_action_le == identifiant.pas_avant > horloge()
    horloge.instant = identifiant.pas_avant
    releve()
    identifiant.refresh_from_db()
    assert identifiant.largeur_minutes == 60
    assert derniers_releves()[0].issue == "patienter"


def test_une_largeur_reduite_par_le_service_est_suivie(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge, releve: Any
) -> None:
    from recepisse.simulateur.double import TransportSimule
    from recepisse.simulateur.etat import Administration
    from recepisse.simulateur.options import Options

    ctx.transport = TransportSimule(Administration(horloge, Options(largeur_declarant=15)))
    horloge.avancer(hours=2)
    demander(ctx)
    for _essai in range(12):
        releve()
        identifiant.refresh_from_db()
        if identifiant.prochaine_action_le is None:
            break
        horloge.instant = max(horloge(), identifiant.prochaine_action_le)
    assert identifiant.largeur_minutes == 15
    assert identifiant.curseur >= horloge() - timedelta(minutes=30)


def test_une_reponse_malformee_est_conservee(
    ctx: "Contexte", identifiant: "Identifiant", controle: "Controle", horloge: Horloge, releve: Any
) -> None:
    from recepisse.simulateur.pannes import Panne

    horloge.avancer(minutes=30)
    controle.ajouter_panne(Panne("liste_malformee", service="lister-retours-declarant"))
    demander(ctx)
    releve()
    (ligne,) = derniers_releves()
    assert ligne.issue == "reponse_inattendue"
    assert ctx.archive.lire(ligne.reponse_somme)


def test_expires_retient_le_prochain_releve_general(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge, releve: Any
) -> None:
    horloge.avancer(minutes=30)
    demander(ctx)
    releve()
    horloge.avancer(seconds=30)
    demander(ctx)
    identifiant.refresh_from_db()
    assert identifiant.pas_avant is not None
    assert identifiant.prochaine_action_le == identifiant.pas_avant > horloge()
    assert releve() == 0


def test_une_absence_de_plus_de_trois_mois_est_dite(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge, releve: Any
) -> None:
    depuis(identifiant, horloge(), days=120)
    horloge.avancer(minutes=30)
    demander(ctx)
    releve()
    premiere = derniers_releves()[0]
    assert "trois mois" in premiere.message
    identifiant.refresh_from_db()
    assert identifiant.curseur > horloge() - timedelta(days=92)


def test_un_identifiant_inactif_n_est_pas_releve(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge, releve: Any
) -> None:
    from recepisse.gestion.models import Identifiant

    horloge.avancer(minutes=30)
    Identifiant.objects.update(actif=False, prochaine_action_le=horloge())
    releve()
    identifiant.refresh_from_db()
    assert (identifiant.prochaine_action_le, identifiant.bail_jusqu_a) == (None, None)
    assert derniers_releves() == []


def test_suspendu_seule_une_demande_est_executee(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge, releve: Any
) -> None:
    from recepisse.gestion.gestes.releves.cadence import suspendre
    from recepisse.gestion.models import Identifiant

    horloge.avancer(minutes=30)
    suspendre(ctx)
    Identifiant.objects.update(prochaine_action_le=horloge())
    releve()
    assert derniers_releves() == []
    demander(ctx)
    releve()
    assert len(derniers_releves()) == 1


def test_les_comptes_qui_reussissent_pareil_sont_une_seule_ecriture(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge, django_assert_max_num_queries: Any
) -> None:
    from recepisse.gestion.gestes.releves.relever import TravailReleve
    from recepisse.gestion.models import Identifiant

    Identifiant.objects.update(etat="ok")
    modele = Identifiant.objects.get()
    for rang in range(30):
        modele.pk, modele.nom = None, f"NOM{rang}"
        modele.save()
    horloge.avancer(minutes=30)
    travail = TravailReleve()
    ids = list(Identifiant.objects.values_list("pk", flat=True))
    resultats = [travail.executer(t, ctx) for t in travail.commencer(ids, ctx)]
    with django_assert_max_num_queries(8):
        travail.consigner(resultats, ctx)
    assert Identifiant.objects.filter(curseur=horloge() - timedelta(minutes=2)).count() == 31


def test_un_coffre_qui_ne_s_ouvre_pas_se_voit(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge, releve: Any
) -> None:
    from recepisse.coffre import Coffre

    ctx.coffre = Coffre(bytes(32))
    horloge.avancer(minutes=30)
    demander(ctx)
    releve()
    (ligne,) = derniers_releves()
    assert ligne.issue == "erreur"
    identifiant.refresh_from_db()
    assert identifiant.etat == "en_difficulte"
    assert identifiant.conseil


def test_une_identite_corrigee_ouvre_une_autre_session(ctx: "Contexte", identifiant: "Identifiant") -> None:
    premiere = ctx.session(identifiant)
    assert ctx.session(identifiant) is premiere
    identifiant.prenom = "Zoë"
    seconde = ctx.session(identifiant)
    assert seconde is not premiere
    assert seconde.identite.prenom == "Zoë"


def test_les_limites_des_reglages_s_appliquent(ctx: "Contexte") -> None:
    from dataclasses import replace

    from recepisse.echanges.messages import Requete, Service
    from recepisse.gestion.gestes.contexte import TransportRegle

    recues: list[Requete] = []

    class Note:
        def envoyer(self, requete: Requete) -> Any:
            recues.append(requete)

    reglages = replace(ctx.reglages, delai_reponse=timedelta(seconds=7), taille_max_document=1000)
    transport = TransportRegle(Note(), reglages)
    for service in (Service.TELECHARGER, Service.DEPOSER, Service.LISTER_DEPOTS):
        transport.envoyer(Requete(service, "GET", "http://127.0.0.1/", {}, delai=600.0, corps_max=10**9))
    assert [(r.delai, r.corps_max) for r in recues] == [(7.0, 1000), (600.0, 10**9), (7.0, 10**9)]


OCTOBRE = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
MARS = datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("heure_double", ["brut", "premier", "second"])
@pytest.mark.parametrize("changement", [OCTOBRE, MARS])
@pytest.mark.parametrize("pas", [timedelta(minutes=5), timedelta(hours=1)])
def test_les_deux_changements_d_heure_ne_perdent_rien(
    ctx: "Contexte", horloge: Horloge, heure_double: str, changement: datetime, pas: timedelta
) -> None:
    """One return every seven minutes around the change; all of them are met, by windows or by flux."""
    from recepisse.gestion.gestes.acces.enregistrer_identifiant import (
        SaisieIdentifiant,
        enregistrer_identifiant,
    )
    from recepisse.gestion.gestes.releves.rafraichir import TravailFlux
    from recepisse.gestion.gestes.releves.relever import TravailReleve
    from recepisse.gestion.models import Retour
    from recepisse.simulateur.controle import Controle
    from recepisse.simulateur.double import TransportSimule
    from recepisse.simulateur.etat import Administration
    from recepisse.simulateur.options import HeureDouble, Options
    from recepisse.travaux.catalogue import Poste
    from recepisse.travaux.moteurs.interne import Moteur

    horloge.instant = changement - timedelta(hours=4)
    administration = Administration(horloge, Options(heure_double=HeureDouble(heure_double)))
    controle = Controle(administration)
    ctx.transport = TransportSimule(administration)
    enregistrer_identifiant(
        SaisieIdentifiant("Cabinet", SIREN + NIC, "MARTIN", "Zoé", mot_de_passe=MOT_DE_PASSE), ctx
    )
    depot = controle.deposer(declarant())
    horloge.avancer(minutes=1)
    attendus, prochain = 0, horloge()
    moteur = Moteur(ctx, [Poste(TravailReleve(), 50), Poste(TravailFlux(), 50)])
    fin = changement + timedelta(hours=5)
    while horloge() < fin:
        if horloge() < changement + timedelta(hours=3):
            controle.publier(depot.idflux, "51", ops=f"OC{attendus:03}")
            attendus += 1
        horloge.avancer(minutes=7)
        if horloge() >= prochain:
            prochain = horloge() + pas
            demander(ctx)
        moteur.tour()
        moteur.tour()
    moteur.fermer()
    assert Retour.objects.filter(nature="51", ops__startswith="OC").count() == attendus
