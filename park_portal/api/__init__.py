"""The public API's router, pages and problem answers; each app keeps its own ``api.py``."""
