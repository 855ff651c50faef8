"""The documents that the simulated organisations write, one module per family.

Their shapes are the published ones (schemas of GIP-MDS); every sentence in them is invented.
"""
