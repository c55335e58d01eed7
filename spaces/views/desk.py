"""The staff desk: today, requests, the week, the ledger of a space, bookings on the telephone."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from park_portal.core import clock
from park_portal.core.errors import ActionDenied, refusal_on
from spaces import actions, rules
from spaces.forms.desk import DeskBookForm, LedgerForm, RejectForm, WeekForm
from spaces.models import Booking, Closure, Slot, Space
from spaces.reckoning import midnight
from spaces.tables import desk as plans
from spaces.tables import requests

QUEUE_SIZE, LEDGER_SIZE = 20, 50
YEARS = range(2000, 2101)
View = Callable[..., HttpResponse]
form_page = require_http_methods(["GET", "HEAD", "POST"])


def for_staff(view: View) -> View:
    """The page exists for centre staff only."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_centre_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def asked_day(text: str) -> date:
    """A day from the address; today where it is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return clock.today()
    return day if day.year in YEARS else clock.today()


def visible_bookings(request: HttpRequest) -> Any:
    return Booking.objects.visible_to(request.user).with_list_columns()


# ------------------------------------------------------------------------------ today


@require_safe
@for_staff
def desk_today(request: HttpRequest) -> HttpResponse:
    """All spaces on a day: what is now, what comes, what waits."""
    bookings = visible_bookings(request)
    plan = plans.DayPlan.of(asked_day(request.GET.get("day", "")), bookings)
    narrowed = {"now": plans.in_use, "soon": plans.arriving}.get(request.GET.get("show", ""))
    rows = list(narrowed(bookings).order_by("starts_at", "pk")) if narrowed else plan.listed
    request.access_log.note("desk.today", {row.pk: row for row in [*plan.bookings, *rows]}.values())
    context = {"plan": plan, "rows": rows, "show": narrowed and request.GET["show"], "now": clock.now()}
    return render(request, "spaces/desk/desk_today.html", context | {"counters": plans.counters(bookings)})


# ------------------------------------------------------------------------------ requests


@require_safe
@for_staff
def booking_queue(request: HttpRequest) -> HttpResponse:
    """Requests by deadline, the first one open."""
    return queue_page(request, visible_bookings(request).to_decide().first())


@require_safe
@for_staff
def booking_queue_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Requests by deadline, one of them open."""
    return queue_page(request, get_object_or_404(visible_bookings(request), pk=pk))


@require_POST
@for_staff
def booking_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes, and open the next request."""
    booking = get_object_or_404(visible_bookings(request), pk=pk)
    try:
        booking = actions.booking_approve(by=request.user, booking=booking)
    except ActionDenied as refusal:
        return queue_page(request, get_object_or_404(visible_bookings(request), pk=pk), refusal=refusal)
    messages.success(request, _("%(number)s is approved.") % {"number": booking.number})
    return next_request(booking)


@require_POST
@for_staff
def booking_reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no with a reason, and open the next request."""
    booking = get_object_or_404(visible_bookings(request), pk=pk)
    form, denied = RejectForm(request.POST), None
    if form.is_valid():
        try:
            actions.booking_reject(by=request.user, booking=booking, reason=form.reason_for(booking.person))
        except ActionDenied as refusal:
            denied = refusal
        else:
            messages.success(request, _("%(number)s is not approved.") % {"number": booking.number})
            return next_request(booking)
    booking = get_object_or_404(visible_bookings(request), pk=pk)
    return queue_page(request, booking, form=form, refusal=denied)


def next_request(booking: Booking) -> HttpResponse:
    following = requests.request_after(booking)
    if following is None:
        return redirect("spaces:booking-queue")
    return redirect("spaces:booking-queue-open", pk=following.pk)


