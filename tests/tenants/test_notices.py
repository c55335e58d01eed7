"""Notices: drafted, previewed, published once to those they are for, read, ended."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from park_portal.core.clock import SEOUL
from park_portal.core.errors import ActionDenied
from park_portal.notifications.models import InboxMessage
from tenants import tasks
from tenants.actions import notices as actions
from tenants.models import Notice
from tenants.rules import notices as rules
from tests.factories import (
    BuildingFactory,
    NoticeFactory,
    OrganizationFactory,
    PersonFactory,
    agreement,
    centre_staff,
    member_of,
)

from .care import queries, tenant, words

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 3, 10, 0, tzinfo=SEOUL)
LIST, DESK, DRAFT = (reverse(f"tenants:notice-{name}") for name in ("list", "desk", "draft"))


@pytest.fixture(autouse=True)
def clock_stands_still(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def staff():
    return centre_staff()


def draft(staff, **facts) -> Notice:
    return actions.notice_draft(by=staff, **{"heading": "승강기 점검", "body": "금요일 오전", **facts})


def refused(code: str, deed, **facts) -> None:
    with pytest.raises(ActionDenied) as refusal:
        deed(**facts)
    assert refusal.value.reason == code


def told(notice: Notice) -> set:
    return {letter.recipient for letter in InboxMessage.objects.filter(kind="tenants.notice_published")}


def test_a_notice_reaches_whom_it_is_for_and_nobody_else(staff, client_of):
    body, head, room = tenant()
    host = BuildingFactory()
    hosted = member_of(agreement(kind="hosted", party=body, occupant=OrganizationFactory(), building=host).occupant)
    member_of(OrganizationFactory())  # lives nowhere
    gone = tenant()[0].agreements.get()
    gone.state, gone.ended_on, gone.end_reason = "ended", NOW.date(), "expired"
    gone.save()
    scopes = [
        ({"scope": "park"}, {head, hosted}),
        ({"scope": "building", "building": room.building}, {head}),
        ({"scope": "building", "building": host}, {hosted}),
        ({"scope": "kind", "agreement_kind": "hosted"}, {hosted}),
        ({"scope": "kind", "agreement_kind": "coworking"}, set()),
    ]
    for facts, people in scopes:
        InboxMessage.objects.all().delete()
        notice = actions.notice_publish(by=staff, notice=draft(staff, **facts))
        assert (told(notice), notice.recipients) == (people, len(people)), facts
        for person in (head, hosted):
            status = client_of(person).get(notice.get_absolute_url()).status_code
            assert status == (200 if person in people else 404), facts
            if person not in people:
                read = client_of(person).post(reverse("tenants:notice-read", args=[notice.pk]))
                assert read.status_code == 404


def test_notice_rules(staff):
    person = PersonFactory()
    refused("staff_only", draft, staff=person)
    notice = draft(staff)
    refused("staff_only", actions.notice_publish, by=person, notice=notice)
    refused("not_shown", actions.notice_end, by=staff, notice=notice)
    actions.notice_edit(by=staff, notice=notice, heading="승강기 점검 안내")
    over = draft(staff, until=NOW.date())
    refused("notice_over", actions.notice_publish, by=staff, notice=over)
    actions.notice_discard(by=staff, notice=over)
    actions.notice_publish(by=staff, notice=notice)
    for deed in (actions.notice_publish, actions.notice_discard):
        refused("published", deed, by=staff, notice=notice)
    refused("published", actions.notice_edit, by=staff, notice=notice, heading="x")
    assert actions.notice_end(by=staff, notice=notice).is_over
    assert not Notice.objects.published().exists()
    refused("not_shown", actions.notice_end, by=staff, notice=notice)


def test_many_are_told_by_the_clock_and_once(staff, monkeypatch):
    monkeypatch.setattr(rules, "AT_ONCE", 1)
    body, head, _room = tenant()
    people = {head, member_of(body)}
    notice = actions.notice_publish(by=staff, notice=draft(staff))
    assert (notice.recipients, notice.told_at, told(notice)) == (2, None, set())
    assert tasks.notices_tell() == 1
    assert told(notice) == people
    assert tasks.notices_tell() == 0
    assert InboxMessage.objects.count() == 2


def test_reading_is_counted_by_the_button_once_and_never_by_a_link(staff, client_of):
    body, head, _room = tenant()
    member_of(body)
    notice = actions.notice_publish(by=staff, notice=draft(staff))
    client, read = client_of(head), reverse("tenants:notice-read", args=[notice.pk])
    page = client.get(LIST)
    assert read in words(page)
    assert "pp-letter--new" in words(page)
    assert read in words(client.get(notice.get_absolute_url()))
    assert notice.reads.count() == 0
    for _ in range(2):
        assert client.post(read).url == notice.get_absolute_url()
    client_of(staff).post(read)
    assert [row.person for row in notice.reads.all()] == [head]
    assert read not in words(client.get(LIST))
    assert "50" in words(client_of(staff).get(DESK))


def test_draft_preview_publish_on_the_desk(staff, client_of):
    _body, _head, room = tenant()
    client = client_of(staff)
    typed = {"heading": "단수 안내", "body": "월요일", "scope": "building"}
    assert list(client.post(DRAFT, typed).context["form"].errors) == ["building"]
    early = client.post(DRAFT, typed | {"building": room.building_id, "until": "2027-03-03"})
    assert list(early.context["form"].errors) == ["until"]
    stray = {"building": room.building_id, "agreement_kind": "hosted", "until": "2027-03-10"}
    answer = client.post(DRAFT, typed | stray)
    notice = Notice.objects.get()
    assert answer.url == reverse("tenants:notice-preview", args=[notice.pk])
    assert (notice.building, notice.agreement_kind, notice.published_at) == (room.building, "", None)
    assert client.get(answer.url).context["reaches"] == 1
    edit = reverse("tenants:notice-edit", args=[notice.pk])
    client.post(edit, {"heading": "단수", "body": "화요일", "scope": "park"})
    client.post(reverse("tenants:notice-publish", args=[notice.pk]))
    notice.refresh_from_db()
    assert (notice.scope, notice.heading, notice.recipients) == ("park", "단수", 1)
    assert client.get(edit).status_code == 409


def test_what_is_over_leaves_the_list(client_of):
    _body, head, _room = tenant()
    for days in (0, 1, None):
        NoticeFactory(until=None if days is None else NOW.date() + timedelta(days=days))
    assert len(client_of(head).get(LIST).context["page"]) == 2


def test_lists_ask_as_much_for_three_as_for_one(staff, client_of):
    _body, head, room = tenant()
    for person, url in ((head, LIST), (staff, DESK)):
        client = client_of(person)
        NoticeFactory(scope="building", building=room.building)
        queries(client, url)
        one = queries(client, url)
        for _ in range(2):
            NoticeFactory(scope="building", building=room.building)
        assert queries(client, url) == one
