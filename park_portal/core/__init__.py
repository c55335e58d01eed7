"""What knows nothing of parks: refusals, the clock, middleware, static files, component tags, commands."""
