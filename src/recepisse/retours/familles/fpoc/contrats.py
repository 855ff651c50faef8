"""The contracts of a fiche de paramétrage OC as typed values, to compare a declaration with them.

A fiche repeats the reference of a contract for each option, each population and each period of validity:
those parameters are gathered by contract, that is by reference, organisation and delegate.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from recepisse.retours.donnees import lire_jour, objet, objets, texte
from recepisse.retours.familles.fpoc.grammaire import TRANCHES
from recepisse.retours.modele import Contenu, Donnee


@dataclass(frozen=True, slots=True)
class BaseFiche:
    """A component of base to declare (S21.G00.79); amounts and rates as written, "" for what is not said."""

    code: str
    """S21.G00.79.001."""
    libelle: str = ""
    condition: str = ""
    """To whom the rate applies: 01 to 09 one price for the affiliation, 90 to 95 prices to add up."""
    taux: str = ""
    montant: str = ""
    coefficient: str = ""
    assiette: str = ""
    """PMSS or SALREF."""


@dataclass(frozen=True, slots=True)
class CotisationFiche:
    """An establishment contribution to declare (S21.G00.82)."""

    code: str
    """S21.G00.82.002."""
    libelle: str = ""
    periodicite: str = ""
    """A, S, T or M."""


@dataclass(frozen=True, slots=True)
class ParametreFiche:
    """What to declare for one option and one population of a contract, over a period."""

    groupe: str = ""
    """NumeroGrp."""
    option: str = ""
    """S21.G00.70.004; "" when none is to be declared."""
    libelle_option: str = ""
    ancienne_option: str = ""
    population: str = ""
    """S21.G00.70.005; "" when none is to be declared."""
    libelle_population: str = ""
    ancienne_population: str = ""
    bases: tuple[BaseFiche, ...] = ()
    cotisations: tuple[CotisationFiche, ...] = ()
    periodicite: str = ""
    changement: str = ""
    debut: date | None = None
    fin: date | None = None

    @property
    def codes_bases(self) -> frozenset[str]:
        """Codes of the components of base."""
        return frozenset(base.code for base in self.bases)

    @property
    def nominatif(self) -> bool:
        """False for establishment contributions alone: no person is affiliated for them."""
        return bool(self.bases) or not self.cotisations

    def vaut_au(self, jour: date | None) -> bool:
        """Return True when the parameters are valid on ``jour``; always for None."""
        if jour is None:
            return True
        return (self.debut is None or self.debut <= jour) and (self.fin is None or jour <= self.fin)


@dataclass(frozen=True, slots=True)
class ContratFiche:
    """A contract of the fiche: what S21.G00.15 must hold, and what it brings to S21.G00.70 and 79."""

    reference: str
    """S21.G00.15.001."""
    organisme: str
    """S21.G00.15.002."""
    delegataire: str = ""
    """S21.G00.15.003; "" when none is to be declared."""
    libelle: str = ""
    ancienne_reference: str = ""
    ancien_organisme: str = ""
    ancien_delegataire: str = ""
    parametres: tuple[ParametreFiche, ...] = field(default=())

    @property
    def options(self) -> frozenset[str]:
        """Options of the contract; "" is among them when an affiliation may have none."""
        return frozenset(p.option for p in self.parametres if p.nominatif)

    @property
    def populations(self) -> frozenset[str]:
        """Populations of the contract; "" is among them when an affiliation may have none."""
        return frozenset(p.population for p in self.parametres if p.nominatif)

    @property
    def codes_bases(self) -> frozenset[str]:
        """Codes of the components of base, all parameters together."""
        return frozenset(code for p in self.parametres for code in p.codes_bases)


def contrats(contenu: Contenu) -> tuple[ContratFiche, ...]:
    """Return the contracts of a fiche that was read, in their order; empty for any other document."""
    trouves: dict[tuple[str, str, str], tuple[Mapping[str, Donnee], list[ParametreFiche]]] = {}
    for groupe in objets(contenu.donnees, "GROUPE"):
        for parametres in objets(groupe, "ParametresContrats"):
            cle = (
                texte(objet(parametres, "Contrat"), "ReferenceContrat"),
                texte(objet(parametres, "Organisme"), "CodeOC"),
                texte(objet(parametres, "Organisme"), "CodeDELEG"),
            )
            trouves.setdefault(cle, (parametres, []))[1].append(
                _parametre(parametres, texte(groupe, "NumeroGrp"))
            )
    return tuple(_contrat(cle, premier, suite) for cle, (premier, suite) in trouves.items())


def _contrat(
    cle: tuple[str, str, str], premier: Mapping[str, Donnee], parametres: list[ParametreFiche]
) -> ContratFiche:
    contrat, organisme = objet(premier, "Contrat"), objet(premier, "Organisme")
    return ContratFiche(
        *cle,
        libelle=texte(contrat, "LibelleContrat"),
        ancienne_reference=texte(contrat, "AncienneReferenceContrat"),
        ancien_organisme=texte(organisme, "AncienCodeOC"),
        ancien_delegataire=texte(organisme, "AncienCodeDELEG"),
        parametres=tuple(parametres),
    )


def _parametre(ecrit: Mapping[str, Donnee], groupe: str) -> ParametreFiche:
    option, population = objet(ecrit, "Option"), objet(ecrit, "Population")
    return ParametreFiche(
        groupe=groupe,
        option=texte(option, "CodeOption"),
        libelle_option=texte(option, "LibelleOption"),
        ancienne_option=texte(option, "AncienCodeOption"),
        population=texte(population, "CodePopulation"),
        libelle_population=texte(population, "LibellePopulation"),
        ancienne_population=texte(population, "AncienCodePopulation"),
        bases=tuple(_bases(objet(ecrit, "ElementsDeCalculAttendus"))),
        cotisations=tuple(
            CotisationFiche(
                texte(c, "CodeCotisation"), texte(c, "LibelleCotisation"), texte(c, "PeriodiciteDeclaration")
            )
            for c in objets(ecrit, "CotisationEtablissement")
        ),
        periodicite=texte(ecrit, "Periodicite"),
        changement=texte(ecrit, "Changement"),
        debut=lire_jour(texte(ecrit, "DateDebutValidite")),
        fin=lire_jour(texte(ecrit, "DateFinValidite")),
    )


def _bases(elements: Mapping[str, Donnee]) -> Iterator[BaseFiche]:
    for nom, code in TRANCHES.items():
        if nom in elements:
            yield BaseFiche(code, taux=texte(objet(elements, nom), "Taux"))
    for base in objets(elements, "BaseMontantSpecifique"):
        yield BaseFiche(
            code=texte(base, "ValeurCodeNature"),
            libelle=texte(base, "LibelleCodeNature"),
            condition=texte(base, "Condition"),
            taux=texte(base, "Taux"),
            montant=texte(base, "Montant"),
            coefficient=texte(base, "Coef"),
            assiette=texte(base, "Assiette"),
        )
