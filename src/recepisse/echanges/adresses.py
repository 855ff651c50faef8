"""Where each service lives: hosts, paths, versions, service codes, and what may be downloaded.

The table is the packaged file ``adresses.json`` (guide §10 and §10.2; each cell names its source). A host
that nobody published is ``null`` there: asking for it raises :class:`ErreurReglages` naming the setting
that fills it. One base address can stand in for every service, so that the simulator, or any other
server that speaks the protocol, takes the State's place.
"""

import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlsplit

from recepisse.echanges.messages import Environnement, Mode, Regime, Service
from recepisse.erreurs import ErreurReglages, ErreurSaisie

REGLAGE_BASE = "RECEPISSE_ADRESSES"
"""The setting that holds one base address for all the services."""

_URL = re.compile(
    r"((?i:https?))://([A-Za-z0-9.\-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?(/[!-\[\]-~]*)?", re.ASCII
)
"""An address with nothing hidden in it: no user, no blank, no backslash, no control character."""

_PORT_MAX = 65535
_PORTS = {"http": "80", "https": "443"}


@cache
def load_table() -> Mapping[str, Any]:
    """Return the packaged table, read once."""
    texte = files("recepisse.echanges").joinpath("adresses.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(texte))


def is_boucle_locale(hote: str) -> bool:
    """Return True when ``hote`` is this machine: localhost, 127.0.0.0/8 or ::1."""
    nom = hote.strip("[]").lower()
    if nom == "localhost":
        return True
    try:
        return ipaddress.ip_address(nom).is_loopback
    except ValueError:
        return False


def parse_origine(url: str) -> str:
    """Return ``scheme://host[:port]`` of ``url`` in lower case, default port dropped; "" when unsafe.

    Unsafe is: anything but https (or http on this machine), a user name, a blank, a backslash.
    """
    trouve = _URL.fullmatch(url)
    if trouve is None:
        return ""
    schema, hote, port = trouve[1].lower(), trouve[2].lower(), trouve[3] or ""
    if (schema == "http" and not is_boucle_locale(hote)) or int(port or 0) > _PORT_MAX:
        return ""
    return f"{schema}://{hote}" + (f":{port}" if port and port != _PORTS[schema] else "")


def _verifier_base(base: str) -> str:
    """Return ``base`` without its final slash, or raise when it may not be called."""
    nette = base.strip().rstrip("/")
    if not parse_origine(nette) or "?" in nette or "#" in nette:
        raise ErreurReglages(
            f"L’adresse de service « {_sans_secret(base)} » ne peut pas être utilisée.",
            conseil="Écrivez une adresse complète en https:// (http:// seulement sur cette machine, "
            "par exemple http://127.0.0.1:8899).",
        )
    return nette


def _sans_secret(base: str) -> str:
    """Return what of a wrong address may be shown: never what stands before an @."""
    return base.rsplit("@", 1)[-1][:80]


def code_service(regime: Regime, environnement: Environnement, mode: Mode) -> str:
    """Return the service code that a login names (25, 97, 26, 94; 98 for a hub)."""
    codes = load_table()["codes_service"]
    if mode is Mode.CONCENTRATEUR:
        return str(codes["concentrateur"]["code"])
    return str(codes[regime.value][environnement.value]["code"])


def versions(service: Service) -> tuple[str, ...]:
    """Return the versions that exist for ``service`` (1.0 answers XML, 2.0 answers JSON)."""
    return tuple(load_table()["chemins"][service.value])


def version_par_defaut(service: Service) -> str:
    """Return the version used unless a setting says otherwise.

    Deposits use 1.0, whose answer has a known shape (the JSON of 2.0 is published nowhere); lists use
    2.0, the only version that the guide quotes.
    """
    return str(load_table()["versions_par_defaut"][service.value])


def chemin(service: Service, version: str = "") -> str:
    """Return the official path of ``service``, final slash as published."""
    chemins = load_table()["chemins"][service.value]
    choisie = version or version_par_defaut(service)
    if choisie not in chemins:
        raise ErreurReglages(
            f"Le service {service.value} n’existe pas en version « {choisie} ».",
            conseil="Versions connues : " + ", ".join(chemins) + ".",
        )
    return str(chemins[choisie]["chemin"])


@dataclass(frozen=True, slots=True)
class Adresses:
    """The addresses of one deposit point in one environment, or the ones that replace them."""

    bases: Mapping[Service, str]
    """``scheme://host[:port][/prefix]`` per service; a service whose host is unknown is absent."""
    telechargement: frozenset[str]
    """Origins from which a document may be downloaded."""

    @classmethod
    def officielles(
        cls, regime: Regime, environnement: Environnement, *, remplacees: Mapping[Service, str] | None = None
    ) -> "Adresses":
        """Build the official addresses; ``remplacees`` gives a base address for some services."""
        table = load_table()
        hotes = table["hotes"][regime.value][environnement.value]
        bases = {s: f"https://{hotes[s.value]['hote']}" for s in Service if hotes[s.value]["hote"]}
        permises = frozenset(f"https://{hote}" for hote in table["telechargement_autorise"])
        return cls(MappingProxyType(bases), permises).remplacer(remplacees or {})

    @classmethod
    def substituees(cls, base: str, *, remplacees: Mapping[Service, str] | None = None) -> "Adresses":
        """Build addresses where every service is at ``base`` + its official path."""
        nette = _verifier_base(base)
        bases = MappingProxyType(dict.fromkeys(Service, nette))
        return cls(bases, frozenset({parse_origine(nette)})).remplacer(remplacees or {})

    def remplacer(self, remplacees: Mapping[Service, str]) -> "Adresses":
        """Return these addresses with other bases for some services (an unpublished host, a mirror)."""
        if not remplacees:
            return self
        nettes = {service: _verifier_base(base) for service, base in remplacees.items()}
        permises = self.telechargement
        if Service.TELECHARGER in nettes:
            permises |= {parse_origine(nettes[Service.TELECHARGER])}
        return Adresses(MappingProxyType({**self.bases, **nettes}), permises)

    def url(self, service: Service, *segments: str, version: str = "") -> str:
        """Return the address of ``service``, ``segments`` appended (idflux, start and end of a window).

        The client never builds a download address: it follows the one that a list gives. Only the
        simulator asks for ``Service.TELECHARGER`` here.
        """
        base = self.bases.get(service)
        if base is None:
            raise ErreurReglages(
                f"L’adresse du service {service.value} n’est publiée nulle part.",
                conseil=f"Indiquez-la dans le réglage {REGLAGE_BASE}_{service.name}.",
            )
        return (
            base
            + "/".join((chemin(service, version).rstrip("/"), *map(_segment, segments)))
            + ("" if segments or not chemin(service, version).endswith("/") else "/")
        )

    def est_telechargeable(self, url: str) -> bool:
        """Return True when ``url``, given by a list, may be followed: known origin, https, no trick."""
        return parse_origine(url) in self.telechargement and not urlsplit(url).fragment


def _segment(texte: str) -> str:
    """Return ``texte`` as one path segment that no server can take for a folder."""
    if not texte.strip("."):
        raise ErreurSaisie(f"« {texte} » ne peut pas être demandé au service.")
    return quote(texte, safe="")
