"""A return laid out for reading: the same sheet for the right pane, the paper and the terminal.

``composer`` turns a return read (``retours.modele.RetourLu``) into a ``Fiche`` made of a few kinds of blocks.
What a family needs to show is decided here once; screens, PDF and terminal only know how to draw blocks.
"""
