"""A return as text for a terminal or a mail: what it is, what to do, what is wrong, then everything else.

Draws the sheet of :mod:`recepisse.retours.fiche`; personal numbers are hidden unless asked for.
"""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from recepisse.retours.fiche.composer import composer
from recepisse.retours.fiche.modele import (
    ActionFiche,
    Bloc,
    Carte,
    Comparaison,
    Fait,
    Faits,
    Fiche,
    Tableau,
)
from recepisse.retours.modele import DeclarationLue, RetourLu

LARGEUR = 100
"""Columns that paragraphs are wrapped to; a table may be wider."""
CASE_MAX = 40
"""Columns of one cell, that is then continued below."""

_MARGE = "  "
_INSECABLES = ((" :", "\u00a0:"), (" ;", "\u00a0;"), (" »", "\u00a0»"), ("« ", "«\u00a0"))
"""Where a line may not be cut in French."""


def en_texte(lu: RetourLu, *, demasquer: bool = False) -> str:
    """Return ``lu`` as text, lines ended by a line feed but the last."""
    fiche = composer(lu)
    if not demasquer:
        fiche = fiche.masquee()
    sections = [
        list(_tete(fiche)),
        list(_declarations(lu)),
        list(_section("À faire", _actions(fiche.actions))),
        list(_section("Anomalies", _cartes(fiche.cartes))),
        *(list(_bloc(bloc)) for bloc in (*fiche.essentiel, *fiche.details)),
        list(_section("Autres informations", _faits(fiche.autres))),
    ]
    return "\n\n".join("\n".join(lignes) for lignes in sections if lignes)


def _tete(fiche: Fiche) -> Iterator[str]:
    yield fiche.libelle
    nature = f"nature {fiche.nature}" if fiche.nature else "nature non précisée"
    statut = f", statut {fiche.statut}" if fiche.statut else ""
    yield from _paragraphe(f"{nature.capitalize()}{statut}, famille {fiche.famille}.")
    yield from _paragraphe(f"{fiche.gravite.libelle.capitalize()}. {fiche.resume}")
    if fiche.message and fiche.message != fiche.resume:
        yield from _paragraphe(fiche.message)


def _declarations(lu: RetourLu) -> Iterator[str]:
    """Yield which declarations the return speaks of, and the flux."""
    for declaration in lu.contenu.declarations:
        parties = list(_parties(declaration))
        if parties:
            yield f"Déclaration : {', '.join(parties)}"
    if lu.contenu.idflux:
        yield f"Flux : {lu.contenu.idflux}"


def _parties(declaration: DeclarationLue) -> Iterator[str]:
    if declaration.siren:
        yield f"établissement {declaration.siren} {declaration.nic}".rstrip()
    if declaration.mois:
        annee, _, mois = declaration.mois.partition("-")
        yield f"{mois}/{annee}" if mois else annee
    for nom in ("nature", "type", "fraction", "ordre", "etat"):
        valeur = getattr(declaration, nom)
        if valeur:
            yield f"{_NOMS.get(nom, nom)} {valeur}"


_NOMS = {"etat": "état"}


def _section(titre: str, lignes: Iterator[str]) -> Iterator[str]:
    """Yield a title then ``lignes``; nothing when there are none."""
    corps = list(lignes)
    if corps:
        yield titre.upper()
        yield from corps


def _actions(actions: Sequence[ActionFiche]) -> Iterator[str]:
    for action in actions:
        fois = f" ({action.nombre} fois)" if action.nombre > 1 else ""
        yield from _paragraphe(f"{action.texte}{_delai(action.delai)}{fois}", _MARGE, "• ")
        if action.aide:
            yield f"{_MARGE * 2}Aide : {action.aide}"


def _cartes(cartes: Sequence[Carte]) -> Iterator[str]:
    for rang, carte in enumerate(cartes):
        if rang:
            yield ""
        titre = carte.titre if carte.titre == carte.code else f"{carte.code} : {carte.titre}"
        mot = f", {carte.categorie}" if carte.categorie else ""
        yield from _paragraphe(f"{titre} [{carte.gravite.libelle}{mot}]", "", "• ")
        if carte.action:
            yield from _paragraphe(f"À faire : {carte.action}{_delai(carte.delai)}", _MARGE)
        for bloc in carte.blocs:
            yield from (_MARGE + ligne for ligne in _bloc(bloc))


def _delai(delai: str) -> str:
    return f" Délai : {delai}." if delai else ""


def _bloc(bloc: Bloc) -> Iterator[str]:
    """Yield a block under its title."""
    if bloc.titre:
        yield bloc.titre
    if isinstance(bloc, Faits):
        yield from _faits(bloc.faits)
    elif isinstance(bloc, Tableau):
        yield from _tableau(bloc.colonnes, bloc.lignes, bloc.nombres)
        yield from _paragraphe(bloc.note, _MARGE)
    elif isinstance(bloc, Comparaison):
        lignes = tuple((e.libelle, e.declare, e.reference, "≠" if e.differe else "") for e in bloc.lignes)
        yield from _tableau(("", "Déclaré", "Référence", ""), lignes)
    else:
        yield from _paragraphe(bloc.texte, _MARGE)


def _faits(faits: Sequence[Fait]) -> Iterator[str]:
    for fait in faits:
        yield from _paragraphe(f"{fait.libelle} : {fait.valeur}", _MARGE)


def _paragraphe(texte: str, marge: str = "", puce: str = "") -> Iterator[str]:
    """Yield ``texte`` wrapped, its own line breaks kept; the lines that follow a bullet are indented."""
    suite = marge + " " * len(puce)
    for espace, insecable in _INSECABLES:
        texte = texte.replace(espace, insecable)
    for rang, ligne in enumerate(texte.splitlines()):
        yield from wrap(
            ligne,
            LARGEUR,
            initial_indent=suite if rang else marge + puce,
            subsequent_indent=suite if puce or rang else marge + _MARGE,
            break_long_words=False,
            break_on_hyphens=False,
        )


def _tableau(
    colonnes: Sequence[str], lignes: Sequence[Sequence[str]], a_droite: frozenset[int] = frozenset()
) -> Iterator[str]:
    """Yield a table, its columns aligned, its long cells continued below."""
    coupees = [[_couper(case) for case in ligne] for ligne in lignes]
    largeurs = [
        max([len(titre), *(len(morceau) for ligne in coupees for morceau in ligne[rang])])
        for rang, titre in enumerate(colonnes)
    ]

    def aligner(cases: Sequence[str]) -> str:
        alignees = (
            case.rjust(largeur) if rang in a_droite else case.ljust(largeur)
            for rang, (case, largeur) in enumerate(zip(cases, largeurs, strict=True))
        )
        return _MARGE + "  ".join(alignees).rstrip()

    yield aligner(colonnes)
    yield aligner(["─" * largeur for largeur in largeurs])
    for ligne in coupees:
        for rang in range(max(map(len, ligne), default=0)):
            yield aligner([case[rang] if rang < len(case) else "" for case in ligne])


def _couper(case: str) -> list[str]:
    """Return a cell as lines; an empty one has one."""
    return wrap(case, CASE_MAX, break_on_hyphens=False) or [""]
