"""Two hands on one line at the same moment. Each race has a control: without the locks it is lost."""

import pytest
from django.db import IntegrityError

from park_portal.approvals import actions, rules
from park_portal.approvals.models import ApprovalLine, ApprovalRound, ApprovalStep, NumberSeries
from park_portal.documents.models import Document
from tests.approvals.people import again, change, fresh, pending
from tests.factories import DeputyFactory, DocumentFactory, PersonFactory, approval_line, member_of
from tests.factories.accounts import operator

from .test_membership import meet_after, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def signing(step, by=None):
    seen = ApprovalLine.objects.get(rounds__steps=step.pk).content_hash

    def deed():
        try:
            actions.step_approve(by=fresh(by or step.person), step=step, seen_hash=seen)
        except IntegrityError as error:
            raise rules.ActionDenied("", reason=error.__cause__.diag.constraint_name) from error

    return deed


def unlocked(pk):
    return ApprovalLine.objects.select_related("drafter", "department").get(pk=pk)


@pytest.fixture
def step():
    """A step that its person and her deputy both want to sign."""
    found = pending(approval_line("review", "decide"))[0]
    found.deputy = DeputyFactory(person=found.person, deputy=PersonFactory()).deputy
    return found


def advances() -> int:
    return ApprovalStep.objects.filter(kind="decide", state="pending").count()


def test_person_and_deputy_sign_at_once_and_one_signature_stands(step, monkeypatch):
    meet_after(monkeypatch, rules, "check_step_approve")
    assert sorted(together(signing(step), signing(step, step.deputy))) == ["", "step_state"]
    step.refresh_from_db()
    assert (step.mark == "deputy") is (step.decided_by_id == step.deputy.pk)
    assert advances() == 1


def test_control_without_the_lock_one_signature_overwrites_the_other(step, monkeypatch):
    monkeypatch.setattr(actions, "_lock", unlocked)
    meet_after(monkeypatch, rules, "check_step_approve")
    assert together(signing(step), signing(step, step.deputy)).count("") == 2


def test_a_signature_and_a_changed_paper_come_one_after_the_other(monkeypatch):
    """Whoever is first: no approved content differs from the paper, unless a new round is open for it."""
    line = approval_line("decide")
    meet_after(monkeypatch, rules, "check_step_approve")
    answers = together(signing(pending(line)[0]), lambda: change(line))
    assert answers in (["", ""], ["stale", ""])
    line = again(line)
    newest = Document.objects.filter(subject_id=line.subject_id).order_by("-version").first()
    assert (line.state, line.round, line.content_hash) == ("draft", 2, newest.content_hash)
    first = line.rounds.get(round=1)
    assert first.outcome == ("approved" if answers[0] == "" else "changed")
    assert NumberSeries.objects.filter(last=1).exists() is (answers[0] == "")


def test_control_without_the_lock_a_stale_signature_approves_the_line(monkeypatch):
    """The change comes to its end while the signature, already checked, waits: it then approves what nobody read."""
    line = approval_line("decide")
    monkeypatch.setattr(actions, "_lock", unlocked)
    real = rules.check_step_approve

    def check(*args):
        real(*args)
        change_once()

    done = []

    def change_once():
        if not done:
            done.append(together(lambda: change(line)))

    monkeypatch.setattr(rules, "check_step_approve", check)
    signing(pending(line)[0])()
    assert done == [[""]]
    line = again(line)
    assert line.state == "approved"  # although its current round is a new one that nobody has signed
    assert line.current.outcome == ""


def test_two_lines_of_a_department_end_at_once_with_two_numbers(monkeypatch):
    drafter = member_of(operator())
    lines = [approval_line("decide", drafter=fresh(drafter)) for _ in "12"]
    meet_after(monkeypatch, rules, "check_step_approve")
    assert together(*(signing(pending(line)[0]) for line in lines)) == ["", ""]
    assert sorted(ApprovalRound.objects.values_list("serial", flat=True)) == [1, 2]


def test_control_without_the_lock_the_database_refuses_the_second_of_one_number(monkeypatch):
    drafter = member_of(operator())
    lines = [approval_line("decide", drafter=fresh(drafter)) for _ in "12"]

    def series(department):
        row, _new = NumberSeries.objects.get_or_create(department=department, year=2026)
        row.last += 1
        row.save()
        return row

    NumberSeries.objects.create(department=operator(), year=2026)
    monkeypatch.setattr(actions, "_series_lock", series)
    meet_after(monkeypatch, NumberSeries.objects, "get_or_create")
    assert sorted(together(*(signing(pending(line)[0]) for line in lines))) == ["", "approval_number_once"]


def test_two_drafts_of_one_paper_at_once_make_one_line(monkeypatch):
    drafter = member_of(operator())
    document = DocumentFactory(subject_id=drafter.pk)
    meet_after(monkeypatch, rules, "check_line_draft")

    def draft():
        steps = [("decide", PersonFactory())]
        actions.line_draft(by=fresh(drafter), document=document, department=operator(), steps=steps)

    assert sorted(together(draft, draft)) == ["", "line_exists"]
    assert ApprovalLine.objects.count() == 1
