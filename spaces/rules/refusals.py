"""The two ways in which a wish is refused."""

from park_portal.core.errors import ActionDenied


class RuleRefused(ActionDenied):
    """A rule of the space stands against it."""

    status = 422


class SlotTaken(ActionDenied):
    """Somebody else has this time."""

    status = 409
