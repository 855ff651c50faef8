"""The mission document, sentence by sentence, and the tests that prove each of its requirements.

``test_mission`` checks that every test named here exists. The words are ours; ``passage`` says where the
requirement stands in the document.
"""

from typing import Final, NamedTuple

_CADENCE = "tests/integration/test_cadence.py"
_RELEVE = "tests/integration/test_releve.py"
_TELECHARGEMENT = "tests/integration/test_telechargement.py"
_ENVOI = "tests/integration/test_envoi.py"
_MARQUER = "tests/integration/test_marquer.py"
_MOTS = "tests/unitaires/web/test_mots.py"
_FICHES = "tests/unitaires/retours/fiche/test_essentiel.py"
_NATURES = "tests/unitaires/retours/test_natures.py"
_LISTING = "tests/integration/test_listing_enregistrement.py"
_CLASSES = "tests/integration/test_documents_classes.py"
_E_DSN = "tests/integration/ecrans/test_dsn.py"
_E_BANDEAU = "tests/integration/ecrans/test_bandeau.py"
_E_FLUX = "tests/integration/ecrans/test_flux.py"
_E_DECLARATION = "tests/integration/ecrans/test_declaration.py"
_E_RETOUR = "tests/integration/ecrans/test_un_retour.py"
_E_FICHE = "tests/integration/ecrans/test_fiche.py"
_E_BILAN = "tests/integration/ecrans/test_bilan.py"
_E_RETOURS = "tests/integration/ecrans/test_retours.py"
_E_DOCUMENTS = "tests/integration/ecrans/test_documents.py"
_N_DSN = "tests/navigateur/test_dsn.py"
_N_DECLARATION = "tests/navigateur/test_retours_declaration.py"
_N_PARCOURS = "tests/navigateur/test_parcours.py"


class Exigence(NamedTuple):
    """A requirement, where it stands, and its tests (``path::name``)."""

    phrase: str
    passage: str
    tests: tuple[str, ...]


