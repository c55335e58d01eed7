"""Joint work in the monthly report: counted by hand beside it, over a road that crosses a month's end."""

from datetime import date, datetime

import pytest

from collaboration.actions import opinions, proposals, texts
from collaboration.models import Opinion, Proposal
from collaboration.states import Coordinator, PartyRole
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.reports.figures import collaboration
from park_portal.reports.reckoning import Window
from tests.collaboration.people import SECTIONS, cast

pytestmark = pytest.mark.django_db
MARCH, APRIL = Window(date(2026, 3, 1)), Window(date(2026, 4, 1))


def day(month: int, day: int):
    return clock.standing_at(datetime(2026, month, day, 10, tzinfo=SEOUL))


@pytest.fixture
def road():
    """Handed in on Monday the 16th of March, an opinion asked for on the 23rd, due on 6 April, given on the 9th."""
    who = cast()
    facts = {"summary": "함께 씻습니다.", "fields": ["environment"]}
    with day(3, 13):
        proposal = proposals.proposal_begin(by=who.proposer, lead=who.tenant, title="용기", facts=facts)
        texts.proposal_write(by=who.proposer, proposal=proposal, sections=SECTIONS)
    with day(3, 16):
        proposals.proposal_submit(by=who.proposer, proposal=proposal)
    with day(3, 18):
        proposals.proposal_acknowledge(by=who.planner, proposal=proposal, side=Coordinator.PLANNING)
    with day(3, 19):
        proposals.proposal_acknowledge(by=who.staff, proposal=proposal, side=Coordinator.CENTRE)
        party = proposals.party_ask(
            by=who.planner, proposal=proposal, organization=who.department, role=PartyRole.RECEIVER
        )
        proposals.party_answer(by=who.clerk, party=party, accepts=True)
        proposals.kickoff_done(by=who.planner, proposal=proposal)
    with day(3, 23):
        opinion = opinions.opinion_request(by=who.proposer, proposal=Proposal.objects.get())
        opinions.opinion_accept(by=who.clerk, opinion=opinion)
    with day(4, 9):
        opinions.opinion_write(by=who.clerk, opinion=opinion, verdict="agree", text="좋습니다.", points=())
        opinions.opinion_issue(by=who.head, opinion=opinion)
    with day(4, 10):
        proposals.proposal_confirm(by=who.planner, proposal=Proposal.objects.get())
    return who


def values(window: Window) -> dict[str, int | None]:
    return {line["code"]: line["value"] for line in collaboration.compute(window)["headlines"]}


def standing(window: Window) -> dict[str, int]:
    return {row["code"]: row["proposals"] for row in collaboration.compute(window)["pipeline"] if row["proposals"]}


def days(window: Window) -> dict[str, int]:
    return {row["code"]: row["days"] for row in collaboration.compute(window)["sides"]}


def test_a_month_tells_what_was_so_when_it_ended(road, django_assert_max_num_queries):
    assert collaboration.first_day() == date(2026, 3, 13)
    assert (standing(MARCH), standing(APRIL)) == ({"opinion_requested": 1}, {"confirmed": 1})
    march, april = values(MARCH), values(APRIL)
    assert (march["proposals_submitted"], march["proposals_under_way"], march["proposals_confirmed"]) == (1, 1, 0)
    assert (april["proposals_submitted"], april["proposals_under_way"], april["proposals_confirmed"]) == (0, 0, 1)
    with django_assert_max_num_queries(6):
        collaboration.compute(MARCH)


def test_opinions_are_in_time_late_or_overdue(road):
    opinion = Opinion.objects.get()
    assert opinion.due_on == date(2026, 4, 6)
    assert (values(MARCH)["opinions_overdue"], values(MARCH)["opinions_punctual"]) == (0, None)
    assert (values(APRIL)["opinions_in_time"], values(APRIL)["opinions_late"]) == (0, 1)
    Opinion.objects.update(due_on=date(2026, 3, 31))
    assert values(MARCH)["opinions_overdue"] == 1  # asked for when March ended, due on its last day
    assert values(APRIL)["opinions_overdue"] == 0  # given meanwhile, if late
    Opinion.objects.update(due_on=date(2026, 4, 9))
    assert (values(APRIL)["opinions_in_time"], values(APRIL)["opinions_punctual"]) == (1, 1000)


def test_days_of_a_side_are_cut_at_the_months_ends(road):
    """Proposer 13→16 and 19→23, planning 16→18, centre 18→19, receiver 23 March → 9 April."""
    assert days(MARCH) == {"proposer": 3, "planning": 2, "centre": 1, "receiver": 6}
    april = days(APRIL)
    assert april["receiver"] == 7 and april["planning"] == 1
