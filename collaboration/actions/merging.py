"""What goes along when a proposal is merged into another: parts, followers, meetings, promises."""

from collaboration.models import Commitment, Follower, Meeting, Party, Proposal
from collaboration.states import CommitmentState, HandoverState, MeetingState, PartyRole, PartyState
from park_portal.accounts.models import Person
from park_portal.audit.actions import record
from park_portal.core import clock

from .rows import say, write

AUTHORS = (PartyRole.LEAD, PartyRole.JOINT)
COMING = (MeetingState.PLANNED, MeetingState.HELD)  # their minutes are not approved yet


def meetings_lock(proposal: Proposal) -> None:
    """Before the proposals' own rows: approving minutes locks in this order, too."""
    rows = Meeting.objects.filter(proposal=proposal, state__in=COMING).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def take_in(by: Person, proposal: Proposal, into: Proposal) -> None:
    """Bring everybody and everything that is open into the target. The caller holds both locks."""
    have = {party.organization_id: party for party in into.parties.all()}
    for party in proposal.parties.exclude(state=PartyState.DECLINED):
        part_bring(by, party, into, have.get(party.organization_id))
    people = {proposal.author_id, *proposal.followers.values_list("person", flat=True)}
    Follower.objects.bulk_create(
        [Follower(proposal=into, person_id=person) for person in sorted(people)], ignore_conflicts=True
    )
    meetings_bring(by, proposal, into)
    handovers_close(by, proposal, into)
    for row in proposal.merged.all():  # what went into this one before goes on with it
        write(row, merged_into=into)


def part_bring(by: Person, party: Party, into: Proposal, had: Party | None) -> None:
    """An author stays an author, whatever it had answered before; who was in charge is concerned now."""
    author = party.role in AUTHORS and party.state == PartyState.ACCEPTED
    role = PartyRole.JOINT if party.role in AUTHORS else PartyRole.CONCERNED
    if had is None:
        if party.role == PartyRole.RECEIVER and party.state != PartyState.ACCEPTED:
            return
        Party.objects.create(
            proposal=into, organization_id=party.organization_id, role=role, state=party.state,
            reasons=party.reasons, asked_by=party.asked_by or by, asked_at=party.asked_at,
            answered_by=party.answered_by, answered_at=party.answered_at,
        )  # fmt: skip
        return
    in_charge = had.role == PartyRole.RECEIVER and had.state == PartyState.ACCEPTED
    together = had.role in AUTHORS and had.state == PartyState.ACCEPTED
    if not author or together or in_charge:
        return
    if had.role == PartyRole.RECEIVER and into.receiver_id == had.organization_id:
        write(into, receiver=None)
    write(had, role=PartyRole.JOINT, state=PartyState.ACCEPTED, answered_by=by, answered_at=clock.now(), reason="")
    say("party.join", into, by, body=had.organization_id, merged=party.proposal_id)


def meetings_bring(by: Person, proposal: Proposal, into: Proposal) -> None:
    """Meetings that are still to come or to be approved, and promises that are open."""
    for meeting in Meeting.objects.filter(proposal=proposal, state__in=COMING).order_by("pk"):
        write(meeting, proposal=into)
        record("meeting.bring", by=by, subject=meeting, organization=into.lead, fields=["proposal"], was=proposal.pk)
    rows = Commitment.objects.select_for_update(of=("self",), no_key=True).filter(proposal=proposal)
    for row in rows.filter(state=CommitmentState.OPEN).order_by("pk"):
        write(row, proposal=into)
        record("commitment.bring", by=by, subject=row, organization=into.lead, fields=["proposal"], was=proposal.pk)


def handovers_close(by: Person, proposal: Proposal, into: Proposal) -> None:
    """Nobody is asked any more to take over what was merged; the number says where it went."""
    for offer in proposal.handovers.filter(state=HandoverState.OFFERED):
        write(
            offer, state=HandoverState.RECALLED, answered_by=by, answered_at=clock.now(), answer=f"→ {into.number}"
        )  # fmt: skip
        say("handover.close", proposal, by, handover=offer.pk)
