"""Reading words of the ledger: whose, what is due, what waits."""

from datetime import date, datetime
from typing import Any, NamedTuple, Self

from django.db import models
from django.db.models import Case, Count, F, Min, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest

from park_portal.core import clock

from .reckoning import Balance
from .states import AttemptState, BankLineState, EntryKind, ReceivableState, RefundState


class Arrears(NamedTuple):
    """What somebody owes past its day: how many receivables, won in all, and the oldest day to pay by."""

    count: int
    total_krw: int
    oldest: datetime | None


def _mine(user: Any) -> Q:
    """What the person pays herself, and what organisations pay for which she acts."""
    hats = [membership.organization_id for membership in user.current_memberships]
    return Q(payer_person=user) | Q(payer_organization__in=hats)


class Visible(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Centre staff see all; others what they or their organisations pay or get back."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_centre_staff else self.mine(user)

    def mine(self, user: Any) -> Self:
        return self.filter(_mine(user))

    def readable_ids(self, user: Any, ids: set[str]) -> set[str]:
        """Whose papers the person may read, for documents.readers."""
        return {str(pk) for pk in self.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)}


class ReceivableQuerySet(Visible):
    def with_balance(self) -> Self:
        """Annotate charged_krw, credited_krw, paid_krw, refunded_krw, due_krw and credit_krw from the entries."""

        def total(*kinds: EntryKind) -> Coalesce:
            return Coalesce(Sum("entries__amount_krw", filter=Q(entries__kind__in=kinds)), Value(0))

        rows = self.annotate(
            charged_krw=total(EntryKind.CHARGE),
            credited_krw=total(EntryKind.CREDIT),
            paid_krw=total(EntryKind.PAYMENT) - total(EntryKind.RELEASE),
            refunded_krw=total(EntryKind.REFUND),
        )
        rest = F("charged_krw") - F("credited_krw") - F("paid_krw") + F("refunded_krw")
        return rows.annotate(due_krw=Greatest(rest, Value(0)), credit_krw=Greatest(-rest, Value(0)))

    def with_list_columns(self) -> Self:
        return self.select_related("payer_person", "payer_organization").with_balance().order_by("due_at", "pk")

    def open(self) -> Self:
        return self.filter(state=ReceivableState.OPEN)

    def overdue(self, on: datetime | None = None) -> Self:
        """Open, and the day to pay by has passed at the moment ``on`` (now)."""
        return self.open().filter(due_at__lt=on or clock.now())

    def of(self, payer: Any) -> Self:
        """What a person or an organisation pays."""
        field = "payer_organization" if payer._meta.label_lower == "accounts.organization" else "payer_person"
        rows = self.filter(**{field: payer})
        return rows if field == "payer_organization" else rows.filter(payer_organization=None)

    def for_subject(self, subject_type: str, subject_id: Any) -> Self:
        return self.filter(subject_type=subject_type, subject_id=str(subject_id))

    def held_krw(self) -> int:
        """What was paid for all of these and is not owed back already, in won."""
        return sum(row.balance.held for row in self.with_balance())

    def arrears_of(self, payer: Any, on: datetime | None = None) -> Arrears:
        """What the organisation or person owes past its day."""
        rows = self.overdue(on).of(payer)
        due = rows.order_by().with_balance().values_list("due_krw", flat=True)
        oldest = rows.aggregate(oldest=Min("due_at"))["oldest"]
        amounts = [amount for amount in due if amount]
        return Arrears(len(amounts), sum(amounts), oldest if amounts else None)


