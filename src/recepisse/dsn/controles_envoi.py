"""What a person asks for, held against what the file says: service, and essai or réel."""

from recepisse.dsn.constats import Constat, refus
from recepisse.dsn.modele import Apercu
from recepisse.norme.enveloppe import libelle_point_depot


def constats_pour_regime(apercu: Apercu, point_depot_attendu: str) -> tuple[Constat, ...]:
    """Return a refusal when the file is not for the deposit point of the chosen identifier.

    ``point_depot_attendu`` is ``"01"`` (net-entreprises, general scheme) or ``"02"`` (MSA, agriculture).
    """
    if apercu.point_depot == point_depot_attendu:
        return ()
    return (
        refus(
            "point_depot_contraire",
            f"Le fichier est destiné à « {libelle_point_depot(apercu.point_depot)} » (S10.G00.00.007) et "
            f"l’identifiant dépose à « {libelle_point_depot(point_depot_attendu)} ».",
            "Choisissez un identifiant de l’autre régime, ou corrigez le point de dépôt du fichier.",
        ),
    )


def constats_pour_mode(apercu: Apercu, essai_demande: bool) -> tuple[Constat, ...]:
    """Return a refusal when the file is réel and an essai was asked for, or the contrary."""
    if apercu.essai if essai_demande else apercu.reel:
        return ()
    demande, fichier = ("un essai", "réel") if essai_demande else ("un envoi réel", "d’essai")
    return (
        refus(
            "mode_contraire",
            f"Mélange d’essai et de réel : vous demandez {demande}, le fichier est {fichier}.",
            "Produisez le fichier dans le mode voulu ; Récépissé ne change jamais cette rubrique.",
        ),
    )
