"""``recepisse anomalies``: list, show, treat, take back; ignore a control, and stop ignoring it.

``lister --format json`` prints a list of objects with these stable keys: ``id``, ``etat``, ``gravite``,
``emetteur``, ``nature``, ``code``, ``rubrique``, ``message``, ``valeur_declaree``, ``valeur_attendue``,
``montant``, ``contrat``, ``periode``, ``salarie`` (``id``, ``nom``, ``prenoms``, ``matricule``; null when it
is about nobody), ``siren``, ``nic``, ``mois``, ``action``, ``aide``, ``limite_le``, ``premiere_vue_le``,
``derniere_vue_le``, ``nb_vues``, ``retour``, ``depot``, ``ligne``, ``assignee_a``, ``mois_correction``,
``contestee_le``. ``montrer`` adds ``constats`` (``retour``,
``nature``, ``version``, ``mois``, ``vu_le``, ``gravite``, ``categorie``, ``valeur_declaree``,
``valeur_attendue``, ``montant``) and ``evenements`` (``le``, ``evenement``, ``de``, ``vers``, ``par``,
``detail``). No NIR is ever printed: texts are kept masked.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from recepisse.cli._commun import option_format

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from recepisse.gestion.models import Anomalie, ControleIgnore

_ETATS = ("nouvelle", "rouverte", "traitee", "disparue", "ignoree", "corrigee", "contestee")
_JOURS = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


@click.command("lister")
@click.option("--toutes", is_flag=True, help="Aussi celles qui sont traitées, disparues ou ignorées.")
@click.option("--etat", type=click.Choice(_ETATS), multiple=True, help="État ; peut être répété.")
@click.option("--emetteur", help="Groupe d’émetteurs (si_dsn, dgfip, urssaf_msa, oc…).")
@click.option("--code", help="Code du contrôle, tel que l’organisme l’écrit.")
@click.option("--siren", help="SIREN de l’entreprise.")
@click.option("--siret", help="SIRET de l’établissement.")
@click.option("--assignee", help="Nom d’utilisateur de la personne qui s’en occupe.")
@click.option("--retour", type=int, help="N° du retour (« retours lister »).")
@click.option("--limite", type=click.IntRange(1), default=100, show_default=True, help="Nombre de lignes.")
@option_format
def lister(limite: int, forme: str, **filtres: Any) -> None:  # noqa: ANN401  # click gives one value per option
    """Lister les anomalies, les plus graves d’abord."""
    from recepisse.cli._commun import afficher_json, ouvrir_application

    ouvrir_application()
    from recepisse.gestion.models import Anomalie

    lignes = _filtrer(_completes(Anomalie.objects.all()), filtres).order_by("-gravite", "-pk")
    choisies = [_anomalie_json(ligne) for ligne in lignes[:limite]]
    if forme == "json":
        afficher_json(choisies)
    else:
        _dire_anomalies(choisies, limite)


@click.command("montrer")
@click.argument("anomalie", type=int)
@option_format
def montrer(anomalie: int, forme: str) -> None:
    """Montrer l’anomalie n° ANOMALIE : ce qui est reproché, que faire, et toute son histoire."""
    from recepisse.cli._commun import afficher_json, ouvrir_application

    ouvrir_application()
    ligne = trouver(anomalie)
    detail = {**_anomalie_json(ligne), "constats": _constats(ligne), "evenements": _evenements(ligne)}
    if forme == "json":
        afficher_json(detail)
    else:
        _dire_detail(detail)


@click.command("traiter")
@click.argument("anomalies", type=int, nargs=-1, required=True)
def traiter(anomalies: tuple[int, ...]) -> None:
    """Marquer comme traitées les anomalies n° ANOMALIES."""
    from recepisse.cli._commun import ouvrir_application

    ouvrir_application()
    from recepisse.gestion.gestes.anomalies.marquer_anomalie import traiter_anomalie
    from recepisse.site.demarrage import contexte

    for numero in anomalies:
        change = traiter_anomalie(trouver(numero), contexte())
        click.echo(f"Anomalie n° {numero} : {'traitée' if change else 'déjà traitée'}.")


@click.command("reprendre")
@click.argument("anomalies", type=int, nargs=-1, required=True)
def reprendre(anomalies: tuple[int, ...]) -> None:
    """Remettre à traiter les anomalies n° ANOMALIES : traitées, corrigées ou contestées."""
    from recepisse.cli._commun import ouvrir_application

    ouvrir_application()
    from recepisse.gestion.gestes.anomalies.marquer_anomalie import reprendre_anomalie
    from recepisse.site.demarrage import contexte

    for numero in anomalies:
        change = reprendre_anomalie(trouver(numero), contexte())
        click.echo(f"Anomalie n° {numero} : {'à traiter de nouveau' if change else 'n’était pas traitée'}.")


@click.command("ignorer")
@click.argument("emetteur", required=False)
@click.argument("code", required=False)
@click.option("--motif", default="", help="Pourquoi ce contrôle est ignoré.")
@click.option("--jusqu-au", "jusqu_au", type=_JOURS, help="Dernier jour (AAAA-MM-JJ ou JJ/MM/AAAA).")
@click.option("--siren", help="Pour cette entreprise seulement.")
@option_format
def ignorer(
    emetteur: str | None,
    code: str | None,
    motif: str,
    jusqu_au: datetime | None,
    siren: str | None,
    forme: str,
) -> None:
    """Ignorer le contrôle CODE du groupe EMETTEUR ; sans eux, lister les contrôles ignorés."""
    from recepisse.cli._commun import afficher_json, ouvrir_application
    from recepisse.erreurs import ErreurSaisie

    ouvrir_application()
    from recepisse.gestion.gestes.anomalies.controles_ignores import controles_actifs
    from recepisse.site.demarrage import contexte

    ctx = contexte()
    if emetteur is not None:
        if code is None or jusqu_au is None:
            raise ErreurSaisie(
                "Il faut l’émetteur, le code et --jusqu-au.",
                conseil="Par exemple : recepisse anomalies ignorer urssaf_msa BA-209-09 "
                '--motif "Écart connu" --jusqu-au 31/12/2026',
            )
        from recepisse.gestion.gestes.anomalies.ignorer_controle import ignorer as geste

        geste(emetteur, code, motif, jusqu_au.date(), ctx, entreprise=_entreprise(siren))
    actifs = controles_actifs(ctx.horloge()).select_related("entreprise").order_by("pk")
    controles = [_controle_json(controle) for controle in actifs]
    if forme == "json":
        afficher_json(controles)
    else:
        _dire_controles(controles)


@click.command("lever")
@click.argument("controle", type=int)
def lever(controle: int) -> None:
    """Ne plus ignorer le contrôle n° CONTROLE (« anomalies ignorer » les liste)."""
    from recepisse.cli._commun import ouvrir_application
    from recepisse.erreurs import ErreurSaisie

    ouvrir_application()
    from recepisse.gestion.gestes.anomalies.ignorer_controle import lever as geste
    from recepisse.gestion.models import ControleIgnore
    from recepisse.site.demarrage import contexte

    trouve = ControleIgnore.objects.filter(pk=controle).first()
    if trouve is None:
        raise ErreurSaisie(f"Aucun contrôle ignoré ne porte le n° {controle}.")
    change = geste(trouve, contexte())
    click.echo(f"Contrôle {trouve.code} : {'n’est plus ignoré' if change else 'n’était plus ignoré'}.")


def _completes(lignes: "QuerySet[Anomalie]") -> "QuerySet[Anomalie]":
    return lignes.select_related("entreprise", "etablissement", "salarie", "declaration", "assignee_a")


def trouver(numero: int) -> "Anomalie":
    """Return an anomaly with what it hangs on. Raises ErreurSaisie when none has this number."""
    from recepisse.erreurs import ErreurSaisie
    from recepisse.gestion.models import Anomalie

    trouvee = _completes(Anomalie.objects.filter(pk=numero)).first()
    if trouvee is None:
        raise ErreurSaisie(f"Aucune anomalie ne porte le n° {numero}.")
    return trouvee


def _entreprise(siren: str | None) -> Any:  # noqa: ANN401  # Entreprise, imported late
    from recepisse.erreurs import ErreurSaisie
    from recepisse.gestion.models import Entreprise

    if siren is None:
        return None
    trouvee = Entreprise.objects.filter(siren=siren).first()
    if trouvee is None:
        raise ErreurSaisie("Aucune entreprise connue ne porte ce SIREN.")
    return trouvee


def _filtrer(lignes: "QuerySet[Anomalie]", filtres: dict[str, Any]) -> "QuerySet[Anomalie]":
    from recepisse.retours.suivi.memoire import OUVERTES

    if filtres["etat"]:
        lignes = lignes.filter(etat__in=filtres["etat"])
    elif not filtres["toutes"]:
        lignes = lignes.filter(etat__in=sorted(OUVERTES))
    simples = {
        "emetteur": "emetteur__iexact",
        "code": "code",
        "siren": "entreprise__siren",
        "assignee": "assignee_a__username",
        "retour": "constats__lecture__version__retour_id",
    }
    lignes = lignes.filter(**{colonne: filtres[nom] for nom, colonne in simples.items() if filtres[nom]})
    if siret := filtres["siret"]:
        lignes = lignes.filter(etablissement__entreprise__siren=siret[:9], etablissement__nic=siret[9:])
    return lignes.distinct() if filtres["retour"] else lignes


def _anomalie_json(ligne: "Anomalie") -> dict[str, Any]:
    from recepisse.retours.gravite import gravite_du_rang

    gravite, salarie = gravite_du_rang(ligne.gravite), ligne.salarie
    directs = (
        "code",
        "rubrique",
        "message",
        "valeur_declaree",
        "valeur_attendue",
        "montant",
        "contrat",
        "periode",
    )
    return {
        "id": ligne.pk,
        "etat": ligne.etat,
        "gravite": gravite.value if gravite else "",
        "emetteur": ligne.emetteur,
        "nature": ligne.nature,
        **{nom: getattr(ligne, nom) for nom in directs},
        "salarie": salarie
        and {
            "id": salarie.pk,
            "nom": salarie.nom,
            "prenoms": salarie.prenoms,
            "matricule": salarie.matricule,
        },
        "siren": ligne.entreprise.siren if ligne.entreprise else "",
        "nic": ligne.etablissement.nic if ligne.etablissement else "",
        "mois": ligne.declaration.mois if ligne.declaration else "",
        "action": ligne.action,
        "aide": ligne.aide,
        "limite_le": ligne.limite_le,
        "premiere_vue_le": ligne.premiere_vue_le,
        "derniere_vue_le": ligne.derniere_vue_le,
        "nb_vues": ligne.nb_vues,
        "retour": ligne.retour_id,
        "depot": ligne.depot_id,
        "ligne": ligne.ligne,
        "assignee_a": ligne.assignee_a.get_username() if ligne.assignee_a else "",
        "mois_correction": ligne.mois_correction,
        "contestee_le": ligne.contestee_le,
    }


def _constats(ligne: "Anomalie") -> list[dict[str, Any]]:
    from recepisse.retours.gravite import gravite_du_rang

    constats = ligne.constats.select_related("lecture__version__retour").order_by("vu_le", "pk")
    return [
        {
            "retour": c.lecture.version.retour_id,
            "nature": c.lecture.version.retour.nature,
            "version": c.lecture.version.numero,
            "mois": c.mois,
            "vu_le": c.vu_le,
            "gravite": g.value if (g := gravite_du_rang(c.gravite)) else "",
            "categorie": c.categorie,
            "valeur_declaree": c.valeur_declaree,
            "valeur_attendue": c.valeur_attendue,
            "montant": c.montant,
        }
        for c in constats
    ]


def _evenements(ligne: "Anomalie") -> list[dict[str, Any]]:
    evenements = ligne.evenements.select_related("par").order_by("pk")
    return [
        {
            "le": e.le,
            "evenement": e.evenement,
            "de": e.de,
            "vers": e.vers,
            "par": e.par.get_username() if e.par else "",
            "detail": e.detail,
        }
        for e in evenements
    ]


def _controle_json(controle: "ControleIgnore") -> dict[str, Any]:
    return {
        "id": controle.pk,
        "emetteur": controle.emetteur,
        "code": controle.code,
        "siren": controle.entreprise.siren if controle.entreprise else "",
        "motif": controle.motif,
        "jusqu_au": controle.jusqu_au,
    }


def _jour(instant: Any) -> str:  # noqa: ANN401  # datetime, date or None
    from recepisse.temps import to_paris

    if instant is None:
        return ""
    return (to_paris(instant) if isinstance(instant, datetime) else instant).strftime("%d/%m/%Y")


def _nom(salarie: dict[str, Any] | None) -> str:
    if not salarie:
        return ""
    return f"{salarie['nom']} {salarie['prenoms']}".strip() or salarie["matricule"]


def _libelle_etat(etat: str) -> str:
    from recepisse.retours.suivi.memoire import LIBELLES, EtatAnomalie

    return LIBELLES[EtatAnomalie(etat)] if etat else ""


def _libelle_gravite(gravite: str) -> str:
    from recepisse.retours.gravite import Gravite

    return Gravite(gravite).libelle if gravite else ""


def _dire_anomalies(anomalies: list[dict[str, Any]], limite: int) -> None:
    from recepisse.cli._commun import tableau

    if not anomalies:
        click.echo("Aucune anomalie ne correspond.")
        return
    entetes = ("N°", "Gravité", "État", "Émetteur", "Code", "Établissement", "Salarié", "Vue le", "Limite")
    cases = [
        (
            a["id"],
            _libelle_gravite(a["gravite"]),
            _libelle_etat(a["etat"]),
            a["emetteur"],
            a["code"],
            a["siren"] + a["nic"],
            _nom(a["salarie"]),
            _jour(a["derniere_vue_le"]),
            _jour(a["limite_le"]),
        )
        for a in anomalies
    ]
    click.echo(tableau(entetes, cases))
    if len(anomalies) == limite:
        click.echo(f"… les {limite} plus graves ; --limite en montre davantage.")


def _dire_detail(a: dict[str, Any]) -> None:
    from recepisse.retours.natures import nature

    faits = {
        "Anomalie": f"n° {a['id']}, {_libelle_gravite(a['gravite'])}, {_libelle_etat(a['etat']).lower()}",
        "Retour": f"n° {a['retour']}, {nature(a['nature']).libelle} ({a['nature']})",
        "Contrôle": a["code"],
        "Message": a["message"],
        "Rubrique": a["rubrique"],
        "Déclaré": a["valeur_declaree"],
        "Attendu": a["valeur_attendue"],
        "Montant": a["montant"],
        "Établissement": a["siren"] + a["nic"],
        "Mois": a["mois"],
        "Salarié": _nom(a["salarie"]),
        "Contrat": a["contrat"],
        "Période": a["periode"],
        "À faire": a["action"],
        "Avant le": _jour(a["limite_le"]),
        "Aide": a["aide"],
        "Assignée à": a["assignee_a"],
        "Corrigée": f"DSN de {a['mois_correction']}" if a["mois_correction"] else "",
        "Contestée": _jour(a["contestee_le"]),
        "Fichier": f"ligne {a['ligne']} du dépôt n° {a['depot']}" if a["ligne"] else "",
    }
    for nom, valeur in faits.items():
        if valeur:
            click.echo(f"{nom:<14}{valeur}")
    click.echo("\nHistoire")
    for e in a["evenements"]:
        click.echo(f"  {_jour(e['le'])}  {_phrase(e)}")
    click.echo(f"\nVue dans {a['nb_vues']} retour{'s' if a['nb_vues'] > 1 else ''}")
    for c in a["constats"]:
        valeurs = " → ".join(v for v in (c["valeur_declaree"], c["valeur_attendue"]) if v)
        morceaux = (f"retour n° {c['retour']} ({c['nature']})", c["mois"], valeurs, c["montant"])
        click.echo(f"  {_jour(c['vu_le'])}  {', '.join(m for m in morceaux if m)}")


def _phrase(evenement: dict[str, Any]) -> str:
    from recepisse.retours.suivi.memoire import LIBELLES_EVENEMENTS, EvenementVie

    libelle = LIBELLES_EVENEMENTS[EvenementVie(evenement["evenement"])]
    suite = ", ".join(texte for texte in (evenement["detail"], evenement["par"]) if texte)
    return f"{_libelle_etat(evenement['vers'])} : {libelle}{f' ({suite})' if suite else ''}"


def _dire_controles(controles: list[dict[str, Any]]) -> None:
    from recepisse.cli._commun import tableau

    if not controles:
        click.echo("Aucun contrôle n’est ignoré.")
        return
    entetes = ("N°", "Émetteur", "Code", "Entreprise", "Jusqu’au", "Motif")
    click.echo(
        tableau(
            entetes,
            [
                (c["id"], c["emetteur"], c["code"], c["siren"] or "toutes", _jour(c["jusqu_au"]), c["motif"])
                for c in controles
            ],
        )
    )
