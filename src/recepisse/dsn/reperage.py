r"""Find in our own declaration, as sent, the lines that anomalies speak of: one pass for all of them.

An anomaly gives what it knows: a rubric, a person, a contract, the value declared. The line is looked for
inside the person, known by NIR (its 13 first characters), else by NTT, else by matricule:

1. the rubric, of the named contract and with the declared value if there is one that fits, of the contract
   otherwise, with the value otherwise, and failing all that its first occurrence;
2. the first line of the person, when that person has no such rubric (or none was named).

Without a person, it is the first line of the file that has the rubric and the value; a person who is not in
the file is not found. Only what is asked for is looked at line by line: the persons that no demand names,
nearly all of them, are skipped at the speed of ``bytes.find``.
"""

import re
from collections.abc import Sequence
from typing import BinaryIO

from recepisse.dsn.blocs import TAILLE, iter_blocs
from recepisse.dsn.cible import BLOC_INDIVIDU, DESSOUS, NOMME_CONTRAT, Cible, Demande, Lue, cible

__all__ = ["Demande", "reperer"]

_INDIVIDU = b"\n" + BLOC_INDIVIDU + b"."
_RUBRIQUE = re.compile(rb"\n(S[0-9]{2}\.G[0-9]{2}\.[0-9]{2})\.([0-9]{3}),'([^\r\n]*)'\r?(?=\n|\Z)")
_LIGNE = re.compile(rb"\n(?:%s)?" % _RUBRIQUE.pattern.removeprefix(rb"\n"))
"""A line, its groups empty when it is not a rubric."""

_RANGS = ((1, 3), (20, 2), (19, 1))
"""Rubrics of S21.G00.30 that recognise a person (NIR, NTT, matricule), the surest first, with a rank."""
_SEUL = 0
"""Rank of a line found without a person."""
_FIN_INDIVIDU = frozenset(
    b"S21.G00.%02d" % numero for numero in (6, 11, 12, 13, 15, 16, 20, 22, 23, 44, 55, 82, 85)
)
"""S21 blocks that are no individual's: the one being read ends there (master tree of the norm)."""


def reperer(flux: BinaryIO, demandes: Sequence[Demande], *, taille: int = TAILLE) -> dict[int, int]:
    """Return the 1-based number of the line of each demand that was found, by index in ``demandes``.

    ``flux`` is read from its present position, by pieces of ``taille`` bytes; memory is bounded by the
    demands.
    """
    reperage = _Reperage(demandes)
    for bloc in iter_blocs(flux, taille):
        reperage.absorber(bloc)
    reperage.achever()
    return {index: trouvee.ligne for index, trouvee in enumerate(reperage.cibles) if trouvee.ligne}


