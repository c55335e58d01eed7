"""The pages of tenancy, one file a noun."""
