"""Around an opinion: its points with all that was said, who looks after it, until when, where its approval stands."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from collaboration.actions import care, opinions, papers, texts
from collaboration.actions.opinions import Said
from collaboration.models import Opinion
from collaboration.rules.care import colleagues
from collaboration.states import PointKind, SectionCode, Verdict
from collaboration.tables.desk import Desk
from collaboration.tables.opinions import approval_of, point_rows
from collaboration.tables.proposals import Case
from park_portal.accounts.models import Person
from park_portal.approvals import actions as lines
from park_portal.audit.models import AuditEvent
from park_portal.core import clock
from park_portal.core.clock import SEOUL
from park_portal.notifications.models import OutboxMessage
from tests.factories import member_of

from .people import POINTS, asked, cast, fresh, given, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return cast()


def url(name, *args):
    return reverse(f"collaboration:{name}", args=args)


def told(kind):
    """Who got the messages of a kind, and what the last one says."""
    rows = OutboxMessage.objects.filter(kind=f"collaboration.{kind}").order_by("pk")
    return {row.recipient for row in rows}, rows.last().text if rows else ""


def page(client, row):
    return client.get(row.get_absolute_url()).content.decode()


# ------------------------------------------------------------------------------ points


def test_a_point_keeps_every_answer_and_what_was_missing(who, client_of):
    opinion = given(who)
    point = opinion.points.get(section="content")
    opinions.point_answer(by=who.proposer, point=point, answer="상인회가 씻습니다.")
    with refused("no_words"):
        opinions.point_reopen(by=who.clerk, point=point, text="  ")
    client = client_of(who.clerk)
    assert client.get(url("point-reopen", point.pk)).status_code == 200
    assert client.post(url("point-reopen", point.pk), {"text": ""}).context["form"].errors
    client.post(url("point-reopen", point.pk), {"text": "몇 명이 씻는지 빠졌습니다."})
    people, body = told("point_judged")
    assert who.proposer in people and "몇 명이 씻는지 빠졌습니다." in body
    assert "몇 명이 씻는지 빠졌습니다." in page(client_of(who.proposer), opinion.proposal)
    opinions.point_answer(by=who.proposer, point=point, answer="두 명이 씻습니다.")
    client.post(url("point-close", point.pk), {"text": "충분합니다."})
    words = [(word.kind, word.text, word.by) for word in point.words.all()]
    assert words == [
        ("answer", "상인회가 씻습니다.", who.proposer), ("reopen", "몇 명이 씻는지 빠졌습니다.", who.clerk),
        ("answer", "두 명이 씻습니다.", who.proposer), ("close", "충분합니다.", who.clerk),
    ]  # fmt: skip
    said = page(client_of(who.proposer), opinion.proposal)
    assert "상인회가 씻습니다." in said and "두 명이 씻습니다." in said and who.clerk.name in said
    assert "충분합니다." in told("point_judged")[1]


def test_messages_carry_the_answers_and_the_last_word(who):
    opinion = given(who, points=POINTS[:1])
    point = opinion.points.get()
    opinions.point_answer(by=who.proposer, point=point, answer="해담시장입니다.")
    people, body = told("points_answered")
    assert who.clerk in people and "해담시장입니다." in body
    opinions.point_close(by=who.clerk, point=point, text="고맙습니다.")
    assert "고맙습니다." in told("points_closed")[1]


def test_a_point_opened_by_an_edit_shows_what_changed_in_its_part(who, client_of):
    opinion = given(who)
    aim, content = (opinion.points.get(section=code) for code in ("aim", "content"))
    for point in (aim, content):
        opinions.point_answer(by=who.proposer, point=point, answer="고쳤습니다.")
        opinions.point_close(by=who.clerk, point=point)
    changed = {SectionCode.AIM: "시장 골목에서 다회용 컵을 돌려쓰게 합니다."}
    texts.proposal_write(by=who.proposer, proposal=opinion.proposal, sections=changed, facts={"title": "다회용 컵"})
    texts.proposal_revise(by=who.proposer, proposal=opinion.proposal, note="")
    proposal = fresh(opinion.proposal)
    rows = {row.point.section: row for row in point_rows(opinion, proposal.current)}
    assert {section for section, row in rows.items() if row.change} == {"aim"}
    pieces = [(piece.kind, piece.text.strip()) for piece in rows["aim"].change.pieces if piece.kind != "same"]
    assert pieces == [("gone", "다회용기를"), ("new", "다회용 컵을")]
    assert [word.kind for word in rows["aim"].words] == ["answer", "close", "edit"]
    said = page(client_of(who.clerk), proposal)
    assert "<del>다회용기를" in said and "1판" in said
    # The department's page of the opinion: all parts, the outline too.
    said = page(client_of(who.clerk), opinion)
    assert "검토의견 이후 달라진 내용" in said and "<ins>" in said and "다회용 컵" in said
    # Agreed to on the new version, it is compared with that one from then on.
    opinions.point_answer(by=who.proposer, point=aim, answer="컵으로 좁혔습니다.")
    opinions.point_close(by=who.clerk, point=aim)
    assert not any(row.change for row in point_rows(opinion, proposal.current))


def test_a_remark_opened_by_an_edit_has_its_close_button(who, client_of):
    opinion = given(who, points=[*POINTS[:1], Said(SectionCode.EFFECT, PointKind.REMARK, "좋습니다.")])
    texts.proposal_write(by=who.proposer, proposal=opinion.proposal, sections={SectionCode.EFFECT: "새 효과"})
    texts.proposal_revise(by=who.proposer, proposal=opinion.proposal, note="")
    remark, condition = opinion.points.get(kind="remark"), opinion.points.get(kind="condition")
    said = page(client_of(who.clerk), opinion.proposal)
    assert url("point-close", remark.pk) in said and url("point-close", condition.pk) not in said
    client_of(who.clerk).post(url("point-close", remark.pk))
    remark.refresh_from_db()
    assert (remark.state, remark.closed_by) == ("closed", who.clerk)


# ------------------------------------------------------------------------------ earlier opinions, papers


def test_an_earlier_opinion_is_listed_and_read_as_it_stood(who, client_of):
    first = given(who, Verdict.SUPPLEMENT)
    opinions.opinion_request(by=who.proposer, proposal=fresh(first.proposal))
    first = Opinion.objects.get(pk=first.pk)
    assert first.state == "superseded"
    client = client_of(who.proposer)
    said = page(client, first.proposal)
    assert "이전 검토의견" in said and first.get_absolute_url() in said and "보완" in said
    said = page(client, first)
    assert "조건을 지키면 추진할 수 있습니다." in said and POINTS[1].text in said
    for kind in ("opinion", "measures", "letter"):
        assert client.get(url("opinion-paper", first.pk, kind, "hwpx")).status_code == 200
        assert url("opinion-paper", first.pk, kind, "pdf") in said or kind == "letter"
    assert client.get(url("opinion-paper", first.pk, "opinion", "exe")).status_code == 404
    asked_now = first.proposal.opinions.asked().get()
    assert client.get(url("opinion-paper", asked_now.pk, "opinion", "hwpx")).status_code == 404
    assert client_of(member_of(who.tenant)).get(url("opinion-paper", first.pk, "opinion", "hwpx")).status_code == 200


def test_reasons_are_said_in_words(who, client_of):
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    said = {"verdict": Verdict.NOT_FEASIBLE, "reasons": ["no_budget", "multi_year"], "text": "어렵습니다."}
    opinions.opinion_issue(by=who.head, opinion=opinion, **said)
    said = page(client_of(who.proposer), opinion)
    assert "예산 없음" in said and "어렵습니다." in said and "no_budget" not in said


# ------------------------------------------------------------------------------ who looks after it


def test_the_work_is_handed_to_a_colleague_who_hears_of_it(who, client_of):
    opinion, new = opinions.opinion_accept(by=who.clerk, opinion=asked(who)), member_of(who.department)
    assert set(colleagues(opinion)) == {who.head, who.clerk, new}
    with refused("not_assigning"):
        care.opinion_assign(by=new, opinion=opinion, to=new)
    with refused("not_colleague"):
        care.opinion_assign(by=who.head, opinion=opinion, to=who.proposer)
    with refused("not_receiver"):
        care.opinion_assign(by=who.proposer, opinion=opinion, to=new)
    client, address = client_of(who.clerk), url("opinion-assign", opinion.pk)
    choices = client.get(address).context["form"].fields["to"].queryset
    assert set(choices) == {who.head, new}
    assert client.post(address, {"to": new.pk}).status_code == 302
    opinion.refresh_from_db()
    assert opinion.assignee == new and told("opinion_assigned")[0] == {new}
    event = AuditEvent.objects.get(verb="opinion.assign")
    assert (event.facts["was"], event.facts["assignee"]) == (who.clerk.pk, new.pk)
    assert new.name in page(client_of(who.head), opinion)
    assert new.name in page(client_of(who.proposer), opinion.proposal)
    owed = next(part for part in Desk(Person.objects.get(pk=who.head.pk)).drawn if part.code == "opinions")
    assert new.name in owed.todos[0].names
    with refused("not_assigning"):  # the clerk has given it away
        care.opinion_assign(by=who.clerk, opinion=opinion, to=who.clerk)


# ------------------------------------------------------------------------------ until when


def on(client_day, machine):
    machine.move_to(datetime.combine(client_day, time(10), tzinfo=SEOUL), tick=False)


def test_days_left_and_the_bar_of_days(who, client_of, time_machine):
    """Asked on Tuesday 2 March 2027, due after ten working days; every side's days are in the bar and in words."""
    on(date(2027, 3, 2), time_machine)
    opinion = asked(who)
    assert opinion.due_on == date(2027, 3, 16)
    left = {date(2027, 3, 4): 8, date(2027, 3, 16): 0, date(2027, 3, 19): -3}
    for day, days in left.items():
        on(day, time_machine)
        assert Case(fresh(opinion.proposal), who.clerk).days_left == days
    case = Case(fresh(opinion.proposal), who.clerk)
    assert {share.side: share.days for share in case.shares}["receiver"] == 13
    assert sum(share.width for share in case.shares) == pytest.approx(100, abs=0.1)
    response = client_of(who.proposer).get(opinion.proposal.get_absolute_url())
    assert 'class="pp-share pp-share--receiver"' in response.content.decode()
    assert "pp-turn--late" in response.content.decode() and "13일" in response.content.decode()


