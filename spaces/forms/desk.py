"""What centre staff type at the desk."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from park_portal.accounts.models import Organization, Person
from park_portal.core import clock
from spaces.models import Building, Space
from spaces.reckoning import midnight
from spaces.rules import Wish

from .search import SpaceChoice

MOST_NAMED = 5
FARTHEST_DAYS = 3650  # a typing error, not a plan


class DayInput(forms.DateInput):
    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs={"type": "date", **attrs}, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "time", "step": "300"}, format="%H:%M")


def day_check(day: date) -> None:
    """Refuse days so far off that the calendar itself would break."""
    if abs((day - clock.today()).days) > FARTHEST_DAYS:
        raise forms.ValidationError(_("Please check the year."))


class UsualReason(TextChoices):
    """Why the centre says no, as the person will read it."""

    PURPOSE = "purpose", _("The use does not fit the purpose of this space.")
    MAINTENANCE = "maintenance", _("Maintenance is planned for this time.")
    DETAILS = "details", _("The request says too little about the event. Please ask again with more details.")
    PARK = "park", _("The park needs the space at this time.")
    SALES = "sales", _("Sales and commercial events are not possible here.")


class RejectForm(forms.Form):
    """A usual reason, words of one's own, or both."""

    usual = forms.ChoiceField(
        label=_("Usual reason"), choices=[("", _("Write it yourself")), *UsualReason.choices], required=False
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The person reads it in the message."),
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not (facts.get("usual") or facts.get("words") or self.errors):
            raise forms.ValidationError(_("Please choose a reason or write one; the person who asked will read it."))
        return facts

    def reason_for(self, person: Person) -> str:
        """The whole reason in the language of the person who reads it."""
        with override(person.language):
            usual = str(UsualReason(self.cleaned_data["usual"]).label) if self.cleaned_data["usual"] else ""
        return " ".join(filter(None, [usual, self.cleaned_data["words"]]))


class DeskBookForm(forms.Form):
    """A booking for somebody on the telephone."""

    caller = forms.CharField(
        label=_("Who is calling"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("E-mail address, telephone number or name with which the person has signed up."),
    )
    organization = forms.CharField(
        label=_("For the organisation"),
        max_length=100,
        required=False,
        help_text=_("Its name, if the booking is for an organisation the person acts for."),
    )
    space = SpaceChoice(
        label=_("Space"), queryset=Space.objects.none(), to_field_name="code", empty_label=_("Choose a space")
    )
    day = forms.DateField(label=_("Day"), widget=DayInput(), validators=[day_check])
    start = forms.TimeField(label=_("Begins at"), widget=ClockInput())
    end = forms.TimeField(
        label=_("Ends at"), widget=ClockInput(), help_text=_("00:00 means midnight at the end of the day.")
    )
    attendees = forms.IntegerField(label=_("People"), min_value=1, max_value=9999)
    purpose = forms.CharField(label=_("Purpose"), max_length=120)
    override = forms.CharField(
        label=_("Set rules aside because"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Only if a rule stands in the way: it is kept with the booking. Another booking can never be set aside."
        ),
    )
    idempotency_key = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    named: Sequence[Person] = ()  # whom the words mean; more than one are shown with their addresses

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"idempotency_key": uuid4().hex, "attendees": 1, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        spaces = Space.objects.bookable().select_related("building")
        self.fields["space"].queryset = spaces.order_by("building_id", "floor", "pk")

    def clean_caller(self) -> str:
        said = self.cleaned_data["caller"]
        self.named = found = list(Person.objects.named(said)[:MOST_NAMED])
        if not found:
            raise forms.ValidationError(
                _("Nobody has signed up so. Please ask the person to sign up first; it takes a minute.")
            )
        if len(found) > 1:
            who = ", ".join(f"{person.name} {person.email}" for person in found)
            raise forms.ValidationError(
                _("Several people are meant. Please type the e-mail address: %(who)s") % {"who": who}
            )
        [self.person] = found
        return said

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        self.body = self._body(facts.get("organization", "")) if facts.get("caller") else None
        return facts

    def _body(self, name: str) -> Organization | None:
        """The organisation of that name among those the person acts for."""
        bodies = [hat.organization for hat in self.person.current_memberships]
        said = "".join(name.split()).casefold()
        found = [body for body in bodies if said in {"".join(n.split()).casefold() for n in (body.name, body.name_en)}]
        if said and not found:
            acts_for = ", ".join(body.title for body in bodies)
            self.add_error(
                "organization",
                _("The person acts for: %(names)s.") % {"names": acts_for}
                if bodies
                else _("The person acts for no organisation. Leave this empty to book for herself."),
            )
        return found[0] if said and found else None

    @property
    def wish(self) -> Wish:
        """What was typed, as the rules understand it; a night in a lodging ends on the morning after."""
        facts = self.cleaned_data
        next_day = facts["end"] == time() or (facts["space"].is_overnight and facts["end"] <= facts["start"])
        return Wish(
            person=self.person,
            space=facts["space"],
            starts_at=_moment(facts["day"], facts["start"]),
            ends_at=_moment(facts["day"] + timedelta(days=next_day), facts["end"]),
            attendees=facts["attendees"],
            organization=self.body,
        )


def _moment(day: date, at: time) -> datetime:
    return midnight(day) + timedelta(hours=at.hour, minutes=at.minute)


class WeekForm(forms.Form):
    """Which week (any day of it) and which building."""

    week = forms.DateField(label=_("Week of"), widget=DayInput(), required=False, validators=[day_check])
    building = forms.ModelChoiceField(
        label=_("Building"),
        queryset=Building.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("All buildings"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["building"].queryset = Building.objects.open().order_by("pk")

    @classmethod
    def of(cls, query: Any) -> "WeekForm":
        """The form as asked in the address, this week where no week was asked."""
        return cls({"week": query.get("week") or clock.today().isoformat(), "building": query.get("building")})

    @property
    def monday(self) -> date:
        """The first day of the week; of this one where nothing sensible was asked."""
        self.is_valid()
        day = self.cleaned_data.get("week") or clock.today()
        return day - timedelta(days=day.weekday())


class LedgerForm(forms.Form):
    """From which day to which (both included) the ledger is shown."""

    since = forms.DateField(label=_("First day"), widget=DayInput(), validators=[day_check])
    until = forms.DateField(label=_("Last day"), widget=DayInput(), validators=[day_check])

    @classmethod
    def of(cls, query: Any) -> "LedgerForm":
        """The form as asked in the address; a week back and sixty days ahead where nothing was asked."""
        usual = {"since": clock.today() - timedelta(days=7), "until": clock.today() + timedelta(days=60)}
        return cls({name: query.get(name) or day.isoformat() for name, day in usual.items()})

    @property
    def window(self) -> tuple[date, date]:
        """The days, in order; the usual ones where nothing sensible was asked."""
        self.is_valid()
        since = self.cleaned_data.get("since") or clock.today() - timedelta(days=7)
        return since, max(since, self.cleaned_data.get("until") or clock.today() + timedelta(days=60))
