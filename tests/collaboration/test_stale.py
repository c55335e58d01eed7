"""Forms over what others write, too: nobody overwrites unread, no row is dropped, rows are added without a script."""

import pytest
from django.urls import reverse

from collaboration.actions import opinions, texts
from collaboration.forms.rows import MOST_ROWS
from collaboration.models import Proposal
from collaboration.rules.reading import opinion_says, proposal_says
from collaboration.states import PointKind, SectionCode

from .people import POINTS, SECTIONS, asked, cast, draft, matched, meet, refused, typed_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return cast()


@pytest.fixture
def opinion(who):
    """Being written: agree, without points."""
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    return opinions.opinion_write(by=who.clerk, opinion=opinion, verdict="agree", text="좋습니다.", points=())


def url(name, *args):
    return reverse(f"collaboration:{name}", args=args)


def read_in(response):
    return response.context["form"]["read"].value()


def test_a_head_who_did_not_read_the_new_condition_does_not_give_without_it(who, opinion, client_of):
    """Sent once it comes back as typed, with what stands there; sent again it overwrites knowingly."""
    client, address = client_of(who.head), opinion.get_absolute_url()
    sent = {"verdict": "agree", "text": "저도 좋습니다.", "issue": "1", "read": read_in(client.get(address))}
    opinions.opinion_write(by=who.clerk, opinion=opinion, verdict="conditional", text="좋습니다.", points=POINTS[:1])
    response = client.post(address, sent)
    opinion.refresh_from_db()
    assert (opinion.state, opinion.verdict, opinion.points.count()) == ("accepted", "conditional", 1)
    page = response.content.decode()
    assert "그동안 다른 사람이" in page and "저도 좋습니다." in page and POINTS[0].text in page
    assert [name for name, _pieces in response.context["form"].stands] == ["검토 결과", "검토의견", "검토의견 조치표"]
    client.post(address, sent | {"read": read_in(response)})
    opinion.refresh_from_db()
    assert (opinion.state, opinion.verdict, opinion.points.count()) == ("issued", "agree", 0)


def test_a_form_without_its_fingerprint_overwrites_nothing(who, opinion, client_of):
    response = client_of(who.clerk).post(opinion.get_absolute_url(), {"verdict": "supplement", "text": "-"})
    assert response.context["form"].non_field_errors()
    opinion.refresh_from_db()
    assert opinion.verdict == "agree"


def test_another_mistake_does_not_take_the_new_text_as_read(who, opinion, client_of):
    client, address = client_of(who.head), opinion.get_absolute_url()
    read = read_in(client.get(address))
    opinions.opinion_write(by=who.clerk, opinion=opinion, verdict="conditional", text="좋습니다.", points=POINTS[:1])
    response = client.post(address, {"verdict": "agree", "text_0": "어느 부분?", "read": read})
    assert read_in(response) == read


def test_the_check_is_made_by_the_action(who, opinion):
    read = opinion_says(opinion)
    opinions.opinion_write(by=who.clerk, opinion=opinion, verdict="agree", text="둘", points=(), read=read)
    with refused("overtaken"):
        opinions.opinion_issue(by=who.head, opinion=opinion, verdict="agree", text="셋", points=(), read=read)


def test_a_joint_author_does_not_overwrite_the_other(who, client_of):
    proposal = draft(who)
    client, address = client_of(who.proposer), url("proposal-write", proposal.pk)
    typed = {"title": proposal.title, "fields_of_work": proposal.fields, "summary": proposal.summary, "is_public": "on"}
    typed |= {f"section_{code}": text for code, text in SECTIONS.items()} | {"read": read_in(client.get(address))}
    texts.proposal_write(by=who.proposer, proposal=proposal, sections={SectionCode.AIM: "다른 사람이 고친 목적"})
    response = client.post(address, typed | {"section_content": "내가 고친 내용"})
    said = dict(proposal.versions.get().sections.values_list("code", "text"))
    assert (said["aim"], said["content"]) == ("다른 사람이 고친 목적", SECTIONS["content"])
    assert [name for name, _pieces in response.context["form"].stands] == ["목적", "추진내용"]
    assert "내가 고친 내용" in response.content.decode() and "다른 사람이 고친 목적" in response.content.decode()
    assert client.post(address, typed | {"read": read_in(response)}).status_code == 302
    read = proposal_says(Proposal.objects.get())
    texts.proposal_write(by=who.proposer, proposal=proposal, sections={}, is_public=False, read=read)
    with refused("overtaken"):
        texts.proposal_write(by=who.proposer, proposal=proposal, sections={}, read=read)


def test_no_row_is_dropped_whatever_stands_above_it(who, opinion, client_of):
    client, address = client_of(who.clerk), opinion.get_absolute_url()
    row = {"section_7": "aim", "kind_7": "condition", "text_7": "빠지면 안 되는 조건"}
    assert typed_on(client, address, verdict="conditional", **row).status_code == 302
    assert [(p.text, p.kind) for p in opinion.points.all()] == [("빠지면 안 되는 조건", PointKind.CONDITION)]
    beyond = {f"section_{MOST_ROWS}": "aim", f"text_{MOST_ROWS}": "너무 많은 줄"}
    response = typed_on(client, address, verdict="conditional", **beyond)
    assert response.context["form"].non_field_errors() == [f"최대 {MOST_ROWS}줄까지 저장합니다."]


def test_one_more_row_keeps_what_was_typed_and_judges_nothing(who, opinion, client_of):
    client, address = client_of(who.clerk), opinion.get_absolute_url()
    shown = len(client.get(address).context["form"].point_rows)
    sent = {f"{name}_{n}": "" for n in range(shown) for name in ("section", "text")} | {"text_0": "아직 부분이 없는 말"}
    for extra in (1, 2):
        response = typed_on(client, address, **sent, more="text")
        form = response.context["form"]
        assert len(form.point_rows) == shown + extra and not form.errors
        assert "아직 부분이 없는 말" in response.content.decode()
        sent[f"text_{shown + extra - 1}"] = ""
    assert opinion.points.count() == 0


def test_budget_and_minutes_have_more_rows_too(who, client_of):
    address = url("proposal-write", draft(who).pk)
    client = client_of(who.proposer)
    sent = {f"amount_{n}": "" for n in range(4)} | {"title": "새 이름", "purpose_3": "씻기"}
    response = typed_on(client, address, **sent, more="amount")
    assert len(response.context["form"].budget_rows) == 8 and "새 이름" in response.content.decode()
    assert Proposal.objects.get().title != "새 이름"
    address = url("minutes-write", meet(who, matched(who)).pk)
    sent = {f"owner_{n}": "" for n in range(3)} | {"minutes": "이야기했다.", "more": "owner"}
    form = client_of(who.clerk).post(address, sent).context["form"]
    assert (len(form.promise_rows), len(form.decision_rows), form["minutes"].value()) == (4, 3, "이야기했다.")
