"""The outbox: written with the deed, delivered once, never lost."""

import smtplib
import socket
import threading
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from celery import current_app
from django.core import mail
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from park_portal.audit.models import AuditEvent
from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted
from park_portal.notifications import actions
from park_portal.notifications.models import InboxMessage, OutboxMessage
from park_portal.notifications.states import OutboxState
from tests.factories import OutboxMessageFactory, PersonFactory, centre_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_nudged():
    cache.delete(actions.NUDGED)


CONTEXT = {"until": clock.today(), "organization": {"title": "푸른모임"}}


def queue(person, key="1"):
    return actions.message_queue(
        kind="accounts.membership_ended", to=person, key=key, context=CONTEXT, link="/me/", deed="내 페이지로 가기"
    )


def test_message_goes_to_inbox_and_outbox():
    person = PersonFactory()
    assert queue(person)
    letter, entry = OutboxMessage.objects.get(), InboxMessage.objects.get()
    assert letter.subject == entry.subject == "푸른모임 구성원 자격이 종료되었습니다"
    assert letter.address == person.email
    assert "http://localhost:8000/me/" in letter.text
    assert 'href="http://localhost:8000/me/"' in letter.html
    actions.outbox_sweep()
    assert "style=" in mail.outbox[0].alternatives[0].content, "mail programs drop style sheets"
    assert entry.link == "/me/"
    assert "http" not in entry.text


def test_message_speaks_the_recipients_language():
    queue(PersonFactory(language="en"))
    assert OutboxMessage.objects.get().subject == "Your membership of 푸른모임 has ended"


def test_message_of_one_occasion_is_written_once():
    person, other = PersonFactory(), PersonFactory()
    assert queue(person)
    assert not queue(person)
    assert queue(person, key="2")
    assert queue(other)
    assert OutboxMessage.objects.count() == InboxMessage.objects.count() == 3


def test_message_words_cannot_inject():
    person = PersonFactory()
    hostile = {"until": clock.today(), "organization": {"title": "<b>모임</b>\r\nBcc: all@example.org"}}
    actions.message_queue(kind="accounts.membership_ended", to=person, key="1", context=hostile)
    letter = OutboxMessage.objects.get()
    assert "\n" not in letter.subject
    assert "<b>모임" not in letter.html
    actions.outbox_sweep()
    assert mail.outbox[0].to == [person.email]


@pytest.mark.django_db(transaction=True)
def test_message_of_a_rolled_back_deed_is_never_sent():
    person = PersonFactory()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue(person)
        raise ZeroDivisionError
    assert not OutboxMessage.objects.exists()
    assert not InboxMessage.objects.exists()
    assert actions.outbox_sweep() == 0
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_message_is_sent_by_the_sweep_once_when_the_broker_is_down(monkeypatch):
    asked = []

    def away(*args, **kwargs):
        asked.append(args)
        raise OperationalError("no broker")

    monkeypatch.setattr(current_app, "send_task", away)
    queue(PersonFactory())  # the deed itself succeeds
    assert len(asked) == 1
    assert mail.outbox == []
    assert actions.outbox_sweep() == 1
    assert len(mail.outbox) == 1
    assert actions.outbox_sweep() == 0
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_message_is_published_after_commit_only_and_a_busy_moment_asks_once(monkeypatch):
    published = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **how: published.append((name, how["countdown"])))
    with transaction.atomic():
        queue(PersonFactory())
        queue(PersonFactory())
        assert published == []
    queue(PersonFactory())
    assert published == [("park_portal.notifications.tasks.outbox_sweep", 1)]
    current_app.loader.import_default_modules()
    assert published[0][0] in current_app.tasks
    assert actions.outbox_sweep() == 3
    cache.delete(actions.NUDGED)  # a second later
    queue(PersonFactory())
    assert len(published) == 2


def test_sweep_that_was_full_asks_for_another(monkeypatch):
    published = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **how: published.append(name))
    OutboxMessageFactory.create_batch(3)
    assert actions.outbox_sweep(limit=2) == 2
    assert len(published) == 1
    assert actions.outbox_sweep(limit=2) == 1
    assert len(published) == 1


def test_deliver_sends_and_stamps():
    queue(PersonFactory())
    letter = actions.outbox_deliver(message_id=OutboxMessage.objects.get().pk)
    assert letter.state == OutboxState.SENT
    assert letter.sent_at is not None
    sent = mail.outbox[0]
    assert sent.subject == letter.subject
    assert sent.alternatives[0][1] == "text/html"
    assert actions.outbox_deliver(message_id=letter.pk) is None, "what is sent is not sent again"


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_mail(monkeypatch):
    queue(PersonFactory())
    pk = OutboxMessage.objects.get().pk
    inside, go = threading.Event(), threading.Event()
    real = actions._send

    def slow(message):
        inside.set()
        go.wait(5)
        real(message)

    monkeypatch.setattr(actions, "_send", slow)

    def first():
        actions.outbox_deliver(message_id=pk)
        connection.close()

    worker = threading.Thread(target=first)
    worker.start()
    assert inside.wait(5)
    assert actions.outbox_deliver(message_id=pk) is None  # the row is locked by the other
    go.set()
    worker.join()
    assert len(mail.outbox) == 1


