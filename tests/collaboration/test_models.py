"""What the database refuses, whoever writes: the road to confirmed, sealed versions, turns."""

from datetime import timedelta

import pytest
from django.db import transaction

from collaboration.models import Attachment, Proposal, ProposalVersion, Section, Turn
from park_portal.core import clock
from tests.factories import (
    AcknowledgementFactory,
    AttachmentFactory,
    BudgetLineFactory,
    MeetingFactory,
    OpinionFactory,
    OpinionPointFactory,
    OrganizationFactory,
    PartyFactory,
    PersonFactory,
    ProposalFactory,
    ProposalVersionFactory,
    SectionFactory,
    StoredFileFactory,
    TurnFactory,
    proposal_in,
)

from .people import struck

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged():
    """A proposal whose receiver agreed on the current version, with one closed point."""
    receiver = OrganizationFactory(kind="district_department")
    proposal = proposal_in("opinion_issued", receiver=receiver)
    opinion = OpinionFactory(
        proposal=proposal,
        version=proposal.current,
        organization=receiver,
        state="issued",
        verdict="conditional",
        issued_at=clock.now(),
        issued_by=PersonFactory(),
    )
    point = OpinionPointFactory(opinion=opinion, state="closed", closed_at=clock.now(), closed_by=PersonFactory())
    return proposal, opinion, point


def confirm(proposal, version=None):
    """As a bulk update would, past every action."""
    Proposal.objects.filter(pk=proposal.pk).update(
        state="confirmed", confirmed=version or proposal.current, confirmed_at=clock.now()
    )


def test_a_closed_agreeing_opinion_opens_the_road(judged):
    confirm(judged[0])
    assert Proposal.objects.get().state == "confirmed"


@pytest.mark.parametrize(
    "facts", [{"state": "revoked"}, {"verdict": "supplement"}, {"verdict": "not_feasible", "reasons": ["no_budget"]}]
)
def test_no_other_opinion_does(judged, facts):
    proposal, opinion, _point = judged
    type(opinion).objects.filter(pk=opinion.pk).update(**facts)
    with struck("proposal_confirmed_with_opinion"):
        confirm(proposal)


def test_nor_one_of_somebody_else_or_on_another_version(judged):
    proposal, opinion, _point = judged
    type(opinion).objects.filter(pk=opinion.pk).update(organization=OrganizationFactory())
    with struck("proposal_confirmed_with_opinion"):
        confirm(proposal)
    type(opinion).objects.filter(pk=opinion.pk).update(organization=proposal.receiver)
    newer = ProposalVersionFactory(proposal=proposal, number=2)
    with struck("proposal_confirmed_with_opinion"):
        confirm(proposal, newer)
    Proposal.objects.filter(pk=proposal.pk).update(current=newer)
    with struck("proposal_confirmed_with_opinion"):
        confirm(proposal)


def test_nor_one_with_a_point_that_is_not_closed(judged):
    proposal, opinion, _point = judged
    OpinionPointFactory(opinion=opinion, kind="remark")
    with struck("proposal_confirmed_with_closed_points"):
        confirm(proposal)


def test_nobody_slips_in_by_way_of_a_hold_or_a_new_row(judged):
    proposal, opinion, _point = judged
    type(opinion).objects.filter(pk=opinion.pk).update(state="revoked")
    with struck("proposal_confirmed_with_opinion"):
        Proposal.objects.filter(pk=proposal.pk).update(
            state="on_hold", held_from="confirmed", reason="-", confirmed=proposal.current, confirmed_at=clock.now()
        )
    with struck("proposal_confirmed_with_opinion"):
        ProposalFactory(
            state="confirmed",
            current=proposal.current,
            confirmed=proposal.current,
            confirmed_at=clock.now(),
            submitted_at=clock.now(),
        )


def test_nor_an_older_version_than_the_one_handed_in_last(judged):
    proposal, _opinion, _point = judged
    ProposalVersionFactory(proposal=proposal, number=2)  # still being written: the older one stands
    with transaction.atomic():
        confirm(proposal)
        assert Proposal.objects.get().state == "confirmed"
        transaction.set_rollback(True)
    newer = ProposalVersionFactory(proposal=proposal, number=3, sealed_at=clock.now())
    with struck("proposal_confirmed_with_opinion"):
        confirm(proposal)
    Proposal.objects.filter(pk=proposal.pk).update(current=newer)
    with struck("proposal_current_is_newest"):
        Proposal.objects.filter(pk=proposal.pk).update(current=proposal.current)
    with struck("proposal_confirmed_with_opinion"):
        Proposal.objects.filter(pk=proposal.pk).update(
            state="confirmed", current=proposal.current, confirmed=proposal.current, confirmed_at=clock.now()
        )


@pytest.mark.parametrize("kin", ["itself", "its team", "its department"])
def test_nor_one_of_who_proposes_together(judged, kin):
    """By whatever way it came to be in charge."""
    proposal, _opinion, _point = judged
    receiver = proposal.receiver
    if kin == "its department":
        receiver.kind, receiver.parent = "district_team", OrganizationFactory(kind="district_department")
        receiver.save()
    its_team = kin == "its team" and OrganizationFactory(kind="district_team", parent=receiver)
    author = its_team or (receiver.parent if kin == "its department" else receiver)
    party = PartyFactory(proposal=proposal, organization=author, role="joint", state="accepted")
    with struck("proposal_confirmed_by_other_side"):
        confirm(proposal)
    type(party).objects.filter(pk=party.pk).update(role="concerned")
    confirm(proposal)


