from recepisse.retours.fiche.modele import Carte, Comparaison, Ecart, Fait, Faits, Fiche, Tableau, Texte
from recepisse.retours.gravite import Gravite

NIR = "1850578006084"
MASQUE = "1850578······"


def _fiche() -> Fiche:
    return Fiche(
        nature="94",
        famille="bilan",
        libelle="Taux",
        statut="OK",
        gravite=Gravite.INFORMATION,
        resume="",
        message=f"NIR {NIR}",
        actions=(),
        essentiel=(Tableau("", ("Salarié", "NIR ou NTT"), (("X", NIR), ("Y", "2ABC"))),),
        cartes=(
            Carte("A", f"{NIR} inconnu", Gravite.A_CORRIGER, blocs=(Texte("", NIR),)),
            Carte(
                "B",
                "b",
                Gravite.A_CORRIGER,
                blocs=(Comparaison("", (Ecart("NTT", "2ABC", "", differe=False),)),),
            ),
        ),
        details=(Faits("", (Fait("NTT", "2ABC"), Fait("Déclaré", "2ABC"), Fait("Nom", "2ABCD"))),),
        autres=(Fait("a/b/NIR", NIR), Fait("a/NTT", "2ABC")),
    )


def test_une_fiche_masquee_ne_montre_plus_aucun_numero() -> None:
    masquee = _fiche().masquee()
    assert NIR not in repr(masquee)
    assert masquee.message == f"NIR {MASQUE}"
    assert masquee.cartes[0].titre == f"{MASQUE} inconnu"
    assert masquee.autres == (Fait("a/b/NIR", MASQUE), Fait("a/NTT", "2···"))


def test_un_ntt_est_masque_partout_ou_il_est_repete() -> None:
    masquee = _fiche().masquee()
    assert masquee.essentiel == (Tableau("", ("Salarié", "NIR ou NTT"), (("X", MASQUE), ("Y", "2···"))),)
    assert masquee.details == (
        Faits("", (Fait("NTT", "2···"), Fait("Déclaré", "2···"), Fait("Nom", "2ABCD"))),
    )
    assert masquee.cartes[1].blocs == (Comparaison("", (Ecart("NTT", "2···", "", differe=False),)),)
