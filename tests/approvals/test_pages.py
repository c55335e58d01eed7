"""The pages: my list, a line with its deeds, putting a line together, deputies."""

import io
from datetime import timedelta
from unittest.mock import ANY

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from park_portal.approvals import actions, rules
from park_portal.approvals.models import ApprovalLine, Deputy
from park_portal.audit.models import AccessEvent
from park_portal.core import clock
from tests.factories import (
    DeputyFactory,
    DocumentFactory,
    MembershipFactory,
    OrganizationFactory,
    PersonFactory,
    approval_line,
    centre_staff,
    member_of,
    officer,
)
from tests.factories.accounts import operator

from .people import again, change, fresh, pending, send_back, sign, sign_all
from .test_actions import PDF

pytestmark = pytest.mark.django_db


def page_of(client, line):
    return client.get(reverse("approvals:line-detail", args=[line.pk]))


def deed(name, pk):
    return reverse(f"approvals:{name}", args=[pk])


# --------------------------------------------------------------------------------- my list


def test_each_line_stands_in_its_tab(client_of):
    line = approval_line("review", "decide")
    review, decide = line.current.steps.exclude(kind="draft").select_related("person")
    deputy = DeputyFactory(person=review.person).deputy
    sign(pending(approval_line("decide", drafter=member_of(operator())))[0])

    def counts(person):
        return client_of(person).get(reverse("approvals:line-list")).context["counts"]

    assert counts(line.drafter) == {"decide": 0, "drafted": 1, "decided": 0}
    assert counts(review.person) == counts(deputy) == {"decide": 1, "drafted": 0, "decided": 0}
    assert counts(decide.person) == {"decide": 0, "drafted": 0, "decided": 0}
    sign(review)
    assert counts(review.person) == {"decide": 0, "drafted": 0, "decided": 1}
    assert counts(decide.person) == {"decide": 1, "drafted": 0, "decided": 0}
    assert counts(deputy) == {"decide": 0, "drafted": 0, "decided": 0}


def test_what_waits_longest_stands_first(client_of):
    person = centre_staff()
    late, soon = (approval_line(steps=[("decide", person)]) for _ in "12")
    late.current.steps.filter(kind="decide").update(pending_at=clock.now() - timedelta(days=3))
    page = client_of(person).get(reverse("approvals:line-list")).context["page"]
    assert [row.pk for row in page] == [late.pk, soon.pk]
    assert page[0].waiting_for == str(person)


@pytest.mark.parametrize("tab", ["decide", "drafted", "decided"])
def test_the_list_asks_no_more_for_more_rows(client_of, tab):
    person = centre_staff()
    client = client_of(person)

    def more():
        if tab == "drafted":
            approval_line("decide", drafter=fresh(person))
        elif tab == "decide":
            approval_line(steps=[("decide", person)])
        else:
            sign_all(approval_line(steps=[("review", person), ("decide", member_of(operator()))]))

    def count():
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("approvals:line-list"), {"tab": tab}).context["page"]
        return page.paginator.count, len(queries)

    more()
    count()
    rows, one = count()
    more()
    more()
    assert (rows, count()) == (1, (3, one))


def test_deputies_ask_no_more_for_more_rows(client_of):
    person = centre_staff()
    client = client_of(person)

    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("approvals:deputy-set"))
        return len(queries)

    today = clock.today()
    DeputyFactory(person=person)
    count()
    one = count()
    for weeks in (1, 2):
        DeputyFactory(person=person, since=today + timedelta(weeks=weeks))
    assert count() == one


@pytest.mark.parametrize(("make", "shown"), [(centre_staff, True), (officer, True), (PersonFactory, False)])
def test_the_menu_shows_approvals_to_those_who_meet_them(make, shown):
    assert rules.works_with_approvals(make()) is shown


