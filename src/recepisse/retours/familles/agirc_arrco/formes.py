"""Shapes of the documents of AGIRC-ARRCO: names of their schemas (RC V07 and the two DTO).

The order of the schemas is not asked for: only the names count.
"""

from recepisse.retours.familles.gabarit import gabarit

ENVELOPPES = gabarit(
    listes={
        "enveloppe": gabarit(
            blocs={
                "enveloppeContenu": gabarit(
                    listes={
                        "crm": gabarit(
                            blocs={
                                "crmContenu": gabarit("contenu"),
                                "crmMetaDonnees": gabarit(
                                    "codeTypeCRM dateDebutEffet dateFinEffet identifiantTechniqueDocument"
                                    " numeroVersionStructure timestampCreation zoneAutoDecrite"
                                ),
                            }
                        )
                    }
                ),
                "enveloppeMetaDonnees": gabarit(
                    "codeTypeEnveloppe identifiantSystemeCommuniquant numeroVersionStructure"
                    " timestampConstitution"
                ),
                "objetGestion": gabarit(
                    "codeTypeObjetGestion designation identifiantExterne identifiantTechnique"
                    " identifiantInterlocution"
                ),
            }
        )
    }
)
"""Envelope (``enveloppeRoot``)."""

CRE = gabarit(
    blocs={
        "declaration": gabarit(
            "dateDebut dateFin nombreIndividusDeclares codeTypeDeclaration libelleCodeTypeDeclaration"
            " numeroFraction nombreFractionAttendue codeDevise libelleCodeDevise version"
            " dateEffetStatutCourant"
        ),
        "entrepriseDeclaree": gabarit(
            "codeAPE codePostal libelleComplementLocalisation libelleComplementLocalisationVoie"
            " libelleLocalite libelleNic libelleSiren nombreEffectifMoyen numeroNatureLibelleVoie version"
        ),
        "etablissementDeclare": gabarit(
            "codeNAF codePostal codeTypeRemunerationExpatrie libelleComplementLocalisation"
            " libelleComplementLocalisationVoie libelleLocalite libelleNic numeroNatureLibelleVoie"
            " libelleEnseigneEtablissement version"
        ),
        "creDsn": gabarit(
            "mtTotalAgirc mtTotalArrco mtTotalRF mtAllegAA dateDemarrageRF dateDemarrageAG"
            " indAssocCotDcla indAllgGenEcart anoRegulAnt version mtExoLODEOM mtExoAideDom"
        ),
        "paiementsDeclare": gabarit(
            listes={
                "paiementDeclare": gabarit(
                    "dateDebutPeriodeRattachement dateFinPeriodeRattachement datePaiement"
                    " idOrganismeProtectionSociale identifiantEntiteAffectationOperation libelleBIC"
                    " libelleIBAN modePaiement montantVersement siretPayeur libelleGPS version"
                )
            }
        ),
        "contrats": gabarit(
            listes={
                "contrat": gabarit(
                    "codeStatutCategoriel libelleStatutCategoriel nombreContratTravail version"
                )
            }
        ),
        "libelleComplementaire": gabarit("libelleComplement"),
    }
)
"""Synthesis (``accuseReceptionDSNDTO``)."""

