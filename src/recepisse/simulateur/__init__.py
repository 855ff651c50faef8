"""The State's side, played faithfully: deposits, lists and returns of the API DSN, faults included.

:class:`~recepisse.simulateur.etat.Administration` is the pure core,
:class:`~recepisse.simulateur.double.TransportSimule` its in-process door,
:class:`~recepisse.simulateur.serveur.ServeurSimule` its HTTP door.
"""