class _Reperage:
    """The state of a reading: where it is, whom it is in, what is still to be found."""

    def __init__(self, demandes: Sequence[Demande]) -> None:
        self.cibles = [cible(demande) for demande in demandes]
        self._par_cle: dict[tuple[int, bytes], list[Cible]] = {}
        self._libres: dict[bytes, list[Cible]] = {}
        for demande, une_cible in zip(demandes, self.cibles, strict=True):
            for cle in demande.cles():
                self._par_cle.setdefault(cle, []).append(une_cible)
            if not demande.nomme and une_cible.bloc:
                self._libres.setdefault(_motif(une_cible), []).append(une_cible)
        self._lignes = 0
        self._identite: list[Lue] = []
        """The S21.G00.30 block being read."""
        self._personne: _Personne | None = None
        """The person being read, if somebody looks for it."""

    def absorber(self, bloc: bytes) -> None:
        """Read a piece of whole lines."""
        self._chercher_libres(bloc)
        debut = 0
        while self._par_cle and debut < len(bloc):
            if bloc.startswith(_INDIVIDU, debut):
                fin = _trouver(bloc, b"\n", debut + 1)
                self._lire_identite(bloc, debut, fin)
            else:
                fin = _trouver(bloc, _INDIVIDU, debut)
                if self._identite and _RUBRIQUE.search(bloc, debut, fin):
                    self._reconnaitre()
                self._traverser(bloc, debut, fin)
            debut = fin
        self._lignes += bloc.count(b"\n", debut)

    def achever(self) -> None:
        """Take what the file ends in."""
        self._reconnaitre()
        self._quitter()

    def _chercher_libres(self, bloc: bytes) -> None:
        """Look for the demands that name nobody, all those of one rubric at once."""
        for motif in list(self._libres):
            vues, compte = 0, self._lignes
            debut = bloc.find(motif)
            while debut >= 0 and motif in self._libres:
                compte, vues = compte + bloc.count(b"\n", vues, debut), debut
                lue = _LIGNE.match(bloc, debut)
                if lue and lue[1]:
                    self._donner(motif, lue[3], compte + 1)
                debut = bloc.find(motif, debut + 1)

    def _donner(self, motif: bytes, valeur: bytes, ligne: int) -> None:
        """Give a line to the demands that it satisfies; they are looked for no more."""
        restent = [c for c in self._libres[motif] if not c.accepte(valeur)]
        for trouvee in self._libres[motif]:
            if trouvee.accepte(valeur):
                trouvee.proposer(_SEUL, 0, ligne)
        self._libres[motif] = restent
        if not restent:
            del self._libres[motif]

    def _lire_identite(self, bloc: bytes, debut: int, fin: int) -> None:
        """Keep a line of S21.G00.30; a rubric that does not grow is another person's."""
        self._lignes += 1
        lue = _LIGNE.match(bloc, debut, fin)
        if lue is None or not lue[1]:
            return
        ligne = Lue(self._lignes, BLOC_INDIVIDU, int(lue[2]), lue[3])
        if self._identite and ligne.rubrique <= self._identite[-1].rubrique:
            self._reconnaitre()
        if not self._identite:
            self._quitter()
        self._identite.append(ligne)

    def _reconnaitre(self) -> None:
        """Find who looks for the person whose S21.G00.30 block has just ended."""
        lignes, self._identite = self._identite, []
        valeurs = {lue.rubrique: lue.valeur for lue in lignes}
        reconnues: dict[int, tuple[int, Cible]] = {}
        for rubrique, rang in _RANGS:
            for trouvee in self._par_cle.get((rubrique, valeurs.get(rubrique, b"")), ()):
                reconnues.setdefault(id(trouvee), (rang, trouvee))
        if reconnues:
            self._personne = _Personne(list(reconnues.values()))
            for rang, trouvee in reconnues.values():
                trouvee.proposer(rang, 0, lignes[0].numero)
            for lue in lignes:
                self._personne.lire(lue)

    def _quitter(self) -> None:
        """Leave the person being read."""
        if self._personne is not None:
            self._personne.clore_bloc()
        self._personne = None

    def _traverser(self, bloc: bytes, debut: int, fin: int) -> None:
        """Read lines that are not S21.G00.30: one by one inside a person who is looked for."""
        if self._personne is not None:
            debut = self._lire_personne(self._personne, bloc, debut, fin)
        self._lignes += bloc.count(b"\n", debut, fin)

    def _lire_personne(self, personne: "_Personne", bloc: bytes, debut: int, fin: int) -> int:
        """Read the lines of ``personne``; return where what is not hers starts."""
        for lue in _LIGNE.finditer(bloc, debut, fin):
            if lue[1] and (not lue[1].startswith(b"S21.G00.") or lue[1] in _FIN_INDIVIDU):
                self._quitter()
                return lue.start()
            self._lignes += 1
            if lue[1]:
                personne.lire(Lue(self._lignes, lue[1], int(lue[2]), lue[3]))
        return fin


class _Personne:
    """The lines of one person who is looked for, block after block."""

    def __init__(self, reconnues: Sequence[tuple[int, Cible]]) -> None:
        self._cibles: dict[bytes, list[tuple[int, Cible]]] = {}
        for rang, trouvee in reconnues:
            self._cibles.setdefault(trouvee.bloc, []).append((rang, trouvee))
        self._bloc: list[Lue] = []
        self._contrats: dict[bytes, bytes] = {}
        """Contract of the last block of each code that names one."""

    def lire(self, lue: Lue) -> None:
        """Read a line; a block ends when another begins, or when its rubrics do not grow."""
        if self._bloc and (lue.bloc != self._bloc[-1].bloc or lue.rubrique <= self._bloc[-1].rubrique):
            self.clore_bloc()
        self._bloc.append(lue)

    def clore_bloc(self) -> None:
        """Propose the lines of the block that has just ended: its contract is known at last."""
        lignes, self._bloc = self._bloc, []
        contrat = self._contrat(lignes)
        for rang, trouvee in self._cibles.get(lignes[0].bloc, ()):
            for lue in lignes if trouvee.rubrique else lignes[:1]:
                if trouvee.rubrique in {0, lue.rubrique}:
                    trouvee.proposer(rang, trouvee.points(lue.valeur, contrat), lue.numero)

    def _contrat(self, lignes: Sequence[Lue]) -> bytes:
        code = lignes[0].bloc
        nomme = NOMME_CONTRAT.get(code)
        if nomme is None:
            return self._contrats.get(DESSOUS.get(code, b""), b"")
        self._contrats[code] = next((lue.valeur for lue in lignes if lue.rubrique == nomme), b"")
        return self._contrats[code]


def _motif(une_cible: Cible) -> bytes:
    """Return how the lines of a demand start."""
    suite = b"%03d,'" % une_cible.rubrique if une_cible.rubrique else b""
    return b"\n" + une_cible.bloc + b"." + suite


def _trouver(bloc: bytes, quoi: bytes, debut: int) -> int:
    """Return where ``quoi`` is next, the end when it is nowhere."""
    trouve = bloc.find(quoi, debut)
    return trouve if trouve >= 0 else len(bloc)
