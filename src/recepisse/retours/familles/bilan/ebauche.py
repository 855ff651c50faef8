"""An anomaly while it is read: each part of its element fills some of its fields."""

from dataclasses import dataclass, field

from lxml import etree

from recepisse.retours.familles.bilan.blocs import Reste
from recepisse.retours.familles.bilan.cadre import Cadre
from recepisse.retours.modele import Anomalie, Complement, Individu
from recepisse.retours.sens.actions import conseil


@dataclass(slots=True)
class Ebauche:
    """An anomaly being read; the fields are those of :class:`~recepisse.retours.modele.Anomalie`."""

    cadre: Cadre
    reste: Reste
    code: str = ""
    categorie: str = ""
    message: str = ""
    ligne: int | None = None
    nombre: int | None = None
    rubrique: str = ""
    declaree: str = ""
    attendue: str = ""
    individu: Individu | None = None
    reference: Individu | None = None
    contrat: str = ""
    periode: str = ""
    montant: str = ""
    personnes: list[etree._Element] = field(default_factory=list)
    """Those it names, still to be read."""
    complements: list[Complement] = field(default_factory=list)

    def ajouter(self, nom: str, valeur: str) -> None:
        """Add a complement."""
        partager = self.reste.partager
        self.complements.append(Complement(partager(nom), partager(valeur)))

    def achever(self) -> Anomalie:
        """Return the anomaly, with its gravity and what to do about it."""
        cadre = self.cadre
        gravite = cadre.gravite(self.categorie)
        que_faire = conseil(cadre.nature, self.code, gravite)
        return Anomalie(  # by position: by name, this takes a third more time
            self.code,
            gravite,
            self.message,
            self.rubrique,
            self.declaree,
            self.attendue,
            self.individu,
            self.reference,
            self.contrat,
            self.periode,
            self.montant,
            que_faire.texte,
            que_faire.aide,
            self.ligne,
            cadre.rang,
            self.categorie,
            self.nombre,
            que_faire.delai,
            tuple(self.complements),
        )
