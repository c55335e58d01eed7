"""Plugs into Django: the mail backend that writes the outbox, and the bell for every page."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .actions import letter_queue
from .models import InboxMessage
from .writing import Letter


class OutboxBackend(BaseEmailBackend):
    """Write each mail of a library (sign-in, verification, reset) as outbox rows, one per recipient.

    Such mails carry links that open the account, so their words are erased once delivered.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            return sum(self._queue(mail) for mail in email_messages)

    @staticmethod
    def _queue(mail: EmailMessage) -> int:
        html = next((body for body, kind in getattr(mail, "alternatives", []) if kind == "text/html"), "")
        letter = Letter(subject=mail.subject, text=str(mail.body), html=str(html), body=str(mail.body))
        for address in mail.recipients():
            letter_queue(kind="sign-in", address=address, key=f"mail:{uuid4()}", letter=letter, secret=True)
        return 1


def inbox_context(request: HttpRequest) -> dict[str, Any]:
    """Give ``unread_count``, counted only when the page shows it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread_count": 0}
    return {"unread_count": SimpleLazyObject(lambda: InboxMessage.objects.visible_to(user).unread().count())}
