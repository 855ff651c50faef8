"""What the reading of a file found wrong, as findings in the order in which a person should treat them.

What the platform checks first is known in part only (spec of the returns of nature 10): these are the
conditions without which a deposit cannot be prepared, cut, followed, or would surely be rejected.
"""

from collections.abc import Iterator

from recepisse.dsn.constats import Constat, avertissement, refus
from recepisse.dsn.encodage import UTF_8, WINDOWS_1252
from recepisse.dsn.lecture import Lecteur
from recepisse.dsn.modele import ESSAI, REEL
from recepisse.norme.enveloppe import is_norme_connue, normes_connues

_RELANCER = "Produisez-le de nouveau avec le logiciel de paie."
_ENTIER = "Vérifiez qu’il a été copié en entier, ou produisez-le de nouveau avec le logiciel de paie."


def iter_constats(lecteur: Lecteur) -> Iterator[Constat]:
    """Yield every finding on what ``lecteur`` has read to the end."""
    yield from _sur_les_octets(lecteur)
    yield from _sur_la_forme(lecteur)
    yield from _sur_l_entete(lecteur)
    yield from _sur_les_declarations(lecteur)
    if len(lecteur.enveloppes) < 2:  # noqa: PLR2004 - counts only mean something for one envoi
        yield from _sur_les_totaux(lecteur)


def is_tronque(lecteur: Lecteur) -> bool:
    """Return True when the file stops inside a rubric: last line malformed, totals not complete."""
    return lecteur.derniere_mauvaise == lecteur.lignes and not {1, 2} <= lecteur.totaux.keys()


def _sur_les_octets(lecteur: Lecteur) -> Iterator[Constat]:
    """Encoding, mark of byte order, ends of lines."""
    if lecteur.bom:
        yield refus(
            "bom",
            "Le fichier commence par une marque invisible (BOM) au lieu de la rubrique S10.G00.00.001.",
            "Enregistrez-le en ISO-8859-1, sans BOM.",
            1,
        )
    if nul := lecteur.encodage.ligne_nul:
        yield refus("octet_nul", "Le fichier contient un octet nul : il est abîmé.", _RELANCER, nul)
    yield from _sur_l_encodage(lecteur)
    if lecteur.crlf and lecteur.lf:
        yield avertissement(
            "fins_de_ligne_melangees",
            "Le fichier mélange deux sortes de fins de ligne (CRLF et LF).",
            "Il a sans doute été modifié à la main : vérifiez-le avant de l’envoyer.",
        )


def _sur_l_encodage(lecteur: Lecteur) -> Iterator[Constat]:
    """Another encoding than the norm's ISO-8859-1."""
    if lecteur.encodage.nom == UTF_8:
        yield avertissement(
            "encodage_utf8",
            "Le fichier est en UTF-8 alors que la norme demande l’ISO-8859-1.",
            "Réglez le logiciel de paie sur ISO-8859-1 : les lettres accentuées seraient mal lues.",
        )
    if lecteur.encodage.nom == WINDOWS_1252:
        yield avertissement(
            "encodage_windows_1252",
            "Le fichier contient des caractères de Windows (’, œ, €…) qui n’existent pas en ISO-8859-1.",
            "Remplacez-les dans le logiciel de paie : un seul peut faire rejeter le fichier.",
            lecteur.encodage.ligne_c1,
        )


def _sur_la_forme(lecteur: Lecteur) -> Iterator[Constat]:
    """Truncation, malformed lines, several envois, lines of a received flow."""
    if is_tronque(lecteur):
        yield refus(
            "fichier_tronque",
            "Le fichier s’arrête au milieu d’une rubrique : il est incomplet.",
            _ENTIER,
            lecteur.lignes,
        )
    if lecteur.mauvaise and not (is_tronque(lecteur) and lecteur.mauvaise == lecteur.lignes):
        yield refus(
            "ligne_invalide",
            "Cette ligne n’est pas une rubrique (S00.G00.00.000,'valeur').",
            "Corrigez-la ou produisez de nouveau le fichier avec le logiciel de paie.",
            lecteur.mauvaise,
        )
    if lecteur.technique:
        yield refus(
            "flux_recu",
            "Le fichier contient des lignes techniques de la plateforme : c’est un flux reçu, déjà déposé.",
            "Envoyez le fichier d’origine, celui qu’a produit le logiciel de paie.",
            lecteur.technique,
        )
    if len(lecteur.enveloppes) > 1:
        yield refus(
            "plusieurs_envois",
            f"Le fichier contient {len(lecteur.enveloppes)} envois (en-têtes S10) au lieu d’un seul.",
            "Envoyez-les un par un : un fichier, un envoi.",
            lecteur.enveloppes[1],
        )


