"""What reading a return gives, whatever its family: values that every screen, row and export starts from.

A reader of one family brings a :class:`Contenu`; ``interpretation`` makes the :class:`RetourLu` of it. Values
are as written in the document, but a few that are brought to one form because they must be compared (months
``AAAA-MM``, NIR of 13 digits): their original is then kept beside them. Personal fields never show in a
``repr``. Values that are made by the thousand are named tuples: they cost a third of a frozen dataclass.
"""

from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, TypeAlias

from recepisse.retours.gravite import Gravite

Donnee: TypeAlias = "str | int | bool | list[Donnee] | dict[str, Donnee] | None"
"""A JSON value; numbers of the documents stay texts, as written."""


class Complement(NamedTuple):
    """A value that has no field of its own, with the name that the document (or its schema) gives it."""

    nom: str
    valeur: str


class Autre(NamedTuple):
    """A text or attribute that the reader of the family does not know: kept, shown, never dropped.

    ``chemin`` is made of the local names from the root, with a slash between and ``@`` before an attribute.
    """

    chemin: str
    valeur: str


class Individu(NamedTuple):
    """A person as a document names them; "" for what it does not say."""

    nir: str = ""
    """13 digits when the document writes 13 or 15; otherwise as written."""
    ntt: str = ""
    nom: str = ""
    prenoms: str = ""
    matricule: str = ""
    naissance: str = ""
    """As written: ``AAAA-MM-JJ`` or ``JJMMAAAA``, with 00 or 99 for an unknown day or month."""
    complements: tuple[Complement, ...] = ()
    """Everything else said of the person (name of use, sex, place of birth, full NIR…)."""

    def __repr__(self) -> str:
        """Return what may be shown anywhere: nothing of the person."""
        return "Individu(…)"


class Anomalie(NamedTuple):
    """One finding of an organisation. It is a value: nothing is raised for it."""

    code: str
    gravite: Gravite
    message: str
    rubrique: str = ""
    """DSN rubric (``S21.G00.30.001``) or block (``S21.G00.62``), with dots."""
    valeur_declaree: str = ""
    valeur_attendue: str = ""
    individu: Individu | None = None
    reference: Individu | None = None
    """The same person according to the organisation (SNGI), when it differs."""
    contrat: str = ""
    """Number of the contract of employment, or reference of the contract of the organisation (OC)."""
    periode: str = ""
    """Period that the finding is about, as written: one date, or two with a slash between."""
    montant: str = ""
    """Euros, as written, sign included."""
    action: str = ""
    """What to do, in French: the organisation's own words when it gives some, else ``actions``'."""
    aide: str = ""
    """Address of a page of help, "" when none is known."""
    ligne: int | None = None
    """Number of the line in the file as sent (1-based)."""
    rang: int | None = None
    """Rank, in the document, of the declaration it is about (1-based)."""
    categorie: str = ""
    """The organisation's own word of seriousness (``non-bloquant``, ``C``, ``ANO``…)."""
    nombre: int | None = None
    """How many times, or how many persons, when the document says it."""
    delai: str = ""
    """Kind of deadline, a key of ``actions``: see there. "" when none is known."""
    complements: tuple[Complement, ...] = ()
    """Everything else said of it (associated rubrics, contacts, references…)."""

    def __repr__(self) -> str:
        """Return what may be shown anywhere: texts and values may hold personal data."""
        return f"Anomalie({self.code!r}, {self.gravite}, rubrique={self.rubrique!r})"


class DeclarationLue(NamedTuple):
    """Which declaration a document speaks of; "" for what it does not say.

    ``mois`` is ``AAAA-MM``; ``nature``, ``type`` and ``fraction`` have two digits; ``ordre`` has no leading
    zero; ``rang`` is the rank written in the document, or the order of appearance.
    """

    siren: str = ""
    nic: str = ""
    mois: str = ""
    nature: str = ""
    type: str = ""
    fraction: str = ""
    ordre: str = ""
    rang: str = ""
    etat: str = ""
    """The organisation's word on this declaration (``OK``, ``KO``, ``ANO``, 0 to 3…)."""


@dataclass(slots=True)
class Contenu:
    """What the reader of one family found; ``donnees`` follows the document: see the reader for its keys."""

    famille: str
    version: str = ""
    """Version of the format, as the document says it."""
    type_interne: str = ""
    """The type or nature that the document gives itself: shown, never used to route."""
    message: str = field(default="", repr=False)
    """One general sentence of the organisation, to show first."""
    idflux: str = ""
    etats: list[str] = field(default_factory=list)
    """Words of state met anywhere in the document."""
    gravites: list[Gravite] = field(default_factory=list)
    """Gravities found elsewhere than in an anomaly (code of outcome of an OC, mandate to sign…)."""
    declarations: list[DeclarationLue] = field(default_factory=list)
    anomalies: list[Anomalie] = field(default_factory=list)
    donnees: dict[str, Donnee] = field(default_factory=dict, repr=False)
    autres: list[Autre] = field(default_factory=list, repr=False)
    illisible: str = ""
    """French sentence when the document could not be read, "" otherwise."""


class ActionAttendue(NamedTuple):
    """Something that a person has to do about a return, the most urgent first in its list."""

    texte: str
    gravite: Gravite
    delai: str = ""
    """Kind of deadline, a key of ``actions``; "" when none is known."""
    aide: str = ""
    nombre: int = 1
    """Findings that call for it."""


class Sens(Protocol):
    """What a return means, in French. It may be written only when it is asked for."""

    @property
    def resume(self) -> str:
        """One sentence, without personal data."""
        ...

    @property
    def actions(self) -> tuple[ActionAttendue, ...]:
        """What to do, the most urgent first."""
        ...


@dataclass(frozen=True, slots=True)
class SensEcrit:
    """A meaning already written."""

    resume: str = ""
    actions: tuple[ActionAttendue, ...] = ()


class RetourLu(NamedTuple):
    """A return read: what it is, how serious, what is wrong, what to do, and everything it holds."""

    nature: str
    """Code of the listing, "" when it was not given."""
    famille: str
    """bilan, neores, oc, agirc_arrco, bpij, fpoc, pdf, inconnue, illisible, vide."""
    emetteur: str
    """Code of the group of issuers (``natures.EMETTEURS``)."""
    libelle: str
    statut: str
    """Word of the listing, "" when it was not given."""
    gravite: Gravite
    contenu: Contenu
    sens: Sens

    @property
    def resume(self) -> str:
        """One French sentence, without personal data."""
        return self.sens.resume

    @property
    def actions(self) -> tuple[ActionAttendue, ...]:
        """What to do, the most urgent first."""
        return self.sens.actions

    @property
    def anomalies(self) -> list[Anomalie]:
        """Findings, in the order of the document."""
        return self.contenu.anomalies

    @property
    def declaration(self) -> DeclarationLue:
        """The (first) declaration spoken of; an empty one when the document names none."""
        return self.contenu.declarations[0] if self.contenu.declarations else DeclarationLue()
