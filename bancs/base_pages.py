"""A firm of any size, filled by bulk SQL: what the benchmark of the pages opens.

1,000 companies and 3,000 establishments that deposit every month, ten returns for each flux with their
versions and readings, the anomalies of those that are not OK, what must still come, rates, proposals, filed
documents, polls, a journal, 30 people, portfolios. Only their number changes from a size to another: the
smaller firm has lived a shorter time.

Documents are a few, repeated: the archive finds each by its sum, whatever the number of rows that name it.
"""

from datetime import date, datetime, timedelta

from bancs.ecrire_table import copier_table, remplir_table

ENTREPRISES, ETABLISSEMENTS = 1_000, 3_000
RETOURS_PAR_FLUX = 10
DEPOTS_PAR_ENVOI = 30
IDENTIFIANTS = 10
PERSONNES = 30
GRAND_PORTEFEUILLE, PETIT_PORTEFEUILLE = 100, 3

_GENRES = """genres(k, nature, emetteur, minutes) AS (VALUES
    (0, '10', 'si_dsn', 2), (1, '11', 'si_dsn', 3), (2, '20', 'si_dsn', 30), (3, '60', 'urssaf_msa', 60),
    (4, '61', 'urssaf_msa', 120), (5, '62', 'urssaf_msa', 7200), (6, '92', 'dgfip', 2880),
    (7, '94', 'dgfip', 17280), (8, '70', 'agirc_arrco', 4320), (9, '51', 'oc', 10080))"""

BILAN = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<gipmds:rapport xmlns:gipmds="http://www.gip-mds.fr/" type="X" profil="DSN" version="v02r02">'
    "<envoi><envoi_identification><siret/></envoi_identification>"
    "<envoi_bilan><envoi_etat>OK</envoi_etat></envoi_bilan></envoi><declaration><declaration_identification>"
    "<rang>1</rang><nature>01</nature><type>01</type><fraction>11</fraction><ordre>1</ordre>"
    "</declaration_identification><declaration_bilan><etat>OK</etat></declaration_bilan>"
    + "".join(
        f"<declaration_anomalie><description><code>BA-209-0{rang}</code><categorie>non-bloquant</categorie>"
        "<message>Montant déclaré différent du montant recalculé.</message></description>"
        "</declaration_anomalie>"
        for rang in range(5)
    )
    + "</declaration></gipmds:rapport>"
).encode()


