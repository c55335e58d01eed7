"""Kinds and states of joint work, as data (domain/collaboration.md; seeds/002, 추진절차)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Proposer(TextChoices):
    """Which side proposes; the other one gives the opinion."""

    DISTRICT = "district", _("District department")
    TENANT = "tenant", _("Organisation of the park")


class ProposalKind(TextChoices):
    PROPOSAL = "proposal", _("Joint proposal")
    RESOURCE_REQUEST = "resource_request", _("Request for resources")


class ProposalState(TextChoices):
    DRAFT = "draft", pgettext_lazy("proposal", "Being written")
    SUBMITTED = "submitted", pgettext_lazy("proposal", "Handed in")
    COLLECTED = "collected", pgettext_lazy("proposal", "Collected and shared")
    KICKOFF_HELD = "kickoff_held", pgettext_lazy("proposal", "Kickoff held")
    WORKING = "working", pgettext_lazy("proposal", "Working meetings")
    OPINION_REQUESTED = "opinion_requested", pgettext_lazy("proposal", "Opinion asked for")
    OPINION_ISSUED = "opinion_issued", pgettext_lazy("proposal", "Opinion given")
    CONFIRMED = "confirmed", pgettext_lazy("proposal", "Confirmed")
    RUNNING = "running", pgettext_lazy("proposal", "Under way")
    CLOSING = "closing", pgettext_lazy("proposal", "Being closed")
    CLOSED = "closed", pgettext_lazy("proposal", "Closed")
    RETURNED = "returned", pgettext_lazy("proposal", "Sent back to be completed")
    ON_HOLD = "on_hold", pgettext_lazy("proposal", "On hold")
    DECLINED = "declined", pgettext_lazy("proposal", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Withdrawn")
    MERGED = "merged", pgettext_lazy("proposal", "Merged into another")
    MATCHED = "matched", pgettext_lazy("proposal", "Partner found")  # a request for resources alone ends here


class SectionCode(TextChoices):
    """The parts of a proposal, in the order of the district's own form."""

    BACKGROUND = "background", pgettext_lazy("section", "Background")
    AIM = "aim", pgettext_lazy("section", "Aim")
    CONTENT = "content", pgettext_lazy("section", "What is done")
    ROLES = "roles", pgettext_lazy("section", "Who does what")
    SCHEDULE = "schedule", pgettext_lazy("section", "Schedule")
    BUDGET = "budget", pgettext_lazy("section", "Budget")
    EFFECT = "effect", pgettext_lazy("section", "Expected effect")


class BudgetSource(TextChoices):
    ASKED_NOW = "asked_now", _("Support asked for now")
    NEXT_YEAR = "next_year", _("Into next year's budget demand")
    ANNUAL_PLAN = "annual_plan", _("From the annual plan")
    OWN = "own", _("Own money")


class PartyRole(TextChoices):
    LEAD = "lead", pgettext_lazy("party", "Proposes")
    JOINT = "joint", pgettext_lazy("party", "Proposes together")
    RECEIVER = "receiver", pgettext_lazy("party", "In charge")
    CONCERNED = "concerned", pgettext_lazy("party", "Concerned")


class PartyState(TextChoices):
    ASKED = "asked", pgettext_lazy("party", "Asked")
    ACCEPTED = "accepted", pgettext_lazy("party", "Takes part")
    DECLINED = "declined", pgettext_lazy("party", "Does not take part")


class Coordinator(TextChoices):
    """The two that collect and share proposals, each for itself (seeds/002: 기획예산, 혁신센터)."""

    PLANNING = "planning", _("Planning division of the district")
    CENTRE = "centre", _("Centre of the park")


class OpinionState(TextChoices):
    REQUESTED = "requested", pgettext_lazy("opinion", "Asked for")
    ACCEPTED = "accepted", pgettext_lazy("opinion", "Being written")
    ISSUED = "issued", pgettext_lazy("opinion", "Given")
    PASSED_ON = "passed_on", pgettext_lazy("opinion", "Passed on")
    REVOKED = "revoked", pgettext_lazy("opinion", "Revoked")
    SUPERSEDED = "superseded", pgettext_lazy("opinion", "Superseded")


class Verdict(TextChoices):
    AGREE = "agree", pgettext_lazy("opinion", "Agree")
    CONDITIONAL = "conditional", pgettext_lazy("opinion", "Agree with conditions")
    SUPPLEMENT = "supplement", pgettext_lazy("opinion", "To be completed")
    NOT_FEASIBLE = "not_feasible", pgettext_lazy("opinion", "Not feasible")


class ReasonCode(TextChoices):
    """Why something is not feasible; the districts' own lists (research h3)."""

    UNLAWFUL = "unlawful", _("Against a law")
    NOT_COMPETENT = "not_competent", _("Not a matter of the district")
    DUPLICATE = "duplicate", _("Similar to or the same as another work")
    MULTI_YEAR = "multi_year", _("Binds several years")
    PARTICULAR_INTEREST = "particular_interest", _("In the interest of one body only")
    RUNNING_COST = "running_cost", _("Running costs of the organisation")
    NO_BUDGET = "no_budget", _("No budget")


