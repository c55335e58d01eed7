"""What there is of a deposit, read from the ledger."""

from collections.abc import Sequence

from django.db.models import Sum

from park_portal.payments.models import Receivable
from park_portal.payments.states import ReceivableKind
from tenants.models import Agreement, DepositRecovery
from tenants.reckoning.deposits import Deposit

SUBJECT = "tenants.agreement"


def deposit_receivables(agreements: Sequence[Agreement]) -> dict[int, Receivable]:
    """By agreement, with balances; one statement."""
    ids = [str(agreement.pk) for agreement in agreements]
    rows = Receivable.objects.filter(subject_type=SUBJECT, subject_id__in=ids, kind=ReceivableKind.DEPOSIT)
    return {int(row.subject_id): row for row in rows.with_balance()}


def deposits_of(agreements: Sequence[Agreement]) -> dict[int, Deposit]:
    """By agreement, in two statements."""
    charged = deposit_receivables(agreements)
    kept = dict(
        DepositRecovery.objects.filter(agreement__in=agreements)
        .order_by()
        .values_list("agreement")
        .annotate(Sum("amount_krw"))
    )
    return {
        agreement.pk: Deposit(
            agreement.deposit_krw,
            charged[agreement.pk].balance if agreement.pk in charged else None,
            kept.get(agreement.pk, 0),
        )
        for agreement in agreements
    }


def deposit_receivable(agreement: Agreement) -> Receivable | None:
    return deposit_receivables([agreement]).get(agreement.pk)


def deposit_of(agreement: Agreement) -> Deposit:
    return deposits_of([agreement])[agreement.pk]
