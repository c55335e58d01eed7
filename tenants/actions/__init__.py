"""The verbs of tenancy, one file a noun."""
