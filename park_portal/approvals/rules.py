"""Who may draft, sign, send back, withdraw and record, and why not."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from park_portal.accounts.models import Membership, Organization, Person
from park_portal.accounts.rules import membership_in, runs
from park_portal.accounts.states import DISTRICT_KINDS, OrganizationKind
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.core.errors import ActionDenied, NotPermitted, blocked_by
from park_portal.documents.models import Document

from .models import ApprovalLine, ApprovalStep, Deputy
from .reckoning import well_formed
from .states import MOVES, Clause, Disclosure, LineState, StepKind, StepState

SIGNED_ENDINGS = (".pdf", ".hwpx", ".jpg", ".jpeg", ".png", ".webp")  # what a signed paper comes back as
DEPUTY_DAYS = 366  # at most, so that an arrangement is thought of again
Wish = Sequence[tuple[str, Person]]


def works_with_approvals(user: Any) -> bool:
    """Whether the person meets approvals: staff and officers always, others once a line concerns them."""
    if not user.is_authenticated:
        return False
    return user.is_centre_staff or user.is_district_officer or ApprovalLine.objects.alive().concerning(user).exists()


def colleagues(user: Person) -> QuerySet[Person]:
    """Who may stand in a line that the person drafts, or stand in for her: people of her bodies, of the bodies above
    and below and beside them; for staff and officers also everybody of the park's centre and the district."""
    mine = [membership.organization for membership in user.current_memberships]
    roots = {body.parent_id or body.pk for body in mine}
    wanted = Q(organization__in=[body.pk for body in mine])
    wanted |= Q(organization__in=roots) | Q(organization__parent__in=roots)
    if user.is_centre_staff or user.is_district_officer:
        wanted |= Q(organization__kind__in=[OrganizationKind.PARK_OPERATOR, *DISTRICT_KINDS])
    people = Membership.objects.current().filter(wanted).values("person")
    return Person.objects.filter(pk__in=people, is_active=True).exclude(pk=user.pk).order_by("name", "pk")


# --------------------------------------------------------------------------------- the line


def check_line_move(line: ApprovalLine, to: LineState) -> None:
    if to not in MOVES[LineState][LineState(line.state)]:
        raise ActionDenied(
            _("This line is in the state “%(state)s”; that can no longer be done.") % {"state": line.public_state},
            reason="line_state",
        )


def check_document_free(user: Person, document: Document) -> None:
    """She reads it, it is the newest version, and nobody has put a line together for it."""
    if not Document.objects.filter(pk=document.pk).visible_to(user).exists():
        raise NotPermitted(_("Only those who may read a paper can have it approved."), reason="not_reader")
    if document.versions().filter(version__gt=document.version).exists():
        raise ActionDenied(_("There is a newer version of this paper. Please take that one."), reason="old_version")
    if ApprovalLine.objects.alive().of_document(document).exists():
        raise ActionDenied(_("This paper has an approval line already."), reason="line_exists")


def check_line_draft(
    user: Person, document: Document, *, department: Organization, steps: Wish, disclosure: str, clauses: Iterable[int]
) -> None:
    check_document_free(user, document)
    if membership_in(user, department) is None:
        raise NotPermitted(_("You can only draft for a body that you act for."), reason="not_member")
    check_disclosure(disclosure, clauses)
    if steps:
        check_steps(user, steps)


def check_disclosure(disclosure: str, clauses: Iterable[int]) -> None:
    numbers = set(clauses)
    if disclosure not in Disclosure.values or not numbers <= set(Clause.values):
        raise ActionDenied(_("The clauses are numbered from 1 to 8."), reason="clauses")
    if (disclosure == Disclosure.PUBLIC) is bool(numbers):
        raise ActionDenied(
            _("A paper that is not public names the clauses why; a public one has none."), reason="clauses"
        )


def check_steps(drafter: Person, steps: Wish) -> None:
    """Reviews and concurrences, then one decision; everybody once, and not the drafter."""
    if not well_formed([kind for kind, _person in steps]):
        raise ActionDenied(_("A line ends with the one person who decides."), reason="steps")
    people = [person.pk for _kind, person in steps]
    if drafter.pk in people:
        raise ActionDenied(_("Nobody decides on her own draft. Please choose somebody else."), reason="own_draft")
    if len(set(people)) < len(people):
        raise ActionDenied(_("Nobody stands twice in one line."), reason="twice")
    if not all(person.is_active for _kind, person in steps):
        raise ActionDenied(_("Somebody in this line can no longer sign in."), reason="inactive")


def check_drafter(user: Person, line: ApprovalLine) -> None:
    if line.drafter_id != user.pk:
        raise NotPermitted(_("Only the drafter can do this."), reason="not_drafter")


def check_line_submit(user: Person, line: ApprovalLine) -> None:
    """The drafter hands it in; somebody must be there to decide."""
    check_drafter(user, line)
    check_line_move(line, LineState.IN_PROGRESS)
    if not line.current.steps.filter(kind=StepKind.DECIDE).exists():
        raise ActionDenied(_("Nobody in this line decides. It can only be approved elsewhere."), reason="no_decider")


def check_line_externalise(user: Person, line: ApprovalLine) -> None:
    check_drafter(user, line)
    check_line_move(line, LineState.IN_PROGRESS)


