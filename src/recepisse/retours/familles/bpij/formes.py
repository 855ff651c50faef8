"""Shapes of a slip of daily allowances: names of the schema ROOT_BPIJ 02.04."""

from recepisse.retours.familles.gabarit import gabarit

_CUMUL = gabarit("Libelle Montant")
_RIB = gabarit("IBAN BIC Guichet Compte CleRIB")
_ADRESSE = gabarit("Complement NumeroVoie NomVoie CodePostal Localite")
_ENTETE = gabarit(attributs="A L V Q Code R", texte=True)
_IDENTITE = gabarit(attributs="R", texte=True)
_REGULARISATION = gabarit("Numero Montant")

_PRESTATION = gabarit(
    "CodeNature Libelle DateDebPrest DateFinPrest NumSin DateSin DateDebConge DateFinConge"
    " NbIJ IJSub PU Montant",
    blocs={
        "Reference": gabarit(attributs="Q", texte=True),
        "Certificat": gabarit("Type DateDeb DateFin"),
    },
)
ASSURE = gabarit(
    "NIR Nom Prenom Info",
    blocs={"Domiciliation": _RIB, "Cumul": _CUMUL},
    listes={
        "Assurance": gabarit("CodeNature", blocs={"Cumul": _CUMUL}, listes={"Prestation": _PRESTATION}),
        "Indu": _REGULARISATION,
        "Rappel": _REGULARISATION,
    },
)
"""An employee and their benefits."""

_EMPLOYEUR = {"Identite": _IDENTITE, "Adresse": _ADRESSE, "Domiciliation": _RIB, "Cumul": _CUMUL}
BPIJ = gabarit(
    "Identification Temps",
    attributs="Nature Version",
    blocs={
        "Fonction": _ENTETE,
        "Info": _ENTETE,
        "Cumul": _CUMUL,
        "Declarant": gabarit(
            "RaisonSociale",
            blocs=_EMPLOYEUR,
            listes={
                "Declare": gabarit(
                    "RaisonSociale",
                    blocs=_EMPLOYEUR,
                    listes={
                        "Caisse": gabarit("CodeCPAM Libelle JComptable", blocs={"Cumul": _CUMUL}),
                    },
                )
            },
        ),
    },
)
"""The slip, its persons (``Assure``) apart."""
