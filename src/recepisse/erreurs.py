"""Every exception that this program raises on purpose, and what a person can do about it.

::

    Erreur
    ├ ErreurReglages            bad or unknown setting
    ├ ErreurFichier             unreadable as an envoi at all (empty, binary, truncated…)
    ├ ErreurNorme               table of the norm missing or altered
    ├ ErreurSaisie              a person or a command asked for something that cannot be
    ├ ErreurEchange             a conversation with the State's services went wrong
    │  ├ Injoignable            network, TLS, 5xx, maintenance page    → back off and retry
    │  ├ Patienter              429, Expires, window asked too early   → retry at ``reprise_a``
    │  ├ AccesRefuse            401/403, password, registration        → stop, tell a person
    │  ├ RequeteRefusee         400/406/407/415/422                    → our bug or bad input, no retry
    │  ├ Introuvable            404 on a flux or a document            → by context
    │  └ ReponseInattendue      the remote broke the contract          → bytes kept, retry slowly
    ├ ErreurCoffre              key missing, wrong key, altered secret
    ├ ErreurArchive             stored bytes missing or altered
    └ TransitionInterdite       event not allowed in this state

A finding (a KO, an ARE, an anomaly, an unreadable return) is never an exception: it is a value that is
stored and shown. The French message says what happened; ``conseil`` says what the reader can do.
"""

from datetime import datetime, timedelta
from typing import ClassVar


class Erreur(Exception):
    """Récépissé ne peut pas continuer."""

    code: ClassVar[str] = "erreur"
    conseil_par_defaut: ClassVar[str] = ""
    sortie: ClassVar[int] = 1
    """Exit code of the command line (see ``docs/reference/codes-de-sortie.md``)."""

    def __init__(self, message: str = "", *, conseil: str = "") -> None:
        self.message = message or (type(self).__doc__ or "").strip().splitlines()[0]
        self.conseil = conseil or self.conseil_par_defaut
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.message} {self.conseil}".strip()


class ErreurReglages(Erreur):
    """Un réglage est inconnu ou impossible à lire."""

    code = "reglages"
    sortie = 3


class ErreurFichier(Erreur):
    """Le fichier ne peut pas être lu comme un envoi DSN."""

    code = "fichier"
    sortie = 4

    def __init__(self, message: str = "", *, conseil: str = "", ligne: int | None = None) -> None:
        super().__init__(message, conseil=conseil)
        self.ligne = ligne


class ErreurNorme(Erreur):
    """Une table de la norme est absente ou altérée."""

    code = "norme"


class ErreurSaisie(Erreur):
    """La demande ne peut pas être exécutée telle quelle."""

    code = "saisie"
    sortie = 2


class ErreurEchange(Erreur):
    """L’échange avec le service de l’État a échoué."""

    code = "echange"
    sortie = 5
    definitif: ClassVar[bool] = False
    """True when asking again without a person's action is useless."""

    def __init__(
        self,
        message: str = "",
        *,
        conseil: str = "",
        statut: int | None = None,
        reprise_a: datetime | None = None,
        peut_etre_recu: bool = False,
        corps: bytes = b"",
    ) -> None:
        super().__init__(message, conseil=conseil)
        self.statut = statut
        self.reprise_a = reprise_a
        self.peut_etre_recu = peut_etre_recu
        """True when the request may have been taken into account although no answer tells so."""
        self.corps = corps


class Injoignable(ErreurEchange):
    """Le service ne répond pas."""

    code = "injoignable"
    conseil_par_defaut = "Récépissé réessaiera de lui-même ; rien n’est perdu."


class Patienter(ErreurEchange):
    """Le service demande d’attendre avant une nouvelle demande."""

    code = "patienter"
    conseil_par_defaut = "Récépissé reprendra à l’heure indiquée par le service."

    def __init__(
        self,
        message: str = "",
        *,
        conseil: str = "",
        statut: int | None = None,
        reprise_a: datetime | None = None,
        largeur: timedelta | None = None,
    ) -> None:
        super().__init__(message, conseil=conseil, statut=statut, reprise_a=reprise_a)
        self.largeur = largeur
        """Width of window that the refusal announces, None when it announces none."""


class MotifAcces:
    """Why an access was refused: the values of :attr:`AccesRefuse.motif`."""

    MOT_DE_PASSE = "mot_de_passe"
    MOT_DE_PASSE_EXPIRE = "mot_de_passe_expire"
    NON_INSCRIT = "non_inscrit"
    JETON = "jeton"
    INTERDIT = "interdit"


class AccesRefuse(ErreurEchange):
    """Le service refuse l’accès à cet identifiant."""

    code = "acces_refuse"
    sortie = 6
    definitif = True

    def __init__(
        self,
        message: str = "",
        *,
        motif: str,
        conseil: str = "",
        statut: int | None = None,
        reprise_a: datetime | None = None,
    ) -> None:
        super().__init__(message, conseil=conseil, statut=statut, reprise_a=reprise_a)
        self.motif = motif


class RequeteRefusee(ErreurEchange):
    """Le service refuse la forme de la demande."""

    code = "requete_refusee"
    definitif = True
    conseil_par_defaut = "C’est une erreur de Récépissé ou des données saisies : signalez-la."


class Introuvable(ErreurEchange):
    """Le service ne connaît pas cet élément."""

    code = "introuvable"


class ReponseInattendue(ErreurEchange):
    """La réponse du service n’a pas la forme attendue."""

    code = "reponse_inattendue"
    conseil_par_defaut = "La réponse est conservée telle quelle ; Récépissé réessaiera lentement."


class ErreurCoffre(Erreur):
    """Le coffre des secrets ne peut pas être ouvert."""

    code = "coffre"
    sortie = 7


class ErreurArchive(Erreur):
    """Un document conservé est absent ou altéré."""

    code = "archive"
    sortie = 8


class TransitionInterdite(Erreur):
    """Cet événement n’est pas possible dans cet état."""

    code = "transition"
