"""What the lists announce, as rows."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.aide import NIC, SIREN, Horloge
from tests.integration.test_listing_lignes import entree

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.gestes.releves.enregistrer_listing import Compte
    from recepisse.gestion.models import Identifiant
    from recepisse.retours.listing import RetourListe

IDFLUX = "F1ABCDEFGHIJKLMNOPQRST."


def enregistrer(
    ctx: "Contexte", identifiant: "Identifiant", *retours: "RetourListe", idflux: str = IDFLUX
) -> "Compte":
    from recepisse.echanges.api import ListeRetours
    from recepisse.gestion.gestes.releves.enregistrer_listing import enregistrer_listing
    from recepisse.gestion.models import Releve
    from recepisse.retours.listing import FluxListe

    liste = ListeRetours(flux=(FluxListe(idflux, retours),))
    return enregistrer_listing(liste, identifiant, ctx, Releve.Cause.CADENCE)


def compter(compte: "Compte") -> tuple[int, int, int, int]:
    return compte.nb_flux, compte.nb_retours, compte.nb_nouveaux, compte.nb_changes


def test_un_flux_inconnu_est_garde_sans_declaration(ctx: "Contexte", identifiant: "Identifiant") -> None:
    from recepisse.gestion.models import Flux, Retour

    assert compter(enregistrer(ctx, identifiant, entree("1"), entree("9", nature="9999"))) == (1, 2, 2, 0)
    flux = Flux.objects.get()
    assert (flux.idflux, flux.declaration_id, flux.identifiant_id) == (IDFLUX, None, identifiant.pk)
    inconnue = Retour.objects.get(nature="9999")
    assert inconnue.emetteur == "autres"
    assert (inconnue.lu, inconnue.traite, inconnue.nb_versions) == (False, False, 1)


def test_la_meme_liste_deux_fois_ne_change_rien(ctx: "Contexte", identifiant: "Identifiant") -> None:
    from recepisse.gestion.models import Retour, VersionRetour

    enregistrer(ctx, identifiant, entree("1"))
    Retour.objects.update(lu=True)
    assert compter(enregistrer(ctx, identifiant, entree("1"))) == (1, 1, 0, 0)
    assert Retour.objects.get().lu
    assert VersionRetour.objects.count() == 1


def test_un_retour_remplace_se_montre_change_et_non_lu(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge
) -> None:
    from recepisse.gestion.models import Retour, VersionRetour

    enregistrer(ctx, identifiant, entree("1"))
    Retour.objects.update(lu=True, lu_le=horloge(), traite=True, non_lu_force=False)
    VersionRetour.objects.update(somme="a" * 64, document="conserve", prochaine_action_le=None)
    horloge.avancer(days=1)
    changee = entree("2", "20261106090000", statut="KO")
    assert compter(enregistrer(ctx, identifiant, changee)) == (1, 1, 0, 1)
    retour = Retour.objects.get()
    assert (retour.lu, retour.lu_le, retour.traite) == (False, None, True)
    assert (retour.statut, retour.publication, retour.nb_versions) == ("KO", "20261106090000", 2)
    assert retour.change_le == horloge()
    premiere, seconde = VersionRetour.objects.order_by("numero")
    assert (premiere.somme, premiere.courante) == ("a" * 64, False)
    assert (seconde.courante, seconde.document, seconde.prochaine_action_le) == (
        True,
        "a_telecharger",
        horloge(),
    )


def test_le_non_lu_force_survit_a_un_remplacement(ctx: "Contexte", identifiant: "Identifiant") -> None:
    from recepisse.gestion.models import Retour

    enregistrer(ctx, identifiant, entree("1"))
    Retour.objects.update(non_lu_force=True)
    enregistrer(ctx, identifiant, entree("1", "20261106090000"))
    assert Retour.objects.get().non_lu_force


def test_une_version_plus_ancienne_est_gardee_sans_etre_montree(
    ctx: "Contexte", identifiant: "Identifiant"
) -> None:
    from recepisse.gestion.models import Retour, VersionRetour

    enregistrer(ctx, identifiant, entree("1", "20261106090000"))
    Retour.objects.update(lu=True)
    assert enregistrer(ctx, identifiant, entree("1", "20261105090000", statut="KO")).nb_changes == 0
    retour = Retour.objects.get()
    assert (retour.lu, retour.statut, retour.nb_versions, retour.change_le) == (True, "OK", 2, None)
    assert VersionRetour.objects.get(numero=2).document == "a_telecharger"


def test_deux_retours_de_meme_cle_dans_la_meme_liste(ctx: "Contexte", identifiant: "Identifiant") -> None:
    from recepisse.gestion.models import Retour

    ensemble = (entree("1"), entree("2", "20261105110000"))
    assert enregistrer(ctx, identifiant, *ensemble).nb_nouveaux == 2
    assert enregistrer(ctx, identifiant, *ensemble).nb_nouveaux == 0
    assert enregistrer(ctx, identifiant, ensemble[1]).nb_changes == 0
    assert sorted(Retour.objects.values_list("discriminant", flat=True)) == ["", "2"]


def test_sans_adresse_rien_a_telecharger(ctx: "Contexte", identifiant: "Identifiant") -> None:
    from recepisse.gestion.models import VersionRetour

    enregistrer(ctx, identifiant, entree("", nature="60", url=""))
    version = VersionRetour.objects.get()
    assert (version.document, version.prochaine_action_le) == ("sans", None)


def test_une_publication_illisible_garde_son_texte(
    ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge
) -> None:
    from recepisse.gestion.models import Retour

    enregistrer(ctx, identifiant, entree("1", "bientôt"))
    retour = Retour.objects.get()
    assert (retour.publication, retour.publie_le) == ("bientôt", horloge())


def test_la_publication_est_lue_a_l_heure_de_paris(ctx: "Contexte", identifiant: "Identifiant") -> None:
    from recepisse.gestion.models import Retour

    enregistrer(ctx, identifiant, entree("1", "20260701120000"))
    assert Retour.objects.get().publie_le.isoformat() == "2026-07-01T10:00:00+00:00"


@pytest.mark.parametrize("deja_connu", [True, False])
def test_un_idflux_de_29_caracteres_s_accroche_au_flux_de_23(
    ctx: "Contexte", identifiant: "Identifiant", deja_connu: bool
) -> None:
    from recepisse.echanges.api import ListeRetours
    from recepisse.gestion.gestes.releves.enregistrer_listing import enregistrer_listing
    from recepisse.gestion.models import Flux, Releve, VersionRetour
    from recepisse.retours.listing import FluxListe

    court, long = FluxListe(IDFLUX, (entree("1"),)), FluxListe(IDFLUX + "123456", (entree("7", nature="31"),))
    if deja_connu:
        enregistrer(ctx, identifiant, entree("1"))
    enregistrer_listing(ListeRetours(flux=(long, court)), identifiant, ctx, Releve.Cause.CADENCE)
    enregistrer_listing(ListeRetours(flux=(long,)), identifiant, ctx, Releve.Cause.CADENCE)
    assert Flux.objects.get().idflux == IDFLUX
    suffixe = VersionRetour.objects.get(retour__nature="31")
    assert suffixe.autres == {"idflux annoncé": IDFLUX + "123456"}
    assert VersionRetour.objects.get(retour__nature="51").autres == {}


def test_un_idflux_de_29_caracteres_sans_parent_est_un_flux(
    ctx: "Contexte", identifiant: "Identifiant"
) -> None:
    from recepisse.gestion.models import Flux

    enregistrer(ctx, identifiant, entree("1"), idflux=IDFLUX + "123456")
    assert Flux.objects.get().idflux == IDFLUX + "123456"


def test_le_retour_repete_l_entreprise_de_sa_declaration(ctx: "Contexte", identifiant: "Identifiant") -> None:
    from recepisse.gestion.models import Flux, Retour

    declaration = creer_declaration(ctx)
    Flux.objects.create(idflux=IDFLUX, identifiant=identifiant, declaration=declaration, vu_le=ctx.horloge())
    enregistrer(ctx, identifiant, entree("1"))
    retour = Retour.objects.get()
    assert retour.declaration == declaration
    assert retour.entreprise is not None
    assert (retour.entreprise.siren, retour.etablissement) == (SIREN, declaration.etablissement)


def creer_declaration(ctx: "Contexte", **champs: Any) -> Any:
    from recepisse.gestion.models import Declaration, Entreprise, Etablissement

    entreprise, _ = Entreprise.objects.get_or_create(siren=SIREN)
    etablissement, _ = Etablissement.objects.get_or_create(entreprise=entreprise, nic=NIC)
    valeurs = {"nature": "01", "mois": "2026-10", "fraction": "11", "essai": True} | champs
    return Declaration.objects.create(etablissement=etablissement, cree_le=ctx.horloge(), **valeurs)


def test_plusieurs_reponses_s_ecrivent_en_peu_de_requetes(
    ctx: "Contexte", identifiant: "Identifiant", django_assert_max_num_queries: Any
) -> None:
    from recepisse.gestion.gestes.releves.enregistrer_listing import Annonce, enregistrer_annonces
    from recepisse.gestion.models import Retour
    from recepisse.retours.listing import FluxListe

    annonces = [
        Annonce(
            identifiant.pk,
            (FluxListe(f"F1{rang:021}", tuple(replace(entree(str(n)), nature=str(n)) for n in range(10))),),
        )
        for rang in range(100)
    ]
    with django_assert_max_num_queries(60):  # SQLite takes about forty rows a statement
        comptes = enregistrer_annonces(annonces, ctx.horloge())
    assert sum(c.nb_nouveaux for c in comptes) == Retour.objects.count() == 1000
    with django_assert_max_num_queries(6):
        enregistrer_annonces(annonces, ctx.horloge())
