"""Dates and times as the park writes them, where Django's own Korean form reads oddly."""
