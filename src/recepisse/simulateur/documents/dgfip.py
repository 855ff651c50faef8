"""Bilans of the DGFiP: 93 (payment), 94 (withholding rate of each employee), 95 (rate on rate).

In the 94 a person without ``taux_imposition_PAS`` has no rate (default grid); ``0.00`` is a real rate of
zero. The identifier of the root is the CRM number to declare in S21.G00.50.008. Underscores in the rubrics
of the 95 are those of the published sample.
"""

from recepisse.simulateur.documents.rapport import (
    BLOQUANT,
    NON_BLOQUANT,
    Rapport,
    anomalie,
    build_document,
    contenu,
    identification_courte,
    rubrique,
    salarie_court,
)
from recepisse.simulateur.documents.socle import Document, Sujet, bloc, feuille
from recepisse.simulateur.modele import Individu
from recepisse.simulateur.tirage import build_alea

IBAN_FICTIF = "FR7600000000000000000000000"

SANS_TAUX = 9
"""One person in this many has no rate."""
TAUX_NUL = 5
TAUX_FUTUR = 4

INCIDENT = "aucun_taux"
"""Variant: a CRM in which nobody has a rate, as the services once sent."""


def financier(sujet: Sujet) -> Document:
    """Return the nature 93: the payment met an obstacle."""
    refus = anomalie(
        "CBS03",
        "Exemple du simulateur : compte bancaire non autorisé pour le prélèvement.",
        categorie=BLOQUANT,
        valeurs=rubrique("declenchante", "S21.G00.20.004", IBAN_FICTIF),
    )
    return build_document(
        sujet,
        Rapport(
            "CRM financier",
            version="v01r08",
            envoi_complet=False,
            etat="KO",
            etat_envoi="KO",
            identification_xml=_identification(sujet),
            anomalies_xml=(refus,),
        ),
    )


def nominatif(sujet: Sujet) -> Document:
    """Return the nature 94: one line for each person really declared."""
    lignes = "".join(_ligne(sujet, individu) for individu in sujet.individus)
    return build_document(
        sujet,
        Rapport(
            "CRM nominatif",
            version="v01r08",
            identifiant=_numero(sujet),
            message="Exemple du simulateur : sans taux communiqué, appliquer la grille par défaut.",
            envoi_complet=False,
            identification_xml=_identification(sujet),
            bilan_xml=contenu(sujet) + lignes,
            anomalies_xml=_anomalies(sujet),
        ),
    )


def taux_sur_taux(sujet: Sujet) -> Document:
    """Return the nature 95: a rate that was applied is not the valid one."""
    ecart = anomalie(
        "TST01",
        "Exemple du simulateur : taux appliqué différent du taux valide.",
        salarie_court(Individu(rang=1, nir=sujet.individu().nir, ntt=sujet.individu().ntt)),
        categorie=NON_BLOQUANT,
        valeurs=rubrique("declenchante", "S21_G00_50_006", "20.00")
        + rubrique("associee", "S21_G00_50_009", "100.00")
        + rubrique("associee", "S21_G00_50_001", sujet.dernier.isoformat())
        + rubrique("associee", "S21_G00_50_003", "49"),
    )
    return build_document(
        sujet,
        Rapport(
            "CRM taux sur taux",
            version="v02r01",
            prefixe="ns2",
            identifiant="32",
            message="Exemple du simulateur",
            envoi_complet=False,
            identification_xml=_identification(sujet),
            anomalies_xml=(ecart,),
        ),
    )


def taux(graine: int, individu: Individu, *, incident: bool = False) -> str:
    """Return the rate of a person (percent, two decimals), or an empty text for none.

    It depends on the seed and on the person alone: the same from one month to the next.
    """
    alea = build_alea(graine, "taux", individu.nir or individu.ntt)
    tirage, valeur = alea.randrange(SANS_TAUX * TAUX_NUL), alea.randrange(5, 250) / 10
    if incident or not individu.nir or tirage % SANS_TAUX == 0:
        return ""
    return "0.00" if tirage % TAUX_NUL == 0 else f"{valeur:.2f}"


def _ligne(sujet: Sujet, individu: Individu) -> str:
    valeur = taux(sujet.graine, individu, incident=sujet.variante == INCIDENT)
    courant = feuille("taux_imposition_PAS", valeur) if valeur else ""
    alea = build_alea(sujet.graine, "taux futur", individu.nir)
    futur = ""
    if valeur and alea.randrange(TAUX_FUTUR) == 0:
        effet = sujet.produit.date().replace(year=sujet.produit.year + 1, month=1, day=1)
        futur = bloc(
            "future_imposition_PAS",
            feuille("taux", f"{alea.randrange(5, 250) / 10:.2f}"),
            feuille("date_effet", effet.isoformat()),
        )
    return salarie_court(individu, courant, futur)


def _anomalies(sujet: Sujet) -> tuple[str, ...]:
    if sujet.statut != "ANO":
        return ()
    qui = sujet.individu()
    court = salarie_court(qui, origine="DSN")
    adresse = anomalie(
        "ADR05",
        "Exemple du simulateur : localité non reconnue.",
        court,
        categorie=NON_BLOQUANT,
        valeurs=rubrique("declenchante", "S21.G00.30.010", "PARSI"),
    )
    sans_nir = tuple(
        anomalie(
            "NIR01",
            "Exemple du simulateur : personne non reconnue, NIR à fournir.",
            salarie_court(individu, origine="DSN"),
            categorie=NON_BLOQUANT,
            valeurs=rubrique("declenchante", "S21.G00.30.001", individu.ntt),
        )
        for individu in sujet.individus
        if not individu.nir
    )
    return (adresse, *sans_nir)


def _identification(sujet: Sujet) -> str:
    metier = sujet.declaration.identifiant_metier or f"{sujet.premier:%m-%Y}"
    return identification_courte(sujet, identifiant_metier=metier)


def _numero(sujet: Sujet) -> str:
    return f"90{sujet.produit:%Y%m}{sujet.alea.randrange(10**10):010d}"
