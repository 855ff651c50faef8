"""What returns propose to the payroll: one line per value, the newest to be decided, sealed."""

from typing import TYPE_CHECKING, Any

import pytest

from recepisse.erreurs import ErreurSaisie
from tests.integration.aide_lectures import Dossier
from tests.integration.aide_paie import exemple

if TYPE_CHECKING:
    import sqlite3

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant, Proposition, Utilisateur, VersionRetour

NIR_DECLARE, NIR_JUSTE = "2850675056013", "2850675056012"


@pytest.fixture
def dossier(ctx: "Contexte", identifiant: "Identifiant") -> Dossier:
    return Dossier(ctx, identifiant)


def recevoir(dossier: Dossier, nom: str, **options: Any) -> "VersionRetour":
    flux = options.pop("flux", None) or dossier.flux(**options.pop("declaration", {}))
    document = options.pop("document", None) or exemple(nom)
    return dossier.recevoir(flux, nature=nom.split("_", maxsplit=1)[0], document=document, **options)


def lignes() -> "list[Proposition]":
    from recepisse.gestion.models import Proposition

    return list(Proposition.objects.order_by("pk"))


def dites(dossier: Dossier) -> list[tuple[str, str, str, str]]:
    """Return subject, old value, new value and state of each line."""
    from recepisse.gestion.gestes.paie.proposer import valeurs

    return [(p.sujet, (v := valeurs(p, dossier.ctx)).ancienne, v.nouvelle, p.etat) for p in lignes()]