MISSION: Final = (
    # What comes back
    Exigence(
        "tous les retours d’un envoi sont récupérés par une tâche de fond",
        "introduction",
        (
            f"{_TELECHARGEMENT}::test_chaque_document_est_telecharge_a_la_premiere_vue",
            f"{_RELEVE}::test_rien_n_est_perdu_entre_deux_releves",
        ),
    ),
    Exigence(
        "un retour est un simple accusé ou un compte rendu métier",
        "introduction",
        (
            f"{_E_DECLARATION}::test_un_retour_sans_document_le_dit",
            f"{_E_FICHE}::test_chaque_exemple_a_sa_fiche",
        ),
    ),
    Exigence(
        "10 et 11 ont deux noms selon leur statut : rejet ou accusé, anomalies ou conformité",
        "table des retours",
        (f"{_NATURES}::test_le_libelle_depend_du_statut",),
    ),
    Exigence(
        "natures 20 et 21, 60 à 62, 50 et 51, 70 et 71, 92 et 94 d’une mensuelle",
        "table des retours",
        (
            f"{_NATURES}::test_connait_toutes_les_natures_publiees",
            "tests/exactitude/test_retours.py::test_un_exemple_est_lu_exactement",
        ),
    ),
    Exigence(
        "natures 30 et 31 d’un arrêt de travail, 40 et 41 d’une fin de contrat",
        "table des retours",
        (
            f"{_NATURES}::test_connait_toutes_les_natures_publiees",
            f"{_NATURES}::test_chaque_nature_est_complete",
        ),
    ),
    # Polling
    Exigence(
        "après un envoi, ce qui est presque immédiat est lu aussitôt",
        "récupération des retours",
        (f"{_TELECHARGEMENT}::test_apres_un_depot_le_flux_est_relu_de_plus_en_plus_rarement",),
    ),
    Exigence(
        "ensuite, seulement les retours ajoutés ou modifiés depuis la demande précédente",
        "polling",
        (
            f"{_RELEVE}::test_un_releve_lit_jusqu_a_deux_minutes_avant_maintenant",
            f"{_LISTING}::test_la_meme_liste_deux_fois_ne_change_rien",
            f"{_LISTING}::test_un_retour_remplace_se_montre_change_et_non_lu",
        ),
    ),
    Exigence(
        "pour chacun des identifiants utilisés",
        "polling",
        (
            f"{_CADENCE}::test_de_nombreux_comptes_sont_etales_sur_une_minute",
            f"{_CADENCE}::test_battre_laisse_les_bloques_les_inactifs_et_ceux_qui_reculent",
        ),
    ),
    Exigence(
        "une première fois quinze secondes après l’ouverture de la fenêtre, puis toutes les cinq minutes",
        "polling",
        (
            f"{_CADENCE}::test_ouvrir_un_ecran_rapproche_a_quinze_secondes_puis_cinq_minutes",
            f"{_E_DSN}::test_ouvrir_la_page_avance_le_prochain_releve",
        ),
    ),
    Exigence(
        "tant que la fenêtre reste ouverte",
        "polling",
        (
            f"{_E_FLUX}::test_un_ecran_dsn_dit_qu_il_est_ouvert_tant_qu_il_l_est",
            f"{_E_FLUX}::test_la_presence_d_un_onglet_cache_garde_le_rythme",
        ),
    ),
    Exigence(
        "toutes les heures quand aucune fenêtre n’est ouverte",
        "polling",
        (
            f"{_CADENCE}::test_un_ecran_ferme_revient_a_l_heure",
            f"{_CADENCE}::test_le_premier_releve_est_immediat_puis_toutes_les_heures",
        ),
    ),
    Exigence(
        "un message en bas à droite dit la durée restante",
        "polling, barre de messages",
        (
            f"{_N_DSN}::test_cliquer_le_message_du_compte_a_rebours_propose_de_suspendre_ou_de_relever",
            f"{_N_DSN}::test_le_compte_a_rebours_descend",
            f"{_E_BANDEAU}::test_le_compte_a_rebours_est_celui_de_la_cadence",
        ),
    ),
    Exigence(
        "cliquer ce message désactive, ou force une récupération immédiate",
        "polling, barre de messages",
        (
            f"{_N_DSN}::test_cliquer_le_message_du_compte_a_rebours_propose_de_suspendre_ou_de_relever",
            f"{_N_DSN}::test_au_clavier_on_choisit_un_envoi_et_l_on_suspend",
            f"{_CADENCE}::test_suspendre_arrete_tout_et_reprendre_releve_aussitot",
            f"{_CADENCE}::test_relever_maintenant_vaut_meme_suspendu",
        ),
    ),
    Exigence(
        "les taux de prélèvement à la source arrivent longtemps après et servent à la paie suivante",
        "polling, CRM nominatif",
        (
            "tests/integration/test_taux_pas.py::test_la_boucle_entiere_avec_le_simulateur",
            f"{_E_RETOUR}::test_les_taux_montrent_l_ancien_le_nouveau_et_le_futur",
        ),
    ),
    Exigence(
        "« Rafraîchir les retours (CRM) » relit les retours de l’envoi choisi dans la table du haut",
        "relecture forcée",
        (
            f"{_N_DSN}::test_rafraichir_les_retours_de_l_envoi_choisi",
            f"{_E_DSN}::test_rafraichir_redemande_chaque_flux_de_l_envoi",
            f"{_TELECHARGEMENT}::test_rafraichir_un_envoi_rend_ses_flux_dus",
        ),
    ),
    # The main window
    Exigence(
        "un envoi de deux sociétés et trois établissements fait six déclarations, chacune avec ses retours",
        "rappel",
        (
            f"{_ENVOI}::test_deux_societes_et_trois_etablissements_font_six_depots",
            f"{_N_PARCOURS}::test_de_la_connexion_au_retour_lu",
        ),
    ),
    Exigence(
        "ce qui tarde se voit : on revient tant que tous les organismes n’ont pas répondu",
        "attention",
        (
            f"{_E_BILAN}::test_ce_qui_tarde_se_distingue_de_ce_qui_est_attendu",
            "tests/integration/test_attendus.py::test_silence_is_late_return_after_return",
        ),
    ),
    Exigence(
        "écran partagé : les envois au-dessus, les déclarations de l’envoi choisi au-dessous",
        "consulter les retours",
        (
            f"{_N_DSN}::test_les_envois_sont_au_dessus_et_les_declarations_de_l_envoi_choisi_dessous",
            f"{_E_DSN}::test_l_envoi_le_plus_recent_est_choisi_et_ses_declarations_sont_dessous",
            f"{_N_DSN}::test_choisir_un_envoi_garde_le_defilement_de_la_liste",
        ),
    ),
    Exigence(
        "cliquer la mention de « Statut de la déclaration si envoi par l’API-DSN » mène aux retours",
        "consulter les retours",
        (
            f"{_N_DSN}::test_les_envois_sont_au_dessus_et_les_declarations_de_l_envoi_choisi_dessous",
            f"{_N_PARCOURS}::test_de_la_connexion_au_retour_lu",
        ),
    ),
    Exigence(
        "aucune déclaration n’est jamais dite conforme",
        "notion de conformité",
        (
            f"{_E_DSN}::test_jamais_le_mot_conforme",
            f"{_MOTS}::test_chaque_etat_a_une_mention_et_aucune_ne_dit_conforme",
        ),
    ),
    Exigence(
        "« Envoyée » tant qu’aucun retour n’est KO",
        "notion de conformité",
        (f"{_E_DSN}::test_chaque_etat_a_ses_mots", f"{_MOTS}::test_le_premier_ko_suffit"),
    ),
    Exigence(
        "« Envoyée (anomalies rencontrées) » en rouge dès qu’un KO est reçu",
        "notion de conformité",
        (
            f"{_E_DSN}::test_un_seul_ko_rougit_la_mention_et_une_etoile_suit_ce_qui_n_est_pas_lu",
            f"{_N_DSN}::test_la_mention_est_rouge_avec_des_mots_et_suivie_d_une_etoile",
        ),
    ),
    Exigence(
        "une * suit la mention s’il reste un retour non lu",
        "mention suivie d’une *",
        (
            f"{_E_DSN}::test_un_seul_ko_rougit_la_mention_et_une_etoile_suit_ce_qui_n_est_pas_lu",
            f"{_N_DSN}::test_la_mention_est_rouge_avec_des_mots_et_suivie_d_une_etoile",
        ),
    ),
    # The window of a declaration
    Exigence(
        "une fenêtre présente tous les retours de la déclaration",
        "fenêtre des retours",
        (f"{_E_DECLARATION}::test_les_retours_sont_groupes_par_emetteur_dans_l_ordre",),
    ),
    Exigence(
        "une liste déroulante en haut va d’un flux à l’autre, le plus récent affiché par défaut",
        "fenêtre des retours, flux",
        (
            f"{_N_DECLARATION}::test_les_flux_successifs_sont_dans_une_liste_le_dernier_d_abord",
            f"{_E_DECLARATION}::test_le_dernier_flux_est_montre_et_les_autres_restent_a_portee",
        ),
    ),
    Exigence(
        "à gauche, les retours par émetteur : SI-DSN, DGFiP, Urssaf ou MSA, AGIRC-ARRCO, OC",
        "partie gauche",
        (
            f"{_N_DECLARATION}::test_les_retours_sont_classes_par_emetteur_les_anomalies_en_rouge",
            f"{_NATURES}::test_l_arbre_a_huit_groupes_dans_l_ordre_de_l_ecran",
            f"{_NATURES}::test_le_groupe_se_nomme_selon_le_regime",
        ),
    ),
    Exigence(
        "fin de contrat : les retours de France Travail et l’attestation en PDF à remettre",
        "partie gauche",
        (
            f"{_N_DECLARATION}::test_chaque_famille_a_sa_presentation",
            f"{_CLASSES}::test_un_pdf_de_france_travail_est_classe",
        ),
    ),
    Exigence(
        "arrêt de travail : les retours de la CNAM ou de la MSA",
        "partie gauche",
        (f"{_NATURES}::test_l_arbre_a_huit_groupes_dans_l_ordre_de_l_ecran",),
    ),
    Exigence(
        "à gauche, les retours en anomalie sont en rouge",
        "partie gauche",
        (
            f"{_N_DECLARATION}::test_les_retours_sont_classes_par_emetteur_les_anomalies_en_rouge",
            f"{_E_DECLARATION}::test_une_anomalie_se_lit_en_rouge_et_en_mots",
        ),
    ),
    Exigence(
        "cliquer un retour l’affiche à droite, sous une forme propre à son type",
        "partie droite",
        (
            f"{_N_DECLARATION}::test_chaque_famille_a_sa_presentation",
            f"{_N_DECLARATION}::test_l_action_vient_d_abord_dans_une_carte",
            f"{_E_FICHE}::test_une_identite_montre_deux_colonnes",
        ),
    ),
    Exigence(
        "affiché trois secondes, un retour devient Lu",
        "lu et non lu",
        (
            f"{_N_DECLARATION}::test_lu_au_bout_de_trois_secondes_puis_non_lu_pour_toujours",
            f"{_E_DECLARATION}::test_lu_apres_trois_secondes_puis_non_lu_pour_toujours",
        ),
    ),
    Exigence(
        "un interrupteur en haut à droite force Lu ou Non lu",
        "lu et non lu",
        (f"{_N_DECLARATION}::test_lu_au_bout_de_trois_secondes_puis_non_lu_pour_toujours",),
    ),
    Exigence(
        "remis à Non lu, il n’est plus jamais marqué de lui-même",
        "lu et non lu, remarque",
        (
            f"{_N_DECLARATION}::test_lu_au_bout_de_trois_secondes_puis_non_lu_pour_toujours",
            f"{_MARQUER}::test_remis_a_non_lu_a_la_main_jamais_lu_automatiquement",
            f"{_LISTING}::test_le_non_lu_force_survit_a_un_remplacement",
        ),
    ),
    Exigence(
        "l’étoile dit, depuis la fenêtre principale, que de nouveaux retours sont arrivés",
        "lu et non lu",
        (
            f"{_LISTING}::test_un_retour_remplace_se_montre_change_et_non_lu",
            f"{_E_FLUX}::test_un_retour_nouveau_se_dit_a_toutes_les_pages",
        ),
    ),
    Exigence(
        "au bas d’un retour en anomalie, « Marquer l’anomalie comme traitée »",
        "anomalie traitée",
        (
            f"{_N_DECLARATION}::test_marquer_l_anomalie_comme_traitee_puis_revenir",
            f"{_E_DECLARATION}::test_un_retour_sans_anomalie_n_a_pas_ce_bouton",
        ),
    ),
    Exigence(
        "le bouton devient « Anomalie traitée » et se reprend d’un clic",
        "anomalie traitée",
        (
            f"{_N_DECLARATION}::test_marquer_l_anomalie_comme_traitee_puis_revenir",
            f"{_E_DECLARATION}::test_traiter_une_anomalie_et_revenir",
            f"{_MARQUER}::test_traite_et_retour_en_arriere",
        ),
    ),
    Exigence(
        "une anomalie traitée change de présentation : on cible ce qui reste",
        "anomalie traitée",
        (
            f"{_N_DECLARATION}::test_marquer_l_anomalie_comme_traitee_puis_revenir",
            f"{_E_DSN}::test_un_ko_traite_reste_dit_en_rouge",
        ),
    ),
    # Paper
    Exigence(
        "« Imprimer ce retour » et « Imprimer tous les retours » en bas de la fenêtre",
        "impressions",
        (
            f"{_N_DECLARATION}::test_imprimer_ce_retour_tous_les_retours_et_ouvrir_le_pdf",
            f"{_E_FICHE}::test_imprimer_un_retour_et_tous_ceux_du_flux",
            "tests/integration/test_impressions.py::test_un_flux_imprime_ses_retours_dans_l_ordre",
        ),
    ),
    Exigence(
        "« Ouvrir le PDF » de l’attestation et de l’AGIRC-ARRCO, sans déformation",
        "impressions",
        (
            f"{_N_DECLARATION}::test_imprimer_ce_retour_tous_les_retours_et_ouvrir_le_pdf",
            f"{_E_RETOUR}::test_le_pdf_que_tient_un_retour_agirc_arrco_s_ouvre",
            f"{_E_DECLARATION}::test_un_pdf_s_affiche_et_s_ouvre",
        ),
    ),
    Exigence(
        "le détail des cotisations calculées par l’AGIRC-ARRCO",
        "impressions",
        (
            f"{_N_DECLARATION}::test_chaque_famille_a_sa_presentation",
            f"{_FICHES}::test_les_cotisations_de_l_agirc_arrco_sont_montrees_avec_leurs_montants",
        ),
    ),
    Exigence(
        "l’attestation va d’elle-même dans la GED, par un réglage",
        "cas particulier de l’AER",
        (
            f"{_CLASSES}::test_la_copie_est_fidele_et_ne_nomme_personne",
            f"{_CLASSES}::test_sans_reglage_rien_n_est_copie",
            f"{_CLASSES}::test_le_reglage_peut_l_arreter",
            f"{_E_DOCUMENTS}::test_sans_ged_un_administrateur_apprend_ou_la_regler",
        ),
    ),
    # All the returns
    Exigence(
        "« Voir tous les retours (CRM) » en bas à gauche de la fenêtre principale",
        "toutes déclarations confondues",
        (f"{_N_DSN}::test_voir_tous_les_retours_est_en_bas_a_gauche",),
    ),
    Exigence(
        "tous les retours, classés par date",
        "toutes déclarations confondues",
        (f"{_E_RETOURS}::test_les_pages_se_suivent_sans_trou_meme_au_meme_instant",),
    ),
    Exigence(
        "avec différentes options de sélection",
        "toutes déclarations confondues",
        (
            f"{_E_RETOURS}::test_chaque_selection",
            f"{_E_RETOURS}::test_la_selection_reste_dans_l_adresse_et_dans_le_formulaire",
        ),
    ),
    Exigence(
        "tous les retours de l’Urssaf des trente derniers jours en quelques clics",
        "toutes déclarations confondues",
        (
            f"{_E_RETOURS}::test_urssaf_trente_derniers_jours_en_deux_clics",
            f"{_N_PARCOURS}::test_de_la_connexion_au_retour_lu",
        ),
    ),
    Exigence(
        "la liste reste maniable quand les établissements sont nombreux",
        "toutes déclarations confondues",
        (
            f"{_E_RETOURS}::test_le_nombre_de_requetes_est_constant",
            f"{_E_RETOURS}::test_chaque_selection_suit_un_index",
        ),
    ),
)
