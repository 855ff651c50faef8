"""One cell of the calendar: what the organisations of a column owe for a declaration, in words.

What asks for a look comes first, one line each: late, received with an anomaly, still awaited. What was
received without one is a single line of links. What may rightly never come is told only while it may.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from recepisse.gestion.gestes.retours.attendus import LigneAttendue
from recepisse.gestion.models import RetourAttendu
from recepisse.retours.natures import EMETTEURS, Emetteur, nature
from recepisse.retours.suivi.attendus import EtatAttendu, regles
from recepisse.temps import jour_paris, to_paris
from recepisse.web.mots import is_anomalie

_Dire = Callable[[RetourAttendu], tuple[str, str]]
"""What a line says of an expected return, and with which tone."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """One line of a cell: the code of the return, where it stands, and the page that says more."""

    code: str
    libelle: str
    mots: str
    ton: str = ""
    retour_id: int | None = None


@dataclass(slots=True)
class Cellule:
    """What stands at the crossing of a declaration and of a group of issuers."""

    titre: str
    lignes: list[Ligne] = field(default_factory=list)
    recus: list[Ligne] = field(default_factory=list)
    recus_le: set[date] = field(default_factory=set)
    """The days on which ``recus`` were published."""
    sans_objet: str = ""
    """Why nothing comes, when nothing did."""

    @property
    def quand(self) -> str:
        """Return when ``recus`` came: ``reçus le 12/11``, or ``reçus, dernier le 20/11``."""
        if not self.recus_le:
            return ""
        mot = "reçus" if len(self.recus) > 1 else "reçu"
        return f"{mot}{', dernier' if len(self.recus_le) > 1 else ''} le {max(self.recus_le):%d/%m}"

    @property
    def vide(self) -> bool:
        """True when nothing was ever expected here."""
        return not (self.lignes or self.recus or self.sans_objet)


@dataclass(frozen=True, slots=True)
class Colonne:
    """A group of issuers, and the returns expected of it."""

    emetteur: Emetteur
    codes: Sequence[str]


def colonnes(natures_declarees: Iterable[str]) -> list[Colonne]:
    """Return the groups that owe something to declarations of these natures, in the order of the tree."""
    presentes = set(natures_declarees)
    codes: dict[str, dict[str, None]] = {}
    for regle in regles():
        if not regle.declarations or presentes.intersection(regle.declarations):
            codes.setdefault(nature(regle.nature).emetteur, {})[regle.nature] = None
    return [Colonne(e, list(codes[e.code])) for e in EMETTEURS if e.code in codes]


def cellules(lignes: Sequence[LigneAttendue], prevues: Sequence[Colonne]) -> list[Cellule]:
    """Return the cells of one declaration, one per column."""
    par_groupe: dict[str, list[LigneAttendue]] = {}
    for ligne in lignes:
        par_groupe.setdefault(nature(ligne.attendu.nature).emetteur, []).append(ligne)
    return [_cellule(colonne, par_groupe.get(colonne.emetteur.code, ())) for colonne in prevues]


def _cellule(colonne: Colonne, lignes: Sequence[LigneAttendue]) -> Cellule:
    cellule = Cellule(colonne.emetteur.libelle)
    par_etat: dict[EtatAttendu, list[RetourAttendu]] = {}
    for ligne in lignes:
        par_etat.setdefault(ligne.etat, []).append(ligne.attendu)
    cellule.lignes += _grouper(par_etat.get(EtatAttendu.EN_RETARD, ()), _en_retard)
    for attendu in par_etat.get(EtatAttendu.RECU, ()):
        _ranger_recu(cellule, attendu)
    cellule.lignes += _grouper(par_etat.get(EtatAttendu.ATTENDU, ()), _attendu)
    abandonnes = par_etat.get(EtatAttendu.SANS_OBJET, ())
    if abandonnes and not cellule.lignes and not cellule.recus:
        cellule.sans_objet = next((a.motif for a in abandonnes if a.sans_objet), abandonnes[0].motif)
    return cellule


def _ranger_recu(cellule: Cellule, attendu: RetourAttendu) -> None:
    """Put a received return on its own line when it carries an anomaly, else among the others."""
    retour = attendu.retour
    if retour is None:
        return
    libelle = nature(attendu.nature).libelle_pour(retour.statut) + (f", {attendu.ops}" if attendu.ops else "")
    if is_anomalie(retour.statut):
        mot = "KO" if retour.statut.strip().upper() == "KO" else "anomalie"
        suite, ton = (f"{mot} traitée", "neutre") if retour.traite else (mot, "rouge")
        mots = f"reçu le {_jour(retour.publie_le)}, {suite}"
        cellule.lignes.append(Ligne(attendu.nature, libelle, mots, ton, retour.pk))
        return
    mots = f"reçu le {_jour(retour.publie_le)}"
    cellule.recus.append(Ligne(attendu.nature, libelle, mots, "", retour.pk))
    cellule.recus_le.add(jour_paris(retour.publie_le))


def _en_retard(attendu: RetourAttendu) -> tuple[str, str]:
    return f"en retard depuis le {_jour(attendu.retard_le)}", "ambre"


def _attendu(attendu: RetourAttendu) -> tuple[str, str]:
    if attendu.retard_le is None:
        return f"possible jusqu’au {_jour(attendu.prevu_le)}", "neutre"
    return f"attendu le {_jour(attendu.prevu_le)}", ""


def _grouper(attendus: Iterable[RetourAttendu], dire: _Dire) -> list[Ligne]:
    """Return a line per return; those of several organisations that say the same are told once."""
    dits = Counter((attendu.nature, *dire(attendu)) for attendu in attendus)
    return [
        Ligne(code, nature(code).libelle, mots + (f" ({nombre} organismes)" if nombre > 1 else ""), ton)
        for (code, mots, ton), nombre in dits.items()
    ]


def _jour(instant: datetime | None) -> str:
    return f"{to_paris(instant):%d/%m}" if instant else ""


def legende(prevues: Sequence[Colonne]) -> Mapping[str, str]:
    """Return the name of each return that the columns tell by its code."""
    return {code: nature(code).libelle for colonne in prevues for code in colonne.codes}
