"""Search a DSN: by rubric, by amount as people write it, by any part of a value, by name of a person.

Case and accents do not count. Lines are looked for at the speed of ``bytes.find``: only those that hold what
is looked for are read.

>>> parse_recherche("S21.G00.30.001"), parse_recherche("1 234,50 €")
(Recherche(code='S21.G00.30.001', texte='', montant=''), Recherche(code='', texte='', montant='1234.50'))
>>> parse_recherche("lefevre")
Recherche(code='', texte='LEFEVRE', montant='')
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from recepisse.dsn.blocs import LIGNE_MAXIMALE, TAILLE
from recepisse.dsn.document import Document, Identite
from recepisse.dsn.encodage import BOM, UTF_8, WINDOWS_1252

MINIMUM = 2
"""Characters: fewer would find nearly every line."""

_CODE = re.compile(
    r"(S[0-9]{2}[._]G[0-9]{2}[._][0-9]{2}(?:[._][0-9]{3})?)(?: (.+))?", re.ASCII | re.IGNORECASE
)
_MONTANT = re.compile(r"(-?)([0-9]{1,3}(?:[\s.][0-9]{3})+|[0-9]+)[.,]([0-9]{2})\s*€?")
_LIGNE = re.compile(rb"(S[0-9]{2}\.G[0-9]{2}\.[0-9]{2}\.[0-9]{3}),'([^\r\n]*)'\r?")


def _plier(lettre: str) -> str:
    """Return a letter without accent, in capitals; the typographic apostrophe as the plain one."""
    if lettre == "’":
        return "'"
    simple = unicodedata.normalize("NFKD", lettre)[:1].upper()
    return simple if simple.isascii() and len(simple) == 1 else lettre


_TABLE = b"".join(
    _plier(bytes([octet]).decode(WINDOWS_1252, "replace")).encode(WINDOWS_1252, "replace")
    if octet != 0x0A  # noqa: PLR2004 - the line feed stays
    else b"\n"
    for octet in range(256)
)


class _Plis(dict[int, str]):
    """The folded form of each letter met."""

    def __missing__(self, code: int) -> str:
        self[code] = _plier(chr(code))
        return self[code]


_PLIS = _Plis()


def plier(texte: str) -> str:
    """Return ``texte`` without accents, in capitals, so that two ways of writing a name are equal."""
    return texte.translate(_PLIS)


@dataclass(frozen=True, slots=True)
class Recherche:
    """What is looked for, at least one of: a block or rubric, a part of a value (folded), a whole amount."""

    code: str = ""
    texte: str = ""
    montant: str = ""

    @property
    def vide(self) -> bool:
        """True when there is nothing to look for, or too little."""
        return not (self.code or self.montant) and len(self.texte) < MINIMUM


@dataclass(frozen=True, slots=True)
class Trouvee:
    """A line found; ``rang`` is the person's, 0 outside the persons."""

    ligne: int
    code: str
    valeur: str = field(repr=False)
    rang: int


@dataclass(frozen=True, slots=True)
class Resultat:
    """The lines found, in the order of the file; ``tronque`` when there are more."""

    lignes: tuple[Trouvee, ...]
    tronque: bool


def parse_recherche(saisie: str) -> Recherche:
    """Return what a person looks for: a code (and a value after it), an amount, else a text."""
    texte = " ".join(saisie.split())
    if lue := _CODE.fullmatch(texte):
        suite = parse_recherche(lue[2]) if lue[2] else Recherche()
        return Recherche(lue[1].upper().replace("_", "."), suite.texte, suite.montant)
    if lue := _MONTANT.fullmatch(texte):
        return Recherche(montant=f"{lue[1]}{re.sub(r'[^0-9]', '', lue[2])}.{lue[3]}")
    return Recherche(texte=plier(texte))


