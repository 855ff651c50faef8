"""Tie the persons that returns name to the rows of a company, made when they are unknown.

A person is told by the NIR, else the NTT, else the matricule, else the names and the birth date. The row
keeps the best of them as a keyed fingerprint, and the NIR sealed: it lies nowhere in clear. A row first known
by its matricule (or NTT) alone becomes that of the NIR the day a return writes both: its key then changes,
never its number. Conversely a person named by a matricule alone is the one already known with it in the
company; when several persons carry it, the names decide, and nobody is guessed.

What cannot be undone is not done: two rows that turn out to be one person are not merged. The better
identified one is found from then on.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.ecrire_lot import mettre_a_jour
from recepisse.gestion.models import Entreprise, Salarie
from recepisse.retours.modele import Individu
from recepisse.retours.paie.personne import Niveau, Repere, comparable, noms, reperes

_LOT = 500
_LARGEURS = {"ntt": 40, "nom": 120, "prenoms": 120, "matricule": 40, "naissance": 10}
"""Columns that follow what was last read, and the most characters kept."""
_COLONNES = ("cle", "nir_scelle", *_LARGEURS)
_T = TypeVar("_T")


def retrouver_salaries(
    entreprise: Entreprise, individus: Iterable[Individu], ctx: Contexte
) -> dict[Individu, Salarie]:
    """Return the row of each person of ``individus``; those that name nobody are left out.

    To be called inside a transaction. The number of queries grows with the number of persons divided by 500.
    """
    connus = {individu: trouves for individu in individus if (trouves := reperes(individu))}
    registre = _Registre(entreprise, ctx)
    registre.charger(connus)
    resultat = {}
    # The best identified first, so that a matricule alone finds the NIR that the same document gives it.
    for individu in sorted(connus, key=lambda i: connus[i][0].niveau):
        resultat[individu] = registre.recevoir(individu, connus[individu])
    registre.ecrire()
    return {individu: resultat[individu] for individu in connus}


def nir_de(salarie: Salarie, ctx: Contexte) -> str:
    """Return the NIR of ``salarie`` (13 characters), "" when it is not known."""
    scelle = bytes(salarie.nir_scelle)
    return ctx.coffre.ouvrir(scelle, _contexte(salarie.cle)) if scelle else ""


def empreinte_personne(individu: Individu, ctx: Contexte) -> str:
    """Return the keyed fingerprint of the best that is known of ``individu``, "" when it names nobody."""
    trouves = reperes(individu)
    return ctx.coffre.empreinte(trouves[0].texte) if trouves else ""


def _contexte(cle: str) -> str:
    """Return what binds a sealed NIR to its row, so that it cannot be moved to another person."""
    return f"salarie:{cle}"


@dataclass(slots=True)
class _Registre:
    """The rows of one company that may be those of a batch of persons."""

    entreprise: Entreprise
    ctx: Contexte
    par_cle: dict[str, Salarie] = field(default_factory=dict)
    par_ntt: dict[str, list[Salarie]] = field(default_factory=lambda: defaultdict(list))
    par_matricule: dict[str, list[Salarie]] = field(default_factory=lambda: defaultdict(list))
    par_noms: dict[str, list[Salarie]] = field(default_factory=lambda: defaultdict(list))
    nouveaux: list[Salarie] = field(default_factory=list)
    changes: dict[int, Salarie] = field(default_factory=dict)
    """Rows to write, by identity: a new one has no number yet."""

    def charger(self, connus: dict[Individu, tuple[Repere, ...]]) -> None:
        """Read the rows that these persons may be."""
        lignes: dict[int, Salarie] = {}
        cles = {self._cle(repere) for trouves in connus.values() for repere in trouves}
        for champ, valeurs in (
            ("cle", cles),
            ("ntt", {i.ntt.strip().upper() for i in connus} - {""}),
            ("matricule", {i.matricule.strip() for i in connus} - {""}),
            ("nom", {i.nom.strip() for i, trouves in connus.items() if trouves[0].niveau is Niveau.NOMS}),
        ):
            for lot in _lots(valeurs):
                trouvees = Salarie.objects.filter(entreprise=self.entreprise, **{f"{champ}__in": lot})
                lignes |= {salarie.pk: salarie for salarie in trouvees}
        for pk in sorted(lignes):
            self._ranger(lignes[pk])

    def recevoir(self, individu: Individu, trouves: tuple[Repere, ...]) -> Salarie:
        """Return the row of ``individu``, completed with what is read of it."""
        salarie = self._chercher(individu, trouves)
        if salarie is None:
            salarie = Salarie(entreprise=self.entreprise, cle=self._cle(trouves[0]))
            self._sceller(salarie, trouves[0])
            self.nouveaux.append(salarie)
        elif trouves[0].niveau < _niveau(salarie):
            self._promouvoir(salarie, trouves[0])
        self._completer(salarie, individu)
        return salarie

    def ecrire(self) -> None:
        """Write the new rows and those that changed."""
        Salarie.objects.bulk_create(
            self.nouveaux,
            batch_size=_LOT,
            # Another process may have written the same person since they were read.
            update_conflicts=True,
            unique_fields=["entreprise", "cle"],
            update_fields=["nom", "prenoms", "matricule", "naissance"],
        )
        neufs = {id(salarie) for salarie in self.nouveaux}
        mettre_a_jour(
            Salarie,
            _COLONNES,
            [
                (*(getattr(s, nom) for nom in _COLONNES), s.pk)
                for s in self.changes.values()
                if id(s) not in neufs
            ],
        )

    def _chercher(self, individu: Individu, trouves: tuple[Repere, ...]) -> Salarie | None:
        meilleur = trouves[0]
        exact = self.par_cle.get(self._cle(meilleur))
        if exact is not None and meilleur.niveau is Niveau.NIR:
            return exact
        for repere in trouves:
            unique = _seul(self._candidats(repere, meilleur.niveau), individu)
            if unique is not None:
                return unique
        return exact

    def _candidats(self, repere: Repere, niveau: Niveau) -> list[Salarie]:
        """Return the rows that carry this value and may be a person identified at ``niveau``."""
        match repere.niveau:
            case Niveau.NTT:
                lignes = self.par_ntt.get(repere.valeur, [])
            case Niveau.MATRICULE:
                lignes = self.par_matricule.get(repere.valeur, [])
            case Niveau.NOMS if niveau is Niveau.NOMS and not repere.valeur.endswith("|"):
                lignes = self.par_noms.get(repere.valeur, [])
            case Niveau.NOMS if niveau is Niveau.NIR:
                exacte = self.par_cle.get(self._cle(repere))
                lignes = [exacte] if exacte is not None else []
            case _:
                lignes = []
        if niveau is Niveau.NIR:
            return [s for s in lignes if _niveau(s) is not Niveau.NIR]
        return lignes

    def _promouvoir(self, salarie: Salarie, repere: Repere) -> None:
        """Give a row the better key that its person now has."""
        self.par_cle.pop(salarie.cle, None)
        salarie.cle = self._cle(repere)
        self._sceller(salarie, repere)
        self.changes[id(salarie)] = salarie

    def _sceller(self, salarie: Salarie, repere: Repere) -> None:
        if repere.niveau is Niveau.NIR:
            salarie.nir_scelle = self.ctx.coffre.sceller(repere.valeur, _contexte(salarie.cle))

    def _completer(self, salarie: Salarie, individu: Individu) -> None:
        """Write what is now read of the person; what this return does not say is kept."""
        for champ, largeur in _LARGEURS.items():
            valeur = getattr(individu, champ).strip()[:largeur]
            valeur = valeur.upper() if champ == "ntt" else valeur
            if comparable(valeur) and valeur != getattr(salarie, champ):
                setattr(salarie, champ, valeur)
                self.changes[id(salarie)] = salarie
        self._ranger(salarie)

    def _ranger(self, salarie: Salarie) -> None:
        self.par_cle[salarie.cle] = salarie
        for table, valeur in (
            (self.par_ntt, salarie.ntt.upper()),
            (self.par_matricule, salarie.matricule),
            (self.par_noms, noms(salarie.nom, salarie.prenoms, salarie.naissance) if salarie.nom else ""),
        ):
            if valeur and salarie not in table[valeur]:
                table[valeur].append(salarie)

    def _cle(self, repere: Repere) -> str:
        return self.ctx.coffre.empreinte(repere.texte)


def _niveau(salarie: Salarie) -> Niveau:
    """Return by what a row is known."""
    if salarie.nir_scelle:
        return Niveau.NIR
    if salarie.ntt:
        return Niveau.NTT
    if salarie.matricule:
        return Niveau.MATRICULE
    return Niveau.NOMS if salarie.nom else Niveau.AUTRE


def _seul(candidats: Sequence[Salarie], individu: Individu) -> Salarie | None:
    """Return the one row that is this person: the best identified, names deciding between several."""
    possibles = [s for s in candidats if not _autre_naissance(s, individu)]
    if not possibles:
        return None
    meilleur = min(_niveau(s) for s in possibles)
    retenus = [s for s in possibles if _niveau(s) is meilleur]
    if len(retenus) > 1 and comparable(individu.nom):
        cherche = (comparable(individu.nom), comparable(individu.prenoms))
        retenus = [s for s in retenus if (comparable(s.nom), comparable(s.prenoms)) == cherche]
    return retenus[0] if len(retenus) == 1 else None


def _autre_naissance(salarie: Salarie, individu: Individu) -> bool:
    """Return True when both birth dates are known and differ: a matricule was given again."""
    deux = {noms("", "", salarie.naissance), noms("", "", individu.naissance)} - {noms("", "", "")}
    return len(deux) > 1


def _lots(valeurs: Iterable[_T]) -> Iterator[list[_T]]:
    """Cut into lists that fit in one query."""
    toutes = list(valeurs)
    return (toutes[i : i + _LOT] for i in range(0, len(toutes), _LOT))