def test_the_menu_shows_approvals_to_a_tenant_with_a_line():
    tenant = PersonFactory()
    approval_line(steps=[("decide", tenant)])
    assert rules.works_with_approvals(tenant)


# --------------------------------------------------------------------------------- one line


def test_strangers_find_nothing_and_readers_see_no_deeds(client_of):
    line = approval_line("decide")
    for person in (PersonFactory(), officer()):
        assert page_of(client_of(person), line).status_code == 404
        assert client_of(person).get(reverse("approvals:line-document", args=[line.pk, "pdf"])).status_code == 404
    reader = page_of(client_of(centre_staff()), line)  # staff read every paper of the tests
    assert reader.status_code == 200
    assert reader.context["step"] is None
    assert b"/steps/" not in reader.content
    assert AccessEvent.objects.filter(what="document.read", subject_ids=[line.document.pk]).exists()


def test_a_deputy_reads_only_in_her_days(client_of):
    line = approval_line("decide")
    arrangement = DeputyFactory(person=pending(line)[0].person)
    assert page_of(client_of(arrangement.deputy), line).status_code == 200
    Deputy.objects.update(since=clock.today() - timedelta(days=3), until=clock.today())
    assert page_of(client_of(arrangement.deputy), line).status_code == 404


def test_the_page_has_the_paper_its_box_and_the_hash(client_of):
    line = approval_line("review", "decide")
    step = pending(line)[0]
    html = page_of(client_of(step.person), line).content.decode()
    assert line.document.title in html
    assert "pp-sign" in html
    assert f'name="seen_hash" value="{line.content_hash}"' in html
    assert deed("step-approve", step.pk) in html
    assert 'name="final"' in html


def test_signing_and_deciding_for_the_others(client_of):
    line = approval_line("review", "decide")
    step = pending(line)[0]
    facts = {"seen_hash": line.content_hash, "comment": "확인", "final": "1"}
    answer = client_of(step.person).post(deed("step-approve", step.pk), facts)
    assert answer.url == line.get_absolute_url()
    step.refresh_from_db()
    assert (again(line).state, step.mark, step.comment) == ("approved", "final", "확인")


def test_a_paper_that_changed_meanwhile_is_not_signed_and_the_words_stay(client_of):
    line = approval_line("review", "decide")
    step = pending(line)[0]
    client = client_of(step.person)
    change(line)
    answer = client.post(deed("step-approve", step.pk), {"seen_hash": line.content_hash, "comment": "꼼꼼히 봤음"})
    assert answer.status_code == 200
    assert answer.context["decide"].non_field_errors() == [ANY]
    assert answer.context["line"].state == "draft"
    assert not again(line).rounds.filter(outcome="approved").exists()


def test_a_return_needs_its_reason_and_keeps_what_was_typed(client_of):
    line = approval_line("decide")
    step = pending(line)[0]
    client = client_of(step.person)
    answer = client.post(deed("step-send-back", step.pk), {"seen_hash": line.content_hash, "kind": "reject"})
    assert answer.context["decide"].errors.keys() == {"comment"}
    wrong = client.post(deed("step-send-back", step.pk), {"seen_hash": "0", "kind": "reject", "comment": "수치 확인"})
    assert "수치 확인" in wrong.content.decode()
    assert f'name="seen_hash" value="{line.content_hash}"' in wrong.content.decode()
    done = client.post(
        deed("step-send-back", step.pk), {"seen_hash": line.content_hash, "kind": "supplement", "comment": "수치 확인"}
    )
    assert done.status_code == 302
    assert again(line).state == "sent_back"


def test_the_drafter_hands_in_again_with_an_answer_and_sees_both_rounds(client_of):
    line = approval_line("decide")
    send_back(pending(line)[0], comment="사유가 부족합니다")
    client = client_of(line.drafter)
    assert client.post(deed("line-submit", line.pk), {"comment": "사유를 적었습니다"}).status_code == 302
    html = page_of(client, line).content.decode()
    assert "사유가 부족합니다" in html
    assert "사유를 적었습니다" in html
    assert client.post(deed("line-withdraw", line.pk)).status_code == 302
    assert again(line).state == "withdrawn"


