"""The DSN as sent: its blocks, its persons, a search, what changed, and who sees which numbers."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from recepisse.simulateur.fabrique import EntrepriseFictive, EtablissementFictif, entreprise_fictive
from tests.integration.aide import Declaree, build_dsn
from tests.integration.ecrans.monde import Monde
from tests.integration.ecrans.requetes import requetes_de

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Anomalie, Depot, Portefeuille

NIR = "1850578006048"
MASQUE = "1850578······"

Poser = Callable[..., "Depot"]


@pytest.fixture
def poser(monde: Monde, ctx: "Contexte") -> Poser:
    """Make a deposit whose bytes are in the archive."""

    def une(octets: bytes | None = None, *, mois: str = "2026-10", etat: str = "depose") -> "Depot":
        octets = build_dsn() if octets is None else octets
        depot = monde.depot(monde.envoi(), etat=etat)
        depot.declaration = monde.declaration(mois=mois)
        depot.somme, depot.octets = ctx.archive.deposer(octets), len(octets)
        depot.save()
        return depot

    return une


@pytest.fixture
def reprocher(monde: Monde) -> "Callable[..., Anomalie]":
    """Make an anomaly about a line of a deposit."""

    def une(depot: "Depot", ligne: int, code: str = "CCH-11", etat: str = "nouvelle") -> "Anomalie":
        from recepisse.gestion.models import Anomalie

        flux = depot.flux if hasattr(depot, "flux") else monde.flux(depot)
        retour = flux.retours.first() or monde.retour(flux, "11", "KO")
        return Anomalie.objects.create(
            empreinte=f"{code}-{depot.pk}-{ligne}",
            entreprise=depot.declaration.etablissement.entreprise,
            emetteur="SI-DSN",
            code=code,
            etat=etat,
            gravite=4,
            nature="11",
            message="Valeur non attendue",
            premiere_vue_le=monde.horloge(),
            derniere_vue_le=monde.horloge(),
            retour=retour,
            declaration=depot.declaration,
            depot=depot,
            ligne=ligne,
        )

    return une


def grande(salaries: int, mois: str = "2026-10") -> bytes:
    from datetime import date

    from recepisse.simulateur.fabrique import fabriquer_dsn

    petite = entreprise_fictive(5, 1)
    etablissements = tuple(EtablissementFictif(e.nic, e.ville, salaries) for e in petite.etablissements)
    entreprise = EntrepriseFictive(petite.siren, petite.nom, etablissements)
    return fabriquer_dsn([entreprise], date.fromisoformat(f"{mois}-01"))


def corps(client: "Client", depot: "Depot", suite: str = "") -> str:
    reponse = client.get(f"/dsn/depots/{depot.pk}/contenu/{suite}")
    assert reponse.status_code == 200, reponse.status_code
    return texte(reponse.content)


def texte(octets: bytes) -> str:
    return octets.decode().replace("&#x27;", "'")


def chercher(client: "Client", depot: "Depot", quoi: str) -> str:
    reponse = client.post(f"/dsn/depots/{depot.pk}/contenu/recherche/", {"quoi": quoi})
    assert reponse.status_code == 200
    return texte(reponse.content)


def ligne_de(octets: bytes, debut: str) -> int:
    lignes = octets.decode("latin-1").split("\r\n")
    return next(rang for rang, ligne in enumerate(lignes, 1) if ligne.startswith(debut))


# --- the blocks and their labels ---------------------------------------------------------------------


def test_le_sommaire_dit_les_blocs_avec_les_libelles_de_la_norme(poser: Poser, gestion: "Client") -> None:
    page = corps(gestion, poser())
    for libelle in ("Envoi", "Contact chez le déclaré", "Entreprise", "Etablissement", "MARTIN Zoé"):
        assert libelle in page
    assert "Personnes <span" in page


def test_un_bloc_montre_chaque_ligne_sa_rubrique_sa_valeur_et_ce_qu_elle_veut_dire(
    poser: Poser, gestion: "Client"
) -> None:
    page = corps(gestion, poser(), "?bloc=S20.G00.05")
    ligne = re.search(r'<tr id="l(\d+)"[^>]*>(.*?)</tr>', page)
    assert ligne
    assert int(ligne[1]) == ligne_de(build_dsn(), "S20.G00.05.001")
    for morceau in ("S20.G00.05.001", "Nature de la déclaration", ">01<", "DSN Mensuelle"):
        assert morceau in ligne[2]


def test_une_rubrique_inconnue_est_montree_telle_quelle(poser: Poser, gestion: "Client") -> None:
    octets = build_dsn().replace(b"S21.G00.11.005", b"S21.G00.11.777")
    page = corps(gestion, poser(octets), "?bloc=S21.G00.11")
    assert "S21.G00.11.777" in page
    assert "inconnue de la norme" in page
    assert "PARIS 10" in page


@pytest.mark.parametrize("suite", ["?bloc=S21.G00.99", "?salarie=2", "?salarie=999999999999"])
def test_ce_que_le_fichier_n_a_pas_est_introuvable(poser: Poser, gestion: "Client", suite: str) -> None:
    assert gestion.get(f"/dsn/depots/{poser().pk}/contenu/{suite}").status_code == 404


def test_beaucoup_de_blocs_se_lisent_par_pages(poser: Poser, gestion: "Client") -> None:
    lieux = b"".join(b"S21.G00.85.001,'%05d'\r\nS21.G00.85.005,'VILLE'\r\n" % n for n in range(95))
    depot = poser(build_dsn().replace(b"S90.G00.90.001", lieux + b"S90.G00.90.001"))
    page = corps(gestion, depot, "?bloc=S21.G00.85")
    assert "1 à 40 sur 95" in page
    assert "?bloc=S21.G00.85&amp;depuis=40" in page
    assert "81 à 95 sur 95" in corps(gestion, depot, "?bloc=S21.G00.85&depuis=80")
    lieu = ligne_de(depot_octets(depot), "S21.G00.85.001,'00094'")
    reponse = gestion.get(f"/dsn/depots/{depot.pk}/contenu/?ligne={lieu}")
    assert reponse.headers["Location"].endswith(f"?bloc=S21.G00.85&depuis=80&ligne={lieu}#l{lieu}")


def depot_octets(depot: "Depot") -> bytes:
    from recepisse.site import demarrage

    return demarrage.contexte().archive.lire(depot.somme)


# --- from an anomaly to its line ---------------------------------------------------------------------


def test_une_anomalie_mene_a_la_ligne_que_le_navigateur_met_en_avant(
    poser: Poser, gestion: "Client", reprocher: "Callable[..., Anomalie]"
) -> None:
    depot = poser()
    ligne = ligne_de(build_dsn(), "S21.G00.30.006")
    reprocher(depot, ligne)
    assert f'/contenu/?ligne={ligne}"' in corps(gestion, depot)
    reponse = gestion.get(f"/dsn/depots/{depot.pk}/contenu/?ligne={ligne}")
    adresse = reponse.headers["Location"]
    assert adresse == f"/dsn/depots/{depot.pk}/contenu/?salarie=1&vue=rubriques&ligne={ligne}#l{ligne}"
    page = texte(gestion.get(adresse.partition("#")[0]).content)
    assert f'<tr id="l{ligne}" tabindex="-1" class="choisi">' in page
    apres = page.split(f'id="l{ligne}"')[1].split('id="l')[0]
    assert "Anomalie CCH-11" in apres
    assert "Valeur non attendue" in apres
    assert "1 anomalie à traiter" in page


def test_une_anomalie_traitee_n_appelle_plus_personne(
    poser: Poser, gestion: "Client", reprocher: "Callable[..., Anomalie]"
) -> None:
    depot = poser()
    reprocher(depot, ligne_de(build_dsn(), "S21.G00.30.006"), etat="traitee")
    page = corps(gestion, depot, "?salarie=1&vue=rubriques")
    assert "Traitée" in page
    assert "à traiter" not in page


def test_une_ligne_hors_des_personnes_et_une_ligne_absente(poser: Poser, gestion: "Client") -> None:
    depot = poser()
    ligne = ligne_de(build_dsn(), "S21.G00.11.002")
    reponse = gestion.get(f"/dsn/depots/{depot.pk}/contenu/?ligne={ligne}")
    assert reponse.headers["Location"].endswith(f"?bloc=S21.G00.11&depuis=0&ligne={ligne}#l{ligne}")
    assert "Le fichier n’a pas de ligne 99" in corps(gestion, depot, "?ligne=999")


# --- a person ----------------------------------------------------------------------------------------


def test_la_fiche_d_une_personne_se_lit_en_francais(poser: Poser, gestion: "Client") -> None:
    page = corps(gestion, poser(grande(3)), "?salarie=2")
    for titre in (
        "Identité",
        "Contrat ",
        "Versement du 31/10/2026",
        "Rémunérations, primes et autres revenus",
        "Bases et cotisations",
        "Rémunération nette fiscale",
    ):
        assert titre in page, titre
    assert re.search(r"[0-9]\u202f[0-9]{3},[0-9]{2}\u202f€", page)
    assert "du 01/10/2026 au 31/10/2026" in page
    assert "personne 2 sur 3" in page


def test_toutes_ses_rubriques_sont_accessibles(poser: Poser, gestion: "Client") -> None:
    octets = grande(3)
    lignes = octets.decode("latin-1").split("\r\n")
    depot = poser(octets)
    debut, fin = (
        [n for n, ligne in enumerate(lignes, 1) if ligne.startswith("S21.G00.30.001")][rang]
        for rang in (1, 2)
    )
    page = corps(gestion, depot, "?salarie=2&vue=rubriques")
    assert re.findall(r'<tr id="l(\d+)"', page) == [str(n) for n in range(debut, fin)]


def test_le_numero_est_masque_et_le_demasquer_est_journalise(
    poser: Poser, gestion: "Client", lecteur: "Client"
) -> None:
    from recepisse.gestion.models import Journal

    depot = poser()
    for suite in ("?salarie=1", "?salarie=1&vue=rubriques"):
        page = corps(gestion, depot, suite)
        assert NIR not in page
        assert MASQUE in page
    for client, vue in ((gestion, ""), (lecteur, "rubriques")):
        reponse = client.post(f"/dsn/depots/{depot.pk}/contenu/demasquer/", {"salarie": "1", "vue": vue})
        assert NIR in texte(reponse.content)
        assert "inscrit au journal" in texte(reponse.content)
    actes = Journal.objects.filter(acte="demasquer")
    assert [(j.objet, j.detail) for j in actes] == [(f"depot:{depot.pk}", {"salarie": 1})] * 2
    assert gestion.get(f"/dsn/depots/{depot.pk}/contenu/demasquer/").status_code == 405
    assert gestion.post(f"/dsn/depots/{depot.pk}/contenu/demasquer/", {"salarie": "9"}).status_code == 404
    assert Journal.objects.filter(acte="demasquer").count() == 2


def test_aucun_numero_ailleurs_que_demasque(poser: Poser, gestion: "Client") -> None:
    depot = poser()
    for page in (corps(gestion, depot), chercher(gestion, depot, NIR), chercher(gestion, depot, "MARTIN")):
        assert NIR not in re.sub(r'<input id="quoi"[^>]*>', "", page)


def test_les_personnes_se_lisent_par_pages(poser: Poser, gestion: "Client") -> None:
    depot = poser(grande(70))
    page = corps(gestion, depot)
    assert len(re.findall(r"\?salarie=\d+\"", page)) == 30
    assert "?depuis=31" in page
    page = corps(gestion, depot, "?depuis=61")
    assert re.findall(r"\?salarie=(\d+)\"", page) == [str(n) for n in range(61, 71)]
    assert "Personnes suivantes" not in page
    assert 'salarie=45" aria-current="true"' in corps(gestion, depot, "?salarie=45")


# --- search ------------------------------------------------------------------------------------------


def test_chercher_une_rubrique_un_nom_un_montant_un_texte(poser: Poser, gestion: "Client") -> None:
    depot = poser(grande(3))
    par_rubrique = chercher(gestion, depot, "S21.G00.30.002")
    assert "3 lignes" in par_rubrique
    nom = re.search(r"<td>([A-ZÉÈ' -]+)</td><td><a", par_rubrique)
    assert nom
    par_nom = chercher(gestion, depot, nom[1].lower())
    assert "Personnes trouvées" in par_nom
    montant = re.search(r"S21\.G00\.50\.002,'(\d+)\.(\d\d)'", depot_octets(depot).decode("latin-1"))
    assert montant
    saisi = f"{int(montant[1]):,}".replace(",", " ") + f",{montant[2]}"
    assert "S21.G00.50.002" in chercher(gestion, depot, saisi)
    assert "Rien dans ce fichier ne correspond" in chercher(gestion, depot, "introuvable")


def test_une_recherche_trop_courte_ou_vide_est_dite(poser: Poser, gestion: "Client") -> None:
    depot = poser()
    assert "au moins deux caractères" in chercher(gestion, depot, "a")
    assert "Écrivez ce que vous cherchez" in chercher(gestion, depot, "  ")


def test_un_nom_n_est_jamais_dans_une_adresse(poser: Poser, gestion: "Client") -> None:
    depot = poser()
    assert gestion.get(f"/dsn/depots/{depot.pk}/contenu/recherche/?quoi=MARTIN").status_code == 405
    for page in (corps(gestion, depot), chercher(gestion, depot, "MARTIN")):
        assert not [a for a in re.findall(r'(?:href|action|hx-get)="([^"]*)"', page) if "MARTIN" in a.upper()]


def test_la_recherche_est_bornee(poser: Poser, gestion: "Client", monkeypatch: pytest.MonkeyPatch) -> None:
    from recepisse.web.contenu import views

    monkeypatch.setattr(views, "LIGNES", 2)
    monkeypatch.setattr(views, "PERSONNES", 1)
    depot = poser(build_dsn([Declaree()]))
    page = chercher(gestion, depot, "PARIS 10")
    assert "Plus de 2 lignes" in page
    assert len(re.findall(r"class=\"renvoi\"", page)) == 2


# --- what changed ------------------------------------------------------------------------------------


def test_ce_qui_a_change_depuis_le_mois_precedent(poser: Poser, gestion: "Client") -> None:
    avant = grande(4, "2026-09")
    depart = avant.rindex(b"S21.G00.30.001")
    fin = avant.index(b"S90.G00.90.001")
    poser(avant[:depart] + avant[fin:], mois="2026-09")
    apres = grande(4, "2026-10")
    depot = poser(apres, mois="2026-10")
    page = corps(gestion, depot, "differences/")
    assert "la précédente (septembre 2026)" in page
    assert "1 entrée<" in page
    assert "0 sortie<" in page
    assert "3 présentes dans les deux" in page
    assert re.search(r"[+−][0-9]", page)
    assert "Rémunération nette fiscale" in page
    assert "cotisations</summary>" in page


def test_ce_qui_a_change_depuis_la_declaration_remplacee(poser: Poser, gestion: "Client") -> None:
    poser(mois="2026-09")
    poser()
    depot = poser(build_dsn().replace(b"'MARTIN'", b"'MARTEAU'"))
    page = corps(gestion, depot, "differences/?avec=remplacee")
    assert "celle qu’elle remplace" in page
    assert "MARTEAU" in page
    assert "1 différence<" in page
    assert "Comparer à la précédente (septembre 2026)" in page


def test_une_declaration_refusee_n_est_pas_celle_d_avant(poser: Poser, gestion: "Client") -> None:
    poser(mois="2026-09", etat="refuse")
    assert "Aucune déclaration antérieure" in corps(gestion, poser(), "differences/")


def test_un_essai_se_compare_a_la_declaration_reelle_du_mois_precedent(
    poser: Poser, monde: Monde, gestion: "Client"
) -> None:
    essai, reelle = poser(mois="2026-09"), poser(mois="2026-09")
    reelle.declaration = monde.declaration(mois="2026-09", essai=False)
    reelle.save()
    page = corps(gestion, poser(), "differences/")
    assert f"/dsn/depots/{reelle.pk}/contenu/" in page
    assert f"/dsn/depots/{essai.pk}/contenu/" not in page


def test_rien_n_a_change(poser: Poser, gestion: "Client") -> None:
    poser(mois="2026-09")
    page = corps(gestion, poser(), "differences/")
    assert "Rien n’a changé." in page
    assert "Aucune différence pour 1 personne comparée" in page


def test_les_differences_se_lisent_par_pages(
    poser: Poser, gestion: "Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    poser(grande(25, "2026-09"), mois="2026-09")
    depot = poser(grande(25, "2026-10"))
    page = corps(gestion, depot, "differences/")
    assert len(re.findall(r'id="t-p\d+"', page)) == 10
    assert "?avec=mois&amp;depuis=11" in page
    derniere = corps(gestion, depot, "differences/?depuis=21")
    assert len(re.findall(r'id="t-p\d+"', derniere)) == 5
    assert "C’est la fin de la déclaration" in derniere


# --- who, and at what price --------------------------------------------------------------------------


def test_hors_du_portefeuille_rien_n_existe(
    poser: Poser, client_lecteur: "Client", portefeuille: "Portefeuille"
) -> None:
    depot = poser()
    adresses = [f"/dsn/depots/{depot.pk}/contenu/{suite}" for suite in ("", "differences/")]
    actes = [f"/dsn/depots/{depot.pk}/contenu/{suite}/" for suite in ("recherche", "demasquer")]
    assert [client_lecteur.get(a).status_code for a in adresses] == [404, 404]
    assert [client_lecteur.post(a, {"quoi": "MARTIN"}).status_code for a in actes] == [404, 404]
    portefeuille.entreprises.add(depot.declaration.etablissement.entreprise)
    assert [client_lecteur.get(a).status_code for a in adresses] == [200, 200]
    assert "MARTIN" in chercher(client_lecteur, depot, "MARTIN")


def test_des_octets_perdus_ou_alteres_sont_dits(poser: Poser, gestion: "Client", ctx: "Contexte") -> None:
    depot = poser()
    chemin = ctx.archive.chemin(depot.somme)
    chemin.chmod(0o600)
    chemin.write_bytes(b"autre chose")
    assert "a été altéré dans l’archive" in corps(gestion, depot)
    chemin.unlink()
    for suite in ("", "?salarie=1", "?ligne=3"):
        assert "ne peut pas être relue" in corps(gestion, depot, suite)
    assert "ne peut pas être relue" in chercher(gestion, depot, "MARTIN")


def test_le_nombre_de_requetes_ne_depend_pas_de_la_taille(
    poser: Poser, gestion: "Client", reprocher: "Callable[..., Anomalie]"
) -> None:
    petit, grand = poser(grande(2), mois="2026-08"), poser(grande(200), mois="2026-09")
    for depot, combien in ((petit, 1), (grand, 40)):
        for rang in range(combien):
            reprocher(depot, 60 + rang, f"C{rang}")
    for suite in ("", "?salarie=1&vue=rubriques", "?bloc=S20.G00.05", "differences/"):
        adresses = [f"/dsn/depots/{depot.pk}/contenu/{suite}" for depot in (petit, grand)]
        requetes_de(gestion, adresses[0])
        une, autre = (len(requetes_de(gestion, adresse)) for adresse in adresses)
        assert une == autre, suite
        assert une <= 16


def test_la_page_d_une_grande_declaration_reste_legere(poser: Poser, gestion: "Client") -> None:
    depot = poser(grande(2000))
    for suite in ("", "?salarie=1000", "?salarie=1000&vue=rubriques"):
        assert len(corps(gestion, depot, suite).encode()) < 150_000, suite


def test_l_index_se_garde_sans_rien_dire_des_personnes(
    poser: Poser, gestion: "Client", ctx: "Contexte"
) -> None:
    from recepisse.gestion.gestes.envois.ouvrir_contenu import DOSSIER

    depot = poser()
    corps(gestion, depot)
    (index,) = (ctx.reglages.donnees / DOSSIER).rglob("*.json")
    assert index.stat().st_mode & 0o777 == 0o600
    assert index.parent.name + index.stem == depot.somme
    assert not re.search(r"MARTIN|185057|Zo", index.read_text("ascii"))
    assert not [autre for autre in index.parent.iterdir() if autre.name.startswith(".")]