def test_more_time_is_given_by_whoever_asked(who, client_of, time_machine):
    on(date(2027, 3, 2), time_machine)
    opinion = asked(who)
    with refused("not_proposer"):
        care.opinion_postpone(by=who.clerk, opinion=opinion, due_on=date(2027, 3, 30), reason="바쁩니다.")
    for day, reason, words in [
        (date(2027, 3, 16), "not_later", "-"), (date(2027, 6, 1), "too_long", "-"),
        (date(2027, 3, 30), "no_reason", " "),
    ]:  # fmt: skip
        with refused(reason):
            care.opinion_postpone(by=who.planner, opinion=opinion, due_on=day, reason=words)
    client, address = client_of(who.proposer), url("opinion-postpone", opinion.pk)
    response = client.post(address, {"due_on": "2027-03-10", "reason": "현장을 함께 봅니다."})
    assert response.context["form"].non_field_errors() and "현장을 함께 봅니다." in response.content.decode()
    assert client.post(address, {"due_on": "2027-03-30", "reason": "현장을 함께 봅니다."}).status_code == 302
    opinion.refresh_from_db()
    assert opinion.due_on == date(2027, 3, 30)
    people, body = told("opinion_postponed")
    assert {who.proposer, who.clerk} <= people and "현장을 함께 봅니다." in body
    event = AuditEvent.objects.get(verb="opinion.postpone")
    assert (event.facts["was"], event.facts["due_on"]) == ("2027-03-16", "2027-03-30")
    assert "현장을 함께 봅니다." in page(client_of(who.clerk), opinion.proposal)
    care.opinion_postpone(by=who.planner, opinion=opinion, due_on=date(2027, 4, 6), reason="한 번 더")
    opinions.opinion_issue(
        by=who.head, opinion=opinions.opinion_accept(by=who.clerk, opinion=opinion), verdict="agree", text="-"
    )
    with refused("opinion_state"):
        care.opinion_postpone(by=who.planner, opinion=opinion, due_on=date(2027, 4, 9), reason="늦게")


