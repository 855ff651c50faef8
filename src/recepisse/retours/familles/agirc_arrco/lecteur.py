"""Reader of AGIRC-ARRCO (natures 70, 71): synthesis CRE, notification NOT, the envelope of either.

``donnees`` has the names of the documents: those of ``accuseReceptionDSNDTO`` (``declaration``, ``creDsn``,
``paiementsDeclare``, ``contrats``…), of ``notificationNCDDSNDTO`` (``declaration``, ``entrepriseRNE``,
``etablissementRNE``, ``notification``), or of the envelope: a list ``enveloppe``, where each ``crm`` has its
``crmMetaDonnees`` and, instead of its content, ``document``: ``famille``, ``forme`` (``xml``, ``pdf``,
``texte``…), ``octets``, ``donnees``, and ``illisible`` when it could not be read.

How the element ``contenu`` carries a document is not published: escaped XML, XML, base64 and plain text are
all understood. A PDF is told and can be taken out by ``joints``.
"""

from collections.abc import Callable

from lxml import etree

from recepisse.retours.aiguillage import Famille, reconnaitre
from recepisse.retours.document.hors_xml import TEXTE
from recepisse.retours.document.xml import nom_local
from recepisse.retours.familles.agirc_arrco.constats import constater, declaration_cre, declaration_not
from recepisse.retours.familles.agirc_arrco.formes import CRE, ENVELOPPES, NOT
from recepisse.retours.familles.gabarit import Objet, lire, objet, objets, texte
from recepisse.retours.familles.generique import joindre
from recepisse.retours.familles.joints import decoder_base64
from recepisse.retours.modele import Autre, Contenu

Ouvrir = Callable[[bytes], Contenu]
"""Reads a document that lies inside another one."""


class LecteurAgircArrco:
    """Reads the documents of AGIRC-ARRCO; ``ouvrir_joint`` is None when they lie too deep to be opened."""

    lourds: frozenset[str] = frozenset()

    def __init__(self, ouvrir_joint: Ouvrir | None) -> None:
        self._ouvrir_joint = ouvrir_joint

    def ouvrir(self, nature: str, statut: str) -> "_Lecture":  # noqa: ARG002 -- the shape of every reader
        """Start reading."""
        return _Lecture(nature, self._ouvrir_joint)


class _Lecture:
    """One document of AGIRC-ARRCO."""

    def __init__(self, nature: str, ouvrir_joint: Ouvrir | None) -> None:
        self._nature = nature
        self._ouvrir_joint = ouvrir_joint
        self._contenu = Contenu(famille=Famille.AGIRC_ARRCO)

    def lourd(self, element: etree._Element) -> None:
        """Never called: these documents are read whole."""

    def achever(self, racine: etree._Element) -> Contenu:
        """Read the document."""
        nom, contenu = nom_local(racine), self._contenu
        if nom == "enveloppeRoot":
            self._enveloppes(racine)
        elif nom == "notificationNCDDSNDTO":
            contenu.type_interne = "NOT"
            contenu.donnees.update(lire(racine, NOT, nom, contenu.autres))
            contenu.declarations.append(declaration_not(contenu.donnees))
        else:
            contenu.type_interne = "CRE"
            contenu.donnees.update(lire(racine, CRE, nom, contenu.autres))
            contenu.declarations.append(declaration_cre(contenu.donnees))
            contenu.anomalies.extend(constater(objet(contenu.donnees, "creDsn"), self._nature))
        return contenu

    def _enveloppes(self, racine: etree._Element) -> None:
        for element in racine.iter("{*}contenu"):
            _mettre_en_texte(element)
        contenu = self._contenu
        contenu.donnees.update(lire(racine, ENVELOPPES, "enveloppeRoot", contenu.autres))
        types = []
        for enveloppe in objets(contenu.donnees, "enveloppe"):
            meta = objet(enveloppe, "enveloppeMetaDonnees")
            contenu.version = contenu.version or texte(meta, "numeroVersionStructure")
            for crm in objets(objet(enveloppe, "enveloppeContenu"), "crm"):
                types.append(texte(objet(crm, "crmMetaDonnees"), "codeTypeCRM"))
                self._crm(crm)
        contenu.type_interne = " ".join(dict.fromkeys(filter(None, types)))

    def _crm(self, crm: Objet) -> None:
        """Replace the content of a CRM by what it says."""
        brut = texte(objet(crm, "crmContenu"), "contenu")
        crm.pop("crmContenu", None)
        if not brut:
            return
        octets = brut.encode()
        decode = decoder_base64(octets)
        document = octets if decode is None else decode
        fiche: Objet = {"forme": reconnaitre(document).value, "octets": len(document)}
        crm["document"] = fiche
        if self._ouvrir_joint is None:
            self._contenu.autres.append(Autre(_CHEMIN, brut))
            return
        joint = self._ouvrir_joint(document)
        fiche["famille"] = str(joint.famille)
        if joint.donnees:
            fiche["donnees"] = joint.donnees
        if joint.illisible:
            fiche["illisible"] = joint.illisible
            self._contenu.autres.append(Autre(_CHEMIN, brut))
        self._verser(joint)

    def _verser(self, joint: Contenu) -> None:
        """Add to the envelope what a document inside it says."""
        contenu = self._contenu
        contenu.message = contenu.message or joint.message or joint.illisible
        contenu.idflux = contenu.idflux or joint.idflux
        contenu.etats += joint.etats
        contenu.gravites += joint.gravites
        contenu.declarations += joint.declarations
        contenu.anomalies += joint.anomalies
        for autre in joint.autres:
            chemin = _CHEMIN if autre.chemin == TEXTE else joindre(_CHEMIN, autre.chemin)
            contenu.autres.append(Autre(chemin, autre.valeur))


_CHEMIN = "enveloppeRoot/enveloppe/enveloppeContenu/crm/crmContenu/contenu"


def _mettre_en_texte(element: etree._Element) -> None:
    """Turn a document that lies in ``element`` as elements into the text that the schema asks for."""
    if len(element) == 1 and not (element.text or "").strip() and not (element[0].tail or "").strip():
        joint = element[0]
        element.text = etree.tostring(joint, encoding="unicode", with_tail=False)
        element.remove(joint)
