"""Papers with an end: handed in, replaced, reminded of, watched by the centre."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from park_portal.accounts.states import Duty, Role
from park_portal.core.clock import SEOUL
from park_portal.core.errors import ActionDenied
from park_portal.notifications import reminders
from park_portal.notifications.models import InboxMessage
from tenants.actions import papers as actions
from tenants.models import TenantPaper
from tests.factories import TenantPaperFactory, centre_staff, member_of, officer

from .care import picture, queries, tenant, words

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 3, 10, 0, tzinfo=SEOUL)
TODAY = NOW.date()
DESK = reverse("tenants:paper-desk")


@pytest.fixture(autouse=True)
def clock_stands_still(time_machine):
    time_machine.move_to(NOW, tick=False)


def pdf(name="insurance.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF")


def submit(by, body, **facts) -> TenantPaper:
    given = {"kind": "insurance", "upload": pdf(), "valid_until": date(2027, 12, 31)}
    return actions.paper_submit(by=by, organization=body, **given | facts)


def test_a_paper_is_handed_in_and_replaced():
    body, head, _room = tenant()
    old = submit(head, body)
    assert (old.file.subject_type, old.file.subject_id) == ("tenants.tenantpaper", str(old.pk))
    new = actions.paper_replace(by=centre_staff(), paper=old, upload=picture(), valid_until=date(2028, 12, 31))
    old.refresh_from_db()
    assert (old.replaced_by, new.kind, new.organization) == (new, "insurance", body)
    assert list(TenantPaper.objects.current()) == [new]
    for deed, code in (
        (lambda: actions.paper_replace(by=head, paper=old, upload=pdf()), "replaced"),
        (lambda: submit(head, body, valid_until=TODAY - timedelta(days=1)), "lapsed"),
        (lambda: submit(officer(), body), "not_member"),
    ):
        with pytest.raises(ActionDenied) as refusal:
            deed()
        assert refusal.value.reason == code
    with pytest.raises(ValidationError, match=r"(?s).+"):
        submit(head, body, kind="other")


def test_only_the_organisation_and_the_centre_open_the_file(client_of):
    body, head, _room = tenant()
    paper = submit(head, body)
    urls = [paper.get_absolute_url(), paper.file.get_absolute_url()]
    urls.append(reverse("tenants:paper-replace", args=[paper.pk]))
    _other, stranger, _room = tenant()
    for url in urls:
        for reader in (head, member_of(body), centre_staff()):
            assert client_of(reader).get(url).status_code == 200
        for reader in (stranger, officer()):
            assert client_of(reader).get(url).status_code == 404


def test_handing_in_on_the_page(client_of):
    body, head, _room = tenant()
    client, url = client_of(head), reverse("tenants:paper-submit", args=[body.pk])
    for data, wrong in (
        ({"kind": "other", "file": pdf()}, "name"),
        ({"kind": "insurance", "file": pdf(), "valid_until": "2027-03-02"}, "valid_until"),
        ({"kind": "insurance", "file": SimpleUploadedFile("a.pdf", b"MZ")}, "file"),
        ({"kind": "insurance"}, "file"),
    ):
        assert list(client.post(url, data).context["form"].errors) == [wrong]
    answer = client.post(url, {"kind": "insurance", "file": pdf(), "valid_until": "2027-03-03"}, follow=True)
    paper = TenantPaper.objects.get()
    assert paper.lapses_soon
    assert paper.file.get_absolute_url() in words(answer)
    client.post(reverse("tenants:paper-replace", args=[paper.pk]), {"file": picture(), "valid_until": "2029-01-01"})
    page = client.get(paper.get_absolute_url())
    assert ([row.pk for row in page.context["older"]], len(page.context["current"])) == ([paper.pk], 1)


def test_reminders_go_out_60_30_and_7_days_before(time_machine):
    body, head, _room = tenant()
    keeper = member_of(body, duties=[Duty.TENANCY])
    member_of(body, Role.MEMBER)
    replaced = submit(head, body, valid_until=date(2027, 6, 30))
    paper = actions.paper_replace(by=head, paper=replaced, upload=pdf(), valid_until=date(2027, 6, 30))
    last = datetime(2027, 7, 1, tzinfo=SEOUL)  # the first moment without
    sent = []
    for day in (61, 60, 59, 30, 29, 7, 6, 1):
        time_machine.move_to(last - timedelta(days=day) + timedelta(hours=1), tick=False)
        before = InboxMessage.objects.filter(kind="tenants.paper_lapsing").count()
        reminders.tick()
        reminders.tick()
        if InboxMessage.objects.filter(kind="tenants.paper_lapsing").count() > before:
            sent.append(day)
    assert sent == [60, 30, 7]
    letters = InboxMessage.objects.filter(kind="tenants.paper_lapsing")
    assert {letter.recipient for letter in letters} == {head, keeper}
    assert {letter.link for letter in letters} == {paper.get_absolute_url()}


def test_the_desk_narrows_and_gives_a_workbook(client_of, tmp_path):
    rows = {days: TenantPaperFactory(valid_until=TODAY + timedelta(days=days)) for days in (-1, 0, 60, 61)}
    TenantPaperFactory(valid_until=None)
    client = client_of(centre_staff())
    found = lambda query: {row.pk for row in client.get(DESK, query).context["page"]}  # noqa: E731
    assert found({}) == {row.pk for row in rows.values()}
    assert found({"when": "lapsed"}) == {rows[-1].pk}
    assert found({"when": "lapsing"}) == {rows[0].pk, rows[60].pk}
    assert found({"q": rows[61].organization.name, "kind": "insurance"}) == {rows[61].pk}
    book = tmp_path / "papers.xlsx"
    book.write_bytes(client.get(reverse("tenants:paper-export"), {"when": "lapsed"}).content)
    lines = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    assert [line[0] for line in lines[1:]] == [rows[-1].organization.name]


def test_lists_ask_as_much_for_three_as_for_one(client_of):
    body, head, _room = tenant()
    for person, url in ((head, reverse("tenants:paper-list", args=[body.pk])), (centre_staff(), DESK)):
        client = client_of(person)
        TenantPaperFactory(organization=body)
        queries(client, url)
        one = queries(client, url)
        for _ in range(2):
            TenantPaperFactory(organization=body)
        assert queries(client, url) == one
