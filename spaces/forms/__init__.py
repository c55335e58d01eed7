"""What people type about spaces and bookings."""
