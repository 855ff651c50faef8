"""The French of click: its own sentences, headings and words, put into French when they are shown.

click only speaks the language of the system's settings; this program speaks French to everybody. The
tests make click say each of these sentences, so that a new version that words one otherwise is seen.
"""

import re

_PHRASES = (
    (r"^No such command '([^']*)'\.", r"Commande inconnue : « \1 »."),
    (r"^No such option '?([^\s']+?)'?\.", r"Option inconnue : « \1 »."),
    (r"^Missing command\.", "Il manque une commande."),
    (r"^Missing argument '([^']*)'\.", r"Il manque \1."),
    (r"^Missing option (.+?)\.(?=\s|$)", r"Il manque l’option \1."),
    (r"\(env var: ('[^']*')\)", r"(variable \1)"),
    (r"^Invalid value for (.+?): ", r"Valeur refusée pour \1 : "),
    (r"^Invalid value: ", "Valeur refusée : "),
    (r"Got unexpected extra arguments? \((.+)\)", r"Il y a des mots en trop : \1"),
    (r"Option '([^']*)' requires an argument\.", r"L’option « \1 » attend une valeur."),
    (r"Option '([^']*)' requires (\d+) arguments\.", r"L’option « \1 » attend \2 valeurs."),
    (r"Option '([^']*)' does not take a value\.", r"L’option « \1 » ne prend pas de valeur."),
    (r"'([^']*)' is not a valid (?:integer|int)(?: range)?\.", r"« \1 » n’est pas un nombre entier."),
    (r"'([^']*)' is not a valid float(?: range)?\.", r"« \1 » n’est pas un nombre."),
    (r"'([^']*)' is not a valid boolean\..*", r"« \1 » n’est ni oui ni non."),
    (r"(\S+) is not in the range (.+?)\.$", r"\1 n’est pas dans les bornes \2."),
    (r"'([^']*)' is not one of (.+)\.", r"« \1 » n’est pas l’une des valeurs \2."),
    (r"'([^']*)' does not match the formats? (.+)\.", r"« \1 » n’a pas la forme \2."),
    (r"(?:File|Directory|Path) '([^']*)' does not exist\.", r"« \1 » n’existe pas."),
    (r"(?:File|Directory|Path) '([^']*)' is a file\.", r"« \1 » est un fichier."),
    (r"(?:File|Directory|Path) '([^']*)' is a directory\.", r"« \1 » est un dossier."),
    (r"(?:File|Directory|Path) '([^']*)' is not readable\.", r"« \1 » ne peut pas être lu."),
    (r"(?:File|Directory|Path) '([^']*)' is not writable\.", r"« \1 » ne peut pas être écrit."),
    (r"Could not open file '([^']*)': (.*)", r"« \1 » ne peut pas être ouvert (\2)."),
    (r"'([^']*)': No such file or directory", r"« \1 » n’existe pas."),
    (r"Choose from:\s*", "Valeurs possibles : "),
    (r" ?\(?Did you mean (?:one of: )?(.+?)\?\)?$", r" Vouliez-vous dire \1 ?"),
)
"""What click says, and what we say: applied in this order, compiled by ``re`` at the first error."""
_TITRES = {
    "Options": "Options",
    "Commands": "Commandes",
    "Positional arguments": "Arguments",
    "Arguments": "Arguments",
}
_MENTIONS = (
    (r"Show this message and exit\.", "Affiche cette aide et s’arrête."),
    (r"\bdefault: (?=[^\]]*\]$)", "défaut : "),
    (r"\benv var: (?=[^\]]*\]$)", "variable : "),
    (r"\brequired\]$", "obligatoire]"),
)
_FORMES = {
    "INTEGER": "NOMBRE",
    "FLOAT": "NOMBRE",
    "TEXT": "TEXTE",
    "PATH": "CHEMIN",
    "FILENAME": "FICHIER",
    "FILE": "FICHIER",
    "DIRECTORY": "DOSSIER",
    "BOOLEAN": "OUI|NON",
}
_FORME = r"\b(" + "|".join(_FORMES) + r")(?: RANGE)?\b"


def traduire_erreur(phrase: str) -> str:
    """Return a sentence of click's errors in French; what is already French is left as it is."""
    for anglais, francais in _PHRASES:
        phrase = re.sub(anglais, francais, phrase, flags=re.DOTALL)
    return phrase


def traduire_titre(titre: str) -> str:
    """Return a heading of the help in French."""
    return _TITRES.get(titre, titre)


def traduire_option(option: str) -> str:
    """Return the left column of an option (``--port INTEGER``) in French."""
    return re.sub(_FORME, lambda trouve: _FORMES[trouve[1]], option)


def traduire_mention(mention: str) -> str:
    """Return the right column of an option in French."""
    for anglais, francais in _MENTIONS:
        mention = re.sub(anglais, francais, mention)
    return mention
