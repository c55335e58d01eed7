"""The bank's statement: importing it, matching it, setting lines aside."""

from hashlib import sha256

from django.conf import settings
from django.db import transaction

from park_portal.accounts.models import Person
from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from park_portal.payments import rules
from park_portal.payments.models import BankImport, BankLine, Payment, Receivable
from park_portal.payments.reckoning import BankFile, depositor_core, depositor_number
from park_portal.payments.states import BankLineState, Method

from .payments import Shares, payment_allocate, payment_receive


@transaction.atomic
def bank_import(*, by: Person, name: str, data: bytes, file: BankFile) -> BankImport:
    """Take the transfers of a statement in; those known already are left alone, clear ones are matched at once."""
    rules.check_money_desk(by)
    account = settings.PARK["bank_account"]
    done = BankImport.objects.create(file_name=name[:200], sha256=sha256(data).hexdigest(), by=by, at=clock.now())
    new = []
    for transfer in file.transfers:
        line, is_new = BankLine.objects.get_or_create(
            fingerprint=transfer.fingerprint(account),
            defaults={
                "bank_import": done,
                "account": account,
                "at": transfer.at,
                "amount_krw": transfer.amount_krw,
                "depositor": transfer.depositor,
                "balance_krw": transfer.balance_krw,
                "memo": transfer.memo,
            },
        )
        new += [line] if is_new else []
    done.new_count, done.known_count, done.bad_count = len(new), len(file.transfers) - len(new), len(file.bad)
    known = open_receivables()
    done.matched_count = sum(_match_at_once(line, by, known) for line in new)
    done.save()
    record("bank.import", by=by, subject=done, new=done.new_count, known=done.known_count, matched=done.matched_count)
    return done


Known = list[tuple[Receivable, set[str]]]


def open_receivables() -> Known:
    """Everything that is due, each with the names under which its payer may transfer; one query."""
    rows = Receivable.objects.open().with_list_columns()
    return [(row, payer_cores(row)) for row in rows]


def _match_at_once(line: BankLine, by: Person, known: Known) -> bool:
    """Match a transfer that fits exactly one open receivable, by name or number and by amount."""
    found = clear_match(line.depositor, line.amount_krw, known)
    if found is None:
        return False
    try:
        with transaction.atomic():
            bank_line_match(by=by, line=line, shares=[(found, line.amount_krw)])
    except ActionDenied:  # paid in this very moment, or one's own payment: a colleague decides on the desk
        return False
    known[:] = [row for row in known if row[0].pk != found.pk]
    return True


def clear_match(depositor: str, amount_krw: int, known: Known) -> Receivable | None:
    """The one open receivable that this transfer pays to the won, if there is exactly one."""
    number, core = depositor_number(depositor), depositor_core(depositor)
    same_sum = [(row, cores) for row, cores in known if row.due_krw == amount_krw]
    if number:
        fitting = [row for row, _cores in same_sum if row.pk == number]
    else:
        fitting = [row for row, cores in same_sum if core and core in cores]
    return fitting[0] if len(fitting) == 1 else None


def payer_cores(receivable: Receivable) -> set[str]:
    """The names under which this payer may transfer, as they are compared."""
    organization, person = receivable.payer_organization, receivable.payer_person
    names = [organization.name, organization.name_en] if organization else []
    names += [person.name] if person else []
    return {depositor_core(name) for name in names if name}


@transaction.atomic
def bank_line_match(*, by: Person, line: BankLine, shares: Shares) -> Payment:
    """Let a transfer pay one or several receivables; what is left over waits on the desk."""
    line = _lock(line)
    rules.check_bank_line(by, line, BankLineState.MATCHED)
    for receivable, _amount in shares:
        rules.check_money_desk(by, receivable)
    payment = payment_receive(
        by=by,
        method=Method.BANK,
        amount_krw=line.amount_krw,
        received_at=line.at,
        depositor=line.depositor,
        bank_line=line,
    )
    if shares:
        payment_allocate(by=by, payment=payment, shares=shares)
    _move(line, BankLineState.MATCHED, by=by)
    return payment


@transaction.atomic
def bank_line_ignore(*, by: Person, line: BankLine, reason: str) -> BankLine:
    """Set a transfer aside that pays nothing here (a grant, interest), with a reason."""
    line = _lock(line)
    rules.check_bank_line(by, line, BankLineState.IGNORED)
    rules.check_reason(reason)
    line.reason = reason[:200]
    _move(line, BankLineState.IGNORED, by=by)
    return line


@transaction.atomic
def bank_line_reopen(*, by: Person, line: BankLine) -> BankLine:
    """Put a transfer back on the desk that was set aside."""
    line = _lock(line)
    rules.check_bank_line(by, line, BankLineState.NEW)
    _move(line, BankLineState.NEW, by=by)
    return line


def _lock(line: BankLine) -> BankLine:
    return BankLine.objects.select_for_update(of=("self",), no_key=True).get(pk=line.pk)


def _move(line: BankLine, to: BankLineState, *, by: Person) -> None:
    was, line.state = line.state, to
    line.save(update_fields=["state", "reason"])
    record(f"bank_line.{to}", by=by, subject=line, fields=["state"], was=was)
