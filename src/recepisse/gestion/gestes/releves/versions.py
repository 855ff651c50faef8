"""Which row an announced return belongs to, and whether it is a new version: the rules, without a database.

**The row.** The services identify a return by idflux + nature + ops + delegataire (guide §5.1). Nothing
says that one answer cannot announce two returns with the same key and different ids: both then live. The
first one known (or published) has an empty ``discriminant``, the others carry their id there. So:

1. an id already used as a discriminant designates that row;
2. an id that the main row ever carried designates the main row, unless the same answer also announces the
   main row's present id: these are then two returns, and each has its row;
3. otherwise, alone of its key, it overwrites the main row (an issuer's overwriting changes the id), except
   where the key was once seen double: a new id is then a new row, for want of knowing which it replaces;
4. several unknown ids in one answer: the first published continues (or makes) the main row, each other
   makes its own.

An entry without id is always the main row. Reading the same answer again, or one of its entries alone
later, falls on the same rows.

**The version.** An entry equal to any known version of its row changes nothing. Another one is a new
version; it becomes the current one unless an already known version was published later (listings may come
out of order).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

from recepisse.retours.listing import RetourListe
from recepisse.temps import parse_horodatage, to_horodatage

Cle = tuple[str, str, str]
"""Nature, ops, delegataire."""
Signature = tuple[str, str, str, str, str]
"""Statut, publication, production, id, url: what two equal announcements share."""

_LARGEURS = {
    "nature": 10,
    "statut": 20,
    "publication": 14,
    "production": 14,
    "id": 50,
    "ops": 30,
    "delegataire": 30,
}
"""Most characters kept in each column. No limit is published; every sample is far below."""


def normaliser(entree: RetourListe) -> RetourListe:
    """Return ``entree`` with each field cut to its column; what was cut is whole in ``autres``."""
    trop_longs = {
        nom: valeur
        for nom, largeur in _LARGEURS.items()
        if len(valeur := str(getattr(entree, nom))) > largeur
    }
    if not trop_longs:
        return entree
    coupes = {nom: valeur[: _LARGEURS[nom]] for nom, valeur in trop_longs.items()}
    return replace(entree, **coupes, autres={**entree.autres, **trop_longs})


def cle(entree: RetourListe) -> Cle:
    """Return what identifies the return inside its flux."""
    return (entree.nature, entree.ops, entree.delegataire)


def signature(entree: RetourListe) -> Signature:
    """Return what makes a version of the announcement."""
    return (entree.statut, entree.publication, entree.production, entree.id, entree.url)


@lru_cache(maxsize=4096)
def lire_publication(publication: str) -> datetime | None:
    """Return the instant of a publication, None when it cannot be read; many returns share theirs."""
    return parse_horodatage(publication)


def rang_publication(publication: str, vu_le: datetime) -> str:
    """Return what orders versions: the 14 digits, or those of the sight when they cannot be read."""
    return publication if lire_publication(publication) else to_horodatage(vu_le)


@dataclass(slots=True)
class VersionConnue:
    """A version already kept, or about to be."""

    signature: Signature
    rang: str
    courante: bool

    @property
    def id_retour(self) -> str:
        """Id that the services gave."""
        return self.signature[3]


@dataclass(slots=True)
class RetourConnu:
    """A return of one flux with its known versions. ``pk`` is None until it is written."""

    cle: Cle
    discriminant: str
    pk: int | None = None
    versions: list[VersionConnue] = field(default_factory=list)
    ajouts: list[tuple[RetourListe, int]] = field(default_factory=list)
    """New versions with their numbers, in the order they must be written."""
    change: bool = False
    """True when one of them replaces the current version of a row that was already known."""

    @property
    def courante(self) -> VersionConnue | None:
        """Return the version to show."""
        return next((v for v in self.versions if v.courante), None)

    @property
    def ids(self) -> set[str]:
        """Return every id this row ever carried."""
        return {v.id_retour for v in self.versions if v.id_retour}

    def recevoir(self, entree: RetourListe, vu_le: datetime) -> None:
        """Add ``entree`` as a version unless it is known."""
        signe = signature(entree)
        if any(v.signature == signe for v in self.versions):
            return
        version = VersionConnue(signe, rang_publication(entree.publication, vu_le), courante=True)
        ancienne = self.courante
        if ancienne is not None and version.rang < ancienne.rang:
            version.courante = False
        elif ancienne is not None:
            ancienne.courante = False
            self.change = self.pk is not None
        self.versions.append(version)
        self.ajouts.append((entree, len(self.versions)))


@dataclass(slots=True)
class FluxConnu:
    """The returns of one flux, by key then discriminant."""

    retours: dict[Cle, dict[str, RetourConnu]] = field(default_factory=dict)

    def ajouter(self, retour: RetourConnu) -> RetourConnu:
        """Add a row (read from the database, or new)."""
        self.retours.setdefault(retour.cle, {})[retour.discriminant] = retour
        return retour

    def recevoir(self, entrees: Sequence[RetourListe], vu_le: datetime) -> list[RetourConnu]:
        """Apply one answer's entries for this flux; return the rows they fell on."""
        par_cle: dict[Cle, list[RetourListe]] = {}
        for entree in sorted(entrees, key=lambda e: (rang_publication(e.publication, vu_le), e.id)):
            par_cle.setdefault(cle(entree), []).append(entree)
        touches: dict[tuple[Cle, str], RetourConnu] = {}
        for une_cle, groupe in par_cle.items():
            for retour, entree in self._repartir(une_cle, groupe):
                retour.recevoir(entree, vu_le)
                touches[retour.cle, retour.discriminant] = retour
        return list(touches.values())

    def _repartir(
        self, une_cle: Cle, groupe: Sequence[RetourListe]
    ) -> Iterable[tuple[RetourConnu, RetourListe]]:
        """Yield the row of each entry of one key, by the rules of the module."""
        lignes = self.retours.setdefault(une_cle, {})
        principal_id = self._id_principal(une_cle, [e.id for e in groupe if e.id])
        for entree in groupe:
            discriminant = "" if entree.id in {"", principal_id} else entree.id
            retour = lignes.get(discriminant)
            yield retour or self.ajouter(RetourConnu(une_cle, discriminant)), entree

    def _id_principal(self, une_cle: Cle, ids: Sequence[str]) -> str:
        """Return which of the announced ids goes to the main row ("" for none of them)."""
        lignes = self.retours[une_cle]
        principal = lignes.get("")
        candidats = [i for i in ids if i not in lignes]
        if principal is None:
            return candidats[0] if candidats else ""
        courante = principal.courante
        if courante is not None and courante.id_retour in candidats:
            return courante.id_retour
        connus = [i for i in candidats if i in principal.ids]
        if connus:
            return connus[0]
        doublee = len(lignes) > 1
        return candidats[0] if candidats and not doublee else ""
