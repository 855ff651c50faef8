"""What the NEOReS returns ask for: targets of action (block 004), with the people and data they concern.

Control codes are invented except those of the published samples (``CNVANOIDE…``, ``FT0013``); the code
lists of the blocks are those of the standard.
"""

from recepisse.simulateur.documents.socle import Sujet, bloc, date_iso, facultatif, feuille
from recepisse.simulateur.modele import Individu

CORRIGER, IDENTITE, PARAMETRE = "01", "02", "04"
"""RO_B004_R003: type of action."""
NIVEAU_ETABLISSEMENT, NIVEAU_INDIVIDU, NIVEAU_CONTRAT = "02", "04", "05"
MONTANTS = ("-78.25", "+166.09")


def actions(sujet: Sujet) -> str:
    """Return the targets of action of one nature."""
    return _CORPS.get(sujet.retour.nature, _assiette)(sujet)


def _assiette(sujet: Sujet) -> str:
    msa = sujet.retour.nature in ("130", "136")
    tete = _cible(
        "CS_EXEMPLE_01" if msa else "UR_EXEMPLE_01",
        "Exemple : assiette plafonnée absente",
        CORRIGER,
        "Exemple d’action : corriger par annule et remplace avant l’échéance, sinon par régularisation.",
        niveau=NIVEAU_INDIVIDU,
        categorie="12",
        resultat="04",
        individus=1,
    )
    donnees = _donnee("S21.G00.40.020", declare="200") + bloc(
        "RO_B007",
        feuille("RO_B007_R001", "S21.G00.78.001"),
        feuille("RO_B007_R009", "04"),
        bloc("RO_B010", feuille("RO_B010_R001", "02")),
        bloc("RO_B010", feuille("RO_B010_R001", "03")),
    )
    return bloc("RO_B004", tete, _detail(sujet, donnees, sujet.individu()))


def _substitution(sujet: Sujet) -> str:
    contexte = feuille("RO_B004_R016", "01")
    if sujet.retour.nature in ("124", "125"):
        contexte += feuille("RO_B004_R017", "Exemple de contexte de substitution.")
    cibles = []
    for ordinal, montant in enumerate(MONTANTS):
        tete = _cible(
            f"UR_EXEMPLE_PLF{ordinal or ''}",
            "Exemple : écart d’assiette plafonnée",
            CORRIGER,
            "Exemple : corriger ou s’opposer avant la deuxième échéance.",
            niveau=NIVEAU_INDIVIDU,
            categorie="12",
            resultat="01",
        )
        annee = sujet.produit.year - 1
        donnees = _donnee("S21.G00.78.001", declare="02") + _donnee(
            "S21.G00.78.004",
            declare="3125.00",
            preconise="3925.00",
            periode=(f"{annee}-01-01", f"{annee}-01-31"),
            resultat="01",
        )
        detail = _detail(sujet, donnees, sujet.individu(ordinal), montant=montant, annee=annee)
        cibles.append(bloc("RO_B004", tete, contexte, detail))
    return "".join(cibles)


def _identite(sujet: Sujet) -> str:
    premier, autre = sujet.individu(), sujet.individu(1)
    divergente = bloc(
        "RO_B009",
        facultatif("RO_B009_R001", premier.nir),
        facultatif("RO_B009_R002", "" if premier.nir else premier.ntt),
        facultatif("RO_B009_R003", premier.nir),
        feuille("RO_B009_R004", premier.nom),
        feuille("RO_B009_R006", premier.prenoms),
        facultatif("RO_B009_R008", date_iso(premier.naissance)),
        feuille("RO_B009_R009", "0000-00-00"),
        facultatif("RO_B009_R010", premier.matricule),
    )
    absente = bloc(
        "RO_B009",
        facultatif("RO_B009_R001", autre.nir),
        facultatif("RO_B009_R002", "" if autre.nir else autre.ntt),
        feuille("RO_B009_R004", autre.nom),
        feuille("RO_B009_R006", autre.prenoms),
        facultatif("RO_B009_R008", date_iso(autre.naissance)),
    )
    consigne = "Exemple : vérifier l’identité auprès du salarié puis déclarer le changement."
    tetes = (
        _cible("CNVANOIDE7A", "Exemple : écart de NIR et de date", IDENTITE, consigne, individus=1),
        _cible("CNVANOIDE2A", "Exemple : individu non trouvé", IDENTITE, consigne, individus=1),
    )
    return bloc("RO_B004", tetes[0], divergente) + bloc("RO_B004", tetes[1], absente)


