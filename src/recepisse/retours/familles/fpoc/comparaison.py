"""What was declared to an OC beside what its fiche de paramétrage asks: pure, so that an anomaly can say why.

An OC that refuses a contract, an option or a component of base (returns EADH, EAFF and ECIN of nature 51)
rarely says what it expects; its fiche does. :func:`ecarts` compares each declared adhesion with the contracts
of the fiche; :func:`selon_la_fiche` starts from an anomaly, with the few rubrics that its context gives.

The codes of the findings are those that the OC itself would send (EADH02…), so that both sides meet. What the
declaration does not say (None) is not compared, and an adhesion to an organisation that the fiche does not
name is out of its reach: another fiche speaks of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from recepisse.retours.familles.fpoc.contrats import ContratFiche, ParametreFiche
from recepisse.retours.modele import Anomalie

REFERENCE = "S21.G00.15.001"
ORGANISME = "S21.G00.15.002"
DELEGATAIRE = "S21.G00.15.003"
OPTION = "S21.G00.70.004"
POPULATION = "S21.G00.70.005"
COMPOSANT = "S21.G00.79.001"


@dataclass(frozen=True, slots=True)
class AdhesionDeclaree:
    """What a declaration says of a contract, for one affiliation.

    "" is a rubric that is absent, None one that is not known.
    """

    reference: str
    """S21.G00.15.001."""
    organisme: str | None = None
    """S21.G00.15.002."""
    delegataire: str | None = None
    """S21.G00.15.003."""
    option: str | None = None
    """S21.G00.70.004."""
    population: str | None = None
    """S21.G00.70.005."""
    bases: frozenset[str] | None = None
    """S21.G00.79.001 of the components declared for the affiliation."""


@dataclass(frozen=True, slots=True)
class EcartFiche:
    """A difference between a declared adhesion and the fiche."""

    code: str
    """The return that the OC makes of it: EADH02, EAFF03, ECIN05…"""
    rubrique: str
    declare: str
    """"" when the rubric is absent."""
    attendus: tuple[str, ...]
    """What the fiche has, in order; ("",) when the rubric must be absent, () when the contract is closed."""
    reference: str
    """Contract, as declared."""

    @property
    def phrase(self) -> str:
        """French sentence: what the fiche says."""
        if not self.attendus:
            return "La fiche de paramétrage n’a plus ce contrat ouvert."
        dits = [f"«\N{NO-BREAK SPACE}{a}\N{NO-BREAK SPACE}»" for a in self.attendus if a]
        if not dits:
            return f"La fiche de paramétrage n’attend rien en {self.rubrique}."
        sauf = ", ou rien," if "" in self.attendus else ""
        return f"La fiche de paramétrage dit {' ou '.join(dits)}{sauf} en {self.rubrique}."


def ecarts(
    contrats: Iterable[ContratFiche], declarees: Iterable[AdhesionDeclaree], jour: date | None = None
) -> tuple[EcartFiche, ...]:
    """Return the differences, in the order of what was declared.

    ``jour``: a day of the declared month; parameters that are not valid then are left aside. None: all count.
    """
    du_jour = [(contrat, [p for p in contrat.parametres if p.vaut_au(jour)]) for contrat in contrats]
    return tuple(ecart for declaree in declarees for ecart in _comparer(du_jour, declaree))


def selon_la_fiche(
    anomalie: Anomalie, contrats: Iterable[ContratFiche], jour: date | None = None
) -> tuple[EcartFiche, ...]:
    """Return what the fiche says of the contract of an anomaly; empty when nothing differs or is known.

    Only the rubrics that the anomaly gives are compared.
    """
    dit = {c.nom: c.valeur for c in anomalie.complements}
    dit.setdefault(anomalie.rubrique, anomalie.valeur_declaree)
    if not anomalie.contrat:
        return ()
    declaree = AdhesionDeclaree(
        anomalie.contrat,
        organisme=dit.get(ORGANISME),
        delegataire=dit.get(DELEGATAIRE),
        option=dit.get(OPTION),
        population=dit.get(POPULATION),
    )
    return ecarts(contrats, [declaree], jour)


_DuJour = list[tuple[ContratFiche, list[ParametreFiche]]]
"""Contracts of the fiche with their valid parameters; none when the contract is not open."""


def _comparer(du_jour: _DuJour, declaree: AdhesionDeclaree) -> Iterator[EcartFiche]:
    nommes = [(c, p) for c, p in du_jour if c.reference == declaree.reference]
    ouverts = [(c, p) for c, p in nommes if p]
    if not ouverts:
        attendues = _references(du_jour, declaree)
        if nommes or attendues:
            yield EcartFiche("EADH02", REFERENCE, declaree.reference, attendues, declaree.reference)
        return
    yield from _porteur([c for c, _ in ouverts], declaree)
    retenus = [(c, p) for c, p in ouverts if _est_du_porteur(c, declaree)] or ouverts
    parametres = [p for _, liste in retenus for p in liste if p.nominatif]
    if parametres:
        yield from _affiliation(parametres, declaree)


def _references(du_jour: _DuJour, declaree: AdhesionDeclaree) -> tuple[str, ...]:
    """Return the references to declare instead: the new number of the contract, else those of its OC."""
    ouverts = [c for c, p in du_jour if p]
    renumerotes = [c.reference for c in ouverts if c.ancienne_reference == declaree.reference]
    porteurs = [(c, {None, c.organisme, c.ancien_organisme or c.organisme}) for c in ouverts]
    du_porteur = [c.reference for c, noms in porteurs if declaree.organisme in noms]
    return _ordre(renumerotes or du_porteur)


def _est_du_porteur(contrat: ContratFiche, declaree: AdhesionDeclaree) -> bool:
    return declaree.organisme in {None, contrat.organisme} and declaree.delegataire in {
        None,
        contrat.delegataire,
    }


def _porteur(contrats: list[ContratFiche], declaree: AdhesionDeclaree) -> Iterator[EcartFiche]:
    """Compare the organisation, then the delegate of the contracts of this organisation."""
    organismes = _ordre(c.organisme for c in contrats)
    if declaree.organisme is not None and declaree.organisme not in organismes:
        yield EcartFiche("EADH03", ORGANISME, declaree.organisme, organismes, declaree.reference)
    memes = [c for c in contrats if c.organisme == declaree.organisme] or contrats
    delegataires = _ordre(c.delegataire for c in memes)
    declare = declaree.delegataire
    if declare is not None and declare not in delegataires:
        code = "EADH06" if not declare else "EADH05" if delegataires == ("",) else "EADH04"
        yield EcartFiche(code, DELEGATAIRE, declare, delegataires, declaree.reference)


def _affiliation(parametres: list[ParametreFiche], declaree: AdhesionDeclaree) -> Iterator[EcartFiche]:
    """Compare the option and the population, each alone then together, then the components of base."""
    options = _ordre(p.option for p in parametres)
    populations = _ordre(p.population for p in parametres)
    option = _ecart_simple(OPTION, declaree.option, options, ("EAFF03", "EAFF04", "EAFF05"), declaree)
    population = _ecart_simple(
        POPULATION, declaree.population, populations, ("EAFF06", "EAFF07", "EAFF08"), declaree
    )
    yield from (e for e in (option, population) if e)
    if option or population:
        return
    retenus = [
        p
        for p in parametres
        if declaree.option in {None, p.option} and declaree.population in {None, p.population}
    ]
    if retenus:
        yield from _bases(retenus, declaree)
    else:
        attendues = _ordre(p.option for p in parametres if p.population == declaree.population)
        yield EcartFiche("EAFF02", OPTION, declaree.option or "", attendues, declaree.reference)


def _ecart_simple(
    rubrique: str,
    declare: str | None,
    attendus: tuple[str, ...],
    codes: tuple[str, str, str],
    declaree: AdhesionDeclaree,
) -> EcartFiche | None:
    """Return the difference on one rubric; ``codes``: wrong, absent, present wrongly."""
    if declare is None or declare in attendus:
        return None
    faux, absent, a_tort = codes
    code = absent if not declare else a_tort if attendus == ("",) else faux
    return EcartFiche(code, rubrique, declare, attendus, declaree.reference)


def _bases(parametres: list[ParametreFiche], declaree: AdhesionDeclaree) -> Iterator[EcartFiche]:
    """Compare the components with those of the closest parameters; one that none of them has is wrong."""
    if declaree.bases is None:
        return
    declarees = declaree.bases
    manquants = min((p.codes_bases - declarees for p in parametres), key=len)
    for code in sorted(manquants):
        yield EcartFiche("ECIN05", COMPOSANT, "", (code,), declaree.reference)
    attendus = frozenset(code for p in parametres for code in p.codes_bases)
    for code in sorted(declarees - attendus):
        yield EcartFiche("ECIN06", COMPOSANT, code, tuple(sorted(attendus)), declaree.reference)


def _ordre(valeurs: Iterable[str]) -> tuple[str, ...]:
    """Return the values once each, in the order of the fiche."""
    return tuple(dict.fromkeys(valeurs))