class PointKind(TextChoices):
    CONDITION = "condition", pgettext_lazy("point", "Condition")
    QUESTION = "question", pgettext_lazy("point", "Question")
    REMARK = "remark", pgettext_lazy("point", "Remark")


class PointState(TextChoices):
    OPEN = "open", pgettext_lazy("point", "Open")
    ANSWERED = "answered", pgettext_lazy("point", "Answered")
    CLOSED = "closed", pgettext_lazy("point", "Closed")


class PointWordKind(TextChoices):
    """What was done to a point, with or without words."""

    ANSWER = "answer", pgettext_lazy("point", "Answer")
    REOPEN = "reopen", pgettext_lazy("point", "What is missing")
    CLOSE = "close", pgettext_lazy("point", "Closed")
    EDIT = "edit", pgettext_lazy("point", "Its part was changed")


class Side(TextChoices):
    """Whose turn it is; ``NOBODY`` while the clock of both stands still."""

    PROPOSER = "proposer", pgettext_lazy("side", "Proposer")
    PLANNING = "planning", pgettext_lazy("side", "Planning division")
    CENTRE = "centre", pgettext_lazy("side", "Centre")
    RECEIVER = "receiver", pgettext_lazy("side", "In charge")
    NOBODY = "nobody", pgettext_lazy("side", "Nobody")


class HandoverState(TextChoices):
    OFFERED = "offered", pgettext_lazy("handover", "Waiting for the next owner")
    ACCEPTED = "accepted", pgettext_lazy("handover", "Taken over")
    DECLINED = "declined", pgettext_lazy("handover", "Not taken over")
    RECALLED = "recalled", pgettext_lazy("handover", "Taken back")


class MeetingKind(TextChoices):
    KICKOFF = "kickoff", _("Kickoff meeting")
    WORKING = "working", _("Working meeting")
    COUNCIL = "council", _("Council meeting")
    WORKSHOP = "workshop", _("Workshop")


class MeetingState(TextChoices):
    PLANNED = "planned", pgettext_lazy("meeting", "Planned")
    HELD = "held", pgettext_lazy("meeting", "Held, minutes not approved")
    APPROVED = "approved", pgettext_lazy("meeting", "Minutes approved")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Called off")


class CommitmentState(TextChoices):
    OPEN = "open", pgettext_lazy("commitment", "To do")
    DONE = "done", pgettext_lazy("commitment", "Done")
    DROPPED = "dropped", pgettext_lazy("commitment", "Dropped")


class PlanState(TextChoices):
    DRAFT = "draft", pgettext_lazy("plan", "Being written")
    APPROVED = "approved", pgettext_lazy("plan", "Approved")
    CHANGING = "changing", pgettext_lazy("plan", "In force, being changed")
    CLOSED = "closed", pgettext_lazy("plan", "Closed")


class DutyState(TextChoices):
    """Where a department stands with a duty of the plan."""

    OPEN = "open", pgettext_lazy("duty", "Not reported yet")
    DONE = "done", pgettext_lazy("duty", "Reported as done")


class SubProjectKind(TextChoices):
    JOINT_PROJECT = "joint_project", pgettext_lazy("sub-project", "Joint project")
    PROMOTION = "promotion", pgettext_lazy("sub-project", "Promotion")
    HALL_USE = "hall_use", pgettext_lazy("sub-project", "Use of halls")
    WORKSHOP = "workshop", pgettext_lazy("sub-project", "Workshops and councils")
    DISCOVERY = "discovery", pgettext_lazy("sub-project", "Finding joint work")
    VISIT = "visit", pgettext_lazy("sub-project", "Visits")
    SITE = "site", pgettext_lazy("sub-project", "Shaping the site")
    RESULTS = "results", pgettext_lazy("sub-project", "Results")


class StageState(TextChoices):
    PLANNED = "planned", pgettext_lazy("stage", "Planned")
    DOING = "doing", pgettext_lazy("stage", "Under way")
    DONE = "done", pgettext_lazy("stage", "Done")


class StageRole(TextChoices):
    HOST = "host", pgettext_lazy("role", "Hosts")
    ORGANISER = "organiser", pgettext_lazy("role", "Organises")
    SUPPORT = "support", pgettext_lazy("role", "Supports")
    PARTICIPANT = "participant", pgettext_lazy("role", "Takes part")


P = ProposalState
# The road, in order; everything else is a side.
ROAD = (
    P.DRAFT, P.SUBMITTED, P.COLLECTED, P.KICKOFF_HELD, P.WORKING, P.OPINION_REQUESTED, P.OPINION_ISSUED,
    P.CONFIRMED, P.RUNNING, P.CLOSING, P.CLOSED,
)  # fmt: skip
CONFIRMED_ON = (P.CONFIRMED, P.RUNNING, P.CLOSING, P.CLOSED)
IN_PROGRESS = (P.SUBMITTED, P.COLLECTED, P.KICKOFF_HELD, P.WORKING, P.OPINION_REQUESTED, P.OPINION_ISSUED)
OVER = (P.CLOSED, P.DECLINED, P.WITHDRAWN, P.MERGED, P.MATCHED)
EDITABLE = (P.DRAFT, P.RETURNED, P.KICKOFF_HELD, P.WORKING, P.OPINION_ISSUED)
AGREEING = (Verdict.AGREE, Verdict.CONDITIONAL)
ASKED = (OpinionState.REQUESTED, OpinionState.ACCEPTED)
PLAN_OPEN = (PlanState.DRAFT, PlanState.CHANGING)  # its text may be written
PLAN_HOLDS = (PlanState.APPROVED, PlanState.CHANGING)  # work goes on under it

