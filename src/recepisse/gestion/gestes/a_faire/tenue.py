"""What stops the retrieval itself: engine, suspension, identifiers, flux of nobody. Not for a client."""

from collections.abc import Mapping

from recepisse.gestion.gestes.a_faire.tache import (
    Genre,
    Lien,
    Lot,
    Regard,
    Tache,
    Urgence,
    accorder,
    reunir,
)
from recepisse.gestion.gestes.releves.couverture import identifiants_visibles, siret_par_identifiant
from recepisse.gestion.gestes.releves.sante import SILENCE, Niveau, Sante, SanteIdentifiant
from recepisse.temps import to_paris

_SANTE = Lien("sante")


def moteur(sante: Sante) -> Lot:
    """Return what stops every retrieval: the engine is dead, or somebody suspended it."""
    taches = []
    if not sante.moteur_vivant:
        vu = sante.moteur_vu_le
        depuis = f"Aucun signe de vie depuis le {to_paris(vu):%d/%m/%Y %H:%M}" if vu else "Jamais démarré"
        taches.append(
            _alerte(
                "moteur:arret", "Le moteur des relevés est arrêté", f"{depuis} : rien ne part ni n’arrive"
            )
        )
    if sante.suspendu_le:
        le = f"{to_paris(sante.suspendu_le):%d/%m/%Y %H:%M}"
        taches.append(
            _alerte("moteur:suspendu", "Les relevés sont suspendus", f"Depuis le {le}, par une personne")
        )
    return reunir(Genre.MOTEUR, taches, _SANTE)


def _alerte(cle: str, quoi: str, pourquoi: str) -> Tache:
    return Tache(
        genre=Genre.MOTEUR,
        cle=cle,
        urgence=Urgence.MAINTENANT,
        quoi=quoi,
        ou="Récépissé",
        pourquoi=pourquoi,
        lien=_SANTE,
        bouton="Voir la santé",
        quand="maintenant",
    )


def identifiants(sante: Sante, regard: Regard) -> Lot:
    """Return the identifiers that a person must look at, with what is no longer polled."""
    if not sante.en_defaut:
        return Lot(Genre.IDENTIFIANT)
    visibles = identifiants_visibles(regard.perimetre, regard.maintenant).values_list("pk", flat=True)
    vus = set(visibles.filter(pk__in=[un.pk for un in sante.en_defaut]))
    couverts = siret_par_identifiant(regard.perimetre, regard.maintenant)
    taches = [_identifiant(un, couverts, regard) for un in sante.en_defaut if un.pk in vus]
    return reunir(Genre.IDENTIFIANT, taches, _SANTE)


def _identifiant(identifiant: SanteIdentifiant, couverts: Mapping[int, int], regard: Regard) -> Tache:
    depuis = identifiant.echec_depuis or identifiant.dernier_succes_le
    grave = identifiant.niveau is Niveau.GRAVE or (
        depuis is not None and regard.maintenant - depuis > SILENCE
    )
    nombre = couverts.get(identifiant.pk, 0)
    perte = accorder(nombre, "SIRET n’est plus relevé", "SIRET ne sont plus relevés") if nombre else ""
    le = f" depuis le {to_paris(depuis):%d/%m/%Y %H:%M}" if depuis else ""
    phrases = ((identifiant.erreur or identifiant.etat).rstrip("."), perte)
    return Tache(
        genre=Genre.IDENTIFIANT,
        cle=f"identifiant:{identifiant.pk}",
        urgence=Urgence.MAINTENANT if grave else Urgence.SEMAINE,
        quoi=f"Identifiant sans réponse{le}",
        ou=identifiant.libelle,
        pourquoi=" ; ".join(phrase for phrase in phrases if phrase),
        lien=Lien("sante", parametres=(("identifiant", str(identifiant.pk)),)),
        bouton="Éprouver",
        quand="maintenant" if grave else "à surveiller",
        poids=nombre,
    )


def adoption(sante: Sante) -> Lot:
    """Return one line for the flux deposited elsewhere, which belong to no declaration yet."""
    nombre = sante.flux_a_adopter
    if not nombre:
        return Lot(Genre.ADOPTION)
    tache = Tache(
        genre=Genre.ADOPTION,
        cle="adoption",
        urgence=Urgence.PLUS_TARD,
        quoi=f"{accorder(nombre, 'flux déposé ailleurs', 'flux déposés ailleurs')} à adopter",
        ou="Déclarations pas encore rattachées",
        pourquoi="Déposés par le portail ou par un autre programme avec vos identifiants",
        lien=Lien("adoption"),
        bouton="Adopter",
        quand="pour que leurs retours soient suivis",
    )
    return Lot(Genre.ADOPTION, (tache,), 1)
