"""Joint work goes along when somebody hands her duties over."""

from django.db import transaction

from collaboration.models import Meeting, Opinion
from collaboration.querysets.posts import meetings_in_hands, opinions_in_hands
from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record

from .rows import write


@transaction.atomic
def work_hand_over(*, giver: Person, taker: Person, organization: Organization) -> None:
    """Opinions and meetings that the giver looks after are looked after by the taker from now on."""
    for opinion in opinions_in_hands(Opinion.objects.select_for_update(of=("self",)), giver, organization):
        write(opinion, assignee=taker)
        record("opinion.assign", by=giver, subject=opinion, organization=organization, to=taker.pk)
    called = list(meetings_in_hands(Meeting.objects.all(), giver, organization).values_list("pk", flat=True))
    for meeting in Meeting.objects.select_for_update(of=("self",)).filter(pk__in=called).order_by("pk"):
        write(meeting, called_by=taker)
        record("meeting.assign", by=giver, subject=meeting, organization=organization, to=taker.pk)
