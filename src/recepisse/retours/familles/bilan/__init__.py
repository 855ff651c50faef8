"""The family *bilan*: root ``rapport``, natures 10, 11, 20–23, 31–38, 61, 62, 80, 93–95, 114, 116, 117, 123.

Also the returns of DPAE and PASRAU and the report of the control tool, which have the same form. The schema
(``dsn_bilans``, from v01r04 to v02r03) is a reference, never a gate: v02r03 is a superset of the others, and
published examples depart from theirs. Elements are known by their local names, in whatever namespace.

``donnees`` of a bilan, absent or empty things being left out, every value as written:

* ``entete``: the attributes of the root, by name (``type``, ``profil``, ``version``, ``identifiant``…);
* ``envoi``: ``identification`` (names of the schema; ``declarant`` inside), ``bilan`` (``etat``, ``contenu``,
  ``compteurs``), and ``genre`` = ``bordereau`` when the document holds a bordereau instead;
* ``declarations``, in order: ``identification``, ``bilan`` (``etat``, ``contenu``, ``compteurs``,
  ``reconstituees``, ``conformite``, ``mois``), ``salaries``, ``contrats``, ``taux_at`` (see ``declaration``);
* ``communications``: rates published to the employer, natures 34 and 117 (see ``communication``);
* ``montants``: what the sentences of an Urssaf return say (see ``phrases``).

Anomalies: see ``anomalie``.
"""

from recepisse.retours.familles.bilan.lecteur import LECTEUR as LECTEUR
