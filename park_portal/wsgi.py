"""The production entrance."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "park_portal.settings")

application = get_wsgi_application()

# What is loaded now lives as long as the process: without this the collector walks through all of it again and again,
# for about a tenth of a request's time.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
