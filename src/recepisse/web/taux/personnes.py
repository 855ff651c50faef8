"""The persons of one return of rates beside the return before it: 17,000 of them cost what 20 do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Value

from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.paie.retenir_taux import precedent, seuils
from recepisse.gestion.gestes.retours.retrouver_salaries import empreinte_personne, nir_de
from recepisse.gestion.models import CrmTaux, Salarie, TauxPas
from recepisse.identifiants.masque import masquer_numero, masquer_texte
from recepisse.retours.donnees import nir_sans_cle
from recepisse.retours.modele import Individu
from recepisse.web.curseur import Page
from recepisse.web.mots import Mention
from recepisse.web.taux.mots import Passage, mention_passage, taux_dit

PAR_PAGE: Final = 200

FILTRES: Final = (
    "tous",
    "ecarts",
    "changes",
    "sauts",
    "perdus",
    "retrouves",
    "sans",
    "nouveaux",
    "partis",
    "annonces",
)
"""The selections of the list, in the order in which they are offered."""


def _conditions(saut: Decimal, ici: str = "") -> dict[str, Q]:
    """Return the condition of each selection but ``partis``.

    ``la`` is the line of the return before; ``ici`` is the prefix of the line of this one.
    """
    taux = f"{ici}taux"
    change = Q(**{f"{taux}__lt": F("la__taux")}) | Q(**{f"{taux}__gt": F("la__taux")})
    monte, baisse = F("la__taux") + Value(saut), F("la__taux") - Value(saut)
    sans, nouveau = Q(**{taux: None}), Q(la__isnull=True)
    perdu = sans & Q(la__taux__isnull=False)
    retrouve = Q(**{f"{taux}__isnull": False}, la__isnull=False, la__taux=None)
    return {
        "tous": Q(),
        "ecarts": change | perdu | retrouve | nouveau,
        "changes": change,
        "sauts": Q(**{f"{taux}__gte": monte}) | Q(**{f"{taux}__lte": baisse}),
        "perdus": perdu,
        "retrouves": retrouve,
        "sans": sans,
        "nouveaux": nouveau,
        "annonces": Q(**{f"{ici}futur_annonce": True}),
    }


@dataclass(frozen=True, slots=True)
class LignePersonne:
    """One person, in words."""

    salarie: Salarie
    numero: str
    """NIR, else NTT; masked unless asked for."""
    avant: str
    apres: str
    futur: str
    futur_le: date | None
    mention: Mention


@dataclass(frozen=True, slots=True)
class Choix:
    """Which persons are asked for, from where on, and whether their numbers are shown in clear."""

    filtre: str = "tous"
    nom: str = ""
    """Part of a name, beginning of a matricule, or a NIR; it never stands in an address."""
    apres: int | None = None
    demasque: bool = False


@dataclass(frozen=True, slots=True)
class Comparaison:
    """A return of rates beside the last one accepted before it."""

    crm: CrmTaux
    precedent: CrmTaux | None
    saut: Decimal
    """Points from which a change is a jump: a setting."""

    @classmethod
    def de(cls, crm: CrmTaux, ctx: Contexte) -> "Comparaison":
        """Find what ``crm`` is compared with."""
        return cls(crm, precedent(crm), seuils(ctx.reglages).ecart)

    def compter(self) -> dict[str, int]:
        """Return how many persons each selection holds."""
        lignes = TauxPas.objects.filter(crm=self.crm).annotate(
            la=FilteredRelation("salarie__taux", condition=Q(salarie__taux__crm=self._avant))
        )
        conditions = _conditions(self.saut)
        comptes = lignes.aggregate(**{nom: Count("pk", filter=q) for nom, q in conditions.items()})
        nommes_avant = self.precedent.nb_salaries if self.precedent else 0
        return comptes | {"partis": nommes_avant - (comptes["tous"] - comptes["nouveaux"])}

    def page(self, choix: Choix, ctx: Contexte) -> Page[LignePersonne]:
        """Return a page of the persons chosen, by name."""
        filtre = choix.filtre if choix.filtre in FILTRES else "tous"
        personnes = self._personnes(filtre)
        if choix.nom:
            personnes = personnes.filter(_nomme(choix.nom, ctx))
        trouves = list(
            _suite(personnes, choix.apres)
            .order_by("nom", "prenoms", "pk")
            .values_list("pk", flat=True)[: PAR_PAGE + 1]
        )
        cles = trouves[:PAR_PAGE]
        suite = str(cles[-1]) if len(trouves) > PAR_PAGE else ""
        return Page(self._lignes(cles, ctx, demasque=choix.demasque), suite)

    @property
    def _avant(self) -> int:
        return self.precedent.pk if self.precedent else 0

    def _personnes(self, filtre: str) -> QuerySet[Salarie]:
        """Return the persons of a selection."""
        crm = self._avant if filtre == "partis" else self.crm.pk
        nommes = Salarie.objects.filter(pk__in=TauxPas.objects.filter(crm=crm).values("salarie")).annotate(
            ici=FilteredRelation("taux", condition=Q(taux__crm=self.crm)),
            la=FilteredRelation("taux", condition=Q(taux__crm=self._avant)),
        )
        if filtre == "partis":
            return nommes.filter(ici__isnull=True)
        return nommes.filter(_conditions(self.saut, "ici__")[filtre])

    def _lignes(self, cles: Sequence[int], ctx: Contexte, *, demasque: bool) -> list[LignePersonne]:
        salaries = Salarie.objects.in_bulk(list(cles))
        lignes = TauxPas.objects.filter(crm__in=[self.crm.pk, self._avant], salarie__in=cles)
        par_cle = {(ligne.crm_id, ligne.salarie_id): ligne for ligne in lignes}
        return [
            self._ligne(
                salaries[cle],
                par_cle.get((self.crm.pk, cle)),
                par_cle.get((self._avant, cle)),
                numero_dit(salaries[cle], ctx, demasque=demasque),
            )
            for cle in cles
        ]

    def _ligne(
        self, salarie: Salarie, ici: TauxPas | None, avant: TauxPas | None, numero: str
    ) -> LignePersonne:
        passage = Passage(
            avant.taux if avant else None, ici.taux if ici else None, avant is not None, ici is not None
        )
        annonce = ici is not None and ici.futur_annonce
        return LignePersonne(
            salarie=salarie,
            numero=numero,
            avant=taux_dit(passage.avant, nomme=passage.nomme_avant),
            apres=taux_dit(passage.apres, nomme=passage.nomme_apres),
            futur=taux_dit(ici.taux_futur) if ici and annonce else "",
            futur_le=ici.futur_le if ici and annonce else None,
            mention=mention_passage(passage, self.saut, compare=self.precedent is not None),
        )


def numero_dit(salarie: Salarie, ctx: Contexte, *, demasque: bool = False) -> str:
    """Return the NIR of a person, else her NTT, its end hidden unless ``demasque``."""
    numero = nir_de(salarie, ctx) or salarie.ntt
    if demasque:
        return numero
    masque = masquer_texte(numero)
    return masque if masque != numero else masquer_numero(numero)


def _nomme(texte: str, ctx: Contexte) -> Q:
    """Return who bears these names, this matricule, or this NIR (looked for by its keyed fingerprint)."""
    mots = texte.split()
    compact = "".join(mots)
    noms = Q()
    for mot in mots:
        noms &= Q(nom__icontains=mot) | Q(prenoms__icontains=mot)
    empreinte = empreinte_personne(Individu(nir=nir_sans_cle(compact)), ctx)
    return noms | Q(matricule__startswith=compact) | Q(cle=empreinte)


def _suite(personnes: QuerySet[Salarie], apres: int | None) -> QuerySet[Salarie]:
    dernier = Salarie.objects.filter(pk=apres).first() if apres is not None else None
    if dernier is None:
        return personnes
    return personnes.filter(
        Q(nom__gte=dernier.nom),
        Q(nom__gt=dernier.nom)
        | Q(nom=dernier.nom, prenoms__gt=dernier.prenoms)
        | Q(nom=dernier.nom, prenoms=dernier.prenoms, pk__gt=dernier.pk),
    )
