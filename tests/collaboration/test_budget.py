"""Budget items kept by the coordinators, what the plan has left before a confirmation, and next year's demand."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from collaboration.actions import budget, proposals
from collaboration.actions.texts import Money
from collaboration.models import BudgetItem, Proposal
from collaboration.tables.budget import Demand, asked_rows
from park_portal.core import clock
from tests.factories import BudgetItemFactory, LinkagePlanFactory, PlanBudgetLineFactory, officer

from .people import cast, fresh, given, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return cast()


def url(name, *args):
    return reverse(f"collaboration:{name}", args=args)


def agreed(who, *money):
    """Everything but the confirmation, with these lines ``(item, won, source)``."""
    lines = [Money(item, f"용도 {n}", won, source) for n, (item, won, source) in enumerate(money)]
    return fresh(given(who, "agree", points=(), money=lines).proposal)


def test_items_are_added_and_copied_into_a_new_year(who, client_of):
    client = client_of(who.planner)
    typed = {"code": "201-01", "name": "사무관리비"}
    assert client.post(url("budget-item-add", 2026), typed).status_code == 302
    again = client.post(url("budget-item-add", 2026), typed)
    assert (again.status_code, "사무관리비" in again.content.decode()) == (422, True)
    assert client.post(url("budget-item-add", 2026), {"code": "20101", "name": "-"}).status_code == 422
    BudgetItemFactory(year=2026, code="203-03", name="시책추진업무추진비")
    BudgetItemFactory(year=2027, code="203-03", name="이미 있음")
    page = client.get(url("budget-item-list") + "?year=2027").content.decode()
    assert url("budget-item-copy", 2027) in page
    assert client.post(url("budget-item-copy", 2027)).status_code == 302
    assert list(BudgetItem.objects.filter(year=2027).values_list("code", "name")) == [
        ("201-01", "사무관리비"), ("203-03", "이미 있음"),
    ]  # fmt: skip
    with refused("no_items"):
        budget.items_copy(by=who.planner, year=2027)
    with refused("year"):
        budget.item_add(by=who.planner, year=3000, code="201-01", name="-")


def test_others_read_the_items_and_do_not_keep_them(client_of):
    BudgetItemFactory(year=clock.today().year, code="201-01", name="사무관리비")
    person = officer()
    page = client_of(person).get(url("budget-item-list")).content.decode()
    assert "사무관리비" in page
    assert "<form class=" not in page.split("<main")[1]
    with refused("not_coordinator"):
        budget.item_add(by=person, year=2027, code="201-01", name="-")
    assert client_of(person).get(url("budget-demand", 2027)).status_code == 403


def test_the_confirm_page_says_what_the_plan_has_left(who, client_of):
    year = clock.today().year
    plan = LinkagePlanFactory(year=year, state="approved", approved_at=clock.now())
    office, policy = (BudgetItemFactory(year=year, code=code, name=code) for code in ("201-01", "203-03"))
    PlanBudgetLineFactory(plan=plan, item=office, amount_krw=1_000_000)
    first = agreed(who, (office, 600_000, "annual_plan"))
    assert [(row.asked, row.left, row.lacking) for row in asked_rows(first)] == [(600_000, 1_000_000, 0)]
    proposals.proposal_confirm(by=who.planner, proposal=first)
    second = agreed(cast(), (office, 500_000, "annual_plan"), (policy, 10_000, "annual_plan"), (policy, 5, "own"))
    rows = {row.item: (row.asked, row.left, row.lacking) for row in asked_rows(second)}
    assert rows == {office: (500_000, 400_000, 100_000), policy: (10_000, 0, 10_000)}
    client = client_of(who.planner)
    page = client.get(url("proposal-move", second.pk, "confirm")).content.decode()
    assert "400,000원" in page
    assert "100,000원 더 씁니다" in page
    assert client.post(url("proposal-move", second.pk, "confirm")).status_code == 302
    assert fresh(second).state == "confirmed"


def test_the_demand_of_next_year_is_summed_by_item(who, client_of):
    year = clock.today().year
    old, new = (BudgetItemFactory(year=one, code="201-01", name="사무관리비") for one in (year, year + 1))
    policy = BudgetItemFactory(year=year + 1, code="203-03", name="업무추진비")
    running = agreed(who, (old, 100, "next_year"), (policy, 7, "asked_now"), (old, 5, "annual_plan"))
    proposals.proposal_start(by=who.proposer, proposal=proposals.proposal_confirm(by=who.planner, proposal=running))
    other = cast()
    proposals.proposal_confirm(by=who.planner, proposal=agreed(other, (new, 30, "next_year")))
    agreed(cast(), (new, 1_000, "next_year"))  # nobody has confirmed it
    demand = Demand(year + 1)
    assert [(row["item"].code, row["next_year"], row["asked_now"]) for row in demand.rows] == [
        ("201-01", 130, 0), ("203-03", 0, 7),
    ]  # fmt: skip
    assert not Demand(year).lines
    client = client_of(who.staff)
    page = client.get(url("budget-demand", year + 1)).content.decode()
    assert "130원" in page
    assert url("budget-demand", year + 1) in client.get(url("plan-list")).content.decode()
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(url("budget-demand-export", year + 1)).content))
    sums, lines = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert sums[-1][2:] == [130, 7]
    assert len(lines) == 1 + 3
    assert Proposal.objects.count() == 3


def test_the_demand_asks_the_database_the_same_for_one_and_for_three(who, django_assert_max_num_queries):
    item = BudgetItemFactory(year=clock.today().year, code="201-01")
    proposal = agreed(who, *[(item, won, "next_year") for won in (1, 2, 3)])
    proposals.proposal_confirm(by=who.planner, proposal=proposal)
    demand = Demand(clock.today().year + 1)
    with django_assert_max_num_queries(1):
        assert [line.version.proposal.lead for line in demand.lines] == [who.tenant] * 3
        assert demand.next_year_krw == 6
