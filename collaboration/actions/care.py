"""Around an opinion: who looks after it, and until when it is due."""

from datetime import date

from django.db import transaction

from collaboration.models import Opinion
from collaboration.notifications import opinions as messages
from collaboration.rules.care import check_opinion_assign, check_opinion_postpone
from park_portal.accounts.models import Person

from .rows import opinion_lock, say, write


@transaction.atomic
def opinion_assign(*, by: Person, opinion: Opinion, to: Person) -> Opinion:
    """Hand the work on an opinion to a colleague of the same body; she hears of it."""
    opinion = opinion_lock(opinion.pk)
    check_opinion_assign(by, opinion, to)
    was = opinion.assignee_id
    write(opinion, assignee=to)
    say("opinion.assign", opinion.proposal, by, ["assignee"], opinion=opinion.pk, was=was, assignee=to.pk)
    messages.opinion_assigned(opinion, by)
    return opinion


@transaction.atomic
def opinion_postpone(*, by: Person, opinion: Opinion, due_on: date, reason: str) -> Opinion:
    """Give more time (기한 연장): a later day, with a reason that both sides read. The trail keeps every day before."""
    opinion = opinion_lock(opinion.pk)
    check_opinion_postpone(by, opinion, due_on, reason)
    was = opinion.due_on
    write(opinion, due_on=due_on, due_reason=reason.strip()[:300])
    facts = {"opinion": opinion.pk, "was": was.isoformat(), "due_on": due_on.isoformat()}
    say("opinion.postpone", opinion.proposal, by, ["due_on"], **facts)
    messages.opinion_postponed(opinion, was)
    return opinion
