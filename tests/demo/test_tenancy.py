"""The demo's agreements give the figures of the plan, and their places, entitlements and money fit together."""

import re
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from park_portal.core import clock
from park_portal.demo.care import sheet
from park_portal.demo.tables import rows
from park_portal.documents.uploads import examine
from park_portal.payments.models import Receivable
from spaces.models import Entitlement, Slot, Space
from spaces.reckoning import midnight
from tenants import models
from tenants.models import Agreement, Allocation
from tenants.reckoning.occupancy import PLAN

pytestmark = pytest.mark.django_db
WRITTEN = (
    models.Assessment, models.DirectoryEntry, models.KeyLoan, models.Meter, models.MeterReading, models.MoveTask,
    models.Notice, models.TaskTemplate, models.TenantPaper, models.Ticket, models.TicketEntry, models.UnitKey,
)  # fmt: skip


@pytest.fixture(scope="module")
def _park(django_db_setup, django_db_blocker):
    """One load for the whole file, in a transaction that is undone at its end."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def park(_park):
    pass


def test_agreements_in_force_are_those_of_the_plan():
    today = clock.today()
    assert Agreement.objects.occupancy(today) == PLAN | {"headcount": 1200}
    assert Agreement.objects.occupancy(today + timedelta(days=1))["total"] == 233
    hosted = Agreement.objects.in_force(today).filter(kind="hosted")
    assert all(row.party_id == row.occupant.hosted_by_id for row in hosted.select_related("occupant"))


def test_places_stand_on_the_ledger_from_midnight_to_midnight():
    today = clock.today()
    for row in Allocation.objects.exclude(claim=None).select_related("claim"):
        (slot,) = row.claim.slots.all()
        assert (slot.during.lower, slot.during.upper) == (midnight(row.since), midnight(row.until))
        assert row.leaf_id in {None, slot.leaf_id}
    held = Counter(Allocation.objects.on(today).values_list("agreement__kind", flat=True))
    assert held == {"private": 49 + 21 + 10, "coworking": 37}
    offices = Space.objects.filter(kind="office", bookable=False)
    assert offices.count() > 49 + 21 + 10
    assert Slot.objects.filter(claim__kind="allocation").count() == Allocation.objects.exclude(claim=None).count()


def test_everybody_in_force_is_entitled_by_the_agreement_and_by_nothing_else():
    today = clock.today()
    now = Agreement.objects.in_force(today)
    entitled = Entitlement.objects.filter(since__lte=today, until__gt=today)
    assert set(entitled.values_list("organization", flat=True)) == set(now.values_list("occupant", flat=True))
    for row in Agreement.objects.concluded().prefetch_related("entitlements"):
        (own,) = row.entitlements.all()
        assert (own.since, own.until, own.hours_a_month) == (row.since, row.ends, row.hours_a_month)


def test_there_is_something_to_see_of_everything():
    today = clock.today()
    states = Counter(Agreement.objects.values_list("state", flat=True))
    assert states["offered"] == 2 and states["draft"] == 1 and states["signed"] == 1 and states["terminated"] == 1
    for days in (7, 30, 90):
        day = today + timedelta(days=days)
        assert Agreement.objects.ending_within(day, day + timedelta(days=1)).exists()
    assert set(models.Ticket.objects.values_list("state", flat=True)) == {"open", "in_progress", "resolved", "closed"}
    assert models.Notice.objects.count() == 4 and models.NoticeRead.objects.exists()
    assert models.DirectoryEntry.objects.public(today).count() >= 35
    assert models.TenantPaper.objects.lapsing(today, today + timedelta(days=30)).count() == 2
    assert models.MoveTask.objects.open().exists() and models.MoveTask.objects.filter(state="done").exists()
    deposits = Receivable.objects.filter(kind="deposit")
    assert deposits.open().count() == 3 and deposits.count() > 100
    tenant = Agreement.objects.in_force(today).get(occupant__name="푸른강 마을기업")
    assert tenant.file and tenant.assessment and tenant.allocations.count() == 1


def test_rows_keep_the_rules_of_their_models():
    """Bulk writing passes the validators by: here they have their say."""
    for model in WRITTEN:
        for row in model.objects.all()[:60]:
            row.full_clean(validate_unique=False)
    for row in Agreement.objects.select_related("party", "occupant"):
        row.clean_fields()
        assert re.fullmatch(r"20\d\d-입주-\d{3}", row.number or "2026-입주-001")


def test_words_for_residents_are_in_both_languages():
    for name in ("task_templates", "notices", "former"):
        for row in rows(name):
            for column, value in row.items():
                if column.endswith("_en"):
                    assert re.search("[A-Za-z]", value) and not re.search("[가-힣]", value)
                    assert re.search("[가-힣]", row[column.removesuffix("_en")])


def test_the_sample_paper_is_a_pdf():
    from django.core.files.uploadedfile import SimpleUploadedFile

    assert examine(SimpleUploadedFile("입주협약서.pdf", sheet())).content_type == "application/pdf"
