"""How a proposal looks: where it stands, whose turn it is and for how long, what became of its text."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from collaboration.models import Comment, Opinion, Proposal, ProposalVersion, Section
from collaboration.querysets.proposals import bodies_of
from collaboration.reckoning.clock import days_per_side, workdays_between
from collaboration.rules.files import check_attachment_add, check_attachment_remove
from collaboration.rules.handovers import check_handover_recall, check_may_hand_over
from collaboration.rules.meetings import WORKED_ON
from collaboration.rules.opinions import check_opinion_request, opinion_moves
from collaboration.rules.papers import reads_opinion
from collaboration.rules.people import is_coordinator, proposes, receives, sides_of, speaks_for
from collaboration.rules.proposals import proposal_moves, standing_opinion
from collaboration.states import OVER, ROAD, HandoverState, PartyState, ProposalState, SectionCode, Side
from park_portal.core import clock
from park_portal.core.errors import blocked_by

from .agreed import Agreed
from .changes import Changed, changes
from .history import Event, history, reached
from .opinions import PointRow, Sheet, earlier_opinions, point_rows
from .parts import Parts, short_road
from .similar import similar_to

# The road as people see it: a step, and the states in which it is the one that is being taken.
STEPS = (
    (ProposalState.SUBMITTED, (ProposalState.DRAFT, ProposalState.RETURNED)),
    (ProposalState.COLLECTED, (ProposalState.SUBMITTED,)),
    (ProposalState.KICKOFF_HELD, (ProposalState.COLLECTED,)),
    (ProposalState.WORKING, (ProposalState.KICKOFF_HELD, ProposalState.WORKING)),
    (ProposalState.OPINION_ISSUED, (ProposalState.OPINION_REQUESTED, ProposalState.OPINION_ISSUED)),
    (ProposalState.CONFIRMED, ()),
    (ProposalState.RUNNING, (ProposalState.CONFIRMED, ProposalState.RUNNING)),
    (ProposalState.CLOSED, (ProposalState.CLOSING, ProposalState.CLOSED)),
)
SIDES = (Side.PROPOSER, Side.PLANNING, Side.CENTRE, Side.RECEIVER)


@dataclass(frozen=True)
class Share:
    """How long a side had its turn: working days, and its part of the bar in percent."""

    side: Side
    days: int
    x: float
    width: float


@dataclass(frozen=True)
class Said:
    """A section with what was said about it."""

    section: Section
    comments: list[Comment]


@dataclass
class Case(Parts):
    """A proposal as one person sees it."""

    proposal: Proposal
    user: Any
    version: ProposalVersion | None = None

    @cached_property
    def shown(self) -> ProposalVersion | None:
        """The version on the page: the one chosen, else the one being written (to its authors), else the current."""
        if self.version:
            return self.version
        if self.is_proposer and (draft := self.draft):
            return draft
        return self.proposal.current

    @property
    def told(self) -> ProposalVersion | Proposal:
        """What it is in short, in the words of the version on the page."""
        return self.shown or self.proposal

    @cached_property
    def draft(self) -> ProposalVersion | None:
        return self.proposal.versions.filter(sealed_at=None).first()

    @cached_property
    def versions(self) -> list[ProposalVersion]:
        rows = self.proposal.versions.order_by("number")
        if not self.is_inside:
            return list(rows.filter(pk=self.proposal.confirmed_id))
        return list(rows if self.is_proposer else rows.filter(sealed_at__isnull=False))

    @cached_property
    def is_proposer(self) -> bool:
        return self.user.is_authenticated and proposes(self.user, self.proposal)

    @cached_property
    def is_receiver(self) -> bool:
        return self.user.is_authenticated and receives(self.user, self.proposal)

    @cached_property
    def coordinates(self) -> bool:
        return self.user.is_authenticated and is_coordinator(self.user)

    @cached_property
    def is_inside(self) -> bool:
        """She reads its opinions, comments, files and earlier versions; who only follows it does not."""
        return Proposal.objects.inside(self.user).filter(pk=self.proposal.pk).exists()

    @property
    def takes_part(self) -> bool:
        return self.is_proposer or self.is_receiver or self.coordinates

    @cached_property
    def moves(self) -> dict[str, str]:
        return proposal_moves(self.user, self.proposal) if self.user.is_authenticated else {}

    @property
    def allowed(self) -> set[str]:
        return {name for name, blocked in self.moves.items() if not blocked}

    @cached_property
    def acknowledging(self) -> list[Any]:
        """The coordinator's sides that may take note now."""
        sides = sides_of(self.user) if self.user.is_authenticated else []
        return [side for side in sides if not self.moves.get(f"acknowledge_{side}", "-")]

    @cached_property
    def history(self) -> list[Event]:
        return history(self.proposal)

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The road, for the stepper: done (and since when), now, to come."""
        here, days = self.proposal.held_from or self.proposal.state, reached(self.history)
        if self.proposal.is_request:
            return short_road(here, days)
        far = ROAD.index(ProposalState(here)) if here in ROAD else 0
        rows = []
        for state, taking in STEPS:
            done = far >= ROAD.index(state) and here not in taking
            word = "done" if done else "now" if here in taking else ""
            rows.append({"word": str(state.label), "state": word, "day": done and days.get(state)})
        return rows

    @cached_property
    def turn(self) -> Any:
        return self.proposal.turns.filter(until=None).select_related("organization").first()

    @property
    def has_turns(self) -> bool:
        """Somebody had a turn for a day at least; what is over shows for how long."""
        return any(share.days for share in self.shares)

    @cached_property
    def shares(self) -> list[Share]:
        """Working days of each side, as parts of a bar of 100."""
        rows = self.proposal.turns.values_list("side", "since", "until")
        spent = days_per_side(rows, clock.now())
        total = sum(spent.get(side, 0) for side in SIDES) or 1
        found, x = [], 0.0
        for side in SIDES:
            width = round(100 * spent.get(side, 0) / total, 2)
            found.append(Share(side, spent.get(side, 0), round(x, 2), width))
            x += width
        return found

    @cached_property
    def opinion(self) -> Opinion | None:
        """The opinion that counts now: asked for or given."""
        rows = self.proposal.opinions.select_related("organization", "version", "assignee")
        found = rows.asked().first() or standing_opinion(self.proposal)
        if found:
            found.proposal = self.proposal
        return found

    @property
    def shows_points(self) -> bool:
        """Points of an opinion that is still being written are its department's own."""
        if self.opinion is None or not self.user.is_authenticated:
            return False
        return self.opinion.issued_at is not None or speaks_for(self.user, self.opinion.organization)

    @cached_property
    def points(self) -> list[PointRow]:
        return point_rows(self.opinion, self.proposal.current) if self.opinion and self.shows_points else []

    @cached_property
    def earlier(self) -> list[Opinion]:
        return earlier_opinions(self.proposal, self.user, self.opinion)

    @cached_property
    def sheet(self) -> Sheet | None:
        """The opinion that counts now as it stands on its own page: its approval, who looks after it, until when."""
        return Sheet(self.opinion, self.user) if self.opinion and self.user.is_authenticated else None

    @cached_property
    def opinion_moves(self) -> set[str]:
        if not (self.opinion and self.user.is_authenticated):
            return set()
        return {name for name, blocked in opinion_moves(self.user, self.opinion).items() if not blocked}

    @property
    def days_left(self) -> int | None:
        """Working days until the opinion is due; negative when it is late."""
        if self.opinion is None or self.opinion.issued_at or self.proposal.state == ProposalState.ON_HOLD:
            return None
        today = clock.today()
        if self.opinion.due_on < today:
            return -workdays_between(self.opinion.due_on, today)
        return workdays_between(today, self.opinion.due_on)

    @property
    def days_shown(self) -> int:
        return abs(self.days_left or 0)

    @property
    def may_request_opinion(self) -> bool:
        return self.user.is_authenticated and not blocked_by(check_opinion_request, self.user, self.proposal)

    @property
    def may_ask(self) -> bool:
        """The proposer asks others to propose together while she writes, the coordinators ask the rest."""
        writing = self.is_proposer and self.proposal.state in (ProposalState.DRAFT, ProposalState.RETURNED)
        return self.proposal.state not in OVER and (self.coordinates or writing)

    @property
    def gives(self) -> bool:
        """She works on the opinion for the body that gives it."""
        return self.opinion is not None and speaks_for(self.user, self.opinion.organization)

    @property
    def confirm_blocked(self) -> str:
        """Why a coordinator cannot confirm yet, once an opinion was given."""
        if self.proposal.state != ProposalState.OPINION_ISSUED or not self.coordinates:
            return ""
        return self.moves["confirm"]

    @cached_property
    def acknowledgements(self) -> list[Any]:
        return list(self.proposal.acknowledgements.all())

    @cached_property
    def meetings(self) -> list[Any]:
        return list(self.proposal.meetings.order_by("starts_at", "pk"))

    @cached_property
    def agreed(self) -> Agreed | None:
        """Decisions and commitments, for those who take part."""
        return Agreed(self.proposal, self.user) if self.takes_part or self.is_concerned else None

    @property
    def may_call(self) -> bool:
        """The kickoff is called by the coordinators, working meetings by all who work on it."""
        if self.proposal.state == ProposalState.COLLECTED:
            return self.coordinates
        return self.takes_part and self.proposal.state in WORKED_ON

    @cached_property
    def attachments(self) -> list[Any]:
        return list(self.proposal.attachments.select_related("file")) if self.is_inside else []

    @cached_property
    def files_fixed(self) -> str:
        """Why no file can be added now, said to those who work on it."""
        return blocked_by(check_attachment_add, self.user, self.proposal) if self.takes_part else ""

    @property
    def removable(self) -> set[int]:
        """Files that one may take away again."""
        return {row.pk for row in self.attachments if not blocked_by(check_attachment_remove, self.user, row)}

    @cached_property
    def sections(self) -> list[Said]:
        if self.shown is None:
            return []
        comments = list(self.comments)
        return [
            Said(section, [comment for comment in comments if comment.section == section.code])
            for section in self.shown.sections.all()
            if section.text or any(comment.section == section.code for comment in comments)
            or (section.code == SectionCode.BUDGET and self.budget)
        ]  # fmt: skip

    @cached_property
    def comments(self) -> Any:
        """Shared ones, and the internal ones of one's own organisations."""
        rows = self.proposal.comments.select_related("author", "organization")
        if not (self.takes_part or self.is_concerned or (self.proposal.merged_into_id and self.is_inside)):
            return rows.none()
        mine = bodies_of(self.user)
        return rows.filter(internal=False) | rows.filter(internal=True, organization__in=mine)

    @cached_property
    def is_concerned(self) -> bool:
        mine = bodies_of(self.user) if self.user.is_authenticated else []
        return self.proposal.parties.filter(organization__in=mine, state=PartyState.ACCEPTED).exists()

    @cached_property
    def follows(self) -> bool:
        return self.user.is_authenticated and self.proposal.followers.filter(person=self.user).exists()

    @cached_property
    def budget(self) -> list[Any]:
        return list(self.shown.budget.select_related("item")) if self.shown else []

    @property
    def budget_krw(self) -> int:
        return sum(line.amount_krw for line in self.budget)

    @cached_property
    def before(self) -> ProposalVersion | None:
        """The version before the one shown."""
        if self.shown is None:
            return None
        return self.proposal.versions.filter(number__lt=self.shown.number).order_by("number").last()

    @cached_property
    def changes(self) -> list[Changed]:
        return changes(self.before, self.shown) if self.before and self.shown and self.is_inside else []

    @cached_property
    def parties(self) -> list[Any]:
        rows = self.proposal.parties.select_related("organization")
        return list(rows if self.is_inside else rows.filter(state=PartyState.ACCEPTED))

    @property
    def asked_of_me(self) -> list[Any]:
        """Parts that wait for an answer of an organisation one acts for."""
        mine = bodies_of(self.user) if self.user.is_authenticated else []
        return [p for p in self.parties if p.state == PartyState.ASKED and p.organization_id in mine]

    @cached_property
    def handover(self) -> Any:
        return next((row for row in self.handovers if row.state == HandoverState.OFFERED), None)

    @cached_property
    def handovers(self) -> list[Any]:
        """Every time responsibility was to pass on, the latest first."""
        rows = self.proposal.handovers.select_related("giver", "taker").order_by("-at", "-pk")
        return list(rows) if self.is_inside else []

    @property
    def may_hand_over(self) -> bool:
        return self.user.is_authenticated and not blocked_by(check_may_hand_over, self.user, self.proposal)

    @property
    def may_recall(self) -> bool:
        return self.handover is not None and not blocked_by(check_handover_recall, self.user, self.handover)

    @property
    def may_take_over(self) -> bool:
        return self.handover is not None and self.handover.taker_id in bodies_of(self.user)

    @cached_property
    def papers(self) -> list[tuple[str, str]]:
        """Kinds of papers that one may take along, with their names."""
        if not self.is_inside:
            return []
        found = [("proposal", self.proposal.get_kind_display())]
        if self.opinion and self.opinion.verdict and reads_opinion(self.user, self.opinion):
            found += [("opinion", _("Opinion")), ("measures", _("Measures taken on the opinion"))]
        return found

    @cached_property
    def similar(self) -> list[Any]:
        return similar_to(self.user, self.proposal) if self.takes_part else []
