"""What people type around a meeting: when and who, minutes, promises."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collaboration.actions.meetings import Decided, Guest, Promised
from collaboration.models import Meeting, Proposal
from collaboration.querysets.proposals import bodies_of
from collaboration.states import CommitmentState, MeetingKind, SectionCode
from park_portal.accounts.models import Organization, Person
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.core.spoken import local, say_end, say_moment
from spaces.models import Booking
from spaces.states import HOLDING

from .attendance import ROWS, NamesMixin, bodies_around, names_of, open_bodies, ticked
from .rows import RowsForm, rows_drawn


def say_booking(booking: Booking) -> str:
    begins, ends, today = local(booking.starts_at), local(booking.ends_at), clock.today()
    time = "".join([say_moment(begins, today), *say_end(begins, ends, today)])
    return f"{booking.space.title} · {time} ({booking.number})"


class MeetingForm(NamesMixin):
    """A meeting: kind, day and times in Seoul, place or link, a booking of a hall, who is asked, agenda."""

    kind = forms.ChoiceField(label=_("Kind"), choices=MeetingKind)
    title = forms.CharField(label=_("Title"), max_length=120)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    start = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    end = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}))
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    booking = forms.ModelChoiceField(
        Booking.objects.none(), label=_("Hall of the park"), required=False, empty_label=_("None"),
        help_text=_("A booking of yours at that time."),
    )  # fmt: skip
    online_url = forms.URLField(label=_("Online link"), required=False, assume_scheme="https")
    guests = forms.ModelMultipleChoiceField(
        Organization.objects.none(), label=_("Who is asked"), widget=forms.CheckboxSelectMultiple
    )
    agenda = forms.CharField(
        label=_("Agenda"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One item a line. Points of the opinion that are not closed are added by themselves."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, user: Person, proposal: Proposal | None, meeting: Meeting | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.meeting, rows = meeting, bodies_around(proposal, user, meeting)
        self.fields["guests"].queryset = rows
        self.names = names_of(rows, proposal, user)
        asked = meeting.attendances.select_related("person") if meeting else []
        self.add_names(rows, [row for row in asked if row.who])
        if meeting is not None:
            del self.fields["kind"]
        elif proposal is None:
            self.fields["kind"].choices = [(kind, kind.label) for kind in (MeetingKind.COUNCIL, MeetingKind.WORKSHOP)]
        else:
            self.fields["kind"].choices = [(kind, kind.label) for kind in (MeetingKind.KICKOFF, MeetingKind.WORKING)]
            self.fields["guests"].initial = ticked(proposal, user, rows)
        mine = Q(person=user) | Q(organization__in=bodies_of(user))
        free = Q(mine, state__in=HOLDING, meeting=None, ends_at__gt=clock.now())
        bookings = Booking.objects.filter(free | Q(pk=meeting.booking_id) if meeting else free)
        self.fields["booking"].queryset = bookings.select_related("space__building").order_by("starts_at", "pk")
        self.fields["booking"].label_from_instance = say_booking

    @staticmethod
    def said(meeting: Meeting) -> dict[str, Any]:
        """What a meeting says now, to be changed; the points of the opinion come onto the agenda by themselves."""
        return time_said(meeting) | {
            "title": meeting.title, "place": meeting.place, "booking": meeting.booking_id,
            "online_url": meeting.online_url,
            "guests": list(meeting.attendances.filter(asked=True).values_list("organization", flat=True)),
            "agenda": "\n".join(meeting.agenda.filter(point=None).values_list("text", flat=True)),
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("start") and data.get("end") and data["end"] <= data["start"]:
            self.add_error("end", _("The end must come after the beginning."))
        if not (data.get("place") or data.get("booking") or data.get("online_url")):
            self.add_error("place", _("Say where: a place, a hall of the park, or a link."))
        booking = data.get("booking")
        if booking and data.get("day") and data.get("start") and data.get("end"):
            begins, ends = self.times(data)
            if begins < booking.starts_at or ends > booking.ends_at:
                self.add_error("booking", _("The booking does not cover the time of the meeting."))
        self.check_names(data)
        return data

    @staticmethod
    def times(data: dict[str, Any]) -> tuple[datetime, datetime]:
        return tuple(datetime.combine(data["day"], data[name], tzinfo=SEOUL) for name in ("start", "end"))

    @property
    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        begins, ends = self.times(data)
        place = data["place"] or (data["booking"].space.title if data["booking"] else "")
        return {
            "title": data["title"], "starts_at": begins, "ends_at": ends, "place": place,
            "online_url": data["online_url"], "booking": data["booking"],
        }  # fmt: skip

    @property
    def items(self) -> list[str]:
        return self.cleaned_data["agenda"].splitlines()

    @property
    def asked(self) -> list[Guest]:
        """People by name, and the bodies of which nobody is named."""
        named = self.named(self.meeting)
        by_name = {guest.organization for guest in named}
        return [*(Guest(body) for body in self.cleaned_data["guests"] if body not in by_name), *named]

    @property
    def plain(self) -> list[Any]:
        """The fields that stand for themselves, above the lines of names."""
        return [field for field in self if not field.name.startswith(("body_", "who_"))]


def time_said(meeting: Meeting) -> dict[str, Any]:
    """Day and times in Seoul, as forms and searches read them."""
    begins, ends = meeting.starts_at.astimezone(SEOUL), meeting.ends_at.astimezone(SEOUL)
    return {"day": begins.date(), "start": f"{begins:%H:%M}", "end": f"{ends:%H:%M}"}


class MinutesForm(NamesMixin, RowsForm):
    """What was said, who came, what was decided and promised (``decision_N``, ``owner_N, promise_N, due_N``)."""

    minutes = forms.CharField(label=_("Minutes"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}))
    came = forms.MultipleChoiceField(label=_("Who came"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, meeting: Meeting, user: Person, **kwargs: Any) -> None:
        asked = list(meeting.attendances.select_related("organization", "person"))
        said: dict[str, Any] = {
            "minutes": meeting.minutes,
            "came": [str(row.pk) for row in asked if row.attended],
        }
        decisions, promises = list(meeting.decisions.all()), list(meeting.commitments.all())
        for n, row in enumerate(decisions):
            said |= {f"decision_{n}": row.text, f"about_{n}": row.section}
        for n, row in enumerate(promises):
            said |= {f"owner_{n}": row.owner_id, f"promise_{n}": row.text, f"due_{n}": row.due_on}
        kwargs.setdefault("initial", said)
        super().__init__(*args, **kwargs)
        self.fields["came"].choices = [
            (str(row.pk), " ".join(filter(None, [row.organization.title, row.who]))) for row in asked
        ]
        owners = bodies_around(meeting.proposal, user, meeting)
        self.meeting, self.names = meeting, names_of(owners, meeting.proposal, user)
        self.add_names(open_bodies())
        for n in range(rows_drawn(self.typed, ("decision",), ROWS)):
            self.fields[f"decision_{n}"] = forms.CharField(label=_("Decision"), max_length=500, required=False)
            self.fields[f"about_{n}"] = forms.ChoiceField(
                label=_("Section"), choices=[("", "—"), *SectionCode.choices], required=False
            )
        for n in range(rows_drawn(self.typed, ("owner", "promise", "due"), ROWS)):
            self.fields[f"owner_{n}"] = forms.ModelChoiceField(owners, label=_("Who"), required=False)
            self.fields[f"promise_{n}"] = forms.CharField(label=_("Does what"), max_length=300, required=False)
            self.fields[f"due_{n}"] = forms.DateField(
                label=_("By when"), required=False, widget=forms.DateInput(attrs={"type": "date"})
            )

    def rows(self, *names: str) -> list[list[Any]]:
        count = sum(name.startswith(f"{names[0]}_") for name in self.fields)
        return [[self[f"{name}_{n}"] for name in names] for n in range(count)]

    @property
    def decision_rows(self) -> list[list[Any]]:
        return self.rows("decision", "about")

    @property
    def promise_rows(self) -> list[list[Any]]:
        return self.rows("owner", "promise", "due")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n in range(len(self.promise_rows)):
            given = {name: data.get(f"{name}_{n}") for name in ("owner", "promise", "due")}
            if any(given.values()):
                for name, value in given.items():
                    if not value and f"{name}_{n}" not in self.errors:
                        self.add_error(f"{name}_{n}", _("Please fill in the whole line, or empty it."))
        self.check_names(data)
        held_on = self.meeting.starts_at.astimezone(SEOUL).date()
        for n in range(len(self.promise_rows)):
            if data.get(f"due_{n}") and data[f"due_{n}"] < held_on:
                self.add_error(f"due_{n}", _("What is promised cannot be due before the meeting."))
        if not (data.get("came") or self.named(None)) and "came" not in self.errors:
            self.add_error("came", _("Please note who came."))
        return data

    @property
    def decided(self) -> list[Decided]:
        data = self.cleaned_data
        rows = range(len(self.decision_rows))
        return [Decided(data[f"decision_{n}"], data[f"about_{n}"]) for n in rows if data.get(f"decision_{n}")]

    @property
    def promised(self) -> list[Promised]:
        data = self.cleaned_data
        rows = range(len(self.promise_rows))
        return [
            Promised(data[f"owner_{n}"], data[f"promise_{n}"], data[f"due_{n}"])
            for n in rows
            if data.get(f"promise_{n}")
        ]


def in_a_week(now: datetime) -> dict[str, Any]:
    """A first guess for a new meeting: this day next week at two."""
    return {"day": (now.astimezone(SEOUL) + timedelta(days=7)).date(), "start": "14:00", "end": "15:00"}


class CommitmentForm(forms.Form):
    """How a promise ends, and in a few words how it was kept or why not."""

    to = forms.ChoiceField(choices=CommitmentState, required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