def test_une_identite_corrigee_est_proposee_a_sa_personne(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.paie.proposer import valeurs
    from recepisse.gestion.gestes.retours.retrouver_salaries import nir_de

    version = recevoir(dossier, "121_identite_ANO.xml")
    assert dites(dossier) == [
        ("NIR", NIR_DECLARE, NIR_JUSTE, "proposee"),
        ("Date de naissance", "1985-06-14", "1985-06-15", "proposee"),
    ]
    premiere = lignes()[0]
    assert (premiere.genre, premiere.nature) == ("identite", "121")
    assert (premiere.rubrique, premiere.rubrique_changement) == ("S21.G00.30.001", "S21.G00.31.008")
    assert premiere.salarie is not None
    assert nir_de(premiere.salarie, dossier.ctx) == NIR_DECLARE
    assert premiere.etablissement == dossier.etablissement()
    assert premiere.declaration is not None
    assert (premiere.version, premiere.cree_le) == (version, dossier.ctx.horloge())
    complements = {c.nom: c.valeur for c in valeurs(premiere, dossier.ctx).complements}
    assert complements["Contrôle"] == "CNVANOIDE7A"


def test_un_taux_d_accident_du_travail_garde_sa_section_et_sa_date(dossier: Dossier) -> None:
    recevoir(dossier, "34_taux_ATMP.xml")
    premiere, seconde = lignes()
    assert (premiere.genre, premiere.cle, str(premiere.date_effet)) == (
        "taux_atmp",
        "Section 01",
        "2026-01-01",
    )
    assert seconde.cle == "Section 02"
    assert [d[2] for d in dites(dossier)] == ["2.08", "0.95"]


def test_relire_ne_change_rien(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.retours.demander_lectures import relire_tout
    from recepisse.gestion.models import Proposition

    recevoir(dossier, "121_identite_ANO.xml")
    recevoir(dossier, "124_rappel_annuel_P26.xml")
    avant = list(Proposition.objects.values())
    relire_tout(dossier.ctx)
    assert dossier.lire() == 2
    assert list(Proposition.objects.values()) == avant


def test_le_meme_constat_le_mois_suivant_est_la_meme_ligne(dossier: Dossier) -> None:
    recevoir(dossier, "121_identite_ANO.xml")
    seconde = recevoir(dossier, "121_identite_ANO.xml", declaration={"mois": "2026-06"})
    assert len(lignes()) == 2
    assert {p.version_id for p in lignes()} == {seconde.pk}, "la dernière à le dire"


def test_une_valeur_plus_recente_remplace_celle_a_decider(dossier: Dossier) -> None:
    """The same section and date of effect, calculated again."""
    recevoir(dossier, "34_taux_ATMP.xml")
    recevoir(dossier, "34_taux_ATMP_recalcul.xml", declaration={"mois": "2026-06"})
    assert [(d[2], d[3]) for d in dites(dossier)] == [
        ("2.08", "remplacee"),
        ("0.95", "proposee"),
        ("1.94", "proposee"),
    ]


def test_une_valeur_ancienne_arrivee_tard_ne_remplace_rien(dossier: Dossier) -> None:
    from datetime import timedelta

    recevoir(dossier, "34_taux_ATMP_recalcul.xml")
    tard = dossier.instant - timedelta(days=20)
    recevoir(dossier, "34_taux_ATMP.xml", declaration={"mois": "2026-04"}, publie_le=tard)
    assert [(d[2], d[3]) for d in dites(dossier)] == [
        ("1.94", "proposee"),
        ("2.08", "remplacee"),
        ("0.95", "proposee"),
    ]


def test_une_valeur_remplacee_puis_redite_revient(dossier: Dossier) -> None:
    for mois, nom in (
        ("2026-05", "34_taux_ATMP.xml"),
        ("2026-06", "34_taux_ATMP_recalcul.xml"),
        ("2026-07", "34_taux_ATMP.xml"),
    ):
        recevoir(dossier, nom, declaration={"mois": mois})
    assert [(d[2], d[3]) for d in dites(dossier)] == [
        ("2.08", "proposee"),
        ("0.95", "proposee"),
        ("1.94", "remplacee"),
    ]


def test_ce_qui_est_decide_n_est_pas_redemande(dossier: Dossier, gestionnaire: "Utilisateur") -> None:
    from recepisse.gestion.gestes.paie.decider_proposition import refuser_proposition

    recevoir(dossier, "121_identite_ANO.xml")
    refuser_proposition(lignes()[0], "Le salarié confirme son numéro.", dossier.ctx, gestionnaire)
    recevoir(dossier, "121_identite_ANO.xml", declaration={"mois": "2026-06"})
    assert [d[3] for d in dites(dossier)] == ["refusee", "proposee"]


def test_une_autre_valeur_est_proposee_apres_une_decision(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.paie.decider_proposition import accepter_proposition

    recevoir(dossier, "34_taux_ATMP.xml")
    accepter_proposition(lignes()[0], dossier.ctx)
    recevoir(dossier, "34_taux_ATMP_recalcul.xml", declaration={"mois": "2026-06"})
    assert [(d[2], d[3]) for d in dites(dossier)] == [
        ("2.08", "acceptee"),
        ("0.95", "proposee"),
        ("1.94", "proposee"),
    ]


def test_le_bilan_et_la_cnav_ne_demandent_qu_une_fois(dossier: Dossier) -> None:
    """Natures 20 and 121 say the same of the number; only the place of birth is said by 20 alone."""
    flux = dossier.flux()
    recevoir(dossier, "121_identite_ANO.xml", flux=flux)
    recevoir(dossier, "20_BIS_mensuelle.xml", flux=flux)
    assert [(d[0], d[3]) for d in dites(dossier)] == [
        ("NIR", "proposee"),
        ("Date de naissance", "proposee"),
        ("Lieu de naissance", "proposee"),
    ]


def test_un_retour_ecrase_retire_ce_qu_il_ne_propose_plus(dossier: Dossier) -> None:
    flux = dossier.flux()
    recevoir(dossier, "34_taux_ATMP.xml", flux=flux)
    recevoir(dossier, "34_taux_ATMP_recalcul.xml", flux=flux)
    assert [(d[2], d[3]) for d in dites(dossier)] == [
        ("2.08", "remplacee"),
        ("0.95", "remplacee"),
        ("1.94", "proposee"),
    ]
    recevoir(dossier, "34_vide.xml", flux=flux, document=b"<rapport/>")
    assert [d[3] for d in dites(dossier)] == ["remplacee"] * 3


@pytest.mark.parametrize(("seconde", "nombre"), [(b"4000.00", 2), (b"3925.00", 1)])
def test_deux_valeurs_que_rien_ne_distingue_restent_deux(
    dossier: Dossier, seconde: bytes, nombre: int
) -> None:
    """One control says the same base twice: two values are two lines, the same value is one."""
    debut, fin = (
        exemple("124_rappel_annuel_P26.xml").replace(b"UR_EXEMPLE_PLF2", b"UR_EXEMPLE_PLF").split(b"+166.09")
    )
    document = debut + b"-78.25" + fin.replace(b"3925.00", seconde)
    recevoir(dossier, "124_rappel_annuel_P26.xml", document=document)
    assert [d[3] for d in dites(dossier)] == ["proposee"] * nombre
    recevoir(dossier, "124_rappel_annuel_P26.xml", document=document, declaration={"mois": "2026-06"})
    assert [d[3] for d in dites(dossier)] == ["proposee"] * nombre


def test_decider(dossier: Dossier, gestionnaire: "Utilisateur") -> None:
    from recepisse.gestion.gestes.paie.decider_proposition import accepter_proposition, refuser_proposition
    from recepisse.gestion.models import Journal

    recevoir(dossier, "121_identite_ANO.xml")
    nir, naissance = lignes()
    acceptee = accepter_proposition(nir, dossier.ctx, gestionnaire)
    assert (acceptee.etat, acceptee.decide_par, acceptee.decide_le) == (
        "acceptee",
        gestionnaire,
        dossier.ctx.horloge(),
    )
    with pytest.raises(ErreurSaisie, match="s’explique"):
        refuser_proposition(naissance, " ", dossier.ctx)
    refusee = refuser_proposition(naissance, "Acte vérifié.", dossier.ctx, gestionnaire)
    assert (refusee.etat, refusee.motif) == ("refusee", "Acte vérifié.")
    actes = Journal.objects.filter(acte__endswith="_proposition").values_list("acte", "objet", "detail")
    assert list(actes) == [
        ("accepter_proposition", f"proposition:{nir.pk}", {"avant": "proposee"}),
        ("refuser_proposition", f"proposition:{naissance.pk}", {"avant": "proposee"}),
    ]
    with pytest.raises(ErreurSaisie, match="déjà acceptée"):
        accepter_proposition(nir, dossier.ctx)
    assert refuser_proposition(nir, "Erreur de ma part.", dossier.ctx).etat == "refusee"


def test_une_proposition_remplacee_ne_se_decide_plus(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.paie.decider_proposition import accepter_proposition

    recevoir(dossier, "34_taux_ATMP.xml")
    ancienne = lignes()[0]
    recevoir(dossier, "34_taux_ATMP_recalcul.xml", declaration={"mois": "2026-06"})
    with pytest.raises(ErreurSaisie, match="plus récent"):
        accepter_proposition(ancienne, dossier.ctx)


def test_un_flux_inconnu_propose_apres_son_adoption(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.releves.adopter_flux import adopter_flux

    flux = dossier.flux(adopte=False)
    recevoir(dossier, "121_identite_ANO.xml", flux=flux)
    assert lignes() == []
    adopter_flux(flux, dossier.flux(mois="2026-06").declaration, dossier.ctx)
    dossier.lire()
    assert [p.declaration.mois for p in lignes() if p.declaration] == ["2026-06", "2026-06"]


def test_l_adoption_dit_la_declaration_de_ce_qui_etait_propose(dossier: Dossier) -> None:
    """The establishment of the document was known: proposals were made, without a declaration."""
    from recepisse.gestion.gestes.releves.adopter_flux import adopter_flux

    dossier.etablissement(siren="901200345", nic="00014")
    flux = dossier.flux(adopte=False)
    recevoir(dossier, "34_taux_ATMP.xml", flux=flux)
    assert [p.declaration for p in lignes()] == [None, None]
    declaration = dossier.flux(mois="2026-06", siren="901200345", nic="00014").declaration
    adopter_flux(flux, declaration, dossier.ctx)
    dossier.lire()
    assert [p.declaration for p in lignes()] == [declaration, declaration]


@pytest.mark.parametrize(
    ("nom", "genre", "nombre"),
    [
        ("117_bonus_malus.xml", "bonus_malus", 2),
        ("118_effectifs.xml", "effectif", 2),
        ("61_URSSAF_ANO.xml", "cotisations", 1),
        ("51_OC_CRC_anomalies.xml", "organisme", 2),
        ("119_URSSAF_ANO.xml", "valeur", 1),
        ("120_URSSAF_ANO.xml", "valeur", 1),
        ("130_MSA_ANO.xml", "valeur", 1),
        ("124_rappel_annuel_P26.xml", "valeur", 2),
        ("94_DGFIP_nominatif.xml", "", 0),
    ],
)
def test_chaque_nature_a_son_genre(dossier: Dossier, nom: str, genre: str, nombre: int) -> None:
    from recepisse.gestion.models import LectureRetour

    recevoir(dossier, nom)
    assert [p.genre for p in lignes()] == [genre] * nombre
    assert LectureRetour.objects.get().derniere_erreur == ""


def test_aucune_valeur_n_est_en_clair_dans_la_base(dossier: Dossier, transactional_db: None) -> None:
    from django.db import connection

    for nom in ("121_identite_ANO.xml", "124_rappel_annuel_P26.xml", "51_OC_CRC_anomalies.xml"):
        recevoir(dossier, nom)
    assert len(lignes()) == 6
    assert connection.vendor == "sqlite"
    brute: sqlite3.Connection = connection.connection
    propositions = [ligne for ligne in brute.iterdump() if 'INTO "gestion_proposition"' in ligne]
    assert len(propositions) == 6
    ecrit = "\n".join(propositions)
    for valeur in (NIR_DECLARE, NIR_JUSTE, "2790913055034", "1900131555023", "3925.00", "MARTIN", "PETIT"):
        assert valeur not in ecrit
        assert valeur.encode().hex().upper() not in ecrit
    tout = "\n".join(brute.iterdump())
    for nir in (NIR_DECLARE, NIR_JUSTE, "2790913055034", "1900131555023"):
        assert nir not in tout
