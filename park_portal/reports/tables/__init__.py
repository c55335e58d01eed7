"""How pages that mix apps look."""
