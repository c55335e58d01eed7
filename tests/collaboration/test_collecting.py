"""Collecting proposals (수합): narrowing the list, the workbook, the note of whoever takes note."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from collaboration.actions import proposals, texts
from collaboration.models import Opinion
from collaboration.states import BudgetSource
from park_portal.core import clock
from tests.factories import BudgetItemFactory, proposal_in

from .people import asked, cast, collected, draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return cast()


def listed(client, **query):
    return {row.pk for row in client.get(reverse("collaboration:proposal-list"), query).context["page"]}


def test_the_list_narrows_by_year_department_mine_and_late(who, client_of):
    opinion, others = asked(who), proposal_in("submitted")
    planner, clerk = client_of(who.planner), client_of(who.clerk)
    year = clock.today().year
    assert listed(planner, year=year) == {opinion.proposal_id, others.pk}
    assert listed(planner, year=year - 1) == set()
    assert listed(planner, receiver=who.department.pk) == {opinion.proposal_id}
    assert listed(clerk, mine="on") == {opinion.proposal_id}
    assert listed(planner, mine="on") == set()
    assert listed(planner, late="on") == set()
    Opinion.objects.update(due_on="2020-01-02")
    assert listed(planner, late="on") == {opinion.proposal_id}


def test_the_workbook_has_the_days_and_the_money_of_the_narrowed_list(who, client_of):
    money = [
        texts.Money(BudgetItemFactory(), "용기 제작", 2_000_000, BudgetSource.ASKED_NOW),
        texts.Money(BudgetItemFactory(), "세척", 700_000, BudgetSource.NEXT_YEAR),
    ]
    proposal = collected(who, money=money)
    proposal_in("submitted", title="다른 제안")
    client, export = client_of(who.planner), reverse("collaboration:proposal-export")
    response = client.get(export, {"state": "collected"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 2
    said = dict(zip(rows[0], rows[1], strict=True))
    assert (said["번호"], said["제목"]) == (proposal.number, proposal.title)
    assert rows[1][6:12] == [0, 0, 0, 0, 2_000_000, 700_000]
    assert rows[1][12] == clock.today()
    assert client_of(who.clerk).get(export).status_code == 404


def test_the_workbook_asks_as_often_for_three_as_for_one(who, client_of, django_assert_max_num_queries):
    client, export = client_of(who.planner), reverse("collaboration:proposal-export")
    proposal_in("submitted")
    with django_assert_max_num_queries(100) as one:
        client.get(export)
    proposal_in("submitted")
    proposal_in("submitted")
    with django_assert_max_num_queries(len(one)):
        client.get(export)


def test_whoever_takes_note_may_say_something(who, client_of):
    proposal = proposals.proposal_submit(by=who.proposer, proposal=draft(who))
    sent = {"side": "planning", "note": "환경과와 먼저 상의해 주세요."}
    client_of(who.planner).post(reverse("collaboration:proposal-acknowledge", args=[proposal.pk]), sent)
    assert proposal.acknowledgements.get().note == sent["note"]
    assert sent["note"] in client_of(who.proposer).get(proposal.get_absolute_url()).content.decode()
