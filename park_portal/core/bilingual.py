"""Names that the park keeps in Korean and English."""

from typing import Any

from django.utils.translation import get_language


class Bilingual:
    """Read ``<field>`` or ``<field>_en`` by the page's language; Korean where English is empty.

    >>> class Building(Model): title = Bilingual("name")
    """

    def __init__(self, field: str) -> None:
        self.field = field

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        english = get_language() == "en" and getattr(instance, f"{self.field}_en")
        return english or getattr(instance, self.field)
