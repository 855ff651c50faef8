"""What the services hold: deposits, returns, and the order in which a list shows them.

Kept in memory with one sorted index per reader, so that asking an empty window costs two bisections; a
:class:`~recepisse.simulateur.registre.Registre` may keep it all on disk. Nothing here knows the protocol.
Callers hold the lock of the administration.
"""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from recepisse.echanges.messages import Declarant
from recepisse.simulateur.comptes import Cle, cle
from recepisse.simulateur.modele import Depot, Retour
from recepisse.simulateur.periode import Periode
from recepisse.simulateur.registre import Registre
from recepisse.simulateur.tirage import build_idflux

PREMIER_NUMERO = 4_410_000_000
"""Identifiers of returns are ten digits, from here on."""

Lecteur = Cle | str
"""Whose index: a declarant's key, or the SIRET of a hub."""

Repere = tuple[datetime, str]
"""Place of a deposit or of a return in an index: instant, then rank or number."""


class Fonds:
    """Every deposit and every return of one administration."""

    def __init__(self, graine: int, registre: Registre | None = None) -> None:
        self._graine = graine
        self._registre = registre
        self.depots: dict[str, Depot] = {}
        self.retours: dict[str, Retour] = {}
        self._par_rang: dict[str, Depot] = {}
        self._par_flux: dict[str, list[str]] = defaultdict(list)
        self._par_serie: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._sommes: dict[str, int] = defaultdict(int)
        self._index_depots: dict[Lecteur, list[Repere]] = defaultdict(list)
        self._index_retours: dict[Lecteur, list[Repere]] = defaultdict(list)
        if registre is not None:
            self._charger(registre)

    def prochain_ordinal(self) -> int:
        """Return the rank of the next deposit, from 1."""
        return len(self.depots) + 1

    def nouvel_idflux(self, depot: Depot) -> str:
        """Return the identifier that a deposit is given."""
        return build_idflux(self._graine, depot.ordinal, depot.regime)

    def est_doublon(self, somme: str) -> bool:
        """Return True when the same bytes were already deposited."""
        return self._sommes[somme] > 0

    def enregistrer(self, depot: Depot, retours: Iterable[Retour]) -> None:
        """Record a deposit and the returns planned for it, on disk first."""
        prevus = [replace(r, numero=str(n)) for n, r in enumerate(retours, self._prochain_numero())]
        if self._registre is not None:
            self._registre.ecrire([depot], prevus)
        self._ranger_depot(depot)
        for retour in prevus:
            self._ranger_retour(retour)

    def ajouter_retour(self, retour: Retour) -> Retour:
        """Record one more return, give it a number and return it."""
        numerote = replace(retour, numero=str(self._prochain_numero()))
        if self._registre is not None:
            self._registre.ecrire(retours=[numerote])
        self._ranger_retour(numerote)
        return numerote

    def changer_retours(self, retours: Iterable[Retour]) -> None:
        """Replace returns by new versions of themselves (same numbers)."""
        nouveaux = list(retours)
        if self._registre is not None:
            self._registre.ecrire(retours=nouveaux)
        for retour in nouveaux:
            ancien = self.retours[retour.numero]
            for lecteur in self._lecteurs(retour.idflux):
                self._index_retours[lecteur].remove((ancien.publication, ancien.numero))
                insort(self._index_retours[lecteur], (retour.publication, retour.numero))
            self.retours[retour.numero] = retour

    def depots_de(self, lecteur: Lecteur, periode: Periode) -> list[Depot]:
        """Return the deposits of a reader inside a window, oldest first."""
        trouves = (self._par_rang[rang] for _, rang in _tranche(self._index_depots.get(lecteur), periode))
        return [depot for depot in trouves if periode.contient(depot.recu_le)]

    def retours_de(self, lecteur: Lecteur, periode: Periode, depuis: datetime, now: datetime) -> list[Retour]:
        """Return the visible returns of a reader published inside a window, oldest first."""
        tranche = _tranche(self._index_retours.get(lecteur), periode)
        if not tranche:
            return []
        trouves = (self.retours[numero] for _, numero in tranche)
        return [r for r in trouves if periode.contient(r.publication) and self.est_visible(r, depuis, now)]

    def retours_du_flux(self, idflux: str, depuis: datetime, now: datetime) -> list[Retour]:
        """Return the visible returns of one deposit, oldest first."""
        visibles = (r for r in self.tous_les_retours(idflux) if self.est_visible(r, depuis, now))
        return sorted(visibles, key=lambda r: (r.publication, r.numero))

    def tous_les_retours(self, idflux: str) -> Iterator[Retour]:
        """Yield every return of one deposit, published or not."""
        return (self.retours[numero] for numero in self._par_flux.get(idflux, ()))

    def est_visible(self, retour: Retour, depuis: datetime, now: datetime) -> bool:
        """Return True when ``retour`` is published, not purged, not too old, not overwritten."""
        if retour.purge or not depuis <= retour.publication <= now:
            return False
        rang = (retour.publication, retour.numero)
        serie = (self.retours[numero] for numero in self._par_serie[retour.idflux, retour.serie])
        return not any(
            autre.publication <= now and (autre.publication, autre.numero) > rang for autre in serie
        )

    def a_venir(self, now: datetime) -> list[Retour]:
        """Return the returns that are not published yet."""
        return [r for r in self.retours.values() if r.publication > now]

    def regler(self, cle_reglage: str, valeur: str) -> None:
        """Keep one value on disk, if there is a state file."""
        if self._registre is not None:
            self._registre.regler(cle_reglage, valeur)

    def reglage(self, cle_reglage: str) -> str:
        """Return one value kept on disk, or an empty text."""
        return self._registre.reglage(cle_reglage) if self._registre is not None else ""

    def decalage(self) -> timedelta:
        """Return how far the clock had been moved when the state file was last written."""
        return timedelta(seconds=float(self.reglage("decalage") or 0))

    def fermer(self) -> None:
        """Close the state file."""
        if self._registre is not None:
            self._registre.fermer()

    def _charger(self, registre: Registre) -> None:
        for depot in registre.lire_depots():
            self._ranger_depot(depot)
        for retour in registre.lire_retours():
            self._ranger_retour(retour)

    def _prochain_numero(self) -> int:
        return PREMIER_NUMERO + len(self.retours) + 1

    def _lecteurs(self, idflux: str) -> tuple[Lecteur, ...]:
        depot = self.depots[idflux]
        return (cle(depot.declarant), depot.concentrateur) if depot.concentrateur else (cle(depot.declarant),)

    def _ranger_depot(self, depot: Depot) -> None:
        self.depots[depot.idflux] = depot
        self._sommes[depot.somme] += 1
        rang = f"{depot.ordinal:09d}"
        self._par_rang[rang] = depot
        for lecteur in self._lecteurs(depot.idflux):
            insort(self._index_depots[lecteur], (depot.recu_le, rang))

    def _ranger_retour(self, retour: Retour) -> None:
        self.retours[retour.numero] = retour
        self._par_flux[retour.idflux].append(retour.numero)
        self._par_serie[retour.idflux, retour.serie].append(retour.numero)
        for lecteur in self._lecteurs(retour.idflux):
            insort(self._index_retours[lecteur], (retour.publication, retour.numero))


def lecteur_de(personne: Declarant, concentrateur: str = "") -> Lecteur:
    """Return the reader that an identity stands for."""
    return concentrateur or cle(personne)


def _tranche(index: list[Repere] | None, periode: Periode) -> list[Repere]:
    """Return the part of an index that the window can hold; a whole second belongs to its label."""
    if not index:
        return []
    apres = periode.fin + timedelta(seconds=1)
    return index[bisect_left(index, (periode.debut,)) : bisect_right(index, (apres,))]
