"""Writing, delivering, resending and reading messages."""

import functools
import smtplib
from datetime import timedelta
from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.core.errors import ActionDenied

from .models import InboxMessage, OutboxMessage
from .rules import check_outbox_resend
from .states import MOVES, OutboxState
from .writing import Letter, with_inline_style, write

SWEEP = "park_portal.notifications.tasks.outbox_sweep"
NUDGED, NUDGE_S = "outbox.nudged", 1

log = structlog.get_logger(__name__)

# Waits between attempts; after the last one the message is dead and shown to staff.
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 720, 1440)]


@transaction.atomic(savepoint=False)
def message_queue(
    *,
    kind: str,
    to: Any,
    key: str,
    context: dict[str, Any] | None = None,
    link: str = "",
    deed: str = "",
) -> bool:
    """Write message ``kind`` for person ``to``, to her inbox and by e-mail, in the caller's transaction.

    ``key`` names the occasion (object, date, offset); the same key is written once per person, so a
    job that runs twice sends once. Gives False when the message was there already.
    """
    now, key = clock.now(), message_key(kind, key, to)
    letter = write(kind, language=to.language, context={"person": to, **(context or {})}, link=link, deed=deed)
    facts = {"kind": kind, "key": key, "recipient": to, "created_at": now}
    inbox = InboxMessage(subject=letter.subject, text=letter.body, link=link, **facts)
    return _queue(inbox, _outbox(letter, address=to.email, due_at=now, **facts))


@transaction.atomic(savepoint=False)
def letter_queue(
    *, kind: str, address: str, key: str, letter: Letter, recipient: Any = None, secret: bool = False
) -> bool:
    """Write an e-mail only, to an address that may belong to nobody here yet (an invitation, a sign-in mail).

    ``secret`` erases its words once delivered. Gives False when ``key`` was written before.
    """
    now = clock.now()
    facts = {"kind": kind, "key": key, "recipient": recipient, "created_at": now, "due_at": now}
    return _queue(_outbox(letter, address=address, secret=secret, **facts))


def _outbox(letter: Letter, **facts: Any) -> OutboxMessage:
    return OutboxMessage(subject=letter.subject, text=letter.text, html=letter.html, **facts)


def _queue(*rows: InboxMessage | OutboxMessage) -> bool:
    new = _insert_once(*rows)
    if new:
        _deliver_after_commit()
    return new


def message_key(kind: str, key: str, to: Any) -> str:
    """What makes a message the same message: its kind, its occasion, its recipient."""
    return f"{kind}:{key}:{to.pk}"


def _insert_once(*rows: InboxMessage | OutboxMessage) -> bool:
    """Insert the rows, all of one key, unless the first one's key is there already: False then.

    One statement without a savepoint around it, and safe from two workers at once: the second waits for the first,
    then finds its key.
    """
    values = []
    for row in rows:
        values += [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in _fields_of(type(row))]
    with connection.cursor() as cursor:
        cursor.execute(_insert_sql(*map(type, rows)), values)
        made = cursor.fetchone()
    for row, pk in zip(rows, made, strict=True):
        row.pk, row._state.adding = pk, pk is None
    return None not in made


