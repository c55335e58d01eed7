"""How lists, timelines and ledgers of the land look: positions and groups, ready for templates."""
