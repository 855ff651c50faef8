"""The countdown: 15 seconds, five minutes, one hour, suspended."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from tests.integration.aide import Horloge

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant, Utilisateur


def gestes() -> Any:
    from recepisse.gestion.gestes.releves import cadence

    return cadence


def secondes(ctx: "Contexte") -> int | None:
    valeur: int | None = gestes().etat_cadence(ctx).secondes
    return valeur


def dus(ctx: "Contexte") -> int:
    from recepisse.gestion.models import Identifiant

    return Identifiant.objects.filter(prochaine_action_le__lte=ctx.horloge()).count()


def _rien_de_du() -> None:
    from recepisse.gestion.models import Identifiant

    Identifiant.objects.update(etat="ok", prochaine_action_le=None)


def _au_repos(ctx: "Contexte") -> None:
    """Account polled once, nothing due."""
    gestes().battre(ctx)
    _rien_de_du()


def test_le_premier_releve_est_immediat_puis_toutes_les_heures(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge
) -> None:
    _rien_de_du()
    assert gestes().battre(ctx) == 1
    _rien_de_du()
    assert secondes(ctx) == 3600
    horloge.avancer(minutes=59)
    assert gestes().battre(ctx) == 0
    horloge.avancer(minutes=1)
    assert gestes().battre(ctx) == 1
    assert dus(ctx) == 1
    assert gestes().battre(ctx) == 0


def test_ouvrir_un_ecran_rapproche_a_quinze_secondes_puis_cinq_minutes(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge
) -> None:
    _au_repos(ctx)
    gestes().ouvrir_ecran(ctx)
    assert secondes(ctx) == 15
    horloge.avancer(seconds=10)
    gestes().ecran_toujours_ouvert(ctx)
    assert secondes(ctx) == 5
    horloge.avancer(seconds=5)
    assert gestes().battre(ctx) == 1
    assert secondes(ctx) == 300
    assert gestes().etat_cadence(ctx).ecran_ouvert


def test_un_deuxieme_ecran_ne_rapproche_pas_le_releve(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge
) -> None:
    _au_repos(ctx)
    gestes().ouvrir_ecran(ctx)
    horloge.avancer(seconds=15)
    gestes().battre(ctx)
    horloge.avancer(seconds=30)
    gestes().ouvrir_ecran(ctx)
    assert secondes(ctx) == 270


def test_un_ecran_ferme_revient_a_l_heure(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge
) -> None:
    _au_repos(ctx)
    gestes().ouvrir_ecran(ctx)
    horloge.avancer(seconds=15)
    gestes().battre(ctx)
    _rien_de_du()
    horloge.avancer(minutes=5)
    assert not gestes().etat_cadence(ctx).ecran_ouvert
    assert gestes().battre(ctx) == 1
    assert secondes(ctx) == 3600


def test_suspendre_arrete_tout_et_reprendre_releve_aussitot(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge, gestionnaire: "Utilisateur"
) -> None:
    from recepisse.gestion.models import Journal

    _au_repos(ctx)
    gestes().suspendre(ctx, gestionnaire)
    etat = gestes().etat_cadence(ctx)
    assert (etat.suspendu, etat.suspendu_par, etat.secondes) == (True, "hugo", None)
    horloge.avancer(days=2)
    assert gestes().battre(ctx) == 0
    gestes().ouvrir_ecran(ctx)
    assert gestes().battre(ctx) == 0
    gestes().reprendre(ctx, gestionnaire)
    assert gestes().battre(ctx) == 1
    assert list(Journal.objects.filter(objet="cadence").order_by("pk").values_list("acte", flat=True)) == [
        "suspendre",
        "reprendre",
    ]


def test_relever_maintenant_vaut_meme_suspendu(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge
) -> None:
    _au_repos(ctx)
    gestes().suspendre(ctx)
    assert gestes().relever_maintenant(ctx) == 1
    assert dus(ctx) == 1
    identifiant.refresh_from_db()
    assert identifiant.demande_le == horloge()


def test_relever_maintenant_repousse_le_releve_general(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge
) -> None:
    _au_repos(ctx)
    horloge.avancer(minutes=50)
    gestes().relever_maintenant(ctx)
    assert secondes(ctx) == 3600


def test_un_seul_identifiant_peut_etre_demande(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge
) -> None:
    _au_repos(ctx)
    autre = _copier(identifiant, "AUTRE")
    horloge.avancer(minutes=10)
    assert gestes().relever_maintenant(ctx, identifiant=autre) == 1
    identifiant.refresh_from_db()
    autre.refresh_from_db()
    assert (identifiant.prochaine_action_le, autre.prochaine_action_le) == (None, horloge())
    assert secondes(ctx) == 3000


def _copier(identifiant: "Identifiant", nom: str, **champs: Any) -> "Identifiant":
    from recepisse.gestion.models import Identifiant

    copie = Identifiant.objects.get(pk=identifiant.pk)
    copie.pk, copie.nom = None, nom
    for champ, valeur in champs.items():
        setattr(copie, champ, valeur)
    copie.save()
    return copie


def test_battre_laisse_les_bloques_les_inactifs_et_ceux_qui_reculent(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge
) -> None:
    _au_repos(ctx)
    bloque = _copier(identifiant, "BLOQUE", etat="bloque")
    inactif = _copier(identifiant, "INACTIF", actif=False)
    recul = horloge() + timedelta(hours=3)
    recule = _copier(identifiant, "RECULE", etat="en_difficulte", prochaine_action_le=recul)
    horloge.avancer(hours=1)
    assert gestes().battre(ctx) == 1
    for compte, attendu in ((bloque, None), (inactif, None), (recule, recul)):
        compte.refresh_from_db()
        assert compte.prochaine_action_le == attendu


def test_battre_obeit_a_l_attente_demandee_par_le_service(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge
) -> None:
    from recepisse.gestion.models import Identifiant

    _au_repos(ctx)
    horloge.avancer(hours=1)
    attente = horloge() + timedelta(minutes=7)
    Identifiant.objects.update(pas_avant=attente)
    gestes().battre(ctx)
    identifiant.refresh_from_db()
    assert identifiant.prochaine_action_le == attente


def test_de_nombreux_comptes_sont_etales_sur_une_minute(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge
) -> None:
    from recepisse.gestion.models import Identifiant

    _au_repos(ctx)
    for rang in range(60):
        _copier(identifiant, f"NOM{rang}")
    horloge.avancer(hours=1)
    assert gestes().battre(ctx) == 61
    instants = set(Identifiant.objects.values_list("prochaine_action_le", flat=True))
    assert len(instants) == 20
    assert min(i for i in instants if i) == horloge()
    assert max(i for i in instants if i) < horloge() + timedelta(seconds=60)


def test_un_seul_processus_declenche(ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge) -> None:
    """Another process moves the row between the reading and the update of this one."""
    from recepisse.gestion.models import Cadence

    _au_repos(ctx)
    horloge.avancer(hours=2)
    cadence = gestes()
    lue = cadence.lire_cadence(ctx)
    Cadence.objects.update(prochain_releve_le=horloge() + timedelta(hours=1))
    with patch.object(cadence, "lire_cadence", return_value=lue):
        assert cadence.battre(ctx) == 0


def test_en_cours_se_voit(ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge) -> None:
    _au_repos(ctx)
    assert not gestes().etat_cadence(ctx).en_cours
    gestes().relever_maintenant(ctx)
    assert gestes().etat_cadence(ctx).en_cours
