"""The reader: a state machine that takes blocks of whole lines and looks closely at few of them.

Nearly all the bytes of a DSN are lines of the S21 blocks that no one here needs one by one. Such runs
(*masses*) are proved well formed by counts, in C: as many line feeds as ``quote, end of line, S21.G00.``,
and as many rubric heads once every digit is written ``0``. When a count differs, and for the few lines
around the start and the end of each declaration, lines are looked at one by one. In a block made of S21
lines alone, the counts cannot see a line that stops at its opening quote, nor a carriage return lost inside
a value.

Beyond :data:`VERIFIE_EN_ENTIER` bytes (the DSN of twenty thousand employees), encodings are looked for no
more, and neither are whole heads in masses: only the start of each line (``S21.G00.``), its closing quote
and its end are.
"""

import re
from dataclasses import dataclass, field

from recepisse.dsn.brouillon import DECLARATION, Brouillon
from recepisse.dsn.encodage import Encodage
from recepisse.dsn.lignes import Ligne, fin_de_ligne, fin_des_bonnes, parse_ligne
from recepisse.dsn.modele import ApercuDeclaration

VERIFIE_EN_ENTIER = 128 * 1024**2
"""Bytes."""

_DONNEES = b"S21.G00."
_CHIFFRES_EN_ZEROS = bytes.maketrans(b"0123456789", b"0" * 10)
_AUTRE_LIGNE = re.compile(rb"\n(?!S21\.G00\.)")
_TETE_TRADUITE = b"S00.G00.00.000,'"
_TOTAUX = b"S90.G00.90"
_TECHNIQUES = re.compile(rb"S10\.G00\.95|S20\.G00\.96|S(?:05|06|95|96)\.G51\.[0-9]{2}")
_RUBRIQUE_TECHNIQUE = 850
"""First number that the norm does not use: the platform's own rubrics are 850, 902, 903, 904…"""


