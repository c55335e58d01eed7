"""Notices: read by the residents, written and published by the centre."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from park_portal.core.errors import blocked_by, refusal_on
from tenants.actions import notices as actions
from tenants.forms.notices import NoticeForm
from tenants.models import Notice
from tenants.querysets.care import people_meant
from tenants.rules import notices as rules

from .shared import for_staff, form_page, page_of

# ------------------------------------------------------------------------------ whoever they are for


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """What is shown today to the organisations one acts for, newest first; the centre has its desk."""
    if request.user.is_centre_staff:
        return redirect("tenants:notice-desk")
    rows = Notice.objects.meant_for(request.user).published().with_read_by(request.user)
    return render(request, "tenants/notice_list.html", {"page": page_of(request, rows)})


@require_safe
def notice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice. Opening it by a link counts nothing; the button below it does."""
    rows = Notice.objects.visible_to(request.user).with_read_by(request.user)
    notice = get_object_or_404(rows, pk=pk, published_at__isnull=False)
    meant = Notice.objects.meant_for(request.user).filter(pk=pk).exists()
    return render(request, "tenants/notice_detail.html", {"notice": notice, "asks": meant and not notice.was_read})


@require_POST
def notice_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Count that one has opened it, and show it."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk, published_at__isnull=False)
    actions.notice_read(by=request.user, notice=notice)
    return redirect(notice)


# ------------------------------------------------------------------------------ the desk


def notice_of(request: HttpRequest, pk: int) -> Notice:
    return get_object_or_404(Notice.objects.visible_to(request.user).with_list_columns(), pk=pk)


@require_safe
@for_staff
def notice_desk(request: HttpRequest) -> HttpResponse:
    """Drafts first, then what was published, with how many of those told have opened it."""
    rows = Notice.objects.visible_to(request.user).with_list_columns()
    drafts = rows.filter(published_at=None).order_by("-created_at")
    page = page_of(request, rows.filter(published_at__isnull=False))
    return render(request, "tenants/desk/notice_desk.html", {"page": page, "drafts": drafts})


@form_page
@for_staff
def notice_draft(request: HttpRequest) -> HttpResponse:
    """Write one; the next page shows it as it will be read, and to how many."""
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            notice = actions.notice_draft(by=request.user, **form.facts)
            return redirect("tenants:notice-preview", pk=notice.pk)
    return render(request, "tenants/desk/notice_edit.html", {"form": form})


@form_page
@for_staff
def notice_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    notice = notice_of(request, pk)
    rules.check_notice_edit(request.user, notice)
    form = NoticeForm(request.POST or None, instance=notice)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.notice_edit(by=request.user, notice=notice, **form.facts)
            return redirect("tenants:notice-preview", pk=pk)
    return render(request, "tenants/desk/notice_edit.html", {"form": form, "notice": notice})


@require_safe
@for_staff
def notice_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft as it will be read, with the number of people it reaches; a published one with who has read it."""
    notice = notice_of(request, pk)
    context: dict[str, Any] = {"notice": notice}
    if notice.published_at is None:
        context["reaches"] = people_meant(notice.scope, notice.building, notice.agreement_kind).count()
        context["blocked"] = blocked_by(rules.check_notice_publish, request.user, notice)
    else:
        context["blocked"] = blocked_by(rules.check_notice_end, request.user, notice)
    return render(request, "tenants/desk/notice_preview.html", context)


@require_POST
@for_staff
def notice_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it, and tell everybody it is for."""
    notice = actions.notice_publish(by=request.user, notice=notice_of(request, pk))
    messages.success(request, _("The notice is published to %(n)s people.") % {"n": notice.recipients})
    return redirect("tenants:notice-preview", pk=pk)


@require_POST
@for_staff
def notice_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it no longer."""
    actions.notice_end(by=request.user, notice=notice_of(request, pk))
    messages.success(request, _("The notice is no longer shown."))
    return redirect("tenants:notice-preview", pk=pk)


@require_POST
@for_staff
def notice_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    actions.notice_discard(by=request.user, notice=notice_of(request, pk))
    messages.success(request, _("The draft is thrown away."))
    return redirect("tenants:notice-desk")
