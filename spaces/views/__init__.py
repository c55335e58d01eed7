"""Pages of the land and of bookings; one file per person they serve."""
