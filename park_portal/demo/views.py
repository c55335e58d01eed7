"""The demo's letter box: what a real portal would have sent by e-mail."""

import email
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

SHOWN = 20


@login_not_required
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """The newest mails on this machine, so that a newcomer can follow a sign-up to its end."""
    if settings.PARK_MODE == "production":
        raise Http404
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    return render(request, "demo/mail_list.html", {"mails": [read(path) for path in files[:SHOWN]]})


def read(path: Path) -> dict[str, str]:
    """One mail of Django's file backend: the message, then a line of dashes."""
    raw = path.read_bytes().split(b"\n" + b"-" * 79, 1)[0]
    mail: EmailMessage = email.message_from_bytes(raw, policy=default)  # type: ignore[assignment]
    body = mail.get_body(preferencelist=("plain",))
    return {
        "to": mail["To"],
        "subject": mail["Subject"],
        "date": mail["Date"],
        "text": body.get_content() if body else "",
    }
