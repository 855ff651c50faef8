"""NEOReS: the parameters to use in the payroll (118), and who speaks of which period."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recepisse.retours.fiche.essentiel import Essentiel, date_lisible, objet, objets, tableau, texte
from recepisse.retours.fiche.modele import Bloc, Fait, Faits
from recepisse.retours.neores_codes import libelle as libelle_code

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
        reste.append(
            {cle: v for cle, v in retour.items() if cle not in {"contexte", "validation", "actions"}}
        )
    autres: dict[str, Donnee] = {c: v for c, v in contenu.donnees.items() if c != "retours"}
    return Essentiel(tuple(blocs), {**autres, "retours": reste})


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
            ("Paramètre", "Valeur", "À partir du", "Jusqu’au", "Rubrique"),
            tuple(
                (
                    libelle_code("parametre", texte(p.get("type"))),
                    texte(p.get("valeur")),
                    date_lisible(texte(p.get("effet"))),
                    date_lisible(texte(p.get("fin"))),
                    texte(p.get("rubrique")),
                )
                for p in parametres
            ),
            a_droite=frozenset({"Valeur"}),
        )
