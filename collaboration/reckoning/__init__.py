"""Pure computation: the clock, differences, likeness."""