class LedgerQuerySet(models.QuerySet):
    def balance(self) -> Balance:
        """The balance of these entries (of one receivable)."""
        sums = dict(self.order_by().values_list("kind").annotate(Sum("amount_krw")))
        return Balance(
            charged=sums.get(EntryKind.CHARGE, 0),
            credited=sums.get(EntryKind.CREDIT, 0),
            paid=sums.get(EntryKind.PAYMENT, 0) - sums.get(EntryKind.RELEASE, 0),
            refunded=sums.get(EntryKind.REFUND, 0),
        )

    def allocations(self) -> Self:
        """Payments that still count: not released again."""
        return self.filter(kind=EntryKind.PAYMENT, undone_by=None)

    def between(self, since: date, until: date) -> Self:
        """Entries of the days from ``since`` to ``until``, both included, as Seoul counts days."""
        return self.filter(at__date__gte=since, at__date__lte=until)


class PaymentQuerySet(models.QuerySet):
    def with_rest(self) -> Self:
        """Annotate rest_krw: what of the payment is neither allocated nor being refunded."""
        sign = Case(When(kind=EntryKind.PAYMENT, then=F("amount_krw")), default=-F("amount_krw"))
        used = self._total("entries", sign, ~Q(pk=None))
        back = self._total("refunds", F("amount_krw"), ~Q(state=RefundState.CANCELLED))
        return self.annotate(rest_krw=F("amount_krw") - used - back)

    def _total(self, relation: str, amount: Any, counted: Q) -> Coalesce:
        rows = self.model._meta.get_field(relation).related_model._base_manager.filter(counted, payment=OuterRef("pk"))
        total = rows.order_by().values("payment").annotate(total=Sum(amount)).values("total")
        return Coalesce(Subquery(total, output_field=models.BigIntegerField()), Value(0))

    def with_unallocated(self) -> Self:
        """Payments of which something waits to be allocated or refunded."""
        return self.with_rest().filter(rest_krw__gt=0).order_by("received_at", "pk")

    def visible_to(self, user: Any) -> Self:
        return self if user.is_authenticated and user.is_centre_staff else self.none()

    def on_day(self, day: date) -> Self:
        return self.filter(received_at__date=day)

    def by_method(self) -> dict[str, tuple[int, int]]:
        """``{method: (count, won)}``."""
        rows = self.order_by().values_list("method").annotate(Count("pk"), Sum("amount_krw"))
        return {method: (count, total) for method, count, total in rows}


class RefundQuerySet(Visible):
    def requested(self) -> Self:
        return self.filter(state=RefundState.REQUESTED)

    def with_list_columns(self) -> Self:
        rows = self.select_related("receivable", "payment", "payer_person", "payer_organization", "attempt")
        return rows.order_by("requested_at", "pk")

    def by_method(self, day: date) -> dict[str, tuple[int, int]]:
        """What was paid back that day: ``{method: (count, won)}``."""
        rows = self.filter(state=RefundState.MADE, made_at__date=day).order_by().values_list("method")
        return {method: (count, total) for method, count, total in rows.annotate(Count("pk"), Sum("amount_krw"))}


class BankLineQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(state=BankLineState.NEW).order_by("at", "pk")

    def visible_to(self, user: Any) -> Self:
        return self if user.is_authenticated and user.is_centre_staff else self.none()


class AttemptQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        if not user.is_authenticated:
            return self.none()
        hats = [membership.organization_id for membership in user.current_memberships]
        mine = Q(receivable__payer_person=user) | Q(receivable__payer_organization__in=hats)
        return self if user.is_centre_staff else self.filter(mine)

    def puzzling(self) -> Self:
        """What the gateway told does not fit what we asked: somebody must look."""
        return self.exclude(problem="").select_related("receivable").order_by("pk")

    def refundable(self) -> Self:
        """Paid attempts with left_krw, what of them can still be given back the same way."""
        refunds = self.model._meta.get_field("refunds").related_model._base_manager
        back = refunds.filter(attempt=OuterRef("pk")).exclude(state=RefundState.CANCELLED)
        total = back.order_by().values("attempt").annotate(total=Sum("amount_krw")).values("total")
        left = F("amount_krw") - Coalesce(Subquery(total, output_field=models.BigIntegerField()), Value(0))
        return self.filter(state=AttemptState.PAID).annotate(left_krw=left).filter(left_krw__gt=0)
