"""What only stands in sentences: contracts of the checks between declarations, amounts, missing months.

The organisations write these facts in French sentences, not in elements. The sentences are shown untouched;
what is recognised in them is offered beside, and what is not is simply absent. These patterns are hypotheses:
the wording is published nowhere, it was made out from the few known examples, so they lean on words and on
forms of value, not on whole sentences.
"""

import re
from collections.abc import Iterable

_FIN = r"(?=[\s,;.)]|$)"

_CID = re.compile(
    r"(?P<nom>NIR|NTT|date\s+(?:de\s+)?d[ée]but\s+(?:du|de)\s+contrat|num[ée]ro\s+(?:du|de)\s+contrat)"
    r"\s*:\s*(?P<valeur>[^,;]{1,40})",
    re.IGNORECASE,
)
_CODE_CID = re.compile(r"C02[0-9]{2}", re.ASCII)
_MOIS_ABSENT = re.compile(r"mensuelle\s+([0-9]{2})(0[1-9]|1[0-2])" + _FIN, re.ASCII | re.IGNORECASE)

_MONTANTS = re.compile(
    r"(?P<paye>t[ée]l[ée](?:paiement|r[èe]glement)|paiement|pay[ée]e?s?\b|r[èe]glement|pr[ée]l[èe]vement|versement)"
    r"|(?P<calcule>(?:re)?calcul[ée]e?s?\b)"
    r"|(?P<declare>(?:t[ée]l[ée])?d[ée]clar(?:ation|[ée]e?s?\b))"
    r"|(?P<montant>-?[0-9](?:[0-9 \u00a0\u202f.]{0,20}[0-9])?(?:,[0-9]{1,2})?)\s*(?:€|euros?\b|EUR\b)",
    re.IGNORECASE,
)
_REPERES = {
    "periode": re.compile(
        r"p[ée]riode\s+(?:d[eu]\s+|d’emploi\s+|d'emploi\s+|:\s*)*"
        r"(?P<valeur>[0-9]{2}/[0-9]{2}/[0-9]{4}\s+au\s+[0-9]{2}/[0-9]{2}/[0-9]{4}"
        r"|(?:[0-9]{2}/)?[0-9]{2}/[0-9]{4}|[0-9]{4}-[0-9]{2}|20[0-9]{4}|[a-zûé]{3,9}\s+20[0-9]{2})" + _FIN,
        re.IGNORECASE,
    ),
    "compte": re.compile(
        r"compte\s+(?:(?:cotisant|employeur|urssaf|num[ée]ro|n°|no|:)\s*){0,4}(?P<valeur>[0-9]{9,18})" + _FIN,
        re.IGNORECASE,
    ),
    "certificat": re.compile(
        r"certificat\s+(?:(?:de|du|d[ée]p[ôo]t|num[ée]ro|n°|no|est|le|:)\s*){0,5}"
        r"(?P<valeur>[A-Z0-9-]*[0-9][A-Z0-9-]{3,40})" + _FIN,
        re.IGNORECASE,
    ),
}


INTER_DECLARATIONS = "21"
"""Nature whose sentences hold persons, contracts and months."""
URSSAF = "61"
"""Nature whose sentences hold amounts."""


def is_cid(code: str) -> bool:
    """Return True for the code of a check between declarations: C0201 and C0202 are known."""
    return _CODE_CID.fullmatch(code) is not None


def lire_cid(message: str) -> dict[str, str]:
    """Return what the sentence of a check between declarations names: NIR, NTT, date and number of contract.

    Keys are those of the elements that hold the same facts elsewhere: ``NIR``, ``NTT``,
    ``date_debut_contrat``, ``num_contrat``.
    """
    faits: dict[str, str] = {}
    for trouve in _CID.finditer(message):
        nom = trouve["nom"].upper()
        clef = (
            nom if nom in {"NIR", "NTT"} else "num_contrat" if nom.startswith("NUM") else "date_debut_contrat"
        )
        faits.setdefault(clef, trouve["valeur"].strip().rstrip("."))
    return faits


def lire_mois_absent(message: str) -> str:
    """Return the month (``AAAA-MM``) of the monthly declaration that a sentence says is missing, "" if none.

    The sentences write it ``AAMM``; the DSN is younger than this century.
    """
    trouve = _MOIS_ABSENT.search(message)
    return f"20{trouve[1]}-{trouve[2]}" if trouve else ""


def lire_montants(phrase: str) -> dict[str, str]:
    """Return what a sentence of Urssaf says, as written, for the keys that are recognised.

    ``declare``, ``calcule``, ``paye``: euros; each amount goes to the nearest of these words before it.
    ``periode``, ``compte`` (of the employer at Urssaf), ``certificat`` (its number).
    """
    faits: dict[str, str] = {}
    mot = ""
    for trouve in _MONTANTS.finditer(phrase):
        if trouve.lastgroup != "montant":
            mot = trouve.lastgroup or ""
        elif mot:
            faits.setdefault(mot, trouve["montant"].strip())
    for clef, motif in _REPERES.items():
        if repere := motif.search(phrase):
            faits[clef] = repere["valeur"]
    return faits


def rassembler_montants(certificat: str, messages: Iterable[str]) -> dict[str, str]:
    """Return what the sentences of one declaration say together, its certificate first."""
    faits = lire_montants(certificat)
    for message in messages:
        faits = lire_montants(message) | faits
    return faits
