"""What the doors of joint work need, for tests/test_doors.py. The member proposes; the park's centre coordinates."""

from typing import Any

from tests import factories

DEEDS = ("submit", "revise", "discard", "acknowledge", "follow", "grow")


def joint_doors(member: Any) -> tuple[dict[str, list], dict[str, dict[str, Any]]]:
    """``(args, data)``: the objects behind the doors, and what the deeds are sent."""
    lead = member.memberships.get().organization
    proposal = factories.proposal_in("submitted", lead=lead, author=member)
    opinion = factories.OpinionFactory(proposal=proposal, version=proposal.current)
    point = factories.OpinionPointFactory(opinion=opinion)
    meeting = factories.MeetingFactory(proposal=proposal)
    party = factories.PartyFactory(proposal=proposal, organization=lead, role="concerned", state="asked")
    objects = [
        (proposal.pk, ("proposal-detail", "proposal-write", "proposal-merge", "proposal-similar")),
        (proposal.pk, tuple(f"proposal-{deed}" for deed in DEEDS)),
        (
            proposal.pk,
            ("commitment-make", "party-ask", "comment-add", "attachment-add", "opinion-request", "handover-offer"),
        ),
        (opinion.pk, ("opinion-detail", "opinion-accept", "opinion-record", "opinion-extend", "opinion-remind")),
        (opinion.pk, ("opinion-revoke", "opinion-assign", "opinion-postpone")),
        (point.pk, ("point-answer", "point-close", "point-reopen")),
        (proposal.pk, ("request-write", "request-match")),
        (party.pk, ("party-answer", "party-pass-on", "party-unask")),
        (factories.AttachmentFactory(proposal=proposal, by=member).pk, ("attachment-remove",)),
        (factories.HandoverFactory(proposal=proposal, taker=lead).pk, ("handover-answer", "handover-recall")),
        (meeting.pk, ("meeting-detail", "meeting-change", "minutes-write", "minutes-approve", "meeting-cancel")),
        (meeting.pk, ("meeting-hall", "meeting-calendar")),
        (factories.CommitmentFactory(proposal=proposal, owner=lead).pk, ("commitment-end",)),
    ]
    args = {f"collaboration:{name}": [pk] for pk, names in objects for name in names}
    args |= {"collaboration:proposal-version": [proposal.pk, 1], "collaboration:proposal-move": [proposal.pk, "hold"]}
    held = factories.MeetingFactory(proposal=proposal, state="held", minutes="-")
    args["collaboration:minutes-paper"] = [held.pk, "hwpx"]
    booking = {"booking": factories.BookingFactory(person=member).pk}
    typed = {
        "meeting-hall": booking,
        "proposal-acknowledge": {"side": "centre"},
        "party-answer": {"accepts": "on"},
        "handover-answer": {},
    }
    return args, {f"collaboration:{name}": data for name, data in typed.items()}
