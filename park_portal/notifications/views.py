"""The inbox of each person, and the outbox for centre staff."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from . import actions
from .filters import OutboxFilter
from .models import InboxMessage, OutboxMessage

PAGE_SIZE = 20


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The person's own messages, newest first."""
    letters = InboxMessage.objects.visible_to(request.user)
    page = Paginator(letters, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "notifications/inbox.html", {"page": page})


@require_POST
def inbox_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one message read and go where it points."""
    letter = get_object_or_404(InboxMessage.objects.visible_to(request.user), pk=pk)
    actions.inbox_read(by=request.user, messages=InboxMessage.objects.filter(pk=letter.pk))
    return redirect(letter.link or "notifications:inbox")


@require_POST
def inbox_read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything read."""
    count = actions.inbox_read(by=request.user, messages=InboxMessage.objects.all())
    if count:
        messages.success(request, _("All messages are marked as read."))
    return redirect("notifications:inbox")


@require_safe
def outbox_list(request: HttpRequest) -> HttpResponse:
    """What the portal has sent, waits to send, and could not deliver."""
    if not request.user.is_centre_staff:
        raise Http404
    letters = OutboxMessage.objects.visible_to(request.user).with_list_columns()
    narrowed = OutboxFilter(request.GET, letters)
    page = Paginator(narrowed.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    request.access_log.note("outbox.list", page.object_list)
    return render(request, "notifications/outbox_list.html", {"page": page, "filter": narrowed})


@require_POST
def outbox_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a dead message again."""
    letter = get_object_or_404(OutboxMessage.objects.visible_to(request.user), pk=pk)
    actions.outbox_resend(by=request.user, message=letter)
    messages.success(request, _("The message is waiting to be sent again."))
    return redirect("notifications:outbox-list")