def test_an_earlier_round_keeps_its_paper_and_box(client_of):
    line = sign_all(approval_line("decide"))
    number = line.number
    change(line, "둘째 판")
    client = client_of(line.drafter)

    def text(query=""):
        answer = client.get(reverse("approvals:line-document", args=[line.pk, "pdf"]) + query)
        assert answer["Content-Type"] == "application/pdf"
        assert "attachment" in answer["Content-Disposition"]
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)

    assert "둘째" in text()
    assert number not in text()
    assert number in text("?round=1")
    assert "둘째" in text("?round=2")
    assert "둘째" in text("?round=99")
    assert client.get(reverse("approvals:line-document", args=[line.pk, "exe"])).status_code == 404


def test_another_offices_answer_comes_in_with_its_file(client_of):
    line = approval_line(steps=[], submit=False)
    client = client_of(line.drafter)
    assert b"line-submit" not in page_of(client, line).content
    assert client.post(deed("line-externalise", line.pk)).status_code == 302
    facts = {"seen_hash": line.content_hash, "office": "해담구청", "number": "구-1", "date": clock.today().isoformat()}
    empty = client.post(deed("external-record", line.pk), facts)
    assert empty.context["external"].errors.keys() == {"upload"}
    assert "해담구청" in empty.content.decode()
    word = SimpleUploadedFile("a.csv", b"a,b\n")
    assert client.post(deed("external-record", line.pk), {**facts, "upload": word}).status_code == 200
    file = SimpleUploadedFile("a.pdf", PDF, "application/pdf")
    assert client.post(deed("external-record", line.pk), {**facts, "upload": file}).status_code == 302
    kept = again(line).current.signed_file
    assert client.get(kept.get_absolute_url()).status_code == 200
    assert client_of(PersonFactory()).get(kept.get_absolute_url()).status_code == 404


def test_another_office_refuses(client_of):
    line = approval_line(steps=[], submit=False)
    actions.line_externalise(by=line.drafter, line=line)
    client = client_of(line.drafter)
    assert client.post(deed("external-refuse", line.pk)).context["refuse"].errors
    assert client.post(deed("external-refuse", line.pk), {"comment": "예산 없음"}).status_code == 302
    assert "예산 없음" in page_of(client, line).content.decode()


def test_one_line_asks_no_more_for_more_steps(client_of):
    drafter = member_of(operator())
    client = client_of(drafter)

    def count(line):
        with CaptureQueriesContext(connection) as queries:
            page_of(client, line)
        return len(queries)

    short = approval_line("decide", drafter=fresh(drafter))
    long = approval_line("review", "concur", "concur", "review", "decide", drafter=fresh(drafter))
    count(short)
    assert count(short) == count(long)


# --------------------------------------------------------------------------------- putting a line together


def rows_of(*rows):
    typed = {"steps-TOTAL_FORMS": len(rows), "steps-INITIAL_FORMS": len(rows)}
    for n, (kind, person) in enumerate(rows):
        typed |= {f"steps-{n}-kind": kind, f"steps-{n}-person": getattr(person, "pk", person)}
    return typed


@pytest.fixture
def desk(client_of):
    """A drafter with a paper of hers and two colleagues."""
    drafter = centre_staff()
    document = DocumentFactory(subject_id=drafter.pk)
    colleagues = [member_of(operator()), officer()]
    url = f"{reverse('approvals:line-draft')}?document={document.pk}"
    facts = {"title": "사용 확인", "department": operator().pk, "disclosure": "partial", "clauses": ["6"]}
    return client_of(drafter), url, facts, colleagues


