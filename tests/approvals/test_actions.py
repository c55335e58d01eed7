"""One line after another: drafting, signing, sending back, deputies, other offices, changed papers."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from park_portal.approvals import actions
from park_portal.approvals.models import ApprovalStep, Deputy, NumberSeries
from park_portal.approvals.reckoning import document_number, positions, well_formed
from park_portal.approvals.signals import approval_completed, approval_reopened
from park_portal.audit.models import AuditEvent
from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted
from park_portal.documents.models import Document
from park_portal.notifications.models import InboxMessage
from tests.factories import (
    ApprovalLineFactory,
    DeputyFactory,
    DocumentFactory,
    PersonFactory,
    approval_line,
    centre_staff,
    director,
    member_of,
)
from tests.factories.accounts import operator

from .people import again, change, fresh, pending, send_back, sign, sign_all

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def refused(reason: str):
    return pytest.raises(ActionDenied, check=lambda refusal: refusal.reason == reason)


def told(kind: str) -> set[int]:
    return set(InboxMessage.objects.filter(kind=f"approvals.{kind}").values_list("recipient_id", flat=True))


@pytest.fixture
def heard():
    news = []

    def completed(sender, **facts):
        news.append({name: value for name, value in facts.items() if name != "signal"})

    approval_completed.connect(completed)
    approval_reopened.connect(completed)
    yield news
    approval_completed.disconnect(completed)
    approval_reopened.disconnect(completed)


# --------------------------------------------------------------------------------- positions and numbers


def test_neighbouring_concurrences_share_a_position():
    assert positions(["draft", "review", "concur", "concur", "review", "concur", "decide"]) == [1, 2, 3, 3, 4, 5, 6]
    assert positions([]) == []


@pytest.mark.parametrize(
    ("kinds", "good"),
    [
        (["decide"], True), (["review", "concur", "decide"], True), ([], False), (["review"], False),
        (["decide", "review"], False), (["decide", "decide"], False), (["draft", "decide"], False),
    ],
)  # fmt: skip
def test_a_line_ends_with_one_decision(kinds, good):
    assert well_formed(kinds) is good


def test_the_number_names_department_year_and_place():
    assert document_number("사업운영팀", 2026, 15) == "사업운영팀-2026-15"


# --------------------------------------------------------------------------------- the plain way


def test_a_line_goes_from_hand_to_hand_to_its_number(heard):
    line = approval_line("review", "decide")
    review, decide = line.current.steps.exclude(kind="draft")
    assert told("step_pending") == {review.person_id}
    sign(review, comment="좋습니다")
    assert told("step_pending") == {review.person_id, decide.person_id}
    sign(decide)
    line = again(line)
    year = clock.today().year
    assert (line.state, line.number) == ("approved", f"센터-{year}-1")
    document = Document.objects.get(pk=line.document.pk)
    assert (document.number, document.paper.ending) == (line.number, True)
    assert [cell.name for cell in document.paper.box.cells] == [
        str(p) for p in (line.drafter, review.person, decide.person)
    ]
    assert told("line_approved") == {line.drafter_id}
    assert heard == [{
        "line_id": line.pk, "document_id": document.pk, "number": line.number, "kind": document.kind,
        "subject_type": document.subject_type, "subject_id": document.subject_id,
    }]  # fmt: skip
    verbs = (
        AuditEvent.objects.filter(subject_type="approvals.approvalline").order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs) == ["line.draft", "line.submit", "step.approve", "step.approve", "line.approve"]


def test_concurrences_wait_side_by_side():
    line = approval_line("concur", "concur", "decide")
    one, two = pending(line)
    assert one.position == two.position == 2
    sign(two)
    assert pending(line) == [one]
    sign(one)
    assert [step.kind for step in pending(line)] == ["decide"]


def test_numbers_run_by_department_and_year():
    with time_machine.travel(datetime(2026, 12, 31, 14, 59, tzinfo=UTC)):  # a minute to midnight in Seoul
        first = sign_all(approval_line("decide"))
        office = member_of(member_of(operator()).current_memberships[0].organization)
        second = sign_all(approval_line("decide", drafter=office))
    with time_machine.travel(datetime(2026, 12, 31, 15, 1, tzinfo=UTC)):
        third = sign_all(approval_line("decide"))
    assert [line.number for line in (first, second, third)] == ["센터-2026-1", "센터-2026-2", "센터-2027-1"]


def test_a_deed_that_fails_gives_its_number_back(monkeypatch):
    line = approval_line("decide")
    with monkeypatch.context() as broken:
        broken.setattr(actions, "document_mark", lambda **facts: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            sign(pending(line)[0])
    assert not NumberSeries.objects.exists()
    assert sign_all(line).number.endswith("-1")


def test_a_receiver_that_fails_takes_the_approval_back():
    def fail(sender, **facts):
        raise RuntimeError("no")

    line = approval_line("decide")
    approval_completed.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            sign(pending(line)[0])
    finally:
        approval_completed.disconnect(fail)
    assert again(line).state == "in_progress"


# --------------------------------------------------------------------------------- what a draft needs


def draft(**given):
    drafter = given.pop("by", None) or centre_staff()
    document = given.pop("document", None) or DocumentFactory(subject_id=drafter.pk)
    facts = {"department": operator(), "steps": [("decide", member_of(operator()))], **given}
    return actions.line_draft(by=drafter, document=document, **facts)


def test_a_draft_must_end_with_a_decision():
    with refused("steps"):
        draft(steps=[("review", PersonFactory())])


def test_nobody_decides_on_her_own_draft():
    drafter = centre_staff()
    with refused("own_draft"):
        draft(by=drafter, steps=[("decide", drafter)])


def test_nobody_stands_twice():
    person = PersonFactory()
    with refused("twice"):
        draft(steps=[("review", person), ("decide", person)])


def test_nobody_who_has_left_is_waited_for():
    with refused("inactive"):
        draft(steps=[("decide", PersonFactory(is_active=False))])


def test_one_drafts_for_a_body_that_one_acts_for():
    with refused("not_member"):
        draft(department=ApprovalLineFactory().department)


def test_one_reads_what_one_puts_up():
    with refused("not_reader"):
        draft(by=member_of(ApprovalLineFactory().department), document=DocumentFactory())


@pytest.mark.parametrize("facts", [("public", [1]), ("closed", []), ("partial", []), ("closed", [9]), ("secret", [1])])
def test_clauses_say_why_a_paper_is_not_public(facts):
    with refused("clauses"):
        draft(disclosure=facts[0], clauses=facts[1])


def test_a_paper_has_one_line_until_that_is_withdrawn():
    line = draft()
    with refused("line_exists"):
        draft(by=line.drafter, document=line.document)
    actions.line_withdraw(by=line.drafter, line=line)
    assert draft(by=line.drafter, document=line.document).pk != line.pk


def test_the_newest_version_is_put_up():
    line = draft()
    actions.line_withdraw(by=line.drafter, line=line)
    change(line)
    with refused("old_version"):
        draft(by=line.drafter, document=line.document)


# --------------------------------------------------------------------------------- who may decide


def test_only_the_person_whose_turn_it_is():
    line = approval_line("review", "decide")
    review, decide = line.current.steps.exclude(kind="draft")
    for person, step, reason in [
        (decide.person, review, "not_yours"), (director(), review, "not_yours"), (decide.person, decide, "step_state"),
    ]:  # fmt: skip
        with refused(reason):
            sign(step, by=fresh(person))
    sign(review)
    with refused("step_state"):
        sign(review)
    assert AuditEvent.objects.filter(verb="step.approve").count() == 1


def test_the_drafter_does_not_sign_another_step_of_her_line():
    line = approval_line("decide")
    step = pending(line)[0]
    DeputyFactory(person=step.person, deputy=line.drafter)
    with pytest.raises(NotPermitted, check=lambda refusal: refusal.reason == "own_draft"):
        sign(step, by=fresh(line.drafter))


def test_one_signs_what_one_has_read():
    line = approval_line("decide")
    for seen in ("", "0" * 64):
        with refused("stale"):
            sign(pending(line)[0], seen_hash=seen)
    with refused("stale"):
        send_back(pending(line)[0], seen_hash="")


def test_a_reviewer_decides_for_those_after_her():
    line = approval_line("review", "concur", "decide")
    sign(pending(line)[0], final=True)
    line = again(line)
    steps = list(line.current.steps.all())
    assert line.state == "approved"
    assert [(step.state, step.mark) for step in steps] == [
        ("approved", ""), ("approved", "final"), ("skipped", ""), ("skipped", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("kinds", [("concur", "decide"), ("decide",)])
def test_only_a_reviewer_makes_a_delegated_decision(kinds):
    with refused("not_final"):
        sign(pending(approval_line(*kinds))[0], final=True)


def test_a_deputy_decides_in_her_days_and_is_marked():
    line = approval_line("review", "decide")
    step, deputy = pending(line)[0], member_of(operator())
    arrangement = DeputyFactory(person=step.person, deputy=deputy, until=clock.today() + timedelta(days=1))
    with refused("not_final"):
        sign(step, by=deputy, final=True)
    with time_machine.travel(clock.now() + timedelta(days=1)), refused("not_yours"):
        sign(step, by=deputy)
    sign(step, by=deputy)
    step.refresh_from_db()
    assert (step.person_id, step.decided_by_id, step.mark) == (arrangement.person_id, deputy.pk, "deputy")


def test_a_deputy_who_has_signed_does_not_sign_again():
    line = approval_line("review", "decide")
    review, decide = line.current.steps.exclude(kind="draft")
    DeputyFactory(person=decide.person, deputy=review.person)
    sign(review)
    with refused("twice"):
        sign(decide, by=fresh(review.person))


def test_the_deputy_is_told_with_the_person():
    line = approval_line("decide", submit=False)
    step = line.current.steps.get(kind="decide")
    deputies = [DeputyFactory(person=step.person).deputy]
    actions.line_submit(by=line.drafter, line=line)
    assert told("step_pending") == {step.person_id, *(deputy.pk for deputy in deputies)}


# --------------------------------------------------------------------------------- back to the drafter


@pytest.mark.parametrize("kind", ["reject", "supplement"])
def test_a_paper_is_sent_back_and_handed_in_again(kind):
    line = approval_line("review", "decide")
    review, decide = line.current.steps.exclude(kind="draft")
    sign(review)
    send_back(decide, kind=kind, comment="예산 근거를 붙여 주세요")
    line = again(line)
    assert (line.state, line.round, line.current.outcome) == ("sent_back", 1, "sent_back")
    assert told("line_sent_back") == {line.drafter_id}
    actions.line_submit(by=line.drafter, line=line, comment="붙였습니다")
    line = again(line)
    assert (line.state, line.round) == ("in_progress", 2)
    assert [step.person for step in pending(line)] == [review.person]
    first = line.rounds.get(round=1).steps.values_list("state", "return_kind", "comment")
    assert list(first) == [("approved", "", ""), ("approved", "", ""), ("sent_back", kind, "예산 근거를 붙여 주세요")]
    assert sign_all(line).state == "approved"


def test_sending_back_says_why():
    with refused("no_comment"):
        send_back(pending(approval_line())[0], comment="  ")


def test_only_the_drafter_hands_in_and_withdraws():
    line = approval_line("decide", submit=False)
    other = centre_staff()
    for verb in (actions.line_submit, actions.line_withdraw, actions.line_externalise):
        with refused("not_drafter"):
            verb(by=other, line=line)
    actions.line_submit(by=line.drafter, line=line)
    with refused("line_state"):
        actions.line_submit(by=line.drafter, line=line)
    actions.line_withdraw(by=line.drafter, line=line)
    assert again(line).current.outcome == "withdrawn"
    assert not pending(line)
    with refused("line_state"):
        actions.line_withdraw(by=line.drafter, line=line)


def test_the_head_of_the_department_withdraws_what_somebody_left_behind():
    line = approval_line("decide")
    actions.line_withdraw(by=director(), line=line)
    assert again(line).state == "withdrawn"


# --------------------------------------------------------------------------------- a changed paper


def test_a_changed_paper_reopens_its_running_line(heard):
    line = approval_line("review", "decide")
    review = pending(line)[0]
    old = line.content_hash
    sign(review)
    document = change(line)
    line = again(line)
    assert (line.state, line.round, line.content_hash) == ("draft", 2, document.content_hash)
    assert line.rounds.get(round=1).outcome == "changed"
    assert told("line_reopened") == {line.drafter_id, review.person_id}
    assert heard == [{
        "line_id": line.pk, "document_id": document.pk, "kind": document.kind, "was": "in_progress",
        "subject_type": document.subject_type, "subject_id": document.subject_id,
    }]  # fmt: skip
    with refused("stale"):
        sign(ApprovalStep.objects.get(round__round=1, kind="decide"), seen_hash=old)
    actions.line_submit(by=line.drafter, line=line)
    assert sign_all(line).content_hash == document.content_hash


def test_an_approved_paper_that_changes_keeps_its_old_round_and_number(heard):
    line = sign_all(approval_line("decide"))
    number, old = line.number, line.document
    change(line)
    line = again(line)
    assert (line.state, line.number) == ("draft", "")
    assert line.rounds.get(round=1).document_number == number
    assert Document.objects.get(pk=old.pk).paper.box.number == number
    assert Document.objects.get(pk=line.document.pk).paper.box is None
    assert heard[-1]["was"] == "approved"
    actions.line_submit(by=line.drafter, line=line)
    assert sign_all(line).number == number.removesuffix("1") + "2"


def test_a_draft_takes_the_new_version():
    line = approval_line("decide", submit=False)
    document = change(line)
    line = again(line)
    assert (line.state, line.round, line.document) == ("draft", 1, document)
    assert not told("line_reopened")


def test_a_paper_sent_back_and_changed_begins_anew():
    line = approval_line("decide")
    send_back(pending(line)[0])
    change(line)
    line = again(line)
    assert (line.state, line.round, line.rounds.get(round=1).outcome) == ("draft", 2, "sent_back")


def test_a_withdrawn_line_stays_withdrawn_and_others_are_left_alone():
    line, other = approval_line("decide"), approval_line("decide")
    actions.line_withdraw(by=line.drafter, line=line)
    change(line)
    assert (again(line).state, again(line).round) == ("withdrawn", 1)
    assert again(other).state == "in_progress"


def test_the_same_content_reopens_nothing():
    line = approval_line("decide")
    change(line, title=line.document.title)
    assert again(line).state == "in_progress"


# --------------------------------------------------------------------------------- approved elsewhere


def external(**given):
    line = approval_line(steps=[], submit=False, **given)
    return actions.line_externalise(by=line.drafter, line=line)


def external_record(line, **given):
    facts = {
        "by": fresh(line.drafter), "seen_hash": line.content_hash, "office": "해담구청", "number": "청년지원팀-77",
        "date": clock.today(), "upload": SimpleUploadedFile("결재.pdf", PDF, "application/pdf"), **given,
    }  # fmt: skip
    return actions.external_record(line=line, **facts)


def test_another_office_gives_its_number_day_and_file(heard):
    line = external()
    external_record(line, by=centre_staff())
    line = again(line)
    assert (line.state, line.number, line.current.office) == ("approved", "청년지원팀-77", "해담구청")
    assert line.current.signed_file.name == "결재.pdf"
    assert [cell.name for cell in line.document.paper.box.cells] == [str(line.drafter), "해담구청"]
    assert heard[0]["number"] == "청년지원팀-77"
    assert not NumberSeries.objects.exists()


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"office": " "}, "no_number"), ({"number": ""}, "no_number"), ({"seen_hash": "x"}, "stale"),
        ({"date": clock.today() + timedelta(days=2)}, "signed_on"),
        ({"date": clock.today() - timedelta(days=9)}, "signed_on"),
        ({"upload": SimpleUploadedFile("a.docx", b"PK")}, "file_kind"),
    ],
)  # fmt: skip
def test_what_comes_back_is_checked(given, reason):
    line = external()
    with refused(reason):
        external_record(line, **given)
    assert again(line).state == "in_progress"


def test_a_file_that_is_not_what_it_says_is_not_kept():
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError), transaction.atomic():
        external_record(external(), upload=SimpleUploadedFile("a.pdf", b"hello"))


def test_strangers_record_nothing_and_nothing_is_recorded_on_other_lines():
    with refused("not_recorder"):
        external_record(external(), by=PersonFactory())
    with refused("not_external"):
        external_record(approval_line("decide"))


def test_another_office_refuses():
    line = external()
    with refused("no_comment"):
        actions.external_refuse(by=line.drafter, line=line, comment="")
    actions.external_refuse(by=line.drafter, line=line, comment="예산 없음")
    assert again(line).state == "sent_back"
    with refused("no_decider"):
        actions.line_submit(by=line.drafter, line=again(line))
    actions.line_externalise(by=line.drafter, line=again(line))
    external_record(again(line))
    assert (again(line).state, again(line).round) == ("approved", 2)


def test_steps_are_not_needed_where_another_office_signs():
    line = approval_line("review", "decide", submit=False)
    actions.line_externalise(by=line.drafter, line=line)
    assert set(line.current.steps.exclude(kind="draft").values_list("state", flat=True)) == {"skipped"}
    assert not told("step_pending")


# --------------------------------------------------------------------------------- deputies


def test_a_deputy_is_a_colleague_from_today_on():
    person, other = member_of(operator()), member_of(operator())
    today = clock.today()
    for given, reason in [
        ({"deputy": PersonFactory()}, "not_colleague"), ({"deputy": person}, "not_colleague"),
        ({"since": today - timedelta(days=1)}, "days"), ({"until": today}, "days"),
        ({"until": today + timedelta(days=400)}, "days"),
    ]:  # fmt: skip
        facts = {"deputy": other, "since": today, "until": today + timedelta(days=2), "reason": "연가", **given}
        with refused(reason):
            actions.deputy_set(by=person, **facts)
    row = actions.deputy_set(by=person, deputy=other, since=today, until=today + timedelta(days=2), reason="연가")
    assert told("deputy_set") == {other.pk}
    with refused("deputy_exists"):
        actions.deputy_set(by=person, deputy=other, since=today, until=today + timedelta(days=1), reason="연가")
    with refused("not_yours"):
        actions.deputy_end(by=other, deputy=row)
    actions.deputy_end(by=person, deputy=row)
    assert not Deputy.objects.current().exists()
    with refused("over"):
        actions.deputy_end(by=person, deputy=row)
