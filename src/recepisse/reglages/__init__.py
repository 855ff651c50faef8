"""Settings: one frozen dataclass, read from defaults, a TOML file and the environment.

``charger(environ)`` is the only door; :class:`Reglages` is what the rest of the program receives.
"""

from recepisse.reglages.lecture import VARIABLES_A_PART, charger
from recepisse.reglages.modele import Connu, Reglages, afficher, reglages_connus

__all__ = ["VARIABLES_A_PART", "Connu", "Reglages", "afficher", "charger", "reglages_connus"]
