"""The roof and the cellar of the portal; the four apps stand beside it. The map is in README.md."""

from .celery import app as celery_app

__all__ = ["celery_app"]
