"""Messages and reminders of tenancy, one file a noun."""
