"""Writing every request of the API DSN.

The login is the only body that is not compressed (guide §3.1, §7.4) and has no prolog; deposits are the
bytes of the file, gzip, as ``text/plain`` (§3.2); everything accepts gzip, since a request that does not is
refused. Lengths are checked here rather than by a 422 that could lock an account.
"""

import gzip
import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from xml.sax.saxutils import escape

from recepisse.echanges import entetes
from recepisse.echanges.accuse import IDFLUX_MAX
from recepisse.echanges.adresses import code_service
from recepisse.echanges.messages import Declarant, Requete, Service
from recepisse.echanges.session import Jeton, Session
from recepisse.erreurs import ErreurSaisie, ReponseInattendue
from recepisse.temps import to_horodatage

KILO = 1024
MEGA = KILO * KILO

DELAIS: Mapping[Service, float] = MappingProxyType(
    {
        Service.AUTHENTIFIER: 20.0,
        Service.AUTHENTIFIER_MSA: 20.0,
        Service.DEPOSER: 90.0,
        Service.LISTER_DEPOTS: 30.0,
        Service.LISTER_RETOURS_DECLARANT: 30.0,
        Service.LISTER_RETOURS_CONCENTRATEUR: 30.0,
        Service.LISTER_RETOURS_FLUX: 30.0,
        Service.TELECHARGER: 120.0,
        Service.LISTER_OBJETS_DECLARANT: 30.0,
        Service.LISTER_OBJETS_CONCENTRATEUR: 30.0,
        Service.TELECHARGER_OBJET: 120.0,
        Service.LISTER_BPIJ_DECLARANT: 30.0,
        Service.LISTER_BPIJ_CONCENTRATEUR: 30.0,
        Service.TELECHARGER_BPIJ: 120.0,
    }
)
"""Seconds for a whole exchange. None is prescribed: 15–20 s, 25 s and 60–90 s are seen in clients."""

SECONDES_PAR_MEGA = 4.0
"""Added to a deposit for each megabyte sent."""

TAILLES: Mapping[Service, int] = MappingProxyType(
    {
        Service.AUTHENTIFIER: 64 * KILO,
        Service.AUTHENTIFIER_MSA: 64 * KILO,
        Service.DEPOSER: 8 * MEGA,
        Service.LISTER_DEPOTS: 32 * MEGA,
        Service.LISTER_RETOURS_DECLARANT: 32 * MEGA,
        Service.LISTER_RETOURS_CONCENTRATEUR: 64 * MEGA,
        Service.LISTER_RETOURS_FLUX: 16 * MEGA,
        Service.TELECHARGER: 256 * MEGA,
        Service.LISTER_OBJETS_DECLARANT: 64 * MEGA,
        Service.LISTER_OBJETS_CONCENTRATEUR: 64 * MEGA,
        Service.TELECHARGER_OBJET: 64 * MEGA,
        Service.LISTER_BPIJ_DECLARANT: 64 * MEGA,
        Service.LISTER_BPIJ_CONCENTRATEUR: 64 * MEGA,
        Service.TELECHARGER_BPIJ: 256 * MEGA,
    }
)
"""Most bytes accepted of an answer. None is published: far above anything seen."""

_LONGUEURS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "siret": ("Le SIRET", 14),
        "nom": ("Le nom", 64),
        "prenom": ("Le prénom", 39),
        "motdepasse": ("Le mot de passe", 30),
        "service": ("Le code de service", 2),
        "identifiant": ("L’identifiant MSA", 30),
    }
)
"""Longest value of each field of a login (measured on the kit; 30 also guide §3.1.1)."""

