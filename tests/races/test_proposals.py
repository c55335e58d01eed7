"""Confirming against whatever takes the ground away from under it. Each race has a control: the database alone."""

import pytest
from django.db import IntegrityError

from collaboration.actions import opinions, proposals, rows, texts
from collaboration.models import Opinion, OpinionPoint, Proposal
from collaboration.rules import proposals as rules
from collaboration.states import SectionCode
from park_portal.core.errors import ActionDenied
from tests.approvals.people import fresh as again
from tests.collaboration.people import cast, closed, fresh

from .test_membership import meet_after, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def who():
    return cast()


@pytest.fixture
def ready(who):
    """Given, answered and closed: only the confirmation is missing."""
    return fresh(closed(who).proposal)


def confirming(who, proposal):
    """The refusal of the database counts by the name of its constraint."""

    def deed():
        try:
            proposals.proposal_confirm(by=again(who.planner), proposal=proposal)
        except IntegrityError as error:
            raise ActionDenied("", reason=error.__cause__.diag.constraint_name) from error

    return deed


def reopening(who, proposal):
    point = OpinionPoint.objects.filter(opinion__proposal=proposal, kind="condition").get()

    def deed():
        try:
            opinions.point_reopen(by=again(who.clerk), point=point, text="더 적어 주세요.")
        except IntegrityError as error:
            raise ActionDenied("", reason=error.__cause__.diag.constraint_name) from error

    return deed


def writing(who, proposal):
    said = {SectionCode.AIM: "골목 두 곳으로 넓힙니다."}
    return lambda: texts.proposal_write(by=again(who.proposer), proposal=proposal, sections=said)


def revising(who, proposal):
    return lambda: texts.proposal_revise(by=again(who.proposer), proposal=proposal, note="일정을 고쳤습니다.")


def stands(proposal: Proposal) -> bool:
    """Confirmed only on the current version, with an opinion on that version and without an open point."""
    proposal = fresh(proposal)
    if proposal.confirmed_id is None:
        return True
    opinion = Opinion.objects.get(proposal=proposal, state="issued")
    left = opinion.points.exclude(state="closed").exists() or proposal.versions.filter(sealed_at=None).exists()
    return not left and opinion.version_id == proposal.confirmed_id == proposal.current_id


def test_confirm_and_reopen_come_one_after_the_other(who, ready, monkeypatch):
    meet_after(monkeypatch, rules, "check_proposal_confirm")
    answers = together(confirming(who, ready), reopening(who, ready))
    assert answers in (["", "opinion_state"], ["points_open", ""])
    assert stands(ready)


def test_confirm_and_edit_come_one_after_the_other(who, ready, monkeypatch):
    meet_after(monkeypatch, rules, "check_proposal_confirm")
    answers = together(confirming(who, ready), writing(who, ready))
    assert answers in (["", "not_editable"], ["open_version", ""])
    assert stands(ready)


def test_what_is_being_written_is_handed_in_and_not_confirmed(who, ready, monkeypatch):
    writing(who, ready)()
    meet_after(monkeypatch, rules, "check_proposal_confirm")
    answers = together(confirming(who, ready), revising(who, ready))
    assert answers in (["open_version", ""], ["points_open", ""])
    assert stands(ready)


def without_rows_lock(monkeypatch) -> None:
    """Every deed reads the proposal without waiting for the other."""
    read = lambda pk: Proposal.objects.select_related("lead", "receiver", "current", "author").get(pk=pk)  # noqa: E731
    for module in (rows, proposals, texts, opinions):
        monkeypatch.setattr(module, "proposal_lock", read)


def test_control_without_the_lock_both_pass_their_checks_and_the_database_refuses_one(who, ready, monkeypatch):
    without_rows_lock(monkeypatch)
    meet_after(monkeypatch, rules, "check_proposal_confirm")
    confirmed, _reopened = together(confirming(who, ready), reopening(who, ready))
    assert confirmed in ("proposal_confirmed_with_closed_points", "points_open")
    assert stands(ready)


@pytest.mark.parametrize(
    ("deed", "constraint"),
    [(reopening, "proposal_confirmed_with_closed_points"), (revising, "proposal_confirmed_with_opinion")],
)
def test_control_with_the_rule_switched_off_the_trigger_refuses(who, ready, monkeypatch, deed, constraint):
    texts.proposal_write(by=who.proposer, proposal=ready, sections={SectionCode.SCHEDULE: "5월부터"})
    monkeypatch.setattr(rules, "check_proposal_confirm", lambda user, proposal: None)
    deed(who, ready)()
    assert together(confirming(who, ready)) == [constraint]
    assert fresh(ready).state == "opinion_issued"
