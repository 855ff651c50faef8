"""The bilan family: receipt stamp, rates of tax at source, AT/MP and bonus-malus rates, Urssaf amounts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recepisse.retours.fiche.deplier import libelle
from recepisse.retours.fiche.essentiel import (
    Essentiel,
    date_lisible,
    euros,
    objet,
    objets,
    pourcentage,
    tableau,
    texte,
)
from recepisse.retours.fiche.modele import Bloc, Fait, Faits

if TYPE_CHECKING:
    from recepisse.retours.modele import Contenu, Donnee

SANS_TAUX = "aucun taux : barème par défaut"


def extraire(contenu: "Contenu") -> Essentiel:
    """Return the blocks that a bilan is read for."""
    donnees = contenu.donnees
    declarations = list(objets(donnees.get("declarations")))
    blocs = [
        *_enregistrement(objet(objet(donnees.get("envoi")).get("identification"))),
        *_certificats(declarations),
        *_montants(objet(donnees.get("montants"))),
        *(
            bloc
            for d in declarations
            for bloc in _taux(d, texte(objet(donnees.get("entete")).get("identifiant")))
        ),
        *(bloc for c in objets(donnees.get("communications")) for bloc in _communication(c)),
    ]
    taux_montres = any(_has_taux(d) for d in declarations)
    reste: dict[str, Donnee] = {c: v for c, v in donnees.items() if c not in {"montants", "communications"}}
    if taux_montres:
        reste["declarations"] = [
            {cle: v for cle, v in d.items() if not (cle == "salaries" and _has_taux(d))} for d in declarations
        ]
    return Essentiel(tuple(blocs), reste)


def _enregistrement(identification: "dict[str, Donnee]") -> Iterator[Bloc]:
    """Yield the legal instant of receipt (AEE)."""
    jour = texte(identification.get("date_enregistrement"))
    if jour:
        instant = f"{date_lisible(jour)} {texte(identification.get('heure_enregistrement'))}".strip()
        yield Faits("Enregistrement", (Fait("Enregistrée le", instant),))


def _certificats(declarations: "list[dict[str, Donnee]]") -> Iterator[Bloc]:
    faits = tuple(
        Fait(f"Déclaration {rang}" if len(declarations) > 1 else "Texte", certificat)
        for rang, declaration in enumerate(declarations, 1)
        if (certificat := texte(objet(objet(declaration.get("bilan")).get("conformite")).get("certificat")))
    )
    if faits:
        yield Faits("Certificat", faits)


_MONTANTS = (
    ("declare", "Montant déclaré", True),
    ("calcule", "Montant calculé par l’organisme", True),
    ("paye", "Paiement", True),
    ("periode", "Période", False),
    ("compte", "Compte", False),
    ("certificat", "Numéro du certificat", False),
)


def _montants(montants: "dict[str, Donnee]") -> Iterator[Bloc]:
    faits = tuple(
        Fait(nom, euros(valeur) if monnaie else valeur)
        for cle, nom, monnaie in _MONTANTS
        if (valeur := texte(montants.get(cle)))
    )
    if faits:
        yield Faits("Montants lus dans le texte de l’organisme", faits)


def _has_taux(declaration: "dict[str, Donnee]") -> bool:
    return any("taux" in s or "futur" in s for s in objets(declaration.get("salaries")))


def _taux(declaration: "dict[str, Donnee]", numero: str) -> Iterator[Bloc]:
    """Yield the table of the PAS rates. No rate and a rate of zero are two different things."""
    salaries = list(objets(declaration.get("salaries")))
    if not salaries or not (numero or _has_taux(declaration)):
        return
    sans = sum("taux" not in s for s in salaries)
    lignes = tuple(
        (
            " ".join(filter(None, (texte(s.get("nom_famille")), texte(s.get("prenoms"))))),
            texte(s.get("matricule")),
            texte(s.get("nir")),
            texte(s.get("ntt")),
            pourcentage(texte(s.get("taux"))) if "taux" in s else SANS_TAUX,
            _futur(objet(s.get("futur"))),
            " ; ".join(
                f"{libelle(nom)} : {texte(v)}" for nom, v in s.items() if nom not in _MONTRES and texte(v)
            ),
        )
        for s in salaries
    )
    note = f"Identifiant à déclarer en S21.G00.50.008 : {numero}. " if numero else ""
    if sans:
        note += f"{sans} salarié{'s' if sans > 1 else ''} sans taux sur {len(salaries)}."
    yield tableau(
        "Taux de prélèvement à la source",
        ("Salarié", "Matricule", "NIR", "NTT", "Taux", "Taux à venir", "Précisions"),
        lignes,
        a_droite=frozenset({"Taux", "Taux à venir"}),
        note=note.strip(),
    )


_MONTRES = frozenset({"nom_famille", "prenoms", "matricule", "nir", "ntt", "taux", "futur"})


def _futur(futur: "dict[str, Donnee]") -> str:
    if not futur:
        return ""
    taux = pourcentage(texte(futur.get("taux"))) if futur.get("taux") else "aucun taux"
    return f"{taux} au {date_lisible(texte(futur.get('date_effet')))}"


def _communication(communication: "dict[str, Donnee]") -> Iterator[Bloc]:
    """Yield one table a calculation: AT/MP rates (34) or bonus-malus (117)."""
    titres = {"atmp": "Taux d’accident du travail", "bmcc": "Bonus-malus de l’assurance chômage"}
    genre = texte(communication.get("type"))
    for calcul in objets(communication.get("calculs")):
        lignes = [_information(i) for i in objets(calcul.get("informations"))]
        colonnes = list(dict.fromkeys(nom for ligne in lignes for nom in ligne))
        titre = f"{titres.get(genre, genre)} (calcul du {date_lisible(texte(calcul.get('date_calcul')))})"
        if colonnes:
            phase = texte(calcul.get("phase"))
            yield tableau(
                titre,
                colonnes,
                [[ligne.get(nom, "") for nom in colonnes] for ligne in lignes],
                note=f"Phase {phase}." if phase else "",
            )


def _information(information: "dict[str, Donnee]") -> dict[str, str]:
    """Return one line of a communication by column."""
    ligne: dict[str, str] = {}
    for partie in ("clefs", "declaration", "complement"):
        for nom, valeur in objet(information.get(partie)).items():
            ligne[NOMS.get(nom.lower(), nom)] = date_lisible(texte(valeur))
    for paie in objets(information.get("paie")):
        if tranche := texte(paie.get("tranche")):
            ligne["Tranche"] = tranche
        for taux in objets(paie.get("taux")):
            ligne[f"Taux {texte(taux.get('part'))}".strip()] = pourcentage(texte(taux.get("valeur")))
        for nom, valeur in objet(paie.get("rubriques")).items():
            ligne[NOMS.get(nom.lower(), nom)] = date_lisible(texte(valeur))
        for montant in objets(paie.get("montants")):
            ligne[f"Montant {texte(montant.get('type'))}".strip()] = euros(texte(montant.get("valeur")))
    return ligne


NOMS = {
    "section": "Section",
    "datedebuteffet": "À partir du",
    "datedebut": "À partir du",
    "datefineffet": "Jusqu’au",
    "codectn": "CTN",
    "coderisque": "Risque",
    "temoinbureau": "Bureau",
    "identifianttaux": "Identifiant du taux",
    "datecalcultauxcontribution": "Taux calculé le",
    "infodatedebut": "Période observée : début",
    "infodatefin": "Période observée : fin",
    "infonombreseparations": "Séparations",
    "identifiantregularisation": "Identifiant de régularisation",
    "codemotifregularisation": "Motif de régularisation",
    "codemotifexclusion": "Motif d’exclusion",
    "codetypetauxdetail": "Type de taux",
}
"""French names of the data of natures 34 and 117, written in several ways inside the documents."""
