"""AGIRC-ARRCO: the contributions worked out, from the total down to each line of a guarantee."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recepisse.retours.fiche.essentiel import Essentiel, euros, objet, objets, pourcentage, tableau, texte

if TYPE_CHECKING:
    from recepisse.retours.modele import Contenu, Donnee

COLONNES = (
    "Institution",
    "Catégorie",
    "Garantie",
    "Cotisation",
    "Nature",
    "Assiette",
    "Taux appelé",
    "Montant calculé",
    "Montant notifié",
)
_A_DROITE = frozenset(COLONNES[5:])


def extraire(contenu: "Contenu") -> Essentiel:
    """Return the table of the contributions; the whole document stays in the content."""
    lignes = [
        ligne
        for document in (contenu.donnees, *_joints(contenu.donnees))
        for gps in objets(objet(objet(document.get("notification")).get("editiquesGPS")).get("gps"))
        for ligne in _du_gps(gps)
    ]
    blocs = (tableau("Cotisations calculées par l’Agirc-Arrco", COLONNES, lignes, a_droite=_A_DROITE),)
    return Essentiel(blocs if lignes else (), contenu.donnees)


def _joints(donnees: "dict[str, Donnee]") -> "Iterator[dict[str, Donnee]]":
    """Yield the documents that an envelope holds."""
    for enveloppe in objets(donnees.get("enveloppe")):
        for crm in objets(objet(enveloppe.get("enveloppeContenu")).get("crm")):
            yield objet(crm.get("document"))


def _du_gps(gps: "dict[str, Donnee]") -> Iterator[tuple[str, ...]]:
    nom = texte(gps.get("nomOrganisme")) or texte(gps.get("destinataire"))
    yield from _ligne((nom, "", ""), objet(gps.get("totalcotisations")))
    for institution in objets(objet(gps.get("detailsInstitutions")).get("detailInstitution")):
        nomme = texte(institution.get("libelleInstitution")) or texte(institution.get("destinataire"))
        yield from _ligne((nomme, "", ""), objet(institution.get("totalcotisations")))
        categories = objet(institution.get("categoriesProfessionnelles")).get("categorieProfessionnelle")
        for categorie in objets(categories):
            yield from _de_la_categorie(nomme, categorie)


def _de_la_categorie(institution: str, categorie: "dict[str, Donnee]") -> Iterator[tuple[str, ...]]:
    for garantie in objets(objet(categorie.get("garanties")).get("garantie")):
        place = (
            institution,
            texte(categorie.get("libelleCategoriePro")),
            texte(garantie.get("libelleGarantie")),
        )
        yield from _ligne(place, objet(garantie.get("totalcotisations")))
        unitaires = objet(garantie.get("cotisationsCalculeeUnitaire")).get("cotisationCalculeeUnitaire")
        for cotisation in objets(unitaires):
            yield from _ligne(place, cotisation)


def _ligne(place: tuple[str, str, str], cotisation: "dict[str, Donnee]") -> Iterator[tuple[str, ...]]:
    """Yield the row of a contribution, nothing when it has no amount."""
    calcule, notifie = (_montant(cotisation, nom) for nom in ("Calcul", "Notifiee"))
    if calcule or notifie:
        yield (
            *place,
            texte(cotisation.get("libelleTypeCotisation")),
            texte(cotisation.get("libelleNatureVentilation")),
            euros(texte(cotisation.get("montantAssiettePrincipale"))),
            pourcentage(texte(cotisation.get("tauxAppele"))),
            calcule,
            notifie,
        )


def _montant(cotisation: "dict[str, Donnee]", nom: str) -> str:
    montant = euros(texte(cotisation.get(f"montantsPeriode{nom}")))
    signe = "-" if texte(cotisation.get(f"signeMontantsPeriode{nom}")) == "-" else ""
    return f"{signe}{montant}" if montant else ""
