"""Reading words of the land, the ledger and bookings."""
