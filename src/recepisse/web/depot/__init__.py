"""A deposit whose outcome is unknown to the program: what is known, and the decision."""
