"""What the papers of tenancy hold, one file a noun."""
