"""The OC family: whom to call, how the declaration was taken, and the mandates to sign."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recepisse.retours.fiche.essentiel import Essentiel, date_lisible, objet, objets, texte
from recepisse.retours.fiche.modele import Bloc, Fait, Faits

if TYPE_CHECKING:
    from recepisse.retours.modele import Contenu, Donnee

RESULTATS = {
    "0": "0 : prise en compte",
    "1": "1 : prise en compte, des corrections sont à faire",
    "2": "2 : prise en compte en partie",
    "3": "3 : non prise en compte",
}
"""Outcomes (CodeRetourDecla), in our words."""


def extraire(contenu: "Contenu") -> Essentiel:
    """Return the blocks that a return of an OC is read for; its findings are its cards."""
    blocs: list[Bloc] = []
    reste: list[Donnee] = []
    for declaration in objets(contenu.donnees.get("declarations")):
        blocs += _organisme(objet(declaration.get("attributs")))
        blocs += _mandats(declaration)
        reste.append({cle: v for cle, v in declaration.items() if cle != "retours"})
    autres: dict[str, Donnee] = {c: v for c, v in contenu.donnees.items() if c != "declarations"}
    return Essentiel(tuple(blocs), {**autres, "declarations": reste})


def _organisme(attributs: "dict[str, Donnee]") -> Iterator[Bloc]:
    resultat = texte(attributs.get("CodeRetourDecla"))
    faits = (
        ("Organisme", texte(attributs.get("NomProducteurCRM")) or texte(attributs.get("CodeOC"))),
        ("Résultat", RESULTATS.get(resultat, resultat)),
        ("Complément", texte(attributs.get("ComplementRetourDecla"))),
        ("Produit le", date_lisible(texte(attributs.get("DateHeureProductionCRM")))),
        ("Contact", texte(attributs.get("NomContact"))),
        ("Téléphone", texte(attributs.get("TelContact"))),
        ("Courriel", texte(attributs.get("MailContact"))),
        ("Salariés", texte(attributs.get("NbreSal"))),
        ("Erreurs", texte(attributs.get("NbreErreur"))),
        ("Dont critiques", texte(attributs.get("NbreCritique"))),
        ("Affiliations", texte(attributs.get("NbreAff"))),
        ("Radiations", texte(attributs.get("NbreRad"))),
    )
    pleins = tuple(Fait(nom, valeur) for nom, valeur in faits if valeur)
    if pleins:
        yield Faits("Organisme complémentaire", pleins)


def _mandats(declaration: "dict[str, Donnee]") -> Iterator[Bloc]:
    lieux = {"net_entreprises": "à signer sur net-entreprises", "proprietaire": "à signer chez l’organisme"}
    for mandat in objets(declaration.get("mandats")):
        genre = texte(mandat.get("genre"))
        yield Faits(
            f"Mandat de prélèvement {lieux.get(genre, genre)}",
            tuple(Fait(nom, texte(v)) for nom, v in mandat.items() if nom != "genre" and texte(v)),
        )
