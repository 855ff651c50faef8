"""Findings grouped as a person treats them: one card per kind, the persons inside."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from recepisse.retours.fiche.deplier import libelle
from recepisse.retours.fiche.essentiel import date_lisible, phrase_delai
from recepisse.retours.fiche.modele import Bloc, Carte, Comparaison, Ecart, Fait, Faits, Tableau
from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Anomalie, Complement, Individu

_Cle = tuple[str, str, Gravite, str, str]


def composer_cartes(anomalies: Sequence[Anomalie]) -> tuple[Carte, ...]:
    """Return the cards of ``anomalies``, the most serious first, then in the order of the document."""
    groupes: dict[_Cle, list[Anomalie]] = {}
    for anomalie in anomalies:
        cle = (anomalie.code, anomalie.message, anomalie.gravite, anomalie.categorie, anomalie.action)
        groupes.setdefault(cle, []).append(anomalie)
    cartes = [_carte(groupe) for groupe in groupes.values()]
    return tuple(sorted(cartes, key=lambda carte: -carte.gravite.rang))


def _carte(groupe: list[Anomalie]) -> Carte:
    premiere = groupe[0]
    return Carte(
        code=premiere.code,
        titre=premiere.message or premiere.code,
        gravite=premiere.gravite,
        categorie=premiere.categorie,
        action=premiere.action,
        delai=phrase_delai(premiere.delai, premiere.action),
        aide=premiere.aide,
        nombre=len(groupe),
        blocs=tuple(chain(_communs(groupe), _tableau(groupe), _comparaisons(groupe))),
    )


_COLONNES: tuple[tuple[str, Callable[[Anomalie], str]], ...] = (
    ("Salarié", lambda a: nom_complet(a.individu)),
    ("Matricule", lambda a: a.individu.matricule if a.individu else ""),
    ("NIR", lambda a: a.individu.nir if a.individu else ""),
    ("NTT", lambda a: a.individu.ntt if a.individu else ""),
    ("Né(e) le", lambda a: date_lisible(a.individu.naissance) if a.individu else ""),
    ("Contrat", lambda a: a.contrat),
    ("Période", lambda a: periode(a.periode)),
    ("Rubrique", lambda a: a.rubrique),
    ("Déclaré", lambda a: a.valeur_declaree),
    ("Attendu", lambda a: a.valeur_attendue),
    ("Montant", lambda a: a.montant),
    ("Ligne", lambda a: str(a.ligne) if a.ligne is not None else ""),
    ("Nombre", lambda a: str(a.nombre) if a.nombre is not None else ""),
    ("Déclaration", lambda a: str(a.rang) if a.rang is not None else ""),
)
_A_DROITE = frozenset({"Montant", "Ligne", "Nombre", "Déclaration"})


def _communs(groupe: list[Anomalie]) -> Iterator[Bloc]:
    """Yield what every finding of the card says alike, once."""
    communs = _complements_communs(groupe)
    if communs:
        yield Faits("", tuple(Fait(libelle(c.nom), date_lisible(c.valeur)) for c in communs))


def _complements_communs(groupe: list[Anomalie]) -> tuple[Complement, ...]:
    autres = [set(a.complements) for a in groupe[1:]]
    return tuple(c for c in groupe[0].complements if all(c in autre for autre in autres))


def _tableau(groupe: list[Anomalie]) -> Iterator[Bloc]:
    """Yield the table of the findings; columns that would be empty are not drawn."""
    simples = [a for a in groupe if a.reference is None]
    communs = frozenset(_complements_communs(groupe))
    colonnes: list[tuple[str, list[str]]] = [(nom, [lire(a) for a in simples]) for nom, lire in _COLONNES]
    colonnes.append(("Précisions", [_precisions(a, communs) for a in simples]))
    pleines = [(nom, valeurs) for nom, valeurs in colonnes if any(valeurs) and not _va_de_soi(nom, valeurs)]
    if pleines:
        yield Tableau(
            "",
            tuple(nom for nom, _ in pleines),
            tuple(zip(*(valeurs for _, valeurs in pleines), strict=True)),
            frozenset(rang for rang, (nom, _) in enumerate(pleines) if nom in _A_DROITE),
        )


def _va_de_soi(nom: str, valeurs: list[str]) -> bool:
    """Return True for a count or a rank of 1 everywhere: it says nothing."""
    return nom in {"Nombre", "Déclaration"} and set(valeurs) <= {"", "1"}


def _precisions(anomalie: Anomalie, communs: frozenset[Complement]) -> str:
    propres = [c for c in anomalie.complements if c not in communs]
    if anomalie.individu:
        propres += anomalie.individu.complements
    return " ; ".join(f"{libelle(c.nom)} : {date_lisible(c.valeur)}" for c in propres)


def _comparaisons(groupe: list[Anomalie]) -> Iterator[Bloc]:
    """Yield declared and reference side by side, for findings about an identity."""
    for anomalie in groupe:
        if anomalie.reference is not None:
            declare = anomalie.individu or Individu()
            yield Comparaison(nom_complet(declare), tuple(_ecarts(declare, anomalie.reference)))


_CHAMPS = (
    ("Nom", "nom"),
    ("Prénoms", "prenoms"),
    ("NIR", "nir"),
    ("NTT", "ntt"),
    ("Naissance", "naissance"),
    ("Matricule", "matricule"),
)


def _ecarts(declare: Individu, reference: Individu) -> Iterator[Ecart]:
    paires = [(titre, getattr(declare, champ), getattr(reference, champ)) for titre, champ in _CHAMPS]
    ailleurs = dict(reference.complements)
    ici = dict(declare.complements)
    paires += [(nom, ici.get(nom, ""), ailleurs.get(nom, "")) for nom in dict.fromkeys([*ici, *ailleurs])]
    for titre, avant, apres in paires:
        if avant or apres:
            differe = bool(avant and apres and avant != apres and titre != _ORIGINE)
            yield Ecart(libelle(titre), date_lisible(avant), date_lisible(apres), differe)


_ORIGINE = "origine"
"""Which file a person comes from: not a field that could be wrong."""


def nom_complet(individu: Individu | None) -> str:
    """Return last name then first names, "" for nobody."""
    return " ".join(filter(None, (individu.nom, individu.prenoms))) if individu else ""


def periode(texte: str) -> str:
    """Return ``AAAA-MM-JJ/AAAA-MM-JJ`` as « du … au … », anything else unchanged."""
    debut, barre, fin = texte.partition("/")
    if barre and debut and fin:
        return f"du {date_lisible(debut)} au {date_lisible(fin)}"
    return date_lisible(texte.strip("/"))
