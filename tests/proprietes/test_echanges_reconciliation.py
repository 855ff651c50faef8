"""Whatever happened at the State, no declaration is doubled and no foreign deposit is adopted."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from recepisse.echanges.cycle import TRANSITIONS, Etat, Evenement, suivant
from recepisse.echanges.depots import DepotListe
from recepisse.echanges.reconciliation import (
    Adopter,
    Attendre,
    Decider,
    DeclarationDeposee,
    Delais,
    Redeposer,
    Tentative,
    reconcilier,
)
from recepisse.retours.identification import IdentiteDocument

MIDI = datetime(2026, 10, 5, 12, tzinfo=UTC)
NOTRE = DeclarationDeposee("901200345", "00014", "01", "01092026", "01", "11", "1", "", "PaieExemple")
DELAIS = Delais()


@dataclass(frozen=True)
class Realite:
    """One deposit recorded by the State: whose, when, and when its certificate can be read."""

    nous: bool
    quand: timedelta
    certificat: timedelta
    nic: str
    mois: str
    ordre: str

    def document(self) -> IdentiteDocument:
        nic, mois, ordre = ("00014", "202609", "1") if self.nous else (self.nic, self.mois, self.ordre)
        return IdentiteDocument(
            "bilan", document="CCO", logiciel="PaieExemple", siren="901200345", nic=nic, mois=mois,
            nature="01", type="01", fraction="11", ordre=ordre, nombre=1,
        )  # fmt: skip

    @property
    def meme(self) -> bool:
        """True when the declaration is the very same as ours, whoever deposited it."""
        return self.nous or (self.nic, self.mois, self.ordre) == ("00014", "202609", "1")


secondes = st.integers(0, 60).map(lambda s: timedelta(seconds=s))
certificats = st.integers(0, 300).map(lambda m: timedelta(minutes=m))
etablissements = st.sampled_from(["00014", "00022"])
mois = st.sampled_from(["202609", "202608"])
ordres = st.sampled_from(["1", "2"])
autres = st.lists(
    st.builds(Realite, st.just(False), secondes, certificats, etablissements, mois, ordres), max_size=4
)
notres = st.lists(
    st.builds(Realite, st.just(True), secondes, certificats, etablissements, mois, ordres), max_size=1
)


@given(notres, autres, st.lists(st.integers(0, 400), min_size=1, max_size=6).map(sorted), st.randoms())
def test_ni_doublon_ni_adoption_d_un_depot_etranger(
    notre: list[Realite], ailleurs: list[Realite], lectures: list[int], hasard: Random
) -> None:
    tous = {f"F{rang}": realite for rang, realite in enumerate([*notre, *ailleurs])}
    tentative = Tentative(MIDI, MIDI + timedelta(minutes=1))
    lignes = [DepotListe(idflux, MIDI + r.quand) for idflux, r in tous.items()]
    hasard.shuffle(lignes)
    for minutes in lectures:
        lue_a = tentative.fin + timedelta(minutes=minutes)
        documents = {i: r.document() for i, r in tous.items() if MIDI + r.certificat <= lue_a}
        decision = reconcilier(NOTRE, tentative, lignes, connus=(), documents=documents, lue_a=lue_a)
        if isinstance(decision, Adopter):
            assert tous[decision.idflux].meme
        if isinstance(decision, Redeposer):
            assert not notre
            assert not any(r.meme for r in ailleurs)
        if isinstance(decision, Decider):
            assert all(tous[i].meme or i not in documents for i in decision.candidats)
            assert not notre or "F0" in decision.candidats
        assert not isinstance(decision, Attendre) or minutes < DELAIS.preuve.total_seconds() / 60
        assert all(not tous[i].meme for i in decision.etrangers)


@given(st.lists(st.sampled_from(list(Evenement)), max_size=30))
def test_le_cycle_ne_quitte_jamais_sa_table(evenements: list[Evenement]) -> None:
    """Between two calls of the service, an unknown outcome is always settled by the list or a person."""
    etat, trace = Etat.PREPARE, [Etat.PREPARE]
    for evenement in evenements:
        if evenement in TRANSITIONS[etat]:
            etat = suivant(etat, evenement)
            trace.append(etat)
    for rang, atteint in enumerate(trace):
        if atteint is Etat.TENTATIVE and Etat.INCONNU in trace[:rang]:
            depuis = max(i for i, e in enumerate(trace[:rang]) if e is Etat.INCONNU)
            retour = trace[depuis + 1 : rang]
            assert Etat.A_REDEPOSER in retour or Etat.PREPARE in retour
            assert trace[depuis + 1] in {Etat.A_REDEPOSER, Etat.A_DECIDER}
