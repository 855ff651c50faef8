"""The declaration being read: what its first lines say, before its end is known."""

from dataclasses import dataclass, field

from recepisse.dsn.lignes import Ligne
from recepisse.dsn.modele import NATURES_MENSUELLES, ApercuDeclaration

DECLARATION, ENTREPRISE, OETH, ETABLISSEMENT = b"S20.G00.05", b"S21.G00.06", b"S21.G00.13", b"S21.G00.11"
INDIVIDU, CONTRAT = b"S21.G00.30", b"S21.G00.40"

NOM_INDIVIDU = b"\nS21.G00.30.002,'"
NIR_INDIVIDU = b"\nS21.G00.30.001,'"

_IDENTITE = {
    (ENTREPRISE, 1): "siren",
    (ETABLISSEMENT, 1): "nic",
    (INDIVIDU, 1): "individu",
    (INDIVIDU, 20): "ntt",
    (CONTRAT, 1): "debut_contrat",
    (CONTRAT, 9): "contrat",
}


@dataclass(slots=True)
class Brouillon:
    """A declaration whose end was not reached yet."""

    debut: int
    ligne: int
    rubriques: dict[int, str] = field(default_factory=dict)
    identite: dict[str, str] = field(default_factory=dict, repr=False)
    individus_lus: int = 0
    noms: int = 0
    nirs: int = 0
    _individu: int = 0
    _contrat_vu: bool = False

    def attend(self, ligne: Ligne) -> bool:
        """Return True while ``ligne`` still belongs to the head, read line by line.

        The head of a monthly ends with the establishment; that of an event with its contract.
        """
        if ligne.bloc.startswith(b"S20.") or ligne.bloc in {ENTREPRISE, OETH, ETABLISSEMENT}:
            return True
        if self.rubriques.get(1) in NATURES_MENSUELLES:
            return False
        return ligne.bloc == CONTRAT or not self._contrat_vu

    def lire(self, ligne: Ligne) -> None:
        """Take from ``ligne`` what describes the declaration; the first value of each rubric is kept."""
        if ligne.bloc == DECLARATION:
            self.rubriques[ligne.rubrique] = ligne.valeur.decode("latin-1")
        elif ligne.bloc == INDIVIDU:
            self.individus_lus += ligne.rubrique <= self._individu or self._individu == 0
            self._individu = ligne.rubrique
        elif ligne.bloc == CONTRAT:
            self._contrat_vu = True
        if nom := _IDENTITE.get((ligne.bloc, ligne.rubrique)):
            self.identite.setdefault(nom, ligne.valeur.decode("latin-1"))

    def compter(self, tampon: bytearray, debut: int, fin: int) -> None:
        """Count the people of the whole lines of ``tampon[debut:fin]``.

        Every individual has one family name (S21.G00.30.002) and perhaps a NIR: names are counted, and
        NIRs only as long as no name was met, for files that would declare none.
        """
        self.noms += tampon.count(NOM_INDIVIDU, debut, fin) + tampon.startswith(NOM_INDIVIDU[1:], debut, fin)
        if not self.noms:
            self.nirs += tampon.count(NIR_INDIVIDU, debut, fin)
            self.nirs += tampon.startswith(NIR_INDIVIDU[1:], debut, fin)

    @property
    def salaries(self) -> int:
        """Return the number of individuals met so far (S21.G00.30)."""
        return self.individus_lus + (self.noms or self.nirs)

    def clore(self, rang: int, fin: int, lignes: int) -> ApercuDeclaration:
        """Return the declaration, which ends at byte ``fin`` (excluded) after ``lignes`` lines."""
        lue, identite = self.rubriques.get, self.identite
        evenement = self.salaries == 1 and lue(1) not in NATURES_MENSUELLES
        contrat = f"{identite.get('contrat', '')}/{identite.get('debut_contrat', '')}".strip("/")
        return ApercuDeclaration(
            rang=rang,
            nature=lue(1, ""),
            type=lue(2, ""),
            fraction=lue(3, ""),
            ordre=lue(4, ""),
            mois=lue(5, ""),
            champ=lue(8, ""),
            date_fichier=lue(7, ""),
            identifiant_metier=lue(9, ""),
            id_remplace=lue(6, ""),
            siren=identite.get("siren", ""),
            nic=identite.get("nic", ""),
            salaries=self.salaries,
            lignes=lignes,
            octets=fin - self.debut,
            ligne=self.ligne,
            debut=self.debut,
            fin=fin,
            individu=(identite.get("individu") or identite.get("ntt", "")) if evenement else "",
            contrat=contrat if evenement else "",
        )
