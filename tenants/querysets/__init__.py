"""Reading words of tenancy, one file a noun."""
