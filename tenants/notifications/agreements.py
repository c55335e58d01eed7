"""Messages about agreements, assessments and moves, and the reminders before their days."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Membership, Organization, Person
from park_portal.accounts.states import Duty, OrganizationKind, Role
from park_portal.notifications.actions import message_queue
from park_portal.notifications.reminders import Due, Reminder, register
from park_portal.payments.models import Receivable
from spaces.reckoning import day_of, midnight
from tenants.models import Agreement, Assessment, MoveTask
from tenants.states import AgreementState, AssessmentState

SEE = _("See the agreement")
DAY = timedelta(days=1)


def heads_of(*organizations: Organization) -> list[Person]:
    """Heads and managers of the organisations, and those who look after tenancy there; each person once."""
    members = Membership.objects.current().filter(organization__in=organizations).select_related("person")
    told = [m.person for m in members if m.role in {Role.OWNER, Role.MANAGER} or Duty.TENANCY in m.duties]
    return list({person.pk: person for person in told}.values())


def desk() -> list[Person]:
    return list(Person.objects.who_look_after(Duty.TENANCY, OrganizationKind.PARK_OPERATOR))


def sides(agreement: Agreement) -> list[Person]:
    """The people of the organisation that signs and of the one that lives there."""
    return heads_of(agreement.party, agreement.occupant)


def _facts(agreement: Agreement) -> dict[str, Any]:
    places = agreement.allocations.select_related("space__building")
    return {"agreement": agreement, "organization": agreement.occupant, "places": [row.space for row in places]}


def _tell(kind: str, agreement: Agreement, people: Iterable[Person], key: str, deed: Any = SEE, **context: Any) -> None:
    facts = _facts(agreement) | context
    for person in people:
        message_queue(
            kind=kind, to=person, key=f"{agreement.pk}:{key}", context=facts, link=_link(agreement), deed=deed
        )


def _link(agreement: Agreement) -> str:
    return agreement.get_absolute_url()


def agreement_offered(agreement: Agreement) -> None:
    """To whoever is to sign: the terms, and the day for the answer."""
    key = f"offered:{agreement.offered_at:%Y%m%dT%H%M%S}"
    _tell("tenants.agreement_offered", agreement, heads_of(agreement.party), key, _("Read and answer the offer"))


def agreement_taken_back(agreement: Agreement, offered_at: datetime, reason: str) -> None:
    """A draft again; the organisation no longer sees it, so there is nothing to open."""
    for person in heads_of(agreement.party):
        key = f"{agreement.pk}:back:{offered_at:%Y%m%dT%H%M%S}"
        context = _facts(agreement) | {"reason": reason}
        message_queue(kind="tenants.agreement_taken_back", to=person, key=key, context=context)


def agreement_accepted(agreement: Agreement) -> None:
    """To the centre: the organisation will sign."""
    key = f"accepted:{agreement.accepted_at:%Y%m%dT%H%M%S}"
    _tell("tenants.agreement_accepted", agreement, desk(), key)


def agreement_declined(agreement: Agreement, by: Person) -> None:
    """To the other side: whoever did not decline."""
    if by.is_centre_staff:
        for person in heads_of(agreement.party):
            message_queue(
                kind="tenants.agreement_declined", to=person, key=f"{agreement.pk}:declined", context=_facts(agreement)
            )
    else:
        _tell("tenants.agreement_declined", agreement, desk(), "declined")


def agreement_signed(agreement: Agreement) -> None:
    """To both organisations: it is concluded, from when on they live here, what they are entitled to."""
    _tell("tenants.agreement_signed", agreement, sides(agreement), "signed")


def agreement_ending(agreement: Agreement) -> None:
    """To both organisations: when and why it ends, what stays due, what happens with the deposit."""
    due = sum(row.due_krw for row in Receivable.objects.open().of(agreement.party).with_balance())
    key = f"ending:{agreement.ended_on}"
    _tell("tenants.agreement_ending", agreement, sides(agreement), key, due_krw=due)


# ------------------------------------------------------------------------------ assessments


def report_asked(assessment: Assessment) -> None:
    agreement = assessment.agreement
    deed = _("Write the report")
    _tell("tenants.report_asked", agreement, sides(agreement), "report", deed, assessment=assessment)


def report_handed_in(assessment: Assessment) -> None:
    _tell("tenants.report_handed_in", assessment.agreement, desk(), "reported", assessment=assessment)


def assessment_told(assessment: Assessment) -> None:
    agreement = assessment.agreement
    _tell("tenants.assessment_told", agreement, sides(agreement), "assessed", assessment=assessment)


# ------------------------------------------------------------------------------ reminders


def _days(start: datetime, end: datetime) -> tuple[date, date]:
    """The calendar days whose beginnings lie in ``[start, end)``, half-open; ``end`` comes with a sliver of time."""
    return day_of(start) + DAY, day_of(end) + DAY


def _due(agreement: Agreement, subject: Any, day: date, people: Iterable[Person], deed: Any = SEE) -> Due:
    return Due(
        subject=subject,
        at=midnight(day),
        people=people,
        context=_facts(agreement) | {"subject": subject},
        link=_link(agreement),
        deed=deed,
    )


def agreements_ending(start: datetime, end: datetime) -> Iterable[Due]:
    """Agreements that end and are not followed: both organisations and the centre are reminded."""
    rows = Agreement.objects.ending_within(*_days(start, end)).not_followed().select_related("party", "occupant")
    staff = desk() if rows else []
    for agreement in rows:
        yield _due(agreement, agreement, agreement.ends, [*sides(agreement), *staff])


def offers_due(start: datetime, end: datetime) -> Iterable[Due]:
    """Offers without an answer: whoever is to sign is reminded before the day is over."""
    first, last = _days(start, end)
    rows = Agreement.objects.filter(state=AgreementState.OFFERED, accepted_at=None)
    for agreement in rows.filter(answer_by__gte=first - DAY, answer_by__lt=last - DAY).select_related("party"):
        yield _due(agreement, agreement, agreement.answer_by + DAY, heads_of(agreement.party), _("Answer the offer"))


def reports_due(start: datetime, end: datetime) -> Iterable[Due]:
    """Reports that were asked for and have not come."""
    first, last = _days(start, end)
    rows = Assessment.objects.filter(state=AssessmentState.ASKED)
    rows = rows.filter(report_by__gte=first - DAY, report_by__lt=last - DAY)
    for row in rows.select_related("agreement__party", "agreement__occupant"):
        yield _due(row.agreement, row, row.report_by + DAY, sides(row.agreement), _("Write the report"))


def tasks_due(start: datetime, end: datetime) -> Iterable[Due]:
    """Open tasks of moves: whoever looks after each, else the desk; the organisation for its own."""
    first, last = _days(start, end)
    rows = MoveTask.objects.open().filter(due_on__gte=first - DAY, due_on__lt=last - DAY)
    tasks = list(rows.select_related("agreement__party", "agreement__occupant", "assignee"))
    staff = desk() if tasks else []
    for task in tasks:
        people = staff if task.by_centre else sides(task.agreement)
        yield _due(task.agreement, task, task.due_on + DAY, [task.assignee] if task.assignee else people)


def register_reminders() -> None:
    for kind, between, days in (
        ("tenants.agreement_soon_over", agreements_ending, (90, 30, 7)),
        ("tenants.offer_due", offers_due, (4, 2)),  # three days before the last day, and the day before
        ("tenants.report_due", reports_due, (8, 2)),
        ("tenants.move_task_due", tasks_due, (2,)),
    ):
        offsets = tuple(timedelta(days=n) for n in days)
        register(Reminder(code=kind, kind=kind, offsets=offsets, between=between))