SIDEWAYS = (P.ON_HOLD, P.WITHDRAWN, P.DECLINED, P.MERGED)
MOVES = {
    ProposalState: {
        P.DRAFT: (P.SUBMITTED, P.WITHDRAWN, P.MERGED),
        P.SUBMITTED: (P.COLLECTED, P.RETURNED, P.MATCHED, *SIDEWAYS),
        P.COLLECTED: (P.KICKOFF_HELD, P.RETURNED, P.MATCHED, *SIDEWAYS),
        P.KICKOFF_HELD: (P.WORKING, P.OPINION_REQUESTED, P.MATCHED, *SIDEWAYS),
        P.WORKING: (P.OPINION_REQUESTED, P.MATCHED, *SIDEWAYS),
        P.OPINION_REQUESTED: (P.OPINION_ISSUED, P.WORKING, *SIDEWAYS),
        P.OPINION_ISSUED: (P.CONFIRMED, P.OPINION_REQUESTED, P.WORKING, *SIDEWAYS),
        P.CONFIRMED: (P.RUNNING, P.ON_HOLD, P.WITHDRAWN),
        P.RUNNING: (P.CLOSING, P.ON_HOLD),
        P.CLOSING: (P.CLOSED, P.RUNNING),
        P.CLOSED: (),
        P.RETURNED: (P.SUBMITTED, P.WITHDRAWN),
        P.ON_HOLD: (
            P.SUBMITTED,
            P.COLLECTED,
            P.KICKOFF_HELD,
            P.WORKING,
            P.OPINION_REQUESTED,
            P.OPINION_ISSUED,
            P.CONFIRMED,
            P.RUNNING,
            P.WITHDRAWN,
            P.DECLINED,
        ),  # back to where it stood, and nowhere else
        P.DECLINED: (),
        P.WITHDRAWN: (),
        P.MERGED: (),
        P.MATCHED: (),
    },
    OpinionState: {
        OpinionState.REQUESTED: (OpinionState.ACCEPTED, OpinionState.PASSED_ON, OpinionState.REVOKED),
        OpinionState.ACCEPTED: (OpinionState.ISSUED, OpinionState.PASSED_ON, OpinionState.REVOKED),
        OpinionState.ISSUED: (OpinionState.SUPERSEDED, OpinionState.REVOKED),
        OpinionState.PASSED_ON: (),
        OpinionState.REVOKED: (),
        OpinionState.SUPERSEDED: (),
    },
    PointState: {
        PointState.OPEN: (PointState.ANSWERED, PointState.CLOSED),
        PointState.ANSWERED: (PointState.CLOSED, PointState.OPEN),
        PointState.CLOSED: (PointState.OPEN,),
    },
    PartyState: {
        PartyState.ASKED: (PartyState.ACCEPTED, PartyState.DECLINED),
        PartyState.ACCEPTED: (PartyState.DECLINED,),
        PartyState.DECLINED: (PartyState.ASKED,),
    },
    HandoverState: {
        HandoverState.OFFERED: (HandoverState.ACCEPTED, HandoverState.DECLINED, HandoverState.RECALLED),
        HandoverState.ACCEPTED: (),
        HandoverState.DECLINED: (),
        HandoverState.RECALLED: (),
    },
    MeetingState: {
        MeetingState.PLANNED: (MeetingState.HELD, MeetingState.CANCELLED),
        MeetingState.HELD: (MeetingState.APPROVED,),
        MeetingState.APPROVED: (),
        MeetingState.CANCELLED: (),
    },
    CommitmentState: {
        CommitmentState.OPEN: (CommitmentState.DONE, CommitmentState.DROPPED),
        CommitmentState.DONE: (CommitmentState.OPEN,),
        CommitmentState.DROPPED: (CommitmentState.OPEN,),
    },
    PlanState: {
        PlanState.DRAFT: (PlanState.APPROVED,),
        PlanState.APPROVED: (PlanState.CHANGING, PlanState.CLOSED),
        PlanState.CHANGING: (PlanState.APPROVED,),
        PlanState.CLOSED: (),
    },
    DutyState: {
        DutyState.OPEN: (DutyState.DONE,),
        DutyState.DONE: (DutyState.OPEN,),
    },
    StageState: {
        StageState.PLANNED: (StageState.DOING,),
        StageState.DOING: (StageState.DONE, StageState.PLANNED),
        StageState.DONE: (StageState.DOING,),
    },
}
PUBLIC = {states: {state: state.label for state in states} for states in MOVES}
