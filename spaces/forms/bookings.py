"""What people type to book, and to cancel."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from park_portal.core.spoken import local, won
from spaces.models import Booking, RentalItem, Space
from spaces.reckoning import midnight
from spaces.rules import Wish
from spaces.states import UserClass

from .search import FIRST, LAST, ClockField, DayField, SpaceChoice, TimeForm, read_clock, say_clock

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
    "too_many_days": "day",
    "residents_first": "day",
    "too_many_people": "attendees",
    "not_member": "organization",
}


def lent_in(space: Space) -> list[RentalItem]:
    """Equipment that can be taken along with a space."""
    here = Q(building=None) | Q(building=space.building_id)
    rows = RentalItem.objects.filter(here, Q(retired_on=None) | Q(retired_on__gt=clock.today()))
    return list(rows.order_by("pk"))


def say_lent(item: RentalItem) -> str:
    """What one costs, and how many there are."""
    words = _("%(price)s an hour, up to %(n)s") if item.by_hour else _("%(price)s a use, up to %(n)s")
    return words % {"price": won(item.unit_krw), "n": item.stock}


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
        if space.is_overnight:
            self.fields["last_day"] = DayField(label=_("Leaving on"))
        self.lent = {f"item-{item.pk}": item for item in lent_in(space)}
        for name, item in self.lent.items():
            self.fields[name] = forms.IntegerField(
                label=item.title, min_value=0, max_value=item.stock, required=False, initial=0, help_text=say_lent(item)
            )
        names = [(pk, body.title) for pk, body in self.bodies.items()]
        self.fields["organization"].choices = [("", _("Myself")), *names]

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if self.span and "organization" in facts:
            body = self.bodies.get(facts["organization"])
            people = facts.get("attendees") or 1
            self.wish = Wish(self.person, self.space, *self.span, people, body, items=self.taken(facts))
        return facts

    def taken(self, facts: dict[str, Any]) -> tuple[tuple[RentalItem, int], ...]:
        """What is to be lent, and how many of each."""
        return tuple((item, facts[name]) for name, item in self.lent.items() if facts.get(name))

    @property
    def lends(self) -> bool:
        """Whether something was typed there."""
        return any(self[name].value() not in (None, "", 0, "0") for name in self.lent)

    @property
    def item_fields(self) -> list[Any]:
        return [self[name] for name in self.lent]

    def refuse(self, refusal: ActionDenied) -> None:
        """Tell a refusal beside the field it is about, keeping everything typed."""
        self.add_error(FIELD_OF.get(refusal.reason), str(refusal))

    @staticmethod
    def defaults(space: Space, organization: Any, start: str) -> dict[str, str]:
        """The first day that can be booked, 14:00 unless ``start`` is known, two hours where allowed."""
        day = clock.today() + timedelta(days=space.lead_min_minutes // 1440 + 1)
        length = min(max(120, space.min_minutes), space.max_minutes)
        begins = read_clock(start) if CLOCK.fullmatch(start) else 14 * 60
        night = {"start": "15:00", "end": "11:00", "last_day": (day + timedelta(days=1)).isoformat()}
        return {
            "day": day.isoformat(),
            "start": "14:00",
            "end": say_clock(min(begins + length, LAST)),
            **(night if space.is_overnight else {}),
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


class ChangeForm(WishForm):
    """Another time for a booking; the centre may choose another space and set rules aside, with a reason."""

    space = SpaceChoice(label=_("Space"), queryset=Space.objects.none(), to_field_name="code")
    reason = forms.CharField(
        label=_("Why is it moved?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The person reads it in the message."),
    )
    override = forms.BooleanField(
        label=_("Set the rules of the space aside for this reason"),
        required=False,
        help_text=_("Another booking can never be set aside."),
    )

    def __init__(self, *args: Any, booking: Booking, by: Any, **kwargs: Any) -> None:
        kwargs["initial"] = self.as_it_is(booking)
        super().__init__(*args, space=booking.space, person=booking.person, **kwargs)
        self.booking = booking
        for name in ("organization", *self.lent):
            del self.fields[name]
        if by.pk == booking.person_id or not by.is_centre_staff:
            for name in ("space", "reason", "override"):
                del self.fields[name]
        else:
            spaces = Space.objects.bookable().select_related("building")
            self.fields["space"].queryset = spaces.order_by("building_id", "floor", "pk")

    @staticmethod
    def as_it_is(booking: Booking) -> dict[str, Any]:
        """The booking as the fields say it; an end at midnight is 24:00 of the day before."""
        start, last = local(booking.starts_at), local(booking.ends_at - timedelta(minutes=1))
        end = int((booking.ends_at - midnight(last.date())).total_seconds() // 60)
        return {
            "day": start.date(),
            "start": f"{start:%H:%M}",
            "end": say_clock(end),
            "last_day": last.date(),
            "attendees": booking.attendees,
            "space": booking.space.code,
        }

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        space = facts.get("space", self.space)
        if self.span and "attendees" in facts and space:
            held = self.booking
            items = tuple((use.item, use.quantity) for use in held.items.select_related("item"))
            self.wish = Wish(
                held.person,
                space,
                *self.span,
                attendees=facts["attendees"],
                organization=held.organization,
                items=items,
                user_class=UserClass(held.user_class),
                instead_of=held,
            )
        return facts

    @property
    def deed(self) -> dict[str, Any]:
        """What the action takes."""
        facts = self.cleaned_data
        return {"wish": self.wish, "reason": facts.get("reason", ""), "override": facts.get("override", False)}


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you cancel?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It helps the centre to plan."),
    )
