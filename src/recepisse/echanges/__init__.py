"""The conversations with the State's services, without any input or output.

A conversation is a generator that yields :class:`~recepisse.echanges.messages.Requete` values and is sent
:class:`~recepisse.echanges.messages.Reponse` values; ``transport`` alone touches the network.
"""
