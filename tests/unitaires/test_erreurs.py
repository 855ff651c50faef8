"""Every exception says what happened and what can be done, in French."""

import inspect
from datetime import UTC, datetime, timedelta

import pytest

from recepisse import erreurs
from recepisse.erreurs import AccesRefuse, Erreur, ErreurFichier, Injoignable, MotifAcces, Patienter

TOUTES = [
    c
    for _, c in inspect.getmembers(erreurs, inspect.isclass)
    if issubclass(c, Erreur) and c is not AccesRefuse
]


@pytest.mark.parametrize("classe", TOUTES, ids=lambda c: c.__name__)
def test_son_message_par_defaut_est_sa_docstring(classe: type[Erreur]) -> None:
    assert classe().message == (classe.__doc__ or "").splitlines()[0]
    assert classe("Le message.").message == "Le message."


def test_les_codes_sont_uniques_et_dessines() -> None:
    codes = [c.code for c in TOUTES]
    assert len(set(codes)) == len(codes)
    dessin = (erreurs.__doc__ or "").split("\n\n")[1]
    for classe in [*TOUTES, AccesRefuse]:
        assert classe.__name__ in (erreurs.__doc__ or ""), classe
    assert "AccesRefuse" in dessin or "AccesRefuse" in (erreurs.__doc__ or "")


def test_le_texte_porte_le_message_et_le_conseil() -> None:
    assert str(Erreur("Le disque est plein.", conseil="Libérez de la place.")) == (
        "Le disque est plein. Libérez de la place."
    )
    assert (
        str(Injoignable()) == "Le service ne répond pas. Récépissé réessaiera de lui-même ; rien n’est perdu."
    )


def test_les_details_suivent() -> None:
    heure = datetime(2026, 10, 5, tzinfo=UTC)
    attente = Patienter("Doucement.", statut=429, reprise_a=heure, largeur=timedelta(minutes=10))
    assert (attente.statut, attente.reprise_a, attente.largeur) == (429, heure, timedelta(minutes=10))
    assert not attente.definitif
    refus = AccesRefuse(motif=MotifAcces.INTERDIT, statut=403, reprise_a=heure)
    assert (refus.motif, refus.statut, refus.reprise_a, refus.definitif) == ("interdit", 403, heure, True)
    assert Injoignable(peut_etre_recu=True, corps=b"x").corps == b"x"
    assert ErreurFichier("Vide.", ligne=3).ligne == 3
