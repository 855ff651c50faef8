"""Make realistic DSN files out of nothing: invented companies, people and salaries, always the same ones.

For the demonstration, the benchmarks and the tests. Nobody in it exists: names are drawn from short lists,
SIREN, NIC and NIR only have valid keys and shapes. The people of an establishment depend on its SIRET and on
``graine`` alone, so that they come back month after month. A file holds one declaration for each
establishment; an event (arrêt 04, reprise 05, fin de contrat 07, DPAE 10…) concerns one person of each. What
is written is enough to be read, cut, deposited and answered; it is not a model of a correct payroll.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from recepisse.identifiants.siren import reste_luhn

_NOMS = (
    "ARNAUD",
    "BESSON",
    "CARLIER",
    "D'ARGENT",
    "ÉTIENNE",
    "FRÉMONT",
    "GARÇON",
    "HÉBERT",
    "LE GOFF",
    "NOËL",
)
_PRENOMS = (
    ("Alix", "Bruno", "Cédric", "Damien", "Étienne", "Jérôme", "Loïc", "Mathéo", "René", "Théo"),
    ("Anaïs", "Béatrice", "Chloé", "Elsa", "Hélène", "Inès", "Léa", "Maëlle", "Noémie", "Zoé"),
)
_VILLES = (
    ("35000", "RENNES"),
    ("44000", "NANTES"),
    ("59000", "LILLE"),
    ("69003", "LYON"),
    ("13006", "MARSEILLE"),
    ("67000", "STRASBOURG"),
)
_RAISONS = (
    "ATELIERS",
    "BOULANGERIE",
    "CABINET",
    "COMPTOIR",
    "IMPRIMERIE",
    "JARDINS",
    "MENUISERIE",
    "TRANSPORTS",
)
_SUITES = (
    "DE L'OUEST",
    "DES LILAS",
    "DU CANAL",
    "DU MARCHE",
    "DES DEUX RIVES",
    "DU VIEUX PORT",
    "DE LA GARE",
)
_VOIES = ("12 RUE DE LA PAIX", "3 BIS AVENUE JEAN JAURES", "27 BOULEVARD DES ARTS", "LE BOURG")
_EMPLOIS = ("Comptable", "Vendeuse qualifiée", "Chef d'équipe", "Opérateur de saisie", "Développeur")
_COTISATIONS = ("018", "040", "045", "049", "068", "072", "074", "075", "076")
_ORGANISME = "78861779300013"

MENSUELLE, SANS_INDIVIDU = "01", "02"


@dataclass(frozen=True, slots=True)
class EtablissementFictif:
    """An establishment: its NIC (the key of the SIRET included), its town, how many people it pays."""

    nic: str
    ville: str
    salaries: int


@dataclass(frozen=True, slots=True)
class EntrepriseFictive:
    """A company and its establishments; the first one is its head office."""

    siren: str
    nom: str
    etablissements: tuple[EtablissementFictif, ...]

    @property
    def siret(self) -> str:
        """Return the SIRET of the head office."""
        return self.siren + self.etablissements[0].nic


@dataclass(frozen=True, slots=True)
class _Personne:
    """An employee, the same every month."""

    nir: str
    nom: str
    prenom: str
    sexe: str
    naissance: str
    contrat: str
    debut: str
    emploi: str
    cadre: bool
    brut: int


def entreprise_fictive(graine: int, etablissements: int = 3) -> EntrepriseFictive:
    """Return the company number ``graine``: two to nine people in each of its establishments."""
    tirage = _tirage("entreprise", graine)
    racine = f"{tirage.randrange(10**7, 10**8)}"
    siren = racine + _cle(racine)
    return EntrepriseFictive(
        siren=siren,
        nom=f"{tirage.choice(_RAISONS)} {tirage.choice(_SUITES)}",
        etablissements=tuple(
            EtablissementFictif(
                f"{rang:04d}{_cle(f'{siren}{rang:04d}')}", tirage.choice(_VILLES)[1], tirage.randint(2, 9)
            )
            for rang in range(1, etablissements + 1)
        ),
    )


def fabriquer_dsn(
    entreprises: Sequence[EntrepriseFictive],
    mois: date,
    *,
    essai: bool = True,
    nature: str = MENSUELLE,
    type_declaration: str = "01",
    point_depot: str = "01",
    graine: int = 1,
    norme: str = "P26V01",
    fin_de_ligne: bytes = b"\r\n",
    ordre: int = 1,
) -> bytes:
    """Return a DSN file in ISO-8859-1: one declaration of ``nature`` for each establishment.

    ``mois`` is any day of the declared month. The first company is the emitter. ``ordre`` is the order number
    of the first declaration. Counts of S90 are exact.
    """
    lignes = list(_entete(entreprises[0], essai, norme, point_depot, type_declaration))
    declarations = [
        (entreprise, etablissement)
        for entreprise in entreprises
        for etablissement in entreprise.etablissements
    ]
    for rang, (entreprise, etablissement) in enumerate(declarations):
        lignes += _declaration(mois, nature, type_declaration, ordre + rang)
        lignes += _employeur(entreprise, etablissement)
        lignes += _contenu(entreprise, etablissement, mois, nature, type_declaration, graine)
    lignes += [("S90.G00.90.001", str(len(lignes) + 2)), ("S90.G00.90.002", str(len(declarations)))]
    return b"".join(f"{code},'{valeur}'".encode("latin-1") + fin_de_ligne for code, valeur in lignes)


_Lignes = Iterator[tuple[str, str]]


def _bloc(bloc: str, **valeurs: str) -> _Lignes:
    """Yield the rubrics of one block, named ``r001`` and so on."""
    for rubrique, valeur in valeurs.items():
        yield f"{bloc}.{rubrique[1:]}", valeur


def _entete(
    emetteur: EntrepriseFictive, essai: bool, norme: str, point: str, type_declaration: str
) -> _Lignes:
    """Yield the S10 blocks."""
    yield from _bloc(
        "S10.G00.00",
        r001="RECEPISSE-FABRIQUE",
        r002="Récépissé",
        r003="1.0",
        r005="01" if essai else "02",
        r006=norme,
        r007=point,
        r008="02" if type_declaration in (SANS_INDIVIDU, "05") else "01",
    )
    siege = emetteur.etablissements[0]
    yield from _bloc(
        "S10.G00.01",
        r001=emetteur.siren,
        r002=siege.nic,
        r003=emetteur.nom,
        r004=_VOIES[0],
        r005="35000",
        r006=siege.ville,
    )
    yield from _bloc(
        "S10.G00.02", r001="01", r002="Camille Exemple", r004="paie@example.invalid", r005="0100000000"
    )


def _declaration(mois: date, nature: str, type_declaration: str, ordre: int) -> _Lignes:
    """Yield S20.G00.05 and its contact; an event has no month."""
    depot = (mois.replace(day=28) + timedelta(days=4)).replace(day=5)
    valeurs = {"r001": nature, "r002": type_declaration, "r003": "11", "r004": str(ordre)}
    if nature == MENSUELLE:
        valeurs["r005"] = f"01{mois:%m%Y}"
    if type_declaration in ("03", "04", "05"):
        valeurs["r006"] = f"{depot:%d%m%Y}{ordre - 1}"
    yield from _bloc("S20.G00.05", **valeurs, r007=f"{depot:%d%m%Y}", r008="01", r010="01")
    yield from _bloc(
        "S20.G00.07",
        r001="Camille Exemple",
        r002="0100000000",
        r003="paie@example.invalid",
        r004="01",
    )


def _employeur(entreprise: EntrepriseFictive, etablissement: EtablissementFictif) -> _Lignes:
    """Yield the company and the establishment."""
    code = {ville: code for code, ville in _VILLES}.get(etablissement.ville, "35000")
    siege = entreprise.etablissements[0]
    yield from _bloc(
        "S21.G00.06",
        r001=entreprise.siren,
        r002=siege.nic,
        r003="6201Z",
        r004=_VOIES[0],
        r005="35000",
        r006=siege.ville,
    )
    yield from _bloc(
        "S21.G00.11",
        r001=etablissement.nic,
        r002="6201Z",
        r003=_VOIES[1],
        r004=code,
        r005=etablissement.ville,
        r022="1486",
    )


def _contenu(
    entreprise: EntrepriseFictive,
    etablissement: EtablissementFictif,
    mois: date,
    nature: str,
    type_declaration: str,
    graine: int,
) -> _Lignes:
    """Yield what the establishment declares: everybody's month, or one person's event."""
    siret = entreprise.siren + etablissement.nic
    yield from _bloc("S21.G00.15", r001="CTR-PREV-01", r002="P0012", r004="01", r005="1")
    sans_individu = type_declaration in (SANS_INDIVIDU, "05")
    personnes = list(_personnes(siret, 0 if sans_individu else etablissement.salaries, graine))
    tirage = _tirage(siret, graine, mois.isoformat(), nature)
    if not personnes:
        return
    if nature != MENSUELLE:
        yield from _evenement(tirage.choice(personnes), siret, mois, nature)
        return
    total = sum(personne.brut for personne in personnes)
    premier, dernier = _bornes(mois)
    yield from _bloc(
        "S21.G00.20", r001=_ORGANISME, r005=f"{total * 0.42:.2f}", r006=premier, r007=dernier, r010="05"
    )
    yield from _bloc("S21.G00.22", r001=_ORGANISME, r003=premier, r004=dernier, r005=f"{total * 0.42:.2f}")
    yield from _bloc("S21.G00.23", r001="100", r002="920", r004=f"{total}.00")
    for personne in personnes:
        yield from _identite(personne)
        yield from _contrat(personne, siret)
        yield from _paie(personne, mois, tirage.randint(0, 300))


def _personnes(siret: str, combien: int, graine: int) -> Iterator[_Personne]:
    """Yield the people of an establishment; their NIR differ by their order number."""
    tirage = _tirage(siret, graine)
    for rang in range(1, combien + 1):
        sexe, annee, mois = tirage.choice("12"), tirage.randint(1964, 2004), tirage.randint(1, 12)
        commune = f"{tirage.choice(('35', '44', '59', '69'))}{tirage.randint(1, 350):03d}"
        cadre = tirage.random() < 0.3  # noqa: PLR2004 - three in ten
        yield _Personne(
            nir=f"{sexe}{annee % 100:02d}{mois:02d}{commune}{rang % 999 + 1:03d}",
            nom=tirage.choice(_NOMS),
            prenom=tirage.choice(_PRENOMS[int(sexe) - 1]),
            sexe=sexe,
            naissance=f"{tirage.randint(1, 28):02d}{mois:02d}{annee}",
            contrat=f"{rang:05d}",
            debut=f"{tirage.randint(1, 28):02d}{tirage.randint(1, 12):02d}{tirage.randint(2010, 2024)}",
            emploi=tirage.choice(_EMPLOIS),
            cadre=cadre,
            brut=tirage.randint(3200, 5600) if cadre else tirage.randint(1850, 3000),
        )


def _identite(personne: _Personne) -> _Lignes:
    """Yield the block of an individual."""
    yield from _bloc(
        "S21.G00.30",
        r001=personne.nir,
        r002=personne.nom,
        r004=personne.prenom,
        r005=f"0{personne.sexe}",
        r006=personne.naissance,
        r007="RENNES",
        r008=_VOIES[2],
        r009="35000",
        r010="RENNES",
        r013="01",
        r014=personne.nir[5:7],
        r015="FR",
        r019=f"M{personne.contrat}",
    )


def _contrat(personne: _Personne, siret: str) -> _Lignes:
    """Yield the block of a contract."""
    yield from _bloc(
        "S21.G00.40",
        r001=personne.debut,
        r002="04" if personne.cadre else "06",
        r003="01" if personne.cadre else "04",
        r004="388a" if personne.cadre else "543b",
        r006=personne.emploi,
        r007="01",
        r008="99",
        r009=personne.contrat,
        r011="10",
        r012="151.67",
        r013="151.67",
        r014="10",
        r017="1486",
        r018="200",
        r019=siret,
    )


def _paie(personne: _Personne, mois: date, prime: int) -> _Lignes:
    """Yield a month of pay: affiliation, payment, remunerations, bases and contributions."""
    premier, dernier = _bornes(mois)
    brut = personne.brut + prime
    net = brut * 0.78
    yield from _bloc("S21.G00.70", r004="02", r012="1", r013="1")
    yield from _bloc("S21.G00.71", r002="RUAA")
    yield from _bloc(
        "S21.G00.50",
        r001=dernier,
        r002=f"{net:.2f}",
        r004=f"{net * 0.97:.2f}",
        r006="3.00",
        r007="01",
        r008="1",
        r009=f"{net * 0.03:.2f}",
        r013=f"{net:.2f}",
    )
    for genre in ("001", "002", "003", "010"):
        yield from _bloc(
            "S21.G00.51", r001=premier, r002=dernier, r010=personne.contrat, r011=genre, r013=f"{brut}.00"
        )
    for rang, base in enumerate(("02", "03", "57")):
        yield from _bloc("S21.G00.78", r001=base, r002=premier, r003=dernier, r004=f"{brut}.00")
        for code in _COTISATIONS[rang::3]:
            yield from _bloc(
                "S21.G00.81", r001=code, r002=_ORGANISME, r003=f"{brut}.00", r004=f"{brut * 0.04:.2f}"
            )
    yield from _bloc("S21.G00.86", r001="07", r002="02", r003="12", r005=personne.contrat)


def _evenement(personne: _Personne, siret: str, mois: date, nature: str) -> _Lignes:
    """Yield one person, one contract, and what happened: stoppage (04, 05) or end of contract (07)."""
    yield from _identite(personne)
    yield from _contrat(personne, siret)
    if nature in ("04", "05"):
        reprise = {"r010": f"18{mois:%m%Y}", "r011": "01"} if nature == "05" else {}
        yield from _bloc("S21.G00.60", r001="01", r002=f"10{mois:%m%Y}", r003=f"17{mois:%m%Y}", **reprise)
    if nature == "07":
        yield from _bloc("S21.G00.62", r001=_bornes(mois)[1], r002="059", r006=f"01{mois:%m%Y}")


def _bornes(mois: date) -> tuple[str, str]:
    """Return the first and the last day of the month as ``jjmmaaaa``."""
    dernier = (mois.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return f"01{mois:%m%Y}", f"{dernier:%d%m%Y}"


def _cle(chiffres: str) -> str:
    """Return the Luhn key to append to ``chiffres``."""
    return str(-reste_luhn(f"{chiffres}0") % 10)


def _tirage(*graine: object) -> random.Random:
    """Return a generator that draws the same for the same seed, on every machine."""
    return random.Random("/".join(map(str, graine)))  # noqa: S311 - invented data, not secrets
