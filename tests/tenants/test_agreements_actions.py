"""The verbs of agreements: the ledger, the entitlement, the end."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from park_portal.audit.models import AuditEvent
from park_portal.core.errors import ActionDenied, NotPermitted
from park_portal.notifications.models import InboxMessage
from spaces.models import Entitlement, Slot
from spaces.reckoning import midnight
from spaces.rules import user_class_of
from spaces.states import UserClass
from tenants import signals
from tenants.actions import agreements as actions
from tenants.models import Agreement, TaskTemplate
from tenants.states import AgreementKind, AgreementState, EndReason, FeeRule
from tests.factories import (
    AgreementFactory,
    BookingFactory,
    BuildingFactory,
    ClaimFactory,
    EntitlementFactory,
    LeafFactory,
    OrganizationFactory,
    SlotFactory,
    SpaceFactory,
    TaskTemplateFactory,
    at,
    centre_staff,
    member_of,
    span,
)

from .lives import day, offered, office, organization, signed, travel

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return centre_staff()


def entitled(body) -> list[tuple]:
    """When, and for how many hours a month."""
    rows = Entitlement.objects.filter(organization=body).order_by("since")
    return [(row.since, row.until, row.hours_a_month) for row in rows]


def head(body):
    return body.memberships.get().person


# ------------------------------------------------------------------------------ drafts and offers


def test_a_draft_is_written_anew_until_it_is_offered(staff):
    room, other, body = office(), office(), organization()
    facts = {"kind": AgreementKind.PRIVATE, "occupant": body, "since": day(0), "until": day(30), "headcount": 2}
    draft = actions.agreement_draft(by=staff, fee_rule=FeeRule.AREA, places=[room], **facts)
    draft = actions.agreement_draft(by=staff, agreement=draft, fee_rule=FeeRule.FREE, places=[other], **facts)
    assert (draft.party, draft.fee_rule) == (body, FeeRule.FREE)
    assert [(row.space, row.area_m2, row.claim) for row in draft.allocations.all()] == [(other, other.area_m2, None)]
    assert not Agreement.objects.visible_to(head(body)).exists()
    actions.agreement_offer(by=staff, agreement=draft, answer_by=day(3))
    assert Agreement.objects.visible_to(head(body)).get() == draft
    assert InboxMessage.objects.get(recipient=head(body)).kind == "tenants.agreement_offered"
    with pytest.raises(ActionDenied) as refused:
        actions.agreement_draft(by=staff, agreement=draft, fee_rule=FeeRule.AREA, places=[room], **facts)
    assert refused.value.reason == "offered"


def test_an_offer_is_taken_back_accepted_or_declined(staff):
    agreement = offered(staff)
    boss, member = head(agreement.party), member_of(agreement.party)
    with pytest.raises(NotPermitted):
        actions.agreement_accept(by=member, agreement=agreement)
    actions.agreement_accept(by=boss, agreement=agreement)
    assert InboxMessage.objects.filter(recipient=staff, kind="tenants.agreement_accepted").exists()
    agreement = actions.agreement_take_back(by=staff, agreement=agreement, reason="면적을 고칩니다")
    assert (agreement.state, agreement.accepted_at) == (AgreementState.DRAFT, None)
    agreement = actions.agreement_offer(by=staff, agreement=agreement, answer_by=day(2))
    with pytest.raises(ActionDenied):
        actions.agreement_decline(by=boss, agreement=agreement, reason=" ")
    agreement = actions.agreement_decline(by=boss, agreement=agreement, reason="다른 곳으로 갑니다")
    assert (agreement.state, agreement.declined_reason) == (AgreementState.DECLINED, "다른 곳으로 갑니다")
    assert InboxMessage.objects.filter(recipient=staff, kind="tenants.agreement_declined").exists()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"kind": AgreementKind.HOSTED}, "no_host"),
        ({"places": "twice"}, "room_twice"),
        ({"kind": AgreementKind.HOSTED, "hosted": True, "places": "once"}, "hosted_places"),
    ],
)
def test_drafts_that_make_no_sense(staff, facts, reason):
    body = organization(hosted_by=OrganizationFactory(kind="intermediary") if facts.pop("hosted", None) else None)
    places = {"twice": 2, "once": 1}.get(facts.pop("places", ""), 0) * [office()]
    terms = {"kind": AgreementKind.PRIVATE, "since": day(0), "until": day(9), "fee_rule": FeeRule.FREE, **facts}
    with pytest.raises(ActionDenied) as refused:
        actions.agreement_draft(by=staff, occupant=body, places=places, **terms)
    assert refused.value.reason == reason


def test_nothing_is_offered_without_a_room_or_by_a_stranger(staff):
    body = organization()
    facts = {"kind": AgreementKind.PRIVATE, "since": day(0), "until": day(9), "fee_rule": FeeRule.FREE}
    with pytest.raises(NotPermitted):
        actions.agreement_draft(by=head(body), occupant=body, **facts)
    with pytest.raises(ValidationError):
        actions.agreement_draft(by=staff, occupant=body, **facts | {"until": day(0)})
    draft = actions.agreement_draft(by=staff, occupant=body, **facts)
    with pytest.raises(ActionDenied) as refused:
        actions.agreement_offer(by=staff, agreement=draft, answer_by=day(1))
    assert refused.value.reason == "no_places"


# ------------------------------------------------------------------------------ the signature


def test_signing_claims_entitles_and_opens_the_list(staff):
    heard = []
    signals.agreement_signed.connect(hear := lambda **news: heard.append(news["agreement_id"]))
    TaskTemplateFactory(kind="move_in", days=3)
    room = office(buffer_before=30, buffer_after=30)
    agreement = signed(staff, [room], hours_a_month=10, since=day(0), until=day(100))
    signals.agreement_signed.disconnect(hear)
    assert (agreement.state, agreement.signed_on) == (AgreementState.ACTIVE, day(0))
    assert agreement.number == f"{day(0).year}-입주-001"
    assert Slot.objects.get().during == span(midnight(day(0)), midnight(day(100)))
    assert entitled(agreement.occupant) == [(day(0), day(100), 10)]
    row = agreement.entitlements.get()
    assert (row.user_class, row.source) == (UserClass.TENANT, f"입주협약 {agreement.number}")
    assert agreement.tasks.get().due_on == day(3)
    assert heard == [agreement.pk]
    assert {m.recipient for m in InboxMessage.objects.filter(kind="tenants.agreement_signed")} == {
        head(agreement.occupant)
    }
    assert AuditEvent.objects.filter(verb="agreement.signed", actor_id=staff.pk).count() == 1
    assert signed(staff).number.endswith("-002")


def test_a_number_given_by_hand_is_kept_and_once(staff):
    agreement = actions.agreement_sign(by=staff, agreement=offered(staff), signed_on=day(-1), number="2019-협약-3")
    assert agreement.number == "2019-협약-3"
    with pytest.raises(ActionDenied) as refused:
        actions.agreement_sign(by=staff, agreement=offered(staff), signed_on=day(0), number="2019-협약-3")
    assert refused.value.reason == "number"
    with pytest.raises(ActionDenied) as refused:
        actions.agreement_sign(by=staff, agreement=offered(staff), signed_on=day(1))
    assert refused.value.reason == "signed_future"


@pytest.mark.parametrize("kind", ["booking", "allocation", "hold"])
def test_any_claim_in_any_part_stands_in_the_way_and_is_named(staff, kind):
    room = office(leaves=None)
    building = room.building
    leaves = [LeafFactory(building=building), *room.leaves.all()]
    room.leaves.set(leaves)
    claim = ClaimFactory(kind=kind, organization=OrganizationFactory(name="서로돌봄"), person=None)
    SlotFactory(claim=claim, leaf=leaves[0], during=span(at(40), at(40, "16:00")))
    agreement = offered(staff, [room])
    with pytest.raises(ActionDenied) as refused:
        actions.agreement_sign(by=staff, agreement=agreement, signed_on=day(0))
    assert refused.value.reason == "place_taken"
    assert "서로돌봄" in str(refused.value)
    assert f"{day(40).month}월 {day(40).day}일" in str(refused.value)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.number, Entitlement.objects.count()) == (AgreementState.OFFERED, None, 0)


def test_desks_are_given_one_by_one_and_remembered(staff):
    building = BuildingFactory()
    leaves = [LeafFactory(building=building) for _ in "123"]
    zone = SpaceFactory(building=building, kind="desk_zone", leaves=leaves, area_m2=Decimal(30))
    facts = {"kind": AgreementKind.COWORKING, "fee_rule": FeeRule.DESK}
    two = signed(staff, [zone, zone], **facts)
    assert [row.leaf for row in two.allocations.order_by("pk")] == leaves[:2]
    assert {row.area_m2 for row in two.allocations.all()} == {10}
    one = signed(staff, [zone], **facts)
    assert one.allocations.get().leaf == leaves[2]
    with pytest.raises(ActionDenied) as refused:
        signed(staff, [zone], **facts)
    assert refused.value.reason == "place_taken"
    renewal = actions.agreement_renew(by=staff, agreement=one, until=day(700))
    actions.agreement_offer(by=staff, agreement=renewal, answer_by=day(1))
    renewal = actions.agreement_sign(by=staff, agreement=renewal, signed_on=day(0))
    assert renewal.allocations.get().leaf == leaves[2], "the same desk goes on"


def test_the_terms_of_a_signed_agreement_do_not_change(staff):
    agreement = signed(staff)
    with pytest.raises(ActionDenied) as refused:
        actions.agreement_draft(
            by=staff,
            agreement=agreement,
            kind=AgreementKind.PRIVATE,
            occupant=agreement.occupant,
            since=day(0),
            until=day(5),
            fee_rule=FeeRule.FREE,
        )
    assert refused.value.reason == "concluded"
    actions.agreement_headcount(by=head(agreement.occupant), agreement=agreement, headcount=9)
    agreement.refresh_from_db()
    assert agreement.headcount == 9
    event = AuditEvent.objects.get(verb="agreement.headcount")
    assert event.facts == {"was": 3, "now": 9}
    with pytest.raises(ValidationError):
        actions.agreement_headcount(by=staff, agreement=agreement, headcount=0)


def test_an_agreement_of_the_register_is_entered_without_a_word(staff):
    TaskTemplateFactory()
    agreement = actions.agreement_enter(
        by=staff,
        kind=AgreementKind.PRIVATE,
        occupant=organization(),
        since=day(-400),
        until=day(100),
        fee_rule=FeeRule.AREA,
        places=[office()],
        signed_on=day(-410),
        number="2025-입주-007",
    )
    assert (agreement.state, agreement.number) == (AgreementState.ACTIVE, "2025-입주-007")
    assert agreement.allocations.get().claim
    assert entitled(agreement.occupant) == [(day(-400), day(100), 0)]
    assert not InboxMessage.objects.exists()
    assert not agreement.tasks.exists()


# ------------------------------------------------------------------------------ entitlements of several agreements


def test_two_agreements_share_one_entitlement_and_the_end_of_one_leaves_the_other(staff):
    body = organization()
    first = signed(staff, occupant=body, since=day(0), until=day(100), hours_a_month=5)
    second = signed(staff, occupant=body, since=day(50), until=day(200), hours_a_month=10)
    assert entitled(body) == [(day(0), day(200), 10)]
    actions.agreement_end(by=staff, agreement=second, day=day(60), reason=EndReason.NOTICE)
    assert entitled(body) == [(day(0), day(100), 10)]
    actions.agreement_end(by=staff, agreement=first, day=day(30), reason=EndReason.NOTICE)
    assert entitled(body) == [(day(0), day(30), 5), (day(50), day(60), 10)]
    assert first.entitlements.get().until == day(30)


def test_what_the_centre_granted_itself_stays_and_the_agreement_covers_the_rest(staff):
    body = organization()
    EntitlementFactory(organization=body, user_class="nonprofit", since=day(20), until=day(40), hours_a_month=1)
    agreement = signed(staff, occupant=body, since=day(0), until=day(100), hours_a_month=4)
    assert entitled(body) == [(day(0), day(20), 4), (day(20), day(40), 1), (day(40), day(100), 4)]
    assert agreement.entitlements.count() == 2
    actions.agreement_end(by=staff, agreement=agreement, day=day(10), reason=EndReason.NOTICE)
    assert entitled(body) == [(day(0), day(10), 4), (day(20), day(40), 1)]


# ------------------------------------------------------------------------------ the end


def test_an_early_end_frees_the_room_and_ends_tenant_prices_for_later_bookings_only(staff, monkeypatch):
    heard = []
    signals.agreement_ended.connect(hear := lambda **news: heard.append(news["agreement_id"]))
    TaskTemplateFactory(kind="move_out", days=1)
    room = office()
    agreement = signed(staff, [room], deposit_krw=3_000_000)
    body, boss = agreement.occupant, head(agreement.occupant)
    kept = BookingFactory(organization=body, person=boss, user_class="tenant", price_krw=1_000)
    assert user_class_of(boss, body) == UserClass.TENANT
    agreement = actions.agreement_end(by=staff, agreement=agreement, day=day(10), reason=EndReason.NOTICE)
    assert (agreement.state, agreement.ends, heard) == (AgreementState.ACTIVE, day(10), [])
    assert agreement.tasks.get().due_on == day(11)
    assert "3,000,000" in InboxMessage.objects.get(recipient=boss, kind="tenants.agreement_ending").text
    assert Slot.objects.filter(claim__allocation__agreement=agreement).get().during.upper == midnight(day(10))
    other = signed(staff, [room], since=day(10), until=day(50))  # free from that very day
    assert other.state == AgreementState.SIGNED
    travel(monkeypatch, at(10, "09:00"))
    assert actions.agreements_advance() == 2
    assert actions.agreements_advance() == 0
    agreement.refresh_from_db()
    other.refresh_from_db()
    signals.agreement_ended.disconnect(hear)
    assert (agreement.state, agreement.end_reason) == (AgreementState.ENDED, EndReason.NOTICE)
    assert other.state == AgreementState.ACTIVE
    assert heard == [agreement.pk]
    assert user_class_of(boss, body) == UserClass.OUTSIDER
    kept.refresh_from_db()
    assert (kept.user_class, kept.price_krw) == ("tenant", 1_000)


def test_an_end_before_the_beginning_leaves_nothing_on_the_ledger(staff):
    agreement = signed(staff, since=day(20), until=day(50))
    agreement = actions.agreement_end(by=staff, agreement=agreement, day=day(20), reason=EndReason.DISSOLVED)
    assert (Slot.objects.count(), entitled(agreement.occupant)) == (0, [])
    assert agreement.state == AgreementState.SIGNED
    assert agreement.allocations.get().until == day(20)


def test_a_breach_terminates_with_a_note(staff):
    agreement = signed(staff)
    with pytest.raises(ActionDenied):
        actions.agreement_end(by=staff, agreement=agreement, day=day(0), reason=EndReason.BREACH, note="")
    agreement = actions.agreement_end(
        by=staff, agreement=agreement, day=day(0), reason=EndReason.BREACH, note="무단 전대"
    )
    assert (agreement.state, agreement.end_note) == (AgreementState.TERMINATED, "무단 전대")
    for late in (day(-1), day(500)):
        with pytest.raises(ActionDenied):
            actions.agreement_end(by=staff, agreement=signed(staff), day=late, reason=EndReason.NOTICE)


def test_the_hosted_end_with_their_host_only_when_asked(staff):
    host = organization(kind="intermediary")
    own = signed(staff, occupant=host)
    guests = [signed(staff, occupant=organization(hosted_by=host), kind=AgreementKind.HOSTED) for _ in "12"]
    guest = guests[0].occupant
    assert (guests[0].party, guests[0].allocations.count()) == (host, 0)
    assert user_class_of(None, guest) == UserClass.TENANT
    actions.agreement_end(by=staff, agreement=own, day=day(0), reason=EndReason.NOTICE)
    assert user_class_of(None, guest) == UserClass.TENANT
    again = signed(staff, occupant=host)
    actions.agreement_end(by=staff, agreement=again, day=day(0), reason=EndReason.NOTICE, hosted_too=True)
    assert set(Agreement.objects.values_list("state", flat=True)) == {AgreementState.ENDED}
    assert user_class_of(None, guest) == UserClass.OUTSIDER


def test_a_renewal_follows_back_to_back_in_the_same_room(staff, monkeypatch):
    TaskTemplate.objects.all().delete()
    TaskTemplateFactory(kind="move_out")
    room = office()
    first = signed(staff, [room], since=day(0), until=day(100), hours_a_month=5)
    draft = actions.agreement_renew(by=staff, agreement=first, until=day(400))
    assert (draft.previous, draft.since, draft.hours_a_month) == (first, day(100), 5)
    with pytest.raises(ActionDenied) as refused:
        actions.agreement_renew(by=staff, agreement=first, until=day(400))
    assert refused.value.reason == "renewed"
    actions.agreement_offer(by=staff, agreement=draft, answer_by=day(5))
    renewal = actions.agreement_sign(by=staff, agreement=draft, signed_on=day(0))
    first.refresh_from_db()
    assert (first.state, first.ends, first.end_reason) == (AgreementState.ACTIVE, day(100), EndReason.RENEWED)
    assert entitled(first.occupant) == [(day(0), day(100), 5), (day(100), day(400), 5)]
    travel(monkeypatch, at(100, "00:10"))
    assert actions.agreements_advance() == 2
    first.refresh_from_db()
    renewal.refresh_from_db()
    assert (first.state, renewal.state) == (AgreementState.ENDED, AgreementState.ACTIVE)
    assert not first.tasks.exists(), "nobody moves out"


def test_a_renewal_may_begin_earlier_and_its_refused_draft_leaves_no_trace(staff):
    room = office()
    first = signed(staff, [room], since=day(-10), until=day(100))
    refused = actions.agreement_renew(by=staff, agreement=first, until=day(400))
    actions.agreement_decline(by=staff, agreement=refused, reason="면적 변경")
    draft = actions.agreement_renew(by=staff, agreement=first, since=day(0), until=day(400))
    actions.agreement_offer(by=staff, agreement=draft, answer_by=day(5))
    renewal = actions.agreement_sign(by=staff, agreement=draft, signed_on=day(0))
    first.refresh_from_db()
    assert (first.state, first.ended_on, renewal.state) == (AgreementState.ENDED, day(0), AgreementState.ACTIVE)
    first_slot, second_slot = Slot.objects.order_by("during")
    assert first_slot.during.upper == second_slot.during.lower == midnight(day(0))


def test_the_clock_ends_a_term_and_opens_the_move_out_list(staff, monkeypatch):
    TaskTemplateFactory(kind="move_out")
    agreement = signed(staff, since=day(0), until=day(3))
    travel(monkeypatch, midnight(day(3)) + timedelta(minutes=5))
    assert actions.agreements_advance() == 1
    agreement.refresh_from_db()
    assert (agreement.state, agreement.end_reason) == (AgreementState.ENDED, EndReason.EXPIRED)
    assert agreement.tasks.count() == 1


# ------------------------------------------------------------------------------ constraints


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"accepted_at": at(0)}, "agreement_accepted_was_offered"),
        ({"signed": True, "ended_on": day(0)}, "agreement_end_has_reason"),
        ({"state": "draft", "ended_on": day(0), "end_reason": "notice"}, "agreement_end_has_reason"),
        ({"signed": True, "ended_on": day(900), "end_reason": "notice"}, "agreement_ends_within_term"),
        ({"signed": True, "number": None}, "agreement_concluded_is_signed"),
        ({"kind": "hosted"}, "agreement_host_and_hosted"),
        ({"fee_rule": "flat"}, "agreement_flat_amount"),
        ({"state": "declined"}, "agreement_declined_has_reason"),
        ({"state": "offered"}, "agreement_offer_has_answer_day"),
    ],
)
def test_the_database_refuses(facts, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AgreementFactory(**facts)
