"""What the papers of money hold: notice, receipt, refund notice."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from park_portal.core import clock
from park_portal.core.spoken import formal_won
from park_portal.documents.content import Column, Fact, Facts, Paper, Table

from .models import Receivable, Refund
from .reckoning import Balance


def park_word(name: str) -> str:
    """A fact of the park in the language now active."""
    return settings.PARK[f"{name}_en" if get_language() == "en" else name]


def language_of(thing: Receivable | Refund) -> str:
    """The payer's own; an organisation is written to in Korean."""
    return thing.payer_person.language if thing.payer_person else settings.LANGUAGE_CODE


def payment_notice(receivable: Receivable) -> Paper:
    """The payment notice (고지서), in the language now active: what, how much, by when and where to."""
    total = receivable.balance.charged
    account = f"{park_word('bank')} {settings.PARK['bank_account']} ({park_word('bank_holder')})"
    return _paper(
        receivable,
        kind="payments.notice",
        title=_("Payment notice"),
        facts=(
            Fact(pgettext("receivable", "For"), receivable.title),
            Fact(_("Amount"), formal_won(total)),
            Fact(_("Pay by"), receivable.due_at),
            Fact(_("Account"), account),
            Fact(_("Name of the depositor"), f"{receivable.number.replace('-', '')} {receivable.payer_name}"),
            *_arrears(receivable),
        ),
        blocks=(_lines(receivable), *_tax(receivable, total)),
        note=_("With the number in front of the name your transfer is matched at once."),
    )


def receipt(receivable: Receivable) -> Paper:
    """The receipt (영수증) of what has been paid and kept, with the parts cancelled since."""
    balance = receivable.balance
    rows = [
        (entry.get_kind_display(), entry.payment.get_method_display(), entry.payment.received_at, entry.amount_krw)
        for entry in receivable.entries.allocations().select_related("payment")
    ]
    columns = (Column(_("Entry")), Column(_("Method")), Column(_("Day"), "datetime"), Column(_("Amount"), "money"))
    return _paper(
        receivable,
        kind="payments.receipt",
        title=_("Receipt"),
        facts=(
            Fact(pgettext("receivable", "For"), receivable.title),
            Fact(_("Amount received"), formal_won(balance.kept)),
        ),
        blocks=(
            _lines(receivable),
            *_corrections(balance),
            Table(columns, tuple(rows), caption=_("Payments")),
            *_tax(receivable, min(balance.kept, balance.net)),
        ),
    )


def refund_notice(refund: Refund) -> Paper:
    """The notice of money that went back. The account itself is erased and stands on no paper."""
    facts = [
        Fact(_("Amount refunded"), formal_won(refund.amount_krw)),
        Fact(_("Method"), refund.get_method_display()),
        Fact(_("Refunded at"), refund.made_at),
        Fact(_("Reason"), refund.reason),
    ]
    if refund.receivable:
        facts.insert(0, Fact(pgettext("receivable", "For"), f"{refund.receivable.number} {refund.receivable.title}"))
    return Paper(
        kind="payments.refund",
        title=_("Refund notice"),
        issued_on=clock.today(),
        issuer=park_word("operator"),
        number=refund.number,
        language=get_language() or settings.LANGUAGE_CODE,
        recipient=refund.payee_name,
        facts=tuple(facts),
    )


def _paper(receivable: Receivable, **content: Any) -> Paper:
    return Paper(
        issued_on=clock.today(),
        issuer=park_word("operator"),
        number=receivable.number,
        language=get_language() or settings.LANGUAGE_CODE,
        recipient=receivable.payer_name,
        **content,
    )


def _arrears(receivable: Receivable) -> Sequence[Fact]:
    """What an organisation owes from before, past its day, on the day of the notice."""
    if receivable.payer_organization is None:
        return ()
    rows = Receivable.objects.exclude(pk=receivable.pk)
    arrears = rows.arrears_of(receivable.payer_organization)
    return (Fact(_("Unpaid from before"), arrears.total_krw, "money"),) if arrears.total_krw else ()


def _lines(receivable: Receivable) -> Table:
    """The lines; where none has a unit price, its words say quantity and price, and those columns fall away."""
    lines = list(receivable.lines.all())
    if all(line.unit_krw is None for line in lines):
        columns = (Column(pgettext("receivable", "Item"), weight=4), Column(_("Amount"), "money"))
        rows = [(line.words, line.amount_krw) for line in lines]
        return Table(columns, tuple(rows), total=(_("Total"), sum(row[1] for row in rows)))
    rows = [(line.words, line.quantity, line.unit_krw, line.amount_krw) for line in lines]
    columns = (
        Column(pgettext("receivable", "Item"), weight=3),
        Column(_("Quantity"), "integer"),
        Column(_("Unit price"), "money"),
        Column(_("Amount"), "money"),
    )
    return Table(columns, tuple(rows), total=(_("Total"), None, None, sum(row[3] for row in rows)))


def _tax(receivable: Receivable, total: int) -> Sequence[Facts]:
    """Supply and VAT of a total, where the receivable bears VAT."""
    if receivable.vat_mode == "exempt":
        return (Facts((Fact(_("VAT"), receivable.get_vat_mode_display()),)),)
    vat = receivable.vat_krw(total)
    return (Facts((Fact(_("Supply"), total - vat, "money"), Fact(_("VAT"), vat, "money"))),)


def _corrections(balance: Balance) -> Sequence[Facts]:
    facts = [(_("Cancelled part"), balance.credited), (_("Refunded"), balance.refunded)]
    rows = tuple(Fact(label, amount, "money") for label, amount in facts if amount)
    return (Facts(rows),) if rows else ()
