"""The pages of joint work: what is typed stays, strangers see nothing, and nobody posts her way to "confirmed"."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from collaboration.actions import opinions, talk, texts
from collaboration.models import Comment, Meeting, Opinion, OpinionPoint, Proposal, ProposalVersion
from collaboration.states import SectionCode
from tests.factories import OrganizationFactory, PersonFactory, member_of

from .people import asked, cast, closed, collected, draft, fresh, given, kicked_off, matched, meet, typed_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return cast()


def url(name, *args):
    return reverse(f"collaboration:{name}", args=args)


def errors_of(response):
    """The names of the fields with a complaint, "__all__" for one of the whole form."""
    return set(response.context["form"].errors)


# ------------------------------------------------------------------------------ lists


def queries(client, address):
    client.get(address)  # what is read once only, such as content types
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize("name", ["proposal-list", "joint-desk", "meeting-list"])
def test_a_list_asks_no_more_for_three_rows_than_for_one(who, name, client_of):
    clients = [client_of(person) for person in (who.planner, who.clerk, who.proposer)]
    meet(who, matched(who))
    collected(who)
    given(who)
    one = [queries(client, url(name)) for client in clients]
    for _ in "12":
        meet(who, matched(who))
        collected(who)
        given(who)
    assert [queries(client, url(name)) for client in clients] == one


# ------------------------------------------------------------------------------ forms


def begun(who, **facts):
    typed = {
        "lead": who.tenant.pk, "kind": "proposal", "title": "시장 다회용기", "fields_of_work": ["environment"],
        "summary": "함께 씻고 돌려씁니다.",
    }  # fmt: skip
    return {**typed, **facts}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": "가" * 121}, "title"),
        ({"title": "시장\x00용기"}, "title"),
        ({"summary": "가" * 401}, "summary"),
        ({"lead": 10**9}, "lead"),
        ({"fields_of_work": ["<b>"]}, "fields_of_work"),
    ],
)
def test_a_wrong_draft_keeps_what_was_typed_and_names_the_field(who, facts, field, client_of):
    typed = begun(who, **facts)
    response = client_of(who.proposer).post(url("proposal-begin"), typed)
    assert errors_of(response) == {field}
    assert not Proposal.objects.exists()
    kept = "summary" if field != "summary" else "title"
    assert typed[kept] in response.content.decode()


def test_emoji_and_markup_are_text(who, client_of):
    title = "♻️ <script>alert(1)</script> 시장"
    client = client_of(who.proposer)
    response = client.post(url("proposal-begin"), begun(who, title=title), follow=True)
    assert response.status_code == 200
    proposal = Proposal.objects.get()
    assert proposal.title == title
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page and "♻️" in page


def test_half_a_budget_line_and_a_backward_period_are_named(who, client_of):
    proposal = draft(who)
    typed = {
        "title": "새 이름", "fields_of_work": ["arts"], "summary": "둘", "section_aim": "새 목적",
        "since": "2030-05-02", "last_day": "2030-05-01", "amount_0": "1000",
    }  # fmt: skip
    response = client_of(who.proposer).post(url("proposal-write", proposal.pk), typed)
    assert errors_of(response) == {"last_day", "item_0", "purpose_0", "source_0"}
    assert "새 목적" in response.content.decode()
    assert fresh(proposal).title == "시장 다회용기 순환"


def test_an_opinion_that_cannot_be_given_yet_stays_in_the_form(who, client_of):
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    typed = {"verdict": "conditional", "text": "조건이 있습니다.", "issue": "1"}
    response = typed_on(client_of(who.head), url("opinion-detail", opinion.pk), **typed)
    assert errors_of(response) == {"__all__"}
    assert "조건이 있습니다." in response.content.decode()
    opinion.refresh_from_db()
    assert (opinion.state, opinion.text, opinion.issued_at) == ("accepted", "", None)
    assert fresh(opinion.proposal).state == "opinion_requested"
    typed = {"verdict": "agree", "text_0": "어느 부분인지 모를 말"}
    assert errors_of(client_of(who.head).post(url("opinion-detail", opinion.pk), typed)) == {"section_0"}


def test_a_request_is_taken_up_on_the_opinions_own_page(who, client_of):
    opinion = asked(who)
    address, accept = url("opinion-detail", opinion.pk), url("opinion-accept", opinion.pk)
    assert accept in client_of(who.clerk).get(address).content.decode()
    assert accept not in client_of(who.proposer).get(address).content.decode()
    assert client_of(who.clerk).post(accept).url == address, "and written there at once"
    assert 'name="verdict"' in client_of(who.clerk).get(address).content.decode()


def test_minutes_name_the_half_promise(who, client_of):
    meeting = meet(who, matched(who))
    typed = {"minutes": "이야기했다.", "promise_0": "용기 수를 센다."}
    response = client_of(who.clerk).post(url("minutes-write", meeting.pk), typed)
    assert errors_of(response) == {"came", "owner_0", "due_0"}
    assert "용기 수를 센다." in response.content.decode()
    assert Meeting.objects.get().state == "planned"


# ------------------------------------------------------------------------------ stale pages, double clicks


def test_a_second_click_is_told_so_and_changes_nothing(who, client_of):
    proposal, client = draft(who), client_of(who.proposer)
    assert client.post(url("proposal-submit", proposal.pk)).status_code == 302
    again = client.post(url("proposal-submit", proposal.pk))
    assert again.status_code in (302, 409) and ProposalVersion.objects.count() == 1
    planner = client_of(who.planner)
    for _ in "12":
        last = planner.post(url("proposal-acknowledge", proposal.pk), {"side": "planning"}, follow=True)
    assert fresh(proposal).acknowledgements.count() == 1
    assert "이미" in last.content.decode()


def test_a_form_of_yesterday_is_refused_with_a_sentence(who, client_of):
    """The text was opened for writing, and handed in meanwhile in another window."""
    proposal, client = draft(who), client_of(who.proposer)
    client.post(url("proposal-submit", proposal.pk))
    typed = {"title": "늦은 이름", "fields_of_work": ["arts"], "summary": "둘", "section_aim": "늦은 말"}
    response = client.post(url("proposal-write", proposal.pk), typed)
    assert response.status_code in (200, 409, 422) and errors_of(response) == {"__all__"}
    assert fresh(proposal).title == "시장 다회용기 순환"
    assert ProposalVersion.objects.count() == 1


# ------------------------------------------------------------------------------ who sees what


def test_strangers_find_nothing(who, client_of):
    opinion = given(who)
    proposal, point = opinion.proposal, opinion.points.first()
    meeting = proposal.meetings.get()
    pages = [
        url("proposal-detail", proposal.pk), url("proposal-write", proposal.pk), url("opinion-detail", opinion.pk),
        url("proposal-version", proposal.pk, 1), url("point-answer", point.pk), url("meeting-detail", meeting.pk),
        url("minutes-write", meeting.pk), url("proposal-move", proposal.pk, "confirm"),
    ]  # fmt: skip
    for person in (PersonFactory(), member_of(OrganizationFactory())):
        client = client_of(person)
        assert [client.get(page).status_code for page in pages] == [404] * len(pages)
        assert client.post(url("proposal-move", proposal.pk, "confirm")).status_code == 404


def test_a_draft_and_a_version_being_written_are_their_authors_own(who, client_of):
    assert client_of(who.planner).get(draft(who).get_absolute_url()).status_code == 404
    proposal = kicked_off(who)
    texts.proposal_write(by=who.proposer, proposal=proposal, sections={SectionCode.AIM: "아직 쓰는 중인 말"})
    draft_page = url("proposal-version", proposal.pk, 2)
    assert client_of(who.proposer).get(draft_page).status_code == 200
    for person in (who.clerk, who.planner, who.staff):
        client = client_of(person)
        assert client.get(draft_page).status_code == 404
        assert "아직 쓰는 중인 말" not in client.get(proposal.get_absolute_url()).content.decode()


def test_internal_words_and_an_opinion_being_written_stay_inside(who, client_of):
    opinion = opinions.opinion_accept(by=who.clerk, opinion=asked(who))
    said = opinions.Said(SectionCode.AIM, "condition", "아직 내지 않은 조건")
    opinions.opinion_write(
        by=who.clerk, opinion=opinion, verdict="conditional", text="아직 내지 않은 의견", points=[said]
    )
    for person, body, text in ((who.clerk, who.department, "과 안의 말"), (who.proposer, who.tenant, "단체 안의 말")):
        talk.comment_add(
            by=person, proposal=opinion.proposal, section=SectionCode.AIM, organization=body, text=text, internal=True
        )
    assert Comment.objects.count() == 2
    shown = {}
    for person in (who.proposer, who.clerk, who.planner, who.staff):
        client = client_of(person)
        pages = [client.get(page).content.decode() for page in (
            opinion.proposal.get_absolute_url(), opinion.get_absolute_url(), url("joint-desk"))]  # fmt: skip
        words = ("과 안의 말", "단체 안의 말", "아직 내지 않은 조건", "아직 내지 않은 의견")
        shown[person] = [word for word in words if any(word in page for page in pages)]
    assert shown[who.proposer] == ["단체 안의 말"]
    assert shown[who.clerk] == ["과 안의 말", "아직 내지 않은 조건", "아직 내지 않은 의견"]
    assert shown[who.planner] == shown[who.staff] == []


# ------------------------------------------------------------------------------ no road around the opinion


def doors_to_post(proposal, opinion):
    """Every door of joint work that takes a proposal, an opinion or a point, by address."""
    point = OpinionPoint.objects.filter(opinion=opinion).first()
    subjects = {"proposal": proposal.pk, "opinion": opinion.pk, "point": point.pk if point else 0}
    deeds = ("confirm", "start", "finish", "close", "resume")
    addresses = [url("proposal-move", proposal.pk, deed) for deed in deeds]
    for name in ("proposal-revise", "proposal-submit", "opinion-request", "proposal-grow"):
        addresses.append(url(name, proposal.pk))
    return addresses + [url(f"opinion-{deed}", subjects["opinion"]) for deed in ("accept", "extend", "remind")]


def test_no_post_of_anybody_confirms_what_has_open_points(who, client_of):
    opinion = given(who)
    admin = PersonFactory(is_superuser=True)
    for person in (who.proposer, who.clerk, who.head, who.planner, who.staff, admin):
        client = client_of(person)
        for address in doors_to_post(opinion.proposal, opinion):
            client.post(address, {"reason": "지금", "state": "confirmed", "confirmed": opinion.version_id})
            Opinion.objects.filter(pk=opinion.pk).update(state="issued")
            assert fresh(opinion.proposal).confirmed_id is None, (person, address)
            Opinion.objects.filter(proposal=opinion.proposal).exclude(pk=opinion.pk).delete()
            Proposal.objects.filter(pk=opinion.proposal_id).update(state="opinion_issued")


def test_the_admin_only_reads(who, client_of):
    proposal = closed(who).proposal
    client = client_of(PersonFactory(is_superuser=True))
    page = reverse("admin:collaboration_proposal_change", args=[proposal.pk])
    assert client.get(page).status_code in (200, 302, 403, 404)
    client.post(page, {"state": "confirmed"})
    assert fresh(proposal).state == "opinion_issued"


def test_a_closed_opinion_is_confirmed_by_a_coordinator_alone(who, client_of):
    proposal = closed(who).proposal
    address = url("proposal-move", proposal.pk, "confirm")
    for person in (who.proposer, who.clerk, who.head):
        client_of(person).post(address)
        assert fresh(proposal).state == "opinion_issued"
    assert client_of(who.planner).post(address).status_code == 302
    assert fresh(proposal).state == "confirmed"
