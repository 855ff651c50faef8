"""Returns that carry rates to use: 34 (AT/MP rates) and 117 (bonus-malus of unemployment contributions).

A bilan whose ``communication`` holds ``information_collective`` of type ``atmp`` or ``bmcc``. The same code
is written ``codeCtn`` then ``codeCTN``, as in the published sample.
"""

from recepisse.simulateur.documents.rapport import Rapport, build_document, identification_courte
from recepisse.simulateur.documents.socle import Document, Sujet, bloc, feuille

HEURE = "T04:05:11"


def taux_atmp(sujet: Sujet) -> Document:
    """Return the nature 34: one rate per section of the establishment."""
    debut = f"{sujet.produit.year}-01-01"
    taux = sujet.alea.randrange(70, 420) / 100
    informations = (
        _section("01", debut, f"{taux:.2f}", "codeCtn", ""),
        _section("02", debut, f"{taux / 2:.2f}", "codeCTN", "B"),
    )
    calcul = bloc("calcul", *informations, date_calcul=f"{sujet.produit:%Y-%m-%d}{HEURE}")
    return _document(sujet, "34", bloc("information_collective", calcul, type="atmp"))


def bonus_malus(sujet: Sujet) -> Document:
    """Return the nature 117: contribution rate of the period that begins in September."""
    annee = sujet.produit.year
    siren = sujet.declaration.siren or sujet.depot.declarant.siret[:9]
    calcul_le = sujet.produit.date()
    information = bloc(
        "information",
        _rubriques(
            "donnees_clefs",
            ("date", "dateDebutEffet", f"{annee}-09-01"),
            ("date", "dateFinEffet", f"{annee + 1}-08-31"),
        ),
        bloc("donnees_paie", _taux("patronale", "3.66"), _taux("CCP", "3.62")),
        _rubriques(
            "donnees_declaration",
            ("string", "identifiantTaux", f"{siren}_10_{annee}_{calcul_le:%Y%m%d}"),
            ("date", "dateCalculTauxContribution", calcul_le.isoformat()),
        ),
        _rubriques(
            "donnees_complement",
            ("date", "infoDateDebut", f"{annee - 1}-07-01"),
            ("date", "infoDateFin", f"{annee}-06-30"),
            ("integer", "infoNombreSeparations", str(sujet.alea.randrange(20))),
        ),
    )
    calcul = bloc("calcul", information, date_calcul=f"{calcul_le}{HEURE}", phase="10")
    return _document(sujet, "117", bloc("information_collective", calcul, type="bmcc"))


def _document(sujet: Sujet, type_: str, collective: str) -> Document:
    return build_document(
        sujet,
        Rapport(
            type_,
            version="v02r02",
            envoi_complet=False,
            identification_xml=identification_courte(sujet),
            communication_xml=bloc("communication", collective),
        ),
    )


def _section(numero: str, debut: str, taux: str, cle_ctn: str, bureau: str) -> str:
    return bloc(
        "information",
        _rubriques("donnees_clefs", ("string", "section", numero), ("date", "dateDebutEffet", debut)),
        bloc("donnees_paie", _taux("patronale", taux)),
        _rubriques(
            "donnees_declaration",
            ("string", cle_ctn, "AA"),
            ("string", "codeRisque", "515AB"),
            ("string", "temoinBureau", bureau),
        ),
    )


def _taux(part: str, valeur: str) -> str:
    return bloc("taux", valeur, part=part)


def _rubriques(groupe: str, *lignes: tuple[str, str, str]) -> str:
    contenu = (
        feuille(f"rubrique_{type_}", valeur).replace(">", f' name="{nom}">', 1)
        for type_, nom, valeur in lignes
    )
    return bloc(groupe, bloc("rubriques", *contenu))