_ADRESSE = gabarit(
    "version numeroNatureLibelleVoie codePostal libelleLocalite libellecomplementLocalisationVoie"
    " libellecomplementLocalisationCstr"
)
_TOTAL = gabarit(
    "montantsPeriodeCalcul signeMontantsPeriodeCalcul montantsPeriodeNotifiee"
    " signeMontantsPeriodeNotifiee codeTypeCotisation libelleTypeCotisation codeNatureVentilation"
    " libelleNatureVentilation tauxAppele montantAssiettePrincipale montantAssietteSecondaire"
)
_COTISATION = gabarit(
    "version libelleGarantie idLienCatPro codeTypeCotisation libelleTypeCotisation"
    " codeNatureVentilation libelleNatureVentilation codeAssiettePrincipale montantAssiettePrincipale"
    " tauxCotisationPrincipale indValiditeTauxCotisPrin indValiditeMontantAssPrin signeMontantAssPrin"
    " codeAssietteSecondaire montantAssietteSecondaire tauxCotisSecondaire indValiditeTauxCotisSec"
    " indValiditeMontantAssSec signeMontantAssSecondaire tauxAppele montantsPeriodeCalcul"
    " signeMontantsPeriodeCalcul montantsPeriodeNotifiee signeMontantsPeriodeNotifiee"
)
_GARANTIE = gabarit(
    "version idRCGarantie libelleGarantie dateDebutEffetGarantie dateFinEffetGarantie"
    " modeCalculGarantie codeNatureGarantie codeObligatoireSupplGarantie codePRC codeTermeAppel"
    " codeTypeCalculGarantie indicateurAttrPoint indicateurSommeIsole indicateurSalaireFictifGarantie"
    " codeAssietteProportionnel codeUniteForfaitaire codeDevise codePlafond codePeriodiciteForfaitaire"
    " dateAppelForfaitaire tauxCotisationProportionnel nombreValeurForfaitaire tauxOuMontantAppele"
    " tauxPartSalariale tauxPartPatronale nombrePointForfaitaire numeroOrdreRegroupGaranties"
    " libelleRegroupGaranties numeroOrdreGarantieRegroupee libelleCourtAssiette"
    " libelleTauxOuMontantContractuel libelleTauxOuMontantAppele valeurPartPatronale"
    " valeurPartSalariale codeRegime numeroInstitution",
    blocs={
        "totalcotisations": _TOTAL,
        "cotisationsCalculeeUnitaire": gabarit(listes={"cotisationCalculeeUnitaire": _COTISATION}),
    },
)
_CATEGORIE = gabarit(
    "version libelleCategoriePro codeCpnCatPro idRCCatPro codeCpiCatPro codeCpiLibreCatPro"
    " codeParticulariteGroupe dateDebutEffetCatPro dateFinEffetCatPro codeMotifFin"
    " codeCategorieReglementaire libelleCategorieReglementaire",
    blocs={"garanties": gabarit(listes={"garantie": _GARANTIE})},
)
_INSTITUTION = gabarit(
    "version destinataire ligne2 ligne3 ligne4 ligne5 ligne6 pays numeroTelephone1 numeroFax1"
    " adresseMail siteInternet numeroCSN organismeId numeroGps numeroInstitution libelleInstitution"
    " numeroOrdreAdresse typeAdresse numeroOrdreCoordonnee",
    blocs={
        "totalcotisations": _TOTAL,
        "categoriesProfessionnelles": gabarit(listes={"categorieProfessionnelle": _CATEGORIE}),
    },
)
_GPS = gabarit(
    "version codeTypeOrganisme numeroCSN organismeDisparu dateDisparition numeroCSNGroupe"
    " numeroCSNInstitutionRepreneuse nomOrganisme destinataire ligne2 ligne3 ligne4 ligne5 ligne6 pays"
    " adresseMail siteInternet numeroOrdreAdresse typeAdresse phrasePromoRPE",
    blocs={
        "totalcotisations": _TOTAL,
        "detailsInstitutions": gabarit(listes={"detailInstitution": _INSTITUTION}),
    },
)

NOT = gabarit(
    blocs={
        "declaration": gabarit(
            "version dateDebut dateFin nombreIndividusDeclares codetypedeclaration"
            " libellecodetypedeclaration numerofraction nombrefractionattendue codedevise libellecodedevise"
        ),
        "entrepriseRNE": gabarit(
            "version idInterneAdherent idPublicEntreprise codeTypeIdPublicEntreprise codeFormeJuridique"
            " categorieJuridique raisonSociale raisonSocialeAbregee sigle indicateurSensibilite"
            " indicateurGdCompte",
            blocs={"adresse": _ADRESSE},
        ),
        "etablissementRNE": gabarit(
            "version idInterneEtablissement idPublicEtablissement codeIdPublicEtablissement"
            " libelleEnseigne codeNaf libelleConvCollectApplicable dateCreation dateFermeture"
            " indicateurSiegeSocial codeSyndicatPro libelleSyndicatPro codeConvCollectApplicable"
            " codeConvCollectAppliquee",
            blocs={"adresse": _ADRESSE},
        ),
        "notification": gabarit(
            "version timestampCreation dateDebutEffetNotification dateFinEffetNotification"
            " typeParticulariteMetaDeclaration dateDebutEffetCCC dateSuiviCommGrappe dateFinEffetCCC",
            blocs={"editiquesGPS": gabarit(listes={"gps": _GPS})},
        ),
    }
)
"""Notification of calculated contributions (``notificationNCDDSNDTO``)."""
