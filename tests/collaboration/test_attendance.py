"""Who is asked to a meeting, by body and by name, and who came, asked or not."""

import pytest
from django.urls import reverse

from collaboration.actions import meetings
from collaboration.forms.attendance import bodies_around
from collaboration.forms.meetings import MeetingForm
from collaboration.models import Attendance, Meeting
from park_portal.accounts.models import Organization
from park_portal.accounts.states import OrganizationKind
from park_portal.notifications.models import InboxMessage
from tests.factories import AttendanceFactory, OrganizationFactory, member_of

from .people import cast, collected, kicked_off, matched, meet, struck

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return cast()


def centre():
    return Organization.objects.get(kind=OrganizationKind.PARK_OPERATOR)


def planning(who):
    return who.planner.memberships.get().organization


def test_the_coordinators_are_asked_to_a_kickoff_and_can_be_asked_later(who):
    OrganizationFactory(name="상관없는 단체")
    proposal = matched(who)
    around = {who.tenant, who.department, planning(who), centre()}
    assert set(bodies_around(proposal, who.planner)) == around
    form = MeetingForm(user=who.planner, proposal=proposal)
    assert set(form.fields["guests"].initial) == around
    assert who.proposer.name in form.names
    assert not MeetingForm(user=member_of(OrganizationFactory(), role="owner"), proposal=proposal).names, "a stranger"
    later = kicked_off(who, title="다른 제안")
    form = MeetingForm(user=who.clerk, proposal=later)
    assert set(form.fields["guests"].initial) == {who.tenant, who.department}
    assert set(form.fields["guests"].queryset) == around


def call(client, proposal, **named):
    typed = {"kind": "kickoff", "title": "초동미팅", "day": "2030-03-05", "start": "14:00", "end": "15:00"}
    address = reverse("collaboration:meeting-call")
    return client.post(f"{address}?proposal={proposal.pk}", typed | {"place": "미래청", "agenda": ""} | named)


def test_people_are_asked_by_name_and_the_register_knows_them(who, client_of):
    proposal = collected(who)
    clerk = member_of(who.tenant, role="member")
    named = {"body_0": who.tenant.pk, "who_0": f"사무국장 {clerk.name}", "body_1": who.tenant.pk, "who_1": "이사 김밖"}
    response = call(client_of(who.planner), proposal, guests=[who.tenant.pk, planning(who).pk], **named)
    assert response.status_code == 302, response.context["form"].errors
    rows = {(row.organization, row.person, row.name) for row in Attendance.objects.select_related("organization")}
    assert rows == {
        (who.tenant, clerk, f"사무국장 {clerk.name}"), (who.tenant, None, "이사 김밖"), (planning(who), None, ""),
    }  # fmt: skip
    told = InboxMessage.objects.filter(kind="collaboration.meeting_called")
    assert set(told.values_list("recipient", flat=True)) == {clerk.pk, who.proposer.pk, who.planner.pk}
    page = client_of(who.planner).get(reverse("collaboration:meeting-change", args=[Meeting.objects.get().pk]))
    assert f'value="사무국장 {clerk.name}"' in page.content.decode()


def test_half_a_line_is_refused_beside_the_field(who, client_of):
    proposal = collected(who)
    response = call(client_of(who.planner), proposal, guests=[who.tenant.pk], who_0="김밖", body_1=who.tenant.pk)
    assert set(response.context["form"].errors) == {"body_0", "who_1"}
    assert not Meeting.objects.exists()


def test_whoever_came_unasked_is_noted_with_the_minutes_and_reads_them(who, client_of):
    meeting, other = meet(who, matched(who)), OrganizationFactory()
    guest, client = member_of(other, role="owner"), client_of(who.clerk)
    AttendanceFactory(meeting=meeting, organization=centre(), name="", attended=None)
    came = list(meeting.attendances.values_list("pk", flat=True)[:1])
    address = reverse("collaboration:minutes-write", args=[meeting.pk])
    typed = {"minutes": "논의함", "came": came, "body_0": other.pk, "who_0": "대표 박손님"}
    typed |= {"body_1": centre().pk, "who_1": "팀장 이센터"}
    assert client_of(guest).get(meeting.get_absolute_url()).status_code == 404
    assert client.post(address, typed).status_code == 302
    row = meeting.attendances.get(organization=other)
    assert (row.asked, row.attended, row.who) == (False, True, "대표 박손님")
    named = meeting.attendances.get(organization=centre())
    assert (named.asked, named.attended, named.who) == (True, True, "팀장 이센터"), "the body's row got its name"
    assert "대표 박손님" in client_of(guest).get(meeting.get_absolute_url()).content.decode()
    client.post(address, {"minutes": "논의함", "came": came})
    assert not meeting.attendances.filter(organization=other).exists(), "noted by mistake"


def test_minutes_need_somebody_who_came(who, client_of):
    meeting = meet(who, matched(who))
    address = reverse("collaboration:minutes-write", args=[meeting.pk])
    response = client_of(who.clerk).post(address, {"minutes": "논의함"})
    assert set(response.context["form"].errors) == {"came"}
    with struck("attendance_asked_or_came"):
        AttendanceFactory(meeting=meeting, asked=False, attended=False)


def test_the_same_person_twice_is_one(who):
    meeting = meet(who, matched(who))
    known = meeting.attendances.get(person=who.clerk)
    again = [meetings.Guest(who.department, who.clerk)]
    meetings.minutes_write(by=who.clerk, meeting=meeting, minutes="-", came=[], also_came=again)
    known.refresh_from_db()
    assert (known.attended, meeting.attendances.filter(person=who.clerk).count()) == (True, 1)
