"""What the services read in deposited bytes: the envelope, the declarations, the people, the organisations.

The structure comes from :func:`recepisse.dsn.apercu.lire_apercu`, the same reader as the product's; people
and adhesions are then picked line by line in the bytes of each declaration.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from recepisse.dsn.apercu import lire_apercu
from recepisse.dsn.modele import Apercu, ApercuDeclaration
from recepisse.erreurs import ErreurFichier
from recepisse.simulateur.modele import Contrat, Declaration, Enveloppe, Individu, Organisme
from recepisse.simulateur.xml_recu import lire_feuilles

DEBUT_DSN = b"S10"
"""What a body must start with not to be refused at the door (measured on the published mock)."""

RACINE_DPAE = "FR_DUE_Upload"
ESSAI_DPAE = "1"
"""Value of the test indicator of a DPAE that is only checked."""

LONGUEUR_CODE = len("S10.G00.00.001")
LONGUEUR_MIN = LONGUEUR_CODE + len(",'")

_INDIVIDU = {
    "001": "nir",
    "002": "nom",
    "003": "nom_usage",
    "004": "prenoms",
    "005": "sexe",
    "006": "naissance",
    "007": "lieu_naissance",
    "019": "matricule",
    "020": "ntt",
}
"""Rubrics of the block S21.G00.30."""
_ORGANISME = {"001": "contrat", "002": "code", "003": "delegataire"}
"""Rubrics of the block S21.G00.15."""


@dataclass(frozen=True, slots=True)
class Lecture:
    """What a body holds."""

    enveloppe: Enveloppe
    declarations: tuple[Declaration, ...]


def lire_dsn(octets: bytes) -> Lecture | None:
    """Return what a DSN holds, or None when the door refuses it (it does not start with ``S10``)."""
    if not octets.startswith(DEBUT_DSN):
        return None
    try:
        apercu = lire_apercu(BytesIO(octets))
    except ErreurFichier:
        return Lecture(Enveloppe(), ())
    declarations = tuple(_declaration(octets[d.debut : d.fin], d) for d in apercu.declarations)
    return Lecture(_enveloppe(octets, apercu), declarations)


def lire_dpae(octets: bytes) -> Lecture | None:
    """Return what a hiring declaration holds, or None when it is not one."""
    feuilles = lire_feuilles(octets)
    if not feuilles or not feuilles[0][0].startswith(RACINE_DPAE):
        return None
    valeurs: dict[str, str] = {}
    for chemin, texte in feuilles:
        valeurs.setdefault(chemin.rpartition("/")[2], texte)
    siret = valeurs.get("FR_Organization.SIRET.Identifier", "")
    essai = "01" if valeurs.get("FR_DUE_Upload.Test.Indicator") == ESSAI_DPAE else "02"
    noms = [texte for chemin, texte in feuilles if chemin.endswith("FR_PersonIdentity.Surname.Text")]
    individus = tuple(Individu(rang=rang, nom=nom) for rang, nom in enumerate(noms, 1))
    declaration = Declaration(siren=siret[:9], nic=siret[9:], individus=individus)
    return Lecture(Enveloppe(essai_reel=essai, emetteur_siret=siret), (declaration,))


def _enveloppe(octets: bytes, apercu: Apercu) -> Enveloppe:
    tete = octets[: apercu.declarations[0].debut] if apercu.declarations else octets
    rubriques = dict(_rubriques(tete))
    return Enveloppe(
        logiciel=apercu.logiciel,
        editeur=apercu.editeur,
        version=apercu.version_logiciel,
        norme=apercu.norme,
        essai_reel=apercu.mode,
        point_depot=apercu.point_depot,
        type_envoi=apercu.type_envoi,
        emetteur_siret=apercu.emetteur_siret,
        emetteur_nom=rubriques.get("S10.G00.01.003", ""),
    )


def _declaration(octets: bytes, apercu: ApercuDeclaration) -> Declaration:
    collecte = _Collecte()
    for code, valeur in _rubriques(octets):
        collecte.lire(code, valeur)
    return Declaration(
        rang=apercu.rang,
        nature=apercu.nature,
        type=apercu.type,
        fraction=apercu.fraction,
        ordre=apercu.ordre,
        mois=apercu.mois,
        champ=apercu.champ,
        date_fichier=apercu.date_fichier,
        identifiant_metier=apercu.identifiant_metier,
        siren=apercu.siren,
        nic_siege=collecte.nic_siege,
        nic=apercu.nic,
        individus=collecte.individus,
        organismes=collecte.organismes,
    )


class _Collecte:
    """The people and the adhesions of one declaration, filled rubric by rubric."""

    def __init__(self) -> None:
        self.nic_siege = ""
        self._personnes: list[dict[str, str]] = []
        self._contrats: list[list[dict[str, str]]] = []
        self._adhesions: list[dict[str, str]] = []

    def lire(self, code: str, valeur: str) -> None:
        """Take one rubric into account."""
        bloc, numero = code[:10], code[11:]
        if bloc == "S21.G00.30" and numero in _INDIVIDU:
            self._individu(_INDIVIDU[numero], valeur, neuf=numero == "001")
        elif bloc == "S21.G00.40" and self._personnes:
            self._contrat(numero, valeur)
        elif bloc == "S21.G00.15" and numero in _ORGANISME:
            self._adhesion(_ORGANISME[numero], valeur)
        elif code == "S21.G00.06.002":
            self.nic_siege = valeur

    @property
    def individus(self) -> tuple[Individu, ...]:
        """The people, in the order of the file."""
        return tuple(
            Individu(rang=rang, contrats=tuple(Contrat(**contrat) for contrat in contrats), **champs)
            for rang, (champs, contrats) in enumerate(zip(self._personnes, self._contrats, strict=True), 1)
        )

    @property
    def organismes(self) -> tuple[Organisme, ...]:
        """The organisations, each code and delegate once."""
        distincts: dict[tuple[str, str], Organisme] = {}
        for adhesion in self._adhesions:
            if "code" in adhesion:
                organisme = Organisme(**adhesion)
                distincts.setdefault((organisme.code, organisme.delegataire), organisme)
        return tuple(distincts.values())

    def _individu(self, champ: str, valeur: str, *, neuf: bool) -> None:
        if neuf or not self._personnes or champ in self._personnes[-1]:
            self._personnes.append({})
            self._contrats.append([])
        self._personnes[-1][champ] = valeur

    def _contrat(self, numero: str, valeur: str) -> None:
        contrats = self._contrats[-1]
        if numero == "001":
            contrats.append({"debut": valeur})
        elif numero == "009" and contrats:
            contrats[-1]["numero"] = valeur

    def _adhesion(self, champ: str, valeur: str) -> None:
        if not self._adhesions or champ in self._adhesions[-1]:
            self._adhesions.append({})
        self._adhesions[-1][champ] = valeur


def _rubriques(octets: bytes) -> Iterator[tuple[str, str]]:
    r"""Yield ``(code, value)`` of each line: lines end with ``\n`` only, quotes are the outer ones."""
    for ligne in octets.split(b"\n"):
        nette = ligne.rstrip(b"\r")
        if len(nette) > LONGUEUR_MIN and nette[LONGUEUR_CODE:LONGUEUR_MIN] == b",'":
            yield nette[:LONGUEUR_CODE].decode("latin-1"), nette[LONGUEUR_MIN:-1].decode("latin-1")
