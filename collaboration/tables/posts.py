"""Joint work in the brief of a handover."""

from django.utils.translation import gettext as _

from collaboration.models import Commitment, Meeting, Opinion, Proposal
from collaboration.querysets.posts import meetings_in_hands, opinions_in_hands
from collaboration.states import OVER
from park_portal.accounts.models import Organization, Person
from park_portal.accounts.signals import Handed
from park_portal.core.spoken import say_paper_moment


def handed_lines(giver: Person, organization: Organization) -> list[Handed]:
    """What she looks after goes to the successor; what the body proposed, is in charge of or promised stays with it."""
    lines = [
        Handed(
            _("Opinion"),
            _("%(title)s, due on %(day)s") % {"title": row.proposal, "day": say_paper_moment(row.due_on)},
            row.get_absolute_url(),
        )
        for row in opinions_in_hands(Opinion.objects.select_related("proposal"), giver, organization)
    ]
    lines += [
        Handed(
            str(row.get_kind_display()),
            f"{row.title}, {say_paper_moment(row.starts_at)}",
            row.get_absolute_url(),
        )
        for row in meetings_in_hands(Meeting.objects.order_by("starts_at", "pk"), giver, organization)
    ]
    return lines + proposals_of(organization) + commitments_of(organization)


def proposals_of(organization: Organization) -> list[Handed]:
    rows = Proposal.objects.filter(lead=organization) | Proposal.objects.filter(receiver=organization)
    rows = rows.exclude(state__in=OVER).order_by("pk")
    return [
        Handed(_("Joint proposal"), f"{row} ({row.public_state})", row.get_absolute_url(), moves=False) for row in rows
    ]


def commitments_of(organization: Organization) -> list[Handed]:
    rows = Commitment.objects.open().filter(owner=organization).with_list_columns().order_by("due_on", "pk")
    return [
        Handed(
            _("Commitment"),
            _("%(title)s, due on %(day)s") % {"title": row.text, "day": say_paper_moment(row.due_on)},
            (row.meeting or row.proposal).get_absolute_url(),
            moves=False,
        )
        for row in rows
    ]
