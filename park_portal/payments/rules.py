"""Who may move money, and why not."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from park_portal.accounts.models import Organization, Person
from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted, blocked_by
from park_portal.core.spoken import won

from .models import BankLine, DayClose, GatewayAttempt, LedgerEntry, Payment, Receivable, Refund
from .reckoning import Balance
from .states import MOVES, BankLineState, EntryKind, Method, ReceivableState, RefundState


def gateway_on() -> bool:
    """Whether people can pay online: all keys of the gateway are set."""
    return all(settings.PORTONE.values())


def gateway_path(attempt: GatewayAttempt) -> str:
    """The page of an online payment, to which the payment window comes back."""
    return reverse("payments:gateway-pay", args=[attempt.reference])


def acts_for(user: Person, person: Person | None, organization: Organization | None) -> bool:
    """Whether the person is the payer, or acts for the organisation that pays."""
    hats = {membership.organization_id for membership in user.current_memberships}
    return bool((person and person.pk == user.pk) or (organization and organization.pk in hats))


def check_money_desk(user: Person | None, thing: Receivable | Refund | None = None) -> None:
    """The centre's deeds on money; nobody does them on her own. ``None`` is the clock."""
    if user is None:
        return
    if not user.is_centre_staff:
        raise NotPermitted(_("Only centre staff look after the money."), reason="staff_only")
    if thing is not None and thing.payer_person_id == user.pk:
        raise NotPermitted(_("A colleague looks after your own payments."), reason="own_money")


def check_amount(amount_krw: int, most_krw: int) -> None:
    """Between one won and ``most_krw``."""
    if amount_krw <= 0:
        raise ActionDenied(_("The amount must be greater than zero."), reason="amount")
    if amount_krw > most_krw:
        raise ActionDenied(_("At most %(most)s is possible here.") % {"most": won(most_krw)}, reason="amount")


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise ActionDenied(_("Please write a reason; it is kept with the entry."), reason="no_reason")


def check_receivable_move(receivable: Receivable, to: ReceivableState) -> None:
    if to not in MOVES[ReceivableState][ReceivableState(receivable.state)]:
        raise ActionDenied(
            _("This receivable is %(state)s; that can no longer be done.") % {"state": receivable.public_state},
            reason="receivable_state",
        )


def check_open(receivable: Receivable) -> None:
    """Money can be taken for it: something is due."""
    if receivable.state != ReceivableState.OPEN:
        raise ActionDenied(
            _("Nothing is due on %(number)s: it is %(state)s.")
            % {"number": receivable.number, "state": receivable.public_state},
            reason="not_due",
        )


def check_payment_receive(user: Person | None, receivable: Receivable | None, method: str) -> None:
    """At the desk: staff only, not for oneself, and not into a day whose cash is counted already."""
    check_money_desk(user, receivable)
    if receivable is not None:
        check_open(receivable)
    if method == Method.CASH and DayClose.objects.filter(day=clock.today()).exists():
        raise ActionDenied(
            _("Today's cash is counted already. Please enter it tomorrow, or take a card."), reason="day_closed"
        )


def check_due_change(user: Person, receivable: Receivable, reason: str) -> None:
    check_money_desk(user, receivable)
    check_open(receivable)
    check_reason(reason)


def check_receivable_credit(balance: Balance, amount_krw: int, reason: str) -> None:
    """At most what is still charged."""
    check_reason(reason)
    check_amount(amount_krw, balance.net)


def check_payment_release(user: Person, entry: LedgerEntry, balance: Balance, reserved_krw: int) -> None:
    """A payment comes off whole, unless money of it has gone back or is about to."""
    check_money_desk(user, entry.receivable)
    if entry.kind != EntryKind.PAYMENT or LedgerEntry.objects.filter(undoes=entry).exists():
        raise ActionDenied(_("This entry is taken off already."), reason="released")
    left = balance.kept - entry.amount_krw
    if left < 0 or (reserved_krw and left - balance.net < reserved_krw):
        raise ActionDenied(
            _("Money of this payment has been refunded, or a refund of it is waiting. Cancel the refund first."),
            reason="refunded",
        )


def check_refund_move(refund: Refund, to: RefundState) -> None:
    if to not in MOVES[RefundState][RefundState(refund.state)]:
        raise ActionDenied(
            _("This refund is %(state)s; that can no longer be done.") % {"state": refund.public_state},
            reason="refund_state",
        )


def check_refund_make(user: Person | None, refund: Refund, method: str) -> None:
    """The account must be known for a transfer; online payments go back the way they came."""
    check_money_desk(user, refund)
    check_refund_move(refund, RefundState.MADE)
    if method == Method.BANK and not refund.account_sealed:
        raise ActionDenied(_("The account to pay to is not known yet."), reason="no_account")
    if method == Method.GATEWAY and refund.attempt_id is None:
        raise ActionDenied(_("This was not paid online."), reason="not_online")


def check_refund_account_set(user: Person, refund: Refund) -> None:
    """Whoever gets the money says where to, or staff for somebody on the telephone."""
    if not user.is_centre_staff and not acts_for(user, refund.payer_person, refund.payer_organization):
        raise NotPermitted(_("Only the person who gets the money can say where to."), reason="not_payer")
    if refund.state != RefundState.REQUESTED:
        check_refund_move(refund, RefundState.MADE)


def check_refund_cancel(user: Person | None, refund: Refund) -> None:
    check_money_desk(user)
    check_refund_move(refund, RefundState.CANCELLED)


def check_bank_line(user: Person | None, line: BankLine, to: BankLineState) -> None:
    check_money_desk(user)
    if to not in MOVES[BankLineState][BankLineState(line.state)]:
        raise ActionDenied(
            _("This transfer is done with already: %(state)s.") % {"state": line.get_state_display()},
            reason="bank_line_state",
        )


def check_payment_allocate(user: Person | None, payment: Payment, rest_krw: int, wanted_krw: int) -> None:
    check_money_desk(user)
    check_amount(wanted_krw, rest_krw)


def check_gateway_prepare(user: Person, receivable: Receivable) -> None:
    """Online payment is on, and something is due."""
    if not gateway_on():
        raise ActionDenied(_("Online payment is not offered here."), reason="gateway_off")
    if not acts_for(user, receivable.payer_person, receivable.payer_organization):
        raise NotPermitted(_("Only the person who pays can do this."), reason="not_payer")
    check_open(receivable)


def check_day_close(user: Person, day: object) -> None:
    check_money_desk(user)
    if day > clock.today():  # type: ignore[operator]
        raise ActionDenied(_("This day has not come yet."), reason="future")
    if DayClose.objects.filter(day=day).exists():
        raise ActionDenied(_("This day is closed already."), reason="day_closed")


def check_difference(cash_krw: int, counted_krw: int, note: str) -> None:
    if cash_krw != counted_krw and not note.strip():
        raise ActionDenied(_("Please write why the counted cash differs."), reason="no_reason")


def receivable_moves(user: Person, receivable: Receivable) -> dict[str, str]:
    """Each deed of the desk with the sentence that blocks it (empty: allowed)."""
    balance = receivable.balance
    return {
        "receive": blocked_by(check_payment_receive, user, receivable, Method.CARD),
        "extend": blocked_by(check_due_change, user, receivable, "-"),
        "credit": blocked_by(check_money_desk, user, receivable) or blocked_by(check_amount, 1, balance.net),
        "refund": blocked_by(check_money_desk, user, receivable) or blocked_by(check_amount, 1, balance.credit),
    }
