"""Who did what to which row, and who looked at whose data. Append-only; ids and field names, no personal values."""
