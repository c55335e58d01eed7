"""Tickets: reported and read by the organisation, settled on the desk."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from park_portal.core import clock
from park_portal.core.errors import refusal_on
from tenants.actions import tickets as actions
from tenants.filters.care import TicketFilter
from tenants.forms.tickets import AssignForm, MoveForm, TicketForm, WordsForm
from tenants.models import Ticket
from tenants.rules import residents
from tenants.rules import tickets as rules
from tenants.tables.tickets import first_answer_words, say_wait, ticket_sheet

from .shared import done, for_staff, form_page, page_of, sheet_file


def ticket_or_404(request: HttpRequest, pk: int) -> Ticket:
    return get_object_or_404(Ticket.objects.visible_to(request.user).with_list_columns(), pk=pk)


# ------------------------------------------------------------------------------ the organisation


@require_safe
def ticket_list(request: HttpRequest) -> HttpResponse:
    """One's own tickets and those of one's organisations; the centre has its desk."""
    if request.user.is_centre_staff:
        return redirect("tenants:ticket-desk")
    over = request.GET.get("tab") == "over"
    rows = Ticket.objects.visible_to(request.user).with_list_columns()
    page = page_of(request, rows.exclude(state__in=rules.OVER) if not over else rows.filter(state__in=rules.OVER))
    may_report = bool(residents.resident_hats(request.user))
    return render(request, "tenants/ticket_list.html", {"page": page, "over": over, "may_report": may_report})


@form_page
def ticket_report(request: HttpRequest) -> HttpResponse:
    """Report a fault for the organisation one acts for."""
    organization = request.acting.organization if request.acting else None
    rules.check_ticket_report(request.user, organization)
    initial = {"place": request.GET.get("place")} if request.GET.get("place") else None
    form = TicketForm(request.POST or None, request.FILES or None, organization=organization, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            ticket = actions.ticket_report(by=request.user, organization=organization, **form.facts)
            messages.success(request, _("The centre has received %(number)s.") % {"number": ticket.number})
            return redirect(ticket)
    return render(request, "tenants/ticket_report.html", {"form": form, "organization": organization})


@require_safe
def ticket_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One ticket with all that was written to one's side, and what can be done."""
    return detail_page(request, ticket_or_404(request, pk))


def detail_page(request: HttpRequest, ticket: Ticket, **forms: Any) -> HttpResponse:
    """The ticket with its forms; one that was sent back stays as it was typed, and open."""
    moves = rules.ticket_moves(request.user, ticket)
    blank = {
        "answer": WordsForm(prefix="answer"),
        "reopen": WordsForm(prefix="reopen"),
        "note": WordsForm(prefix="note"),
        "move": MoveForm(prefix="move", ticket=ticket, to=moves["to"]),
        "assign": AssignForm(prefix="assign", initial={"assignee": ticket.assignee_id}),
    }
    context = {
        "ticket": ticket,
        "entries": ticket.entries.visible_to(request.user).select_related("author"),
        "photos": ticket.photos.select_related("file"),
        "moves": moves,
        "forms": blank | forms,
        "opened": next(iter(forms), ""),
        "is_desk": not moves["desk"],
        "waited": say_wait(ticket.answered_at - ticket.reported_at) if ticket.answered_at else "",
    }
    request.access_log.note("ticket.detail", [ticket])
    return render(request, "tenants/ticket_detail.html", context)


@require_POST
def ticket_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to the other side."""
    ticket, form = ticket_or_404(request, pk), WordsForm(request.POST, prefix="answer")
    if done(request, form, _("Your words are sent."), actions.ticket_answer, ticket=ticket):
        return redirect(ticket)
    return detail_page(request, ticket, answer=form)


@require_POST
def ticket_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it is not solved."""
    ticket, form = ticket_or_404(request, pk), WordsForm(request.POST, prefix="reopen")
    if form.is_valid():
        with refusal_on(form):
            actions.ticket_reopen(by=request.user, ticket=ticket, reason=form.cleaned_data["text"])
            messages.success(request, _("The ticket is open again."))
            return redirect(ticket)
    return detail_page(request, ticket, reopen=form)


# ------------------------------------------------------------------------------ the desk


def narrowed(request: HttpRequest) -> TicketFilter:
    rows = Ticket.objects.visible_to(request.user).with_list_columns()
    return TicketFilter(request.GET or {"state": "waiting"}, rows, request=request)


@require_safe
@for_staff
def ticket_desk(request: HttpRequest) -> HttpResponse:
    """All tickets; those that are not solved, unless something else is asked for."""
    found = narrowed(request)
    page = page_of(request, found.qs)
    request.access_log.note("ticket.desk", page.object_list)
    context = {"page": page, "filter": found, "first_answer": first_answer_words(), "query": request.GET.urlencode()}
    return render(request, "tenants/desk/ticket_desk.html", context)


@require_safe
@for_staff
def ticket_export(request: HttpRequest) -> HttpResponse:
    """The list as it is narrowed, as a workbook."""
    rows = list(narrowed(request).qs)
    request.access_log.note("ticket.export", rows)
    return sheet_file(ticket_sheet(rows), f"tickets-{clock.today().isoformat()}")


@require_POST
@for_staff
def ticket_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write for colleagues."""
    ticket, form = ticket_or_404(request, pk), WordsForm(request.POST, prefix="note")
    if done(request, form, _("The note is kept. Only the centre sees it."), actions.ticket_note, ticket=ticket):
        return redirect(ticket)
    return detail_page(request, ticket, note=form)


@require_POST
@for_staff
def ticket_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who looks after it."""
    ticket, form = ticket_or_404(request, pk), AssignForm(request.POST, prefix="assign")
    if done(request, form, _("Who looks after it is saved."), actions.ticket_assign, ticket=ticket):
        return redirect(ticket)
    return detail_page(request, ticket, assign=form)


@require_POST
@for_staff
def ticket_move(request: HttpRequest, pk: int) -> HttpResponse:
    """The next state, with words to the organisation."""
    ticket = ticket_or_404(request, pk)
    to = rules.ticket_moves(request.user, ticket)["to"]
    form = MoveForm(request.POST, prefix="move", ticket=ticket, to=to)
    if done(
        request, form, _("The new state is saved, and the organisation is told."), actions.ticket_move, ticket=ticket
    ):
        return redirect(ticket)
    return detail_page(request, ticket, move=form)
