"""Bilans in a few words for the tests of their reader."""

import io
from collections import Counter
from dataclasses import replace

from recepisse.retours.document.xml import Illisible, parcourir, parse
from recepisse.retours.familles.bilan import LECTEUR
from recepisse.retours.modele import Anomalie, Contenu

DECLARATION = "<rang>1</rang><SIREN>901200345</SIREN><nic_affectation>00014</nic_affectation>"


def rapport(interieur: str, attributs: str = 'type="BAN" profil="DSN" version="v02r03"') -> str:
    return f'<g:rapport xmlns:g="http://www.gip-mds.fr/" {attributs}>{interieur}</g:rapport>'


def envoi(etat: str = "OK", suite: str = "") -> str:
    bilan = f"<envoi_bilan><envoi_etat>{etat}</envoi_etat></envoi_bilan>" if etat else ""
    identification = "<envoi_identification><idflux>F1</idflux></envoi_identification>"
    return f"<envoi>{identification}{bilan}{suite}</envoi>"


def declaration(*anomalies: str, etat: str = "OK", identification: str = DECLARATION, bilan: str = "") -> str:
    mot = f"<etat>{etat}</etat>" if etat else ""
    return (
        f"<declaration><declaration_identification>{identification}</declaration_identification>"
        f"<declaration_bilan>{mot}{bilan}</declaration_bilan>{''.join(anomalies)}</declaration>"
    )


def anomalie(description: str = "<code>X1</code><message>m</message>", suite: str = "") -> str:
    return f"<declaration_anomalie><description>{description}</description>{suite}</declaration_anomalie>"


def environnement(*dedans: str) -> str:
    return f"<environnement>{''.join(dedans)}</environnement>"


def lire(xml: str | bytes, nature: str = "", statut: str = "") -> Contenu:
    """Read a document at once."""
    racine = parse(xml.encode() if isinstance(xml, str) else xml)
    assert not isinstance(racine, Illisible)
    return LECTEUR.ouvrir(nature, statut).achever(racine)


def lire_en_flux(xml: str | bytes, nature: str = "", statut: str = "") -> Contenu:
    """Read the same as it flows."""
    lecture = LECTEUR.ouvrir(nature, statut)
    flux = io.BytesIO(xml.encode() if isinstance(xml, str) else xml)
    racine = parcourir(flux, LECTEUR.lourds, lecture.lourd)
    assert not isinstance(racine, Illisible)
    return lecture.achever(racine)


def comparable(contenu: Contenu) -> tuple[Contenu, Counter[tuple[str, str]]]:
    """The content, its ``autres`` apart: their order is that in which they are met."""
    return replace(contenu, autres=[]), Counter(autres(contenu))


def seule(xml: str, nature: str = "", statut: str = "") -> Anomalie:
    """The only anomaly of a document."""
    (trouvee,) = lire(xml, nature, statut).anomalies
    return trouvee


def autres(contenu: Contenu) -> list[tuple[str, str]]:
    return [(chemin, valeur) for chemin, valeur in contenu.autres]