def failing(error):
    def send(message):
        raise error

    return send


def test_a_failure_backs_off_then_dies(monkeypatch):
    monkeypatch.setattr(actions, "_send", failing(OSError("connection refused")))
    pk = OutboxMessageFactory().pk
    before = clock.now()
    letter = actions.outbox_deliver(message_id=pk)
    assert (letter.state, letter.attempts) == (OutboxState.PENDING, 1)
    assert letter.due_at >= before + actions.BACK_OFF[0]
    assert "connection refused" in letter.error
    assert actions.outbox_sweep() == 0, "not before its time"
    for _attempt in actions.BACK_OFF:
        letter = actions.outbox_deliver(message_id=pk)
    assert letter.state == OutboxState.DEAD
    assert actions.outbox_deliver(message_id=pk) is None


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.c": (550, b"no such user")}), OutboxState.DEAD),
        (smtplib.SMTPRecipientsRefused({"a@b.c": (450, b"try later")}), OutboxState.PENDING),
        (smtplib.SMTPDataError(554, b"refused"), OutboxState.DEAD),
        (smtplib.SMTPServerDisconnected("gone"), OutboxState.PENDING),
    ],
)
def test_a_refusal_for_good_dies_at_once(monkeypatch, error, state):
    monkeypatch.setattr(actions, "_send", failing(error))
    assert actions.outbox_deliver(message_id=OutboxMessageFactory().pk).state == state


def test_a_sweep_after_the_back_off_tries_again(monkeypatch, time_machine):
    monkeypatch.setattr(actions, "_send", failing(OSError("away")))
    letter = actions.outbox_deliver(message_id=OutboxMessageFactory().pk)
    monkeypatch.undo()
    time_machine.move_to(letter.due_at + timedelta(seconds=1))
    assert actions.outbox_sweep() == 1
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.error) == (OutboxState.SENT, 2, "")


def test_resend_is_for_staff_and_for_the_dead(monkeypatch):
    dead, waiting = OutboxMessageFactory(state="dead", attempts=8), OutboxMessageFactory()
    staff = centre_staff()
    with pytest.raises(NotPermitted) as refused:
        actions.outbox_resend(by=PersonFactory(), message=dead)
    assert refused.value.reason == "staff_only"
    with pytest.raises(ActionDenied) as refused:
        actions.outbox_resend(by=staff, message=waiting)
    assert refused.value.reason == "outbox_state"
    letter = actions.outbox_resend(by=staff, message=dead)
    assert (letter.state, letter.attempts) == (OutboxState.PENDING, 0)
    assert AuditEvent.objects.get().verb == "outbox.resend"
    assert actions.outbox_deliver(message_id=dead.pk).state == OutboxState.SENT


def test_library_mail_goes_through_the_outbox_and_is_forgotten():
    send_mail(
        "재설정", "링크 https://park/secret", None, ["a@example.org", "b@example.org"], html_message="<p>링크</p>"
    )
    letters = list(OutboxMessage.objects.all())
    assert {letter.address for letter in letters} == {"a@example.org", "b@example.org"}
    assert all(letter.secret and letter.html for letter in letters)
    assert mail.outbox == []
    actions.outbox_sweep()
    assert len(mail.outbox) == 2
    assert "secret" in mail.outbox[0].body
    assert set(OutboxMessage.objects.values_list("text", "html")) == {("", "")}


def test_a_real_mail_server_gets_a_real_mail(settings):
    """The production transport, spoken to a server on this machine."""
    seen = []

    class Handler:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802
            seen.append(envelope)
            return "250 OK"

        async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
            if address.startswith("nobody"):
                return "550 no such mailbox"
            envelope.rcpt_tos.append(address)
            return "250 OK"

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Handler(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.OUTBOX_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
        good = actions.outbox_deliver(message_id=OutboxMessageFactory(subject="안녕하세요").pk)
        bad = actions.outbox_deliver(message_id=OutboxMessageFactory(address="nobody@example.org").pk)
    finally:
        controller.stop()
    assert (good.state, bad.state) == (OutboxState.SENT, OutboxState.DEAD)
    assert "550" in bad.error
    assert len(seen) == 1
    assert seen[0].rcpt_tos == [good.address]


def test_inbox_marks_only_ones_own(client_of):
    person, other = PersonFactory(), PersonFactory()
    queue(person)
    queue(other)
    letter = InboxMessage.objects.get(recipient=other)
    assert client_of(person).post(f"/me/inbox/{letter.pk}/open/").status_code == 404
    client_of(person).post("/me/inbox/read-all/")
    assert InboxMessage.objects.get(recipient=person).read_at is not None
    letter.refresh_from_db()
    assert letter.read_at is None


def test_opening_a_message_reads_it_and_goes_there(client_of):
    person = PersonFactory()
    queue(person)
    letter = InboxMessage.objects.get()
    answer = client_of(person).post(f"/me/inbox/{letter.pk}/open/")
    assert answer.url == "/me/"
    letter.refresh_from_db()
    assert letter.read_at is not None