@dataclass(slots=True)
class Lecteur:
    """What was read so far; line numbers are 1-based, offsets are bytes from the start of the file."""

    encodage: Encodage = field(default_factory=Encodage)
    octets: int = 0
    lignes: int = 0
    crlf: int = 0
    lf: int = 0
    bom: bool = False
    retours_chariot: bool = False
    """A line holds rubrics separated by lone carriage returns."""
    entete: dict[tuple[bytes, int], bytes] = field(default_factory=dict)
    debut: int = 0
    fin_entete: int = 0
    ligne_entete: int = 0
    lignes_entete: int = 0
    declarations: list[ApercuDeclaration] = field(default_factory=list)
    totaux: dict[int, bytes] = field(default_factory=dict)
    ligne_totaux: int = 0
    fin_totaux: bytes = b""
    enveloppes: list[int] = field(default_factory=list)
    """First line of each S10 envelope."""
    apres_totaux: int = 0
    hors_declaration: int = 0
    technique: int = 0
    mauvaise: int = 0
    derniere_mauvaise: int = 0
    vides_en_fin: int = 0
    _courante: Brouillon | None = None
    _precedent: Ligne | None = None
    _en_tete: bool = True

    def lue(self, rubrique: int, bloc: bytes = b"S10.G00.00") -> str:
        """Return a value of the envelope as text, ``""`` when it is absent."""
        return self.encodage.decoder(self.entete.get((bloc, rubrique), b""))

    def absorber(self, tampon: bytearray, fin: int) -> None:
        """Read ``tampon[:fin]``, whole lines each with its line feed."""
        if self.octets < VERIFIE_EN_ENTIER:
            self.encodage.observer(tampon, fin, self.lignes)
        if self._en_tete or not self._masse_pure(tampon, fin):
            self._detailler(tampon, fin)
        self.octets += fin

    def achever(self, reste: bytes) -> None:
        """Read the last line when it has no line feed, and close what is open."""
        if reste:
            tampon = bytearray(reste)
            self.encodage.observer(tampon, len(tampon), self.lignes)
            self._ligne(reste, self.octets)
            self.octets += len(reste)
        self._clore(self.octets, self.lignes)

    def _masse_pure(self, tampon: bytearray, fin: int) -> bool:
        """Take ``tampon[:fin]`` at once when it holds well-formed lines of S21 blocks and nothing else."""
        bout = b"'\r\n" if tampon.endswith(b"'\r\n", 0, fin) else b"'\n"
        if not (tampon.startswith(_DONNEES) and tampon.endswith(bout, 0, fin)):
            return False
        lignes = tampon.count(b"\n", 0, fin)
        if tampon.count(bout + _DONNEES, 0, fin) != lignes - 1:
            return False
        if self.octets < VERIFIE_EN_ENTIER:
            zeros = tampon.translate(_CHIFFRES_EN_ZEROS)
            if zeros.count(_TETE_TRADUITE, 0, fin) != lignes:
                return False
        self._compter(tampon, 0, fin, lignes, lignes if bout == b"'\r\n" else 0)
        return True

    def _detailler(self, tampon: bytearray, fin: int) -> None:
        """Read ``tampon[:fin]``: heads and other lines one by one, the masses between them by counts."""
        debut = 0
        while debut < fin:
            suivante = tampon.find(b"\n", debut, fin) + 1
            if tampon.startswith(_DONNEES, debut) and not self._est_attendue(tampon[debut:suivante]):
                trouvee = _AUTRE_LIGNE.search(tampon, debut, fin)
                suivante = trouvee.end() if trouvee else fin
                self._masse(tampon, debut, suivante)
            else:
                self._ligne(bytes(tampon[debut:suivante]), self.octets + debut)
            debut = suivante

    def _est_attendue(self, brute: bytearray) -> bool:
        """Return True while the head of the file or of a declaration goes on with this S21 line."""
        if self._courante is None:
            return not self.hors_declaration
        if not self._en_tete:
            return False
        ligne = parse_ligne(bytes(brute))
        self._en_tete = ligne is None or self._courante.attend(ligne)
        return self._en_tete

    def _masse(self, tampon: bytearray, debut: int, fin: int) -> None:
        """Take the S21 lines of ``tampon[debut:fin]``, the first malformed one being looked for."""
        lignes = tampon.count(b"\n", debut, fin)
        if not self.mauvaise and (bonnes := fin_des_bonnes(tampon, debut, fin)) < fin:
            self.mauvaise = self.lignes + tampon.count(b"\n", debut, bonnes) + 1
        self._compter(tampon, debut, fin, lignes, tampon.count(b"\r\n", debut, fin))
        self._precedent = None

    def _compter(self, tampon: bytearray, debut: int, fin: int, lignes: int, crlf: int) -> None:
        """Add a mass of ``lignes`` lines, ``crlf`` of which have a carriage return."""
        self.lignes += lignes
        self.crlf += crlf
        self.lf += lignes - crlf
        if self._courante:
            self._courante.compter(tampon, debut, fin)

    def _ligne(self, brute: bytes, position: int) -> None:
        """Read one line that starts at byte ``position``."""
        self.lignes += 1
        bout = fin_de_ligne(brute)
        self.crlf += bout == b"\r\n"
        self.lf += bout == b"\n"
        ligne = parse_ligne(brute)
        if ligne is None:
            self._ligne_mauvaise(brute)
            return
        self.vides_en_fin = 0
        if ligne.rubrique >= _RUBRIQUE_TECHNIQUE or _TECHNIQUES.fullmatch(ligne.bloc):
            self.technique = self.technique or self.lignes
        self._ranger(ligne, bout, position)
        self._precedent = ligne

    def _ligne_mauvaise(self, brute: bytes) -> None:
        """Keep the number of a line that is not a rubric; blank lines after S90 are only counted."""
        if self.ligne_totaux and not brute.strip():
            self.vides_en_fin += 1
            return
        self.mauvaise = self.mauvaise or self.lignes
        self.derniere_mauvaise = self.lignes
        self.retours_chariot = self.retours_chariot or b"'\rS" in brute
        if self.ligne_totaux:
            self.apres_totaux = self.apres_totaux or self.lignes

    def _ranger(self, ligne: Ligne, bout: bytes, position: int) -> None:
        """Give ``ligne`` to the part of the file that it belongs to."""
        if ligne.bloc.startswith(b"S10."):
            self._ligne_entete(ligne, bout, position)
        elif ligne.bloc == _TOTAUX:
            self._clore(position, self.lignes - 1)
            self.totaux.setdefault(ligne.rubrique, ligne.valeur)
            self.ligne_totaux, self.fin_totaux = self.lignes, bout or self.fin_totaux
        elif ligne.bloc[4:7] == b"G51":
            self._clore(position, self.lignes - 1)
        else:
            self._ligne_declaration(ligne, position)

    def _ligne_entete(self, ligne: Ligne, bout: bytes, position: int) -> None:
        """Read a line of an S10 envelope; only the first envelope is described."""
        suite = self._precedent is not None and self._precedent.bloc.startswith(b"S10.")
        if not suite or (ligne.bloc, ligne.rubrique) == (b"S10.G00.00", 1):
            self._clore(position, self.lignes - 1)
            self.enveloppes.append(self.lignes)
        if len(self.enveloppes) > 1:
            return
        if not self.entete:
            self.debut, self.ligne_entete = position, self.lignes
        self.entete.setdefault((ligne.bloc, ligne.rubrique), ligne.valeur)
        self.fin_entete = position + ligne_longueur(ligne, bout)
        self.lignes_entete += 1

    def _ligne_declaration(self, ligne: Ligne, position: int) -> None:
        """Read a line between the envelope and the totals."""
        if self.ligne_totaux and len(self.enveloppes) < 2:  # noqa: PLR2004 - several envois are another refusal
            self.apres_totaux = self.apres_totaux or self.lignes
        if ligne.bloc == DECLARATION and self._ouvre(ligne):
            self._clore(position, self.lignes - 1)
            self._courante = Brouillon(debut=position, ligne=self.lignes)
            self._en_tete = True
        if self._courante:
            self._courante.lire(ligne)
        else:
            self.hors_declaration = self.hors_declaration or self.lignes

    def _ouvre(self, ligne: Ligne) -> bool:
        """Return True when this S20.G00.05 line is the first of a declaration (norm: rubrics increase)."""
        avant = self._precedent
        return avant is None or avant.bloc != DECLARATION or avant.rubrique >= ligne.rubrique

    def _clore(self, fin: int, derniere_ligne: int) -> None:
        """End the current declaration before byte ``fin``."""
        if self._courante:
            rang = len(self.declarations) + 1
            lignes = derniere_ligne - self._courante.ligne + 1
            self.declarations.append(self._courante.clore(rang, fin, lignes))
        self._courante = None
        self._en_tete = True


def ligne_longueur(ligne: Ligne, bout: bytes) -> int:
    """Return the number of bytes that ``ligne`` takes in the file, its end included."""
    return len(_TETE_TRADUITE) + len(ligne.valeur) + 1 + len(bout)
