"""What the payroll waits for: rates in quarantine, documents to hand over, proposals to decide."""

from typing import Final

from recepisse.gestion.gestes.a_faire.conditions import vaut
from recepisse.gestion.gestes.a_faire.tache import (
    LUS,
    Genre,
    Lien,
    Lot,
    Regard,
    Tache,
    Urgence,
    accorder,
    dire_lieu,
    reunir,
)
from recepisse.gestion.models import CrmTaux, DocumentClasse
from recepisse.temps import to_paris

PROPOSITIONS_COMPTEES: Final = 1_000


def quarantaines(regard: Regard) -> Lot:
    """Return the returns of rates that wait for a decision: the former rates stay in force meanwhile."""
    crm = (
        regard.perimetre.crm_taux()
        .filter(vaut("etat", "quarantaine"))
        .select_related("etablissement__entreprise")
        .order_by("-publie_le")[:LUS]
    )
    taches = [_quarantaine(un, regard) for un in crm]
    return reunir(Genre.QUARANTAINE, taches, Lien("taux"), plus=len(taches) >= LUS)


def _quarantaine(crm: CrmTaux, regard: Regard) -> Tache:
    etablissement = crm.etablissement
    motif = str(crm.motifs[0]).rstrip(".") if crm.motifs else "Compte rendu suspect"
    return Tache(
        genre=Genre.QUARANTAINE,
        cle=f"quarantaine:{crm.pk}",
        urgence=Urgence.SEMAINE,
        quoi=f"Taux PAS en quarantaine ({accorder(crm.nb_salaries, 'salarié')})",
        ou=dire_lieu(etablissement.entreprise.nom, etablissement.entreprise.siren, etablissement.nic),
        pourquoi=f"CRM nominatif de la DGFiP du {to_paris(crm.publie_le):%d/%m/%Y} : {motif}",
        lien=Lien("taux-crm", crm.pk),
        bouton="Comparer et décider" if regard.utilisateur.agit else "Comparer",
        quand="avant la prochaine paie",
    )


def documents(regard: Regard) -> Lot:
    """Return the documents to hand over to employees; the first received comes first."""
    attendent = regard.perimetre.documents().filter(a_remettre=True, remis_le__isnull=True)
    lignes = attendent.select_related("retour__etablissement__entreprise").order_by("classe_le")[:LUS]
    taches = [_document(un) for un in lignes]
    return reunir(Genre.DOCUMENT, taches, Lien("documents"), plus=len(taches) >= LUS)


def _document(document: DocumentClasse) -> Tache:
    etablissement = document.retour.etablissement
    ou = (
        dire_lieu(etablissement.entreprise.nom, etablissement.entreprise.siren, etablissement.nic)
        if etablissement
        else dire_lieu("", "")
    )
    return Tache(
        genre=Genre.DOCUMENT,
        cle=f"document:{document.pk:012}",
        urgence=Urgence.SEMAINE,
        quoi=f"{document.get_genre_display()} à remettre au salarié",
        ou=ou,
        pourquoi=f"Reçu le {to_paris(document.classe_le):%d/%m/%Y}",
        lien=Lien("documents"),
        bouton="Ouvrir les documents",
        quand="dès que possible",
    )


def propositions(regard: Regard) -> Lot:
    """Return one line for all the proposals: information, nothing is applied without a person."""
    a_decider = regard.perimetre.propositions().filter(vaut("etat", "proposee")).order_by()
    nombre = a_decider[: PROPOSITIONS_COMPTEES + 1].count()
    if not nombre:
        return Lot(Genre.PROPOSITION)
    plus = nombre > PROPOSITIONS_COMPTEES
    combien = f"Plus de {PROPOSITIONS_COMPTEES} propositions" if plus else accorder(nombre, "proposition")
    tache = Tache(
        genre=Genre.PROPOSITION,
        cle="propositions",
        urgence=Urgence.PLUS_TARD,
        quoi=f"{combien} à décider",
        ou="Toutes vos entreprises",
        pourquoi="Les retours proposent des valeurs à la paie : identité, taux, effectifs, montants",
        lien=Lien("propositions"),
        bouton="Décider" if regard.utilisateur.agit else "Voir",
        quand="pour information",
    )
    return Lot(Genre.PROPOSITION, (tache,), 1)