def _fields_of(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@functools.cache
def _insert_sql(*tables: type[models.Model]) -> str:
    """The statement for a row of each table: the later ones follow from the first, and their ids are given."""
    parts, source = [], ""
    for n, model in enumerate(tables):
        names = ", ".join(connection.ops.quote_name(field.column) for field in _fields_of(model))
        wanted = ", ".join(["%s"] * len(_fields_of(model)))
        parts.append(
            f"r{n} AS (INSERT INTO {model._meta.db_table} ({names}) SELECT {wanted}{source}"
            " ON CONFLICT (key) DO NOTHING RETURNING id)"
        )
        source = " FROM r0"
    ids = ", ".join(f"(SELECT id FROM r{n})" for n in range(len(tables)))  # noqa: S608  (names of our tables)
    return f"WITH {', '.join(parts)} SELECT {ids}"


def _deliver_after_commit() -> None:
    # robust: the deed is already saved; a broker that is away must not make it look failed.
    transaction.on_commit(outbox_nudge, robust=True)


def outbox_nudge() -> None:
    """Ask for a sweep in a second. Whatever is written until then goes with it, so a busy moment asks once, not for
    every message, and the one sweep finds them all.
    """
    if cache.add(NUDGED, True, timeout=NUDGE_S):
        current_app.send_task(SWEEP, countdown=NUDGE_S, ignore_result=True)


@transaction.atomic
def outbox_deliver(*, message_id: int) -> OutboxMessage | None:
    """Send one message, if it is still waiting and no other worker has it. At least once, not exactly once:
    a crash between the mail server's yes and our commit repeats one mail.
    """
    message = (
        OutboxMessage.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=message_id, state=OutboxState.PENDING)
        .first()
    )
    if message is None:
        return None
    message.attempts += 1
    try:
        _send(message)
    except Exception as error:  # any failure of the transport is answered the same way: note it, try later
        _failed(message, error)
    else:
        _move(message, OutboxState.SENT)
        message.sent_at = clock.now()
        message.error = ""
        if message.secret:
            message.text = message.html = ""
    message.save()
    return message


def _send(message: OutboxMessage) -> None:
    mail = EmailMultiAlternatives(
        message.subject, message.text, to=[message.address], connection=get_connection(settings.OUTBOX_TRANSPORT)
    )
    if message.html:
        mail.attach_alternative(with_inline_style(message.html), "text/html")
    mail.extra_headers["X-Park-Message"] = str(message.pk)
    mail.send()


def _failed(message: OutboxMessage, error: Exception) -> None:
    """Back off, or give up when the address itself is refused or the attempts are used up."""
    message.error = f"{type(error).__name__}: {error}"[:500]
    if is_final(error) or message.attempts > len(BACK_OFF):
        _move(message, OutboxState.DEAD)
    else:
        message.due_at = clock.now() + BACK_OFF[message.attempts - 1]
    log.warning("outbox.failed", message_id=message.pk, kind=message.kind, state=message.state, error=message.error)


def is_final(error: Exception) -> bool:
    """Tell whether the mail server refused for good: a 5xx answer, for every recipient."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _reason in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500


def _move(message: OutboxMessage, to: OutboxState) -> None:
    if to not in MOVES[OutboxState][OutboxState(message.state)]:
        raise ActionDenied(_("The message is not waiting any more."), reason="outbox_state")
    message.state = to


@transaction.atomic
def outbox_resend(*, by: Any, message: OutboxMessage) -> OutboxMessage:
    """Try a dead message again from the first attempt."""
    message = OutboxMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)
    check_outbox_resend(by, message)
    _move(message, OutboxState.PENDING)
    message.attempts, message.due_at = 0, clock.now()
    message.save(update_fields=["state", "attempts", "due_at"])
    record("outbox.resend", by=by, subject=message, fields=["state"])
    _deliver_after_commit()
    return message


def outbox_sweep(*, limit: int = 200) -> int:
    """Deliver what is due: just written, or left behind by a broker outage, a back-off, a killed worker.

    Gives how many were tried. What another worker has at this moment is left to it.
    """
    waiting = OutboxMessage.objects.due(clock.now()).values_list("pk", flat=True)[:limit]
    tried = sum(outbox_deliver(message_id=pk) is not None for pk in list(waiting))
    if tried == limit:
        outbox_nudge()  # there may be more
    return tried


@transaction.atomic
def inbox_read(*, by: Any, messages: models.QuerySet[InboxMessage]) -> int:
    """Mark the person's own messages as read; gives how many were unread."""
    return messages.visible_to(by).unread().update(read_at=clock.now())
