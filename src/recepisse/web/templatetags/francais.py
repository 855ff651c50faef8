"""How a template writes instants, numbers, SIRET and sizes for a French reader (built into every template).

Instants are shown on the Paris clock (``22/11/2026 14:05``); a missing value is shown as an em dash by the
template itself, never invented here.
"""

from datetime import datetime
from typing import Final

from django import template

from recepisse.norme.enveloppe import libelle_nature, libelle_type
from recepisse.temps import NOMS_MOIS, to_paris

register = template.Library()

INSECABLE: Final = "\u202f"
"""Narrow no-break space: between groups of digits and before units."""


@register.filter
def instant(valeur: datetime | None) -> str:
    """Return ``22/11/2026 14:05``, or nothing."""
    return to_paris(valeur).strftime("%d/%m/%Y %H:%M") if valeur else ""


@register.filter
def instant_precis(valeur: datetime | None) -> str:
    """Return ``22/11/2026 14:05:07``, or nothing."""
    return to_paris(valeur).strftime("%d/%m/%Y %H:%M:%S") if valeur else ""


@register.filter
def iso(valeur: datetime | None) -> str:
    """Return the instant as a machine reads it (``datetime`` attribute, script)."""
    return valeur.isoformat() if valeur else ""


@register.filter
def nombre(valeur: object) -> str:
    """Return an integer with its thousands apart: ``17 000``."""
    return f"{valeur:,}".replace(",", INSECABLE) if isinstance(valeur, int) else str(valeur)


@register.filter
def taille(octets: int | None) -> str:
    """Return a size in the largest unit that keeps it readable: ``318 ko``, ``1,2 Mo``."""
    if octets is None:
        return ""
    for unite, seuil in (("Go", 1_000_000_000), ("Mo", 1_000_000), ("ko", 1_000)):
        if octets >= seuil:
            valeur = octets / seuil
            texte = f"{valeur:.0f}" if valeur >= 100 else f"{valeur:.1f}".removesuffix(".0")  # noqa: PLR2004 # three digits are enough
            return f"{texte.replace('.', ',')}{INSECABLE}{unite}"
    return f"{octets}{INSECABLE}octets"


@register.filter
def siret(valeur: str | None) -> str:
    """Return a SIRET (``123 456 789 00012``) or a SIREN (``123 456 789``) in groups; else the text itself."""
    texte = valeur or ""
    if len(texte) not in {9, 14} or not (texte.isascii() and texte.isdigit()):
        return texte
    groupes = [texte[0:3], texte[3:6], texte[6:9], texte[9:]]
    return INSECABLE.join(groupe for groupe in groupes if groupe)


@register.filter
def mois(valeur: str | None) -> str:
    """Return ``octobre 2026`` for ``2026-10``, ``202610`` or ``01102026``; an event has no month."""
    texte = valeur or ""
    if len(texte) == 6 and texte.isascii() and texte.isdigit():  # noqa: PLR2004 # AAAAMM of returns
        texte = f"{texte[:4]}-{texte[4:]}"
    if len(texte) == 8 and texte.isascii() and texte.isdigit():  # noqa: PLR2004 # JJMMAAAA of S20.G00.05.005
        texte = f"{texte[4:]}-{texte[2:4]}"
    annee, tiret, numero = texte.partition("-")
    if not (tiret and numero.isascii() and numero.isdigit() and 1 <= int(numero) <= len(NOMS_MOIS)):
        return texte
    return f"{NOMS_MOIS[int(numero) - 1]} {annee}"


@register.filter
def nature_declaration(code: str | None) -> str:
    """Return what a nature of declaration (S20.G00.05.001) is called."""
    return libelle_nature(code) if code else ""


@register.filter
def type_declaration(code: str | None) -> str:
    """Return what a type of declaration (S20.G00.05.002) is called, as the end of a sentence."""
    libelle = libelle_type(code) if code else ""
    return libelle[:1].lower() + libelle[1:]


@register.filter
def pluriel(quantite: int, formes: str) -> str:
    """Return ``1 retour`` or ``3 retours``: ``{{ n|pluriel:"retour,retours" }}`` (0 and 1 are singular)."""
    singulier, _, au_pluriel = formes.partition(",")
    return f"{nombre(quantite)} {au_pluriel or singulier + 's' if quantite > 1 else singulier}"
