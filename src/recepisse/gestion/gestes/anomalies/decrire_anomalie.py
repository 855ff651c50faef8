"""Write in the row of an anomaly what the last return that speaks of it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from recepisse.calendrier import limite
from recepisse.gestion.gestes.anomalies.reunir_anomalies import Trouvaille, masquer
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.models import Anomalie, ConstatAnomalie, LectureRetour, Retour
from recepisse.retours.modele import Anomalie as AnomalieLue
from recepisse.temps import jour_paris

LARGEURS = {"code": 60, "rubrique": 30, "contrat": 60, "periode": 40, "montant": 30, "categorie": 60}
"""Most characters kept; no limit is published, every sample is far below, and the document is whole."""

COLONNES_CONSTAT = (
    "anomalie_id",
    "lecture_id",
    "rang",
    "vu_le",
    "gravite",
    "categorie",
    "mois",
    "valeur_declaree",
    "valeur_attendue",
    "montant",
)


@dataclass(frozen=True, slots=True)
class Source:
    """The return that speaks, when it was published, and where its findings lie in our own file."""

    retour: Retour
    lecture: LectureRetour
    instant: datetime
    lignes_fichier: Mapping[int, int]
    """Line of the file by place of the finding in the document."""


def decrire(ligne: Anomalie, trouvaille: Trouvaille, source: Source, ctx: Contexte) -> None:
    """Fill the columns of ``ligne`` that follow the last return."""
    lue, retour = trouvaille.anomalie, source.retour
    for champ in ("code", "rubrique", "contrat", "periode"):
        setattr(ligne, champ, getattr(trouvaille.traits, champ)[: LARGEURS[champ]])
    for champ in ("message", "valeur_declaree", "valeur_attendue", "action"):
        setattr(ligne, champ, masquer(getattr(lue, champ), lue))
    ligne.gravite, ligne.nature = lue.gravite.rang, retour.nature
    ligne.montant, ligne.aide = lue.montant[: LARGEURS["montant"]], lue.aide
    ligne.limite_le = _limite(lue.delai, trouvaille.mois, source, ctx)
    ligne.retour_id, ligne.declaration_id = retour.pk, retour.declaration_id
    if retour.etablissement_id is not None:  # a flux not adopted yet must not take the line from its company
        ligne.entreprise_id, ligne.etablissement_id = retour.entreprise_id, retour.etablissement_id
    ligne.salarie_id = trouvaille.salarie.pk if trouvaille.salarie else None
    lieux = [source.lignes_fichier[rang] for rang in trouvaille.constats if rang in source.lignes_fichier]
    ligne.ligne = lieux[0] if lieux else None
    ligne.depot_id = retour.flux.depot_id if lieux else None


def constat(anomalie: Anomalie, rang: int, lue: AnomalieLue, mois: str, source: Source) -> tuple[object, ...]:
    """Return one sighting, its values in the order of :data:`COLONNES_CONSTAT`."""
    return (
        anomalie.pk,
        source.lecture.pk,
        rang,
        source.instant,
        lue.gravite.rang,
        lue.categorie[: LARGEURS["categorie"]],
        mois[: ConstatAnomalie._meta.get_field("mois").max_length],  # noqa: SLF001  # documented
        masquer(lue.valeur_declaree, lue),
        masquer(lue.valeur_attendue, lue),
        lue.montant[: LARGEURS["montant"]],
    )


def _limite(delai: str, mois: str, source: Source, ctx: Contexte) -> date | None:
    etablissement, reglages = source.retour.etablissement, ctx.reglages
    jour = (etablissement.jour_echeance if etablissement else None) or reglages.jour_echeance
    publie_le = jour_paris(source.instant)
    return limite(delai, mois=mois, jour=jour, publie_le=publie_le, report=reglages.report_echeance)
