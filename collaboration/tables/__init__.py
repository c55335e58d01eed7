"""How things look, one file a noun."""
