"""The land: buildings, and what can be used in them (domain: 건물·공간·대관)."""
