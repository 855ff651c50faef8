"""An anomaly while it is read: each part of its element fills some of its fields."""

from dataclasses import dataclass, field

from recepisse.retours.actions import conseil
from recepisse.retours.bilan.cadre import Cadre
from recepisse.retours.modele import Anomalie, Complement, Individu


@dataclass(slots=True)
class Ebauche:
    """An anomaly being read; the fields are those of :class:`~recepisse.retours.modele.Anomalie`."""

    cadre: Cadre
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
    complements: list[Complement] = field(default_factory=list)

    def ajouter(self, nom: str, valeur: str) -> None:
        """Add a complement."""
        partager = self.cadre.reste.partager
        self.complements.append(Complement(partager(nom), partager(valeur)))

    def achever(self) -> Anomalie:
        """Return the anomaly, with its gravity and what to do about it."""
        cadre = self.cadre
        gravite = cadre.gravite(self.categorie)
        que_faire = conseil(cadre.nature, self.code, gravite)
        return Anomalie(
            code=self.code,
            gravite=gravite,
            message=self.message,
            rubrique=self.rubrique,
            valeur_declaree=self.declaree,
            valeur_attendue=self.attendue,
            individu=self.individu,
            reference=self.reference,
            contrat=self.contrat,
            periode=self.periode,
            montant=self.montant,
            action=que_faire.texte,
            aide=que_faire.aide,
            ligne=self.ligne,
            rang=cadre.rang,
            categorie=self.categorie,
            nombre=self.nombre,
            delai=que_faire.delai,
            complements=tuple(self.complements),
        )
