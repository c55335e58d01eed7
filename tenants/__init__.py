"""Living in the park: agreements, allocations, charges, care, the directory (domain: 입주)."""