def test_a_line_is_put_together(desk):
    client, url, facts, (one, two) = desk
    assert str(two) in client.get(url).content.decode()  # staff choose from the district, too
    answer = client.post(url, facts | rows_of(("review", one), ("concur", ""), ("decide", two)))
    line = ApprovalLine.objects.get()
    assert answer.url == line.get_absolute_url()
    assert (line.state, line.title, line.clauses) == ("draft", "사용 확인", [6])
    assert list(line.current.steps.values_list("kind", "person")) == [
        ("draft", line.drafter_id), ("review", one.pk), ("decide", two.pk),
    ]  # fmt: skip
    assert b"<form" not in client.get(url).content.split(b'id="main"')[1].split(b"<footer")[0]  # it has its line now


def test_rows_come_and_go_without_losing_what_was_typed(desk):
    client, url, facts, (one, two) = desk
    typed = facts | rows_of(("review", one), ("decide", two))
    more = client.post(url, typed | {"add": "1"})
    assert [row.initial["person"] for row in more.context["steps"]] == [str(one.pk), "", str(two.pk)]
    assert more.context["form"].initial["clauses"] == ["6"]
    assert 'value="사용 확인"' in more.content.decode()
    less = client.post(url, typed | {"remove": "0"})
    assert [row.initial["person"] for row in less.context["steps"]] == [str(two.pk)]
    assert client.post(url, {"add": "1", "steps-TOTAL_FORMS": "x"}).status_code == 200
    assert not ApprovalLine.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"disclosure": "public"},
        {"clauses": []},
        {"department": 0},
        {"title": ""},
        {"steps-0-person": 0},
        {"steps-0-person": "x"},
        {"steps-TOTAL_FORMS": 99},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(desk, wrong):
    client, url, facts, (one, two) = desk
    answer = client.post(url, facts | rows_of(("review", one), ("decide", two)) | wrong)
    assert answer.status_code == 200
    assert answer.context["form"].errors or answer.context["steps"].total_error_count()
    assert not ApprovalLine.objects.exists()


def test_a_line_without_a_decision_is_refused_on_the_page(desk):
    client, url, facts, (one, _two) = desk
    answer = client.post(url, facts | rows_of(("review", one)))
    assert answer.context["form"].non_field_errors() == [ANY]


def test_no_line_for_what_one_does_not_read(client_of):
    url = reverse("approvals:line-draft")
    client = client_of(PersonFactory())
    for query in ("", "?document=x", f"?document={DocumentFactory().pk}"):
        assert client.get(url + query).status_code == 404


def test_a_tenant_chooses_among_her_own():
    office = OrganizationFactory()
    team = OrganizationFactory(parent=office)
    tenant, other, below = member_of(office), member_of(office), member_of(team)
    MembershipFactory(person=other, organization=team)
    centre_staff()
    member_of(OrganizationFactory())
    assert set(rules.colleagues(tenant)) == {other, below}


# --------------------------------------------------------------------------------- deputies


def test_a_deputy_is_chosen_and_let_go(client_of):
    person, other = centre_staff(), centre_staff()
    client, url, today = client_of(person), reverse("approvals:deputy-set"), clock.today()
    wrong = {"deputy": other.pk, "first": (today - timedelta(days=1)).isoformat(), "last": "", "reason": "연가"}
    assert client.post(url, wrong).context["form"].errors.keys() == {"first", "last"}
    right = wrong | {"first": today.isoformat(), "last": today.isoformat()}
    assert client.post(url, right).status_code == 302
    row = Deputy.objects.get()
    assert (row.since, row.until) == (today, today + timedelta(days=1))
    assert client.post(url, right).context["form"].non_field_errors() == [ANY]
    assert str(person) in client_of(other).get(reverse("approvals:line-list")).content.decode()
    assert client_of(other).post(deed("deputy-end", row.pk)).status_code == 403
    assert client.post(deed("deputy-end", row.pk)).status_code == 302
    assert not client.get(url).context["page"].object_list.exists()
