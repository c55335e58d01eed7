"""What happens in the demo park around its anchor day, done through the same actions as real life."""

from datetime import timedelta

from django.db.models import F

from park_portal.accounts import actions as people
from park_portal.accounts.models import Organization, Person
from park_portal.accounts.states import Duty, Role
from park_portal.approvals import actions as papers
from park_portal.approvals.models import ApprovalStep
from park_portal.core import clock
from park_portal.notifications.models import InboxMessage
from park_portal.reports.models import MonthlyReport
from park_portal.reports.papers import issued_document
from spaces import actions as halls
from spaces.models import Space
from spaces.querysets.availability import first_gaps
from spaces.reckoning import midnight
from spaces.rules import Wish

# (space, days from the anchor, minutes, people, purpose) of the resident who signs in to the demo.
RESIDENT_BOOKINGS = (
    ("mirae-203", 3, 120, 8, "마을 책모임 12월 준비"),
    ("iyagi-a", 9, 180, 25, "동네 합창단 겨울 연습"),
)


def load() -> None:
    """Two invitations and two bookings, so that every demo person has something to answer."""
    tenant = Person.objects.get(email="tenant@demo.park")
    own = Organization.objects.get(pk=tenant.current_memberships[0].organization_id)
    people.membership_invite(
        by=tenant, organization=own, email="resident@demo.park", role=Role.MEMBER, duties=[Duty.PROMOTION]
    )
    people.membership_invite(by=tenant, organization=own, email="newcomer@example.org", role=Role.MEMBER, duties=[])
    resident = Person.objects.get(email="resident@demo.park")
    for code, days, minutes, count, purpose in RESIDENT_BOOKINGS:
        book(resident, code, days=days, minutes=minutes, count=count, purpose=purpose)


def load_approvals() -> None:
    """The last month's report waits for the director; the one before is approved."""
    staff, director = (Person.objects.get(email=f"{name}@demo.park") for name in ("staff", "director"))
    department = Organization.objects.get(pk=staff.current_memberships[0].organization_id)
    for waits, report in zip((True, False), MonthlyReport.objects.order_by("-month")[:2], strict=False):
        document = issued_document(report)
        line = papers.line_draft(by=staff, document=document, department=department, steps=[("decide", director)])
        papers.line_submit(by=staff, line=line)
        if not waits:
            (step,) = ApprovalStep.objects.to_decide(director).filter(round__line=line)
            papers.step_approve(by=director, step=step, seen_hash=document.content_hash)


def load_reading() -> None:
    """Everybody has read the messages of days gone by, or nobody would find those of today."""
    unread = InboxMessage.objects.filter(read_at=None, created_at__lt=clock.now() - timedelta(days=2))
    unread.update(read_at=F("created_at"))


def book(person: Person, code: str, *, days: int, minutes: int, count: int, purpose: str) -> None:
    """Book the first gap from that day on, within a week."""
    space = Space.objects.get(code=code)
    first = midnight(clock.today() + timedelta(days=days))
    gaps = first_gaps([space], first, first + timedelta(days=7), minutes)
    start = gaps[0][1]
    wish = Wish(person, space, start, start + timedelta(minutes=minutes), count)
    halls.booking_request(by=person, wish=wish, purpose=purpose)
