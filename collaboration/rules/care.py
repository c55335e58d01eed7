"""Who may say who looks after an opinion, and until when it is due."""

from datetime import date

from django.utils.translation import gettext as _

from collaboration.models import Opinion
from collaboration.reckoning.clock import workdays_between
from collaboration.states import ASKED, OpinionState
from park_portal.accounts.models import Membership, Person
from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted, blocked_by

from .opinions import check_gives
from .people import acts_for, check_proposes, is_coordinator, proposes, signs_for

LONGEST_EXTENSION = 30  # working days


def colleagues(opinion: Opinion) -> list[Person]:
    """Who can look after it: those who act for the body, in the order of their names."""
    rows = Membership.objects.current().filter(person__is_active=True).select_related("person")
    body = opinion.organization
    found = rows.filter(organization=body)
    if body.is_district:
        found |= rows.filter(organization__parent=body)
    people = {row.person_id: row.person for row in found}
    return sorted(people.values(), key=lambda person: (person.name, person.pk))


def check_opinion_assign(user: Person, opinion: Opinion, to: Person | None = None) -> None:
    """A head or manager of the body, or whoever looks after it now, hands it to a colleague."""
    check_gives(user, opinion)
    if opinion.assignee_id != user.pk and not signs_for(user, opinion.organization):
        raise NotPermitted(_("A head or manager hands it on, or whoever looks after it now."), reason="not_assigning")
    if opinion.state not in (*ASKED, OpinionState.ISSUED) or opinion.proposal.confirmed_id:
        raise ActionDenied(_("This opinion needs nobody to look after it any more."), reason="opinion_state")
    if to is None:
        return
    if not acts_for(to, opinion.organization):
        raise ActionDenied(
            _("%(person)s does not act for %(organization)s.")
            % {"person": to.name, "organization": opinion.organization.title},
            reason="not_colleague",
        )
    if to.pk == opinion.assignee_id:
        raise ActionDenied(_("%(person)s looks after it already.") % {"person": to.name}, reason="same")


def check_opinion_postpone(user: Person, opinion: Opinion, due_on: date | None = None, reason: str = "-") -> None:
    """Whoever asked, or a coordinator, gives more time: a later day, not more than 30 working days on."""
    asks = is_coordinator(user) or opinion.requested_by_id == user.pk
    if not (asks or proposes(user, opinion.proposal)):
        check_proposes(user, opinion.proposal)
    if opinion.state not in ASKED:
        raise ActionDenied(_("The opinion is not being waited for."), reason="opinion_state")
    if not reason.strip():
        raise ActionDenied(_("Please give the reason; the other side reads it."), reason="no_reason")
    if due_on is None:
        return
    first = max(opinion.due_on, clock.today())
    if due_on <= first:
        raise ActionDenied(_("The new day must come after the old one and after today."), reason="not_later")
    if workdays_between(first, due_on) > LONGEST_EXTENSION:
        raise ActionDenied(
            _("At most %(n)s working days can be added at once.") % {"n": LONGEST_EXTENSION}, reason="too_long"
        )


def care_moves(user: Person, opinion: Opinion) -> dict[str, str]:
    """The deeds around an opinion with the sentence that blocks each (empty: allowed)."""
    return {
        "assign": blocked_by(check_opinion_assign, user, opinion),
        "postpone": blocked_by(check_opinion_postpone, user, opinion),
    }
