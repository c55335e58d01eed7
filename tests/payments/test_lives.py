"""Random lives of money: whatever happens in whatever order, not a won is lost or made.

The model beside the ledger is plain arithmetic that knows nothing of entries: what each receivable owes, what each
payment has left, what went back. After every deed both must say the same.
"""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from park_portal.core.errors import ActionDenied
from park_portal.payments import actions
from park_portal.payments.models import Payment, Receivable, Refund
from tests import factories
from tests.factories import PersonFactory, receivable

pytestmark = pytest.mark.django_db

DEEDS = st.lists(
    st.tuples(
        st.sampled_from(
            ["issue", "pay", "allocate", "credit", "cancel", "refund", "refund_rest", "make", "drop", "release"]
        ),
        st.integers(0, 3),
        st.integers(-1, 900),
    ),
    min_size=1,
    max_size=25,
)


class World:
    """Sums in plain numbers, by the pk of each thing."""

    def __init__(self) -> None:
        self.staff, self.payer = factories.centre_staff(), PersonFactory()
        self.charged, self.credited, self.got, self.back = {}, {}, {}, {}
        self.received, self.used = {}, {}
        self.refunds: dict[int, tuple[str, int, int, str]] = {}
        self.shares: dict[int, tuple[int, int, int]] = {}

    # what may be asked for

    def net(self, pk):
        return self.charged[pk] - self.credited[pk]

    def due(self, pk):
        return max(self.net(pk) - self.got[pk] + self.back[pk], 0)

    def waiting(self, what, pk):
        return sum(
            sum_ for of, thing, sum_, state in self.refunds.values() if (of, thing, state) == (what, pk, "requested")
        )

    def refundable(self, pk):
        return max(self.got[pk] - self.back[pk] - self.net(pk), 0) - self.waiting("receivable", pk)

    def rest(self, pk):
        gone = sum(
            s
            for of, thing, s, state in self.refunds.values()
            if (of, thing) == ("payment", pk) and state != "cancelled"
        )
        return self.received[pk] - self.used[pk] - gone

    # the deeds: each tries, and keeps the books only if it was allowed

    def issue(self, nth, amount):
        pk = receivable(max(amount, 0), payer_person=self.payer).pk
        self.charged[pk], self.credited[pk], self.got[pk], self.back[pk] = max(amount, 0), 0, 0, 0
        return True

    def pay(self, nth, amount):
        thing = self.pick(Receivable, nth)
        payment = actions.payment_receive(by=None, method="bank", amount_krw=amount, receivable=thing)
        self.received[payment.pk] = amount
        share = min(amount, self.due(thing.pk))
        self.used[payment.pk] = share
        self.got[thing.pk] += share
        self.note(payment)
        return amount > 0

    def allocate(self, nth, amount):
        payment, thing = self.pick(Payment, nth), self.pick(Receivable, amount)
        allowed = 0 < amount <= min(self.rest(payment.pk), self.due(thing.pk))
        actions.payment_allocate(by=self.staff, payment=payment, shares=[(thing, amount)])
        self.used[payment.pk] += amount
        self.got[thing.pk] += amount
        self.note(payment)
        return allowed

    def note(self, payment):
        for entry in payment.entries.filter(kind="payment"):
            self.shares.setdefault(entry.pk, (entry.receivable_id, payment.pk, entry.amount_krw))

    def credit(self, nth, amount):
        thing = self.pick(Receivable, nth)
        allowed = 0 < amount <= self.net(thing.pk)
        actions.receivable_credit(by=None, receivable=thing, amount_krw=amount, reason="-")
        self.credited[thing.pk] += amount
        return allowed

    def cancel(self, nth, amount):
        thing = self.pick(Receivable, nth)
        actions.receivable_cancel(by=None, receivable=thing, reason="-")
        self.credited[thing.pk] = self.charged[thing.pk]
        return True

    def refund(self, nth, amount):
        thing = self.pick(Receivable, nth)
        allowed = 0 < amount <= self.refundable(thing.pk)
        row = actions.refund_request(by=None, receivable=thing, amount_krw=amount, reason="-")
        self.refunds[row.pk] = ("receivable", thing.pk, amount, "requested")
        return allowed

    def refund_rest(self, nth, amount):
        payment = self.pick(Payment, nth)
        allowed = 0 < amount <= self.rest(payment.pk)
        row = actions.refund_request(by=None, payment=payment, amount_krw=amount, reason="-")
        self.refunds[row.pk] = ("payment", payment.pk, amount, "requested")
        return allowed

    def make(self, nth, amount):
        row = self.pick(Refund, nth)
        of, thing, sum_, state = self.refunds[row.pk]
        actions.refund_make(by=self.staff, refund=row, method="onsite_cash")
        self.refunds[row.pk] = (of, thing, sum_, "made")
        if of == "receivable":
            self.back[thing] += sum_
        return state == "requested"

    def drop(self, nth, amount):
        row = self.pick(Refund, nth)
        of, thing, sum_, state = self.refunds[row.pk]
        actions.refund_cancel(by=self.staff, refund=row, reason="-")
        self.refunds[row.pk] = (of, thing, sum_, "cancelled")
        return state == "requested"

    def release(self, nth, amount):
        pk = sorted(self.shares)[nth % len(self.shares)]
        thing, payment, sum_ = self.shares[pk]
        entry = Payment.objects.get(pk=payment).entries.get(pk=pk)
        actions.payment_release(by=self.staff, entry=entry, reason="-")
        self.got[thing] -= sum_
        self.used[payment] -= sum_
        del self.shares[pk]
        return True

    def pick(self, model, nth):
        rows = list(model.objects.order_by("pk"))
        return rows[nth % len(rows)]

    def do(self, deed, nth, amount):
        try:
            allowed = getattr(self, deed)(nth, amount)
        except ActionDenied:
            return
        except (ZeroDivisionError, IndexError):  # nothing there yet to do it to
            return
        assert allowed, f"{deed} of {amount} should have been refused"

    def check(self):
        for thing in Receivable.objects.with_balance():
            pk, now = thing.pk, thing.entries.balance()
            assert (now.charged, now.credited, now.paid, now.refunded) == (
                self.charged[pk],
                self.credited[pk],
                self.got[pk],
                self.back[pk],
            )
            assert now.paid - now.refunded + now.due - now.credit == now.charged - now.credited
            assert (thing.due_krw, thing.credit_krw) == (now.due, now.credit)
            assert now.due == self.due(pk) >= 0
            assert self.refundable(pk) >= 0
            settled = "cancelled" if now.charged and not now.net else "settled" if not now.due else "open"
            assert thing.state == settled
        for payment in Payment.objects.with_rest():
            assert payment.rest_krw == self.rest(payment.pk) >= 0
        kept = sum(self.got.values()) - sum(self.back.values()) + sum(self.rest(pk) for pk in self.received)
        rest_back = sum(s for of, _thing, s, state in self.refunds.values() if of == "payment" and state == "made")
        reserved = sum(s for of, _thing, s, state in self.refunds.values() if of == "payment" and state == "requested")
        cash = sum(self.received.values()) - sum(self.back.values()) - rest_back
        assert kept + reserved == cash, "every won that came in is on a receivable, waits, or went back"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_no_won_is_lost_or_made(deeds, db):
    with transaction.atomic():
        world = World()
        world.issue(0, 500)
        for deed, nth, amount in deeds:
            world.do(deed, nth, amount)
            world.check()
        transaction.set_rollback(True)