def test_a_reminder_is_seen_and_reaches_whoever_looks_after_it(who, client_of):
    opinion = opinions.opinion_accept(by=who.head, opinion=asked(who))
    with refused("not_proposer"):
        opinions.opinion_remind(by=who.clerk, opinion=opinion)
    client_of(who.proposer).post(url("opinion-remind", opinion.pk))
    opinion.refresh_from_db()
    assert clock.now() - opinion.reminded_at < timedelta(minutes=1)
    assert told("opinion_due")[0] == {who.head, who.clerk}
    opinions.opinion_issue(by=who.head, opinion=opinion, verdict="agree", text="-")
    with refused("opinion_state"):
        opinions.opinion_remind(by=who.proposer, opinion=opinion)


# ------------------------------------------------------------------------------ approval, signed elsewhere


def test_the_page_says_where_the_approval_stands(who, client_of):
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    opinion = opinions.opinion_write(by=who.clerk, opinion=opinion, verdict="agree", text="좋습니다.")
    assert approval_of(opinion, who.clerk) is None
    document = papers.opinion_paper_issue(by=who.clerk, opinion=opinion)
    steps = [("review", member_of(who.department)), ("decide", who.head)]
    line = lines.line_draft(by=who.clerk, document=document, department=who.department, steps=steps)
    client, give, put_up = client_of(who.clerk), 'name="issue"', f'action="{url("opinion-paper-issue", opinion.pk)}"'
    said = page(client, opinion)
    assert line.get_absolute_url() in said and give in said and put_up in said
    line = lines.line_submit(by=who.clerk, line=line)
    said = page(client, opinion)
    assert f"3단계 중 2단계, {steps[0][1].name}" in said
    assert give not in said and put_up not in said and line.get_absolute_url() in said
    # The proposer reads that it is under way, and nobody's name.
    said = page(client_of(who.proposer), opinion.proposal)
    assert "3단계 중 2단계" in said and steps[0][1].name not in said and line.get_absolute_url() not in said
    for _kind, person in steps:
        step = line.current.steps.get(person=person)
        lines.step_approve(by=person, step=step, seen_hash=line.content_hash)
    opinion.refresh_from_db()
    assert opinion.state == "issued"
    assert approval_of(opinion, who.clerk).words == f"결재 완료, 문서번호 {opinion.paper_number}"


def test_what_was_signed_elsewhere_is_recorded_on_the_page(who, client_of):
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    opinions.opinion_write(by=who.clerk, opinion=opinion, verdict="agree", text="좋습니다.")
    client, address = client_of(who.clerk), url("opinion-record", opinion.pk)
    said = page(client, opinion)
    for kind in ("letter", "opinion", "measures"):
        assert all(url("opinion-paper", opinion.pk, kind, fmt) in said for fmt in ("pdf", "hwpx"))
    typed = {"paper_number": "자원순환과-12", "paper_on": f"{clock.today():%Y-%m-%d}"}
    response = client.post(address, typed)
    assert response.status_code == 422 and "자원순환과-12" in response.content.decode()
    file = SimpleUploadedFile("opinion.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")
    assert client.post(address, typed | {"file": file}).status_code == 302
    opinion.refresh_from_db()
    assert (opinion.state, opinion.paper_number, opinion.paper_on) == ("issued", "자원순환과-12", clock.today())
    assert "자원순환과-12" in page(client_of(who.proposer), opinion)
