"""Who may, and why not, one file a noun."""
