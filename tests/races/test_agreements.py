"""Two agreements are signed for one room at the same moment: one wins, and the other reads who has it."""

import time

import pytest

from park_portal.accounts.models import Person
from park_portal.core import locks
from park_portal.core.errors import ActionDenied
from spaces.models import Entitlement, Slot
from tenants.actions import agreements as actions
from tenants.models import Agreement
from tenants.rules import agreements as rules
from tests.factories import centre_staff
from tests.tenants.lives import day, offered, office, organization

from .test_claims import doubles, together, widen, without_locks

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A slow machine must not answer "busy" where the tests ask who wins."""
    real = locks.acquire
    monkeypatch.setattr(locks, "acquire", lambda keys, **options: real(keys, deadline_ms=40_000))


def sign(agreement, staff, refusals):
    def deed() -> object:
        by, row = Person.objects.get(pk=staff.pk), Agreement.objects.get(pk=agreement.pk)
        try:
            return actions.agreement_sign(by=by, agreement=row, signed_on=day(0))
        except ActionDenied as refusal:
            refusals.append(str(refusal))
            raise

    return deed


def rivals() -> tuple:
    staff, room = centre_staff(), office()
    return staff, [offered(staff, [room], occupant=organization(name=name)) for name in ("가람", "나래")]


@pytest.mark.parametrize("_round", range(3))
def test_one_signs_and_the_other_reads_who_has_the_room(_round):
    staff, agreements = rivals()
    refusals: list[str] = []
    answers = together([sign(agreement, staff, refusals) for agreement in agreements])
    assert answers == {"": 1, "place_taken": 1}
    winner = Agreement.objects.get(state="active")
    assert winner.occupant.name in refusals[0]
    assert (Slot.objects.count(), Entitlement.objects.count(), doubles()) == (1, 1, 0)


def test_numbers_of_a_year_run_on_without_a_gap_or_a_double():
    staff = centre_staff()
    agreements = [offered(staff) for _ in range(4)]
    assert together([sign(agreement, staff, []) for agreement in agreements]) == {"": 4}
    numbers = Agreement.objects.order_by("number").values_list("number", flat=True)
    assert [number[-3:] for number in numbers] == ["001", "002", "003", "004"]


def test_control_without_locks_both_see_the_room_free_and_the_ledger_still_has_one_winner(monkeypatch):
    without_locks(monkeypatch)
    widen(monkeypatch)
    seen = []
    real = rules.check_places_free

    def check(agreement) -> None:
        real(agreement)
        seen.append(agreement.pk)
        time.sleep(0.1)

    monkeypatch.setattr(rules, "check_places_free", check)
    monkeypatch.setattr(actions, "_next_number", lambda year: f"{time.monotonic_ns()}")
    staff, agreements = rivals()
    answers = together([sign(agreement, staff, []) for agreement in agreements])
    assert {agreement.pk for agreement in agreements} <= set(seen), "the guard alone lets both through"
    assert answers[""] == 1
    assert (Slot.objects.count(), Agreement.objects.filter(state="active").count(), doubles()) == (1, 1, 0)
