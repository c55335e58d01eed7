"""Reading words of rates and charges."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest

from park_portal.core import clock
from park_portal.payments.models import LedgerEntry
from park_portal.payments.states import EntryKind, ReceivableState

from .agreements import organizations_of


class DatedQuerySet(models.QuerySet):
    """Rows with ``since`` and ``until`` (first day without; empty: open)."""

    def during(self, since: date, until: date) -> Self:
        """In force on some day of ``[since, until)``."""
        return self.filter(Q(until=None) | Q(until__gt=since), since__lt=until)

    def on(self, day: date) -> Self:
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class MeterQuerySet(models.QuerySet):
    def during(self, since: date, until: date) -> Self:
        """In its room on some day of ``[since, until)``."""
        return self.filter(Q(removed_on=None) | Q(removed_on__gte=since), put_in_on__lt=until)


class ChargeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the organisations that one acts for and that pay; all for centre staff."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_centre_staff else self.mine(user)

    def mine(self, user: Any) -> Self:
        return self.filter(agreement__party__in=organizations_of(user))

    def with_list_columns(self) -> Self:
        return self.select_related("run", "agreement__party", "agreement__occupant", "receivable")

    def with_balance(self) -> Self:
        """Annotate ``net_krw``, ``kept_krw`` and ``due_krw`` of the receivable, from its entries."""
        signs = {EntryKind.CHARGE: 1, EntryKind.CREDIT: -1}
        net = Case(*(When(kind=kind, then=F("amount_krw") * sign) for kind, sign in signs.items()), default=0)
        paid = {EntryKind.PAYMENT: 1, EntryKind.RELEASE: -1, EntryKind.REFUND: -1}
        kept = Case(*(When(kind=kind, then=F("amount_krw") * sign) for kind, sign in paid.items()), default=0)
        rows = self.annotate(net_krw=_entries(net), kept_krw=_entries(kept))
        return rows.annotate(due_krw=Greatest(F("net_krw") - F("kept_krw"), Value(0)))

    def overdue(self) -> Self:
        """Something of it is open past its day to pay by."""
        return self.filter(receivable__state=ReceivableState.OPEN, receivable__due_at__lt=clock.now())


def _entries(amount: Case) -> Coalesce:
    """The sum over the ledger entries of the charge's receivable."""
    rows = LedgerEntry.objects.filter(receivable=OuterRef("receivable")).order_by().values("receivable")
    total = rows.annotate(total=Sum(amount, output_field=models.BigIntegerField())).values("total")
    return Coalesce(Subquery(total, output_field=models.BigIntegerField()), Value(0))
