"""Reader of the NEOReS returns: root ``GIPMDS``, natures 118 to 121, 124, 125, 130, 132, 134 to 136, others.

Source: technical books NEOReS 2026.1.0 and 2027.1.0, and the published examples, whose versions go from
2022V1.3 to P26V01. NEOReS is one format for every organisation, so nothing here depends on the nature: a
nature announced tomorrow is read as the others are. What is read:

``donnees``: ``version`` (R001), ``flux`` (B000), ``retours``: for each context (B002) ``declencheur``
(B001.R001), ``contexte``, ``validation`` (B003), ``actions`` (B004, with ``details`` B005, their
``individus`` B006 and ``donnees`` B007, ``parametres`` B008 and ``identites`` B009) and ``informations``
(B011). Keys are those of ``neores_blocs``; values are as written, absent ones have no key. When a document
holds several files (RO), each further one has its ``version`` and ``flux`` in its returns.
"""

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from recepisse.retours.aiguillage import Famille
from recepisse.retours.document.xml import nom_local
from recepisse.retours.familles.generique import iter_autres
from recepisse.retours.familles.neores.anomalies import CadreNeores, anomalies_du_retour
from recepisse.retours.familles.neores.arbre import ReleveNeores, Valeurs
from recepisse.retours.familles.neores.blocs import ANCETRES, LOURDS, RACINE
from recepisse.retours.familles.neores.codes import INFORMATIFS
from recepisse.retours.gravite import Gravite, gravite_du_mot, pire
from recepisse.retours.identification import normaliser_code, normaliser_mois, normaliser_ordre
from recepisse.retours.modele import Autre, Contenu, DeclarationLue, Donnee


class _Lecture:
    """A NEOReS document being read."""

    def __init__(self, nature: str) -> None:
        self._nature = nature
        self._tenus: dict[etree._Element, list[tuple[str, Valeurs]]] = {}
        self._autres: list[Autre] = []
        """What was not known in the heavy blocks."""

    def lourd(self, element: etree._Element) -> None:
        """Read an action (B004) or an information (B011)."""
        contexte = element.getparent()
        chemin = [nom_local(ancetre) for ancetre in element.iterancestors()][::-1]
        local = "/".join([*chemin, nom_local(element)])
        if contexte is None or tuple(chemin) != ANCETRES:
            self._autres += iter_autres(element, local)
            return
        cle, bloc = LOURDS[nom_local(element)]
        releve = ReleveNeores()
        self._tenus.setdefault(contexte, []).append((cle, releve.lire(element, bloc)))
        self._autres += releve.reste(element, bloc, local)

    def achever(self, racine: etree._Element) -> Contenu:
        """Return everything the document says."""
        releve = ReleveNeores(self._tenus)
        envois: list[Valeurs] = releve.lire(racine, RACINE).get("envois", [])
        contenu = Contenu(famille=Famille.NEORES)
        retours: list[Donnee] = []
        for rang, envoi in enumerate(envois, 1):
            retours += self._ajouter(contenu, envoi, rang)
        if retours:
            contenu.donnees["retours"] = retours
        contenu.autres += releve.reste(racine, RACINE, ANCETRES[0])
        contenu.autres += self._autres
        if contenu.autres:
            contenu.autres.sort(key=_dans_un_lourd)
        return contenu

    def _ajouter(self, contenu: Contenu, envoi: Valeurs, rang: int) -> list[Valeurs]:
        """Add one file (RO): its flux and its anomalies; return its returns."""
        retours = [retour for profil in envoi.pop("profils", ()) for retour in _retours(profil)]
        flux = envoi.get("flux", {})
        if rang == 1:
            contenu.version, contenu.idflux = envoi.get("version", ""), flux.get("idflux", "")
            contenu.donnees = envoi
        etats: list[str] = []
        for retour in retours:
            _etablir(contenu, retour, etats)
            cadre = CadreNeores(self._nature, retour.get("declencheur", ""), etats[-1], rang)
            contenu.anomalies += anomalies_du_retour(retour, cadre)
        contenu.etats += filter(None, etats)
        contenu.declarations.append(_declaration(flux, etats))
        return retours if rang == 1 else [envoi | retour for retour in retours or [{}]]


def _retours(profil: Valeurs) -> Iterator[Valeurs]:
    """Yield the returns of one profile (B001): one per context, ordinarily one."""
    for contexte in profil.pop("contextes", ({},)):
        a_part = {cle: contexte.pop(cle) for cle in _A_PART if cle in contexte}
        if contexte:
            a_part["contexte"] = contexte
        yield profil | a_part


_A_PART = ("validation", "actions", "informations")
"""Blocks of a context that stand beside it."""


def _etablir(contenu: Contenu, retour: Valeurs, etats: list[str]) -> None:
    """Note what a return says of itself: its state, its name, whether it only informs."""
    contexte = retour.get("contexte", {})
    contenu.type_interne = contenu.type_interne or contexte.get("nature", "")
    contenu.message = contenu.message or contexte.get("libelle", "")
    etats.append(retour.get("validation", {}).get("etat", ""))
    if retour.get("declencheur") in INFORMATIFS or any("parametres" in a for a in retour.get("actions", ())):
        contenu.gravites.append(Gravite.INFORMATION)


def _declaration(flux: Valeurs, etats: list[str]) -> DeclarationLue:
    """Return the declaration that a flux (B000) names; its state is the worst of its returns."""
    siret, mois = flux.get("siret_declare", ""), _mois(flux.get("mois", ""))
    return DeclarationLue(
        siren=siret[:9],
        nic=siret[9:14],
        mois=f"{mois[:4]}-{mois[4:]}" if mois else "",
        type=_code(flux.get("type", ""), 2),
        fraction=_code(flux.get("fraction", ""), 2),
        ordre=_ordre(flux.get("ordre", "")),
        rang=flux.get("rang", ""),
        etat=max(etats, key=_rang, default=""),
    )


@lru_cache(maxsize=256)
def _rang(etat: str) -> int:
    return pire([gravite_du_mot(etat)]).rang


_mois, _code = lru_cache(maxsize=256)(normaliser_mois), lru_cache(maxsize=256)(normaliser_code)
_ordre = lru_cache(maxsize=256)(normaliser_ordre)


def _dans_un_lourd(autre: Autre) -> bool:
    """Return True for what stands in a heavy block: it comes last, whether the document was large or not."""
    return any(nom in LOURDS for nom in autre.chemin.split("/"))


class _Lecteur:
    """The reader of the family."""

    lourds: frozenset[str] = frozenset(LOURDS)

    def ouvrir(self, nature: str, statut: str) -> _Lecture:  # noqa: ARG002
        """Start reading; the status of the listing is weighed by ``interpretation``."""
        return _Lecture(nature)


LECTEUR = _Lecteur()
