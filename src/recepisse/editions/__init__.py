"""Paper: PDF made from sheets of returns by typst templates (``gabarits``)."""