_SIRET = re.compile(r"[0-9]{14}", re.ASCII)
_INTERDIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML or the front portal refuse, and that no name or password holds."""


def requete_connexion(session: Session) -> Requete:
    """Build the login of ``session``: five elements, or the two of an MSA account."""
    identite = session.identite
    if identite.identifiant_msa:
        service = Service.AUTHENTIFIER_MSA
        champs = {"identifiant": identite.identifiant_msa, "motdepasse": identite.mot_de_passe}
    else:
        service = Service.AUTHENTIFIER
        champs = {
            "siret": identite.siret,
            "nom": identite.nom,
            "prenom": identite.prenom,
            "motdepasse": identite.mot_de_passe,
            "service": code_service(identite.regime, identite.environnement, identite.mode),
        }
    return Requete(
        service=service,
        methode="POST",
        url=session.url(service),
        entetes={
            entetes.AGENT: session.agent.entete,
            entetes.TYPE: entetes.TYPE_XML,
            entetes.ENCODAGE_ACCEPTE: entetes.GZIP,
        },
        corps=_corps_connexion(champs),
        delai=DELAIS[service],
        corps_max=TAILLES[service],
        corps_recu_max=TAILLES[service],
    )


def _corps_connexion(champs: Mapping[str, str]) -> bytes:
    for nom, valeur in champs.items():
        _verifier_champ(nom, valeur)
    elements = "".join(f"<{nom}>{escape(valeur)}</{nom}>" for nom, valeur in champs.items())
    return f"<identifiants>{elements}</identifiants>".encode()


def _verifier_champ(nom: str, valeur: str) -> None:
    """Refuse a value that the service would refuse. Its text is never shown: it may be a password."""
    libelle, maximum = _LONGUEURS[nom]
    if nom == "siret" and not _SIRET.fullmatch(valeur):
        raise ErreurSaisie(
            f"{libelle} de l’identifiant doit avoir 14 chiffres.", conseil="Corrigez l’identifiant."
        )
    if not valeur.strip():
        raise ErreurSaisie(f"{libelle} de l’identifiant est vide.", conseil="Complétez l’identifiant.")
    if len(valeur) > maximum:
        raise ErreurSaisie(
            f"{libelle} de l’identifiant dépasse {maximum} caractères.",
            conseil="Le service le refuserait : vérifiez la valeur.",
        )
    if _INTERDIT.search(valeur):
        raise ErreurSaisie(
            f"{libelle} de l’identifiant contient un caractère invisible.",
            conseil="Saisissez-le de nouveau, sans copier-coller.",
        )


def _entetes(session: Session, jeton: Jeton, declarant: Declarant | None) -> dict[str, str]:
    autorisation = entetes.build_autorisation(
        jeton.valeur, concentrateur=session.concentrateur, declarant=declarant
    )
    return {
        entetes.AGENT: session.agent.entete,
        entetes.AUTORISATION: autorisation,
        entetes.ENCODAGE_ACCEPTE: entetes.GZIP,
    }


def _lire(service: Service, url: str, tetes: Mapping[str, str]) -> Requete:
    return Requete(
        service=service,
        methode="GET",
        url=url,
        entetes=tetes,
        delai=DELAIS[service],
        corps_max=TAILLES[service],
        corps_recu_max=TAILLES[service],
    )


def declarant_nomme(session: Session, declarant: Declarant | None = None) -> Declarant | None:
    """Return the declarant that the header must name: none for payroll software, one for a hub."""
    if not session.concentrateur:
        return None
    nomme = declarant or session.identite.declarant
    if nomme is None:
        raise ErreurSaisie(
            "Un concentrateur doit dire pour quel déclarant il agit.",
            conseil="Indiquez le SIRET, le nom et le prénom du déclarant.",
        )
    return nomme


def requete_depot(
    session: Session, jeton: Jeton, compresse: bytes, declarant: Declarant | None = None
) -> Requete:
    """Build the deposit of a file already compressed by :func:`compresser`."""
    service = Service.DEPOSER
    tetes = _entetes(session, jeton, declarant_nomme(session, declarant))
    return Requete(
        service=service,
        methode="POST",
        url=session.url(service),
        entetes={**tetes, entetes.TYPE: entetes.TYPE_TEXTE, entetes.ENCODAGE: entetes.GZIP},
        corps=compresse,
        delai=DELAIS[service] + SECONDES_PAR_MEGA * (len(compresse) / MEGA),
        corps_max=TAILLES[service],
        corps_recu_max=TAILLES[service],
    )


def compresser(octets: bytes) -> bytes:
    """Return ``octets`` as gzip; the same bytes always give the same result."""
    return gzip.compress(octets, compresslevel=6, mtime=0)


def requete_depots(
    session: Session, jeton: Jeton, debut: datetime, fin: datetime, declarant: Declarant | None = None
) -> Requete:
    """Build the list of deposits between two instants."""
    service = Service.LISTER_DEPOTS
    tetes = _entetes(session, jeton, declarant_nomme(session, declarant))
    return _lire(service, session.url(service, to_horodatage(debut), to_horodatage(fin)), tetes)


def requete_retours(session: Session, jeton: Jeton, debut: datetime, fin: datetime) -> Requete:
    """Build the list of returns between two instants: of the declarant, or of all those of the hub."""
    service = Service.LISTER_RETOURS_DECLARANT
    if session.concentrateur:
        service = Service.LISTER_RETOURS_CONCENTRATEUR
    url = session.url(service, to_horodatage(debut), to_horodatage(fin))
    return _lire(service, url, _entetes(session, jeton, None))


def requete_retours_flux(session: Session, jeton: Jeton, idflux: str) -> Requete:
    """Build the list of returns of one deposit."""
    if not idflux or len(idflux) > IDFLUX_MAX:
        raise ErreurSaisie(
            f"Un identifiant de flux a de 1 à {IDFLUX_MAX} caractères.",
            conseil="Copiez-le tel que l’accusé le donne, point final compris.",
        )
    service = Service.LISTER_RETOURS_FLUX
    return _lire(service, session.url(service, idflux), _entetes(session, jeton, None))


def requete_document(session: Session, jeton: Jeton, url: str) -> Requete:
    """Build the download of the address that a list gave, if it is one that may be followed."""
    if not session.adresses.est_telechargeable(url):
        raise ReponseInattendue(
            "Le service donne une adresse de téléchargement qui n’est pas celle de l’État.",
            conseil="Le document n’a pas été demandé. Signalez-le ; la liste reçue est conservée.",
        )
    return _lire(Service.TELECHARGER, url, _entetes(session, jeton, None))
