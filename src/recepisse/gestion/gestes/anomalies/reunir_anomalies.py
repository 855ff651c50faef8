"""What one return says, gathered by anomaly: its findings, each with its fingerprint and its person.

Findings that say the same thing twice in one document are one anomaly seen at several places of it: the most
serious of them describes it. Texts are masked on the way: no NIR goes into a row.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.retours.retrouver_salaries import empreinte_personne, retrouver_salaries
from recepisse.gestion.models import Retour, Salarie
from recepisse.identifiants.masque import masquer_numero, masquer_texte
from recepisse.retours.modele import Anomalie, DeclarationLue, Individu, RetourLu
from recepisse.retours.suivi.memoire import Traits, retenue, traits


@dataclass(slots=True)
class Trouvaille:
    """One anomaly as one return gives it."""

    empreinte: str
    traits: Traits
    anomalie: Anomalie
    """The most serious of the findings, the first one when they are equal."""
    salarie: Salarie | None
    mois: str
    """Declared month, ``AAAA-MM``."""
    constats: dict[int, Anomalie] = field(default_factory=dict)
    """Findings by their place in the document (from 0)."""


def reunir_anomalies(lu: RetourLu, retour: Retour, ctx: Contexte) -> dict[str, Trouvaille]:
    """Return what ``lu`` says, by fingerprint, in the order of the document; inside a transaction."""
    retenues = [(rang, a) for rang, a in enumerate(lu.anomalies) if retenue(a)]
    salaries: dict[Individu, Salarie] = {}
    if retour.entreprise is not None:
        salaries = retrouver_salaries(
            retour.entreprise, (a.individu for _, a in retenues if a.individu is not None), ctx
        )
    declarees = _Declarees(lu, retour)
    trouvailles: dict[str, Trouvaille] = {}
    for rang, anomalie in retenues:
        salarie = salaries.get(anomalie.individu) if anomalie.individu is not None else None
        siret, mois = declarees.de(anomalie)
        distincts = traits(
            anomalie,
            siret=siret,
            emetteur=retour.emetteur,
            personne=_personne(anomalie, salarie, ctx),
            mois=mois,
        )
        empreinte = ctx.coffre.empreinte(distincts.texte)
        connue = trouvailles.setdefault(empreinte, Trouvaille(empreinte, distincts, anomalie, salarie, mois))
        connue.constats[rang] = anomalie
        if anomalie.gravite.rang > connue.anomalie.gravite.rang:
            connue.anomalie = anomalie
    return trouvailles


def masquer(texte: str, anomalie: Anomalie) -> str:
    """Return ``texte`` without any NIR: those that look like one, and those of the finding's own persons."""
    masque = masquer_texte(texte)
    for numero in _numeros(anomalie):
        masque = masque.replace(numero, masquer_numero(numero))
    return masque


def _numeros(anomalie: Anomalie) -> Iterator[str]:
    for individu in (anomalie.individu, anomalie.reference):
        if individu is not None and individu.nir:
            yield individu.nir


def _personne(anomalie: Anomalie, salarie: Salarie | None, ctx: Contexte) -> str:
    """Return an opaque key: the number of the row, which stays when its NIR becomes known."""
    if salarie is not None:
        return f"salarie:{salarie.pk}"
    return empreinte_personne(anomalie.individu, ctx) if anomalie.individu is not None else ""


class _Declarees:
    """Establishment and month of each finding: those of our declaration, else those of the document."""

    def __init__(self, lu: RetourLu, retour: Retour) -> None:
        declaration, etablissement = retour.declaration, retour.etablissement
        self._siret = etablissement.siret if etablissement is not None else ""
        self._mois = declaration.mois if declaration is not None else ""
        self._connue = declaration is not None
        self._lues: Sequence[DeclarationLue] = lu.contenu.declarations
        identite = retour.flux.identite
        self._du_flux = f"{identite.get('siren', '')}{identite.get('nic', '')}"

    def de(self, anomalie: Anomalie) -> tuple[str, str]:
        """Return SIRET and month (``AAAA-MM``)."""
        if self._connue:
            return self._siret, self._mois
        lue = _declaration(self._lues, anomalie.rang)
        return f"{lue.siren}{lue.nic}" or self._du_flux, lue.mois


def _declaration(lues: Iterable[DeclarationLue], rang: int | None) -> DeclarationLue:
    toutes = list(lues)
    du_rang = [d for d in toutes if rang is not None and d.rang == str(rang)]
    return (du_rang or toutes or [DeclarationLue()])[0]
