"""Writes docs/reference/codes-de-sortie.md from the tree of exceptions."""

import os

import django

from outils.page import ecrire, tableau
from recepisse.cli._sortie import SORTIE_INCIDENT, SORTIE_INTERROMPU, SORTIE_TUBE_FERME, SORTIE_USAGE
from recepisse.cli.a_faire import SORTIE_MAINTENANT
from recepisse.cli.deposer import SORTIE_ATTENTE, SORTIE_REFUSE
from recepisse.cli.retours_attendus import SORTIE_RETARD
from recepisse.erreurs import Erreur

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recepisse.site.settings")
django.setup()
from recepisse.gestion.gestes.releves.sante import SORTIE_IDENTIFIANT, SORTIE_MOTEUR  # noqa: E402 -- models need a set-up Django

DEBUT = """# Codes de sortie

Page écrite par `python -m outils.reference_codes` à partir du programme lui-même.

Toute commande se termine par l’un de ces codes ; la phrase qui dit quoi faire va sur la sortie d’erreur.
Un accusé de rejet, un retour en anomalie ou un document illisible sont des résultats : ils sont conservés et
montrés, et ne sont pas des erreurs du programme.

"""

FIXES = {
    0: ["Tout s’est bien passé."],
    SORTIE_USAGE: ["La ligne de commande n’est pas correcte."],
    SORTIE_IDENTIFIANT: [
        "`etat`, `retours relever` : le relevé d’un identifiant échoue, ou rien n’a pu être relevé."
    ],
    SORTIE_MOTEUR: ["`etat` : le moteur de travaux ne donne plus signe de vie."],
    SORTIE_REFUSE: ["`dsn deposer` : une déclaration est rejetée dès le dépôt (ARE)."],
    SORTIE_ATTENTE: ["`dsn deposer` : une déclaration n’a pas encore d’issue connue."],
    SORTIE_RETARD: ["`retours attendus` : un retour est en retard."],
    SORTIE_MAINTENANT: ["`a-faire` : quelque chose ne peut pas attendre."],
    SORTIE_INCIDENT: ["Un imprévu : le détail, sans données personnelles, est dans `journal/incidents.log`."],
    SORTIE_INTERROMPU: ["La commande a été interrompue au clavier."],
    SORTIE_TUBE_FERME: ["Le programme qui lisait la sortie s’est arrêté avant la fin."],
}


def iter_erreurs(classe: type[Erreur] = Erreur) -> list[type[Erreur]]:
    classes = [classe]
    for fille in classe.__subclasses__():
        classes += iter_erreurs(fille)
    return [classe for classe in classes if classe.__module__ == Erreur.__module__]


def page() -> str:
    sens = {code: list(phrases) for code, phrases in FIXES.items()}
    for classe in iter_erreurs():
        phrase = (classe.__doc__ or "").strip().split("\n")[0]
        sens.setdefault(classe.sortie, []).append(phrase)
    lignes = [(str(code), "<br>".join(phrases)) for code, phrases in sorted(sens.items())]
    return DEBUT + tableau(("Code", "Sens"), lignes) + "\n"


if __name__ == "__main__":
    ecrire("codes-de-sortie.md", page())
