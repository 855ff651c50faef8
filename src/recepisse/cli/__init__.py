"""The command line: the table of its commands, none of which is imported before it is called.

Each line gives the words of ``--help`` and the ``module:attribut`` that holds the click command, so that
help, and the commands that only read a file, start without Django. Errors end in
:mod:`recepisse.cli._sortie`.
"""

import click

from recepisse import __version__
from recepisse.cli._paresseux import Groupe, Lien, Principal

COMMANDES: dict[str, Lien | Groupe] = {
    "dsn": Groupe(
        "Lire, découper et déposer des fichiers DSN.",
        {
            "apercu": Lien("Montrer ce que contient un fichier DSN.", "dsn_fichier:apercu"),
            "lire": Lien("Lire un fichier DSN avec les libellés de la norme.", "dsn_contenu:lire"),
            "comparer": Lien("Dire ce qui a changé d’une déclaration à une autre.", "dsn_contenu:comparer"),
            "decouper": Lien(
                "Écrire chaque déclaration d’un fichier dans un fichier à elle.", "dsn_fichier:decouper"
            ),
            "deposer": Lien("Déposer les déclarations d’un fichier par l’API-DSN.", "deposer:deposer"),
        },
    ),
    "retours": Groupe(
        "Relever, lister et ouvrir les retours.",
        {
            "lire": Lien("Lire des documents de retour, sans rien conserver.", "retours_lire:lire"),
            "relever": Lien("Relever maintenant les retours de tous les identifiants.", "retours:relever"),
            "rafraichir": Lien("Relever les retours d’un seul envoi.", "retours:rafraichir"),
            "lister": Lien("Lister les retours reçus.", "retours:lister"),
            "ouvrir": Lien("Écrire le document d’un retour.", "retours:ouvrir"),
            "relire": Lien("Relire tous les documents conservés.", "retours_relire:relire"),
            "attendus": Lien("Lister les retours qui doivent encore venir.", "retours_attendus:attendus"),
            "exporter-taux": Lien(
                "Écrire les taux de prélèvement à la source pour la paie.", "taux:exporter_taux"
            ),
            "imprimer": Lien(
                "Écrire un PDF de retours, d’anomalies ou de taux.", "retours_imprimer:imprimer"
            ),
        },
    ),
    "taux": Groupe(
        "Consulter les taux de prélèvement à la source, et décider de ceux en quarantaine.",
        {
            "lister": Lien("Lister le taux de chaque personne, et d’où il vient.", "taux:lister"),
            "sans-taux": Lien(
                "Lister qui serait payé sans taux valide à la prochaine paie.", "taux:sans_taux"
            ),
            "historique": Lien("Montrer tous les taux reçus pour une personne.", "taux:historique"),
            "quarantaine": Lien(
                "Lister ou détailler les comptes rendus de taux à décider.", "taux:quarantaine"
            ),
            "accepter": Lien("Accepter les taux d’un compte rendu en quarantaine.", "taux:accepter"),
            "refuser": Lien("Écarter les taux d’un compte rendu.", "taux:refuser"),
        },
    ),
    "propositions": Groupe(
        "Décider de ce que les retours proposent à la paie.",
        {
            "lister": Lien("Lister ce que les retours proposent à la paie.", "propositions:lister"),
            "accepter": Lien("Dire que la paie prend une valeur.", "propositions:accepter"),
            "refuser": Lien("Dire que la paie garde la sienne.", "propositions:refuser"),
            "exporter": Lien("Écrire les propositions pour le logiciel de paie.", "propositions:exporter"),
        },
    ),
    "documents": Groupe(
        "Remettre les documents classés : attestations employeur (AER).",
        {
            "lister": Lien("Lister les documents classés.", "documents:lister"),
            "ouvrir": Lien("Écrire un document, tel que reçu.", "documents:ouvrir"),
            "remettre": Lien("Marquer des documents comme remis au salarié.", "documents:remettre"),
            "copier": Lien("Copier les documents dans le dossier de la GED.", "documents:copier"),
        },
    ),
    "anomalies": Groupe(
        "Suivre ce que les retours reprochent.",
        {
            "lister": Lien("Lister les anomalies, les plus graves d’abord.", "anomalies:lister"),
            "montrer": Lien("Montrer une anomalie et toute son histoire.", "anomalies:montrer"),
            "traiter": Lien("Marquer des anomalies comme traitées.", "anomalies:traiter"),
            "reprendre": Lien("Remettre des anomalies à traiter.", "anomalies:reprendre"),
            "assigner": Lien("Assigner des anomalies à une personne.", "anomalies_actes:assigner"),
            "commenter": Lien("Commenter une anomalie.", "anomalies_actes:commenter"),
            "corriger": Lien(
                "Dire dans la DSN de quel mois elles sont corrigées.", "anomalies_actes:corriger"
            ),
            "contester": Lien("Dire qu’elles sont contestées.", "anomalies_actes:contester"),
            "ignorer": Lien("Ignorer un contrôle jusqu’à une date.", "anomalies:ignorer"),
            "lever": Lien("Ne plus ignorer un contrôle.", "anomalies:lever"),
        },
    ),
    "identifiant": Groupe(
        "Gérer les identifiants DSN.",
        {
            "ajouter": Lien("Ajouter un identifiant ; le mot de passe est demandé.", "identifiant:ajouter"),
            "eprouver": Lien(
                "Vérifier qu’un identifiant est accepté par le service.", "identifiant:eprouver"
            ),
            "lister": Lien("Lister les identifiants et leur état.", "identifiant:lister"),
            "modifier": Lien("Modifier un identifiant ou son mot de passe.", "identifiant:modifier"),
        },
    ),
    "utilisateur": Groupe(
        "Gérer les personnes qui se connectent.",
        {
            "creer": Lien("Créer un compte ; le mot de passe est demandé.", "utilisateur:creer"),
            "lister": Lien("Lister les comptes et ce que chacun voit.", "utilisateur:lister"),
            "modifier": Lien("Changer un rôle ou un périmètre.", "utilisateur:modifier"),
            "desactiver": Lien("Fermer un compte et ses sessions.", "utilisateur:desactiver"),
            "reactiver": Lien("Rouvrir un compte.", "utilisateur:reactiver"),
            "mot-de-passe": Lien("Donner un nouveau mot de passe.", "utilisateur:mot_de_passe"),
            "fermer-sessions": Lien("Fermer les sessions d’une personne.", "utilisateur:fermer"),
        },
    ),
    "portefeuille": Groupe(
        "Dire quelles entreprises chacun suit.",
        {
            "lister": Lien("Lister les portefeuilles et qui les suit.", "portefeuille:lister"),
            "creer": Lien("Créer un portefeuille vide.", "portefeuille:creer"),
            "ajouter": Lien("Ajouter des entreprises à un portefeuille.", "portefeuille:ajouter"),
            "retirer": Lien("Retirer des entreprises d’un portefeuille.", "portefeuille:retirer"),
            "affecter": Lien("Confier un portefeuille à une personne.", "portefeuille:affecter"),
        },
    ),
    "a-faire": Lien("Dire ce qu’il faut faire maintenant, et avant quand.", "a_faire:a_faire"),
    "etat": Lien("Dire si tout va bien : identifiants, relevés, dépôts, place.", "etat:etat"),
    "reglages": Lien("Montrer chaque réglage, sa valeur et son origine.", "reglages:reglages"),
    "serveur": Lien("Démarrer le serveur web.", "serveur:serveur"),
    "travaux": Lien("Exécuter les travaux dus sans serveur web.", "travaux:travaux"),
    "simulateur": Lien("Démarrer un simulateur des services de l’État.", "simulateur:simulateur"),
    "demo": Lien("Démarrer une démonstration complète, sans aucun réglage.", "demo:demo"),
    "archive": Groupe(
        "Contrôler les documents conservés.",
        {"verifier": Lien("Relire chaque document et contrôler sa somme.", "archive:verifier")},
    ),
    "sauvegarder": Lien(
        "Copier toutes les données, même pendant que le serveur tourne.", "sauvegarde:sauvegarder"
    ),
    "restaurer": Lien("Remettre en place une sauvegarde dans un dossier vide.", "sauvegarde:restaurer"),
}

principal = Principal(
    COMMANDES,
    name="recepisse",
    help="Envoyer les déclarations sociales à l’État et en rapporter tous les retours.",
    epilog="« recepisse COMMANDE --help » détaille chaque commande.",
)
principal.params.append(
    click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=lambda contexte, _option, demande: (
            demande and (print(f"recepisse {__version__}"), contexte.exit())
        ),
        help="Affiche la version et s’arrête.",
    )
)
