"""The journal: structlog, configured here alone, and the redaction of what no log may hold.

The core only knows ``logging.getLogger(__name__)``; both kinds of loggers end in the same handler: text
on a terminal, one JSON object a line elsewhere. Every line passes through :func:`caviarder` just before
it is written, whatever it came from (message, value, traceback): NIR, IBAN, passwords, tokens, keys.
"""

import logging
import re
import sys
from collections.abc import Mapping
from typing import IO, Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

MASQUE = "•••"

_IBAN_MIN = 15
"""Characters of the shortest IBAN (Norway)."""

_CLES_SECRETES = (
    r"mots?[ _-]?de[ _-]?passe|motdepasse|mdp|pass(?:word|wd|phrase)?|pwd|jeton|token|secret|concentrateur"
    r"|authorization|cookie|api[_-]?key|cle[_-]?(?:coffre|django|secrete)|csrfmiddlewaretoken|sessionid"
)
_CLE_SECRETE = re.compile(rf"(?:^|[_.-])(?:{_CLES_SECRETES})s?(?:$|[_.-])", re.IGNORECASE)
_VALEUR = r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^\s,;&<>\"'}\])]+)"
_PAIRE = re.compile(
    rf"(?P<cle>(?<![A-Za-z])(?:[A-Za-z]+[_-])?(?:{_CLES_SECRETES})s?[\"']?\s*(?::|=)\s*)"
    rf"(?:(?:Basic|Bearer|DSNLogin)\s+)?(?P<valeur>{_VALEUR})",
    re.IGNORECASE,
)
_BALISE = re.compile(
    rf"(?P<debut><(?P<nom>(?:\w+:)?(?:{_CLES_SECRETES}))(?:\s[^>]*)?>)[^<]*(?P<fin></(?P=nom)>)",
    re.IGNORECASE,
)
_ADRESSE = re.compile(r"(?P<debut>[a-z][a-z0-9+.-]*://)[^/\s@]+@", re.IGNORECASE)
_DECLARANT = re.compile(r"(?P<cle>\bdeclarant=)[A-Za-z0-9+/]{8,}={0,2}")  # name of a person, in base64
_SEPARATEUR = r"[ .\-\u00a0\u202f]?"
_NIR = re.compile(
    r"(?<![0-9A-Za-z])[1-8]" + _SEPARATEUR + r"[0-9]{2}" + _SEPARATEUR + r"(?:0[1-9]|1[0-2]|[2-9][0-9])"
    # Departments, 2A and 2B for Corsica, then town, order, and the two digits of the key when written.
    + _SEPARATEUR + r"(?:[0-9]{2}|2[ABab])" + _SEPARATEUR + r"[0-9]{3}" + _SEPARATEUR + r"[0-9]{3}"
    + r"(?:" + _SEPARATEUR + r"[0-9]{2})?(?![0-9A-Za-z])",
    re.ASCII,
)  # fmt: skip
_IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Z]{2}[0-9]{2}(?:[ \u00a0]?[0-9A-Z]){11,30}", re.ASCII | re.IGNORECASE)


def caviarder(texte: str) -> str:
    """Return ``texte`` without NIR, IBAN, password, token or key."""
    texte = _BALISE.sub(rf"\g<debut>{MASQUE}\g<fin>", texte)
    texte = _PAIRE.sub(rf"\g<cle>{MASQUE}", texte)
    texte = _DECLARANT.sub(rf"\g<cle>{MASQUE}", texte)
    texte = _ADRESSE.sub(rf"\g<debut>{MASQUE}@", texte)
    texte = _NIR.sub(MASQUE, texte)
    return _IBAN.sub(_masque_iban, texte)


def _masque_iban(trouve: re.Match[str]) -> str:
    """Mask the longest beginning that is an IBAN, and leave the words that follow it."""
    brut = trouve[0]
    for fin in range(len(brut), _IBAN_MIN - 1, -1):
        if not brut[fin - 1].isspace() and _is_iban(re.sub(r"\s", "", brut[:fin]).upper()):
            return MASQUE + brut[fin:]
    return brut


def _is_iban(compact: str) -> bool:
    """Check the two digits of an IBAN (ISO 13616: MOD 97-10 gives 1)."""
    chiffres = "".join(str(int(caractere, 36)) for caractere in compact[4:] + compact[:4])
    return len(compact) >= _IBAN_MIN and int(chiffres) % 97 == 1


def is_cle_secrete(cle: str) -> bool:
    """Return True when a value of this name must never be written."""
    return bool(_CLE_SECRETE.search(cle))


def caviarder_valeur(valeur: object) -> object:
    """Return ``valeur`` redacted, inside mappings and sequences too."""
    if isinstance(valeur, str):
        return caviarder(valeur)
    if isinstance(valeur, Mapping):
        return {
            caviarder(str(cle)): MASQUE if is_cle_secrete(str(cle)) else caviarder_valeur(contenu)
            for cle, contenu in valeur.items()
        }
    if isinstance(valeur, list | tuple | set | frozenset):
        return [caviarder_valeur(element) for element in valeur]
    if valeur is None or isinstance(valeur, bool | float):
        return valeur
    masque = caviarder(str(valeur))
    return valeur if isinstance(valeur, int) and masque == str(valeur) else masque


def _processeur_caviarder(_logger: WrappedLogger, _methode: str, evenement: EventDict) -> EventDict:
    """Redact a whole event; the names that structlog keeps for itself are left alone."""
    return {
        cle: valeur if cle.startswith("_") else MASQUE if is_cle_secrete(cle) else caviarder_valeur(valeur)
        for cle, valeur in evenement.items()
    }


class _Sortie(logging.Handler):
    """Writes one line an event to a stream, or to whatever standard error is at that moment."""

    def __init__(self, flux: IO[str] | None) -> None:
        super().__init__()
        self.flux = flux

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line; a journal that cannot be written never stops the work."""
        try:
            flux = self.flux or sys.stderr
            flux.write(self.format(record) + "\n")
            flux.flush()
        except Exception:  # noqa: BLE001 -- the rule of every logging handler
            self.handleError(record)


def configurer(niveau: str = "INFO", forme: str = "auto", flux: IO[str] | None = None) -> None:
    """Send every log line, structlog's and logging's, to ``flux`` (standard error by default).

    ``forme`` is ``texte``, ``json``, or ``auto`` (text on a terminal). Calling it again replaces the
    former configuration and leaves the handlers of others alone.
    """
    terminal = (flux or sys.stderr).isatty()
    texte = forme == "texte" or (forme == "auto" and terminal)
    communs: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if texte else "iso", utc=not texte),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *communs,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    sortie = _Sortie(flux)
    sortie.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=communs,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _processeur_caviarder,
                _rendu(texte=texte, couleurs=terminal),
            ],
        )
    )
    # A page that does not exist or is not allowed is an answer, not an incident: only failures are told.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    racine = logging.getLogger()
    racine.handlers = [autre for autre in racine.handlers if not isinstance(autre, _Sortie)] + [sortie]
    racine.setLevel(niveau)


def _rendu(*, texte: bool, couleurs: bool) -> Processor:
    if texte:
        return structlog.dev.ConsoleRenderer(
            colors=couleurs, exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
        )
    return structlog.processors.JSONRenderer(ensure_ascii=False, default=str)


def obtenir(nom: str) -> Any:  # noqa: ANN401 -- structlog's own type for a bound logger
    """Return the structured logger ``nom`` (the edges of the program; the core uses ``logging``)."""
    return structlog.stdlib.get_logger(nom)