def test_points_of_an_opinion_that_was_given_are_not_taken_away(judged):
    _proposal, opinion, point = judged
    other = OpinionPointFactory()
    for deed in (
        lambda: opinion.points.all().delete(),
        lambda: opinion.points.update(opinion=other.opinion, position=9),
        lambda: type(opinion).objects.filter(pk=opinion.pk).delete(),
    ):
        with struck("point_of_given_stays"):
            deed()
    other.delete()
    assert list(type(point).objects.all()) == [point]


def test_files_of_which_an_opinion_speaks_stay(judged):
    proposal, _opinion, _point = judged
    draft = AttachmentFactory()
    asked_for = AttachmentFactory(proposal=proposal_in("working"))
    Proposal.objects.filter(pk=asked_for.proposal_id).update(state="opinion_requested")
    for deed in (
        lambda: AttachmentFactory(proposal=proposal),
        asked_for.delete,
        lambda: Attachment.objects.filter(pk=asked_for.pk).update(file=StoredFileFactory()),
        lambda: Attachment.objects.filter(pk=asked_for.pk).update(proposal=draft.proposal),
    ):
        with struck("attachment_fixed"):
            deed()
    draft.delete()
    confirm(proposal)
    evidence = AttachmentFactory(proposal=proposal)
    with struck("attachment_fixed"):
        Attachment.objects.filter(pk=evidence.pk).delete()


def test_confirmed_goes_with_its_version(judged):
    with struck("proposal_confirmed_has_version"):
        Proposal.objects.filter(pk=judged[0].pk).update(state="confirmed")
    confirm(judged[0])
    with struck("proposal_confirmed_has_version"):
        Proposal.objects.filter(pk=judged[0].pk).update(confirmed=None)


def test_points_of_a_confirmed_version_stay_closed(judged):
    proposal, _opinion, point = judged
    confirm(proposal)
    with struck("point_of_confirmed_is_closed"):
        type(point).objects.filter(pk=point.pk).update(state="open", closed_at=None, closed_by=None)


def test_the_opinion_on_a_confirmed_version_stands(judged):
    proposal, opinion, _point = judged
    confirm(proposal)
    rows = type(opinion).objects.filter(pk=opinion.pk)
    for facts in ({"state": "revoked"}, {"verdict": "agree"}, {"organization": OrganizationFactory()}):
        with struck("opinion_of_confirmed_stands"):
            rows.update(**facts)
    rows.update(paper_number="자원순환과-12")


def test_nobody_judges_her_own_side(judged):
    proposal, _opinion, _point = judged
    type(proposal.receiver).objects.filter(pk=proposal.receiver_id).update(kind="company")
    with struck("proposal_confirmed_by_other_side"):
        confirm(proposal)


def test_what_was_handed_in_does_not_change():
    open_version = SectionFactory().version
    Section.objects.filter(version=open_version).update(text="고침")
    ProposalVersion.objects.filter(pk=open_version.pk).update(sealed_at=clock.now())
    for deed in (
        lambda: ProposalVersion.objects.filter(pk=open_version.pk).update(note="-"),
        lambda: ProposalVersion.objects.filter(pk=open_version.pk).update(sealed_at=None),
        lambda: Section.objects.filter(version=open_version).update(text="-"),
        lambda: Section.objects.filter(version=open_version).delete(),
        lambda: SectionFactory(version=open_version, code="effect"),
        lambda: BudgetLineFactory(version=open_version),
    ):
        with struck("version_sealed"):
            deed()


def test_side_states_keep_their_words():
    proposal = proposal_in("submitted")
    for state, name in (("declined", "proposal_side_state_has_reason"), ("merged", "proposal_merged_has_target")):
        with struck(name):
            Proposal.objects.filter(pk=proposal.pk).update(state=state)
    with struck("proposal_hold_remembers"):
        Proposal.objects.filter(pk=proposal.pk).update(state="on_hold", reason="-")


def test_two_people_take_note():
    one = AcknowledgementFactory()
    with struck("acknowledged_once_a_side"):
        AcknowledgementFactory(proposal=one.proposal)
    with struck("acknowledged_by_two_people"):
        AcknowledgementFactory(proposal=one.proposal, side="centre", by=one.by)
    AcknowledgementFactory(proposal=one.proposal, side="centre")


def test_one_sides_turn_at_a_time():
    turn = TurnFactory()
    with struck("turn_one_open"):
        TurnFactory(proposal=turn.proposal, since=turn.since + timedelta(days=1))
    Turn.objects.filter(pk=turn.pk).update(until=turn.since + timedelta(days=2))
    with struck("turn_no_overlap"):
        TurnFactory(proposal=turn.proposal, since=turn.since + timedelta(days=1))
    TurnFactory(proposal=turn.proposal, since=turn.since + timedelta(days=2))


def test_one_opinion_is_asked_for_at_a_time():
    opinion = OpinionFactory()
    with struck("opinion_one_asked"):
        OpinionFactory(proposal=opinion.proposal, version=opinion.version, state="accepted")
    OpinionFactory(proposal=opinion.proposal, version=opinion.version, state="revoked")
    with struck("opinion_issued_has_verdict"):
        OpinionFactory(state="issued")
    with struck("opinion_asked_is_not_issued"):
        OpinionFactory(issued_at=clock.now())


def test_minutes_are_approved_by_somebody_else():
    writer = PersonFactory()
    facts = {"state": "approved", "minutes": "논의함", "minutes_by": writer, "approved_at": clock.now()}
    with struck("meeting_minutes_by_two"):
        MeetingFactory(**facts, approved_by=writer)
    MeetingFactory(**facts, approved_by=PersonFactory())
    with struck("meeting_of_a_proposal"):
        MeetingFactory(proposal=None)
    MeetingFactory(kind="workshop", proposal=None)
