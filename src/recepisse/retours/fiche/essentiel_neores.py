"""NEOReS: the parameters to use in the payroll (118), and who speaks of which period."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recepisse.retours.familles.neores.codes import afficher
from recepisse.retours.fiche.essentiel import Essentiel, date_lisible, objet, objets, tableau, texte
from recepisse.retours.fiche.modele import Bloc, Fait, Faits

if TYPE_CHECKING:
    from recepisse.retours.modele import Contenu, Donnee


def extraire(contenu: "Contenu") -> Essentiel:
    """Return the blocks that a NEOReS return is read for; its findings are its cards."""
    blocs: list[Bloc] = []
    reste: list[Donnee] = []
    for retour in objets(contenu.donnees.get("retours")):
        blocs += _contexte(objet(retour.get("contexte")), objet(retour.get("validation")))
        for action in objets(retour.get("actions")):
            blocs += _parametres(action)
        reste.append(_reste(retour))
    autres: dict[str, Donnee] = {c: v for c, v in contenu.donnees.items() if c != "retours"}
    return Essentiel(tuple(blocs), {**autres, "retours": reste})


_MONTRES = frozenset(
    ("organisme", "periode_debut", "periode_fin", "traite_le", "produit_le", "identifiant", "siret_organisme")
)
"""What ``_contexte`` shows."""


def _reste(retour: "dict[str, Donnee]") -> "dict[str, Donnee]":
    """Return what neither the blocks nor the cards show: other context, actions that only give values."""
    contexte = {c: v for c, v in objet(retour.get("contexte")).items() if c not in _MONTRES}
    actions: list[Donnee] = [
        {c: v for c, v in action.items() if c not in {"parametres", "details", "identites"}}
        for action in objets(retour.get("actions"))
        if action.get("parametres")
    ]
    autres = {c: v for c, v in retour.items() if c not in {"contexte", "validation", "actions"}}
    return {"contexte": contexte, **autres, "actions": actions}


def _contexte(contexte: "dict[str, Donnee]", validation: "dict[str, Donnee]") -> Iterator[Bloc]:
    debut, fin = (date_lisible(texte(contexte.get(c))) for c in ("periode_debut", "periode_fin"))
    faits = (
        ("Organisme", texte(contexte.get("organisme"))),
        ("Contrôles", texte(validation.get("metier"))),
        ("Résultat", texte(validation.get("etat"))),
        ("Période", f"du {debut} au {fin}" if debut and fin else debut or fin),
        ("Traité le", date_lisible(texte(contexte.get("traite_le")))),
        ("Produit le", date_lisible(texte(contexte.get("produit_le")))),
        ("Référence", texte(contexte.get("identifiant"))),
        ("SIRET de l’organisme", texte(contexte.get("siret_organisme"))),
    )
    pleins = tuple(Fait(nom, valeur) for nom, valeur in faits if valeur)
    if pleins:
        yield Faits(texte(contexte.get("libelle")), pleins)


def _parametres(action: "dict[str, Donnee]") -> Iterator[Bloc]:
    parametres = list(objets(action.get("parametres")))
    if parametres:
        yield tableau(
            texte(action.get("libelle")) or "Paramètres",
            ("Paramètre", "Valeur", "À partir du", "Jusqu’au", "Rubrique", "Calculé le"),
            tuple(
                (
                    afficher("parametre", texte(p.get("type"))),
                    texte(p.get("valeur")),
                    date_lisible(texte(p.get("effet"))),
                    date_lisible(texte(p.get("fin"))),
                    texte(p.get("rubrique")),
                    date_lisible(texte(p.get("calcul"))),
                )
                for p in parametres
            ),
            a_droite=frozenset({"Valeur"}),
        )
