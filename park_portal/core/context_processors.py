"""Facts of this deployment, for every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def park(request: HttpRequest) -> dict[str, Any]:
    """Give ``park``: name, operator, district, address (in the page's language), phone (E.164), demo."""
    suffix = "_en" if get_language() == "en" else ""
    words = {key: settings.PARK[f"{key}{suffix}"] for key in ("name", "operator", "district", "address")}
    return {
        "park": {
            **words,
            "phone": settings.PARK["phone"],
            "email": settings.PARK["email"],
            "demo": settings.PARK_MODE == "demo",
        }
    }
