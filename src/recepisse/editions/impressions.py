"""From rows to paper: one return, the returns of a flux, the anomalies of a period, the PAS rates."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from recepisse.editions.compositeur import composer
from recepisse.editions.mise_en_page import AImprimer, Entete, date_et_heure, editer_retours
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.retours.retrouver_salaries import nir_de
from recepisse.gestion.models import Anomalie, CrmTaux, Declaration, Flux, Retour, TauxPas, VersionRetour
from recepisse.identifiants.masque import masquer_numero, masquer_texte
from recepisse.norme.enveloppe import libelle_nature
from recepisse.retours.fiche.essentiel_bilan import SANS_TAUX
from recepisse.retours.gravite import gravite_du_rang
from recepisse.retours.lecture import lire_retour, sans_document
from recepisse.retours.natures import groupe, nature
from recepisse.retours.paie.taux_pas import ecrire_taux
from recepisse.temps import NOMS_MOIS, PARIS, to_paris

if TYPE_CHECKING:
    from django.db.models import QuerySet


def imprimer_retour(
    retour: Retour, ctx: Contexte, *, numero: int | None = None, demasquer: bool = False
) -> bytes:
    """Return the PDF of a return, in its version ``numero`` (the current one by default)."""
    a_imprimer = _preparer(retour, ctx, numero)
    return editer_retours([a_imprimer], a_imprimer.lu.libelle, imprime_le=ctx.horloge(), demasquer=demasquer)


def imprimer_flux(flux: Flux, ctx: Contexte, *, demasquer: bool = False) -> bytes:
    """Return the PDF of all the returns of a flux, in the order in which they were published."""
    retours = flux.retours.select_related(*_LIENS).order_by("publie_le", "pk")
    titre = (
        f"Retours de la {_nom(flux.declaration)}" if flux.declaration else f"Retours du flux {flux.idflux}"
    )
    a_imprimer = [_preparer(retour, ctx, None) for retour in retours]
    return editer_retours(a_imprimer, titre, imprime_le=ctx.horloge(), demasquer=demasquer)


_LIENS = ("flux__identifiant", "declaration", "entreprise", "etablissement__entreprise")


def _preparer(retour: Retour, ctx: Contexte, numero: int | None) -> AImprimer:
    versions = list(retour.versions.order_by("numero"))
    choisie = next((v for v in versions if v.numero == numero), None) or next(
        (v for v in versions if v.courante), None
    )
    statut = choisie.statut if choisie else retour.statut
    if choisie is None or choisie.document != VersionRetour.Document.CONSERVE:
        lu = sans_document(retour.nature, statut)
    else:
        with ctx.archive.ouvrir(choisie.somme) as document:
            lu = lire_retour(document, nature=retour.nature, statut=statut)
    rang = f"version {choisie.numero} sur {len(versions)}" if choisie and len(versions) > 1 else ""
    return AImprimer(
        lu,
        Entete(
            idflux=retour.flux.idflux,
            siret=retour.etablissement.siret if retour.etablissement else "",
            entreprise=retour.entreprise.nom if retour.entreprise else "",
            declaration=_nom(retour.declaration) if retour.declaration else "",
            groupe=groupe(retour.nature, retour.flux.identifiant.regime),
            publie_le=date_et_heure(retour.publie_le),
            version=rang,
        ),
    )


def _nom(declaration: Declaration) -> str:
    """Return « DSN mensuelle de septembre 2026 »."""
    annee, _, mois = declaration.mois.partition("-")
    nom = libelle_nature(declaration.nature)
    essai = " (essai)" if declaration.essai else ""
    if not mois:
        return f"{nom}{essai}"
    du_mois = NOMS_MOIS[int(mois) - 1]
    de = "d’" if du_mois[0] in "ao" else "de "
    return f"{nom} {de}{du_mois} {annee}{essai}"


def imprimer_anomalies(
    debut: date,
    fin: date,
    ctx: Contexte,
    *,
    anomalies: Iterable[Anomalie] | None = None,
    demasquer: bool = False,
) -> bytes:
    """Return the PDF of the anomalies last seen from ``debut`` to ``fin`` (included), the gravest first.

    ``anomalies``: a selection, when it is not all of them. What was marked as treated is said so.
    """
    lignes = sorted(
        anomalies_vues(debut, fin) if anomalies is None else anomalies,
        key=lambda a: (a.entreprise.siren if a.entreprise else "", -a.gravite, a.emetteur, a.code, a.pk),
    )
    donnees = {
        "titre": "Anomalies des retours",
        "periode": f"Du {debut:%d/%m/%Y} au {fin:%d/%m/%Y} : {len(lignes)} anomalie{'s'[: len(lignes) > 1]}",
        "masque": not demasquer,
        "groupes": [
            {"titre": titre, "cartes": [_carte(list(g)) for _, g in groupby(du_titre, key=_meme_carte)]}
            for titre, du_titre in groupby(lignes, key=_titre)
        ],
    }
    return composer("anomalies", donnees, imprime_le=ctx.horloge())


def anomalies_vues(debut: date, fin: date, siren: str | None = None) -> "QuerySet[Anomalie]":
    """Return the anomalies last seen from ``debut`` to ``fin`` (days included), of one company or all."""
    lignes = Anomalie.objects.select_related("entreprise", "etablissement", "salarie").filter(
        derniere_vue_le__gte=datetime.combine(debut, time(), PARIS),
        derniere_vue_le__lt=datetime.combine(fin + timedelta(days=1), time(), PARIS),
    )
    return lignes.filter(entreprise__siren=siren) if siren else lignes


def _titre(anomalie: Anomalie) -> str:
    if anomalie.entreprise is None:
        return "Entreprise inconnue"
    return f"{anomalie.entreprise.nom or 'Entreprise'} ({anomalie.entreprise.siren})"


def _meme_carte(anomalie: Anomalie) -> tuple[int, str, str, str]:
    return (anomalie.gravite, anomalie.emetteur, anomalie.code, anomalie.message)


_COLONNES = (
    "Établissement",
    "Salarié",
    "Matricule",
    "Rubrique",
    "Déclaré",
    "Attendu",
    "Ligne",
    "État",
    "Limite",
)


def _carte(anomalies: list[Anomalie]) -> dict[str, Any]:
    premiere = anomalies[0]
    gravite = gravite_du_rang(premiere.gravite)
    lignes = [_ligne(a) for a in anomalies]
    pleines = [rang for rang in range(len(_COLONNES)) if any(ligne[rang] for ligne in lignes)]
    return {
        "code": premiere.code,
        "titre": premiere.message or premiere.code,
        "gravite": {"code": str(gravite or ""), "mot": gravite.libelle if gravite else ""},
        "categorie": nature(premiere.nature).libelle,
        "action": premiere.action,
        "delai": "",
        "aide": premiere.aide,
        "nombre": len(anomalies),
        "blocs": [
            {
                "genre": "tableau",
                "titre": "",
                "colonnes": [_COLONNES[rang] for rang in pleines],
                "lignes": [[ligne[rang] for rang in pleines] for ligne in lignes],
                "nombres": [],
                "note": "",
            }
        ],
    }


def _ligne(anomalie: Anomalie) -> tuple[str, ...]:
    salarie = anomalie.salarie
    return (
        anomalie.etablissement.nic if anomalie.etablissement else "",
        f"{salarie.nom} {salarie.prenoms}".strip() if salarie else "",
        salarie.matricule if salarie else "",
        anomalie.rubrique,
        anomalie.valeur_declaree,
        anomalie.valeur_attendue,
        str(anomalie.ligne) if anomalie.ligne else "",
        Anomalie.Etat(anomalie.etat).label,
        f"{anomalie.limite_le:%d/%m/%Y}" if anomalie.limite_le else "",
    )


def imprimer_taux(crms: Iterable[CrmTaux], ctx: Contexte, *, demasquer: bool = False) -> bytes:
    """Return the PDF of the PAS rates of these returns 94, one table an establishment."""
    donnees = {
        "titre": "Taux de prélèvement à la source",
        "sous_titre": f"Au {to_paris(ctx.horloge()):%d/%m/%Y}",
        "masque": not demasquer,
        "etablissements": [_etablissement(crm, ctx, demasquer=demasquer) for crm in crms],
    }
    return composer("taux", donnees, imprime_le=ctx.horloge())


def _etablissement(crm: CrmTaux, ctx: Contexte, *, demasquer: bool) -> dict[str, Any]:
    entreprise = crm.etablissement.entreprise
    faits = (
        ("Identifiant à déclarer (S21.G00.50.008)", crm.numero),
        ("Mois déclaré", crm.mois),
        ("Publié le", date_et_heure(crm.publie_le)),
        ("Valable jusqu’au", f"{crm.valable_jusqu_au:%d/%m/%Y}"),
        ("État", CrmTaux.Etat(crm.etat).label),
        ("Salariés", f"{crm.nb_salaries}, dont {crm.nb_sans_taux} sans taux"),
    )
    lignes = [
        _taux(t, ctx, demasquer=demasquer)
        for t in crm.taux.select_related("salarie").order_by("salarie__nom", "salarie__prenoms", "pk")
    ]
    return {
        "titre": f"{entreprise.nom or 'Établissement'} {crm.etablissement.siret}",
        "faits": [list(f) for f in faits if f[1]],
        "colonnes": ["Salarié", "Matricule", "NIR ou NTT", "Taux", "Taux à venir"],
        "lignes": lignes,
        "nombres": [3, 4],
    }


def _taux(taux: TauxPas, ctx: Contexte, *, demasquer: bool) -> list[str]:
    salarie = taux.salarie
    numero = nir_de(salarie, ctx) or salarie.ntt
    futur = _taux_dit(taux.taux_futur, "aucun taux")
    return [
        f"{salarie.nom} {salarie.prenoms}".strip(),
        salarie.matricule,
        numero if demasquer else _masquer(numero),
        _taux_dit(taux.taux, SANS_TAUX),
        f"{futur} au {taux.futur_le:%d/%m/%Y}" if taux.futur_annonce and taux.futur_le else "",
    ]


def _taux_dit(taux: Decimal | None, sans: str) -> str:
    return sans if taux is None else f"{ecrire_taux(taux)}\u00a0%"


def _masquer(numero: str) -> str:
    masque = masquer_texte(numero)
    return masque if masque != numero else masquer_numero(numero)
