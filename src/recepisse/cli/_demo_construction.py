"""Build the data of the demonstration: three months of work, lived through the product itself.

Nothing is written in the database by hand. People and accounts are made by the use cases; files are
prepared, recorded and deposited; the engine polls and downloads; a clerk reads. Only the clock is ours: it
jumps from one moment of the story to the next, for the product and for the simulated services alike.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from recepisse.cli._demo_dossier import EXEMPLES, SIMULATEUR

if TYPE_CHECKING:
    from recepisse.gestion.gestes.acces.enregistrer_identifiant import SaisieIdentifiant
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant, Utilisateur
    from recepisse.simulateur.controle import Controle
    from recepisse.simulateur.decor import Compte, Moment
    from recepisse.simulateur.etat import Administration
    from recepisse.travaux.moteurs.interne import Moteur

ADMINISTRATEUR = ("administrateur", "demo-administrateur")
GESTIONNAIRE = ("gestionnaire", "demo-gestionnaire")
LECTEUR = ("lecteur", "demo-lecteur")
CLIENT = ("client", "demo-client-dossier")
"""Accounts of the demonstration: it listens on this machine only, its data are invented."""

APRES_ENVOI = tuple(timedelta(seconds=s) for s in (6, 130, 620, 1260))
"""When the engine runs after a sending: enough for the first returns to be seen at once."""
JOURNEE = timedelta(days=1)
LARGEUR_LARGE = 24 * 60
"""Minutes: the width of windows announced while three months are lived through in a minute."""
DERNIERE_LECTURE = timedelta(minutes=40)
"""How long before now the wide windows stop: what remains fits in an ordinary one."""
PART_LUE, PART_LUE_RECENTE, PART_TRAITEE = 90, 35, 60
"""Out of a hundred, by rank: what the clerk reads, and the anomalies that she treats."""
RECENT = timedelta(days=8)
"""What came since is read less, and not treated yet."""
_BATTEMENT = timedelta(milliseconds=35)

Avancement = Callable[[str, int, int], None]


@dataclass(slots=True)
class Horloge:
    """The clock of the story: moved forward by the building, and a little by each look at it."""

    instant: datetime
    _verrou: Lock = field(default_factory=Lock, repr=False)

    def __call__(self) -> datetime:
        """Return the time (UTC)."""
        with self._verrou:
            self.instant += _BATTEMENT
            return self.instant

    def aller_a(self, instant: datetime) -> None:
        """Move to ``instant``; time never goes back."""
        with self._verrou:
            self.instant = max(self.instant, instant)


def ecrire_reglages(dossier: Path, adresse: str) -> None:
    """Write the settings of the demonstration: the simulator instead of the State, a quick rhythm."""
    lignes = (
        "# Écrit par la démonstration : rien ici ne mène aux services de l’État.",
        f'adresses = "{adresse}"',
        'cadence_ouvert = "1 min"',
        'cadence_ferme = "5 min"',
        'retard_releve = "5 s"',
        'delai_stabilisation = "10 s"',
        'marge_horloge = "5 s"',
        'delai_preuve = "1 min"',
        'niveau_journal = "WARNING"',
    )
    (dossier / "recepisse.toml").write_text("\n".join(lignes) + "\n", "utf-8")


def construire(dossier: Path, maintenant: datetime, avancer: Avancement) -> None:
    """Live the whole story in ``dossier``, up to ``maintenant``. Django must be ready."""
    from recepisse.simulateur.decor import raconter

    histoire = raconter(maintenant)
    with _sans_attendre_le_disque(), _scene(dossier, histoire.debut, maintenant) as scene:
        scene.installer(histoire.comptes)
        moments = list(_entremeler(histoire.moments, histoire.debut, maintenant))
        for rang, moment in enumerate(moments, 1):
            scene.jouer(moment)
            avancer("Trois mois de déclarations", rang, len(moments))
        scene.finir()
    for nom, octets in histoire.exemples.items():
        (dossier / EXEMPLES).mkdir(mode=0o700, exist_ok=True)
        (dossier / EXEMPLES / nom).write_bytes(octets)


def _entremeler(
    moments: "tuple[Moment, ...]", debut: datetime, fin: datetime
) -> "Iterator[Moment | datetime]":
    """Yield the moments of the story and, between them, the evening of each day."""
    soirs = []
    soir = debut.replace(hour=17, minute=20, second=0, microsecond=0)
    while soir < fin - DERNIERE_LECTURE:
        soirs.append(soir)
        soir += JOURNEE
    instants: list[tuple[datetime, int, Moment | datetime]] = [(s, 1, s) for s in soirs]
    instants += [(m.instant, 0, m) for m in moments]
    yield from (quoi for _, _, quoi in sorted(instants, key=lambda ligne: ligne[:2]))


@contextmanager
def _sans_attendre_le_disque() -> Iterator[None]:
    """Let the system write the database when it likes: a crash during the building starts it again."""
    from django.db import connection

    with connection.cursor() as curseur:
        curseur.execute("PRAGMA synchronous=OFF")
    try:
        yield
    finally:
        connection.close()  # the next one is opened with the ordinary durability
        os.sync()


@contextmanager
def _scene(dossier: Path, debut: datetime, fin: datetime) -> "Iterator[_Scene]":
    from recepisse.archive import Archive
    from recepisse.coffre import Coffre, charger_cle
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.simulateur.controle import Controle
    from recepisse.simulateur.double import TransportSimule
    from recepisse.simulateur.etat import Administration
    from recepisse.simulateur.options import Options
    from recepisse.simulateur.registre import Registre
    from recepisse.site.demarrage import reglages
    from recepisse.travaux.moteurs.interne import Moteur

    horloge = Horloge(debut)
    options = Options(largeur_declarant=LARGEUR_LARGE, largeur_depots=LARGEUR_LARGE)
    administration = Administration(horloge, options, Registre(dossier / SIMULATEUR))
    lus = replace(reglages(), cadence_ferme=JOURNEE)
    ctx = Contexte(
        reglages=lus,
        archive=Archive(dossier / "archive"),
        coffre=Coffre(charger_cle(dossier)),
        transport=TransportSimule(administration),
        horloge=horloge,
    )
    moteur = Moteur(ctx)
    try:
        yield _Scene(ctx, horloge, administration, Controle(administration), moteur, fin)
    finally:
        moteur.fermer()
        administration.fermer()


@dataclass(slots=True)
class _Scene:
    """The product, the services and the clock during the building."""

    ctx: "Contexte"
    horloge: Horloge
    administration: "Administration"
    controle: "Controle"
    moteur: "Moteur"
    fin: datetime
    identifiants: "dict[str, Identifiant]" = field(default_factory=dict)
    personnes: "dict[str, Utilisateur]" = field(default_factory=dict)

    def installer(self, comptes: "tuple[Compte, ...]") -> None:
        """Make the people, the accounts and their links, as an administrator would."""
        from recepisse.gestion.gestes.acces.creer_utilisateur import creer_utilisateur
        from recepisse.gestion.gestes.acces.enregistrer_identifiant import enregistrer_identifiant
        from recepisse.gestion.gestes.acces.lier import lier
        from recepisse.gestion.models import Cadence

        # Made at start-up at the true present, the clock of retrievals must follow ours.
        Cadence.objects.all().delete()
        chef = creer_utilisateur(*ADMINISTRATEUR, "administrateur", self.ctx)
        paie = creer_utilisateur(*GESTIONNAIRE, "gestionnaire", self.ctx, chef)
        lecteur = creer_utilisateur(*LECTEUR, "lecteur", self.ctx, chef)
        client = creer_utilisateur(*CLIENT, "client", self.ctx, chef)
        self.personnes = {"chef": chef, "paie": paie, "lecteur": lecteur, "client": client}
        decrire_comptes(self.controle, comptes)
        for compte in comptes:
            cree = enregistrer_identifiant(saisie(compte, self.horloge()), self.ctx, chef)
            lier(cree, None, None, self.ctx, chef)
            self.identifiants[compte.cle] = cree

    def jouer(self, moment: "Moment | datetime") -> None:
        """Live one moment of the story, or the evening of one day."""
        if isinstance(moment, datetime):
            self.horloge.aller_a(moment)
            self._tourner()
            self._lire_les_retours()
            return
        self.horloge.aller_a(moment.instant)
        for siret, scenario in moment.scenarios.items():
            self.controle.choisir_scenario(siret, scenario)
        if moment.mot_de_passe:
            self.controle.decrire_compte(moment.compte.declarant, moment.mot_de_passe)
            self.controle.oublier_jetons()
        elif moment.ailleurs:
            self.controle.deposer(moment.compte.declarant, moment.octets, regime=moment.compte.regime)
        else:
            self._envoyer(moment)

    def _envoyer(self, moment: "Moment") -> None:
        from recepisse.gestion.gestes.envois.enregistrer_envoi import enregistrer_envoi
        from recepisse.gestion.gestes.envois.preparer_envoi import preparer_envoi

        preparation = preparer_envoi(BytesIO(moment.octets), moment.fichier, self.ctx)
        enregistrer_envoi(
            preparation,
            self.identifiants[moment.compte.cle],
            self.ctx,
            utilisateur=self.personnes["paie"],
            confirme_reel=not preparation.apercu.essai,
        )
        self._tourner()
        for attente in APRES_ENVOI:
            self.horloge.aller_a(moment.instant + attente)
            self._tourner()

    def _tourner(self) -> None:
        """Let the engine do everything that is due."""
        while self.moteur.tour():
            pass

    def _lire_les_retours(self) -> None:
        """Read and treat most of what came, as a clerk does; some returns stay unread."""
        from django.db import transaction

        with transaction.atomic():
            self._marquer()

    def _marquer(self) -> None:
        from recepisse.gestion.gestes.retours.marquer import marquer_lu, marquer_traite
        from recepisse.gestion.models import Retour

        paie, maintenant = self.personnes["paie"], self.horloge.instant
        part = PART_LUE if maintenant < self.fin - RECENT else PART_LUE_RECENTE
        for retour in Retour.objects.filter(lu=False, vu_le__gt=maintenant - JOURNEE):
            if _rang(retour.pk) < part:
                marquer_lu(retour, self.ctx, paie, automatique=True)
        anomalies = Retour.objects.filter(
            lu=True,
            traite=False,
            statut__in=("KO", "ANO"),
            vu_le__range=(maintenant - RECENT - JOURNEE, maintenant - RECENT),
        )
        for retour in anomalies:
            if _rang(retour.pk) < PART_TRAITEE:
                marquer_traite(retour, self.ctx, paie)

    def finir(self) -> None:
        """Come back to ordinary windows, and to the present."""
        from recepisse.gestion.gestes.releves.cadence import relever_maintenant
        from recepisse.gestion.models import Cadence
        from recepisse.simulateur.options import Options

        for avant in (DERNIERE_LECTURE, timedelta(minutes=3)):
            self.horloge.aller_a(self.fin - avant)
            relever_maintenant(self.ctx)
            self._tourner()
            self.administration.options = Options()
        Cadence.objects.all().delete()
        self._repartir()

    def _repartir(self) -> None:
        """Give the client reader the first company, as her own file."""
        from recepisse.gestion.models import Affectation, Entreprise, Portefeuille

        sien = Portefeuille.objects.create(nom="Dossier du client")
        sien.entreprises.set(Entreprise.objects.order_by("pk")[:1])
        Affectation.objects.create(portefeuille=sien, utilisateur=self.personnes["client"], agit=False)


def saisie(compte: "Compte", depuis: datetime) -> "SaisieIdentifiant":
    """Return what an administrator would type for ``compte``."""
    from recepisse.gestion.gestes.acces.enregistrer_identifiant import SaisieIdentifiant

    return SaisieIdentifiant(
        libelle=compte.libelle,
        siret=compte.declarant.siret,
        nom=compte.declarant.nom,
        prenom=compte.declarant.prenom,
        mot_de_passe=compte.mot_de_passe,
        regime=compte.regime.value,
        depuis=depuis,
    )


def decrire_comptes(controle: "Controle", comptes: "tuple[Compte, ...]") -> None:
    """Tell the simulated services who may log in; they forget it at each stop."""
    for compte in comptes:
        controle.decrire_compte(compte.declarant, compte.mot_de_passe)


def _rang(pk: int) -> int:
    """Return a number from 0 to 99 that looks drawn at random and is always the same."""
    return pk * 7919 % 100
