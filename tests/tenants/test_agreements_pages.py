"""Pages of agreements: what each side sees and can do there."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from park_portal.core.errors import ActionDenied, NotPermitted
from tenants.actions import assessments, moves
from tenants.models import Agreement, KeyLoan, MoveTask, TaskTemplate, UnitKey
from tenants.rules.agreements import agreement_moves, holders
from tests.factories import (
    AgreementFactory,
    AllocationFactory,
    AssessmentFactory,
    BookingFactory,
    ClaimFactory,
    LeafFactory,
    MoveTaskFactory,
    OrganizationFactory,
    SlotFactory,
    SpaceFactory,
    UnitKeyFactory,
    at,
    centre_staff,
    member_of,
    officer,
    span,
)

from .lives import day, offered, office, organization, signed

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def staff():
    return centre_staff()


def url(name: str, *args: object) -> str:
    return reverse(f"tenants:{name}", args=args)


def head(body):
    return body.memberships.get().person


def words(response) -> str:
    return " ".join(response.content.decode().split())


# ------------------------------------------------------------------------------ lists


@pytest.mark.parametrize("name", ["agreement-list", "agreement-export"])
def test_the_list_costs_the_same_for_three_rows(staff, client_of, name):
    client, queries = client_of(staff), {}
    for rows in (1, 3):
        while Agreement.objects.count() < rows:
            AllocationFactory(agreement=AgreementFactory(signed=True))
        client.get(url(name))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url(name)).status_code == 200
        queries[rows] = len(caught)
    assert queries[1] == queries[3]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"가람", "나래", "다온"}),
        ("q=나래", {"나래"}),
        ("state=draft", {"다온"}),
        ("kind=coworking", {"나래"}),
        ("ending=3", {"가람"}),
        ("building=B", {"나래"}),
    ],
)
def test_the_list_narrows_and_so_does_the_sheet(staff, client_of, query, found):
    AgreementFactory(signed=True, occupant__name="가람", since=day(-100), until=day(60))
    desk = AllocationFactory(
        agreement=AgreementFactory(signed=True, kind="coworking", occupant__name="나래", until=day(300))
    )
    AgreementFactory(occupant__name="다온", until=day(20), since=day(0))
    query = query.replace("=B", f"={desk.space.building_id}")
    page = client_of(staff).get(url("agreement-list") + f"?{query}")
    assert {row.occupant.name for row, _places in page.context["rows"]} == found
    sheet = load_workbook(io.BytesIO(client_of(staff).get(url("agreement-export") + f"?{query}").content)).active
    assert {row[1].value for row in sheet.iter_rows() if row[1].value in {"가람", "나래", "다온"}} == found


def test_one_sees_only_ones_own(staff, client_of):
    agreement, other = signed(staff), signed(staff)
    client = client_of(head(agreement.occupant))
    page = client.get(url("agreement-mine"))
    assert [row for row, _places in page.context["rows"]] == [agreement]
    assert client.get(agreement.get_absolute_url()).status_code == 200
    for name in ("agreement-detail", "agreement-accept", "agreement-decline"):
        assert client.get(url(name, other.pk)).status_code == 404
    assert client.get(url("agreement-paper", other.pk, "pdf")).status_code == 404
    assert "협약" in words(client_of(officer()).get(url("agreement-mine")))


# ------------------------------------------------------------------------------ from the draft to the end


def test_the_centre_draws_up_offers_signs_and_ends(staff, client_of):
    room, taken, body = office(), office(), organization(name="초록마을")
    claim = ClaimFactory(kind="allocation", organization=OrganizationFactory(name="서로돌봄"), person=None)
    SlotFactory(claim=claim, leaf=taken.leaves.get(), during=span(at(5), at(9)))
    client = client_of(staff)
    facts = {
        "occupant": "초록",
        "kind": "private",
        "since": day(0).isoformat(),
        "last_day": day(99).isoformat(),
        "headcount": "4",
        "fee_rule": "area",
        "deposit_krw": "1,000,000",
        "hours_a_month": "8",
        "room": [room.pk],
    }
    preview = client.post(url("agreement-draft"), facts | {"preview": "1"})
    assert not Agreement.objects.exists()
    units = {unit.space: unit for unit in preview.context["units"]}
    assert (units[room].wanted, units[taken].choosable) == (1, False)
    assert "서로돌봄" in words(preview)
    wrong = client.post(url("agreement-draft"), facts | {"occupant": "없는 단체"})
    assert "없는 단체" in words(wrong)
    assert "그런 이름의 단체가 없습니다" in words(wrong)
    client.post(url("agreement-draft"), facts)
    agreement = Agreement.objects.get()
    assert (agreement.until, agreement.deposit_krw, agreement.occupant) == (day(100), 1_000_000, body)
    assert "checked" in words(client.get(url("agreement-edit", agreement.pk)))
    client.post(url("agreement-offer", agreement.pk), {"answer_by": day(5).isoformat()})
    boss = client_of(head(body))
    assert "제안 수락" in words(boss.get(agreement.get_absolute_url()))
    boss.post(url("agreement-accept", agreement.pk), {"go": "1"})
    agreement.refresh_from_db()
    assert agreement.accepted_at
    scan = SimpleUploadedFile("협약서.pdf", PDF, "application/pdf")
    answer = client.post(url("agreement-sign", agreement.pk), {"signed_on": day(0).isoformat(), "upload": scan})
    assert answer.status_code == 302
    agreement.refresh_from_db()
    assert (agreement.state, agreement.number) == ("active", f"{day(0).year}-입주-001")
    download = reverse("documents:file-download", args=[agreement.file_id])
    assert boss.get(download).status_code == 200
    assert client_of(head(organization())).get(download).status_code == 404
    BookingFactory(organization=body, user_class="tenant", starts_at=at(3), ends_at=at(3, "16:00"))
    page = words(client.get(url("agreement-end", agreement.pk)))
    assert "앞으로의 이용 1건" in page
    assert "1,000,000원" in page
    breach = {"last_day": day(0).isoformat(), "reason": "breach"}
    assert client.post(url("agreement-end", agreement.pk), breach).status_code == 200, "a breach needs its note"
    client.post(url("agreement-end", agreement.pk), breach | {"note": "무단 전대"})
    agreement.refresh_from_db()
    assert (agreement.state, agreement.ended_on) == ("active", day(1))
    assert "무단 전대" in words(boss.get(agreement.get_absolute_url()))


def test_who_stands_in_the_way_is_said_before_and_at_the_signature(staff, client_of):
    room = office()
    agreement = offered(staff, [room])
    claim = ClaimFactory(kind="hold", organization=OrganizationFactory(name="서로돌봄"), person=None)
    SlotFactory(claim=claim, leaf=room.leaves.get(), during=span(at(5), at(6)))
    assert [holder.name for holder in holders(agreement)] == ["서로돌봄"]
    client = client_of(staff)
    assert "서로돌봄" in words(client.get(agreement.get_absolute_url()))
    assert "서로돌봄" not in words(client_of(head(agreement.party)).get(agreement.get_absolute_url()))
    scan = SimpleUploadedFile("협약서.pdf", PDF, "application/pdf")
    page = client.post(
        url("agreement-sign", agreement.pk), {"signed_on": day(0).isoformat(), "number": "가-1", "upload": scan}
    )
    assert page.status_code == 200
    assert "서로돌봄" in words(page)
    assert "가-1" in words(page), "what was typed stays"


def test_declining_and_taking_back_lead_somewhere(staff, client_of):
    agreement = offered(staff)
    client, boss = client_of(staff), client_of(head(agreement.party))
    assert client.post(url("agreement-take-back", agreement.pk), {"reason": "면적"}).status_code == 302
    assert boss.get(agreement.get_absolute_url()).status_code == 404
    client.post(url("agreement-offer", agreement.pk), {"answer_by": day(5).isoformat()})
    answer = boss.post(url("agreement-decline", agreement.pk), {"reason": "이사하지 않기로 했습니다"})
    assert answer.url == url("agreement-mine")
    assert "이사하지 않기로 했습니다" in words(client.get(agreement.get_absolute_url()))


def test_what_is_blocked_says_why(staff):
    agreement = signed(staff)
    member = member_of(agreement.party)
    assert agreement_moves(staff, agreement)["end"] == ""
    blocked = agreement_moves(member, agreement)
    assert all(blocked.values()), "a member without a right can do nothing"
    assert "센터 직원" in blocked["end"]


@pytest.mark.parametrize("fmt", ["pdf", "hwpx"])
def test_the_paper_can_be_printed(staff, client_of, fmt):
    agreement = offered(staff, terms="반려동물은 안내견만", fee_rule="flat", flat_krw=120_000)
    answer = client_of(head(agreement.party)).get(url("agreement-paper", agreement.pk, fmt))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF" if fmt == "pdf" else b"PK")
    assert client_of(staff).get(url("agreement-paper", agreement.pk, "xlsx")).status_code == 404


# ------------------------------------------------------------------------------ extension


def test_an_extension_is_asked_reported_assessed_and_binds(staff, client_of):
    agreement = signed(staff)
    client, boss = client_of(staff), client_of(head(agreement.party))
    client.post(url("assessment-ask", agreement.pk), {"report_by": day(5).isoformat()})
    assert "보고서 쓰기" in words(boss.get(agreement.get_absolute_url()))
    assert "아직 보고서 제출 기한이 남아" in words(client.get(url("assessment-assess", agreement.pk)))
    boss.post(url("assessment-report", agreement.pk), {"report": "주민 강좌를 열었습니다."})
    points = {"activity": "10", "public": "10", "community": "5", "duties": "31"}
    facts = points | {"result": "do_not_extend", "comment": "활동이 적었습니다."}
    assert client.post(url("assessment-assess", agreement.pk), facts).status_code == 200, "31 of 20 points"
    client.post(url("assessment-assess", agreement.pk), facts | {"duties": "20"})
    page = words(boss.get(agreement.get_absolute_url()))
    assert "활동이 적었습니다." in page
    assert "20 / 20" in page
    assert "연장하지 않음" in words(client.post(url("agreement-renew", agreement.pk), {"last_day": day(900)}))
    assert Agreement.objects.count() == 1


def test_an_assessment_may_go_on_without_a_report_once_its_day_is_past(staff):
    row = AssessmentFactory(report_by=day(-1))
    assessments.assessment_assess(by=staff, assessment=row, result="extend", comment="")
    late = AssessmentFactory(report_by=day(-1))
    with pytest.raises(NotPermitted):
        assessments.assessment_report(by=staff, assessment=late, report="-")
    with pytest.raises(ActionDenied):
        assessments.assessment_ask(by=staff, agreement=late.agreement, report_by=day(3))


def test_a_renewal_is_drawn_up_by_its_page(staff, client_of):
    agreement = signed(staff)
    answer = client_of(staff).post(url("agreement-renew", agreement.pk), {"last_day": day(700).isoformat()})
    renewal = agreement.renewal
    assert answer.url == renewal.get_absolute_url()
    assert renewal.label in words(client_of(staff).get(agreement.get_absolute_url()))
    assert renewal.label not in words(client_of(head(agreement.party)).get(agreement.get_absolute_url()))


# ------------------------------------------------------------------------------ moves and keys


def test_tasks_are_ticked_off_by_whom_they_belong_to(staff, client_of):
    agreement = signed(staff)
    centre, ours = (MoveTaskFactory(agreement=agreement, by_centre=by) for by in (True, False))
    boss, client = client_of(head(agreement.party)), client_of(staff)
    assert boss.post(url("task-done", centre.pk)).status_code == 404
    boss.post(url("task-done", ours.pk))
    client.post(url("task-not-needed", centre.pk), {"note": ""})
    assert list(MoveTask.objects.order_by("pk").values_list("state", flat=True)) == ["open", "done"]
    client.post(url("task-not-needed", centre.pk), {"note": "열쇠가 없는 공간", "from": "list"})
    centre.refresh_from_db()
    assert (centre.state, centre.done_by) == ("not_needed", staff)
    client.post(url("task-reopen", centre.pk))
    client.post(url("task-assign", centre.pk), {"assignee": staff.pk})
    centre.refresh_from_db()
    assert (centre.state, centre.assignee, centre.done_at) == ("open", staff, None)
    with pytest.raises(ActionDenied):
        moves.task_assign(by=staff, task=centre, assignee=head(agreement.party))
    assert [task for task, _can in client.get(url("task-list") + "?mine=1").context["rows"]] == [centre]


def test_check_lists_are_kept_by_the_centre(staff, client_of):
    client = client_of(staff)
    line = {"kind": "move_in", "position": "1", "name": "열쇠 인계", "days": "0", "by_centre": "on"}
    client.post(url("task-template-add"), line)
    again = client.post(url("task-template-add"), line)
    assert again.status_code == 200
    assert TaskTemplate.objects.count() == 1
    row = TaskTemplate.objects.get()
    client.post(url("task-template-edit", row.pk), line | {"days": "-3"})
    row.refresh_from_db()
    assert row.days == -3
    client.post(url("task-template-remove", row.pk))
    assert not TaskTemplate.objects.exists()


def test_a_key_is_with_one_holder_at_a_time(staff, client_of):
    room, body, client = office(), organization(name="초록마을"), client_of(staff)
    client.post(url("key-register"), {"space": room.pk, "kind": "card", "label": "C-1"})
    key = UnitKey.objects.get()
    client.post(url("key-hand-out", key.pk), {"organization": "초록마을", "holder": "한새벽"})
    assert "한새벽" in words(client.get(url("key-list") + "?q=C-1"))
    again = client.post(url("key-hand-out", key.pk), {"organization": "초록마을", "holder": "윤슬"})
    assert again.status_code == 200
    client.post(url("key-lose", key.pk))
    client.post(url("key-take-back", key.pk))
    key.refresh_from_db()
    loan = KeyLoan.objects.get()
    assert (key.state, loan.organization, loan.back_on) == ("in", body, day(0))


def test_lists_of_tasks_and_keys_cost_the_same_for_three_rows(staff, client_of):
    client = client_of(staff)
    for name, factory in (("task-list", MoveTaskFactory), ("key-list", UnitKeyFactory)):
        counts = []
        for rows in (1, 2):
            factory.create_batch(rows)
            client.get(url(name))
            with CaptureQueriesContext(connection) as caught:
                client.get(url(name))
            counts.append(len(caught))
        assert counts[0] == counts[1], name


def test_desks_can_be_chosen_by_number(staff, client_of):
    zone = SpaceFactory(kind="desk_zone")
    zone.leaves.add(*[LeafFactory(building=zone.building) for _ in "12"])
    organization(name="초록마을")
    facts = {
        "occupant": "초록마을",
        "kind": "coworking",
        "since": day(0).isoformat(),
        "last_day": day(99).isoformat(),
        "headcount": "2",
        "fee_rule": "desk",
        "deposit_krw": "0",
        "hours_a_month": "0",
        f"desks-{zone.pk}": "2",
    }
    client_of(staff).post(url("agreement-draft"), facts)
    assert Agreement.objects.get().allocations.filter(space=zone).count() == 2
