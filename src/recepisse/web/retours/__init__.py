"""Every return: the list of all, and one return with its versions, marks and documents."""
