"""What the returns of one flux prove about the duty to declare: met, not met, or to watch.

The certificate (return 11 OK) frees the declarant from the duty to transmit the declaration; the receipt
(return 10 OK) alone does not, and the business returns must still be read (net-entreprises, « Retours suite
au dépôt DSN ou signalement »; formation-net-entreprises, « Le certificat de conformité, votre preuve de
dépôt »). A rejection (10 KO) or a report of anomalies (11 KO) means that nothing was declared. An event whose
employee is not identified is rejected although its file was accepted (return 20 KO). An end of contract is
followed by an attestation to hand over (labour code, R. 1234-9).

A certificate says nothing of the rightness of what was declared: this line never claims it. Everything else
is prudence: a refusal that comes later from an organisation makes a met duty one to watch.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from recepisse.retours.gravite import Gravite, gravite_du_mot, pire
from recepisse.retours.natures import emetteur
from recepisse.retours.natures import nature as nature_de
from recepisse.retours.sens.actions import SOURCES
from recepisse.temps import to_paris


class Obligation(StrEnum):
    """Where the duty to declare stands."""

    REMPLIE = "remplie"
    NON_REMPLIE = "non_remplie"
    A_SURVEILLER = "a_surveiller"

    @property
    def libelle(self) -> str:
        """French words for the screens."""
        return _LIBELLES[self]


_LIBELLES = {
    Obligation.REMPLIE: "remplie",
    Obligation.NON_REMPLIE: "non remplie",
    Obligation.A_SURVEILLER: "à surveiller",
}


class RetourVu(NamedTuple):
    """A return of the flux, as the listing and its reading give it."""

    nature: str
    statut: str
    gravite: Gravite | None = None
    """None when it was not read yet: its status is then all that is known."""
    publie: datetime | None = None
    """Aware instant of publication."""
    ops: str = ""
    """Complementary body, for the natures that several of them issue."""


@dataclass(frozen=True, slots=True)
class EffetLegal:
    """The line « obligation » of a declaration."""

    obligation: Obligation
    phrase: str
    """French sentence, without personal data."""
    preuve: RetourVu | None = None
    """The return that proves it; None when it is the absence of one."""
    source: str = ""
    """Address of the page that says so, "" when it is prudence of ours."""


@dataclass(frozen=True, slots=True)
class _Dossier:
    """The current returns of a flux, and what its declaration is."""

    courants: Sequence[RetourVu]
    nature_declaration: str
    aer_remise: bool

    def dernier(self, *natures: str) -> RetourVu | None:
        """Return the latest current return of one of ``natures``."""
        trouves = [r for r in self.courants if r.nature in natures]
        return max(trouves, key=_instant, default=None)

    @property
    def is_fin_de_contrat(self) -> bool:
        return self.nature_declaration in _FINS_DE_CONTRAT

    @property
    def is_signalement(self) -> bool:
        return self.nature_declaration not in {"", *_MENSUELLES}


_MENSUELLES = frozenset({"01", "09"})
_FINS_DE_CONTRAT = frozenset({"02", "07"})

_RETOURS = SOURCES["RETOURS"].adresse
_CCO = SOURCES["CCO"].adresse
_AER = SOURCES["AER"].adresse
_IDENTITE = SOURCES["IDENT"].adresse


def effet_legal(
    retours: Iterable[RetourVu],
    *,
    nature_declaration: str = "",
    essai: bool = False,
    aer_remise: bool = False,
) -> EffetLegal:
    """Return what ``retours``, all those of one flux, prove about the duty to declare.

    ``nature_declaration``: S20.G00.05.001 with two digits, "" when unknown. ``essai``: S10.G00.00.005 is 01,
    the file declares nothing. ``aer_remise``: somebody marked the attestation of the employer as handed over.
    """
    if essai:
        return EffetLegal(Obligation.NON_REMPLIE, "Envoi d’essai : il est contrôlé, mais il ne déclare rien.")
    dossier = _Dossier(_courants(retours), nature_declaration, aer_remise)
    return next(effet for regle in _REGLES if (effet := regle(dossier)))


def _courants(retours: Iterable[RetourVu]) -> list[RetourVu]:
    """Return the latest return of each nature and organisation: a new one takes the place of the former."""
    derniers: dict[tuple[str, str], RetourVu] = {}
    for retour in sorted(retours, key=_instant):
        code = nature_de(retour.nature).code
        derniers[code, retour.ops] = retour._replace(nature=code)
    return list(derniers.values())


def _instant(retour: RetourVu) -> datetime:
    return retour.publie or datetime.min.replace(tzinfo=UTC)


def _gravite(retour: RetourVu) -> Gravite:
    return pire([retour.gravite, gravite_du_mot(retour.statut)])


def _quand(retour: RetourVu) -> str:
    """Return " publié le 03/10/2026 à 09:15", in Paris time; "" when it is not known."""
    return f" publié le {to_paris(retour.publie):%d/%m/%Y à %H:%M}" if retour.publie else ""


# --- the rules, the first that answers being kept ----------------------------------------------------


def _rejet(dossier: _Dossier) -> EffetLegal | None:
    avis = dossier.dernier("10")
    if avis is None or _gravite(avis) is not Gravite.BLOQUANT:
        return None
    phrase = f"Avis de rejet (ARE){_quand(avis)} : rien n’est déclaré. Corriger, puis déposer de nouveau."
    return EffetLegal(Obligation.NON_REMPLIE, phrase, avis, _RETOURS)


def _refus(dossier: _Dossier) -> EffetLegal | None:
    bilan = dossier.dernier("11")
    if bilan is None or _gravite(bilan) is not Gravite.BLOQUANT:
        return None
    phrase = (
        f"Bilan d’anomalies (BAN){_quand(bilan)} : déclaration refusée. Corriger, puis déposer de nouveau."
    )
    return EffetLegal(Obligation.NON_REMPLIE, phrase, bilan, _RETOURS)


def _identite(dossier: _Dossier) -> EffetLegal | None:
    bilan = dossier.dernier("20")
    if bilan is None or _gravite(bilan) is not Gravite.BLOQUANT:
        return None
    debut = f"Bilan d’identification KO{_quand(bilan)} : "
    if dossier.is_signalement:
        phrase = f"{debut}le signalement est rejeté. Vérifier l’identité du salarié, puis le refaire."
        return EffetLegal(Obligation.NON_REMPLIE, phrase, bilan, _IDENTITE)
    phrase = f"{debut}l’identité d’un salarié est à corriger. Un signalement, lui, serait rejeté."
    return EffetLegal(Obligation.A_SURVEILLER, phrase, bilan, _IDENTITE)


def _sans_certificat(dossier: _Dossier) -> EffetLegal | None:
    if dossier.dernier("11"):
        return None
    accuse = dossier.dernier("10")
    if accuse:
        phrase = f"Accusé d’enregistrement (AEE){_quand(accuse)}, sans certificat encore : il ne suffit pas."
        return EffetLegal(Obligation.A_SURVEILLER, phrase, accuse, _RETOURS)
    phrase = "Ni accusé ni certificat reçu : rien ne prouve encore que la déclaration est arrivée."
    return EffetLegal(Obligation.A_SURVEILLER, phrase)


def _refus_organisme(dossier: _Dossier) -> EffetLegal | None:
    """Tell what an organisation refused after the certificate."""
    refus = [r for r in dossier.courants if _gravite(r) is Gravite.BLOQUANT]
    if not refus:
        return None
    attestations = _ATTESTATIONS if dossier.is_signalement else {}
    premier = max(refus, key=lambda retour: (retour.nature in attestations, _instant(retour)))
    suite = attestations.get(premier.nature, "Lire ce retour et corriger.")
    connue = nature_de(premier.nature)
    quoi = f"{emetteur(connue.emetteur).libelle}, « {connue.libelle_pour('KO')} »"
    phrase = f"Déclaration acceptée, puis refus{_quand(premier)} ({quoi}). {suite}"
    return EffetLegal(Obligation.A_SURVEILLER, phrase, premier, _CCO)


_ATTESTATIONS = {
    "21": "L’attestation n’est pas reconstituée : la saisir en ligne.",
    "31": "L’attestation de salaire reste à faire.",
    "44": "L’attestation employeur reste à faire.",
}


def _a_surveiller(dossier: _Dossier) -> EffetLegal | None:
    """Tell a reminder, or a declaration taken in part only."""
    graves = [r for r in dossier.courants if _gravite(r) is Gravite.CRITIQUE or r.nature in _RAPPELS]
    if not graves:
        return None
    dernier = max(graves, key=_instant)
    libelle = nature_de(dernier.nature).libelle
    phrase = f"Déclaration acceptée, mais « {libelle} »{_quand(dernier)} demande une correction."
    return EffetLegal(Obligation.A_SURVEILLER, phrase, dernier, _CCO)


_RAPPELS = frozenset({"124", "125"})


def _attestation(dossier: _Dossier) -> EffetLegal | None:
    """Tell where the attestation of an end of contract stands."""
    if not dossier.is_fin_de_contrat:
        return None
    recue = dossier.dernier("44", "41")
    if recue is None:
        phrase = "Signalement accepté, mais l’attestation employeur (AER) n’est pas encore reçue."
        return EffetLegal(Obligation.A_SURVEILLER, phrase, dossier.dernier("11"), _AER)
    if not dossier.aer_remise:
        phrase = f"Attestation employeur (AER){_quand(recue)} : reste à la dater, la signer et la remettre."
        return EffetLegal(Obligation.A_SURVEILLER, phrase, recue, _AER)
    phrase = f"Signalement accepté, et attestation employeur (AER){_quand(recue)}, notée remise au salarié."
    return EffetLegal(Obligation.REMPLIE, phrase, recue, _AER)


def _certificat(dossier: _Dossier) -> EffetLegal:
    """Tell a declaration that is taken: what proves it, and what remains."""
    certificat = dossier.dernier("11")
    quand = _quand(certificat) if certificat else ""
    morceaux = [f"Certificat (CCO){quand} : la déclaration est acceptée."]
    urssaf = dossier.dernier("61")
    if urssaf:
        morceaux.append(f"Compte rendu de l’Urssaf{_quand(urssaf)}.")
    restent = sorted(
        {r.nature for r in dossier.courants if _gravite(r) is Gravite.A_CORRIGER}, key=lambda n: (len(n), n)
    )
    if restent:
        mot = "aux retours" if len(restent) > 1 else "au retour"
        morceaux.append(f"Des anomalies restent à corriger ({mot} {', '.join(restent)}).")
    else:
        morceaux.append("Un organisme peut encore répondre.")
    return EffetLegal(Obligation.REMPLIE, " ".join(morceaux), certificat, _CCO)


_REGLES: tuple[Callable[[_Dossier], EffetLegal | None], ...] = (
    _rejet,
    _refus,
    _identite,
    _sans_certificat,
    _refus_organisme,
    _a_surveiller,
    _attestation,
    _certificat,
)
