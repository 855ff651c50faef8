"""What must still come: written when a deposit is taken, settled as its returns come (feature C17)."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recepisse.echanges.messages import Declarant
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.envois.decider_depot import adopter_candidat
from recepisse.gestion.gestes.envois.deposer import TravailDepot
from recepisse.gestion.gestes.releves.adopter_flux import adopter_flux
from recepisse.gestion.gestes.releves.cadence import relever_maintenant
from recepisse.gestion.gestes.releves.relever import TravailReleve
from recepisse.gestion.gestes.retours.attendus import (
    attendus_de_declaration,
    en_retard,
    encore_attendus,
    restants,
)
from recepisse.gestion.gestes.retours.prevoir_retours import (
    ACCEPTEE_ENSUITE,
    ANTERIEURE,
    REFUSEE,
    REMPLACEE,
    Recu,
    constater,
    prevoir_depot,
)
from recepisse.gestion.models import (
    Depot,
    Envoi,
    Etablissement,
    Flux,
    Identifiant,
    Retour,
    RetourAttendu,
)
from recepisse.reglages import Reglages
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.pannes import Moment, Panne
from recepisse.travaux.catalogue import Poste
from recepisse.travaux.moteurs.interne import Moteur
from tests.integration.aide import NIC, SIREN, Declaree, Horloge, avancer_depots, build_dsn, envoyer
from tests.integration.test_listing_enregistrement import creer_declaration, enregistrer
from tests.integration.test_listing_lignes import entree

TITULAIRE = Declarant(SIREN + NIC, "MARTIN", "Zoé")
DUES = ["10", "11", "121", "50", "50", "51", "51", "60", "61", "119", "120", "70", "71", "92", "94"]
FACULTATIFS = ["20", "21", "62", "93", "95"]
ADHESIONS = (
    "S21.G00.15.001,'CTR1'",
    "S21.G00.15.002,'P0012'",
    "S21.G00.15.001,'CTR2'",
    "S21.G00.15.002,'AUMGM1'",
    "S21.G00.15.003,'DZ2114'",
)


def dsn(*declarees: Declaree, essai: bool = False, adhesions: tuple[str, ...] = ADHESIONS) -> bytes:
    """Return the bytes of a file whose people belong to Agirc-Arrco, and its adhesions."""
    lignes: list[str] = []
    for ligne in build_dsn(declarees or [Declaree()], essai=essai).decode("latin-1").splitlines():
        if ligne.startswith("S21.G00.30.001"):
            lignes += adhesions
        lignes.append(ligne)
        if ligne.startswith("S21.G00.40.009"):
            lignes.append("S21.G00.71.002,'RUAA'")
    compte = f"S90.G00.90.001,'{len(lignes)}'"
    return "".join(
        (compte if ligne.startswith("S90.G00.90.001") else ligne) + "\r\n" for ligne in lignes
    ).encode("latin-1")


@pytest.fixture
def controle(administration: Administration) -> Controle:
    return Controle(administration)


@pytest.fixture
def relever(ctx: Contexte, horloge: Horloge) -> Iterator[Callable[..., None]]:
    """Move the clock, then poll until nothing is due."""
    moteur = Moteur(ctx, [Poste(TravailReleve(), 50)])

    def faire(**duree: float) -> None:
        horloge.avancer(**duree)
        relever_maintenant(ctx)
        while moteur.tour():
            pass

    yield faire
    moteur.fermer()


def deposer(ctx: Contexte, identifiant: Identifiant, octets: bytes) -> Depot:
    """Send a file of one declaration and deposit it."""
    envoi = envoyer(ctx, identifiant, octets, confirme_reel=True)
    avancer_depots(ctx)
    return envoi.depots.get()


def natures(flux: Flux | None = None, **filtres: object) -> list[str]:
    lignes = RetourAttendu.objects.filter(**filtres).order_by("pk")
    return list((lignes.filter(flux=flux) if flux else lignes).values_list("nature", flat=True))


def etats(depot: Depot, maintenant: datetime) -> dict[str, list[str]]:
    """Return the natures of a deposit by state."""
    par_etat: dict[str, list[str]] = {}
    for ligne in attendus_de_declaration(depot.declaration, maintenant):
        if ligne.attendu.flux.depot_id == depot.pk:
            par_etat.setdefault(ligne.etat.value, []).append(ligne.attendu.nature)
    return par_etat


def test_a_deposit_gets_its_timetable_from_what_it_contains(ctx: Contexte, identifiant: Identifiant) -> None:
    envoi = envoyer(ctx, identifiant, dsn(), confirme_reel=True)
    depot = envoi.depots.get()
    assert depot.contenu["agirc_arrco"] is True
    assert [a["organisme"] for a in depot.contenu["adhesions"]] == ["P0012", "AUMGM1"]
    assert "1850578006048" not in json.dumps(depot.contenu)
    assert not RetourAttendu.objects.exists()
    avancer_depots(ctx)
    assert natures(retard_le__isnull=False) == DUES
    assert natures(retard_le__isnull=True) == FACULTATIFS
    assert list(
        RetourAttendu.objects.filter(nature="51").order_by("pk").values_list("ops", "delegataire")
    ) == [
        ("P0012", ""),
        ("AUMGM1", "DZ2114"),
    ]
    dgfip = RetourAttendu.objects.get(nature="94")
    assert dgfip.prevu_le.isoformat() == "2026-11-23T22:59:00+00:00"
    assert dgfip.retard_le is not None
    assert dgfip.retard_le.isoformat() == "2026-11-26T22:59:00+00:00"


def test_each_declaration_of_an_envoi_has_its_own(ctx: Contexte, identifiant: Identifiant) -> None:
    octets = dsn(Declaree(nic="00074"), Declaree(nic="00082", nature="04", mois=""), adhesions=())
    envoi = envoyer(ctx, identifiant, octets, confirme_reel=True)
    avancer_depots(ctx)
    mensuelle, arret = envoi.depots.order_by("rang")
    assert "94" in natures(flux__depot=mensuelle)
    assert natures(flux__depot=arret) == ["10", "11", "20", "21", "121", "30", "31"]


def test_an_ordinary_month_is_received_whole(
    ctx: Contexte, identifiant: Identifiant, relever: Callable[..., None], horloge: Horloge
) -> None:
    """The simulated services answer as the table expects: every due return comes, none is ever late."""
    depot = deposer(ctx, identifiant, dsn())
    for _ in range(25):
        relever(days=1)
        assert not en_retard(horloge()).exists()
    par_etat = etats(depot, horloge())
    assert sorted(par_etat["recu"]) == sorted([*DUES, "20"])
    assert sorted(par_etat["sans_objet"]) == ["21", "62", "93", "95"]
    recue = RetourAttendu.objects.get(nature="51", ops="AUMGM1")
    assert recue.retour is not None
    assert (recue.retour.ops, recue.retour.delegataire) == ("AUMGM1", "DZ2114")


def test_silence_is_late_return_after_return(
    ctx: Contexte, identifiant: Identifiant, horloge: Horloge
) -> None:
    depot = deposer(ctx, identifiant, dsn())
    assert etats(depot, horloge()) == {"attendu": natures()}
    horloge.avancer(hours=5)
    assert [a.nature for a in en_retard(horloge())] == ["10", "11"]
    horloge.avancer(days=60)
    assert sorted(a.nature for a in en_retard(horloge())) == sorted(DUES)
    assert etats(depot, horloge())["sans_objet"] == FACULTATIFS
    retards = [a.retard_le for a in en_retard(horloge()) if a.retard_le]
    assert retards == sorted(retards)


def test_what_is_still_expected_can_be_narrowed(
    ctx: Contexte, identifiant: Identifiant, horloge: Horloge
) -> None:
    deposer(ctx, identifiant, dsn())
    deposer(ctx, identifiant, dsn(Declaree(mois="01092026")))
    horloge.avancer(hours=5)
    assert en_retard(horloge()).count() == 4
    assert en_retard(horloge(), mois="2026-09").count() == 2
    assert en_retard(horloge(), siren=SIREN, mois="2026-10").count() == 2
    assert not restants(siren="404833048").exists()
    lignes = encore_attendus(horloge(), mois="2026-10")
    assert [ligne.etat.value for ligne in lignes[:3]] == ["en_retard", "en_retard", "attendu"]
    facultatifs = [ligne.facultatif for ligne in lignes]
    assert facultatifs == sorted(facultatifs)
    assert lignes[0].libelle == "Accusé d’enregistrement (AEE)"
    horloge.avancer(days=30)
    assert not any(ligne.facultatif for ligne in encore_attendus(horloge()))


def test_nothing_more_is_expected_of_a_refused_declaration(
    ctx: Contexte,
    identifiant: Identifiant,
    controle: Controle,
    relever: Callable[..., None],
    horloge: Horloge,
) -> None:
    controle.choisir_scenario(SIREN + NIC, "refus")
    depot = deposer(ctx, identifiant, dsn())
    relever(minutes=30)
    par_etat = etats(depot, horloge())
    assert par_etat["recu"] == ["10", "11"]
    assert set(par_etat) == {"recu", "sans_objet"}
    assert set(RetourAttendu.objects.filter(sans_objet=True).values_list("motif", flat=True)) == {REFUSEE}
    assert not en_retard(horloge() + timedelta(days=90)).exists()


def test_a_certificate_in_place_of_a_refusal_opens_the_rest_again(
    ctx: Contexte, identifiant: Identifiant, controle: Controle, relever: Callable[..., None]
) -> None:
    controle.choisir_scenario(SIREN + NIC, "refus")
    deposer(ctx, identifiant, dsn())
    relever(minutes=30)
    assert RetourAttendu.objects.filter(sans_objet=True).exists()
    controle.ecraser(Flux.objects.get().idflux, "11", "OK")
    relever(minutes=30)
    assert not RetourAttendu.objects.filter(sans_objet=True).exists()
    assert set(RetourAttendu.objects.filter(retour__isnull=True).values_list("motif", flat=True)) == {
        ACCEPTEE_ENSUITE
    }


def test_a_deposit_rejected_at_the_door_expects_nothing(
    ctx: Contexte, identifiant: Identifiant, controle: Controle
) -> None:
    controle.choisir_scenario(SIREN + NIC, "rejet")
    depot = deposer(ctx, identifiant, dsn())
    depot.refresh_from_db()
    assert depot.etat == "refuse"
    assert not RetourAttendu.objects.exists()


@pytest.mark.parametrize("type_", ["03", "05"])
def test_a_replaced_declaration_is_waited_for_no_more(
    ctx: Contexte, identifiant: Identifiant, relever: Callable[..., None], horloge: Horloge, type_: str
) -> None:
    premier = deposer(ctx, identifiant, dsn())
    autre = deposer(ctx, identifiant, dsn(Declaree(nic="00082")))
    relever(hours=1)
    attendait = etats(premier, horloge())["attendu"]
    assert "94" in attendait
    second = deposer(ctx, identifiant, dsn(Declaree(ordre="2", type=type_)))
    assert etats(premier, horloge())["attendu"] == attendait
    relever(hours=1)
    apres = etats(premier, horloge())
    assert "attendu" not in apres
    assert "94" in apres["sans_objet"]
    motifs = RetourAttendu.objects.filter(flux__depot=premier, sans_objet=True).values_list(
        "motif", flat=True
    )
    assert set(motifs) == {REMPLACEE}
    assert "94" in etats(autre, horloge())["attendu"]
    assert not RetourAttendu.objects.filter(flux__depot=second, sans_objet=True).exists()


def test_a_refused_replacement_replaces_nothing(
    ctx: Contexte,
    identifiant: Identifiant,
    controle: Controle,
    relever: Callable[..., None],
    horloge: Horloge,
) -> None:
    premier = deposer(ctx, identifiant, dsn())
    controle.choisir_scenario(SIREN + NIC, "refus")
    deposer(ctx, identifiant, dsn(Declaree(ordre="2", type="03")))
    relever(hours=1)
    assert "94" in etats(premier, horloge())["attendu"]


def test_a_return_that_comes_after_all_is_received(
    ctx: Contexte, identifiant: Identifiant, controle: Controle, relever: Callable[..., None]
) -> None:
    depot = deposer(ctx, identifiant, dsn())
    RetourAttendu.objects.filter(nature="119").update(sans_objet=True, motif=REMPLACEE)
    controle.publier(Flux.objects.get(depot=depot).idflux, "119")
    relever(minutes=10)
    assert etats(depot, ctx.horloge())["recu"].count("119") == 1


@pytest.mark.parametrize(
    ("declaree", "refuse"), [(Declaree(), False), (Declaree(nature="04", mois=""), True)]
)
def test_an_unknown_person_refuses_an_event_and_not_a_month(
    ctx: Contexte, identifiant: Identifiant, controle: Controle, declaree: Declaree, refuse: bool
) -> None:
    depot = deposer(ctx, identifiant, dsn(declaree))
    flux = Flux.objects.get(depot=depot)
    enregistrer(ctx, identifiant, entree("7", nature="20", statut="KO", ops=""), idflux=flux.idflux)
    assert RetourAttendu.objects.filter(motif=REFUSEE, sans_objet=True).exists() is refuse
    assert RetourAttendu.objects.get(nature="20").retour is not None


def test_a_trial_is_answered_by_the_deposit_point_alone(ctx: Contexte, identifiant: Identifiant) -> None:
    deposer(ctx, identifiant, dsn(essai=True))
    assert natures() == ["10", "11", "20", "21"]


@pytest.mark.parametrize(
    ("de_l_etablissement", "du_reglage", "report", "prevu"),
    [
        (None, 15, False, "2026-11-20T22:59:00+00:00"),
        (None, 15, True, "2026-11-21T22:59:00+00:00"),
        (None, 5, False, "2026-11-10T22:59:00+00:00"),
        (5, 15, False, "2026-11-10T22:59:00+00:00"),
        (15, 5, False, "2026-11-20T22:59:00+00:00"),
    ],
)
def test_the_due_day_is_the_establishment_s_or_the_common_one(
    ctx: Contexte,
    identifiant: Identifiant,
    de_l_etablissement: int | None,
    du_reglage: int,
    report: bool,
    prevu: str,
) -> None:
    reglages = ctx.reglages
    ctx.reglages = Reglages(
        donnees=reglages.donnees,
        adresses=reglages.adresses,
        jour_echeance=du_reglage,
        report_echeance=report,
    )
    envoyer(ctx, identifiant, dsn(), confirme_reel=True)
    Etablissement.objects.update(jour_echeance=de_l_etablissement)
    avancer_depots(ctx)
    assert RetourAttendu.objects.get(nature="120").prevu_le.isoformat() == prevu


def test_a_deposit_found_again_gets_its_timetable(
    ctx: Contexte, identifiant: Identifiant, controle: Controle, horloge: Horloge
) -> None:
    envoi = envoyer(ctx, identifiant, dsn(), confirme_reel=True)
    controle.ajouter_panne(Panne("coupure", "deposer-dsn", Moment.APRES))
    avancer_depots(ctx)
    assert not RetourAttendu.objects.exists()
    for _ in range(6):
        horloge.avancer(minutes=5)
        avancer_depots(ctx)
    assert envoi.depots.get().etat == "depose"
    assert natures(retard_le__isnull=False) == DUES


def test_a_deposit_decided_by_a_person_gets_its_timetable(
    ctx: Contexte, identifiant: Identifiant, controle: Controle
) -> None:
    envoi = envoyer(ctx, identifiant, dsn(), confirme_reel=True)
    recu = controle.deposer(TITULAIRE)
    Depot.objects.update(
        etat="a_decider",
        tentative_le=ctx.horloge(),
        candidats=[{"idflux": recu.idflux, "date": "", "statut": "OK"}],
    )
    adopter_candidat(envoi.depots.get(), recu.idflux, ctx)
    assert natures(retard_le__isnull=False) == DUES


def test_returns_met_before_the_receipt_are_received_at_once(
    ctx: Contexte, identifiant: Identifiant, relever: Callable[..., None], horloge: Horloge
) -> None:
    """The polling may announce the flux of a deposit whose answer is still to be written."""
    envoi = envoyer(ctx, identifiant, dsn(), confirme_reel=True)
    travail = TravailDepot()
    (tache,) = travail.commencer([envoi.depots.get().pk], ctx)
    reponse = travail.executer(tache, ctx)
    relever(minutes=30)
    assert Retour.objects.filter(nature="11").exists()
    assert not RetourAttendu.objects.exists()
    travail.consigner([reponse], ctx)
    assert {"10", "11"} <= set(natures(retour__isnull=False))
    assert not en_retard(horloge()).exists()


def test_a_timetable_is_written_once(ctx: Contexte, identifiant: Identifiant) -> None:
    depot = deposer(ctx, identifiant, dsn())
    avant = RetourAttendu.objects.count()
    prevoir_depot(depot, Flux.objects.get(), ctx)
    assert RetourAttendu.objects.count() == avant


def test_a_deposit_of_unknown_content_makes_nothing_late_that_hangs_on_it(
    ctx: Contexte, identifiant: Identifiant
) -> None:
    """A row written by an earlier version has an empty content."""
    envoyer(ctx, identifiant, dsn(), confirme_reel=True)
    Depot.objects.update(contenu={})
    avancer_depots(ctx)
    assert natures(retard_le__isnull=False) == [n for n in DUES if n not in {"50", "51", "70", "71"}]
    assert "71" in natures(retard_le__isnull=True)


IDENTITE = {"siren": SIREN, "nic": NIC, "nature": "01", "mois": "202610", "fraction": "11", "type": "01"}


def test_an_adopted_flux_expects_what_its_documents_tell(
    ctx: Contexte, identifiant: Identifiant, horloge: Horloge
) -> None:
    recus = [entree("1", nature="11", ops=""), entree("2", nature="61", ops="")]
    enregistrer(ctx, identifiant, *recus)
    Flux.objects.update(identite=IDENTITE)
    assert not RetourAttendu.objects.exists()
    horloge.avancer(days=2)
    adopter_flux(Flux.objects.get(), None, ctx)
    assert natures(retour__isnull=False) == ["11", "61"]
    assert natures(motif=ANTERIEURE) == ["10", "119"]
    assert natures(retour__isnull=True, sans_objet=False, retard_le__isnull=False) == (
        ["121", "60", "120", "92", "94"]
    )
    assert not {"50", "51"} & set(natures())
    assert not en_retard(horloge()).exists()


def test_an_adopted_replacement_replaces_too(
    ctx: Contexte, identifiant: Identifiant, horloge: Horloge
) -> None:
    premier = deposer(ctx, identifiant, dsn())
    horloge.avancer(hours=1)
    enregistrer(ctx, identifiant, entree("1", nature="11", ops=""))
    etranger = Flux.objects.get(declaration__isnull=True)
    Flux.objects.filter(pk=etranger.pk).update(identite=IDENTITE | {"type": "03"})
    adopter_flux(etranger, premier.declaration, ctx)
    assert "attendu" not in etats(premier, horloge())
    assert "94" in natures(etranger, sans_objet=False)


def test_an_adopted_flux_of_unknown_type_has_doubts(ctx: Contexte, identifiant: Identifiant) -> None:
    declaration = creer_declaration(ctx, essai=False)
    enregistrer(ctx, identifiant, entree("1", nature="10", ops=""))
    adopter_flux(Flux.objects.get(), declaration, ctx)
    assert RetourAttendu.objects.get(nature="94").retard_le is None
    assert RetourAttendu.objects.get(nature="92").retard_le is not None


def test_the_return_of_an_unknown_organisation_settles_nobody_else_s(
    ctx: Contexte, identifiant: Identifiant
) -> None:
    deposer(ctx, identifiant, dsn())
    idflux = Flux.objects.get().idflux
    enregistrer(ctx, identifiant, entree("1", ops="P9999"), entree("2", ops="DZ2114"), idflux=idflux)
    recues = RetourAttendu.objects.filter(nature="51", retour__isnull=False)
    assert list(recues.values_list("ops", flat=True)) == ["AUMGM1"]


def test_a_return_announced_again_stays_the_first_one(ctx: Contexte, identifiant: Identifiant) -> None:
    deposer(ctx, identifiant, dsn())
    idflux = Flux.objects.get().idflux
    enregistrer(ctx, identifiant, entree("1", ops="P0012"), entree("2", ops="P0012"), idflux=idflux)
    retenu = RetourAttendu.objects.get(nature="51", ops="P0012").retour_id
    enregistrer(ctx, identifiant, entree("3", "20261108100000", ops="P0012"), idflux=idflux)
    assert RetourAttendu.objects.get(nature="51", ops="P0012").retour_id == retenu


def test_polling_asks_no_query_per_return(ctx: Contexte, identifiant: Identifiant) -> None:
    """Forty flux cost as many statements as one."""

    def requetes(nombre: int, debut: int) -> int:
        flux = [
            Flux.objects.create(idflux=f"F1ESSAI{debut + i:04}", identifiant=identifiant, vu_le=ctx.horloge())
            for i in range(nombre)
        ]
        RetourAttendu.objects.bulk_create(
            RetourAttendu(flux=f, nature=n, prevu_le=ctx.horloge()) for f in flux for n in ("10", "61")
        )
        recus = []
        for f in flux:
            retour = Retour.objects.create(
                flux=f,
                nature="61",
                statut="OK",
                publie_le=ctx.horloge(),
                vu_le=ctx.horloge(),
                identifiant=identifiant,
            )
            recus.append(Recu(retour.pk, f.pk, ("61", "", ""), "OK"))
        with CaptureQueriesContext(
            connection,
        ) as captees:
            constater(recus)
        return len(captees)

    assert requetes(1, 0) == requetes(40, 100)
    assert RetourAttendu.objects.filter(retour__isnull=False).count() == 41


def test_an_envoi_recorded_twice_reads_its_content_twice(ctx: Contexte, identifiant: Identifiant) -> None:
    deposer(ctx, identifiant, dsn())
    envoyer(ctx, identifiant, dsn(), confirme_reel=True, renvoyer=True)
    assert Envoi.objects.count() == 2
    premier, second = Depot.objects.order_by("pk")
    assert premier.contenu == second.contenu != {}
