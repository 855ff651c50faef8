"""Which declaration a return speaks of, read from its document.

After a deposit whose outcome is unknown, this is the evidence that a flux is ours. Three families carry
it (``spec``: bilan ``rapport``, NEOReS ``GIPMDS``, OC ``Fichier``); each writes months, natures and
numbers its own way, so values are brought to one form here. An identity is never a verdict: fields may be
"" (a receipt says almost nothing of the declaration), and a document that is not understood gives None.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from recepisse.retours.arbre import lire_xml, nom_local

_SUFFIXE_CNAM = 6
_CHIFFRES = re.compile(r"[0-9]+", re.ASCII)
_DECIMAL = re.compile(r"([0-9]+)(?:\.0*)?", re.ASCII)
_MOIS = (
    (re.compile(r"((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])(?:-.*)?", re.ASCII), (1, 2)),
    (re.compile(r"[0-3][0-9](0[1-9]|1[0-2])((?:19|20)[0-9]{2})", re.ASCII), (2, 1)),
    (re.compile(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(?:[0-3][0-9])?", re.ASCII), (1, 2)),
    (re.compile(r"(0[1-9]|1[0-2])((?:19|20)[0-9]{2})", re.ASCII), (2, 1)),
)
"""Ways of writing a month: 2026-09-01, 01092026, 202609 or 20260901, 092026."""


@dataclass(frozen=True, slots=True)
class IdentiteDocument:
    """What a document says of the deposit and of its (first) declaration; "" for what it does not say.

    ``mois`` is ``AAAAMM``; ``nature``, ``type`` and ``fraction`` have two digits; ``ordre`` has no leading
    zero; ``siren`` 9 digits and ``nic`` 5, of the establishment declared.
    """

    famille: str
    """bilan, neores or oc."""
    idflux: str = ""
    document: str = ""
    """The type that a bilan gives itself: AEE, ARE, CCO, BAN, 20…; "" elsewhere."""
    logiciel: str = ""
    """Software that made the file (S10.G00.00.001)."""
    emetteur: str = ""
    """SIRET of the sender of the file (S10.G00.01.001 and .002)."""
    siren: str = ""
    nic: str = ""
    mois: str = ""
    nature: str = ""
    type: str = ""
    fraction: str = ""
    ordre: str = ""
    identifiant_metier: str = ""
    nombre: int = 0
    """Declarations that the document speaks of; 0 for a receipt."""

    @property
    def du_depot(self) -> bool:
        """True for the document of the deposit point (nature 11), the one that repeats the file faithfully.

        The others may carry codes of their own: a return on a contract end is known to say nature 01.
        """
        return self.famille == "bilan" and self.document in {"CCO", "BAN", "ANO"}

    @property
    def siret(self) -> str:
        """The establishment declared, "" when not said in full."""
        return self.siren + self.nic if self.siren and self.nic else ""


def identifier_document(octets: bytes) -> IdentiteDocument | None:
    """Return what ``octets`` identifies, or None when it is none of the three families."""
    racine = lire_xml(octets)
    if racine is None:
        return None
    lire = _FAMILLES.get(nom_local(racine))
    return lire(racine) if lire else None


def normaliser_mois(texte: str) -> str:
    """Return a month as ``AAAAMM`` whatever way it is written, "" when it is none."""
    for motif, (annee, mois) in _MOIS:
        trouve = motif.fullmatch(texte.strip())
        if trouve:
            return trouve[annee] + trouve[mois]
    return ""


def normaliser_code(texte: str, largeur: int) -> str:
    """Return a numeric code on ``largeur`` digits ("4" is "04"); anything else unchanged."""
    nu = texte.strip()
    return nu.zfill(largeur) if _CHIFFRES.fullmatch(nu) else nu


def normaliser_ordre(texte: str) -> str:
    """Return an order number without leading zeros: "007", "7" and the decimal "7.0" are the same."""
    trouve = _DECIMAL.fullmatch(texte.strip())
    return trouve[1].lstrip("0") or "0" if trouve else texte.strip()


def meme_flux(recu: str, connu: str) -> bool:
    """Return True when ``recu`` names the flux ``connu``: equal, or followed by the six digits of CNAM."""
    suite = recu.removeprefix(connu)
    return recu == connu or bool(
        connu and recu.startswith(connu) and len(suite) == _SUFFIXE_CNAM and _CHIFFRES.fullmatch(suite)
    )


def _textes(element: etree._Element) -> Mapping[str, str]:
    """Return the texts of the direct children by local name in lower case."""
    return {nom_local(enfant).lower(): (enfant.text or "").strip() for enfant in element}


def _premier(racine: etree._Element, chemin: str) -> Mapping[str, str]:
    trouve = racine.find(chemin)
    return {} if trouve is None else _textes(trouve)


def _bilan(racine: etree._Element) -> IdentiteDocument:
    """Read the root ``rapport``: children are in no namespace whatever the version."""
    envoi: Mapping[str, str] = {}
    for chemin in ("{*}envoi/{*}envoi_identification", "{*}bordereau/{*}envoi_identification"):
        envoi = envoi or _premier(racine, chemin)
    declaration = _premier(racine, "{*}declaration/{*}declaration_identification")
    return IdentiteDocument(
        famille="bilan",
        idflux=envoi.get("idflux", ""),
        document=str(racine.get("type", "")).strip().upper(),
        logiciel=envoi.get("nom_logiciel", ""),
        emetteur=envoi.get("emetteur_siret", ""),
        siren=declaration.get("siren", ""),
        nic=declaration.get("nic_affectation", ""),
        mois=normaliser_mois(declaration.get("mois", "")),
        nature=normaliser_code(declaration.get("nature", ""), 2),
        type=normaliser_code(declaration.get("type", ""), 2),
        fraction=normaliser_code(declaration.get("fraction", ""), 2),
        ordre=normaliser_ordre(declaration.get("ordre", "")),
        identifiant_metier=declaration.get("identifiant_metier", ""),
        nombre=len(racine.findall("{*}declaration")),
    )


def _neores(racine: etree._Element) -> IdentiteDocument:
    """Read the root ``GIPMDS``: block B000 links the return to its flux; it says no nature."""
    bloc = _premier(racine, "{*}RO/{*}RO_B000")

    def valeur(rang: int) -> str:
        return bloc.get(f"ro_b000_r{rang:03d}", "")

    siret = valeur(4)
    return IdentiteDocument(
        famille="neores",
        idflux=valeur(1),
        logiciel=valeur(8),
        emetteur=valeur(3),
        siren=siret[:9],
        nic=siret[9:14],
        mois=normaliser_mois(valeur(6)),
        type=normaliser_code(valeur(11), 2),
        fraction=normaliser_code(valeur(5), 2),
        ordre=normaliser_ordre(valeur(12)),
        nombre=1 if bloc else 0,
    )


def _oc(racine: etree._Element) -> IdentiteDocument:
    """Read the root ``Fichier``: all data in attributes."""
    declarations = racine.findall("Declaration")
    vide: Mapping[str, str] = {}
    premiere: Mapping[str, str] = (
        {str(k): str(v) for k, v in declarations[0].items()} if declarations else vide
    )
    return IdentiteDocument(
        famille="oc",
        idflux=str(racine.get("IdEnvoi", "")),
        emetteur=str(racine.get("SiretEmetteur", "")),
        siren=premiere.get("SirenDecla", ""),
        nic=premiere.get("NicAffectation", ""),
        mois=normaliser_mois(premiere.get("DateMoisDec", "")),
        nature=normaliser_code(premiere.get("NatureDecla", ""), 2),
        type=normaliser_code(premiere.get("TypeDecla", ""), 2),
        fraction=normaliser_code(premiere.get("FractionDecla", ""), 2),
        ordre=normaliser_ordre(premiere.get("NoOrdreDecla", "")),
        nombre=len(declarations),
    )


_FAMILLES: Mapping[str, Callable[[etree._Element], IdentiteDocument]] = MappingProxyType(
    {
        "rapport": _bilan,
        "GIPMDS": _neores,
        "Fichier": _oc,
    }
)
