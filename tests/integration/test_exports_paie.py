"""The files made for the payroll, opened again; the commands on rates, proposals and documents."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from recepisse.cli import principal
from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.ecrire_tableau import Colonne, Forme, OptionsCsv, Tableau, ecrire_tableau
from recepisse.site import demarrage
from tests.integration.aide import NIC, SIREN
from tests.integration.aide_lectures import Dossier
from tests.integration.aide_paie import PDF, Ligne, crm94, exemple, nir, personnes

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import CrmTaux, Identifiant

ALICE, BRUNO = nir(1), nir(2)
LE = datetime(2026, 6, 10, 8, tzinfo=UTC)
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def dossier(ctx: "Contexte", identifiant: "Identifiant", horloge: Any) -> Dossier:
    horloge.instant = datetime(2026, 6, 20, 8, tzinfo=UTC)
    return Dossier(ctx, identifiant)


@pytest.fixture(autouse=True)
def _contexte(ctx: "Contexte", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demarrage, "contexte", lambda: ctx)
    monkeypatch.setattr(demarrage, "preparer", lambda: None)


def lancer(*arguments: object) -> Result:
    return CliRunner().invoke(principal, [str(a) for a in arguments], standalone_mode=False)


def reussir(*arguments: object) -> str:
    resultat = lancer(*arguments)
    assert resultat.exception is None, resultat.exception
    return resultat.stdout


def recevoir_taux(dossier: Dossier, lignes: Sequence[Ligne], **options: Any) -> "CrmTaux":
    flux = dossier.flux(**options)
    return dossier.recevoir(flux, nature="94", document=crm94(lignes)).crm_taux


@pytest.fixture
def trois(dossier: Dossier) -> "CrmTaux":
    return recevoir_taux(
        dossier,
        [
            Ligne(ALICE, "7.30", "000012", futur="3.10", futur_le="2027-01-01"),
            Ligne(BRUNO, "0.00", "000018"),
            Ligne(nir(3), None, "000021"),
        ],
    )


# --- tables -------------------------------------------------------------------------------------

TABLEAU = Tableau(
    "Essai",
    (Colonne("texte", "Texte"), Colonne("nombre", "Nombre"), Colonne("jour", "Jour"), Colonne("oui", "Oui")),
    [
        ["=1+1", Decimal("7.30"), date(2026, 12, 31), True],
        ["0123456789012", 3, None, False],
        ['é;\n"', None, None, None],
    ],
)


def cellules(octets: bytes) -> list[list[tuple[str, str]]]:
    """Return the kind and the value of each cell of the first sheet of an XLSX."""
    with ZipFile(io.BytesIO(octets)) as classeur:
        textes = [
            "".join(map(str, t.itertext())) for t in etree.fromstring(classeur.read("xl/sharedStrings.xml"))
        ]
        feuille = etree.fromstring(classeur.read("xl/worksheets/sheet1.xml"))
    assert not list(feuille.iter(f"{S}f")), "aucune formule"
    lignes = []
    for ligne in feuille.iter(f"{S}row"):
        valeurs = []
        for cellule in ligne:
            valeur = cellule.findtext(f"{S}v") or ""
            genre = cellule.get("t", "n")
            valeurs.append((genre, textes[int(valeur)] if genre == "s" else valeur))
        lignes.append(valeurs)
    return lignes


def test_le_csv_est_celui_des_tableurs_francais() -> None:
    octets = ecrire_tableau(TABLEAU, Forme.CSV, LE)
    assert not octets.startswith(b"\xef\xbb\xbf")
    assert octets.startswith(b"Texte;Nombre;Jour;Oui\r\n")
    lignes = list(csv.reader(io.StringIO(octets.decode(), newline=""), delimiter=";"))
    assert lignes[1:] == [
        ["'=1+1", "7,30", "31/12/2026", "oui"],
        ["0123456789012", "3", "", "non"],
        ['é;\n"', "", "", ""],
    ]


def test_le_csv_a_ses_options() -> None:
    octets = ecrire_tableau(TABLEAU, Forme.CSV, LE, OptionsCsv(bom=True, point=True))
    assert octets.startswith(b"\xef\xbb\xbfTexte;")
    assert b"7.30" in octets


@pytest.mark.parametrize("debut", ["=", "+", "-", "@", "\t", "\r"])
def test_aucun_texte_n_est_une_formule(debut: str) -> None:
    tableau = Tableau("T", (Colonne("a", "A"),), [[f"{debut}cmd"]])
    (_, (ecrit,)) = csv.reader(io.StringIO(ecrire_tableau(tableau, Forme.CSV, LE).decode(), newline=""))
    assert ecrit == f"'{debut}cmd"
    ((genre, _valeur),) = cellules(ecrire_tableau(tableau, Forme.XLSX, LE))[1]
    assert genre == "s"


def test_le_json_a_des_cles_stables() -> None:
    assert json.loads(ecrire_tableau(TABLEAU, Forme.JSON, LE)) == [
        {"texte": "=1+1", "nombre": "7.30", "jour": "2026-12-31", "oui": True},
        {"texte": "0123456789012", "nombre": 3, "jour": None, "oui": False},
        {"texte": 'é;\n"', "nombre": None, "jour": None, "oui": None},
    ]


def test_le_xlsx_s_ouvre_et_garde_les_chiffres() -> None:
    lignes = cellules(ecrire_tableau(TABLEAU, Forme.XLSX, LE))
    assert [valeur for _genre, valeur in lignes[0]] == ["Texte", "Nombre", "Jour", "Oui"]
    assert lignes[1] == [("s", "=1+1"), ("n", "7.30"), ("n", "46387"), ("s", "oui")]
    assert lignes[2] == [("s", "0123456789012"), ("n", "3"), ("s", "non")]


def test_deux_fichiers_pareils_sont_les_memes_octets() -> None:
    assert ecrire_tableau(TABLEAU, Forme.XLSX, LE) == ecrire_tableau(TABLEAU, Forme.XLSX, LE)


# --- rates --------------------------------------------------------------------------------------


def lire_csv(octets: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(octets.decode(), newline=""), delimiter=";"))


def exporter(dossier: Dossier, forme: Forme = Forme.CSV, **options: Any) -> Any:
    from recepisse.gestion.gestes.paie.ecrire_export import Demande
    from recepisse.gestion.gestes.paie.exporter_taux import ChoixTaux, exporter_taux

    choix = ChoixTaux(options.pop("le", date(2026, 6, 30)), **options.pop("choix", {}))
    parmi = options.pop("parmi", None)
    return exporter_taux(choix, Demande(forme, **options), dossier.ctx, parmi=parmi)


def test_zero_vide_et_taux_se_distinguent_dans_le_fichier(dossier: Dossier, trois: "CrmTaux") -> None:
    fait = exporter(dossier)
    assert (fait.personnes, fait.sans_taux, fait.etablissements) == (3, 1, 1)
    par_matricule = {ligne["Matricule"]: ligne for ligne in lire_csv(fait.octets)}
    assert [
        (m, ligne["Taux PAS (%)"], ligne["Grille par défaut"], ligne["État"])
        for m, ligne in sorted(par_matricule.items())
    ] == [
        ("000012", "7,30", "non", "valide"),
        ("000018", "0,00", "non", "valide"),
        ("000021", "", "oui", "sans_taux"),
    ]
    alice = par_matricule["000012"]
    assert (alice["SIRET"], alice["NIR"]) == (SIREN + NIC, ALICE)
    assert alice["Numéro du CRM (S21.G00.50.008)"] == trois.numero
    assert (alice["Mois déclaré"], alice["Valable jusqu’au"]) == ("2026-05", "31/08/2026")
    assert (alice["Taux futur (%)"], alice["Taux futur le"]) == ("3,10", "01/01/2027")
    assert alice["Essai"] == "non"


def test_l_export_est_au_journal_sans_personne(dossier: Dossier, trois: "CrmTaux") -> None:
    from recepisse.gestion.models import Journal

    exporter(dossier)
    exporter(dossier, Forme.JSON, nir_en_clair=False)
    details = list(
        Journal.objects.filter(acte="exporter_taux").order_by("pk").values_list("detail", flat=True)
    )
    assert details == [
        {"personnes": 3, "etablissements": 1, "forme": "csv", "nir": "clair"},
        {"personnes": 3, "etablissements": 1, "forme": "json", "nir": "masque"},
    ]


def test_les_nir_se_masquent(dossier: Dossier, trois: "CrmTaux") -> None:
    octets = exporter(dossier, nir_en_clair=False).octets
    assert ALICE.encode() not in octets
    assert f"{ALICE[:7]}······".encode() in octets


def test_le_xlsx_des_taux_a_des_nir_en_texte(dossier: Dossier, trois: "CrmTaux") -> None:
    lignes = cellules(exporter(dossier, Forme.XLSX).octets)
    assert len(lignes) == 4
    assert ("s", ALICE) in [ligne[1] for ligne in lignes]
    valeurs = {cellule for ligne in lignes for cellule in ligne}
    assert ("n", "7.30") in valeurs
    assert ("n", "0.00") in valeurs, "un taux de zéro est un nombre"


def test_un_taux_expire_ne_s_exporte_pas_comme_un_taux(dossier: Dossier, trois: "CrmTaux") -> None:
    ligne = next(x for x in lire_csv(exporter(dossier, le=date(2026, 9, 1)).octets) if x["NIR"] == ALICE)
    assert (ligne["Taux PAS (%)"], ligne["Grille par défaut"], ligne["État"]) == ("", "oui", "expire")


def test_les_taux_gardent_leurs_decimales(dossier: Dossier) -> None:
    recevoir_taux(dossier, [Ligne(ALICE, "7.3"), Ligne(BRUNO, "12.3456"), Ligne(nir(3), "10")])
    ecrits = [ligne["Taux PAS (%)"] for ligne in lire_csv(exporter(dossier).octets)]
    assert sorted(ecrits) == ["10,00", "12,3456", "7,30"]


def test_un_nom_qui_ressemble_a_une_formule_reste_un_nom(dossier: Dossier, trois: "CrmTaux") -> None:
    from recepisse.gestion.models import Salarie

    Salarie.objects.filter(matricule="000012").update(nom="=HYPERLINK()")
    assert "'=HYPERLINK()" in {ligne["Nom"] for ligne in lire_csv(exporter(dossier).octets)}
    lignes = cellules(exporter(dossier, Forme.XLSX).octets)
    assert ("s", "=HYPERLINK()") in {cellule for ligne in lignes for cellule in ligne}


def test_rien_a_exporter_est_dit(dossier: Dossier, trois: "CrmTaux") -> None:
    for choix in ({"mois": "2026-04"}, {"siren": "111111118"}, {"siret": f"{SIREN}00099"}):
        with pytest.raises(ErreurSaisie, match="Aucun taux"):
            exporter(dossier, choix=choix)


# --- commands -----------------------------------------------------------------------------------


def test_exporter_taux_ecrit_un_fichier_prive(dossier: Dossier, trois: "CrmTaux", tmp_path: Path) -> None:
    sortie = tmp_path / "taux.csv"
    resultat = lancer("retours", "exporter-taux", "-o", sortie)
    assert resultat.exception is None
    assert len(lire_csv(sortie.read_bytes())) == 3
    assert sortie.stat().st_mode & 0o777 == 0o600
    assert resultat.stdout == ""
    assert "3 personne(s), dont 1 à la grille par défaut." in resultat.stderr
    encore = lancer("retours", "exporter-taux", "-o", sortie)
    assert isinstance(encore.exception, ErreurSaisie)
    assert "existe déjà" in str(encore.exception)
    ailleurs = lancer("retours", "exporter-taux", "-o", tmp_path / "absent" / "taux.csv")
    assert "ne peut pas être écrit" in str(ailleurs.exception)


def test_exporter_taux_sur_la_sortie_standard(dossier: Dossier, trois: "CrmTaux") -> None:
    lues = json.loads(reussir("retours", "exporter-taux", "--format", "json", "--etablissement", SIREN + NIC))
    assert {ligne["taux"] for ligne in lues} == {"7.30", "0.00", None}
    options = ("--siren", SIREN, "--mois", "2026-05", "--point", "--nir-masque")
    ecrit = reussir("retours", "exporter-taux", *options)
    assert "7.30" in ecrit
    assert ALICE not in ecrit
    expire = reussir("retours", "exporter-taux", "--le", "2026-10-01", "--bom")
    assert expire.startswith("\ufeff")
    assert "expire" in expire


def test_exporter_taux_dit_ce_qui_attend(dossier: Dossier, trois: "CrmTaux") -> None:
    tenu = recevoir_taux(dossier, personnes(4, None), mois="2026-06", nic="00099")
    assert tenu.etat == "quarantaine"
    assert "1 compte(s) rendu(s) en quarantaine" in lancer("retours", "exporter-taux").stderr


def test_lister_les_taux(dossier: Dossier, trois: "CrmTaux") -> None:
    ecrit = reussir("taux", "lister")
    assert "7,30" in ecrit
    assert "sans taux (grille par défaut)" in ecrit
    assert "3,10 le 01/01/2027" in ecrit
    assert ALICE not in ecrit
    lues = json.loads(reussir("taux", "lister", "--format", "json"))
    assert [(x["matricule"], x["taux"], x["etat"]) for x in lues] == [
        ("000012", "7.30", "valide"),
        ("000018", "0.00", "valide"),
        ("000021", None, "sans_taux"),
    ]
    assert "Aucun taux" in reussir("taux", "lister", "--siren", "111111118")


def test_lister_qui_est_sans_taux(dossier: Dossier, trois: "CrmTaux") -> None:
    lues = json.loads(reussir("taux", "sans-taux", "--format", "json"))
    assert [x["matricule"] for x in lues] == ["000021"]
    assert len(json.loads(reussir("taux", "sans-taux", "--le", "30/09/2026", "--format", "json"))) == 3
    recevoir_taux(dossier, [Ligne(ALICE, "7.30")], mois="2026-06")
    assert reussir("taux", "sans-taux") == "Chacun a un taux valide le 30/06/2026.\n"


def test_l_historique_d_une_personne(dossier: Dossier, trois: "CrmTaux") -> None:
    salarie = trois.taux.get(salarie__matricule="000012").salarie_id
    assert "7,30" in reussir("taux", "historique", salarie)
    (lue,) = json.loads(reussir("taux", "historique", salarie, "--format", "json"))
    assert (lue["taux"], lue["taux_futur"], lue["crm"]["id"]) == ("7.30", "3.10", trois.pk)
    assert "n’existe pas" in str(lancer("taux", "historique", 999).exception)


def test_decider_d_une_quarantaine(dossier: Dossier) -> None:
    recevoir_taux(dossier, personnes(4))
    assert reussir("taux", "quarantaine") == "Aucun compte rendu de taux n’est en quarantaine.\n"
    tenu = recevoir_taux(dossier, personnes(4, None), mois="2026-06")
    ecrit = reussir("taux", "quarantaine")
    assert f"N° {tenu.pk} · {SIREN + NIC} · 2026-06" in ecrit
    assert "4 des 4 personnes" in ecrit
    (lu,) = json.loads(reussir("taux", "quarantaine", "--format", "json"))
    assert (lu["id"], lu["nb_sans_taux"], lu["etat"]) == (tenu.pk, 4, "quarantaine")
    detail = reussir("taux", "quarantaine", tenu.pk)
    assert "Comparé au n°" in detail
    assert "5,00" in detail
    compare = json.loads(reussir("taux", "quarantaine", tenu.pk, "--format", "json"))
    assert (compare["ecarts"]["perdus"], len(compare["personnes"])) == (4, 4)
    assert "écarté" in reussir("taux", "refuser", tenu.pk, "--motif", "Incident.")
    assert "Décision : Incident." in reussir("taux", "quarantaine", tenu.pk)
    assert "en vigueur" in reussir("taux", "accepter", tenu.pk, "--motif", "Confirmé.")
    assert isinstance(lancer("taux", "accepter", tenu.pk, "--motif", "x").exception, ErreurSaisie)


def test_le_premier_compte_rendu_n_a_rien_a_quoi_se_comparer(dossier: Dossier) -> None:
    tenu = recevoir_taux(dossier, personnes(4, None))
    assert "Aucun compte rendu précédent." in reussir("taux", "quarantaine", tenu.pk)
    assert json.loads(reussir("taux", "quarantaine", tenu.pk, "--format", "json"))["precedent"] is None


def test_les_propositions_se_listent_sans_nir(dossier: Dossier) -> None:
    dossier.recevoir(dossier.flux(), nature="121", document=exemple("121_identite_ANO.xml"))
    ecrit = reussir("propositions", "lister")
    assert "Date de naissance" in ecrit
    assert "MARTIN Alice" in ecrit
    assert "285067505601" not in ecrit
    nir_lu, naissance = json.loads(reussir("propositions", "lister", "--format", "json"))[::-1]
    assert (nir_lu["sujet"], nir_lu["rubrique_changement"]) == ("NIR", "S21.G00.31.008")
    assert nir_lu["nouvelle"] == "2850675······"
    assert (naissance["ancienne"], naissance["nouvelle"]) == ("1985-06-14", "1985-06-15")
    assert "Contrôle" in {c["nom"] for c in naissance["complements"]}
    for filtre in (
        ["--genre", "effectif"],
        ["--nature", "34"],
        ["--siren", "111111118"],
        ["--etablissement", f"{SIREN}00099"],
        ["--etat", "refusee"],
    ):
        assert reussir("propositions", "lister", *filtre) == "Aucune proposition ne correspond.\n"
    for filtre in (
        ["--genre", "identite"],
        ["--nature", "121"],
        ["--siren", SIREN],
        ["--etablissement", SIREN + NIC],
        ["--tout"],
    ):
        assert len(json.loads(reussir("propositions", "lister", "--format", "json", *filtre))) == 2
    assert "--limite" in reussir("propositions", "lister", "--limite", 1)


def test_les_propositions_se_decident_et_s_exportent(dossier: Dossier, tmp_path: Path) -> None:
    from recepisse.gestion.models import Journal, Proposition

    dossier.recevoir(dossier.flux(), nature="121", document=exemple("121_identite_ANO.xml"))
    dossier.recevoir(dossier.flux(), nature="34", document=exemple("34_taux_ATMP.xml"))
    premiere, seconde, *_ = Proposition.objects.order_by("pk").values_list("pk", flat=True)
    assert "reportez la valeur" in reussir("propositions", "accepter", premiere)
    assert "refusée" in reussir("propositions", "refuser", seconde, "--motif", "Acte vérifié.")
    sortie = tmp_path / "p.csv"
    assert "4 proposition(s)." in lancer("propositions", "exporter", "--tout", "-o", sortie).stderr
    lignes = {ligne["Sujet"] + ligne["Clé"]: ligne for ligne in lire_csv(sortie.read_bytes())}
    assert (lignes["NIR"]["Ancienne valeur"], lignes["NIR"]["Nouvelle valeur"]) == (
        "2850675056013",
        "2850675056012",
    )
    assert (lignes["NIR"]["NIR"], lignes["NIR"]["Nom"]) == ("2850675056013", "MARTIN")
    assert lignes["Date de naissance"]["Motif"] == "Acte vérifié."
    atmp = lignes["Taux d’accident du travailSection 01"]
    assert (atmp["Nouvelle valeur"], atmp["Date d’effet"], atmp["NIR"]) == ("2.08", "01/01/2026", "")
    assert "Code risque (S21.G00.40.040) : 515AB" in atmp["Compléments"]
    masque = reussir("propositions", "exporter", "--etat", "acceptee", "--nir-masque", "--format", "json")
    assert "285067505601" not in masque
    assert [x["etat"] for x in json.loads(masque)] == ["acceptee"]
    actes = Journal.objects.filter(acte="exporter_propositions").order_by("pk")
    assert [acte.detail["nir"] for acte in actes] == ["clair", "masque"]


def test_les_documents_se_listent_s_ouvrent_et_se_remettent(dossier: Dossier, tmp_path: Path) -> None:
    flux = dossier.flux(nature="07", mois="", empreinte_evenement="f" * 64)
    assert reussir("documents", "lister") == "Aucun document ne correspond.\n"
    dossier.recevoir(flux, nature="44", document=PDF)
    dossier.recevoir(flux, nature="44", document=PDF + b"\n")
    ancienne, courante = json.loads(reussir("documents", "lister", "--format", "json"))[::-1]
    assert (ancienne["a_remettre"], courante["a_remettre"]) == (False, True)
    ecrit = reussir("documents", "lister")
    assert "remplacé" in ecrit
    assert "à remettre" in ecrit
    sortie = tmp_path / "aer.pdf"
    reussir("documents", "ouvrir", courante["id"], "-o", sortie)
    assert sortie.read_bytes() == PDF + b"\n"
    assert reussir("documents", "ouvrir", ancienne["id"]).encode() == PDF
    assert "remis" in reussir("documents", "remettre", courante["id"])
    assert "remis le 20/06/2026" in reussir("documents", "lister")
    assert reussir("documents", "lister", "--a-remettre") == "Aucun document ne correspond.\n"
    assert isinstance(lancer("documents", "remettre", courante["id"]).exception, ErreurSaisie)


def test_copier_tout_ce_qui_est_classe(dossier: Dossier, tmp_path: Path) -> None:
    dossier.recevoir(dossier.flux(), nature="44", document=PDF)
    assert "dossier_ged" in str(lancer("documents", "copier").exception)
    dossier.ctx.reglages = replace(dossier.ctx.reglages, dossier_ged=str(tmp_path / "ged"))
    echec = lancer("documents", "copier")
    assert (echec.return_value, echec.exception) == (8, None)
    assert "a échoué" in echec.stderr
    (tmp_path / "ged").mkdir()
    assert "1 document(s) copié(s)" in reussir("documents", "copier")
    assert len(list((tmp_path / "ged").iterdir())) == 1