def _sur_l_entete(lecteur: Lecteur) -> Iterator[Constat]:
    """The rubrics of S10.G00.00 that sending relies on: 005 essai/réel, 006 norm, 007 deposit point."""
    mode, norme, point = (lecteur.lue(rubrique) for rubrique in (5, 6, 7))
    attendus = {"005 (essai ou réel)": mode, "006 (norme)": norme, "007 (point de dépôt)": point}
    if absents := [nom for nom, valeur in attendus.items() if not valeur]:
        yield refus(
            "enveloppe_incomplete",
            f"L’en-tête S10.G00.00 n’a pas de rubrique {', '.join(absents)}.",
            _RELANCER,
            lecteur.ligne_entete,
        )
    if mode and mode not in (ESSAI, REEL):
        yield refus(
            "mode_inconnu",
            "S10.G00.00.005 n’est ni 01 (essai) ni 02 (réel).",
            "Choisissez essai ou réel dans le logiciel de paie.",
            lecteur.ligne_entete,
        )
    if point and point not in ("01", "02"):
        yield refus(
            "point_depot_inconnu",
            "S10.G00.00.007 n’est ni 01 (net-entreprises) ni 02 (MSA).",
            "Choisissez le point de dépôt dans le logiciel de paie.",
            lecteur.ligne_entete,
        )
    if norme and not is_norme_connue(norme):
        yield avertissement(
            "norme_inconnue",
            f"Récépissé ne connaît pas la norme {norme[:10]} (il connaît {', '.join(normes_connues())}).",
            "Le fichier peut être envoyé ; vérifiez l’année de la norme.",
            lecteur.ligne_entete,
        )


def _sur_les_declarations(lecteur: Lecteur) -> Iterator[Constat]:
    """No declaration, data before the first one, declarations that cannot be named."""
    if not lecteur.declarations:
        yield refus("sans_declaration", "Le fichier ne contient aucune déclaration (S20.G00.05).", _ENTIER)
    elif lecteur.hors_declaration and not lecteur.apres_totaux:
        yield refus(
            "hors_declaration",
            "Des rubriques précèdent la première déclaration (S20.G00.05).",
            _RELANCER,
            lecteur.hors_declaration,
        )
    for declaration in lecteur.declarations:
        if not declaration.nature:
            yield refus(
                "declaration_sans_nature",
                f"La déclaration {declaration.rang} n’a pas de nature (S20.G00.05.001).",
                _RELANCER,
                declaration.ligne,
            )
            break
    for declaration in lecteur.declarations:
        if not declaration.siret:
            yield avertissement(
                "declaration_sans_siret",
                f"La déclaration {declaration.rang} ne nomme pas son établissement.",
                "Ses retours seront plus difficiles à rattacher.",
                declaration.ligne,
            )
            break


def _sur_les_totaux(lecteur: Lecteur) -> Iterator[Constat]:
    """S90.G00.90: present, last, and its two counts right."""
    if is_tronque(lecteur):
        return
    if not lecteur.totaux:
        yield refus(
            "sans_s90", "Le fichier n’a pas de totaux (S90.G00.90) : il est sans doute coupé.", _ENTIER
        )
        return
    if lecteur.apres_totaux:
        yield refus(
            "s90_pas_en_fin",
            "Des lignes suivent les totaux (S90.G00.90), qui doivent terminer le fichier.",
            "Supprimez ces lignes ou produisez de nouveau le fichier.",
            lecteur.apres_totaux,
        )
    if lecteur.vides_en_fin:
        yield avertissement(
            "lignes_vides_en_fin",
            "Le fichier se termine par une ligne vide.",
            "Supprimez-la si le dépôt est rejeté.",
            lecteur.lignes,
        )
    lignes = lecteur.ligne_totaux - lecteur.ligne_entete + 1
    yield from _sur_un_total(lecteur, 1, lignes, "lignes")
    yield from _sur_un_total(lecteur, 2, len(lecteur.declarations), "déclarations")


def _sur_un_total(lecteur: Lecteur, rubrique: int, compte: int, quoi: str) -> Iterator[Constat]:
    """One count of S90.G00.90; leading zeros are tolerated."""
    annonce = lecteur.totaux.get(rubrique, b"")
    lisible = annonce.isdigit()
    if lisible and (annonce.lstrip(b"0") or b"0") == str(compte).encode():
        return
    lu = f"annonce {annonce[:20].decode()} {quoi}" if lisible else "est absent ou illisible"
    yield refus(
        "s90_lignes" if rubrique == 1 else "s90_declarations",
        f"S90.G00.90.00{rubrique} {lu} ; le fichier en compte {compte}.",
        "Le fichier a été coupé ou modifié : produisez-le de nouveau avec le logiciel de paie.",
        lecteur.ligne_totaux,
    )
