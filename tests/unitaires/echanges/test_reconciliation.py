"""What became of a deposit without answer: never adopted blindly, never sent twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from recepisse.echanges.depots import DepotListe
from recepisse.echanges.reconciliation import (
    Adopter,
    Attendre,
    Decider,
    Decision,
    DeclarationDeposee,
    Delais,
    Preuve,
    Redeposer,
    Tentative,
    candidats,
    comparer,
    reconcilier,
)
from recepisse.retours.identification import IdentiteDocument

MIDI = datetime(2026, 10, 5, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TOT, PRET, TARD = MINUTE, 11 * MINUTE, 130 * MINUTE
NOTRE = DeclarationDeposee(
    siren="901200345",
    nic="00014",
    nature="01",
    mois="01092026",
    type="01",
    fraction="11",
    ordre="1",
    logiciel="PaieExemple",
    emetteur="90120099800010",
)
CCO = IdentiteDocument(
    famille="bilan",
    idflux="F1",
    document="CCO",
    logiciel="PaieExemple",
    emetteur="90120099800010",
    siren="901200345",
    nic="00014",
    mois="202609",
    nature="01",
    type="01",
    fraction="11",
    ordre="1",
    nombre=1,
)
NEORES = replace(CCO, famille="neores", document="", nature="")
AEE = IdentiteDocument(famille="bilan", idflux="F1", document="AEE", emetteur="90120099800010")
TENTATIVE = Tentative(MIDI, MIDI + MINUTE, "00000345900021")


def depot(idflux: str, apres: timedelta = timedelta(0), siret: str = "00000345900021") -> DepotListe:
    return DepotListe(idflux, MIDI + apres, "OK", siret)


@pytest.mark.parametrize(
    ("document", "preuve"),
    [
        (None, Preuve.MUETTE),
        (AEE, Preuve.MUETTE),
        (CCO, Preuve.SIENNE),
        (replace(CCO, document="BAN"), Preuve.SIENNE),
        (NEORES, Preuve.SIENNE),
        (replace(CCO, idflux="F1123456"), Preuve.SIENNE),
        (replace(CCO, idflux=""), Preuve.SIENNE),
        (replace(CCO, idflux="AUTRE"), Preuve.MUETTE),
        (replace(CCO, siren="111111111"), Preuve.ETRANGERE),
        (replace(CCO, nic="00022"), Preuve.ETRANGERE),
        (replace(NEORES, nic="00022"), Preuve.ETRANGERE),
        (replace(CCO, siren=""), Preuve.MUETTE),
        (replace(CCO, mois="202608"), Preuve.ETRANGERE),
        (replace(CCO, nature="04"), Preuve.ETRANGERE),
        (replace(CCO, type="03"), Preuve.ETRANGERE),
        (replace(CCO, fraction="12"), Preuve.ETRANGERE),
        (replace(CCO, ordre="2"), Preuve.ETRANGERE),
        (replace(CCO, mois=""), Preuve.DOUTEUSE),
        (replace(CCO, logiciel="AutrePaie"), Preuve.DOUTEUSE),
        (replace(CCO, emetteur="11111111100011"), Preuve.DOUTEUSE),
        (replace(CCO, nombre=2), Preuve.DOUTEUSE),
        (replace(CCO, logiciel="", emetteur=""), Preuve.SIENNE),
        (replace(NEORES, type="03"), Preuve.MUETTE),
        (replace(CCO, document="123", nature="07"), Preuve.MUETTE),
        (replace(NEORES, mois=""), Preuve.MUETTE),
    ],
)  # fmt: skip
def test_ce_qu_un_document_prouve(document: IdentiteDocument | None, preuve: Preuve) -> None:
    assert comparer(NOTRE, "F1", document) is preuve


def test_deux_signalements_se_ressemblent_trop_sans_identifiant_metier() -> None:
    arret = replace(NOTRE, nature="4", mois="", ordre="")
    document = replace(CCO, nature="04", mois="", ordre="")
    assert comparer(arret, "F1", document) is Preuve.DOUTEUSE
    assert comparer(replace(arret, identifiant_metier="A7 "), "F1", document) is Preuve.DOUTEUSE
    nomme = replace(document, identifiant_metier="A7")
    assert comparer(arret, "F1", nomme) is Preuve.DOUTEUSE
    assert comparer(replace(arret, identifiant_metier="A7 "), "F1", nomme) is Preuve.SIENNE
    assert comparer(replace(arret, identifiant_metier="B8"), "F1", nomme) is Preuve.DOUTEUSE


def test_les_candidats_sont_nouveaux_dans_la_fenetre_et_de_ce_declarant() -> None:
    marge = 10 * MINUTE
    lignes = [
        depot("connu"),
        depot("avant", -marge - MINUTE),
        depot("bord-avant", -marge),
        depot("dedans"),
        depot("dedans"),
        depot("bord-apres", MINUTE + marge),
        depot("apres", MINUTE + marge + timedelta(seconds=1)),
        depot("autre", siret="11111111100011"),
        depot("sans-siret", siret=""),
        DepotListe("sans-date", None, "OK", "00000345900021"),
    ]
    assert candidats(TENTATIVE, lignes, {"connu"}, marge) == (
        "bord-avant",
        "dedans",
        "bord-apres",
        "sans-siret",
        "sans-date",
    )
    assert "autre" in candidats(replace(TENTATIVE, declarant=""), lignes, (), marge)


ETRANGER = replace(CCO, idflux="", siren="111111111")
SIEN = replace(CCO, idflux="")
DOUTEUX = replace(CCO, idflux="", logiciel="AutrePaie")


@pytest.mark.parametrize(
    ("flux", "ecoule", "decision"),
    [
        # nothing in the list
        ({}, TOT, Attendre()),
        ({}, PRET, Redeposer()),
        # one new flux
        ({"a": SIEN}, TOT, Adopter("a")),
        ({"a": SIEN}, TARD, Adopter("a")),
        ({"a": None}, TOT, Attendre(("a",))),
        ({"a": None}, PRET, Attendre(("a",))),
        ({"a": None}, TARD, Decider(("a",))),
        ({"a": AEE}, PRET, Attendre(("a",))),
        ({"a": DOUTEUX}, TOT, Decider(("a",))),
        # the only new flux is of another program: ours was not taken
        ({"a": ETRANGER}, TOT, Attendre((), ("a",))),
        ({"a": ETRANGER}, PRET, Redeposer(("a",))),
        # ours and another program's
        ({"a": ETRANGER, "b": SIEN}, TOT, Adopter("b", ("a",))),
        ({"a": None, "b": SIEN}, PRET, Attendre(("a",))),
        ({"a": None, "b": SIEN}, TARD, Adopter("b")),
        ({"a": DOUTEUX, "b": SIEN}, TOT, Adopter("b")),
        ({"a": None, "b": ETRANGER}, PRET, Attendre(("a",), ("b",))),
        ({"a": None, "b": ETRANGER}, TARD, Decider(("a",), ("b",))),
        ({"a": None, "b": DOUTEUX}, PRET, Attendre(("a",))),
        ({"a": None, "b": DOUTEUX}, TARD, Decider(("b", "a"))),
        # the same declaration twice
        ({"a": SIEN, "b": SIEN}, TOT, Decider(("a", "b"))),
        ({"a": SIEN, "b": SIEN, "c": None, "d": ETRANGER}, TOT, Decider(("a", "b", "c"), ("d",))),
    ],
)  # fmt: skip
def test_chaque_situation_a_sa_decision(
    flux: dict[str, IdentiteDocument | None], ecoule: timedelta, decision: Decision
) -> None:
    lue = reconcilier(
        NOTRE,
        TENTATIVE,
        [depot(idflux) for idflux in flux],
        connus=(),
        documents=flux,
        lue_a=TENTATIVE.fin + ecoule,
    )
    assert lue == decision


def test_les_delais_sont_des_reglages() -> None:
    def decider(delais: Delais, ecoule: timedelta, *lignes: DepotListe) -> Decision:
        return reconcilier(
            NOTRE, TENTATIVE, lignes, connus=(), documents={}, lue_a=TENTATIVE.fin + ecoule, delais=delais
        )

    courts = Delais(stabilisation=MINUTE, preuve=2 * MINUTE, marge=MINUTE)
    assert decider(courts, MINUTE) == Redeposer()
    assert decider(courts, timedelta(seconds=59)) == Attendre()
    assert decider(courts, 2 * MINUTE, depot("a")) == Decider(("a",))
    assert decider(courts, 2 * MINUTE, depot("a", 3 * MINUTE)) == Redeposer()


def test_un_flux_deja_connu_ne_compte_pas() -> None:
    decision = reconcilier(
        NOTRE, TENTATIVE, [depot("a")], connus=["a"], documents={"a": SIEN}, lue_a=MIDI + TARD
    )
    assert decision == Redeposer()


def test_une_date_de_l_heure_double_compte_dans_ses_deux_passages() -> None:
    """The list gives digits only: those of 2 h 30 may be an hour before or after what they are read as."""
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    for lu_comme in (second, second - 60 * MINUTE):
        tentative = Tentative(second, second + MINUTE)
        assert candidats(tentative, [DepotListe("a", lu_comme)], (), MINUTE) == ("a",)
    assert candidats(Tentative(MIDI, MIDI), [DepotListe("a", MIDI - 60 * MINUTE)], (), MINUTE) == ()


def test_une_liste_qui_peut_cacher_une_ligne_ne_prouve_pas_qu_il_n_y_a_rien() -> None:
    def decider(ecoule: timedelta, *lignes: DepotListe) -> Decision:
        return reconcilier(
            NOTRE,
            TENTATIVE,
            lignes,
            connus=(),
            documents={"a": SIEN},
            lue_a=TENTATIVE.fin + ecoule,
            sure=False,
        )

    assert decider(TOT) == Attendre()
    assert decider(TARD) == Decider(())
    assert decider(TOT, depot("a")) == Adopter("a")