def remplir(retours: int) -> None:
    """Fill the database of this process, unless it already is."""
    from django.db import transaction

    from recepisse.gestion.models import Retour
    from recepisse.site.demarrage import contexte

    if Retour.objects.exists():
        return
    maintenant = contexte().horloge()
    with transaction.atomic():
        _personnes(maintenant)
        _dossiers(retours // RETOURS_PAR_FLUX, maintenant)
        _retours(retours, maintenant)
        _salaries()
        _suites(retours, maintenant)
        _portefeuilles()


def _personnes(maintenant: datetime) -> None:
    from recepisse.gestion.models import Identifiant, Lien, Utilisateur

    roles = ["administrateur", "gestionnaire", "lecteur", "client"]
    Utilisateur.objects.bulk_create(
        Utilisateur(username=f"personne-{rang:02}", role=roles[min(rang, 3) if rang < 4 else 1], password="!")
        for rang in range(PERSONNES)
    )
    Utilisateur.objects.filter(username="personne-01").update(limite=True)
    comptes = Identifiant.objects.bulk_create(
        Identifiant(
            libelle=f"Identifiant {rang}",
            siret=f"{10000000000000 + rang}",
            nom="BANC",
            prenom="Zoé",
            etat="ok",
            dernier_succes_le=maintenant,
            cree_le=maintenant,
            curseur=maintenant,
        )
        for rang in range(IDENTIFIANTS)
    )
    Lien.objects.bulk_create(Lien(identifiant=compte) for compte in comptes)


def _dossiers(flux: int, maintenant: datetime) -> None:
    """Companies, establishments, declarations, envois, deposits and flux, one declaration per flux."""
    from recepisse.gestion import models as m

    somme, octets = _dsn()
    remplir_table(
        m.Entreprise,
        ENTREPRISES,
        {"id": "i + 1", "siren": "CAST(100000001 + i AS TEXT)", "nom": "'Entreprise ' || (i + 1)"},
    )
    remplir_table(
        m.Etablissement,
        ETABLISSEMENTS,
        {"id": "i + 1", "entreprise_id": "i / 3 + 1", "nic": "printf('%05d', i % 3 + 1)"},
    )
    base = date(maintenant.year, maintenant.month, 1) if maintenant.day > 20 else _mois_avant(maintenant)
    # The newest flux are the last: one month back for every 3,000 flux before the newest one.
    recul = f"(({flux} - 1 - i) / {ETABLISSEMENTS})"
    depose = (
        f"datetime('{base}', '-' || {recul} || ' months', '+' || (i % 10 + 3) || ' days',"
        " '+' || (i % 600 + 480) || ' minutes')"
    )
    remplir_table(
        m.Declaration,
        flux,
        {
            "id": "i + 1",
            "etablissement_id": f"i % {ETABLISSEMENTS} + 1",
            "nature": "CASE WHEN i % 200 = 7 THEN '07' ELSE '01' END",
            "mois": f"strftime('%Y-%m', '{base}', '-' || ({recul} + 1) || ' months')",
            "fraction": "'11'",
            "champ": "'01'",
            "essai": "0",
            "cree_le": depose,
        },
    )
    remplir_table(
        m.Envoi,
        max(1, flux // DEPOTS_PAR_ENVOI),
        {
            "id": "i + 1",
            "somme": f"'{somme}'",
            "nom_fichier": "'paie-' || i || '.dsn'",
            "octets": str(octets),
            "lignes": "900",
            "norme": "'P26V01'",
            "essai": "0",
            "point_depot": "'01'",
            "emetteur_siret": "'10000000100001'",
            "identifiant_id": f"i % {IDENTIFIANTS} + 1",
            "rang_renvoi": "i",
            "confirme_reel": "1",
            "utilisateur_id": f"i % {PERSONNES} + 1",
            "cree_le": "'2018-01-01'",
        },
    )
    envois = max(1, flux // DEPOTS_PAR_ENVOI)
    remplir_table(
        m.Depot,
        flux,
        {
            "id": "i + 1",
            "envoi_id": f"min(i / {DEPOTS_PAR_ENVOI}, {envois - 1}) + 1",
            "declaration_id": "i + 1",
            "rang": "i + 1",
            "type": "'01'",
            "salaries": "20",
            "somme": f"'{somme}'",
            "octets": str(octets),
            "etat": "CASE WHEN i % 1009 = 5 THEN 'refuse' ELSE 'depose' END",
            "idflux": "printf('F%022d.', i)",
            "tentative_le": depose,
            "nb_tentatives": "1",
        },
    )
    remplir_table(
        m.TransitionDepot,
        flux * 2,
        {
            "depot_id": "i / 2 + 1",
            "le": f"'{maintenant:%Y-%m-%d %H:%M:%S}'",
            "evenement": "CASE i % 2 WHEN 0 THEN 'tenter' ELSE 'aee_recu' END",
            "de": "CASE i % 2 WHEN 0 THEN 'prepare' ELSE 'tentative' END",
            "vers": "CASE i % 2 WHEN 0 THEN 'tentative' ELSE 'depose' END",
        },
    )
    remplir_table(
        m.Flux,
        flux,
        {
            "id": "i + 1",
            "idflux": "printf('F%022d.', i)",
            "identifiant_id": f"i / {DEPOTS_PAR_ENVOI} % {IDENTIFIANTS} + 1",
            "depot_id": "i + 1",
            "declaration_id": "i + 1",
            "vu_le": depose,
            "depose_le": depose,
        },
    )
    _dater_envois()


def _dater_envois() -> None:
    """Date each envoi like its first flux."""
    from django.db.models import Min, OuterRef, Subquery

    from recepisse.gestion.models import Depot, Envoi

    premiers = Depot.objects.filter(envoi=OuterRef("pk")).order_by().values("envoi")
    Envoi.objects.update(cree_le=Subquery(premiers.annotate(le=Min("tentative_le")).values("le")))


def _retours(retours: int, maintenant: datetime) -> None:
    """Ten returns for each flux, the newest unread, one in sixty not OK, with their versions and readings."""
    from recepisse.gestion import models as m
    from recepisse.site.demarrage import contexte

    somme = contexte().archive.deposer(BILAN)
    instant = f"{maintenant:%Y-%m-%d %H:%M:%S}"
    statut = "CASE WHEN i % 211 = 0 THEN 'KO' WHEN i % 97 = 0 THEN 'ANO' ELSE 'OK' END"
    publie = (
        "min(datetime(f.depose_le, '+' || g.minutes || ' minutes'),"
        f" datetime('{instant}', '-' || (i % 2880 + 1) || ' minutes'))"
    )
    remplir_table(
        m.Retour,
        retours,
        {
            "id": "i + 1",
            "flux_id": "f.id",
            "nature": "g.nature",
            "emetteur": "g.emetteur",
            "statut": statut,
            "publication": "'20260101000000'",
            "publie_le": publie,
            "vu_le": publie,
            "nb_versions": "1 + (i % 2003 = 0)",
            "change_le": f"CASE WHEN i % 2003 = 0 THEN {publie} END",
            "gravite": "CASE WHEN i % 211 = 0 THEN 4 WHEN i % 97 = 0 THEN 2 ELSE 1 END",
            "nb_anomalies": "i % 97 = 0 OR i % 211 = 0",
            "resume": "'Compte rendu reçu : ce que l’organisme en dit tient dans une phrase, sans personne.'",
            "lu": f"i < {retours} * 0.98 AND i % 500 <> 0",
            "traite": f"(i % 97 = 0 OR i % 211 = 0) AND i % 3 <> 0 AND i < {retours} * 0.99",
            "identifiant_id": "f.identifiant_id",
            "declaration_id": "f.declaration_id",
            "entreprise_id": f"(f.id - 1) % {ETABLISSEMENTS} / 3 + 1",
            "etablissement_id": f"(f.id - 1) % {ETABLISSEMENTS} + 1",
        },
        suite=f", {_GENRES}",
        depuis=f"n JOIN genres g ON g.k = i % {RETOURS_PAR_FLUX}"
        f" JOIN gestion_flux f ON f.id = i / {RETOURS_PAR_FLUX} + 1",
    )
    remplir_table(
        m.VersionRetour,
        retours,
        {
            "id": "i + 1",
            "retour_id": "i + 1",
            "numero": "1",
            "courante": "1",
            "statut": statut,
            "publication": "'20260101000000'",
            "vu_le": f"'{instant}'",
            "document": "'conserve'",
            "somme": f"'{somme}'",
            "octets": str(len(BILAN)),
        },
    )
    remplir_table(
        m.LectureRetour,
        retours,
        {
            "id": "i + 1",
            "version_id": "i + 1",
            "etat": "'lue'",
            "lecteurs": "1",
            "famille": "'bilan'",
            "gravite": "1",
            "lue_le": f"'{instant}'",
        },
    )


def _suites(retours: int, maintenant: datetime) -> None:
    """What hangs on the returns: anomalies, what must still come, persons, rates, proposals, documents."""
    from recepisse.gestion import models as m

    instant = f"{maintenant:%Y-%m-%d %H:%M:%S}"
    anomalies = "FROM gestion_retour r WHERE r.statut <> 'OK'"
    copier_table(
        m.Anomalie,
        {
            "id": "r.id",
            "empreinte": "printf('%064d', r.id)",
            "entreprise_id": "r.entreprise_id",
            "etablissement_id": "r.etablissement_id",
            "salarie_id": "CASE WHEN r.id % 4 = 0 THEN (r.etablissement_id - 1) / 3 * 9 + r.id % 9 + 1 END",
            "emetteur": "r.emetteur",
            "code": "'BA-' || (r.id % 40)",
            "etat": "CASE WHEN r.traite THEN 'traitee' WHEN r.id % 5 = 0 THEN 'rouverte' ELSE 'nouvelle' END",
            "gravite": "r.gravite",
            "nature": "r.nature",
            "message": "'Montant déclaré différent du montant recalculé.'",
            "premiere_vue_le": "r.publie_le",
            "derniere_vue_le": "r.publie_le",
            "retour_id": "r.id",
            "declaration_id": "r.declaration_id",
            "depot_id": "r.flux_id",
            "limite_le": f"date('{instant}', '+' || (r.id % 40) || ' days')",
        },
        anomalies,
    )
    copier_table(
        m.ConstatAnomalie,
        {
            "anomalie_id": "r.id",
            "lecture_id": "r.id",
            "rang": "0",
            "vu_le": "r.publie_le",
            "gravite": "r.gravite",
        },
        anomalies,
    )
    copier_table(
        m.EvenementAnomalie,
        {"anomalie_id": "r.id", "le": "r.publie_le", "evenement": "'vue'", "vers": "'nouvelle'"},
        anomalies,
    )
    copier_table(
        m.RetourAttendu,
        {
            "flux_id": "r.flux_id",
            "nature": "r.nature",
            "prevu_le": "r.publie_le",
            "retard_le": "datetime(r.publie_le, '+5 days')",
            "retour_id": f"CASE WHEN r.id < {retours} * 0.995 THEN r.id END",
        },
        "FROM gestion_retour r WHERE r.id % 2 = 0",
    )
    _paie(instant)
    remplir_table(
        m.Releve,
        max(1000, retours // 20),
        {
            "identifiant_id": f"i % {IDENTIFIANTS} + 1",
            "cause": "'cadence'",
            "debut_le": f"datetime('{instant}', '-' || i || ' minutes')",
            "issue": "CASE WHEN i % 400 = 399 THEN 'injoignable' ELSE 'succes' END",
        },
    )
    remplir_table(
        m.Journal,
        max(1000, retours // 20),
        {
            "le": f"datetime('{instant}', '-' || (1000000 - i) || ' seconds')",
            "utilisateur_id": f"i % {PERSONNES} + 1",
            "acte": "CASE i % 3 WHEN 0 THEN 'marquer_lu' WHEN 1 THEN 'marquer_traite' ELSE 'connexion' END",
            "objet": "'retour:' || (i + 1)",
            "precedente": "printf('%064d', i)",
            "empreinte": "printf('%064d', i + 1)",
        },
    )


def _salaries() -> None:
    """Nine persons in each company."""
    from recepisse.gestion import models as m

    remplir_table(
        m.Salarie,
        ENTREPRISES * 9,
        {
            "id": "i + 1",
            "entreprise_id": "i / 9 + 1",
            "cle": "printf('%064d', i)",
            "nom": "'PERSONNE' || i",
            "prenoms": "'Zoé'",
            "matricule": "'M' || i",
        },
    )


def _paie(instant: str) -> None:
    """Rates for each return of the DGFiP, of three persons; proposals; certificates to hand over."""
    from django.db.models import Exists, OuterRef

    from recepisse.gestion import models as m

    copier_table(
        m.CrmTaux,
        {
            "id": "r.id",
            "version_id": "r.id",
            "retour_id": "r.id",
            "declaration_id": "r.declaration_id",
            "etablissement_id": "r.etablissement_id",
            "mois": "d.mois",
            "publie_le": "r.publie_le",
            "valable_jusqu_au": "date(r.publie_le, 'start of month', '+3 months', '-1 day')",
            "etat": "CASE WHEN r.id % 2000 = 8 THEN 'quarantaine' ELSE 'en_vigueur' END",
            "nb_salaries": "3",
            "nb_sans_taux": "0",
            "lu_le": "r.publie_le",
        },
        "FROM gestion_retour r JOIN gestion_declaration d ON d.id = r.declaration_id WHERE r.nature = '94'",
    )
    en_vigueur = m.CrmTaux.objects.filter(etat=m.CrmTaux.Etat.EN_VIGUEUR)
    suivant = en_vigueur.filter(etablissement=OuterRef("etablissement"), publie_le__gt=OuterRef("publie_le"))
    en_vigueur.filter(Exists(suivant)).update(etat=m.CrmTaux.Etat.REMPLACE)
    copier_table(
        m.TauxPas,
        {
            "crm_id": "c.id",
            "salarie_id": "(c.etablissement_id - 1) * 3 + k.column1 + 1",
            "taux": "7.3",
        },
        "FROM gestion_crmtaux c JOIN (VALUES (0), (1), (2)) k",
    )
    copier_table(
        m.Proposition,
        {
            "empreinte": "printf('%064d', r.id)",
            "empreinte_sujet": "printf('%064d', r.id)",
            "genre": "'identite'",
            "etat": "CASE WHEN r.id % 3 = 0 THEN 'acceptee' ELSE 'proposee' END",
            "nature": "r.nature",
            "retour_id": "r.id",
            "version_id": "r.id",
            "declaration_id": "r.declaration_id",
            "entreprise_id": "r.entreprise_id",
            "etablissement_id": "r.etablissement_id",
            "salarie_id": "(r.etablissement_id - 1) / 3 * 9 + r.id % 9 + 1",
            "sujet": "'Nom de famille'",
            "cree_le": "r.publie_le",
        },
        "FROM gestion_retour r WHERE r.nature = '20' AND r.id % 20 = 3",
    )
    copier_table(
        m.DocumentClasse,
        {
            "version_id": "r.id",
            "retour_id": "r.id",
            "genre": "'aer'",
            "somme": "v.somme",
            "octets": "v.octets",
            "declaration_id": "r.declaration_id",
            "classe_le": "r.publie_le",
            "remis_le": f"CASE WHEN r.id % 3 <> 0 THEN '{instant}' END",
        },
        "FROM gestion_retour r JOIN gestion_versionretour v ON v.id = r.id"
        " JOIN gestion_declaration d ON d.id = r.declaration_id WHERE d.nature = '07' AND r.nature = '10'",
    )


def _portefeuilles() -> None:
    """The gestionnaire follows 100 companies, the client three of them; eight others share the rest."""
    from recepisse.gestion.models import Affectation, Portefeuille, Utilisateur

    personnes = {p.username: p for p in Utilisateur.objects.all()}
    lots = [
        ("Dossiers du gestionnaire", "personne-01", range(1, GRAND_PORTEFEUILLE + 1)),
        ("Dossiers du client", "personne-03", range(1, PETIT_PORTEFEUILLE + 1)),
        *(
            (f"Portefeuille {k}", f"personne-{k + 3:02}", range(k * 100 + 1, k * 100 + 101))
            for k in range(1, 9)
        ),
    ]
    for nom, qui, entreprises in lots:
        portefeuille = Portefeuille.objects.create(nom=nom)
        portefeuille.entreprises.add(*entreprises)
        Affectation.objects.create(portefeuille=portefeuille, utilisateur=personnes[qui])


def _dsn() -> tuple[str, int]:
    """Put a DSN of one establishment in the archive; return its sum and its size."""
    from recepisse.simulateur.fabrique import entreprise_fictive, fabriquer_dsn
    from recepisse.site.demarrage import contexte

    octets = fabriquer_dsn([entreprise_fictive(1, 1)], date(2026, 10, 1))
    return contexte().archive.deposer(octets), len(octets)


def _mois_avant(instant: datetime) -> date:
    return (instant.date().replace(day=1) - timedelta(days=1)).replace(day=1)
