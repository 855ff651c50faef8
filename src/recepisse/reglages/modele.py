"""The settings themselves: one frozen dataclass, each field with its French description and its kind.

The reference page of the manual, ``recepisse reglages`` and the reading of every source are made from
this table alone. Values that the State does not publish (size limits, pace beyond the announced
minimum) are settings: their defaults are prudent choices of this program, not rules of the services.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, NamedTuple, get_type_hints

from recepisse import __version__
from recepisse.echanges.messages import Environnement
from recepisse.reglages import genres
from recepisse.reglages.genres import Genre

DEFAUT = "défaut"
"""Origin of a value that nobody set."""

_S, _MIN, _H, _J = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_KO, _MO, _GO = 1_000, 1_000_000, 1_000_000_000
_AGENT = genres.texte(
    r"[A-Za-z0-9][A-Za-z0-9 ._+-]{0,59}",
    "1 à 60 lettres sans accent, chiffres, espaces ou signes . _ + - (une lettre ou un chiffre d’abord)",
)
_CLE = genres.texte(r"(?:[0-9a-fA-F]{64})?", "64 chiffres hexadécimaux (32 octets)")
_CLE_DJANGO = genres.texte(r"(?:[!-~]{32,200})?", "32 à 200 caractères visibles sans accent ni espace")


@dataclass(frozen=True, slots=True)
class Notice:
    """What the manual says of a setting: its group, its kind, its French description."""

    groupe: str
    genre: Genre
    description: str
    secret: bool = False


_LIEUX = "Emplacements"
_ETAT = "Services de l’État"
_WEB = "Serveur web"
_SECRETS = "Secrets"
_RELEVE = "Relevé des retours"
_DEPOT = "Dépôts"
_ECHEANCES = "Échéances"
_PAIE = "Données pour la paie"
_REPRISE = "Reprises"
_LIMITES = "Limites"
_JOURNAL = "Journal"


@dataclass(frozen=True, slots=True)
class Reglages:
    """Every setting of the program, with where each value comes from."""

    donnees: Annotated[
        Path,
        Notice(
            _LIEUX,
            genres.dossier(),
            "Dossier des données : base, documents conservés, clés et journal. "
            "Par défaut `recepisse` dans `$XDG_DATA_HOME`, sinon `~/.local/share/recepisse`.",
        ),
    ]
    base_donnees: Annotated[
        str,
        Notice(
            _LIEUX,
            genres.texte(),
            "Fichier de la base SQLite ; vide : `recepisse.sqlite3` dans le dossier des données.",
        ),
    ] = ""

    adresses: Annotated[
        str,
        Notice(
            _ETAT,
            genres.base_http(),
            "Adresse de base qui remplace toutes celles de l’État, par exemple celle du simulateur ; "
            "vide : les adresses officielles.",
        ),
    ] = ""
    adresses_authentifier_msa: Annotated[
        str,
        Notice(
            _ETAT,
            genres.base_http(),
            "Adresse de base du service de connexion des comptes MSA, qui n’est publiée nulle part ; "
            "vide : ces comptes ne peuvent pas se connecter.",
        ),
    ] = ""
    environnement: Annotated[
        Environnement,
        Notice(_ETAT, genres.enumere(Environnement), "Plateforme proposée pour un nouvel identifiant."),
    ] = Environnement.PRODUCTION
    logiciel: Annotated[
        str,
        Notice(
            _ETAT,
            _AGENT,
            "Nom du logiciel dans `User-Agent` ; le garder égal à S10.G00.00.001 de vos fichiers.",
        ),
    ] = "Recepisse"
    editeur: Annotated[
        str,
        Notice(
            _ETAT,
            _AGENT,
            "Nom de l’éditeur dans `User-Agent` ; le garder égal à S10.G00.00.002 de vos fichiers.",
        ),
    ] = "Recepisse"
    version: Annotated[
        str,
        Notice(
            _ETAT,
            _AGENT,
            "Version du logiciel dans `User-Agent` ; la garder égale à S10.G00.00.003 de vos fichiers.",
        ),
    ] = __version__
    delai_connexion: Annotated[
        timedelta, Notice(_ETAT, genres.duree(_S, _MIN), "Attente la plus longue pour joindre un service.")
    ] = 10 * _S
    delai_reponse: Annotated[
        timedelta,
        Notice(
            _ETAT,
            genres.duree(5 * _S, 10 * _MIN),
            "Attente la plus longue pour un échange entier. L’État n’en prescrit aucune.",
        ),
    ] = 90 * _S

    ecoute: Annotated[
        str,
        Notice(
            _WEB,
            genres.texte(r"[0-9A-Za-z.:_-]{1,253}", "une adresse IP ou un nom de machine"),
            "Adresse sur laquelle le serveur écoute.",
        ),
    ] = "127.0.0.1"
    port: Annotated[int, Notice(_WEB, genres.entier(0, 65535), "Port du serveur ; 0 : un port libre.")] = 8000
    hotes_autorises: Annotated[
        tuple[str, ...], Notice(_WEB, genres.liste(), "Noms sous lesquels le serveur accepte d’être appelé.")
    ] = ("127.0.0.1", "localhost", "[::1]")
    url_publique: Annotated[
        str,
        Notice(
            _WEB,
            genres.base_http(),
            "Adresse publique quand un serveur frontal est placé devant ; "
            "en https, les cookies ne voyagent que chiffrés.",
        ),
    ] = ""
    duree_session: Annotated[
        timedelta,
        Notice(_WEB, genres.duree(5 * _MIN, 30 * _J), "Durée d’une session sans nouvelle connexion."),
    ] = 12 * _H
    travaux_integres: Annotated[
        bool,
        Notice(
            _WEB,
            genres.booleen(),
            "Le serveur exécute lui-même les travaux dus ; « non » si `recepisse travaux` tourne à part.",
        ),
    ] = True

    cle_coffre: Annotated[
        str,
        Notice(
            _SECRETS,
            _CLE,
            "Clé qui chiffre les mots de passe des identifiants ; "
            "vide : le fichier `cle_coffre` du dossier des données, créé au premier démarrage.",
            secret=True,
        ),
    ] = field(default="", repr=False)
    cle_django: Annotated[
        str,
        Notice(
            _SECRETS,
            _CLE_DJANGO,
            "Clé qui signe les sessions ; "
            "vide : le fichier `cle_django` du dossier des données, créé au premier démarrage.",
            secret=True,
        ),
    ] = field(default="", repr=False)

    cadence_ouverture: Annotated[
        timedelta,
        Notice(_RELEVE, genres.duree(_S, _H), "Délai du premier relevé après l’ouverture de l’écran DSN."),
    ] = 15 * _S
    cadence_ouvert: Annotated[
        timedelta,
        Notice(
            _RELEVE, genres.duree(_MIN, _J), "Intervalle entre deux relevés quand un écran DSN est ouvert."
        ),
    ] = 5 * _MIN
    cadence_ferme: Annotated[
        timedelta,
        Notice(
            _RELEVE,
            genres.duree(5 * _MIN, 7 * _J),
            "Intervalle entre deux relevés quand aucun n’est ouvert.",
        ),
    ] = _H
    retard_releve: Annotated[
        timedelta,
        Notice(
            _RELEVE,
            genres.duree(0 * _S, _H),
            "Recul gardé sur l’heure présente : ce qui est publié entre-temps est lu au relevé suivant.",
        ),
    ] = 120 * _S
    largeur_fenetre: Annotated[
        timedelta,
        Notice(
            _RELEVE,
            genres.duree(_MIN, _J),
            "Largeur d’une fenêtre de recherche tant que le service n’en annonce pas une.",
        ),
    ] = 60 * _MIN
    largeur_fenetre_concentrateur: Annotated[
        timedelta, Notice(_RELEVE, genres.duree(_MIN, _J), "La même largeur pour un concentrateur.")
    ] = 10 * _MIN
    fenetres_par_tour: Annotated[
        int,
        Notice(
            _RELEVE,
            genres.entier(1, 1000),
            "Nombre de fenêtres lues d’affilée pour un identifiant, le reste étant rattrapé au tour suivant.",
        ),
    ] = 48
    telechargements_simultanes: Annotated[
        int, Notice(_RELEVE, genres.entier(1, 32), "Nombre de documents téléchargés en même temps.")
    ] = 4

    version_depot: Annotated[
        str,
        Notice(
            _DEPOT,
            genres.choix("1.0", "2.0"),
            "Version du service de dépôt ; seule la forme de la 1.0 est connue.",
        ),
    ] = "1.0"
    delai_stabilisation: Annotated[
        timedelta,
        Notice(
            _DEPOT,
            genres.duree(0 * _S, _H),
            "Après un dépôt sans réponse, attente avant de lire la liste des dépôts.",
        ),
    ] = 120 * _S
    delai_preuve: Annotated[
        timedelta,
        Notice(
            _DEPOT,
            genres.duree(0 * _S, _J),
            "Après un dépôt sans réponse, attente d’un document qui prouve à quelle déclaration est un flux.",
        ),
    ] = 15 * _MIN
    redepot_automatique: Annotated[
        bool,
        Notice(
            _DEPOT,
            genres.booleen(),
            "Déposer de nouveau sans demander quand la liste des dépôts montre que rien n’a été reçu.",
        ),
    ] = True
    redepots_max: Annotated[
        int,
        Notice(
            _DEPOT,
            genres.entier(0, 20),
            "Nombre de nouveaux dépôts automatiques d’une déclaration avant qu’une personne décide.",
        ),
    ] = 2
    marge_horloge: Annotated[
        timedelta,
        Notice(
            _DEPOT,
            genres.duree(0 * _S, _H),
            "Écart admis entre notre horloge et celle du service quand un dépôt est cherché dans sa liste.",
        ),
    ] = 5 * _MIN

    jour_echeance: Annotated[
        int,
        Notice(
            _ECHEANCES,
            genres.parmi(5, 15),
            "Jour d’échéance de la DSN mensuelle d’un établissement qui n’a pas le sien : le 5 ou le 15 du "
            "mois suivant. Il date les retours attendus et les limites pour corriger.",
        ),
    ] = 15
    report_echeance: Annotated[
        bool,
        Notice(
            _ECHEANCES,
            genres.booleen(),
            "Reporter au jour ouvré suivant une échéance qui tombe un samedi, un dimanche ou un jour férié. "
            "Aucun texte lu ne le dit de la DSN : « non » donne la limite la plus proche, donc la plus sûre.",
        ),
    ] = False

    quarantaine_personnes: Annotated[
        int,
        Notice(
            _PAIE,
            genres.entier(1, 1000),
            "Nombre de personnes à partir duquel un écart met un compte rendu de taux (94) en quarantaine. "
            "Les seuils de la quarantaine sont de Récépissé : aucun texte n’en donne.",
        ),
    ] = 3
    quarantaine_sans_taux: Annotated[
        int,
        Notice(
            _PAIE,
            genres.entier(0, 100),
            "Part, en %, des personnes qui perdent leur taux, au-delà de laquelle le compte rendu attend une "
            "décision ; 100 : jamais.",
        ),
    ] = 20
    quarantaine_effectif: Annotated[
        int,
        Notice(
            _PAIE,
            genres.entier(0, 100),
            "Baisse du nombre de personnes nommées, en %, au-delà de laquelle le compte rendu attend une "
            "décision ; 100 : jamais.",
        ),
    ] = 30
    quarantaine_sauts: Annotated[
        int,
        Notice(
            _PAIE,
            genres.entier(0, 100),
            "Part, en %, des personnes dont le taux varie d’au moins `quarantaine_ecart` points, au-delà de "
            "laquelle le compte rendu attend une décision ; 100 : jamais.",
        ),
    ] = 20
    quarantaine_ecart: Annotated[
        int,
        Notice(
            _PAIE,
            genres.entier(1, 100),
            "Variation d’un taux, en points, à partir de laquelle c’est un saut.",
        ),
    ] = 10
    natures_supplementaires: Annotated[
        str,
        Notice(
            _PAIE,
            genres.texte(),
            "Fichier JSON qui ajoute des natures de retour à la table livrée, ou en corrige ; vide : aucun. "
            "Sa forme est décrite dans docs/reference/natures.md.",
        ),
    ] = ""
    actions_supplementaires: Annotated[
        str,
        Notice(
            _PAIE,
            genres.texte(),
            "Fichier JSON d’actions attendues, essayées avant celles de la table livrée ; vide : aucun. Sa "
            "forme est décrite dans docs/reference/actions.md.",
        ),
    ] = ""
    classer_aer: Annotated[
        bool,
        Notice(
            _PAIE,
            genres.booleen(),
            "Classer dès leur réception les attestations employeur (AER) et rappeler de les remettre.",
        ),
    ] = True
    dossier_ged: Annotated[
        str,
        Notice(
            _PAIE,
            genres.texte(),
            "Dossier où copier chaque document classé, octet pour octet, par exemple celui d’une gestion "
            "documentaire ; vide : aucune copie. Aucun nom de fichier ne porte de donnée personnelle.",
        ),
    ] = ""

    essais_max: Annotated[
        int,
        Notice(
            _REPRISE,
            genres.entier(1, 100),
            "Nombre d’essais d’un travail avant qu’une personne soit appelée.",
        ),
    ] = 12
    recul_initial: Annotated[
        timedelta,
        Notice(
            _REPRISE, genres.duree(_S, _H), "Attente après un premier échec, doublée à chaque échec suivant."
        ),
    ] = 30 * _S
    recul_max: Annotated[
        timedelta, Notice(_REPRISE, genres.duree(_MIN, 7 * _J), "Attente la plus longue entre deux essais.")
    ] = _H
    duree_bail: Annotated[
        timedelta,
        Notice(
            _REPRISE,
            genres.duree(30 * _S, _J),
            "Durée après laquelle un travail commencé par un processus disparu est repris.",
        ),
    ] = 5 * _MIN

    taille_max_envoi: Annotated[
        int, Notice(_LIMITES, genres.taille(_KO, 100 * _GO), "Taille la plus grande d’un fichier à envoyer.")
    ] = 2 * _GO
    taille_max_document: Annotated[
        int,
        Notice(
            _LIMITES,
            genres.taille(_KO, 4 * _GO),
            "Taille la plus grande d’une réponse, une fois décompressée.",
        ),
    ] = 64 * _MO

    niveau_journal: Annotated[
        str,
        Notice(
            _JOURNAL,
            genres.choix("DEBUG", "INFO", "WARNING", "ERROR"),
            "Importance à partir de laquelle une ligne est écrite.",
        ),
    ] = "INFO"
    format_journal: Annotated[
        str,
        Notice(
            _JOURNAL,
            genres.choix("auto", "texte", "json"),
            "Forme des lignes ; « auto » : du texte dans un terminal, du JSON ailleurs.",
        ),
    ] = "auto"

    origines: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def origine(self, nom: str) -> str:
        """Return in French where the value of the setting ``nom`` comes from."""
        return self.origines.get(nom, DEFAUT)

    @property
    def fichier_base(self) -> Path:
        """Return the path of the SQLite file."""
        return (
            Path(self.base_donnees).expanduser() if self.base_donnees else self.donnees / "recepisse.sqlite3"
        )

    def largeur(self, *, concentrateur: bool) -> timedelta:
        """Return the width of a search window before the service has announced its own."""
        return self.largeur_fenetre_concentrateur if concentrateur else self.largeur_fenetre


class Connu(NamedTuple):
    """A setting of the table: its name, its notice, its default (None for the data folder)."""

    nom: str
    notice: Notice
    defaut: object

    @property
    def variable(self) -> str:
        """Return the name of its environment variable."""
        return f"RECEPISSE_{self.nom.upper()}"


@cache
def reglages_connus() -> tuple[Connu, ...]:
    """Return every setting of :class:`Reglages`, in the order of the manual."""
    types = get_type_hints(Reglages, include_extras=True)
    return tuple(
        Connu(
            champ.name, types[champ.name].__metadata__[0], None if champ.default is MISSING else champ.default
        )
        for champ in fields(Reglages)
        if champ.name != "origines"
    )


def afficher(reglages: Reglages, connu: Connu) -> str:
    """Return the value of a setting as it may be shown: a secret never is."""
    valeur = getattr(reglages, connu.nom)
    if connu.notice.secret:
        return "••••••••" if valeur else ""
    return connu.notice.genre.ecrire(valeur)