def _effectifs(sujet: Sujet) -> str:
    tete = _cible(
        "100",
        "Exemple : effectif",
        PARAMETRE,
        "Exemple : reprendre l’effectif calculé.",
        niveau=NIVEAU_ETABLISSEMENT,
        categorie="02",
    )
    annee = sujet.produit.year - 1
    effectif = f"{len(sujet.individus)}.00"
    mensuel = _parametre("M01", effectif, (sujet.premier.isoformat(), sujet.dernier.isoformat()), sujet)
    annuel = _parametre("A01", effectif, (f"{annee}-01-01", f"{annee}-12-31"), sujet)
    return bloc("RO_B004", tete, mensuel, annuel)


def _fin_de_contrat(sujet: Sujet) -> str:
    tete = _cible(
        "FT0013",
        "Exemple : début de préavis incohérent",
        CORRIGER,
        "Exemple : refaire un signalement annule et remplace.",
        niveau=NIVEAU_CONTRAT,
        categorie="06",
        resultat="01",
    )
    fin = sujet.dernier.isoformat()
    donnees = _donnee("S21.G00.62.001", declare=fin) + _donnee(
        "S21.G00.63.002", declare=fin, preconise=sujet.premier.isoformat(), resultat="01"
    )
    return bloc("RO_B004", tete, _detail(sujet, donnees, sujet.individu()))


_CORPS = {
    "118": _effectifs,
    "121": _identite,
    "124": _substitution,
    "125": _substitution,
    "132": _substitution,
    "134": _substitution,
    "135": _fin_de_contrat,
}


def _cible(
    code: str,
    libelle: str,
    type_: str,
    consigne: str,
    *,
    niveau: str = "",
    categorie: str = "",
    resultat: str = "",
    individus: int = 0,
) -> str:
    return "".join(
        (
            feuille("RO_B004_R001", code),
            feuille("RO_B004_R002", libelle),
            feuille("RO_B004_R003", type_),
            facultatif("RO_B004_R004", niveau),
            facultatif("RO_B004_R005", categorie),
            facultatif("RO_B004_R006", resultat),
            feuille("RO_B004_R009", individus) if individus else "",
            feuille("RO_B004_R013", consigne),
        )
    )


def _detail(sujet: Sujet, donnees: str, individu: Individu, *, montant: str = "", annee: int = 0) -> str:
    debut = f"{annee}-01-01" if annee else sujet.premier.isoformat()
    fin = f"{annee}-12-31" if annee else sujet.dernier.isoformat()
    return bloc(
        "RO_B005",
        feuille("RO_B005_R001", "Exemple d’atypie détaillée."),
        feuille("RO_B005_R002", debut),
        feuille("RO_B005_R003", fin),
        facultatif("RO_B005_R004", montant),
        _individu(individu),
        donnees,
    )


def _individu(individu: Individu) -> str:
    contrat = individu.contrats[0] if individu.contrats else None
    return bloc(
        "RO_B006",
        facultatif("RO_B006_R001", individu.nir),
        facultatif("RO_B006_R002", "" if individu.nir else individu.ntt),
        feuille("RO_B006_R003", individu.nom),
        feuille("RO_B006_R004", individu.prenoms),
        facultatif("RO_B006_R005", individu.matricule),
        facultatif("RO_B006_R006", date_iso(contrat.debut) if contrat else ""),
        facultatif("RO_B006_R007", contrat.numero if contrat else ""),
        feuille("RO_B006_R008", date_iso(individu.naissance) or "0000-00-00"),
    )


def _donnee(
    rubrique: str,
    *,
    declare: str,
    preconise: str = "",
    periode: tuple[str, str] = ("", ""),
    resultat: str = "",
) -> str:
    return bloc(
        "RO_B007",
        feuille("RO_B007_R001", rubrique),
        feuille("RO_B007_R002", declare),
        facultatif("RO_B007_R003", preconise),
        facultatif("RO_B007_R005", periode[0]),
        facultatif("RO_B007_R006", periode[1]),
        facultatif("RO_B007_R009", resultat),
    )


def _parametre(type_: str, valeur: str, periode: tuple[str, str], sujet: Sujet) -> str:
    return bloc(
        "RO_B008",
        feuille("RO_B008_R001", type_),
        feuille("RO_B008_R002", valeur),
        feuille("RO_B008_R003", periode[0]),
        feuille("RO_B008_R004", periode[1]),
        feuille("RO_B008_R006", f"{sujet.produit:%Y-%m-%dT%H:%M:%S}"),
    )
