"""How spaces look: rows of lists, weeks of one space."""
