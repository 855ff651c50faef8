"""A small valid PDF, made by hand: the employee's certificate (nature 44, AER).

One page of Helvetica lines, PDF 1.4, with its cross-reference table.
"""

from recepisse.simulateur.documents.socle import Document, Sujet

LIGNE = 20
HAUT = 780


def build_document(sujet: Sujet) -> Document:
    """Return the certificate of the first person of the declaration."""
    qui, declaration = sujet.individu(), sujet.declaration
    debut = qui.contrats[0].debut if qui.contrats else ""
    lignes = (
        "Attestation employeur - document fictif du simulateur",
        f"Flux : {sujet.depot.idflux}",
        f"Etablissement : {declaration.siret}",
        f"Salarie : {qui.nom} {qui.prenoms}  matricule {qui.matricule}",
        f"Debut du contrat : {debut}",
        f"Produit le {sujet.produit:%d/%m/%Y}",
    )
    return Document(build_pdf(lignes), "application/pdf")


def build_pdf(lignes: tuple[str, ...]) -> bytes:
    """Return a one-page PDF that shows ``lignes`` (characters outside windows-1252 become ``?``)."""
    texte = b"BT /F1 12 Tf 60 %d Td %d TL\n" % (HAUT, LIGNE)
    texte += b"".join(b"(%s) Tj T*\n" % _echapper(ligne) for ligne in lignes) + b"ET"
    objets = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(texte), texte),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )
    corps, positions = b"%PDF-1.4\n", []
    for numero, objet in enumerate(objets, 1):
        positions.append(len(corps))
        corps += b"%d 0 obj%s endobj\n" % (numero, objet)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objets) + 1)
    table += b"".join(b"%010d 00000 n \n" % position for position in positions)
    fin = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objets) + 1, len(corps))
    return corps + table + fin


def _echapper(ligne: str) -> bytes:
    octets = ligne.encode("cp1252", "replace")
    return octets.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
