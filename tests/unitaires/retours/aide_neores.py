"""Small NEOReS documents, written block by block."""

from xml.sax.saxutils import escape

from recepisse.retours.familles.neores.lecteur import LECTEUR
from recepisse.retours.modele import Contenu

ESPACE = "https://gipmds/1.0"


def bloc(nom: str, /, *dedans: str, **rubriques: str) -> str:
    """``bloc("B004", bloc("B005"), R001="X")``: the rubrics, then the blocks."""
    feuilles = "".join(
        f"<RO_{nom}_{rubrique}>{escape(valeur)}</RO_{nom}_{rubrique}>"
        for rubrique, valeur in rubriques.items()
    )
    return f"<RO_{nom}>{feuilles}{''.join(dedans)}</RO_{nom}>"


def envoi(*dedans: str, version: str = "P26V01") -> str:
    return f"<RO><RO_R001>{version}</RO_R001>{''.join(dedans)}</RO>"


def gipmds(*envois: str, espace: str = ESPACE, attributs: str = "") -> bytes:
    return f'<GIPMDS xmlns="{espace}"{attributs}>{"".join(envois)}</GIPMDS>'.encode()


def retour(*dedans: str, declencheur: str = "01", etat: str = "ANO", version: str = "P26V01") -> bytes:
    """One return: its blocks B004 and B011."""
    validation = bloc("B003", R001="Exemple", R002=etat) if etat else ""
    contexte = bloc("B002", validation, *dedans, R002="119")
    return gipmds(envoi(bloc("B001", contexte, R001=declencheur), version=version))


def lire(document: bytes, nature: str = "119") -> Contenu:
    from lxml import etree

    return LECTEUR.ouvrir(nature, "").achever(etree.fromstring(document))


def personne(nom: str, **rubriques: str) -> str:
    return bloc("B006", R003=nom, **rubriques)