def chercher(document: Document, recherche: Recherche, limite: int) -> Resultat:
    """Return at most ``limite`` lines that answer ``recherche``."""
    if recherche.vide:
        return Resultat((), tronque=False)
    trouvees: list[Trouvee] = []
    for trouvee in _parcourir(document, recherche):
        if len(trouvees) == limite:
            return Resultat(tuple(trouvees), tronque=True)
        trouvees.append(trouvee)
    return Resultat(tuple(trouvees), tronque=False)


def chercher_personnes(document: Document, saisie: str, limite: int) -> tuple[tuple[Identite, ...], bool]:
    """Return the persons whose names or matricule hold every word of ``saisie``; True when there are more."""
    mots = plier(saisie).split()
    trouvees: list[Identite] = []
    if not mots or max(map(len, mots)) < MINIMUM:
        return (), False
    for personne in document.identites():
        ou = plier(f"{personne.nom} {personne.usage} {personne.prenoms} {personne.matricule}")
        if all(mot in ou for mot in mots):
            if len(trouvees) == limite:
                return tuple(trouvees), True
            trouvees.append(personne)
    return tuple(trouvees), False


def _parcourir(document: Document, recherche: Recherche) -> Iterator[Trouvee]:
    """Yield every line that answers, in the order of the file."""
    encodage = document.index.encodage
    motif = _motif(recherche)
    if not motif:
        return
    lignes = 1
    for morceau in _morceaux(document):
        brut = _un_octet(morceau, encodage)
        plie = brut.translate(_TABLE)
        compte = 0
        ou = plie.find(motif)
        while ou >= 0:
            debut, fin = plie.rfind(b"\n", 0, ou) + 1, plie.find(b"\n", ou)
            fin = len(plie) if fin < 0 else fin
            lue = _LIGNE.fullmatch(brut, debut, fin)
            lignes, compte = lignes + plie.count(b"\n", compte, debut), debut
            if lue:
                code, valeur = lue[1].decode(), lue[2].decode(WINDOWS_1252, "replace")
                if _repond(recherche, code, valeur):
                    yield Trouvee(lignes, code, valeur, document.index.personne_de(lignes))
            ou = plie.find(motif, fin)
        lignes += plie.count(b"\n", compte)


def _un_octet(morceau: bytes, encodage: str) -> bytes:
    """Return ``morceau`` with one byte a letter."""
    if encodage != UTF_8:
        return morceau
    return morceau.decode(UTF_8, "replace").encode(WINDOWS_1252, "replace")


def _motif(recherche: Recherche) -> bytes:
    """Return the bytes that every line found holds, once folded; nothing when the file cannot hold them."""
    if recherche.montant:
        return recherche.montant.lstrip("-").encode() + b"'"
    if recherche.texte:
        try:
            return recherche.texte.encode(WINDOWS_1252)
        except UnicodeEncodeError:
            return b""
    return recherche.code.encode()


def _repond(recherche: Recherche, code: str, valeur: str) -> bool:
    """Return True when a line is really one that is looked for."""
    if recherche.code and code != recherche.code and not code.startswith(recherche.code + "."):
        return False
    if recherche.montant:
        signe, chiffres = valeur[: valeur.startswith("-")], valeur.lstrip("-").lstrip("0")
        attendu = recherche.montant.lstrip("-").lstrip("0")
        return chiffres == attendu and (signe == "-" or not recherche.montant.startswith("-"))
    return not recherche.texte or recherche.texte in plier(valeur)


def _morceaux(document: Document) -> Iterator[bytes]:
    """Yield the file by pieces of whole lines, a longer one being cut."""
    flux = document.flux
    flux.seek(0)
    debut = flux.read(len(BOM))
    reste = b"" if debut == BOM else debut
    while lu := flux.read(TAILLE):
        tampon = reste + lu
        coupe = tampon.rfind(b"\n") + 1
        if coupe:
            yield tampon[:coupe]
        reste = tampon[coupe : coupe + LIGNE_MAXIMALE]
    if reste:
        yield reste
