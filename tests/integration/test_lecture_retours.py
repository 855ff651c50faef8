"""A kept document is read, its return says how serious it is, and nothing bad stops the others."""

from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError

from tests.integration.aide import Horloge, avancer_depots, build_dsn, envoyer
from tests.integration.aide_lectures import NIR, Dit, Dossier, bilan, etats, photo, retour_de, seule

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant, LectureRetour
    from recepisse.simulateur.etat import Administration


@pytest.fixture
def dossier(ctx: "Contexte", identifiant: "Identifiant") -> Dossier:
    return Dossier(ctx, identifiant)


@pytest.fixture
def suites(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Steps that a test adds after the reading, instead of the real ones."""
    from recepisse.gestion.gestes.retours import lire_retour

    ajoutees: list[Any] = []
    monkeypatch.setattr(lire_retour, "SUITES", ajoutees)
    return ajoutees


def lecture(version: Any) -> "LectureRetour":
    from recepisse.gestion.models import LectureRetour

    return LectureRetour.objects.get(version=version)


def test_un_document_conserve_est_lu(dossier: Dossier) -> None:
    version = dossier.publier(dossier.flux(), Dit(nir=NIR, nom="MARTIN"), statut="ANO")
    assert lecture(version).etat == "a_lire"
    dossier.lire()
    lue = lecture(version)
    assert (lue.etat, lue.famille, lue.nb_anomalies, lue.gravite) == ("lue", "bilan", 1, 2)
    assert lue.lue_le == dossier.ctx.horloge()
    assert lue.prochaine_action_le is None
    assert lue.bail_jusqu_a is None
    retour = retour_de(version)
    assert (retour.gravite, retour.nb_anomalies, retour.resume) == (2, 1, lue.resume)
    assert retour.resume


def test_la_gravite_est_la_pire(dossier: Dossier) -> None:
    """OK in the listing, blocking in the document."""
    version = dossier.recevoir(dossier.flux(), Dit(categorie="bloquant"), statut="OK")
    assert retour_de(version).gravite == 4


def test_relire_ne_change_rien(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.retours.demander_lectures import relire_tout

    flux = dossier.flux()
    dossier.recevoir(flux, Dit(nir=NIR, nom="MARTIN"), Dit("X1"), Dit("X1"))
    dossier.recevoir(flux, nature="20", avec=False)
    avant = photo()
    assert relire_tout(dossier.ctx) == 2
    assert dossier.lire() == 2
    assert photo() == avant


def test_de_nouveaux_lecteurs_font_tout_relire(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    from recepisse.gestion.gestes.retours import demander_lectures, lire_retour
    from recepisse.gestion.models import LectureRetour

    dossier.recevoir(dossier.flux(), Dit())
    assert demander_lectures.rattraper_lectures(dossier.ctx) == 0
    for module in (demander_lectures, lire_retour):
        monkeypatch.setattr(module, "VERSION_LECTEURS", 1000)
    assert demander_lectures.rattraper_lectures(dossier.ctx) == 1
    assert demander_lectures.rattraper_lectures(dossier.ctx) == 0
    dossier.lire()
    assert LectureRetour.objects.get().lecteurs == 1000


def test_un_document_jamais_lu_est_rattrape(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.retours.demander_lectures import rattraper_lectures
    from recepisse.gestion.models import LectureRetour

    dossier.publier(dossier.flux(), Dit())
    LectureRetour.objects.all().delete()
    assert rattraper_lectures(dossier.ctx) == 1
    assert dossier.lire() == 1
    assert etats() == {"BA-209-09": "nouvelle"}


@pytest.mark.parametrize(
    ("document", "famille", "etat"),
    [
        (b"<rapport><envoi>", "illisible", "illisible"),
        (b"%PDF-1.7\n...", "pdf", "lue"),
        (b"<inconnu><x>1</x></inconnu>", "inconnue", "lue"),
        (b"\x00\x01\x02", "inconnue", "lue"),
    ],
)
def test_un_mauvais_document_n_arrete_rien(
    dossier: Dossier, document: bytes, famille: str, etat: str
) -> None:
    flux = dossier.flux()
    mauvais = dossier.publier(flux, nature="62", document=document)
    bon = dossier.publier(flux, Dit())
    assert dossier.lire() == 2
    assert (lecture(mauvais).famille, lecture(mauvais).etat) == (famille, etat)
    assert lecture(bon).etat == "lue"


def test_une_faute_de_lecture_est_un_constat(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    from recepisse.gestion.gestes.retours import lire_retour

    def casser(*_: object, **__: object) -> None:
        raise ValueError(NIR)

    monkeypatch.setattr(lire_retour, "lire_retour", casser)
    version = dossier.recevoir(dossier.flux(), Dit(), statut="KO")
    lue = lecture(version)
    assert (lue.etat, lue.gravite) == ("illisible", 4)
    assert "conservé" in lue.resume
    assert NIR not in lue.derniere_erreur


def test_des_octets_absents_de_l_archive_sont_attendus(dossier: Dossier, horloge: Horloge) -> None:
    version = dossier.publier(dossier.flux(), Dit())
    octets = dossier.ctx.archive.lire(version.somme)
    chemin = dossier.ctx.archive.chemin(version.somme)
    chemin.unlink()
    dossier.lire()
    attendue = lecture(version)
    assert attendue.etat == "a_lire"
    assert attendue.essais == 1
    assert "archive" in attendue.derniere_erreur
    assert attendue.prochaine_action_le is not None
    assert attendue.prochaine_action_le > horloge()
    assert retour_de(version).gravite == 1, "ce que dit la liste reste"
    dossier.ctx.archive.deposer(octets)
    horloge.avancer(days=2)
    dossier.lire()
    assert (lecture(version).etat, lecture(version).essais, lecture(version).derniere_erreur) == (
        "lue",
        0,
        "",
    )


def test_les_suites_recoivent_ce_qui_est_lu(dossier: Dossier, suites: list[Any]) -> None:
    vus: list[tuple[int, int]] = []
    suites.append(lambda lu, version, _ctx: vus.append((len(lu.anomalies), version.pk)))
    version = dossier.recevoir(dossier.flux(), Dit())
    assert vus == [(1, version.pk)]


def test_une_suite_qui_casse_laisse_la_lecture(dossier: Dossier, suites: list[Any], horloge: Horloge) -> None:
    from recepisse.gestion.models import Entreprise

    essais: list[int] = []

    def casser(_lu: object, version: Any, _ctx: object) -> None:
        essais.append(version.pk)
        if len(essais) == 1:
            Entreprise.objects.create(siren="111111111")
            raise KeyError(NIR)

    suites.extend([casser, lambda *_: essais.append(0)])
    version = dossier.recevoir(dossier.flux(), Dit())
    lue = lecture(version)
    assert essais == [version.pk, 0]
    assert (lue.etat, lue.essais, etats()) == ("lue", 1, {"BA-209-09": "nouvelle"})
    assert "KeyError" in lue.derniere_erreur
    assert NIR not in lue.derniere_erreur
    assert not Entreprise.objects.filter(siren="111111111").exists(), "ce qu’elle avait commencé est défait"
    horloge.avancer(days=2)
    dossier.lire()
    lue = lecture(version)
    assert (lue.essais, lue.derniere_erreur, lue.prochaine_action_le) == (0, "", None)


def test_une_base_occupee_n_est_pas_une_faute(dossier: Dossier, suites: list[Any]) -> None:
    def casser(*_: object) -> None:
        raise OperationalError

    suites.append(casser)
    with pytest.raises(OperationalError):
        dossier.recevoir(dossier.flux(), Dit())


@pytest.mark.parametrize(
    ("nature", "statut", "gravite", "resume", "lectures"),
    [
        ("60", "OK", 1, "information", 0),
        ("60", "KO", 4, "bloquant", 0),
        ("20", "ANO", 2, "à corriger", 1),
        ("51", "EN COURS", 0, "", 1),
    ],
)
def test_un_retour_sans_document_est_juge_par_la_liste(
    dossier: Dossier, nature: str, statut: str, gravite: int, resume: str, lectures: int
) -> None:
    from recepisse.gestion.models import LectureRetour

    version = dossier.publier(dossier.flux(), nature=nature, statut=statut, avec=False)
    retour = retour_de(version)
    assert retour.gravite == gravite
    assert bool(retour.resume) is bool(resume)
    assert LectureRetour.objects.count() == lectures


def test_un_document_a_venir_est_juge_par_la_liste_en_attendant(dossier: Dossier) -> None:
    version = dossier.publier(dossier.flux(), Dit(), statut="KO")
    assert (retour_de(version).gravite, retour_de(version).resume) == (4, "")


def test_un_retour_ecrase_oublie_ce_que_disait_l_ancien(dossier: Dossier) -> None:
    flux = dossier.flux()
    ancienne = dossier.recevoir(flux, Dit(), statut="ANO")
    nouvelle = dossier.publier(flux, statut="OK")
    retour = retour_de(nouvelle)
    assert (retour.gravite, retour.nb_anomalies, retour.resume) == (1, 0, "")
    dossier.lire()
    assert retour_de(nouvelle).gravite == 1
    assert lecture(ancienne).nb_anomalies == 1, "ce que disait l’ancienne version reste"


def test_l_ancienne_version_lue_apres_ne_change_pas_le_retour(dossier: Dossier) -> None:
    flux = dossier.flux()
    dossier.publier(flux, Dit(categorie="bloquant"), statut="KO")
    nouvelle = dossier.publier(flux, statut="OK")
    assert dossier.lire() == 2
    assert (retour_de(nouvelle).gravite, retour_de(nouvelle).nb_anomalies) == (1, 0)


def test_aucun_nir_dans_les_lignes(dossier: Dossier) -> None:
    from recepisse.gestion.models import Anomalie, ConstatAnomalie

    message = f"Le NIR {NIR}, soit 2 85 06 75 056 012, et NIR{NIR} de madame MARTIN"
    dossier.recevoir(
        dossier.flux(), Dit(message=message, rubrique="S21.G00.30.001", valeur=NIR, nir=NIR, nom="MARTIN")
    )
    texte = str([*Anomalie.objects.values(), *ConstatAnomalie.objects.values()])
    assert NIR not in texte
    assert "056 012" not in texte
    assert "MARTIN" in seule().message
    assert seule().salarie is not None


def test_adopter_un_flux_rattache_ses_anomalies(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.anomalies.marquer_anomalie import traiter_anomalie
    from recepisse.gestion.gestes.releves.adopter_flux import adopter_flux
    from recepisse.gestion.models import Declaration

    flux = dossier.flux(adopte=False)
    dossier.recevoir(flux, Dit(nir=NIR, nom="MARTIN"))
    avant = seule()
    assert avant.entreprise is None
    assert avant.salarie is None
    traiter_anomalie(avant, dossier.ctx)
    declaration = Declaration.objects.create(
        etablissement=dossier.etablissement(),
        nature="01",
        mois="2026-10",
        fraction="11",
        essai=False,
        cree_le=dossier.instant,
    )
    adopter_flux(flux, declaration, dossier.ctx)
    assert dossier.lire() == 1
    apres = seule()
    assert apres.pk == avant.pk
    assert apres.etat == "traitee"
    assert apres.entreprise == dossier.etablissement().entreprise
    assert apres.salarie is not None
    assert apres.nb_vues == 1


def test_le_moteur_lit_ce_qu_il_telecharge(
    ctx: "Contexte", identifiant: "Identifiant", administration: "Administration", horloge: Horloge
) -> None:
    """The whole loop: deposit, poll, download, read, with a document published by hand then overwritten."""
    from recepisse.gestion.gestes.releves.cadence import relever_maintenant
    from recepisse.gestion.models import Flux, Retour
    from recepisse.simulateur.controle import Controle
    from recepisse.travaux.moteurs.interne import Moteur

    envoyer(ctx, identifiant, build_dsn())
    avancer_depots(ctx)
    flux = Flux.objects.get()
    controle = Controle(administration)
    dit = Dit("BA-209-09", nir="1850578006048", nom="MARTIN", rubrique="S21.G00.30.002", valeur="MARTIN")
    controle.publier(flux.idflux, "80", "ANO", document=bilan(dit))
    moteur = Moteur(ctx)

    def relever() -> None:
        horloge.avancer(hours=3)
        relever_maintenant(ctx)
        while moteur.tour():
            pass

    try:
        relever()
        ligne = seule_du("80")
        assert (ligne.etat, ligne.gravite, ligne.salarie is not None) == ("nouvelle", 2, True)
        assert ligne.depot is not None
        assert ligne.ligne is not None
        octets = ctx.archive.lire(ligne.depot.somme).split(b"\n")
        assert octets[ligne.ligne - 1].startswith(b"S21.G00.30.002,'MARTIN'")
        controle.ecraser(flux.idflux, "80", "OK", document=bilan())
        relever()
    finally:
        moteur.fermer()
    assert seule_du("80").etat == "disparue"
    assert Retour.objects.get(nature="80", discriminant="").nb_anomalies == 0


def seule_du(nature: str) -> Any:
    from recepisse.gestion.models import Anomalie

    return Anomalie.objects.get(nature=nature)


def test_le_moteur_rattrape_au_demarrage(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    from recepisse.gestion.models import LectureRetour
    from recepisse.travaux.moteurs import interne

    dossier.publier(dossier.flux(), Dit())
    LectureRetour.objects.all().delete()
    arret = Event()
    arret.set()
    interne.Moteur(dossier.ctx, []).tourner(arret)
    assert LectureRetour.objects.count() == 1

    def casser(_ctx: object) -> int:
        raise OperationalError

    monkeypatch.setattr(interne, "rattraper_lectures", casser)
    interne.Moteur(dossier.ctx, []).tourner(arret)


def test_la_somme_d_un_document_enorme_est_controlee_en_flux(dossier: Dossier) -> None:
    """A large document goes through a file, not through memory."""
    gros = bilan(*(Dit(f"C{i}", "x" * 2000) for i in range(2500)))
    assert len(gros) > 4 * 1024**2
    version = dossier.recevoir(dossier.flux(), document=gros)
    assert lecture(version).nb_anomalies == 2500
