"""What the page of a declaration as sent shows at the right: a person, some blocks, or what it amounts to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from recepisse.dsn.arborescence import arborer
from recepisse.dsn.document import Document, Identite
from recepisse.dsn.valeurs import euros
from recepisse.gestion.models import Depot
from recepisse.web.contenu import sommaire
from recepisse.web.contenu.lignes import Anomalies, BlocVu, etaler
from recepisse.web.contenu.personne import Personne, lire_personne
from recepisse.web.contenu.queries import compter


@dataclass(frozen=True, slots=True)
class VuePersonne:
    """A person: laid out, or all her lines (``blocs``)."""

    qui: Identite
    precedente: int
    suivante: int
    fiche: Personne | None
    blocs: Sequence[BlocVu]
    anomalies: int
    demasque: bool


@dataclass(frozen=True, slots=True)
class VueBlocs:
    """Some blocks of one code, with what stands in them; where the pages around start (-1: there is none)."""

    code: str
    libelle: str
    total: int
    premier: int
    dernier: int
    blocs: Sequence[BlocVu]
    avant: int
    apres: int


@dataclass(frozen=True, slots=True)
class Demande:
    """What an address asks for."""

    ligne: int = 0
    salarie: int = 0
    bloc: str = ""
    depuis: int = 0
    rubriques: bool = False
    demasque: bool = False


def lire_vue_personne(document: Document, demande: Demande, anomalies: Anomalies) -> VuePersonne:
    """Return the view of a person; IndexError when there is none of this rank."""
    arbre = document.personne(demande.salarie)
    qui = document.identite(demande.salarie)
    table, ouvertes = document.norme, compter(anomalies)
    blocs = (
        etaler((arbre,), table, anomalies, choisie=demande.ligne, demasque=demande.demasque)
        if demande.rubriques
        else []
    )
    return VuePersonne(
        qui=qui,
        precedente=demande.salarie - 1,
        suivante=demande.salarie + 1 if demande.salarie < document.index.nombre else 0,
        fiche=None if demande.rubriques else lire_personne(arbre, table, demasque=demande.demasque),
        blocs=blocs,
        anomalies=sum(ouvertes.get(r.ligne, 0) for n in arbre.parcourir() for r in n.bloc.rubriques),
        demasque=demande.demasque,
    )


def lire_vue_blocs(document: Document, demande: Demande, anomalies: Anomalies) -> VueBlocs:
    """Return the page of the blocks of one code; IndexError when the file has none."""
    numeros = sommaire.racines(document).get(demande.bloc, [])
    if not numeros:
        raise IndexError(demande.bloc)
    premier = max(0, min(demande.depuis, len(numeros) - 1))
    choisis = numeros[premier : premier + sommaire.BLOCS]
    noeuds = [
        noeud
        for numero in choisis
        for noeud in arborer(document.blocs(sommaire.etendue(document, numero)), document.norme)
    ]
    fin = premier + len(choisis)
    return VueBlocs(
        code=demande.bloc,
        libelle=document.norme.bloc(demande.bloc).libelle,
        total=len(numeros),
        premier=premier + 1,
        dernier=fin,
        blocs=etaler(noeuds, document.norme, anomalies, choisie=demande.ligne),
        avant=max(premier - sommaire.BLOCS, 0) if premier else -1,
        apres=fin if fin < len(numeros) else -1,
    )


def situer(document: Document, ligne: int) -> Demande | None:
    """Return where line ``ligne`` is shown, None when the file has no such line."""
    if rang := document.index.personne_de(ligne):
        return Demande(ligne=ligne, salarie=rang, rubriques=True)
    numero = document.index.bloc_de(ligne) if ligne > 0 else -1
    if numero < 0:
        return None
    racine = sommaire.racine_de(document, numero)
    code = document.index.blocs[racine].code
    rangs = sommaire.racines(document).get(code, [])
    if racine not in rangs:
        return None
    place = rangs.index(racine)
    return Demande(ligne=ligne, bloc=code, depuis=place // sommaire.BLOCS * sommaire.BLOCS)


def versements(depot: Depot) -> tuple[int, str]:
    """Return how many payments the declaration announces, and their total in euros."""
    lus: Sequence[Mapping[str, str | int]] = depot.contenu.get("versements") or ()
    total = sum((Decimal(str(v["montant"])) for v in lus), Decimal())
    return sum(int(v["nombre"]) for v in lus), euros(f"{total:.2f}")
