"""Export the anomalies of a selection as a table; no NIR stands in it, and the journal says who did it."""

from collections.abc import Iterable

from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.ecrire_tableau import (
    Cellule,
    Colonne,
    Forme,
    OptionsCsv,
    Tableau,
    ecrire_tableau,
)
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Anomalie, Utilisateur
from recepisse.retours.gravite import gravite_du_rang
from recepisse.retours.natures import emetteur
from recepisse.retours.suivi.memoire import LIBELLES, EtatAnomalie
from recepisse.temps import jour_paris

COLONNES = (
    Colonne("id", "N°", 8),
    Colonne("gravite", "Gravité", 12),
    Colonne("etat", "État", 24),
    Colonne("emetteur", "Émetteur", 18),
    Colonne("code", "Code", 16),
    Colonne("message", "Message", 60),
    Colonne("rubrique", "Rubrique", 16),
    Colonne("nom", "Nom", 20),
    Colonne("prenoms", "Prénoms", 18),
    Colonne("matricule", "Matricule", 12),
    Colonne("siret", "SIRET", 16),
    Colonne("entreprise", "Entreprise", 24),
    Colonne("mois", "Mois déclaré", 12),
    Colonne("valeur_declaree", "Valeur déclarée", 20),
    Colonne("valeur_attendue", "Valeur attendue", 20),
    Colonne("action", "Action attendue", 60),
    Colonne("limite_le", "Avant le", 12),
    Colonne("assignee_a", "Assignée à", 16),
    Colonne("mois_correction", "Corrigée dans la DSN de", 14),
    Colonne("contestee_le", "Contestée le", 12),
    Colonne("premiere_vue_le", "Vue depuis le", 12),
    Colonne("derniere_vue_le", "Vue en dernier le", 12),
    Colonne("nb_vues", "Fois vue", 8),
)

INTERNES = frozenset({"assignee_a"})
"""Columns that a reader from outside the firm does not get."""


def exporter_anomalies(
    lignes: Iterable[Anomalie], forme: Forme, ctx: Contexte, par: Utilisateur
) -> tuple[bytes, int]:
    """Return the file and how many lines it holds; each line comes with what it hangs on."""
    colonnes = tuple(c for c in COLONNES if not (par.est_client and c.cle in INTERNES))
    cases = [[cellules[c.cle] for c in colonnes] for cellules in map(_cellules, lignes)]
    octets = ecrire_tableau(Tableau("Anomalies", colonnes, cases), forme, ctx.horloge(), OptionsCsv(bom=True))
    journaliser("exporter_anomalies", "", ctx, par, nombre=len(cases), forme=forme.value)
    return octets, len(cases)


def _cellules(ligne: Anomalie) -> dict[str, Cellule]:
    gravite, salarie = gravite_du_rang(ligne.gravite), ligne.salarie
    entreprise, etablissement = ligne.entreprise, ligne.etablissement
    return {
        "id": ligne.pk,
        "gravite": gravite.libelle if gravite else "",
        "etat": LIBELLES[EtatAnomalie(ligne.etat)],
        "emetteur": emetteur(ligne.emetteur).libelle,
        "nom": salarie.nom if salarie else "",
        "prenoms": salarie.prenoms if salarie else "",
        "matricule": salarie.matricule if salarie else "",
        "siret": f"{entreprise.siren}{etablissement.nic}" if entreprise and etablissement else "",
        "entreprise": entreprise.nom if entreprise else "",
        "mois": ligne.declaration.mois if ligne.declaration else "",
        "limite_le": ligne.limite_le,
        "assignee_a": ligne.assignee_a.get_username() if ligne.assignee_a else "",
        "contestee_le": jour_paris(ligne.contestee_le) if ligne.contestee_le else None,
        "premiere_vue_le": jour_paris(ligne.premiere_vue_le),
        "derniere_vue_le": jour_paris(ligne.derniere_vue_le),
        "nb_vues": ligne.nb_vues,
        **{
            cle: getattr(ligne, cle)
            for cle in (
                "code",
                "message",
                "rubrique",
                "valeur_declaree",
                "valeur_attendue",
                "action",
                "mois_correction",
            )
        },
    }
