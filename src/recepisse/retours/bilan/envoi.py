"""The envoi that a bilan answers: who sent it, with what, when it was registered, in what state.

Links with the norm: ``point_de_depot`` S10.G00.00.007 (01 net-entreprises, 02 MSA), ``type_envoi``
S10.G00.00.008, ``essai_reel`` S10.G00.00.005, ``version_norme`` S10.G00.00.006, ``emetteur_siret``
S10.G00.01.001 and .002. In nature 10, ``date_enregistrement`` and ``heure_enregistrement`` are the instant of
receipt that counts in law. A *bordereau* stands in its place in some documents.
"""

from dataclasses import dataclass

from lxml import etree

from recepisse.retours.bilan.blocs import AUCUNE_FEUILLE, Reste, feuilles_de, ouvrir, ranger, table
from recepisse.retours.modele import Donnee

ANOMALIE = "envoi_anomalie"
_IDENTIFICATIONS = ("envoi_identification", "bordereau_identification")
BLOCS = table(*_IDENTIFICATIONS, "envoi_bilan", ANOMALIE)
"""Blocks of an envoi and of a bordereau, taken together: which holds which is of no consequence."""

_IDENTIFICATION = frozenset(
    {
        *("idflux", "identifiant_archive", "identifiant", "version_norme", "point_de_depot", "type_envoi"),
        *("essai_reel", "emetteur_siret", "raison_sociale", "nom_logiciel", "editeur_logiciel"),
        *("version_logiciel", "code_conformite", "date_reception", "heure_reception"),
        *("date_enregistrement", "heure_enregistrement", "nature", "mois"),
    }
)
_DECLARANT = frozenset({"siret", "nom", "prenom"})
_BLOCS_IDENTIFICATION = table("declarant")
_BILAN = frozenset({"envoi_etat"})
_BLOCS_BILAN = table("envoi_contenu", "envoi_compteurs")
_CONTENU = frozenset({"declarations", "salaries", "individus_non_salaries"})
_COMPTEUR = frozenset({"envoi_categorie", "nombre"})


_COMPTEURS = frozenset({"envoi_compteurs"})
_ANOMALIES = frozenset({ANOMALIE})


@dataclass(frozen=True, slots=True)
class EnvoiOuvert:
    """An envoi whose own words are read, and whose anomalies are still to be."""

    donnees: dict[str, Donnee]
    """``identification`` and ``bilan``."""
    etat: str
    idflux: str
    anomalies: list[etree._Element]


def ouvrir_envoi(element: etree._Element, reste: Reste) -> EnvoiOuvert:
    """Read what an ``envoi``, or a ``bordereau``, says of itself."""
    blocs = ranger(ouvrir(element, AUCUNE_FEUILLE, BLOCS, reste)[1], reste, _ANOMALIES)
    identification: dict[str, Donnee] = {}
    bilan: dict[str, Donnee] = {}
    for nom in _IDENTIFICATIONS:
        for bloc in blocs.get(nom, ()):
            if identification:
                reste.element(bloc)
            else:
                identification = _lire_identification(bloc, reste)
    for bloc in blocs.get("envoi_bilan", ()):
        bilan = _lire_bilan(bloc, reste)
    donnees = {"identification": identification, "bilan": bilan}
    return EnvoiOuvert(
        donnees={clef: valeur for clef, valeur in donnees.items() if valeur},
        etat=str(bilan.get("etat", "")),
        idflux=str(identification.get("idflux", "")),
        anomalies=blocs.get(ANOMALIE, []),
    )


def _lire_identification(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    lues, trouves = ouvrir(element, _IDENTIFICATION, _BLOCS_IDENTIFICATION, reste)
    identification: dict[str, Donnee] = dict[str, Donnee](lues)
    for bloc in ranger(trouves, reste).get("declarant", ()):
        identification["declarant"] = dict[str, Donnee](feuilles_de(bloc, _DECLARANT, reste))
    return identification


def _lire_bilan(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    lues, trouves = ouvrir(element, _BILAN, _BLOCS_BILAN, reste)
    blocs = ranger(trouves, reste, _COMPTEURS)
    bilan: dict[str, Donnee] = {}
    if etat := lues.get("envoi_etat"):
        bilan["etat"] = etat
    for bloc in blocs.get("envoi_contenu", ()):
        bilan["contenu"] = dict[str, Donnee](feuilles_de(bloc, _CONTENU, reste))
    if "envoi_compteurs" in blocs:
        bilan["compteurs"] = [_lire_compteur(bloc, reste) for bloc in blocs["envoi_compteurs"]]
    return bilan


def _lire_compteur(element: etree._Element, reste: Reste) -> dict[str, Donnee]:
    lues = feuilles_de(element, _COMPTEUR, reste)
    return {nom.removeprefix("envoi_"): valeur for nom, valeur in lues.items()}
