"""``recepisse a-faire``: what must be done now, and before when.

``--format json`` prints a list of objects with these stable keys: ``genre``, ``urgence``, ``quoi``, ``ou``,
``pourquoi``, ``avant``, ``quand``, ``echue``, ``ecran``, ``ligne``, ``parametres``. ``ecran``, ``ligne`` and
``parametres`` name the screen that settles the task.
"""

from typing import TYPE_CHECKING, Any

import click

from recepisse.cli._commun import option_format

if TYPE_CHECKING:
    from datetime import datetime

    from recepisse.gestion.gestes.a_faire.composer import AFaire
    from recepisse.gestion.gestes.a_faire.tache import Tache

SORTIE_MAINTENANT = 15
"""At least one task cannot wait."""


@click.command("a-faire")
@option_format
def a_faire(forme: str) -> int:
    """Dire ce qu’il faut faire maintenant, et avant quand.

    Code de sortie : 0, ou 15 si quelque chose ne peut pas attendre.
    """
    from recepisse.cli._commun import afficher_json, ouvrir_application

    ouvrir_application()
    from recepisse.gestion.gestes.a_faire.composer import composer
    from recepisse.gestion.gestes.a_faire.tache import Urgence
    from recepisse.gestion.gestes.acces.perimetre import Perimetre
    from recepisse.gestion.models import Utilisateur
    from recepisse.site.demarrage import contexte

    # Whoever runs the command already holds the data folder: every company is seen.
    vue = composer(Perimetre(Utilisateur(role=Utilisateur.Role.ADMINISTRATEUR)), contexte())
    if forme == "json":
        taches = [tache for section in vue.sections for tache in section.taches]
        afficher_json([_en_json(tache, vue.maintenant) for tache in taches])
    else:
        _dire(vue)
    presse = any(section.urgence is Urgence.MAINTENANT for section in vue.sections)
    return SORTIE_MAINTENANT if presse else 0


def _en_json(tache: "Tache", maintenant: "datetime") -> dict[str, Any]:
    return {
        "genre": tache.genre.code,
        "urgence": tache.urgence.name.lower(),
        "quoi": tache.quoi,
        "ou": tache.ou,
        "pourquoi": tache.pourquoi,
        "avant": tache.avant,
        "quand": tache.dire_avant(maintenant)[0],
        "echue": tache.is_echue(maintenant),
        "ecran": tache.lien.nom,
        "ligne": tache.lien.pk,
        "parametres": dict(tache.lien.parametres),
    }


def _dire(vue: "AFaire") -> None:
    if not vue.sections:
        click.echo("Rien à faire.")
    for section in vue.sections:
        click.echo(f"{section.urgence.libelle}\n{'─' * len(section.urgence.libelle)}")
        for tache in section.taches:
            click.echo(f"• {tache.quoi} ({tache.ou})")
            quand = ", ".join(filter(None, tache.dire_avant(vue.maintenant)))
            click.echo(f"  {tache.pourquoi}.\n  → {quand}")
        for lot in section.suites:
            click.echo(f"  … et {lot.autres} autres {lot.genre.pluriel}.")
        click.echo()
