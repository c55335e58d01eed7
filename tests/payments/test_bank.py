"""Statements taken in, transfers matched."""

import pytest

from park_portal.core.errors import ActionDenied, NotPermitted
from park_portal.payments import actions, tables
from park_portal.payments.models import BankImport, BankLine, Payment
from park_portal.payments.reckoning import bank_read
from tests import factories
from tests.factories import OrganizationFactory, PersonFactory, receivable

pytestmark = pytest.mark.django_db


def statement(*rows: tuple[str, int]) -> bytes:
    """A file of (depositor, won) with running minutes and balance."""
    total, lines = 1_000_000, ["거래일시,적요,입금액,출금액,잔액"]
    for minute, (who, amount) in enumerate(rows):
        total += amount
        lines.append(f"2026-11-20 10:{minute:02d}:00,{who},{amount},,{total}")
    return "\n".join(lines).encode("cp949")


def take(staff, data):
    return actions.bank_import(by=staff, name="a.csv", data=data, file=bank_read("a.csv", data))


@pytest.fixture
def staff():
    return factories.centre_staff()


def state_of(who):
    return BankLine.objects.get(depositor=who).state


def test_clear_transfers_are_matched_at_once(staff):
    one = receivable(50_000, payer_person=PersonFactory(name="김하나"))
    firm = receivable(70_000, payer_organization=OrganizationFactory(name="㈜나무공방", name_en="Namu Works"))
    numbered = receivable(50_000)
    done = take(staff, statement(("김 하나", 50_000), ("나무공방", 70_000), (f"R{numbered.pk:06d}홍길동", 50_000)))
    assert (done.new_count, done.matched_count, done.known_count) == (3, 3, 0)
    assert {thing.balance.due for thing in (one, firm, numbered)} == {0}


def test_unclear_transfers_wait_with_suggestions(staff):
    twins = [receivable(50_000, payer_person=PersonFactory(name="김하나")) for _ in "12"]
    other = receivable(30_000, payer_person=PersonFactory(name="박둘"))
    numbered = receivable(40_000)
    rows = [("김하나", 50_000), ("박둘", 29_000), ("홍길동", 30_000), (f"R{numbered.pk}", 20_000), ("모름", 7), ("", 8)]
    done = take(staff, statement(*rows))
    assert (done.new_count, done.matched_count) == (6, 0)
    found = {line.depositor: rows for line, rows in tables.suggested(list(BankLine.objects.waiting()))}
    assert set(found["김하나"]) == set(twins)  # two of one name and sum
    assert found["박둘"] == [other]  # the sum differs
    assert found["홍길동"][0] == other  # a transfer under a wrong name
    assert found[f"R{numbered.pk}"][0] == numbered
    assert found["모름"] == []
    assert not Payment.objects.exists()


def test_the_same_file_twice_changes_nothing_and_overlaps_add_what_is_new(staff):
    receivable(50_000, payer_person=PersonFactory(name="김하나"))
    rows = [("김하나", 50_000), ("모름", 7_000), ("모름", 7_000)]
    take(staff, statement(*rows))
    again = take(staff, statement(*rows))
    assert (again.new_count, again.known_count, again.matched_count) == (0, 3, 0)
    assert (BankLine.objects.count(), Payment.objects.count()) == (3, 1)
    longer = take(staff, statement(*rows, ("새로움", 9_000)))
    assert (longer.new_count, longer.known_count) == (1, 3)
    assert BankImport.objects.count() == 3


def test_one_sum_twice_matches_once(staff):
    thing = receivable(50_000, payer_person=PersonFactory(name="김하나"))
    done = take(staff, statement(("김하나", 50_000), ("김하나", 50_000)))
    assert done.matched_count == 1
    assert thing.balance.paid == 50_000


def test_ones_own_payment_is_left_to_a_colleague(staff):
    thing = receivable(50_000, payer_person=staff)
    assert take(staff, statement((staff.name, 50_000))).matched_count == 0
    colleague = factories.centre_staff()
    actions.bank_line_match(by=colleague, line=BankLine.objects.get(), shares=[(thing, 50_000)])
    assert thing.balance.due == 0


def test_one_transfer_pays_several_and_the_rest_waits(staff):
    things = [receivable(50_000), receivable(30_000)]
    line = factories.BankLineFactory(amount_krw=100_000)
    payment = actions.bank_line_match(by=staff, line=line, shares=[(thing, thing.balance.due) for thing in things])
    assert [thing.balance.due for thing in things] == [0, 0]
    assert Payment.objects.with_unallocated().get() == payment
    with pytest.raises(ActionDenied):
        actions.bank_line_match(by=staff, line=line, shares=[(receivable(20_000), 20_000)])


def test_a_refused_match_leaves_nothing_behind(staff):
    line, thing = factories.BankLineFactory(amount_krw=50_000), receivable(30_000)
    with pytest.raises(ActionDenied):
        actions.bank_line_match(by=staff, line=line, shares=[(thing, 40_000)])
    assert not Payment.objects.exists()
    assert BankLine.objects.get().state == "new"


def test_set_aside_and_put_back(staff):
    line = factories.BankLineFactory()
    with pytest.raises(ActionDenied):
        actions.bank_line_ignore(by=staff, line=line, reason="  ")
    actions.bank_line_ignore(by=staff, line=line, reason="이자")
    assert not BankLine.objects.waiting().exists()
    actions.bank_line_reopen(by=staff, line=line)
    assert BankLine.objects.waiting().exists()


def test_strangers_do_not_touch_the_bank(staff):
    person, line = PersonFactory(), factories.BankLineFactory()
    with pytest.raises(NotPermitted):
        take(person, statement(("김하나", 1)))
    with pytest.raises(NotPermitted):
        actions.bank_line_match(by=person, line=line, shares=[])
    with pytest.raises(NotPermitted):
        actions.bank_line_ignore(by=person, line=line, reason="-")
    assert list(BankLine.objects.visible_to(person)) == []


def test_preview_says_what_the_import_will_do(staff):
    thing = receivable(50_000, payer_person=PersonFactory(name="김하나"))
    data = statement(("김하나", 50_000), ("김하나", 50_000), ("모름", 7))
    file = bank_read("a.csv", data)
    before = tables.previewed(file, "100-200-300400")
    assert [row.match for row in before] == [thing, None, None]
    done = take(staff, data)
    assert done.matched_count == sum(row.match is not None for row in before)
    assert all(row.known for row in tables.previewed(file, "100-200-300400"))
