"""People, accounts of the services and the links between them: who may do what, for whom."""
