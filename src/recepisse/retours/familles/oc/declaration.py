"""One declaration of an OC's report, while it is being read: its light parts, then the heavy ones.

A large document hands over its business returns (or the employees of model 8.31) one by one, before the rest
of their declaration is read: what they say is kept apart, so that both ways of reading give the same content.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from recepisse.retours.document.xml import nom_local
from recepisse.retours.familles.oc.attributs import lire_inconnu, lire_textes
from recepisse.retours.familles.oc.gravite import gravite_declaration
from recepisse.retours.familles.oc.mandats import GENRES, lire_mandat
from recepisse.retours.familles.oc.retours import lire_retour_metier
from recepisse.retours.familles.oc.salaries import lire_diagnostic, lire_salarie
from recepisse.retours.identification import normaliser_code, normaliser_mois, normaliser_ordre
from recepisse.retours.modele import Anomalie, Autre, Contenu, DeclarationLue, Donnee

LOURDS = frozenset({"RetourMetier", "Salarie"})
"""Repeated elements of a declaration: business returns, or employees in model 8.31."""

# fmt: off
CONNUS = frozenset({
    "IdDec", "NatureDecla", "TypeDecla", "FractionDecla", "NoOrdreDecla", "IdDecAR", "DateMoisDec",
    "DateConstitution", "IdEvt", "ChampDec", "NatureEvent", "SirenDecla", "NicSiegeDecla", "NicAffectation",
    "CodeOC", "CodeDELEG", "CodeProducteurCRM", "NomProducteurCRM", "DateHeureProductionCRM",
    "NbreSal", "NbreErreur", "NbreCritique", "NbreAff", "NbreRad",
    "NbreEvtFCT", "NbreEvtEntree", "NbreEvtDCT", "NbreEvtOK", "NbreEvtKO",
    "NomContact", "TelContact", "MailContact", "CodeRetourDecla", "ComplementRetourDecla",
})
# fmt: on
"""Attributes of a declaration, all models together."""

_NORMALISES = ("DateMoisDec", "NatureDecla", "TypeDecla", "FractionDecla", "NoOrdreDecla")


@dataclass(slots=True)
class DeclarationOC:
    """What was read of a declaration so far. ``rang``: its rank in the report, from 1."""

    attributs: dict[str, str] = field(repr=False)
    rang: int
    autres: list[Autre] = field(default_factory=list, repr=False)
    autres_lourds: list[Autre] = field(default_factory=list, repr=False)
    legeres: list[Anomalie] = field(default_factory=list, repr=False)
    lourdes: list[Anomalie] = field(default_factory=list, repr=False)
    mandats: list[Donnee] = field(default_factory=list, repr=False)
    diagnostics: list[Donnee] = field(default_factory=list, repr=False)
    retours: list[Donnee] = field(default_factory=list, repr=False)
    salaries: list[Donnee] = field(default_factory=list, repr=False)

    @property
    def code_retour(self) -> str:
        """CodeRetourDecla (0 to 3), "" in a receipt."""
        return self.dit("CodeRetourDecla")

    def dit(self, nom: str) -> str:
        """Return an attribute without the blanks around it, "" when absent."""
        return self.attributs.get(nom, "").strip()

    def lire_lourd(self, element: etree._Element, nom: str) -> None:
        """Read a business return, or an employee of model 8.31."""
        if nom == "Salarie":
            trouvees, donnees = lire_salarie(element, self.autres_lourds, self.rang, self.code_retour)
            self.lourdes.extend(trouvees)
            self.salaries.append(donnees)
        else:
            anomalie, donnees = lire_retour_metier(element, self.autres_lourds, self.rang, self.code_retour)
            self.lourdes.append(anomalie)
            self.retours.append(donnees)

    def achever(self, element: etree._Element) -> None:
        """Read the parts of ``element``, the declaration, that were not handed over one by one."""
        lire_textes(element, self.autres)
        for enfant in element:
            nom = enfant.tag
            if nom not in LOURDS:
                nom = nom_local(enfant)
            if nom in LOURDS:
                self.lire_lourd(enfant, nom)
            elif nom in GENRES:
                anomalie, donnees = lire_mandat(enfant, nom, self.autres, self.rang)
                self.legeres.append(anomalie)
                self.mandats.append(donnees)
            elif nom == "Diagnostic":
                trouvees, donnees = lire_diagnostic(enfant, self.autres, self.rang, self.code_retour)
                self.legeres.extend(trouvees)
                self.diagnostics.append(donnees)
            else:
                lire_inconnu(enfant, self.autres)

    def donnees(self) -> dict[str, Donnee]:
        """Return the data of the declaration, with the lists that hold something."""
        listes = {
            "mandats": self.mandats,
            "diagnostics": self.diagnostics,
            "retours": self.retours,
            "salaries": self.salaries,
        }
        return {"attributs": {**self.attributs}, **{nom: liste for nom, liste in listes.items() if liste}}

    def verser(self, contenu: Contenu) -> None:
        """Add to ``contenu`` what the declaration says."""
        contenu.declarations.append(self._identite())
        contenu.anomalies.extend((*self.legeres, *self.lourdes))
        contenu.autres.extend((*self.autres, *self.autres_lourds))
        contenu.message = contenu.message or self.dit("ComplementRetourDecla")
        if self.code_retour:
            contenu.etats.append(self.code_retour)
        gravite = gravite_declaration(self.code_retour)
        if gravite is not None:
            contenu.gravites.append(gravite)
        contenu.gravites.extend(a.gravite for a in self.legeres)

    def _identite(self) -> DeclarationLue:
        mois, nature, type_, fraction, ordre = _normaliser(*map(self.dit, _NORMALISES))
        return DeclarationLue(
            siren=self.dit("SirenDecla"),
            nic=self.dit("NicAffectation"),
            mois=mois,
            nature=nature,
            type=type_,
            fraction=fraction,
            ordre=ordre,
            rang=self.dit("IdDec") or str(self.rang),
            etat=self.code_retour,
        )


@lru_cache(maxsize=512)
def _normaliser(
    mois: str, nature: str, type_: str, fraction: str, ordre: str
) -> tuple[str, str, str, str, str]:
    """Return the same values in the one form of a declaration: reports repeat them."""
    lu = normaliser_mois(mois)
    return (
        f"{lu[:4]}-{lu[4:]}" if lu else "",
        normaliser_code(nature, 2),
        normaliser_code(type_, 2),
        normaliser_code(fraction, 2),
        normaliser_ordre(ordre),
    )
