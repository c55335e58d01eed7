"""Who is asked to a meeting and who came: bodies, and people of theirs with position and name (직·성명)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collaboration.actions.meetings import Guest
from collaboration.models import Attendance, Meeting, Proposal
from collaboration.rules.proposals import check_works
from collaboration.states import PartyState, ProposalState
from park_portal.accounts.models import Membership, Organization, Person
from park_portal.accounts.states import DISTRICT_KINDS, Duty, OrganizationKind, Role
from park_portal.core.errors import blocked_by

ROWS = 3  # empty lines that are offered
PEOPLE = 50  # names that are suggested while typing


def open_bodies() -> Any:
    return Organization.objects.filter(closed_on=None).order_by("name", "pk")


def bodies_around(proposal: Proposal | None, caller: Person, meeting: Meeting | None = None) -> Any:
    """Whom one can ask: whoever takes part, the caller's own body, the planning division and the centre.

    To a meeting that belongs to no proposal, everybody. Whoever is asked to ``meeting`` already stays in the list.
    """
    if proposal is None:
        return open_bodies()
    planning = Membership.objects.current().filter(
        duties__contains=[Duty.COORDINATION], organization__kind__in=DISTRICT_KINDS
    )
    coordinate = Q(pk__in=planning.values("organization")) | Q(kind=OrganizationKind.PARK_OPERATOR)
    asked = meeting.attendances.values("organization") if meeting else []
    bodies = Organization.objects.filter(Q(pk__in=asked) | Q(closed_on=None))
    return bodies.filter(Q(pk__in=asked_first(proposal, caller)) | coordinate | Q(pk__in=asked)).order_by("name", "pk")


def asked_first(proposal: Proposal, caller: Person) -> set[int]:
    """Ids of those who take part and of the caller's bodies: ticked from the beginning."""
    parts = proposal.parties.exclude(state=PartyState.DECLINED).values_list("organization", flat=True)
    return {*parts, *(hat.organization_id for hat in caller.current_memberships)}


def ticked(proposal: Proposal | None, caller: Person, bodies: Any) -> list[Organization]:
    """The coordinators open the road of a proposal: its kickoff has all of them, later meetings who works on it."""
    if proposal is None:
        return []
    first = asked_first(proposal, caller)
    return [body for body in bodies if proposal.state == ProposalState.COLLECTED or body.pk in first]


def names_of(bodies: Any, proposal: Proposal | None, user: Person) -> list[str]:
    """Names to choose from while typing: those who look after joint work at these bodies, or manage them.

    Only for whoever works on the proposal: others that may see it read no names of the register.
    """
    if proposal is None or blocked_by(check_works, user, proposal):
        return []
    rows = Membership.objects.current().filter(organization__in=bodies, person__is_active=True)
    rows = rows.filter(
        Q(duties__overlap=[Duty.COLLABORATION, Duty.COORDINATION]) | Q(role__in=[Role.OWNER, Role.MANAGER])
    )
    return sorted(set(rows.values_list("person__name", flat=True)[:PEOPLE]))


class NamesMixin(forms.Form):
    """Lines of a body and a name (``body_N, who_N``); whoever of the register bears the name there is meant."""

    def add_names(self, bodies: Any, shown: Iterable[Attendance] = ()) -> None:
        rows = list(shown)
        for n in range(max(len(rows), self.sent("who_")) + ROWS):
            self.fields[f"body_{n}"] = forms.ModelChoiceField(bodies, label=_("Body"), required=False)
            self.fields[f"who_{n}"] = forms.CharField(
                label=_("Position and name"), max_length=60, required=False, widget=forms.TextInput({"list": "names"})
            )
        for n, row in enumerate(rows):
            self.initial |= {f"body_{n}": row.organization_id, f"who_{n}": row.who}

    def sent(self, prefix: str) -> int:
        return sum(1 for name in self.data if name.startswith(prefix) and self.data[name])

    @property
    def name_rows(self) -> list[list[Any]]:
        count = sum(name.startswith("who_") for name in self.fields)
        return [[self[f"{name}_{n}"] for name in ("body", "who")] for n in range(count)]

    @property
    def name_rows_open(self) -> bool:
        """Whether something stands in the lines, or is wrong there."""
        return any(field.value() for row in self.name_rows for field in row)

    def check_names(self, data: dict[str, Any]) -> None:
        """A line is filled in whole or not at all."""
        for n in range(len(self.name_rows)):
            given = {name: data.get(f"{name}_{n}") for name in ("body", "who")}
            if any(given.values()):
                for name, value in given.items():
                    if not value and f"{name}_{n}" not in self.errors:
                        self.add_error(f"{name}_{n}", _("Please fill in the whole line, or empty it."))

    def named(self, meeting: Meeting | None) -> list[Guest]:
        """The lines as guests. Who was asked before stays the person she was."""
        data, found = self.cleaned_data, []
        rows = meeting.attendances.select_related("person") if meeting else ()
        known = {(row.organization_id, row.who): row for row in rows}
        for n in range(len(self.name_rows)):
            body, who = data.get(f"body_{n}"), data.get(f"who_{n}", "")
            if body and who:
                row = known.get((body.pk, who))
                found.append(Guest(body, row.person, row.name) if row else guest_named(body, who))
        return found


def guest_named(body: Organization, who: str) -> Guest:
    """Of the register where one member of the body bears the name, else by name only."""
    rows = Membership.objects.current().filter(organization=body, person__is_active=True)
    people = rows.filter(person__name__in={who, who.rsplit(maxsplit=1)[-1]}).select_related("person")[:2]
    person = people[0].person if len(people) == 1 else None
    return Guest(body, person, "" if person and person.name == who else who)
