"""Tickets: reported, answered, noted, solved, opened again, closed by the clock."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from park_portal.accounts.states import Duty
from park_portal.audit.models import AuditEvent
from park_portal.core.clock import SEOUL
from park_portal.core.errors import ActionDenied
from park_portal.notifications.models import InboxMessage, OutboxMessage
from tenants import tasks
from tenants.actions import tickets as actions
from tenants.models import Ticket, TicketEntry
from tests.factories import (
    BuildingFactory,
    MembershipFactory,
    OrganizationFactory,
    PersonFactory,
    SpaceFactory,
    TicketFactory,
    centre_staff,
    member_of,
)
from tests.factories.accounts import operator

from .care import picture, queries, tenant, words

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 3, 10, 0, tzinfo=SEOUL)
LIST, REPORT, DESK = (reverse(f"tenants:ticket-{name}") for name in ("list", "report", "desk"))


@pytest.fixture(autouse=True)
def clock_stands_still(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def staff():
    return centre_staff()


def report(person, organization, room, **facts) -> Ticket:
    given = {"category": "plumbing", "title": "물이 샙니다", "text": "아침부터 샙니다.", "building": room.building}
    return actions.ticket_report(by=person, organization=organization, space=room, **given | facts)


def refused(code: str, deed, **facts) -> None:
    with pytest.raises(ActionDenied) as refusal:
        deed(**facts)
    assert refusal.value.reason == code
    assert str(refusal.value)


def test_a_ticket_is_reported_with_photos_and_the_desk_is_told(staff):
    keeper = MembershipFactory(organization=operator(), duties=[Duty.FACILITIES]).person
    body, head, room = tenant()
    ticket = report(head, body, room, photos=[picture(), picture("wall.jpg")])
    assert (ticket.state, ticket.organization, ticket.reporter, ticket.space) == ("open", body, head, room)
    assert {photo.file.subject_id for photo in ticket.photos.all()} == {str(ticket.pk)}
    assert AuditEvent.objects.get(verb="ticket.report").facts == {"category": "plumbing", "photos": 2}
    assert [letter.recipient for letter in InboxMessage.objects.filter(kind="tenants.ticket_reported")] == [keeper]


def test_ticket_report_refusals():
    body, head, room = tenant()
    _other, other_head, other_room = tenant()
    outside = member_of(OrganizationFactory())
    refused("not_member", report, person=other_head, organization=body, room=room)
    gone = outside.current_memberships[0].organization
    refused("not_resident", report, person=outside, organization=gone, room=SpaceFactory())
    refused("not_your_place", report, person=head, organization=body, room=other_room)
    refused("not_your_place", report, person=head, organization=body, room=room, building=BuildingFactory())
    refused("too_many_photos", report, person=head, organization=body, room=room, photos=[picture()] * 4)
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.7\n%%EOF")
    with pytest.raises(ValidationError):
        report(head, body, room, photos=[paper])
    assert not Ticket.objects.exists()
    assert report(head, body, SpaceFactory(bookable=True)).pk, "a hall is everybody's"


def test_the_first_answer_is_timed_and_notes_stay_in_the_centre(staff, client_of, time_machine):
    body, head, room = tenant()
    ticket = report(head, body, room)
    actions.ticket_note(by=staff, ticket=ticket, text="배관 업체 비밀 메모")
    time_machine.move_to(NOW + timedelta(hours=3), tick=False)
    actions.ticket_answer(by=head, ticket=ticket, text="더 많이 샙니다.")
    ticket.refresh_from_db()
    assert ticket.answered_at is None, "neither a note nor the tenant's own words are an answer"
    actions.ticket_answer(by=staff, ticket=ticket, text="오후에 갑니다.")
    actions.ticket_answer(by=staff, ticket=ticket, text="왔습니다.")
    ticket.refresh_from_db()
    assert ticket.answered_at - ticket.reported_at == timedelta(hours=3)
    for person, sees in ((head, False), (staff, True)):
        page = words(client_of(person).get(ticket.get_absolute_url()))
        assert "오후에 갑니다." in page
        assert ("비밀 메모" in page) is sees
    mailed = OutboxMessage.objects.filter(recipient=head)
    assert mailed.filter(text__contains="오후에").exists()
    assert not OutboxMessage.objects.filter(text__contains="비밀 메모").exists()
    refused("staff_only", actions.ticket_note, by=head, ticket=ticket, text="x")


def test_states_move_by_the_table_and_the_clock_closes(staff, time_machine):
    body, head, room = tenant()
    ticket = report(head, body, room)
    refused("staff_only", actions.ticket_move, by=head, ticket=ticket, to="resolved")
    refused("ticket_state", actions.ticket_move, by=staff, ticket=ticket, to="closed")
    refused("ticket_state", actions.ticket_reopen, by=head, ticket=ticket, reason="x")
    ticket = actions.ticket_move(by=staff, ticket=ticket, to="in_progress")
    ticket = actions.ticket_move(by=staff, ticket=ticket, to="resolved", text="고쳤습니다.")
    assert ticket.resolved_at == NOW
    assert InboxMessage.objects.filter(recipient=head, text__contains="고쳤습니다.").exists()
    refused("not_member", actions.ticket_reopen, by=PersonFactory(), ticket=ticket, reason="x")
    ticket = actions.ticket_reopen(by=head, ticket=ticket, reason="다시 샙니다.")
    assert (ticket.state, ticket.reopened, ticket.resolved_at) == ("open", 1, None)
    actions.ticket_move(by=staff, ticket=ticket, to="resolved")
    time_machine.move_to(NOW + timedelta(days=13, hours=23), tick=False)
    assert tasks.tickets_close() == 0
    time_machine.move_to(NOW + timedelta(days=14), tick=False)
    assert tasks.tickets_close() == 1
    assert tasks.tickets_close() == 0
    ticket.refresh_from_db()
    assert ticket.state == "closed"
    assert AuditEvent.objects.get(verb="ticket.closed").actor_id is None
    refused("reopen_late", actions.ticket_reopen, by=head, ticket=ticket, reason="x")
    refused("ticket_closed", actions.ticket_answer, by=head, ticket=ticket, text="x")


def test_whoever_looks_after_it_is_told_and_hears_the_tenant(staff):
    body, head, room = tenant()
    ticket, colleague = report(head, body, room), centre_staff()
    refused("not_staff", actions.ticket_assign, by=staff, ticket=ticket, assignee=head)
    actions.ticket_assign(by=staff, ticket=ticket, assignee=colleague)
    actions.ticket_assign(by=staff, ticket=ticket, assignee=colleague)
    assert InboxMessage.objects.filter(kind="tenants.ticket_assigned", recipient=colleague).count() == 1
    actions.ticket_answer(by=head, ticket=ticket, text="언제 오시나요?")
    told = InboxMessage.objects.filter(kind="tenants.ticket_asked")
    assert [letter.recipient for letter in told] == [colleague]
    actions.ticket_assign(by=colleague, ticket=ticket, assignee=None)
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_nobody_else_reads_a_ticket_or_its_photo(staff, client_of):
    body, head, room = tenant()
    ticket = report(head, body, room, photos=[picture()])
    urls = [ticket.get_absolute_url(), ticket.photos.get().file.get_absolute_url()]
    _other, stranger, _room = tenant()
    for url in urls:
        assert client_of(stranger).get(url).status_code == 404
        for reader in (head, member_of(body), staff):
            assert client_of(reader).get(url).status_code == 200
    assert ticket.title not in words(client_of(stranger).get(LIST))
    assert client_of(stranger).post(f"{urls[0]}answer/", {"answer-text": "x"}).status_code == 404
    assert not TicketEntry.objects.exists()


def test_the_form_reports_and_keeps_what_was_typed(client_of):
    body, head, room = tenant()
    client = client_of(head)
    page = client.get(REPORT)
    assert page.context["form"]["place"].value() == f"s{room.pk}", "her only room is chosen already"
    typed = {"place": f"s{room.pk}", "category": "plumbing", "title": "물이 샘", "text": "싱크대"}
    four = client.post(REPORT, typed | {"photos": [picture() for _ in range(4)]})
    assert list(four.context["form"].errors) == ["photos"]
    assert "싱크대" in words(four)
    fake = SimpleUploadedFile("leak.jpg", b"<html><script>alert(1)</script></html>")
    assert list(client.post(REPORT, typed | {"photos": [fake]}).context["form"].errors) == ["photos"]
    assert not Ticket.objects.exists()
    answer = client.post(REPORT, typed | {"photos": [picture(), picture()]})
    ticket = Ticket.objects.get()
    assert answer.url == ticket.get_absolute_url()
    assert (ticket.organization, ticket.building, ticket.photos.count()) == (body, room.building, 2)
    client.post(REPORT, typed | {"place": f"b{room.building_id}"})
    assert Ticket.objects.filter(space=None, building=room.building).count() == 1
    assert client_of(PersonFactory()).get(REPORT).status_code == 403


def test_deeds_on_the_page(staff, client_of):
    body, head, room = tenant()
    ticket = report(head, body, room)
    desk, own = client_of(staff), client_of(head)
    url = lambda deed: reverse(f"tenants:ticket-{deed}", args=[ticket.pk])  # noqa: E731
    empty = desk.post(url("answer"), {"answer-text": ""})
    assert list(empty.context["forms"]["answer"].errors) == ["text"]
    desk.post(url("assign"), {"assign-assignee": staff.pk})
    desk.post(url("note"), {"note-text": "메모"})
    wrong = desk.post(url("move"), {"move-to": "closed"})
    assert wrong.context["opened"] == "move"
    desk.post(url("move"), {"move-to": "resolved", "move-text": "고침"})
    ticket.refresh_from_db()
    assert (ticket.state, ticket.assignee) == ("resolved", staff)
    assert reverse("tenants:ticket-move", args=[ticket.pk]) not in words(own.get(ticket.get_absolute_url()))
    own.post(url("reopen"), {"reopen-text": "아직"})
    ticket.refresh_from_db()
    assert (ticket.state, ticket.reopened) == ("open", 1)


def test_the_desk_narrows_and_gives_a_workbook(staff, client_of, tmp_path):
    old = TicketFactory(reported_at=NOW - timedelta(days=20), assignee=staff, title="오래된 것")
    TicketFactory(category="noise", title="시끄러움", answered_at=NOW)
    TicketFactory(state="resolved", resolved_at=NOW)
    client = client_of(staff)
    found = lambda query: {row.title for row in client.get(DESK, query).context["page"]}  # noqa: E731
    assert len(found({})) == 2, "what is solved is not shown at first"
    assert len(found({"state": ""})) == 3
    assert found({"whose": "mine"}) == found({"age": "14"}) == found({"building": old.building.code}) == {"오래된 것"}
    assert found({"category": "noise"}) == {"시끄러움"}
    assert "시끄러움" not in found({"age": "unanswered"})
    book = tmp_path / "tickets.xlsx"
    book.write_bytes(client.get(reverse("tenants:ticket-export"), {"category": "noise"}).content)
    rows = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    assert len(rows) == 2
    assert "시끄러움" in rows[1]


def test_lists_ask_as_much_for_three_as_for_one(staff, client_of):
    body, head, _room = tenant()
    for person, url in ((head, LIST), (staff, DESK)):
        client = client_of(person)
        TicketFactory(organization=body, space=SpaceFactory(), assignee=staff)
        queries(client, url)
        one = queries(client, url)
        for _ in range(2):
            TicketFactory(organization=body, space=SpaceFactory(), assignee=staff)
        assert queries(client, url) == one
