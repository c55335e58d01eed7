"""How lists narrow, one file a noun."""
