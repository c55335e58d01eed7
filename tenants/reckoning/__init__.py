"""Pure computation: months, money, occupancy."""
