"""What people type to book, and to cancel."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from spaces.models import Space
from spaces.rules import Wish

from .search import FIRST, LAST, ClockField, TimeForm, read_clock, say_clock

CLOCK = re.compile(r"[0-2][0-9]:[0-5][0-9]")
# Beside which field a refusal is told; others stand above the form.
FIELD_OF = {
    "reversed": "end",
    "too_short": "end",
    "too_long": "end",
    "off_step": "start",
    "past": "start",
    "too_late": "start",
    "too_early": "day",
    "residents_first": "day",
    "too_many_people": "attendees",
    "not_member": "organization",
}


class WishForm(TimeForm):
    """When, for whom, how many: enough for a price. ``wish`` is there once the time is right."""

    organization = forms.ChoiceField(label=_("Who uses the space?"), required=False)
    attendees = forms.IntegerField(label=_("People"), min_value=1, max_value=10_000)

    wish: Wish | None = None

    def __init__(self, *args: Any, space: Space, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step = space.step_minutes
        self.space, self.person = space, person
        self.bodies = {str(hat.organization_id): hat.organization for hat in person.current_memberships}
        self.fields["start"] = ClockField(label=_("From"), last=LAST - step, step=step)
        self.fields["end"] = ClockField(label=_("Until"), first=FIRST + step, step=step)
        names = [(pk, body.title) for pk, body in self.bodies.items()]
        self.fields["organization"].choices = [("", _("Myself")), *names]

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if self.span and "organization" in facts:
            body = self.bodies.get(facts["organization"])
            self.wish = Wish(self.person, self.space, *self.span, facts.get("attendees") or 1, body)
        return facts

    @staticmethod
    def defaults(space: Space, organization: Any, start: str) -> dict[str, str]:
        """The first day that can be booked, 14:00 unless ``start`` is known, two hours where allowed."""
        length = min(max(120, space.min_minutes), space.max_minutes)
        begins = read_clock(start) if CLOCK.fullmatch(start) else 14 * 60
        return {
            "day": (clock.today() + timedelta(days=space.lead_min_minutes // 1440 + 1)).isoformat(),
            "start": "14:00",
            "end": say_clock(min(begins + length, LAST)),
            "attendees": str(min(10, space.capacity)),
            "organization": str(organization.pk) if organization else "",
        }


class BookingForm(WishForm):
    """The whole page."""

    purpose = forms.CharField(
        label=_("What is it for?"),
        max_length=120,
        help_text=_("The centre reads this. Please leave out personal details such as resident numbers."),
    )
    agreed = forms.BooleanField(
        label=_("I have read the house rules and will keep to them."),
        error_messages={"required": _("Please read the house rules and tick the box.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    @property
    def idempotency_key(self) -> str:
        """One per page and choice: sending it twice books once, going back for another time books again."""
        wish, key = self.wish, self.cleaned_data["key"]
        return f"{key.hex}-{wish.space.pk}-{wish.starts_at:%y%m%d%H%M}-{wish.ends_at:%y%m%d%H%M}"

    def refuse(self, refusal: ActionDenied) -> None:
        """Tell a refusal beside the field it is about, keeping everything typed."""
        self.add_error(FIELD_OF.get(refusal.reason), str(refusal))


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you cancel?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It helps the centre to plan."),
    )