def check_line_withdraw(user: Person, line: ApprovalLine) -> None:
    """The drafter, or who runs the department: a line must not hang on somebody who has left."""
    if line.drafter_id != user.pk and not runs(user, line.department):
        raise NotPermitted(_("Only the drafter can do this."), reason="not_drafter")
    check_line_move(line, LineState.WITHDRAWN)


# --------------------------------------------------------------------------------- the steps


def check_seen(line: ApprovalLine, seen_hash: str) -> None:
    """What the person has read is what she signs."""
    if seen_hash != line.content_hash:
        raise ActionDenied(_("The document has changed since you opened it."), reason="stale")


def stands_for(user: Person, person_id: int) -> bool:
    return Deputy.objects.current().filter(person=person_id, deputy=user).exists()


def check_step_decide(user: Person, line: ApprovalLine, step: ApprovalStep, seen_hash: str) -> None:
    """The person of the step or her deputy, on what she has read, when it is her turn, once a round."""
    if step.person_id != user.pk and not stands_for(user, step.person_id):
        raise NotPermitted(_("This step belongs to %(name)s.") % {"name": step.person}, reason="not_yours")
    if line.drafter_id == user.pk:
        raise NotPermitted(_("Nobody decides on her own draft."), reason="own_draft")
    check_seen(line, seen_hash)
    if step.state != StepState.PENDING or line.state != LineState.IN_PROGRESS:
        raise ActionDenied(_("This step does not wait for a decision (any more)."), reason="step_state")
    if ApprovalStep.objects.filter(round=step.round_id, decided_by=user).exists():
        raise ActionDenied(_("You have decided in this line already."), reason="twice")


def check_step_approve(user: Person, line: ApprovalLine, step: ApprovalStep, seen_hash: str, final: bool) -> None:
    check_step_decide(user, line, step, seen_hash)
    if final and (step.kind != StepKind.REVIEW or step.person_id != user.pk):
        raise NotPermitted(_("Only a reviewer herself can make the delegated final decision."), reason="not_final")


def check_step_send_back(user: Person, line: ApprovalLine, step: ApprovalStep, seen_hash: str, comment: str) -> None:
    check_step_decide(user, line, step, seen_hash)
    check_comment(comment)


def check_comment(comment: str) -> None:
    if not comment.strip():
        raise ActionDenied(_("Please write why; the drafter will read it."), reason="no_comment")


# --------------------------------------------------------------------------------- approved elsewhere


def check_external(user: Person, line: ApprovalLine, to: LineState) -> None:
    """The drafter, a colleague where she has left, or the centre notes what the other office has answered.

    Whoever owns the paper may ask for more: an opinion comes back through the body that gives it.
    """
    if line.drafter_id != user.pk and not user.is_centre_staff and membership_in(user, line.department) is None:
        raise NotPermitted(
            _("Only the drafter, her department or centre staff can record this."), reason="not_recorder"
        )
    check_line_move(line, to)
    if not line.current.external:
        raise ActionDenied(_("This line is approved here, not elsewhere."), reason="not_external")


def check_external_record(
    user: Person, line: ApprovalLine, *, seen_hash: str, office: str, number: str, signed_on: date, name: str
) -> None:
    """``name``: of the signed file."""
    check_external(user, line, LineState.APPROVED)
    check_seen(line, seen_hash)
    if not office.strip() or not number.strip():
        raise ActionDenied(_("Please give the office and its document number."), reason="no_number")
    if not line.document.issued_at.astimezone(SEOUL).date() <= signed_on <= clock.today():
        raise ActionDenied(
            _("The day lies between the issue of this version and today. An older signature is not of this version."),
            reason="signed_on",
        )
    if PurePosixPath(name).suffix.lower() not in SIGNED_ENDINGS:
        raise ActionDenied(_("Please choose the signed paper as PDF, picture or HWPX."), reason="file_kind")


def check_external_refuse(user: Person, line: ApprovalLine, comment: str) -> None:
    check_external(user, line, LineState.SENT_BACK)
    check_comment(comment)


# --------------------------------------------------------------------------------- deputies


def check_deputy_set(user: Person, deputy: Person, since: date, until: date) -> None:
    """A colleague, from today on, for at most a year, one at a time; ``until`` is the first day without."""
    if not colleagues(user).filter(pk=deputy.pk).exists():
        raise NotPermitted(_("Please choose a colleague."), reason="not_colleague")
    if since < clock.today() or not timedelta(0) < until - since <= timedelta(days=DEPUTY_DAYS):
        raise ActionDenied(
            _("Please choose days from today on, the first before the last, within a year."), reason="days"
        )
    if Deputy.objects.filter(person=user, since__lt=until, until__gt=since).exists():
        raise ActionDenied(_("You have a deputy for some of these days already."), reason="deputy_exists")


def check_deputy_end(user: Person, deputy: Deputy) -> None:
    if deputy.person_id != user.pk:
        raise NotPermitted(_("Only the person who is away can end this."), reason="not_yours")
    if deputy.until <= max(clock.today(), deputy.since):
        raise ActionDenied(_("This arrangement is over already."), reason="over")


def line_moves(user: Person, line: ApprovalLine) -> dict[str, str]:
    """Each deed on the line with the sentence that blocks it (empty: allowed)."""
    return {
        "submit": blocked_by(check_line_submit, user, line),
        "externalise": blocked_by(check_line_externalise, user, line),
        "withdraw": blocked_by(check_line_withdraw, user, line),
        "record": blocked_by(check_external, user, line, LineState.APPROVED),
    }