def queue_page(
    request: HttpRequest,
    booking: Booking | None,
    form: RejectForm | None = None,
    refusal: ActionDenied | None = None,
) -> HttpResponse:
    """List and detail side by side; a refusal stands on top of the detail with its status."""
    waiting = visible_bookings(request).to_decide()
    page = Paginator(waiting, QUEUE_SIZE).get_page(request.GET.get("page"))
    shown = {row.pk: row for row in page}
    context = {"page": page, "form": form or RejectForm(), "refusal": refusal, "today": clock.today()}
    if booking is not None:
        shown[booking.pk] = booking
        blocked = rules.booking_moves(request.user, booking)["decide"]
        context |= {"case": requests.Case.of(booking), "blocked": "" if refusal else blocked, "decidable": not blocked}
    request.access_log.note("desk.requests", shown.values())
    return render(request, "spaces/desk/booking_queue.html", context, status=refusal.status if refusal else 200)


# ------------------------------------------------------------------------------ the week, the ledger


@require_safe
@for_staff
def desk_timeline(request: HttpRequest) -> HttpResponse:
    """A week of a building, or of all: how much of each space and day is booked. Names nobody."""
    form = WeekForm.of(request.GET)
    monday, building = form.monday, form.cleaned_data.get("building")
    plan = plans.WeekPlan.of(monday, building, visible_bookings(request))
    context = {"plan": plan, "filter": {"form": form}, "building": building, "today": clock.today()}
    return render(request, "spaces/desk/desk_timeline.html", context)


@require_safe
@for_staff
def space_ledger(request: HttpRequest, code: str) -> HttpResponse:
    """Who holds the leaves of a space in a window of days, and why; closures beside it."""
    space = get_object_or_404(Space.objects.visible_to(request.user).select_related("building"), code=code)
    form = LedgerForm.of(request.GET)
    since, until = form.window
    start, end = midnight(since), midnight(until + timedelta(days=1))
    slots = Slot.objects.filter(leaf__spaces=space, during__overlap=(start, end)).order_by("during", "leaf_id")
    slots = slots.select_related("leaf", "claim__person", "claim__organization", "claim__booking__space")
    page = Paginator(slots, LEDGER_SIZE).get_page(request.GET.get("page"))
    claims = {slot.claim_id: slot.claim for slot in page}.values()
    request.access_log.note("desk.ledger", [claim.booking for claim in claims if hasattr(claim, "booking")])
    request.access_log.note("desk.ledger", [claim for claim in claims if not hasattr(claim, "booking")])
    closures = Closure.objects.between(start, end).filter(leaves__spaces=space).distinct().order_by("during")
    context = {"space": space, "page": page, "filter": {"form": form}, "since": since, "until": until}
    return render(request, "spaces/desk/space_ledger.html", context | {"closures": closures})


# ------------------------------------------------------------------------------ on the telephone


@form_page
@for_staff
def desk_book(request: HttpRequest) -> HttpResponse:
    """Book for a person on the telephone, under the same rules; a written reason sets rules aside."""
    form = DeskBookForm(typed(request), initial={"space": request.GET.get("space"), "day": request.GET.get("day")})
    instead: list[rules.Alternative] = []
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            try:
                booking = book(request, form)
            except rules.SlotTaken:
                instead = rules.alternatives(form.wish)
                raise
            request.access_log.note("desk.book", [booking])
            messages.success(request, _("%(number)s is booked.") % {"number": booking.number})
            return redirect(f"{reverse('spaces:desk-today')}?day={requests.booking_day(booking)}")
    if len(form.named) > 1:
        request.access_log.note("desk.caller", form.named)
    return render(request, "spaces/desk/desk_book.html", {"form": form, "instead": instead})


def book(request: HttpRequest, form: DeskBookForm) -> Booking:
    facts = form.cleaned_data
    return actions.booking_request(
        by=request.user,
        wish=form.wish,
        purpose=facts["purpose"],
        idempotency_key=facts["idempotency_key"] or None,
        override=facts["override"],
    )


def typed(request: HttpRequest) -> Any:
    """What was posted; a button "book this instead" puts space and time of its own in the place of the typed ones."""
    if request.method != "POST":
        return None
    chosen = request.POST.get("instead", "").split("|")
    if len(chosen) != len(ALTERNATIVE):
        return request.POST
    data = request.POST.copy()
    data.update(dict(zip(ALTERNATIVE, chosen, strict=True)))  # the last value of a field counts
    return data


ALTERNATIVE = ("space", "day", "start", "end")
